"""Claims against the timeline: said to be prompt, said to be done."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.claims.record import Measured, Relation, RelationReason, RelationVerdict
from reporter.i18n import _
from reporter.incident import Action, Claim, Incident
from reporter.metrics.record import Metric
from reporter.metrics.references import GOLDEN_HOURS
from reporter.moments import Moment, Precision
from reporter.units import Unit, day, exact, minute
from reporter.windows import WHOLE


def _clock(measured: Measured) -> Metric | None:
    metric = measured("time_to_first_response", WHOLE)
    return metric if metric is not None and metric.value is not None else None


def _clock_sentence(measured: Measured) -> str:
    clock = _clock(measured)
    if clock is None or clock.value is None:
        return _("Which holds cannot be told without a timeline: the times of first exposure and first response.")
    hours = exact(clock.value, Unit.HOURS, 1)
    return _("By the timeline the first response came {hours} after first exposure.").format(hours=hours)


def _asserts(claim: Claim, value: str) -> bool:
    return claim.asserts is not None and (claim.asserts.topic, claim.asserts.value) == ("first_response", value)


def promptness(first: Claim, second: Claim, measured: Measured) -> Iterator[Relation]:
    """One sentence says the first response was prompt, another that it was late."""
    if _asserts(first, "prompt") and _asserts(second, "late"):
        words = _("“{prompt}” and “{late}” cannot both hold.").format(prompt=first.quote, late=second.quote)
        yield Relation(
            claims=(first.id, second.id),
            verdict=RelationVerdict.INCONSISTENT,
            reason=RelationReason.PROMPT_AND_LATE,
            explanation=(words, _clock_sentence(measured)),
        )


def against_clock(claim: Claim, _incident: Incident, measured: Measured) -> Iterator[Relation]:
    """A sentence says "at once" and the clock says otherwise, whatever the times' precision."""
    clock = _clock(measured)
    if not _asserts(claim, "prompt") or clock is None or clock.value is None:
        return
    earliest = clock.interval.low if clock.interval is not None else clock.value
    if earliest > GOLDEN_HOURS:
        yield Relation(
            claims=(claim.id,),
            verdict=RelationVerdict.TENSION,
            reason=RelationReason.LATE_BY_CLOCK,
            explanation=(_clock_sentence(measured),),
        )


def carried_out(claim: Claim, incident: Incident, _measured: Measured) -> Iterator[Relation]:
    """A sentence says that an action was carried out; the records say when, or only that it was announced."""
    if claim.asserts is None or claim.asserts.topic != "executed":
        return
    action = next((one for one in incident.actions if one.id == claim.asserts.action), None)
    by = claim.asserts.by or incident.as_of
    if action is None:
        return
    if action.executed_at is None:
        yield _unfinished(claim, RelationVerdict.TENSION, _announced(action))
    elif action.executed_at.at >= by.until:
        words = _("“{action}” is reported as carried out by {said}; on record it was carried out on {done}.").format(
            action=action.name,
            said=_told(by),
            done=_told(action.executed_at),
        )
        yield _unfinished(claim, RelationVerdict.INCONSISTENT, words)


def _unfinished(claim: Claim, verdict: RelationVerdict, words: str) -> Relation:
    return Relation(claims=(claim.id,), verdict=verdict, reason=RelationReason.NOT_CARRIED_OUT, explanation=(words,))


def _announced(action: Action) -> str:
    if action.announced_at is None:
        return _("No time is on record at which “{action}” was carried out.").format(action=action.name)
    return _("“{action}” was announced on {day}; no time is on record at which it was carried out.").format(
        action=action.name,
        day=_told(action.announced_at),
    )


def _told(at: Moment) -> str:
    return minute(at.at) if at.precision is Precision.MINUTE else day(at.at)
