"""The report as one record, and as `report.json`.

Everything a page, a document or another program shows of an incident is in
`Report`; rooms after this one only choose, draw and lay out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from reporter.claims import (
    Attribution,
    Checked,
    NumberVerdict,
    RateBase,
    Reason,
    RelationReason,
    RelationVerdict,
)
from reporter.corpus import Wording
from reporter.coverage import CoverageNote
from reporter.errors import Problem
from reporter.findings import Certainty, Finding
from reporter.frames import dated_stages, frames_json, frames_schema
from reporter.incident import Classification, CorrectionAction, FollowUpStatus, Incident, Reading
from reporter.intake import Corrected, FileBalance
from reporter.load import Loaded
from reporter.metrics.effect import Effect, Gate, Limit, Outcome
from reporter.metrics.effect_fit import negative_hours
from reporter.metrics.effect_json import effect_json, effect_schema
from reporter.metrics.record import Calibration, Direction, Gap, Metric
from reporter.plain import (
    COUNT,
    COUNTS,
    FLAG,
    MAYBE_COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    TEXT,
    enum_of,
    list_of,
    maybe,
    number,
    object_of,
)
from reporter.provenance import Provenance
from reporter.tallies import Tally
from reporter.text.copies import Share
from reporter.text.keywords import Keywords
from reporter.text.words import LEAST_TEXTS
from reporter.units import Unit, significant
from reporter.windows import WHOLE, Windows

SCHEMA_VERSION: Final = 1


def no_effect() -> Effect:
    """What may be said where there is nothing to judge by."""
    return Effect(outcome=Outcome.NO_ESTIMATE, gates=(Gate.NO_POSTS,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is known of one incident.

    Args:
        loaded: the folder as it was read.
        windows: the declared windows.
        tally: None when there is no post at all.
        judged: the posts the response is judged by: its statement's own thread left out where it can be told.
        metrics: every metric of every window, in catalogue order.
        checked: verdicts and relations of the reported figures.
        findings: the statements, in the report's order.
        balance: per posts file, where every row went.
        coverage: problems of the collection that weigh on volumes.
        corrected: the analyst's corrections of posts, in the order they were made.
        provenance: what went in and what read it.
        wording: copies, common words and keywords; None when there is no post at all.
        named: pseudonym of an account the analyst allows to be named -> its name.
        warnings: what is worth mending but stopped nothing.
        effect: what may be said about the response and what came after it.
    """

    loaded: Loaded
    windows: Windows
    tally: Tally | None
    judged: Tally | None
    metrics: tuple[Metric, ...]
    checked: Checked
    findings: tuple[Finding, ...]
    balance: tuple[FileBalance, ...]
    coverage: tuple[CoverageNote, ...]
    provenance: Provenance
    corrected: tuple[Corrected, ...] = ()
    wording: Wording | None = None
    named: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    effect: Effect = field(default_factory=no_effect)

    @property
    def slug(self) -> str:
        """The incident's folder name and place in the site."""
        return self.loaded.slug

    @property
    def incident(self) -> Incident:
        """What the analyst states."""
        return self.loaded.incident

    def whole(self) -> dict[str, Metric]:
        """The metrics of the whole period, by id."""
        return {metric.id: metric for metric in self.metrics if metric.window == WHOLE}

    def finding(self, finding_id: str) -> Finding | None:
        """The finding of that id, or None when the data did not allow it."""
        return next((finding for finding in self.findings if finding.id == finding_id), None)


def totals(balance: tuple[FileBalance, ...]) -> dict[str, int]:
    """Rows read = used + merged + rejected, over all files."""
    return {
        "read": sum(file.read for file in balance),
        "used": sum(file.used for file in balance),
        "merged": sum(file.merged for file in balance),
        "rejected": sum(file.rejected for file in balance),
    }


def report_json(report: Report) -> dict[str, Any]:
    """The report as plain data; keys are only ever added. Numbers have 10 significant digits."""
    incident = report.incident
    return {
        "schema": SCHEMA_VERSION,
        "slug": report.slug,
        "title": str(incident.title),
        "as_of": incident.as_of.isoformat(),
        "language": incident.language,
        "classification": incident.classification.value,
        "simulated": incident.simulated,
        # True only in pages kept from an earlier build because the present data cannot be read.
        "stale": False,
        "revision": {"number": incident.revision.number, "state": incident.revision.state.value},
        "period": [bound.isoformat() for bound in incident.period.bounds],
        "balance": {
            **totals(report.balance),
            "files": [_file_json(file) for file in report.balance],
        },
        "coverage": [_coverage_json(note) for note in report.coverage],
        "corrections": [_corrected_json(made) for made in report.corrected],
        "copies": _copies_json(report.wording),
        "keywords": [_keywords_json(one) for one in report.wording.keywords] if report.wording else [],
        "metrics": [_metric_json(metric) for metric in report.metrics],
        "claims": [verdict.as_dict() for verdict in report.checked.verdicts],
        "relations": [relation.as_dict() for relation in report.checked.relations],
        "findings": [_finding_json(finding) for finding in report.findings],
        "effect": effect_json(report.effect),
        "hours": hours_json(report),
        "frames": frames_json(
            incident,
            report.whole(),
            report.checked,
            report.loaded.marks,
            dated_stages(report.tally, report.coverage, incident.timezone),
        ),
        "follow_ups": [_follow_up_json(item) for item in incident.follow_ups],
    }


def _copies_json(wording: Wording | None) -> dict[str, Any] | None:
    # The wordings themselves stay on the page, where quoting follows the incident's rule.
    if wording is None:
        return None
    copies = wording.copies
    return {
        "different": copies.different,
        "compared": copies.compared,
        "shares": {window: share._asdict() for window, share in copies.shares.items()},
        "waves": [
            {"posts": wave.posts, "wordings": wave.wordings, "authors": wave.authors, "platforms": dict(wave.platforms)}
            for wave in copies.waves
        ],
    }


def _keywords_json(keywords: Keywords) -> dict[str, Any]:
    return {
        "windows": list(keywords.windows),
        "texts": list(keywords.texts),
        "tested": keywords.tested,
        "least_z": keywords.least_z,
        # A word behind which one side has only a few people is no number of theirs.
        "words": [
            {"word": word.word, "z": word.z, **{side: n if n >= LEAST_TEXTS else None for side, n in word.sides()}}
            for word in (*keywords.first, *keywords.second)
        ],
    }


def _coverage_json(note: CoverageNote) -> dict[str, Any]:
    return {
        "code": note.code,
        "file": note.file,
        "platform": note.platform,
        "message": note.message,
        "collected": note.collected,
        "total": note.total,
        "share": number(note.share),
    }


def _corrected_json(made: Corrected) -> dict[str, Any]:
    # What it matched may name a post or quote one: that stays in the incident's folder.
    return {
        "action": made.correction.action.value,
        "value": made.correction.value,
        "rows": made.rows,
        "reason": str(made.correction.reason),
    }


def _file_json(file: FileBalance) -> dict[str, Any]:
    return {
        "file": file.file,
        "exporter": file.exporter,
        "sha256": file.sha256,
        "read": file.read,
        "used": file.used,
        "merged": file.merged,
        "rejected": file.rejected,
        "reasons": dict(file.reasons),
        "masked": dict(file.masked),
    }


def _metric_json(metric: Metric) -> dict[str, Any]:
    interval = metric.interval
    return {
        "id": metric.id,
        "label": metric.label,
        "value": number(metric.value),
        "unit": metric.unit.value,
        "interval": [significant(part) for part in interval] if interval else None,
        "method": metric.method,
        "n": metric.n,
        "source": metric.source,
        "direction": metric.direction.value,
        "window": metric.window,
        "calibration": metric.calibration.value,
        "gap": metric.gap.value if metric.gap else None,
        "note": metric.note,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "statement": finding.statement,
        "evidence": list(finding.evidence),
        "metrics": list(finding.metrics),
        "certainty": finding.certainty.value,
        "rivals": list(finding.rivals),
    }


def hours_json(report: Report) -> dict[str, Any] | None:
    """The curve by the clock's hours: what later incidents are compared with."""
    if report.judged is None:
        return None
    hourly = report.judged.hourly()
    begin = datetime.fromtimestamp(hourly.start, ZoneInfo(report.incident.timezone))
    known = not {Limit.UNCALIBRATED, Limit.ERRORS_DIFFER} & set(report.effect.limits)
    # The same negative posts as the response is judged by, or steps of two kinds would be compared.
    negative = negative_hours(report.judged, known=known, from_response=False)
    return {
        "start": hourly.start,
        "clock": begin.hour + begin.minute / 60,
        "known": known,
        "volume": hourly.counts.tolist(),
        "negative": [min(round(n), most) for n, most in zip(negative.tolist(), hourly.counts.tolist(), strict=True)],
    }


def _follow_up_json(item: Any) -> dict[str, Any]:  # noqa: ANN401 - a FollowUp; typed by its model
    return {
        "id": item.id,
        "action": str(item.action),
        "owner_role": str(item.owner_role),
        "due": item.due.isoformat() if item.due else None,
        "status": item.status.value,
        "done_at": item.done_at.isoformat() if item.done_at else None,
    }


def report_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `report.json`, every enumeration spelled out."""
    balance = dict.fromkeys(("read", "used", "merged", "rejected"), COUNT)
    names = ("file", "exporter", "sha256")
    file = object_of({**dict.fromkeys(names, TEXT), **balance, "reasons": COUNTS, "masked": COUNTS})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "report.json",
        **object_of(
            {
                "schema": {"const": SCHEMA_VERSION},
                "slug": TEXT,
                "title": TEXT,
                "as_of": TEXT,
                "language": {"enum": ["zh", "en"]},
                "classification": enum_of(Classification),
                "simulated": FLAG,
                "stale": FLAG,
                "revision": object_of({"number": COUNT, "state": TEXT}),
                "period": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2},
                "balance": object_of({**balance, "files": list_of(file)}),
                "coverage": list_of(_coverage_schema()),
                "corrections": list_of(_correction_schema()),
                "copies": _copies_schema(),
                "keywords": list_of(_keywords_schema()),
                "metrics": list_of(_metric_schema()),
                "claims": list_of(_claim_schema()),
                "relations": list_of(_relation_schema()),
                "findings": list_of(_finding_schema()),
                "effect": effect_schema(),
                "hours": _hours_schema(),
                "frames": frames_schema(),
                "follow_ups": list_of(_follow_up_schema()),
            },
        ),
    }


def _copies_schema() -> dict[str, Any]:
    share = object_of(dict.fromkeys(Share._fields, COUNT))
    wave = object_of({**dict.fromkeys(("posts", "wordings", "authors"), COUNT), "platforms": COUNTS})
    shares = {"type": "object", "additionalProperties": share}
    counts = dict.fromkeys(("different", "compared"), COUNT)
    return {**object_of({**counts, "shares": shares, "waves": list_of(wave)}), "type": ["object", "null"]}


def _keywords_schema() -> dict[str, Any]:
    word = object_of({"word": TEXT, "z": {"type": "number"}, "first": MAYBE_COUNT, "second": MAYBE_COUNT})
    facts = {"windows": list_of(TEXT), "texts": list_of(COUNT), "tested": COUNT}
    return object_of({**facts, "least_z": {"type": "number"}, "words": list_of(word)})


def _coverage_schema() -> dict[str, Any]:
    counts = {"collected": MAYBE_COUNT, "total": MAYBE_COUNT, "share": MAYBE_NUMBER}
    return object_of({**dict.fromkeys(("code", "file", "platform", "message"), TEXT), **counts})


def _correction_schema() -> dict[str, Any]:
    return object_of({"action": enum_of(CorrectionAction), "value": TEXT, "rows": COUNT, "reason": TEXT})


def _relation_schema() -> dict[str, Any]:
    return object_of(
        {
            "claims": list_of(TEXT),
            "verdict": enum_of(RelationVerdict),
            "reason": enum_of(RelationReason),
            "explanation": list_of(TEXT),
        },
    )


def _finding_schema() -> dict[str, Any]:
    lists = dict.fromkeys(("evidence", "metrics", "rivals"), list_of(TEXT))
    return object_of({"id": TEXT, "statement": TEXT, "certainty": enum_of(Certainty), **lists})


def _hours_schema() -> dict[str, Any]:
    counts = dict.fromkeys(("volume", "negative"), list_of(COUNT))
    hours = object_of({"start": {"type": "integer"}, "clock": NUMBER, "known": FLAG, **counts})
    return maybe(hours)


def _follow_up_schema() -> dict[str, Any]:
    dates = dict.fromkeys(("due", "done_at"), MAYBE_TEXT)
    words = dict.fromkeys(("id", "action", "owner_role"), TEXT)
    return object_of({**words, **dates, "status": enum_of(FollowUpStatus)})


def _metric_schema() -> dict[str, Any]:
    interval = {"type": ["array", "null"], "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
    return object_of(
        {
            "id": TEXT,
            "label": TEXT,
            "value": MAYBE_NUMBER,
            "unit": enum_of(Unit),
            "interval": interval,
            "method": TEXT,
            "n": {"type": ["integer", "null"]},
            "source": TEXT,
            "direction": enum_of(Direction),
            "window": TEXT,
            "calibration": enum_of(Calibration),
            "gap": enum_of(Gap, null=True),
            "note": TEXT,
        },
    )


def _claim_schema() -> dict[str, Any]:
    return object_of(
        {
            "id": TEXT,
            "quote": TEXT,
            "claimed": {"type": ["object", "null"]},
            "recomputed": {"type": ["object", "null"]},
            "readings": list_of(_reading_schema()),
            "number": enum_of(NumberVerdict, null=True),
            "reason": list_of(enum_of(Reason)),
            "attribution": enum_of(Attribution),
        },
    )


def _reading_schema() -> dict[str, Any]:
    readings = {"enum": [*(member.value for member in Reading), *(member.value for member in RateBase)]}
    return object_of(
        {"reading": readings, "words": TEXT, "value": MAYBE_NUMBER, "outcome": enum_of(NumberVerdict)},
    )
