"""Comparisons that ask only which is more: for scales whose steps are not equal."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: Up to so many pairs every sign pattern is counted; beyond it the normal curve is close enough.
_EXACT: Final = 20


class SignedRank(NamedTuple):
    """Wilcoxon's V (sum of ranks of the positive differences) and its two-sided p value."""

    v: float
    p: float


def ranks(x: npt.ArrayLike) -> Array:
    """Ranks from 1, equal values sharing their mean rank, shape of `x`."""
    values = np.asarray(x, np.float64)
    _known, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[where], np.float64)


def wilcoxon(after: npt.ArrayLike, before: npt.ArrayLike) -> SignedRank:
    """The signed-rank test of the same people asked twice; pairs without a change are left out.

    Args:
        after: second answers, shape (people,).
        before: first answers of the same people, shape (people,).

    Raises:
        ValueError: shapes that differ, or no pair that changed (nothing to test).

    Source: Wilcoxon 1945, Biometrics Bulletin 1:80-83; Hollander & Wolfe 1973, section 3.1.
    """
    change = np.asarray(after, np.float64) - np.asarray(before, np.float64)
    change = change[change != 0]
    if not change.size:
        raise ValueError(change.size)
    size = ranks(np.abs(change))
    v = float(size[change > 0].sum())
    return SignedRank(v, _exact(size, v) if len(size) <= _EXACT else _normal(size, v))


def _exact(size: Array, v: float) -> float:
    """Both tails over all sign patterns, by the distribution of the sum (ties keep their half ranks)."""
    doubled = np.round(2 * size).astype(np.int64)
    ways = np.zeros(int(doubled.sum()) + 1)
    ways[0] = 1
    for one in doubled:
        ways[one:] += ways[:-one].copy()
    chance = ways / ways.sum()
    at = round(2 * v)
    return float(min(1.0, 2 * min(chance[: at + 1].sum(), chance[at:].sum())))


def _normal(size: Array, v: float) -> float:
    from scipy.special import ndtr

    middle, spread = size.sum() / 2, float(np.sqrt((size**2).sum() / 4))
    return float(2 * ndtr(-abs(v - middle) / spread))


def more_likely(after: npt.ArrayLike, before: npt.ArrayLike) -> float:
    """P(after > before) plus half the ties, for two samples of different people, in 0..1; .5 for no difference.

    Args:
        after: answers of one sample, shape (n,), n > 0.
        before: answers of the other, shape (m,), m > 0.

    Raises: ValueError - an empty sample (a bug upstream).
    Source: Mann & Whitney 1947; Acion et al. 2006, Statistics in Medicine 25:591-602.
    """
    one, other = np.asarray(after, np.float64), np.asarray(before, np.float64)
    if not one.size or not other.size:
        raise ValueError((one.size, other.size))
    both = ranks(np.concatenate([one, other]))[: one.size].sum()
    return float((both - one.size * (one.size + 1) / 2) / (one.size * other.size))
