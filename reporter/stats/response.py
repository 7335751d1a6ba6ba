"""The hours around a response, cut and described for the fit of its step.

Hours are counted on an hourly series that is anchored at the response: its cell
`t0` begins with the response.  The decay is 1 + h + log(1 + h) in hours h since the
peak, the day two harmonics; the step begins with the response.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.stats.curve import rolling_rate
from reporter.stats.step import gls_ar1_step

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

#: Length of a bucket, in hours.
BUCKET: Final = 3
#: The fit begins so long after the middle of the peak: the turn itself is no decay.
SETTLED: Final = 4.0
#: And ends so long after the response.
REACH: Final = 48
#: The announcement's own echo lasts so long.
ECHO: Final = 6
#: An echo is still heard when the first hours stand so many standard errors from the others.
HEARD: Final = 1.0
_HARMONICS: Final = 2
_DAY: Final = 24
#: Days before the crisis from which on the incident's own day stands in for the harmonics.
OWN_DAYS: Final = 7
#: Posts that every bucket of the own day rests on, or its chance would be read as the day's rhythm.
_OWN_LEAST: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Which buckets a step is fitted on, and with what.

    Args:
        first: hours of the series at which each bucket begins, shape (buckets,).
        places: number of each bucket on the unbroken row of buckets, shape (buckets,).
        since_peak: hours from the peak to the middle of each bucket.
        before: how many buckets lie before the response.
        design: the columns of the fit, the step last, shape (buckets, columns).
    """

    first: Counts
    places: Counts
    since_peak: Array
    before: int
    design: Array


def peak_middle(counts: npt.ArrayLike, t0: int) -> float:
    """The middle of the three busiest hours up to 48 h after the response, in hours of the series.

    Args:
        counts: posts in consecutive hours, at least three.
        t0: the hour that begins with the response.
    """
    rates = rolling_rate(np.asarray(counts)[: max(BUCKET, t0 + REACH)], BUCKET)
    return int(rates.argmax()) + BUCKET / 2


def response_frame(  # noqa: PLR0913 - five facts of one series; all are named
    peak: float,
    t0: int,
    hours: int,
    clock: float,
    *,
    echo: bool = False,
    day: bool = True,
) -> Frame | None:
    """The buckets from 4 h after the peak to 48 h after the response; None where they are too few for the fit.

    Args:
        peak: middle of the peak, in hours of the series.
        t0: the hour that begins with the response.
        hours: how long the series is.
        clock: time of day at which the series begins, in hours (9.5 for half past nine).
        echo: leave the first six hours after the response out, as dummies for them would.
        day: describe the day by two harmonics; false when the day's own profile is taken off before.
    """
    back = math.floor((t0 - peak - SETTLED) / BUCKET)
    ahead = min(REACH, hours - t0) // BUCKET
    places = np.arange(max(0, back) + max(0, ahead))
    if echo:
        places = np.delete(places, np.flatnonzero((places >= back) & (places < back + ECHO // BUCKET)))
    first = t0 + BUCKET * (places - back)
    middle = first + BUCKET / 2
    since = np.asarray(middle - peak, np.float64)
    columns = [np.ones(len(since)), since, np.log1p(np.maximum(since, 0))]
    if day:
        turn = 2 * np.pi * (middle + clock) / 24
        columns += [f(k * turn) for k in range(1, _HARMONICS + 1) for f in (np.sin, np.cos)]
    design = np.column_stack([*columns, places >= back]).astype(np.float64)
    if back < 1 or len(places) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    return Frame(first=first, places=places, since_peak=since, before=back, design=design)


def early_t(series: npt.ArrayLike, frame: Frame) -> Array | None:
    """How far the first six hours after the response stand from all others, in standard errors, shape (series,).

    None where the buckets are too few to tell.

    Args:
        series: log counts or logit shares in the frame's buckets, shape (series, buckets).
        frame: with those hours, not without.
    """
    early = (frame.places >= frame.before) & (frame.places < frame.before + ECHO // BUCKET)
    design = np.column_stack([frame.design, early])
    if len(design) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    return gls_ar1_step(series, design, frame.places).t


def bucketed(counts: npt.ArrayLike, frame: Frame) -> Array:
    """Posts in each bucket of the frame, shape (..., buckets).

    Args:
        counts: posts in consecutive hours, counted or estimated, shape (..., hours).
        frame: of the same series.
    """
    series = np.asarray(counts, np.float64)
    sums = np.concatenate([np.zeros((*series.shape[:-1], 1)), np.cumsum(series, axis=-1)], axis=-1)
    # Sums of estimates may end a hair below zero.
    return np.asarray(np.maximum(0.0, sums[..., frame.first + BUCKET] - sums[..., frame.first]), np.float64)


def own_day(quiet: npt.ArrayLike, frame: Frame) -> Array | None:
    """Log of the posts at each bucket's time of day before the crisis, shape (..., buckets); to be taken off.

    None with fewer than seven whole days, or where a time of day has fewer than 30 posts.

    Args:
        quiet: posts in the series' hours before the crisis, from its first hour on, shape (..., hours).
        frame: of the same series.
    """
    series = np.asarray(quiet, np.float64)
    days = series.shape[-1] // _DAY
    if days < OWN_DAYS:
        return None
    whole = series[..., : days * _DAY].reshape(*series.shape[:-1], days, _DAY).sum(axis=-2)
    hours = (frame.first[:, None] + np.arange(BUCKET)) % _DAY
    seen = whole[..., hours].sum(axis=-1)
    return None if (seen < _OWN_LEAST).any() else log_counts(seen)


def log_counts(counts: npt.ArrayLike) -> Array:
    """log(count + .5), of the shape of `counts`."""
    return np.log(np.asarray(counts, np.float64) + 0.5)


def logit_share(part: npt.ArrayLike, rest: npt.ArrayLike) -> Array:
    """log((part + .5) / (rest + .5)), of the shape of both; the step of it is a ratio of odds.

    Args:
        part: posts that have the property, in each cell.
        rest: the others.
    """
    return log_counts(part) - log_counts(rest)
