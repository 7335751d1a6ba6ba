"""Intervals that hold for any sample, however small."""

from __future__ import annotations


def clopper_pearson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share seen in a few cases: (low, high) in 0..1; wider than Wilson's, never too narrow.

    Args:
        k: how many have the property, 0 <= k <= n.
        n: how many there are, > 0.
        level: confidence level, in 0..1.

    Raises:
        ValueError: impossible counts (a bug upstream).

    Source: Clopper & Pearson 1934, Biometrika 26:404-413.
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError((k, n))
    # Costs an import of its own: only reports with a register of follow-ups ask.
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return low, high
