"""响应时钟: how long each step took, and how long each measure lay between word and deed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.i18n import N_, _
from reporter.incident import Action, Incident, Stage
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.moments import Moment, hours_between
from reporter.names import STAGES, word
from reporter.units import Unit
from reporter.windows import WHOLE, Window

STEP: Final = Definition(
    id="response_step",
    label=N_("time of a step of the response"),
    unit=Unit.HOURS,
    method="interval-arithmetic/1",
    direction=Direction.DOWN,
    meaning=N_("From the step before that has a time to this one, each step of the response clock by itself."),
    level=Amec.ACTIVITY,
    inputs=("incident",),
)
ACTION: Final = Definition(
    id="time_to_action",
    label=N_("time to each measure"),
    unit=Unit.HOURS,
    method="interval-arithmetic/1",
    direction=Direction.DOWN,
    meaning=N_("From first exposure to a measure, its announcement and its execution apart."),
    level=Amec.ACTIVITY,
    inputs=("incident",),
)
DELAY: Final = Definition(
    id="action_delay",
    label=N_("from announcement to execution"),
    unit=Unit.HOURS,
    method="interval-arithmetic/1",
    direction=Direction.DOWN,
    meaning=N_("From the announcement of a measure to its execution; 0 where both are one."),
    level=Amec.ACTIVITY,
    inputs=("incident",),
)
DEFINITIONS: Final = (STEP, ACTION, DELAY)


def clock(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The steps, and the times of every measure; only for the whole period."""
    if window.id != WHOLE:
        return
    yield from _steps(inputs.incident)
    for definition, found in ((ACTION, _to_actions(inputs.incident)), (DELAY, _delays(inputs.incident))):
        metrics = list(found)
        yield from metrics or [definition.metric(None, source=_source(), gap=Gap.NO_TIME)]


def _source() -> str:
    return _("times stated in the timeline")


def _steps(incident: Incident) -> Iterator[Metric]:
    """Every step after the first; one without a time, or with none before it, carries its gap."""
    before: Moment | None = None
    for stage in Stage:
        event = incident.stage(stage)
        at = event.at if event is not None else None
        if stage is not Stage.FIRST_EXPOSURE:
            label = _("up to {step}").format(step=word(STAGES, stage.value))
            yield _apart(STEP, stage.value, label, before, at)
        before = at or before


def _apart(definition: Definition, part: str, label: str, start: Moment | None, end: Moment | None) -> Metric:
    """The hours from `start` to `end`, with both ends where a time is known to the day only."""
    if start is None or end is None:
        return definition.metric(None, source=_source(), part=part, label=label, gap=Gap.NO_TIME)
    middle, low, high = hours_between(start, end)
    interval = Interval(low, high, 1.0) if high > low else None
    return definition.metric(middle, source=_source(), part=part, label=label, interval=interval)


def _to_actions(incident: Incident) -> Iterator[Metric]:
    exposure = incident.stage(Stage.FIRST_EXPOSURE)
    if exposure is None:
        return
    for action in incident.actions:
        for kind, at in _times(action):
            label = _("{measure}, {kind}").format(measure=action.name, kind=kind[1])
            if at is not None:
                yield _apart(ACTION, f"{action.id}:{kind[0]}", label, exposure.at, at)


def _times(action: Action) -> tuple[tuple[tuple[str, str], Moment | None], ...]:
    return (
        (("announced", _("announced")), action.announced_at),
        (("executed", _("executed")), action.executed_at),
    )


def _delays(incident: Incident) -> Iterator[Metric]:
    for action in incident.actions:
        if action.announced_at is not None and action.executed_at is not None:
            label = _("{measure}, from word to deed").format(measure=action.name)
            yield _apart(DELAY, action.id, label, action.announced_at, action.executed_at)
