"""How fast a rate grows or falls: the log-slope, never new over cumulative."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.step import gls_ar1_step


class Growth(NamedTuple):
    """The slope of the log rate with its interval, per cell."""

    slope: float
    low: float
    high: float

    @property
    def rate(self) -> tuple[float, float, float]:
        """Growth per cell, e^slope - 1, with its ends; -1 .. infinity."""
        return math.expm1(self.slope), math.expm1(self.low), math.expm1(self.high)

    @property
    def doubling(self) -> tuple[float, float, float] | None:
        """Cells until the rate has doubled (negative: halved) with its ends; None where the interval holds 0."""
        if self.low <= 0 <= self.high:
            return None
        ends = sorted((math.log(2) / self.low, math.log(2) / self.high))
        return math.log(2) / self.slope, ends[0], ends[1]


def growth(counts: npt.ArrayLike, level: float = 0.95, *, day: int | None = None) -> Growth | None:
    """The slope of log(count + .5) over equal cells of time; None with fewer than 5 cells or no post.

    The whole history under the fraction line would make any steady flow look as if it slowed down.

    Args:
        counts: posts in consecutive cells, >= 0, shape (cells,).
        level: confidence level, in 0..1.
        day: cells of a day, whose rhythm is described by two harmonics where there is a day and a half or more.

    Source: AR(1)-GLS as `gls_ar1_step`.
    """
    series = np.asarray(counts, np.float64)
    if series.size < 5 or not series.any():  # noqa: PLR2004 - two for the line, three for its error
        return None
    time = np.arange(series.size, dtype=np.float64)
    columns = [np.ones_like(time)]
    if day is not None and series.size >= 1.5 * day:
        turn = 2 * np.pi * time / day
        columns += [f(k * turn) for k in (1, 2) for f in (np.sin, np.cos)]
    fit = gls_ar1_step(np.log(series + 0.5), np.column_stack([*columns, time - time.mean()]))
    low, high = fit.interval(level)
    return Growth(float(fit.step[0]), float(low[0]), float(high[0]))
