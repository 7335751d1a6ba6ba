"""Where the level of a series changed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Change(NamedTuple):
    """One change of level.

    Args:
        after: index of the last cell of the first level; the new one begins with the next.
        before_mean: mean of the first level.
        after_mean: mean of the second.
        gain: part of the sum of squares that two levels take away, in 0..1.
    """

    after: int
    before_mean: float
    after_mean: float
    gain: float


def changepoint(x: npt.ArrayLike, least: int = 2) -> Change:
    """The cut that leaves the smallest sum of squares around two means.

    It always finds one: whether it is more than noise is not asked here.

    Args:
        x: in order of time, finite, shape (cells,).
        least: cells on either side of the cut, > 0.

    Raises:
        ValueError: fewer than 2 x least cells (a bug upstream).

    Source: Bai 1997, Review of Economics and Statistics 79:551-563 (one break, least squares).
    """
    series = np.asarray(x, np.float64)
    n = series.size
    if n < 2 * least or least < 1:
        raise ValueError((n, least))
    sums = np.cumsum(series)
    first = np.arange(least, n - least + 1)
    left, right = sums[first - 1] / first, (sums[-1] - sums[first - 1]) / (n - first)
    between = first * (n - first) / n * (left - right) ** 2
    best = int(between.argmax())
    total = ((series - series.mean()) ** 2).sum()
    gain = float(between[best] / total) if total else 0.0
    return Change(int(first[best]) - 1, float(left[best]), float(right[best]), gain)
