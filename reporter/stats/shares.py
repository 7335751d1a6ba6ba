"""Intervals of shares seen in samples, and of their differences."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist


def z_value(level: float) -> float:
    """The normal quantile that leaves (1 - level) / 2 on either side: 1.96 for .95.

    Raises: ValueError - a level outside 0..1 (a bug).
    """
    if not 0 < level < 1:
        raise ValueError(level)
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(k: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """The Wilson interval of a share seen in a sample: (low, high) in 0..1.

    Args:
        k: how many of the sample have the property, 0 <= k <= n; no whole number where `n` is none.
        n: size of the sample, > 0, or its effective size.  A census has no sampling error: do not ask.
        level: confidence level, in 0..1.

    Raises:
        ValueError: impossible counts (a bug upstream, never the user's doing).

    Source: Wilson 1927, JASA 22:209-212; without continuity correction.
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError((k, n))
    z2 = z_value(level) ** 2
    middle = 2 * k + z2
    half = sqrt(z2) * sqrt(z2 + 4 * k * (n - k) / n)
    low, high = (middle - half) / (2 * (n + z2)), (middle + half) / (2 * (n + z2))
    # The exact ends are 0 and 1 there; floats miss them by a hair.
    return (0.0 if k == 0 else low), (1.0 if k == n else high)


def newcombe(k1: float, n1: float, k2: float, n2: float, level: float = 0.95) -> tuple[float, float]:
    """The interval of the difference k1/n1 - k2/n2 of two independent shares, in -1..1.

    Args:
        k1: hits in the first sample, 0 <= k1 <= n1.
        n1: size of the first sample, > 0.
        k2: hits in the second sample, 0 <= k2 <= n2.
        n2: size of the second sample, > 0.
        level: confidence level, in 0..1.

    Raises:
        ValueError: impossible counts (a bug).

    Source: Newcombe 1998, Statistics in Medicine 17:873-890, method 10.
    """
    p1, p2 = k1 / n1, k2 / n2
    low1, high1 = wilson(k1, n1, level)
    low2, high2 = wilson(k2, n2, level)
    below = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def goodman(counts: Sequence[int], level: float = 0.95) -> list[tuple[float, float]]:
    """Intervals of all shares of a multinomial sample that hold together with probability `level`.

    Args:
        counts: how many of the sample fall into each class; their sum is > 0.
        level: joint confidence level, in 0..1.

    Raises:
        ValueError: no class or an empty sample (a bug).

    Source: Goodman 1965, Technometrics 7:247-254: score intervals at 1 - alpha / k.
    """
    total, classes = sum(counts), len(counts)
    if classes == 0:
        raise ValueError(counts)
    return [wilson(k, total, 1 - (1 - level) / classes) for k in counts]
