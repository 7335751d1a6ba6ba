"""Intervals by drawing again: whole groups, or stretches of a series.

Chance comes in as a seed; the same seed gives the same interval everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: What is asked of a sample drawn again: one number from rows (and their weights).
Statistic = Callable[[Array], float]


def cluster_bootstrap(  # noqa: PLR0913 - the options of one procedure, named
    values: npt.ArrayLike,
    clusters: npt.ArrayLike,
    statistic: Statistic,
    *,
    seed: int,
    draws: int = 1000,
    level: float = 0.95,
) -> tuple[float, float]:
    """The percentile interval of a statistic when whole groups are drawn again: (low, high).

    Args:
        values: shape (rows,) or (rows, columns).
        clusters: the group of each row (an author, a repost tree), shape (rows,).
        statistic: from rows of the shape of `values` to one number.
        seed: any whole number; from the incident's content, never from a clock.
        draws: how many times, > 0.
        level: confidence level, in 0..1.

    Raises:
        ValueError: no row, or one group only: it says nothing of the others (a bug upstream).

    Source: Davison & Hinkley 1997, Bootstrap Methods and their Application, section 3.8.
    """
    rows, groups = np.asarray(values, np.float64), np.asarray(clusters)
    names, member = np.unique(groups, return_inverse=True)
    if len(rows) != len(groups) or len(names) < 2:  # noqa: PLR2004 - one group has no spread
        raise ValueError((len(rows), len(names)))
    order = np.argsort(member, kind="stable")
    ends = np.cumsum(np.bincount(member))
    parts = np.split(rows[order], ends[:-1])
    chance = np.random.default_rng(seed)
    picks = chance.integers(0, len(parts), (draws, len(parts)))
    return _percentiles([statistic(np.concatenate([parts[i] for i in pick])) for pick in picks], level)


def block_bootstrap(  # noqa: PLR0913 - the options of one procedure, named
    series: npt.ArrayLike,
    statistic: Statistic,
    *,
    length: int,
    seed: int,
    draws: int = 1000,
    level: float = 0.95,
) -> tuple[float, float]:
    """The percentile interval of a statistic of a series when stretches of it are drawn again: (low, high).

    Stretches keep what neighbours share.  They may begin anywhere and run over the end to the start.

    Args:
        series: in order of time, shape (cells,) or (cells, columns).
        statistic: from an equally long series to one number.
        length: cells of a stretch, 1 .. cells.
        seed: any whole number; from the incident's content.
        draws: how many times, > 0.
        level: confidence level, in 0..1.

    Raises:
        ValueError: an empty series or an impossible length (a bug).

    Source: Politis & Romano 1992, circular blocks; Kunsch 1989, Annals of Statistics 17:1217-1241.
    """
    rows = np.asarray(series, np.float64)
    if not 1 <= length <= len(rows):
        raise ValueError((length, len(rows)))
    chance = np.random.default_rng(seed)
    starts = chance.integers(0, len(rows), (draws, math.ceil(len(rows) / length)))
    places = (starts[:, :, None] + np.arange(length)).reshape(draws, -1)[:, : len(rows)] % len(rows)
    return _percentiles([statistic(rows[place]) for place in places], level)


def _percentiles(found: list[float], level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def permutation_rank(target: float, others: npt.ArrayLike) -> float:
    """How rarely a value as low as the target is seen among the others: (1 + # others <= target) / (K + 1).

    The smallest value that K others can give is 1 / (K + 1): .05 needs 19 of them.

    Args:
        target: the statistic of the case in question; studentised, or a noisy case looks rare.
        others: the same statistic of the comparison cases, shape (K,), finite.

    Raises:
        ValueError: nothing to compare with (a bug upstream).

    Source: Abadie, Diamond & Hainmueller 2010, JASA 105:493-505; the +1 after Phipson & Smyth 2010.
    """
    known = np.asarray(others, np.float64)
    if known.size == 0:
        raise ValueError(known.size)
    return float((1 + (known <= target).sum()) / (known.size + 1))
