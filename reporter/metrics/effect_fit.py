"""From an incident's hours to its `Effect`: gates, steps and the band of natural decay."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from reporter.incident import Action
from reporter.labels import Source
from reporter.metrics.effect import MOST, Collected, Echo, Effect, Fit, Gate, Judged, Limit, Outcome, Path, outcome_of
from reporter.metrics.effect_cover import collected
from reporter.metrics.effect_cover import gates as cover_gates
from reporter.metrics.inputs import Inputs
from reporter.metrics.stability import calibrated_hours, error_stability
from reporter.metrics.stages import quiet_hours
from reporter.moments import Precision
from reporter.stats import (
    Frame,
    bucketed,
    early_t,
    gls_ar1_step,
    log_counts,
    logit_share,
    own_day,
    peak_middle,
    response_frame,
    without_step,
)
from reporter.stats.response import BUCKET, HEARD, REACH, SETTLED
from reporter.stats.step import t_value
from reporter.tallies import SCORED, Tally, phases
from reporter.tallies.thread import Thread

Posts = npt.NDArray[np.float64]

_HOUR: Final = 3600
_AFTER_PEAK: Final = 16.0  # hours
_BEHIND: Final = 24.0  # hours
_FEWEST: Final = 10  # posts in the middle bucket
_TOGETHER: Final = 12.0  # hours within which actions cannot be told apart
#: Part of the posts whose stance may rest on an uncalibrated machine.
_FEW_BY_MACHINE: Final = 0.05
#: A standard error below this is a series of equal counts, and no measurement.
_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """An incident by the hour, counted from its response.

    Args:
        start: when the first hour begins, seconds since 1970 UTC.
        t0: the hour that begins with the response.
        clock: time of day at which the series begins, in hours.
        volume: posts in each hour.
        negative: negative posts in each hour, counted or estimated from labels and scores.
        known: whether the negative posts rest on labels and not on an uncalibrated machine.
        quiet: how many of the first hours lie before the crisis.
        doubt: variance that the labels' own sampling adds to a step of the log count and of the logit share.
    """

    start: int
    t0: int
    clock: float
    volume: Posts
    negative: Posts
    known: bool
    quiet: int = 0
    doubt: tuple[float, float] = (0.0, 0.0)

    @property
    def main(self) -> Posts:
        """The series that is judged: the negative posts where they are known, else all."""
        return self.negative if self.known else self.volume

    @property
    def peak(self) -> float:
        """Middle of the judged series' peak, in hours of the series."""
        return peak_middle(self.main, self.t0)


def estimate(inputs: Inputs) -> Effect:
    """The effect as far as one incident alone can tell it."""
    tally = inputs.judged
    if tally is None:
        return Effect(outcome=Outcome.NO_ESTIMATE, gates=(Gate.NO_POSTS,), response=inputs.windows.t0)
    trust, actions = _trust(tally), _near(inputs)
    known, limits = trust is None, tuple(_limits(actions, trust))
    hours = hours_of(inputs, tally, known=known)
    if hours is None:
        return Effect(outcome=Outcome.NO_ESTIMATE, gates=(Gate.NO_RESPONSE,), limits=limits, response=inputs.windows.t0)
    echo = _echo(inputs.thread, hours)
    apart = echo is None or not echo.told or echo.heard
    frame = _frame(hours, echo=apart)
    fits = tuple(fits_of(hours, echo=apart))
    how = _collected(inputs, tally, hours, echo=apart)
    gates = tuple(_gates(hours, frame, fits, tuple(cover_gates(inputs, how))))
    return Effect(
        outcome=outcome_of(None if gates else fits[0], None),
        gates=gates,
        limits=(*limits, Limit.SMALL_GAP) if how.missing and not gates else limits,
        actions=actions,
        response=inputs.windows.t0,
        peak=round(hours.start + _HOUR * hours.peak),
        hours=hours.t0 - hours.peak,
        after=float(len(hours.volume) - hours.t0),
        median=_median(hours, frame),
        fits=fits,
        path=_path(hours, echo=apart) if fits else None,
        alike=_alike(hours, fits),
        echo=echo,
        collected=how,
    )


def _echo(thread: Thread | None, hours: Hours) -> Echo | None:
    if thread is None:
        return None
    return Echo(
        told=thread.told,
        own=thread.own,
        hanging=thread.hanging,
        unseen=thread.unseen,
        early=thread.early,
        heard=thread.told and _heard(hours),
    )


def _heard(hours: Hours) -> bool:
    """Whether the first six hours stand out though the statement's own thread is gone: its echo is more than that.

    An echo adds to the volume; a share it may raise or lower.
    """
    judged = Judged.SHARE if hours.known else Judged.VOLUME
    frame, own = _described(hours, judged, echo=False)
    t = None if frame is None else early_t(_series(hours, judged, frame) - (0.0 if own is None else own), frame)
    if t is None or not math.isfinite(t[0]):
        return True
    return float(t[0] if judged is Judged.VOLUME else abs(t[0])) > HEARD


def hours_of(inputs: Inputs, tally: Tally, *, known: bool) -> Hours | None:
    """The incident by hours from its response; None when the response lies outside the period.

    Args:
        inputs: the incident.
        tally: the posts it is judged by.
        known: whether their negative ones can be judged.
    """
    t0 = inputs.windows.t0
    if t0 is None:
        return None
    volume = tally.hourly(from_response=True)
    at = (t0 - volume.start) // _HOUR
    if not 0 < at < len(volume.counts) or len(volume.counts) < BUCKET:
        return None
    begin = datetime.fromtimestamp(volume.start, ZoneInfo(inputs.incident.timezone))
    return Hours(
        start=volume.start,
        t0=at,
        clock=begin.hour + begin.minute / 60 + begin.second / _HOUR,
        volume=volume.counts.astype(np.float64),
        negative=np.minimum(negative_hours(tally, known=known, from_response=True), volume.counts),
        known=known,
        quiet=quiet_hours(volume.counts, volume.start, inputs.exposed),
        doubt=_doubt(tally) if known else (0.0, 0.0),
    )


def _trust(tally: Tally) -> Limit | None:
    """Why the negative posts cannot be judged; None when labels let them be.

    Labels of the export speak for themselves; scores need labels on both sides of the
    response that show the same errors.
    """
    sources = tally.source_counts()
    total = sum(sources.values())
    if total and sources.get(Source.EXPORT.value, 0) >= (1 - _FEW_BY_MACHINE) * total:
        return None
    found = error_stability(tally)
    if found is None or not found.enough:
        return Limit.UNCALIBRATED
    return None if found.stable else Limit.ERRORS_DIFFER


def negative_hours(tally: Tally, *, known: bool, from_response: bool) -> Posts:
    """Negative posts an hour: the scores' mean error of each phase taken off where labels tell it.

    Args:
        tally: of all posts.
        known: whether labels let the negative posts be judged; else the machine's count.
        from_response: hours begin at T0 plus whole hours instead of full hours UTC.
    """
    labelled = calibrated_hours(tally, from_response=from_response) if known else None
    if labelled is not None:
        return labelled.counts
    return tally.hourly(from_response=from_response, stance="negative").counts.astype(np.float64)


def _doubt(tally: Tally) -> tuple[float, float]:
    """Variance added by the labels: of the mean error on each side, relative to the share it is taken off."""
    log, logit = 0.0, 0.0
    for phase in phases(tally):
        if phase.drawn.n < 2:  # noqa: PLR2004 - a spread needs two
            continue
        negative = phase.drawn.stances == "negative"
        gap = negative - phase.drawn.scores[:, SCORED.index("negative")]
        share = min(0.99, max(0.01, float(negative.mean())))
        variance = float(gap.var(ddof=1)) / phase.drawn.n
        log, logit = log + variance / share**2, logit + variance / (share * (1 - share)) ** 2
    return log, logit


# Gates --------------------------------------------------------------------------


def _gates(hours: Hours, frame: Frame | None, fits: tuple[Fit, ...], cover: tuple[Gate, ...]) -> Iterator[Gate]:
    wait = hours.t0 - hours.peak
    if wait <= 0:
        yield Gate.BEFORE_PEAK
    elif wait < _AFTER_PEAK:
        yield Gate.SOON_AFTER_PEAK
    if len(hours.volume) - hours.t0 < _BEHIND:
        yield Gate.TOO_SHORT_AFTER
    yield from cover
    median = _median(hours, frame)
    if median is not None and median < _FEWEST:
        yield Gate.TOO_FEW
    if not fits:
        yield Gate.NO_FIT


def _median(hours: Hours, frame: Frame | None) -> float | None:
    return None if frame is None else float(np.median(bucketed(hours.main, frame)))


def _collected(inputs: Inputs, tally: Tally, hours: Hours, *, echo: bool) -> Collected:
    """How the judged hours were collected, and how far what is missing moves the step of the volume."""
    first = max(0, math.floor(hours.peak + SETTLED))
    last = min(len(hours.volume), hours.t0 + REACH)

    def step(volume: Posts) -> tuple[float, float] | None:
        fit = fitted(replace(hours, volume=volume), Judged.VOLUME, echo=echo)
        return None if fit is None else (fit.step, fit.error)

    return collected(inputs, tally, (min(first, hours.t0), last), step)


def _limits(actions: tuple[str, ...], trust: Limit | None) -> Iterator[Limit]:
    if actions:
        yield Limit.ANOTHER_ACTION
    if trust is not None:
        yield trust


def _near(inputs: Inputs) -> tuple[str, ...]:
    """Names of the other actions within twelve hours of the response; one known to the day may be."""
    return tuple(str(action.name) for action in inputs.incident.actions if _is_near(action, inputs.windows.t0))


def _is_near(action: Action, t0: int | None) -> bool:
    if action.at is None or t0 is None or action.first_response or action.at.precision is Precision.MONTH:
        return False
    first, last = action.at.at.timestamp() - _TOGETHER * _HOUR, action.at.until.timestamp() + _TOGETHER * _HOUR
    return first < t0 < last


# Steps ----------------------------------------------------------------------------


def _frame(hours: Hours, *, echo: bool, day: bool = True) -> Frame | None:
    return response_frame(hours.peak, hours.t0, len(hours.volume), hours.clock, echo=echo, day=day)


def _own_day(hours: Hours, judged: Judged, frame: Frame) -> Posts | None:
    """The day of the quiet days in the unit of the judged series; None where they are too few, or too few posts."""
    main = own_day((hours.volume if judged is Judged.VOLUME else hours.negative)[: hours.quiet], frame)
    if main is None or judged is not Judged.SHARE:
        return main
    rest = own_day((hours.volume - hours.negative)[: hours.quiet], frame)
    return None if rest is None else main - rest


def _described(hours: Hours, judged: Judged, *, echo: bool) -> tuple[Frame | None, Posts | None]:
    """The frame with what the incident's own day takes off; with harmonics and nothing where that is not known."""
    plain = _frame(hours, echo=echo, day=False)
    own = None if plain is None else _own_day(hours, judged, plain)
    return (plain, own) if own is not None else (_frame(hours, echo=echo), None)


def fits_of(hours: Hours, *, echo: bool) -> Iterator[Fit]:
    """Every step that can be fitted, the headline first.

    Args:
        hours: the incident.
        echo: whether official posts are still in the data: then the headline leaves their first six hours out.
    """
    primary = (Judged.SHARE, Judged.NEGATIVE) if hours.known else (Judged.VOLUME, Judged.MACHINE)
    for judged in primary:
        for gap in (echo, not echo):
            fit = fitted(hours, judged, echo=gap)
            if fit is not None:
                yield fit


def fitted(hours: Hours, judged: Judged, *, echo: bool) -> Fit | None:
    """One step; None where the frame has too few buckets, or the series does not move at all."""
    frame, own = _described(hours, judged, echo=echo)
    if frame is None:
        return None
    series = _series(hours, judged, frame) - (0.0 if own is None else own)
    found = gls_ar1_step(series, frame.design, frame.places)
    added = {Judged.NEGATIVE: hours.doubt[0], Judged.SHARE: hours.doubt[1]}.get(judged, 0.0)
    step, error, df = (float(part[0]) for part in (found.step, found.error, found.df))
    if not error > _NOTHING:
        return None
    error = math.sqrt(error**2 + added)
    t = float(t_value(found.df)[0])
    return Fit(
        judged=judged,
        echo=echo,
        step=step,
        error=error,
        df=df,
        rho=float(found.rho[0]),
        low=step - t * error,
        high=step + t * error,
        detectable=float(found.detectable()[0] / found.error[0]) * error,
        before=frame.before,
        after=len(frame.places) - frame.before,
        own_day=own is not None,
    )


def _alike(hours: Hours, fits: tuple[Fit, ...]) -> Fit | None:
    """The headline without the quiet days' own rhythm: comparison incidents do not say when they were exposed."""
    if not fits or not fits[0].own_day:
        return None
    return fitted(replace(hours, quiet=0), fits[0].judged, echo=fits[0].echo)


def _series(hours: Hours, judged: Judged, frame: Frame) -> npt.NDArray[np.float64]:
    negative = bucketed(hours.negative, frame)
    if judged is Judged.SHARE:
        return logit_share(negative, bucketed(hours.volume - hours.negative, frame))
    return log_counts(bucketed(hours.volume, frame) if judged is Judged.VOLUME else negative)


def _path(hours: Hours, *, echo: bool) -> Path | None:
    """The judged counts by bucket, and what decay alone would give after the response."""
    judged = Judged.NEGATIVE if hours.known else Judged.VOLUME
    frame, own = _described(hours, judged, echo=echo)
    full = _frame(hours, echo=False, day=own is None)
    if frame is None or full is None:
        return None
    taken, back = (0.0, 0.0) if own is None else (own, _own_day(hours, judged, full))
    series = log_counts(bucketed(hours.main, frame)) - taken
    bounds = [
        np.exp(np.minimum(part + (0.0 if back is None else back), MOST)) - 0.5
        for part in without_step(series, frame.design, full.design, frame.places)
    ]
    middle, low, high = ([_after(value, i >= full.before) for i, value in enumerate(part)] for part in bounds)
    return Path(
        start=hours.start + _HOUR * int(full.first[0]),
        step=BUCKET * _HOUR,
        observed=tuple(float(n) for n in bucketed(hours.main, full)),
        expected=tuple(middle),
        low=tuple(low),
        high=tuple(high),
    )


def _after(value: float, is_after: bool) -> float | None:  # noqa: FBT001 - one of two halves of a curve
    return max(0.0, float(value)) if is_after and math.isfinite(value) else None
