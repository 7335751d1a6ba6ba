"""Ratios of daily amounts, with intervals from whole weeks drawn again: days of a week hang together."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.samples import t_quantile

Array = npt.NDArray[np.float64]
WEEK: Final = 7
#: Fewer weeks than this in all have no interval worth printing.
ENOUGH_WEEKS: Final = 8
_LEAST_EACH: Final = 4


class LogRatio(NamedTuple):
    """A ratio with its interval; both ends are None when there are too few weeks."""

    value: float
    low: float | None
    high: float | None


def weekly_ratio(
    after: npt.ArrayLike, before: npt.ArrayLike, *, seed: int, draws: int = 1000, level: float = 0.95
) -> LogRatio:
    """mean(after) / mean(before) of daily amounts with a block bootstrap over weeks on the log scale.

    The bootstrap's standard error, made larger by k / (k - 1) for k weeks and read with Student's t of
    the smaller side, holds its level with as few as four weeks a side; percentiles of so few do not.

    Args:
        after: daily amounts in order, whole weeks counted from its start, mean > 0.
        before: daily amounts in order, whole weeks counted from its start, mean > 0.
        seed: any whole number, from the incident's content.
        draws: how many times, > 1.
        level: confidence level, in 0..1.

    Raises:
        ValueError: a mean that is not positive (a bug upstream).

    Source: Davison & Hinkley 1997, sections 2.4 and 8.2.3.
    """
    sides = [np.asarray(side, np.float64) for side in (after, before)]
    means = [float(side.mean()) for side in sides]
    if min(means) <= 0:
        raise ValueError(means)
    value = math.log(means[0] / means[1])
    blocks = [_weeks(side) for side in sides]
    counts = [len(block) for block in blocks]
    if sum(counts) < ENOUGH_WEEKS or min(counts) < _LEAST_EACH:
        return LogRatio(math.exp(value), None, None)
    chance = np.random.default_rng(seed)
    errors = [_log_error(block, chance, draws) for block in blocks]
    half = t_quantile(min(counts) - 1, level) * math.hypot(*errors)
    return LogRatio(math.exp(value), math.exp(value - half), math.exp(value + half))


def _weeks(days: Array) -> Array:
    """Totals of the whole weeks, shape (weeks,); the days of a last part of a week are left out."""
    return np.asarray(days[: len(days) // WEEK * WEEK].reshape(-1, WEEK).sum(axis=1))


def _log_error(weeks: Array, chance: np.random.Generator, draws: int) -> float:
    """Standard error of the log of their mean."""
    k = len(weeks)
    means = weeks[chance.integers(0, k, (draws, k))].mean(axis=1)
    return float(np.log(np.maximum(means, np.finfo(float).tiny)).std(ddof=1) * math.sqrt(k / (k - 1)))
