"""起始、达峰、增速、平息、超额、反弹: the course of the storm against the quiet before it.

Growth is the slope of the log rate over a stated stretch.  New posts over all posts so
far is no growth: it falls in every steady flow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.coverage import caveat, distorted
from reporter.i18n import N_, _
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.metrics.stages import quiet_hours
from reporter.stats import Baseline, Growth, baseline, growth, onset, peak_hours, peak_rate, recovery, second_peaks
from reporter.units import Unit, joined, shortest
from reporter.windows import WHOLE, Window

_HOUR: Final = 3600
_AFTER: Final = 48  # hours after the response that a half-life is taken over
_FEW: Final = 6  # hours
_DAY: Final = 24  # hours
#: Over a longer stretch a storm rises and falls: its mean slope says nothing.
_LONG: Final = 72  # hours

GROWTH: Final = Definition(
    id="hourly_growth",
    label=N_("hourly growth"),
    unit=Unit.PERCENT_PER_HOUR,
    method="log-slope-gls/1",
    direction=Direction.DOWN,
    meaning=N_(
        "Growth of the hourly rate, e^b - 1 of its log slope b over a stated stretch; never new over all so far."
    ),
    level=Amec.OUTPUT,
    reference="Aitken 1936",
)
HALF_LIFE: Final = Definition(
    id="half_life",
    label=N_("half-life"),
    unit=Unit.HOURS,
    method="log-slope-gls/1",
    direction=Direction.DOWN,
    meaning=N_("Hours in which the rate falls by half; undefined where its slope may as well be none."),
    level=Amec.OUTPUT,
    reference="Aitken 1936",
)
DOUBLING: Final = Definition(
    id="doubling_time",
    label=N_("doubling time"),
    unit=Unit.HOURS,
    method="log-slope-gls/1",
    direction=Direction.UP,
    meaning=N_("Hours in which the rate doubles while it rises; undefined where its slope may as well be none."),
    level=Amec.OUTPUT,
    reference="Aitken 1936",
)
ONSET: Final = Definition(
    id="onset",
    label=N_("onset"),
    unit=Unit.TIME,
    method="exceedance-run/1",
    direction=Direction.CONTEXT,
    meaning=N_("Start of the run of three-hour rates above the quiet before the incident that holds the peak."),
    level=Amec.OUTPUT,
)
TO_PEAK: Final = Definition(
    id="time_to_peak",
    label=N_("time to peak"),
    unit=Unit.HOURS,
    method="block-bootstrap/1",
    direction=Direction.CONTEXT,
    meaning=N_("From the onset to the middle of the three busiest hours."),
    level=Amec.OUTPUT,
    reference="Davison & Hinkley 1997",
)
RECOVERY: Final = Definition(
    id="recovery_time",
    label=N_("time to calm"),
    unit=Unit.HOURS,
    method="under-upper-edge-24h/1",
    direction=Direction.DOWN,
    meaning=N_("From the onset until the rate stays at or below the upper edge of a quiet day for 24 hours."),
    level=Amec.OUTCOME,
)
EXCESS: Final = Definition(
    id="excess_volume",
    label=N_("excess volume"),
    unit=Unit.POSTS,
    method="observed-minus-baseline/1",
    direction=Direction.DOWN,
    meaning=N_("Volume from the onset to calm (or the end of the period) beyond what quiet days would have brought."),
    level=Amec.OUTPUT,
    reference="Künsch 1989",
)
RECURRENCE: Final = Definition(
    id="second_peaks",
    label=N_("second peaks"),
    unit=Unit.COUNT,
    method="24h-total/1",
    direction=Direction.DOWN,
    meaning=N_("Later peaks of the 24-hour total: 30% of the main one or more, and 1.5 times the trough between."),
    level=Amec.OUTCOME,
)
DEFINITIONS: Final = (GROWTH, DOUBLING, HALF_LIFE, ONSET, TO_PEAK, RECOVERY, EXCESS, RECURRENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """The hours of the period with the quiet before them."""

    start: int
    counts: npt.NDArray[np.int64]
    quiet: Baseline | None

    @property
    def onset(self) -> int | None:
        return None if self.quiet is None else onset(self.counts, self.quiet.upper)

    @property
    def calm(self) -> int | None:
        return None if self.quiet is None else recovery(self.counts, self.quiet.upper)


def course(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The course of the whole period; growth of each other window."""
    if inputs.tally is None:
        if window.id == WHOLE:
            yield from (one.metric(None, source=inputs.source, gap=Gap.NO_POSTS) for one in DEFINITIONS)
        return
    bad = distorted(inputs.coverage)
    if bad is not None:
        for one in DEFINITIONS if window.id == WHOLE else (GROWTH,):
            yield one.metric(None, source=inputs.source, window=window.id, gap=Gap.COVERAGE, note=bad.message)
        return
    if window.id != WHOLE:
        if window.hours > _LONG:
            return
        counts = inputs.tally.hourly(window.id).counts
        # Hours at the ends hold a part only.
        yield _growth(inputs, counts[1:-1] if counts.size > _FEW else counts, window.id)
        return
    yield from _whole(inputs, _read(inputs))


def _read(inputs: Inputs) -> _Course:
    if inputs.tally is None:
        raise ValueError(inputs.source)
    hourly = inputs.tally.hourly()
    first = quiet_hours(hourly.counts, hourly.start, inputs.exposed)
    return _Course(start=hourly.start, counts=hourly.counts, quiet=baseline(hourly.counts[:first]))


def _whole(inputs: Inputs, found: _Course) -> Iterator[Metric]:
    peak = peak_rate(found.counts)
    if peak is None or found.counts.size < _FEW:
        yield from (one.metric(None, source=inputs.source, gap=Gap.TOO_FEW) for one in DEFINITIONS)
        return
    start = found.onset
    rise = found.counts[start if start is not None else 0 : peak.highest + 1]
    yield _growth(inputs, rise, part="rise", label=_("hourly growth, onset to peak"))
    yield _turn(inputs, DOUBLING, rise, label=_("doubling time, onset to peak"))
    yield from _half_lives(inputs, found, peak.highest)
    yield from _marks(inputs, found, peak.start + peak.hours / 2)
    n = int(found.counts.sum())
    yield RECURRENCE.metric(float(second_peaks(found.counts)), source=inputs.source, n=n)


def _growth(
    inputs: Inputs, counts: npt.NDArray[np.int64], window: str = WHOLE, *, part: str = "", label: str = ""
) -> Metric:
    slope, make = (
        growth(counts, day=_DAY),
        partial(GROWTH.metric, source=inputs.source, window=window, part=part, label=label),
    )
    if slope is None:
        return make(None, gap=Gap.TOO_FEW)
    value, low, high = (100 * end for end in slope.rate)
    return make(value, interval=Interval(low, high), n=int(counts.sum()), note=caveat(inputs.coverage))


def _turn(
    inputs: Inputs, definition: Definition, counts: npt.NDArray[np.int64], *, part: str = "", label: str = ""
) -> Metric:
    """A doubling time or a half-life; undefined where the slope's interval holds 0 or it goes the other way."""
    slope, make = growth(counts, day=_DAY), partial(definition.metric, source=inputs.source, part=part, label=label)
    times = None if slope is None else slope.doubling
    if times is None or (times[0] > 0) != (definition is DOUBLING):
        return make(None, gap=Gap.TOO_FEW, note=_undefined(slope, definition))
    low, high = sorted((abs(times[1]), abs(times[2])))
    return make(abs(times[0]), interval=Interval(low, high), n=int(counts.sum()))


def _undefined(slope: Growth | None, definition: Definition) -> str:
    if slope is None:
        return ""
    if slope.low <= 0 <= slope.high:
        return _("undefined: the rate may as well not have changed")
    return _("undefined: the rate fell") if definition is DOUBLING else _("undefined: the rate rose")


def _half_lives(inputs: Inputs, found: _Course, top: int) -> Iterator[Metric]:
    """Before the response (peak to T0) and after it (T0 to 48 h later)."""
    t0 = inputs.windows.t0
    hour = None if t0 is None else (t0 - found.start) // _HOUR
    if hour is None or not top < hour < found.counts.size:
        counts = found.counts[top:]
        yield _turn(inputs, HALF_LIFE, counts, label=_("half-life, from the peak"))
        return
    before, after = found.counts[top:hour], found.counts[hour : hour + _AFTER]
    yield _turn(inputs, HALF_LIFE, before, part="before", label=_("half-life, peak to first response"))
    yield _turn(inputs, HALF_LIFE, after, part="after", label=_("half-life, 48 hours from the first response"))


def _marks(inputs: Inputs, found: _Course, middle: float) -> Iterator[Metric]:
    """Onset, time to peak, time to calm, excess: all need the quiet before."""
    quiet, start, calm = found.quiet, found.onset, found.calm
    if quiet is None or start is None:
        note = _("less than a day of posts before the incident") if quiet is None else _("no hour above a quiet day")
        gap = Gap.NO_BASELINE if quiet is None else Gap.TOO_FEW
        for one in (ONSET, TO_PEAK, RECOVERY, EXCESS):
            yield one.metric(None, source=inputs.source, gap=gap, note=note)
        return
    yield ONSET.metric(float(found.start + start * _HOUR), source=inputs.source)
    low, high = peak_hours(found.counts)
    ends = Interval(max(0.0, min(middle, low + 1.5) - start), max(middle, high + 1.5) - start)
    yield TO_PEAK.metric(max(0.0, middle - start), source=inputs.source, interval=ends)
    yield _recovered(inputs, found, start, calm)
    yield _excess(inputs, found, quiet, (start, calm if calm is not None else found.counts.size))


def _recovered(inputs: Inputs, found: _Course, start: int, calm: int | None) -> Metric:
    if calm is None:
        hours = found.counts.size - start
        time = joined(shortest(hours), Unit.HOURS)
        note = _("not calm by the end of the period, {hours} after the onset").format(hours=time)
        return RECOVERY.metric(None, source=inputs.source, gap=Gap.CENSORED, n=hours, note=note)
    # The edge is crossed somewhere inside the first hour of calm.
    return RECOVERY.metric(
        float(calm - start), source=inputs.source, interval=Interval(calm - start, calm - start + 1, 1.0)
    )


def _excess(inputs: Inputs, found: _Course, quiet: Baseline, bounds: tuple[int, int]) -> Metric:
    first, last = bounds
    seen, hours = float(found.counts[first:last].sum()), last - first
    ends = [seen - level * hours for level in (quiet.mean, quiet.high, quiet.low)]
    value, low, high = (float(math.floor(end)) for end in ends)
    return EXCESS.metric(value, source=inputs.source, interval=Interval(low, high), n=int(seen))
