"""How unequally something is spread over its holders: posts over authors, reposts over posts."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt


def _held(x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    held = np.sort(np.asarray(x, np.float64))
    if held.ndim != 1 or held.size == 0 or held[0] < 0 or held.sum() <= 0:
        raise ValueError(held.shape)
    return held


def gini(x: npt.ArrayLike, *, corrected: bool = False) -> float:
    """The Gini coefficient, 0 (all alike) .. 1 - 1/n, or with the correction .. 1.

    Args:
        x: what each holder has, >= 0, not all 0, shape (n,).
        corrected: times n / (n - 1), so that one holder of all gives 1; n > 1 then.

    Raises:
        ValueError: no holder, nothing held, something negative (a bug upstream).

    Source: Gini 1912; Deltas 2003, Review of Economics and Statistics 85:226-234 (the correction).
    """
    held = _held(x)
    n = held.size
    if corrected and n == 1:
        raise ValueError(n)
    plain = float(2 * (np.arange(1, n + 1) * held).sum() / (n * held.sum()) - (n + 1) / n)
    return plain * n / (n - 1) if corrected else plain


def hhi(x: npt.ArrayLike) -> float:
    """The Herfindahl-Hirschman index: sum of squared shares, 1/n .. 1.

    Args:
        x: what each holder has, >= 0, not all 0, shape (n,).

    Raises: ValueError - as `gini`.
    Source: Hirschman 1964, American Economic Review 54:761.
    """
    held = _held(x)
    return float(((held / held.sum()) ** 2).sum())


def top_share(x: npt.ArrayLike, holders: int = 10) -> float:
    """The part that the largest holders have together, in 0..1.

    Args:
        x: what each holder has, >= 0, not all 0, shape (n,).
        holders: how many, > 0; all when there are fewer.

    Raises: ValueError - as `gini`.
    """
    held = _held(x)
    return math.fsum(held[-holders:]) / math.fsum(held)
