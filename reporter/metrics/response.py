"""响应: how long the public waited for a first word, and what had happened by then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from reporter.i18n import N_, _
from reporter.incident import Stage
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Direction, Gap, Interval, Metric
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
)
PASSED: Final = Definition(
    id="volume_before_response",
    label=N_("volume already past at the first response"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.DOWN,
    meaning=N_("Share of the period's volume posted before the first public response."),
)
DEFINITIONS: Final = (WAIT, PASSED)


def response(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The wait for the first response from three starting points; only for the whole period."""
    if window.id != WHOLE:
        return
    answered = inputs.incident.first_response()
    for part, label, start in _starts(inputs):
        yield _wait(part, label, start, answered)
    yield _passed(inputs)


def _starts(inputs: Inputs) -> Iterator[tuple[str, str, Moment | None]]:
    exposure = inputs.incident.stage(Stage.FIRST_EXPOSURE)
    detection = inputs.incident.stage(Stage.DETECTION)
    yield "", _("time to first response, from first exposure"), exposure.at if exposure else None
    yield "detection", _("time to first response, from detection"), detection.at if detection else None
    yield "first_negative", _("time to first response, from the first negative post collected"), _first_negative(inputs)


def _first_negative(inputs: Inputs) -> Moment | None:
    first = inputs.tally.first_negative() if inputs.tally is not None else None
    return Moment(datetime.fromtimestamp(first, UTC)) if first is not None else None


def _wait(part: str, label: str, start: Moment | None, answered: Moment | None) -> Metric:
    source = _("times stated in the timeline")
    if start is None or answered is None:
        return WAIT.metric(None, source=source, part=part, label=label, gap=Gap.NO_TIME)
    middle, low, high = hours_between(start, answered)
    interval = Interval(low, high, 1.0) if high > low else None
    return WAIT.metric(middle, source=source, part=part, label=label, interval=interval)


def _passed(inputs: Inputs) -> Metric:
    if inputs.tally is None:
        return PASSED.metric(None, source=inputs.source, gap=Gap.NO_POSTS)
    if BEFORE not in inputs.windows:
        return PASSED.metric(None, source=inputs.source, gap=Gap.NO_TIME)
    whole = inputs.tally.count(WHOLE)
    share = 100 * inputs.tally.count(BEFORE) / whole if whole else None
    return PASSED.metric(share, source=inputs.source, n=whole, gap=None if whole else Gap.NO_POSTS)
