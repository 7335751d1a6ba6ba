"""The frames in `report.json`: every item with its question or words and the ids it rests on; and its schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from reporter.claims import Checked
from reporter.frames.amec import levels
from reporter.frames.decisions import LoggedDecision, decision_log
from reporter.frames.five_s import Principle, five_s
from reporter.frames.record import Standing
from reporter.frames.situation import CLUSTERS, Match, Response, situation
from reporter.frames.stages import Stage, StageName
from reporter.frames.tactics import Tactic, tagged
from reporter.i18n import _
from reporter.incident import Incident, Review, Risk
from reporter.load import Benchmark
from reporter.metrics import Amec
from reporter.metrics.record import Metric
from reporter.metrics.stages import RULE
from reporter.plain import FLAG, MAYBE_TEXT, NUMBER, TEXT, enum_of, list_of, maybe, object_of

#: The review's parts, in the order they are read.
REVIEW = ("well", "problems", "causes", "improvements", "lucky")


def frames_json(
    incident: Incident,
    measured: Mapping[str, Metric],
    checked: Checked,
    marks: tuple[Benchmark, ...],
    stages: Iterable[Stage],
) -> dict[str, Any]:
    """The frames as plain data; keys are only ever added.

    Args:
        incident: what is on record.
        measured: the whole period's metrics by id.
        checked: verdicts and relations of what was reported.
        marks: every set of marks, the one the clock is read against first.
        stages: the life cycle as its rule cuts it.
    """
    return {
        "five_s": [_principle(one) for one in five_s(incident, measured, checked, marks[0].hours)],
        "scct": _match(incident, situation(incident)),
        "image_repair": [
            {
                "action": row.action,
                "tags": [{"tag": tag, "tactic": None if tactic is None else tactic.value} for tag, tactic in row.tags],
                "checkable": row.checkable,
                "evidence": [row.action],
            }
            for row in tagged(incident)
        ],
        "amec": [
            {"level": row.level.value, "evidence": [one.id for one in row.measured], "missing": list(row.missing)}
            for row in levels(measured)
        ],
        "life_cycle": {"rule": _(RULE), "stages": [_stage(one) for one in stages]},
        "decisions": [_decision(one) for one in decision_log(incident)],
        "marks": [_mark(one, used=one is marks[0]) for one in marks],
        "review": _review(incident.review),
        "residual_risks": [_risk(one) for one in incident.residual_risks],
    }


def _principle(one: Principle) -> dict[str, Any]:
    items = [
        {
            "question": item.question,
            "standing": item.standing.value,
            "words": item.words,
            "evidence": list(item.evidence),
        }
        for item in one.items
    ]
    return {"principle": one.name, "items": items}


def _match(incident: Incident, match: Match | None) -> dict[str, Any] | None:
    stated = incident.situation
    if match is None or stated is None:
        return None
    return {
        "cluster": match.cluster,
        "reason": str(stated.reason),
        "evidence": list(stated.evidence),
        "intensifiers": list(match.intensifiers),
        "intensifiers_unknown": list(match.unknown),
        "called_for": match.called_for.value,
        "uses": [
            {"response": use.response.value, "called_for": use.called_for, "evidence": list(use.actions)}
            for use in match.uses
        ],
        "matched": match.matched,
        "mixed": match.mixed,
    }


def _stage(one: Stage) -> dict[str, Any]:
    return {"stage": one.name, "start": one.start.isoformat(), "end": one.end.isoformat(), "evidence": ["volume"]}


def _decision(row: LoggedDecision) -> dict[str, Any]:
    one = row.decision
    return {
        "at": one.at.isoformat() if one.at else None,
        "decision": str(one.decision),
        "why": str(one.why),
        "known": str(one.known),
        "options": list(map(str, one.options)),
        "by": str(one.by),
        "outcome": str(one.outcome),
        "evidence": list(one.evidence),
        "lacking": list(row.lacking),
    }


def _mark(one: Benchmark, *, used: bool) -> dict[str, Any]:
    return {
        "name": str(one.name),
        "scope": str(one.scope),
        "source": str(one.source),
        "date": one.date,
        "used": used,
        "marks": [{"hours": mark.hours, "what": str(mark.what)} for mark in one.marks],
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        part: [
            {"text": str(item.text), "evidence": list(item.evidence), "follow_ups": list(item.follow_ups)}
            for item in getattr(review, part)
        ]
        for part in REVIEW
    }


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.id,
        "kind": risk.kind,
        "text": str(risk.text),
        "trigger": str(risk.trigger),
        "sign": str(risk.sign),
        "owner_role": str(risk.owner_role),
        "until": risk.until.isoformat() if risk.until else None,
        "evidence": list(risk.evidence),
    }


def frames_schema() -> dict[str, Any]:
    """The JSON Schema of `frames_json`."""
    evidence = {"evidence": list_of(TEXT)}
    item = object_of({"question": TEXT, "standing": enum_of(Standing), "words": TEXT, **evidence})
    tag = object_of({"tag": TEXT, "tactic": enum_of(Tactic, null=True)})
    level = object_of({"level": enum_of(Amec), **evidence, "missing": list_of(TEXT)})
    stage = object_of({"stage": {"enum": [*get_args(StageName)]}, "start": TEXT, "end": TEXT, **evidence})
    mark = object_of({"hours": NUMBER, "what": TEXT})
    reviewed = object_of({"text": TEXT, **evidence, "follow_ups": list_of(TEXT)})
    return object_of(
        {
            "five_s": list_of(object_of({"principle": TEXT, "items": list_of(item)})),
            "scct": maybe(_match_schema()),
            "image_repair": list_of(
                object_of({"action": TEXT, "tags": list_of(tag), "checkable": FLAG, **evidence}),
            ),
            "amec": list_of(level),
            "life_cycle": object_of({"rule": TEXT, "stages": list_of(stage)}),
            "decisions": list_of(_decision_schema()),
            "marks": list_of(
                object_of(
                    {**dict.fromkeys(("name", "scope", "source", "date"), TEXT), "used": FLAG, "marks": list_of(mark)},
                ),
            ),
            "review": object_of(dict.fromkeys(REVIEW, list_of(reviewed))),
            "residual_risks": list_of(_risk_schema()),
        },
    )


def _match_schema() -> dict[str, Any]:
    use = {"response": enum_of(Response), "called_for": FLAG, "evidence": list_of(TEXT)}
    return object_of(
        {
            "cluster": {"enum": [*CLUSTERS]},
            "reason": TEXT,
            **dict.fromkeys(("evidence", "intensifiers", "intensifiers_unknown"), list_of(TEXT)),
            "called_for": enum_of(Response),
            "uses": list_of(object_of(use)),
            **dict.fromkeys(("matched", "mixed"), FLAG),
        },
    )


def _decision_schema() -> dict[str, Any]:
    words = dict.fromkeys(("decision", "why", "known", "by", "outcome"), TEXT)
    return object_of({"at": MAYBE_TEXT, **words, **dict.fromkeys(("options", "evidence", "lacking"), list_of(TEXT))})


def _risk_schema() -> dict[str, Any]:
    words = dict.fromkeys(("id", "text", "trigger", "sign", "owner_role"), TEXT)
    kinds = [*get_args(Risk.model_fields["kind"].annotation)]
    return object_of({**words, "kind": {"enum": kinds}, "until": MAYBE_TEXT, "evidence": list_of(TEXT)})
