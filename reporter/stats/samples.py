"""Differences of two samples: means by Welch or in pairs, and which of two answers is likely to be higher."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.ranks import more_likely, ranks
from reporter.stats.shares import z_value


class Difference(NamedTuple):
    """A difference with its interval and standard error."""

    value: float
    low: float
    high: float
    error: float


class Moments(NamedTuple):
    """A sample by its mean, standard deviation (n - 1) and size; a weighted one by its effective size."""

    mean: float
    sd: float
    n: float


def t_quantile(df: float, level: float = 0.95) -> float:
    """Student's quantile that leaves (1 - level) / 2 on either side; the normal one for endless freedom.

    Raises: ValueError - no freedom at all (a bug).
    """
    if df <= 0:
        raise ValueError(df)
    if math.isinf(df):
        return z_value(level)
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))


def welch(after: Moments, before: Moments, level: float = 0.95) -> Difference:
    """mean(after) - mean(before) of two samples of different people.

    Args:
        after: one sample, n > 1.
        before: the other, n > 1.
        level: confidence level, in 0..1.

    Raises:
        ValueError: a sample of one (a bug upstream).

    Source: Welch 1947, Biometrika 34:28-35; Satterthwaite's degrees of freedom.
    """
    if min(after.n, before.n) <= 1:
        raise ValueError((after.n, before.n))
    parts = [sample.sd**2 / sample.n for sample in (after, before)]
    error = math.sqrt(sum(parts))
    value = after.mean - before.mean
    if not error:
        return Difference(value, value, value, 0.0)
    df = sum(parts) ** 2 / sum(p**2 / (s.n - 1) for p, s in zip(parts, (after, before), strict=True))
    half = t_quantile(df, level) * error
    return Difference(value, value - half, value + half, error)


def paired(after: npt.ArrayLike, before: npt.ArrayLike, level: float = 0.95) -> Difference:
    """The mean difference of the same people asked twice.

    Args:
        after: second answers, shape (people,), at least two.
        before: first answers of the same people, shape (people,).
        level: confidence level, in 0..1.

    Raises:
        ValueError: fewer than two pairs, or shapes that differ (a bug upstream).

    Source: Student 1908, Biometrika 6:1-25.
    """
    apart = np.asarray(after, np.float64) - np.asarray(before, np.float64)
    if apart.size < 2:  # noqa: PLR2004 - one pair has no spread
        raise ValueError(apart.size)
    value, error = float(apart.mean()), float(apart.std(ddof=1) / math.sqrt(apart.size))
    half = t_quantile(apart.size - 1, level) * error
    return Difference(value, value - half, value + half, error)


def superiority(after: npt.ArrayLike, before: npt.ArrayLike, level: float = 0.95) -> Difference:
    """P(after > before) plus half the ties, with its interval on the logit scale, in 0..1.

    Args:
        after: answers of one sample, shape (n,), n > 1.
        before: answers of another, shape (m,), m > 1.
        level: confidence level, in 0..1.

    Raises:
        ValueError: a sample of fewer than two (a bug upstream).

    Source: Brunner & Munzel 2000, Biometrical Journal 42:17-25; on the logit scale, so that it stays in 0..1.
    """
    one, other = np.asarray(after, np.float64), np.asarray(before, np.float64)
    if min(one.size, other.size) < 2:  # noqa: PLR2004 - one answer has no spread
        raise ValueError((one.size, other.size))
    value = more_likely(one, other)
    both = ranks(np.concatenate([one, other]))
    # How much of the other sample lies below each answer.
    placed = (both[: one.size] - ranks(one)) / other.size, (both[one.size :] - ranks(other)) / one.size
    error = math.sqrt(sum(float(p.var(ddof=1)) / p.size for p in placed))
    if not error or not 0 < value < 1:
        return Difference(value, value, value, error)
    middle, wide = math.log(value / (1 - value)), z_value(level) * error / (value * (1 - value))
    low, high = (1 / (1 + math.exp(-(middle + side * wide))) for side in (-1, 1))
    return Difference(value, low, high, error)
