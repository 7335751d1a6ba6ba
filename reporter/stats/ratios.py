"""Ratios of uncertain numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.shares import z_value


class Ratio(NamedTuple):
    """A ratio with its interval; both ends are None where the interval is not a stretch."""

    value: float
    low: float | None
    high: float | None


def fieller(  # noqa: PLR0913 - two numbers, their errors and how they hang together
    top: float,
    bottom: float,
    top_error: float,
    bottom_error: float,
    *,
    covariance: float = 0.0,
    level: float = 0.95,
    df: float = math.inf,
) -> Ratio:
    """The ratio top / bottom with Fieller's interval.

    Where the bottom's own interval holds 0 the ratio may be anything: no ends then.

    Args:
        top: numerator, any unit.
        bottom: denominator, not 0.
        top_error: its standard error, >= 0 (0: known exactly).
        bottom_error: standard error of the bottom, >= 0.
        covariance: of top and bottom.
        level: confidence level, in 0..1.
        df: degrees of freedom of t; normal without it.

    Raises:
        ValueError: bottom is 0, or a negative error (a bug upstream).

    Source: Fieller 1954, Journal of the Royal Statistical Society B 16:175-185.
    """
    if bottom == 0 or top_error < 0 or bottom_error < 0:
        raise ValueError((bottom, top_error, bottom_error))
    t2 = _quantile(level, df) ** 2
    # The ends solve (top - r bottom)^2 = t^2 Var(top - r bottom): a r^2 - 2 b r + c = 0.
    a = bottom**2 - t2 * bottom_error**2
    if a <= 0:
        return Ratio(top / bottom, None, None)
    b, c = top * bottom - t2 * covariance, top**2 - t2 * top_error**2
    half = math.sqrt(max(0.0, b * b - a * c))
    return Ratio(top / bottom, (b - half) / a, (b + half) / a)


def _quantile(level: float, df: float) -> float:
    if math.isinf(df):
        return z_value(level)
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))


def log_ratio(after: npt.ArrayLike, before: npt.ArrayLike) -> float:
    """ln(mean after / mean before): symmetric, and adds up over chains of ratios.

    Args:
        after: amounts, shape (n,), mean > 0.
        before: amounts, shape (m,), mean > 0.

    Raises: ValueError - a mean that is not positive (a bug upstream).
    """
    means = float(np.mean(np.asarray(after, np.float64))), float(np.mean(np.asarray(before, np.float64)))
    if min(means) <= 0:
        raise ValueError(means)
    return math.log(means[0] / means[1])


def ratio_of_ratios(
    after: npt.ArrayLike, before: npt.ArrayLike, after_then: npt.ArrayLike, before_then: npt.ArrayLike
) -> float:
    """How much better the change is than the same change of a year before: a ratio, 1 for no difference.

    Args:
        after: amounts after the response.
        before: amounts before it.
        after_then: amounts of the same calendar days one year earlier as `after`.
        before_then: amounts of the same calendar days one year earlier as `before`.

    Raises: ValueError - a mean that is not positive (a bug upstream).
    """
    return math.exp(log_ratio(after, before) - log_ratio(after_then, before_then))
