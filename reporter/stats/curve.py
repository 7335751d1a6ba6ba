"""Facts of an hourly curve."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Peak(NamedTuple):
    """The busiest stretch of hours.

    Args:
        start: index of its first hour.
        hours: its length: 3, or less when fewer hours were given.
        rate: mean posts an hour inside it.
        highest: index of its highest hour, the first of equals.
    """

    start: int
    hours: int
    rate: float
    highest: int


def rolling_rate(counts: npt.ArrayLike, hours: int = 3) -> npt.NDArray[np.float64]:
    """Mean posts an hour over each run of `hours` hours, one value for each first hour.

    Args:
        counts: posts in consecutive hours, counted or estimated.
        hours: length of a run, > 0; at most as many as there are counts.
    """
    sums = np.concatenate([[0], np.cumsum(np.asarray(counts))])
    return np.asarray((sums[hours:] - sums[:-hours]) / hours, np.float64)


def peak_rate(counts: npt.ArrayLike, hours: int = 3) -> Peak | None:
    """The run of three hours with the highest rate, the first of equals; None without a post.

    One hour alone is too noisy and one day too late to say when the peak was.

    Args:
        counts: posts in consecutive hours, none negative.
        hours: length of a run, > 0.
    """
    series = np.asarray(counts, np.int64)
    if not series.any():
        return None
    length = min(hours, len(series))
    rates = rolling_rate(series, length)
    start = int(rates.argmax())
    highest = start + int(series[start : start + length].argmax())
    return Peak(start, length, float(rates[start]), highest)
