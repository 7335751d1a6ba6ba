"""The course of a storm by the hour: where it began, when it was over, what came on top of a quiet day."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.curve import rolling_rate
from reporter.stats.resample import block_bootstrap

Array = npt.NDArray[np.float64]

_RUN: Final = 3  # hours of a rate
_QUIET: Final = 24  # hours under the edge that make calm
_EDGE: Final = 97.5  # per cent of quiet rates below the edge
_DRAWS: Final = 400


class Baseline(NamedTuple):
    """A quiet day: mean posts an hour, its interval, and the upper edge of its three-hour rates."""

    mean: float
    low: float
    high: float
    upper: float


def baseline(quiet: npt.ArrayLike) -> Baseline | None:
    """The level before the storm; None with less than a day.

    Args:
        quiet: posts in consecutive hours before anything happened, shape (hours,).

    Source: blocks of a day (or what there is of one) keep its rhythm, as `block_bootstrap`.
    """
    hours = np.asarray(quiet, np.float64)
    if hours.size < _QUIET:
        return None
    mean = float(hours.mean())
    # A quiet stretch of a few hours has seen too few rates to know their upper edge: Poisson's is the least.
    upper = max(float(np.percentile(rolling_rate(hours, _RUN), _EDGE)), mean + 1.96 * float(np.sqrt(mean / _RUN)))
    length = min(_QUIET, hours.size // 2)
    low, high = block_bootstrap(hours, lambda one: float(one.mean()), length=length, seed=seed_of(hours), draws=_DRAWS)
    return Baseline(mean, low, high, upper)


def seed_of(values: npt.ArrayLike) -> int:
    """A seed that follows from the numbers themselves: the same data, the same draws."""
    return int.from_bytes(blake2b(np.asarray(values, np.float64).tobytes(), digest_size=4).digest(), "big")


def onset(counts: npt.ArrayLike, upper: float) -> int | None:
    """First hour of the run of three-hour rates above the edge that holds the peak; None when the peak is no higher.

    A first crossing would be found in every second quiet week; the run around the peak is one.

    Args:
        counts: posts in consecutive hours, at least three.
        upper: edge of a quiet day, posts an hour.
    """
    rates = rolling_rate(counts, _RUN)
    top = int(rates.argmax())
    if rates[top] <= upper:
        return None
    below = np.flatnonzero(rates[:top] <= upper)
    # The rate that first exceeds begins with hours of the quiet: its last hour is the storm's first.
    return int(below[-1]) + _RUN if below.size else 0


def recovery(counts: npt.ArrayLike, upper: float) -> int | None:
    """First hour after the peak from which 24 hours stay at or below the edge; None when there is no such day.

    Args:
        counts: posts in consecutive hours, at least three.
        upper: edge of a quiet day, posts an hour.
    """
    rates = rolling_rate(counts, _RUN)
    top = int(rates.argmax())
    calm = np.concatenate([[0], np.cumsum(rates > upper)])
    for hour in range(top, len(rates) - _QUIET + _RUN):
        last = min(hour + _QUIET - _RUN + 1, len(rates))
        if calm[last] == calm[hour]:
            return hour
    return None


def peak_hours(counts: npt.ArrayLike) -> tuple[int, int]:
    """The interval of the hour with the highest three-hour rate: first and last hour among redrawn series.

    Args:
        counts: posts in consecutive hours, at least five, not all 0.
    """
    low, high = _redrawn(np.asarray(counts, np.float64), lambda one: float(rolling_rate(one, _RUN).argmax()))
    return round(low), round(high)


def _redrawn(series: Array, statistic: Callable[[Array], float]) -> tuple[float, float]:
    """The interval of a statistic over redrawn series.

    Residuals around the five-hour mean are drawn again in blocks of three hours and put back.

    Source: residual blocks, Davison & Hinkley 1997, section 8.2.
    """
    smooth = np.convolve(np.pad(series, 2, mode="edge"), np.full(5, 0.2), mode="valid")
    scale = np.sqrt(np.maximum(smooth, 1.0))
    left = (series - smooth) / scale

    def read(redrawn: Array) -> float:
        return statistic(np.maximum(0.0, smooth + scale * redrawn))

    return block_bootstrap(left, read, length=_RUN, seed=seed_of(series), draws=_DRAWS)


def second_peaks(counts: npt.ArrayLike) -> int:
    """Later peaks of the day's total: 30 % of the main one or more, and 1.5 times the trough between.

    The total of 24 hours has no rhythm of the day left, which alone makes a "second peak" in every second storm.

    Args:
        counts: posts in consecutive hours.
    """
    series = np.asarray(counts, np.float64)
    if series.size < 2 * _QUIET:
        return 0
    days = rolling_rate(series, _QUIET)
    top = int(days.argmax())
    found, trough = 0, float(days[top])
    high = 0.0
    for rate in days[top:]:
        trough, high = (float(rate), 0.0) if rate < trough else (trough, max(high, float(rate)))
        if high >= max(0.3 * days[top], 1.5 * trough) > 0:
            found += 1
            trough, high = float(rate), 0.0
    return found
