"""整改闭环: which follow-ups that were due are closed in time, and which closed ones took effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reporter.i18n import N_, _
from reporter.incident import FollowUp, FollowUpStatus
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.moments import Moment
from reporter.stats.exact import clopper_pearson
from reporter.units import Unit
from reporter.windows import WHOLE, Window

CLOSED: Final = Definition(
    id="action_closure",
    label=N_("follow-ups closed in time"),
    unit=Unit.PERCENT,
    method="clopper-pearson/1",
    direction=Direction.UP,
    meaning=N_("Follow-ups done by their due date among all whose due date has passed; dropped ones are left out."),
    level=Amec.OUTCOME,
    inputs=("incident",),
    reference="Clopper & Pearson 1934, Biometrika 26:404-413",
)
EFFECTIVE: Final = Definition(
    id="action_effective",
    label=N_("closed follow-ups that took effect"),
    unit=Unit.PERCENT,
    method="clopper-pearson/1",
    direction=Direction.UP,
    meaning=N_("Closed follow-ups found effective among the closed ones that somebody assessed."),
    level=Amec.OUTCOME,
    inputs=("incident",),
    reference="Clopper & Pearson 1934, Biometrika 26:404-413",
)
DEFINITIONS: Final = (CLOSED, EFFECTIVE)


def closure(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Both rates as of the report's 截至; only for the whole period."""
    if window.id != WHOLE:
        return
    items, as_of = inputs.incident.follow_ups, inputs.incident.as_of
    due = [item for item in items if _due(item, as_of)]
    yield _rate(CLOSED, [in_time(item) for item in due])
    assessed = [bool(item.effective) for item in items if _done(item) and item.effective is not None]
    waiting = sum(1 for item in items if _done(item)) - len(assessed)
    yield _rate(EFFECTIVE, assessed, _("{n} closed ones not assessed yet").format(n=waiting) if waiting else "")


def _done(item: FollowUp) -> bool:
    return item.status is FollowUpStatus.DONE


def _due(item: FollowUp, as_of: Moment) -> bool:
    """Whether the item's due date has passed and nobody gave it up."""
    return item.status is not FollowUpStatus.DROPPED and item.due is not None and item.due.until <= as_of.at


def in_time(item: FollowUp) -> bool:
    """Whether a follow-up was done by its due date; without a completion time nobody can say so."""
    return _done(item) and item.due is not None and item.done_at is not None and item.done_at.at < item.due.until


def _rate(definition: Definition, hits: Sequence[bool], note: str = "") -> Metric:
    k, n = sum(hits), len(hits)
    if not n:
        return definition.metric(None, source="incident.yml", gap=Gap.TOO_FEW)
    low, high = clopper_pearson(k, n)
    counted = _("{k} of {n}").format(k=k, n=n)
    return definition.metric(
        100 * k / n,
        source="incident.yml",
        interval=Interval(100 * low, 100 * high),
        n=n,
        note=_("; ").join(filter(None, (counted, note))),
    )
