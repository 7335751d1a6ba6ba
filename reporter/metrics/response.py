"""响应: how long the public waited for a first word, and what had happened by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from reporter.i18n import N_, _
from reporter.incident import Stage
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.moments import Moment, hours_between
from reporter.units import Unit
from reporter.windows import BEFORE, WHOLE, Window

WAIT: Final = Definition(
    id="time_to_first_response",
    label=N_("time to first response"),
    unit=Unit.HOURS,
    method="interval-arithmetic/1",
    direction=Direction.DOWN,
    meaning=N_("First official public statement minus first exposure, detection or first negative post collected."),
    level=Amec.ACTIVITY,
    inputs=("incident",),
)
PASSED: Final = Definition(
    id="volume_before_response",
    label=N_("volume already past at the first response"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.DOWN,
    meaning=N_("Share of the period's volume posted before the first public response."),
    level=Amec.OUTPUT,
    inputs=("posts", "incident"),
)
THEN: Final = Definition(
    id="negative_share_at_response",
    label=N_("negative share of what was posted by the first response"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.DOWN,
    meaning=N_("Negative share of the period's posts before the first public response."),
    level=Amec.OUTPUT,
    inputs=("posts", "incident"),
)
DEFINITIONS: Final = (WAIT, PASSED, THEN)
_HOUR: Final = 3600


def response(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The wait for the first response from three starting points; only for the whole period."""
    if window.id != WHOLE:
        return
    answered = inputs.incident.first_response()
    exposure, detection = (inputs.incident.stage(stage) for stage in (Stage.FIRST_EXPOSURE, Stage.DETECTION))
    yield _wait("", _("time to first response, from first exposure"), exposure.at if exposure else None, answered)
    yield _wait("detection", _("time to first response, from detection"), detection.at if detection else None, answered)
    yield _wait_from_data(inputs, exposure.at if exposure else None, answered)
    yield _passed(inputs)


def _wait(part: str, label: str, start: Moment | None, answered: Moment | None) -> Metric:
    source = _("times stated in the timeline")
    if start is None or answered is None:
        return WAIT.metric(None, source=source, part=part, label=label, gap=Gap.NO_TIME)
    middle, low, high = hours_between(start, answered)
    interval = Interval(low, high, 1.0) if high > low else None
    return WAIT.metric(middle, source=source, part=part, label=label, interval=interval)


def _wait_from_data(inputs: Inputs, exposure: Moment | None, answered: Moment | None) -> Metric:
    """The wait since the first hour with a negative post, none before the stated first exposure counted.

    A complaint of last week is no post about the trigger; the hour is all a tally knows, so the
    wait is an interval of an hour.
    """
    label = _("time to first response, from the first negative post collected")
    hour = _first_negative_hour(inputs, exposure)
    if hour is None or answered is None:
        gap = Gap.NO_POSTS if inputs.tally is None else Gap.NO_TIME
        return WAIT.metric(None, source=inputs.source, part="first_negative", label=label, gap=gap)
    low = (answered.at.timestamp() - hour - _HOUR) / _HOUR
    high = (answered.until.timestamp() - hour) / _HOUR
    interval = Interval(low, high, 1.0)
    middle = (low + high) / 2
    return WAIT.metric(middle, source=inputs.source, part="first_negative", label=label, interval=interval)


def _first_negative_hour(inputs: Inputs, exposure: Moment | None) -> float | None:
    """Start of the first hour with a negative post, not before the hour of first exposure."""
    if inputs.tally is None:
        return None
    hourly = inputs.tally.hourly(stance="negative")
    since = exposure.at.timestamp() if exposure is not None else 0.0
    hours = hourly.start + _HOUR * np.flatnonzero(hourly.counts)
    found = hours[hours + _HOUR > since]
    return float(found[0]) if found.size else None


def _passed(inputs: Inputs) -> Metric:
    if inputs.tally is None:
        return PASSED.metric(None, source=inputs.source, gap=Gap.NO_POSTS)
    if BEFORE not in inputs.windows:
        return PASSED.metric(None, source=inputs.source, gap=Gap.NO_TIME)
    whole = inputs.tally.count(WHOLE)
    share = 100 * inputs.tally.count(BEFORE) / whole if whole else None
    return PASSED.metric(share, source=inputs.source, n=whole, gap=None if whole else Gap.NO_POSTS)


def negative_then(inputs: Inputs, found: Mapping[tuple[str, str], Metric]) -> Iterator[Metric]:
    """The negative share of the time before the response, with the method and interval it was measured with."""
    share = found.get(("negative_share", BEFORE))
    if share is None:
        gap = Gap.NO_POSTS if inputs.tally is None else Gap.NO_TIME
        yield THEN.metric(None, source=inputs.source, gap=gap)
        return
    yield replace(share, id=THEN.id, label=_(THEN.label), direction=THEN.direction, window=WHOLE)
