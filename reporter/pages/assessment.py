"""三、评估: the key figures, the check of reported figures, and what they say of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.charts.signs import sign
from reporter.claims import Attribution, NumberVerdict, Relation, RelationVerdict, Verdict
from reporter.drawings import claim_chart_id
from reporter.i18n import N_, _, ngettext
from reporter.incident import Claim, Reply
from reporter.metrics.record import Metric
from reporter.names import word
from reporter.pages import words
from reporter.pages.figures import Figures
from reporter.report import Report
from reporter.safe import prose

NUMBERS: Final = {
    "supported": N_("supported by the data"),
    "contradicted": N_("at odds with the data"),
    "not_reproduced": N_("not reproduced in our data"),
    "not_verifiable": N_("not verifiable so far"),
}
RELATIONS: Final = {
    "inconsistent": N_("inconsistent statements"),
    "tension": N_("statements in tension"),
    "implies": N_("arithmetic consequence"),
}
#: What the chapter's table shows; every other metric stands on the evidence page or in a block of its own.
KEY_FIGURES: Final = (
    *("volume", "comment_volume", "peak", "last_day_rate"),
    *("negative_share", "positive_share", "net_sentiment"),
    *("time_to_first_response", "volume_before_response"),
    *("statement_approval", "answer_coverage", "action_closure", "cost"),
)
#: The order verdicts are counted in at the head of the list.
_COUNTED: Final = ("supported", "contradicted", "not_reproduced", "not_verifiable", "inconsistent")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRow:
    """One key figure in the table of the chapter."""

    name: str
    value: str
    error: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many claims have one verdict."""

    sign: Markup
    verdict: str
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyBlock:
    """说明: what the owner of a figure answered."""

    head: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimBlock:
    """One reported figure or sentence with its verdict; `sign` is never without its word."""

    anchor: str
    ordinal: str
    sign: Markup
    verdict: str
    name: str
    quote: str
    locator: str
    figure: Markup
    explanation: str
    attribution_sign: Markup
    attribution: str
    scope: tuple[str, ...]
    readings: tuple[str, ...]
    cautions: tuple[str, ...]
    needed: tuple[str, ...]
    reply: ReplyBlock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationBlock:
    """What two claims say of each other; it stands between them, not as one claim's verdict."""

    sign: Markup
    verdict: str
    name: str
    quotes: tuple[str, ...]
    explanation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The chapter."""

    prose: Markup
    metrics: tuple[MetricRow, ...]
    confounders: tuple[str, ...]
    headline: str
    counts: tuple[Count, ...]
    claims: tuple[ClaimBlock, ...]
    relations: tuple[RelationBlock, ...]
    attribution: str
    rivals: str


def assessment(report: Report, figures: Figures) -> Assessment:
    """The assessment chapter of a report."""
    finding = report.finding("attribution")
    claims = report.finding("claims")
    return Assessment(
        prose=prose(str(report.incident.assessment.summary)),
        metrics=_metrics(report),
        confounders=tuple(map(str, report.incident.assessment.confounders)),
        headline=claims.statement if claims else "",
        counts=_counts(report),
        claims=tuple(_claim(report, figures, n, verdict) for n, verdict in enumerate(report.checked.verdicts, 1)),
        relations=tuple(_relation(report, relation) for relation in report.checked.relations),
        attribution=finding.statement if finding else "",
        rivals=words.listed(finding.rivals) if finding else "",
    )


def _metrics(report: Report) -> tuple[MetricRow, ...]:
    whole = report.whole()
    shown = [whole[name] for name in KEY_FIGURES if name in whole and whole[name].value is not None]
    return tuple(metric_row(metric) for metric in shown)


def metric_row(metric: Metric) -> MetricRow:
    """One metric in words."""
    return MetricRow(
        name=metric.label,
        value=words.value_words(metric),
        error=words.error_words(metric),
        note=metric.note or words.calibration_words(metric.calibration),
    )


def _counts(report: Report) -> tuple[Count, ...]:
    numbers = {number.value: n for number, n in report.checked.counted().items()}
    numbers["inconsistent"] = sum(1 for r in report.checked.relations if r.verdict is RelationVerdict.INCONSISTENT)
    names = {**NUMBERS, **RELATIONS}
    return tuple(
        Count(sign=sign(code), verdict=code, name=word(names, code), number=numbers[code])
        for code in _COUNTED
        if numbers[code] or code in {"supported", "contradicted", "not_verifiable"}
    )


def _claim(report: Report, figures: Figures, number: int, verdict: Verdict) -> ClaimBlock:
    claim = verdict.claim
    number_sign = sign(verdict.number.value) if verdict.number else sign("no_estimate")
    code = verdict.number.value if verdict.number else "statement"
    return ClaimBlock(
        anchor=f"claim-{claim.id.lower()}",
        ordinal=_("no. {n}").format(n=number),
        sign=number_sign,
        verdict=code,
        name=word(NUMBERS, code) if verdict.number else _("a sentence without a figure"),
        quote=str(claim.quote),
        locator=_locator(verdict),
        figure=figures.bare(claim_chart_id(claim.id)),
        explanation=verdict.explanation,
        attribution_sign=_attribution_sign(verdict),
        attribution=verdict.attribution_note,
        scope=_scope(claim),
        readings=tuple(reading.words for reading in verdict.readings) if len(verdict.readings) > 1 else (),
        cautions=verdict.cautions,
        needed=verdict.needed,
        reply=_reply(report, claim.reply),
    )


def _locator(verdict: Verdict) -> str:
    claim = verdict.claim
    source = _("source: {source}").format(source=claim.source) if claim.source else _("no source named")
    return f"{claim.locator}{_('; ')}{source}" if claim.locator else source


def _scope(claim: Claim) -> tuple[str, ...]:
    """What the figure says of itself: its definition, of whom, from how many."""
    said = (
        (_("definition"), str(claim.definition)),
        (_("population"), str(claim.population)),
        (_("sample size"), units.decimal(claim.n) if claim.n is not None else ""),
    )
    return tuple(_("{name}: {value}").format(name=name, value=value) for name, value in said if value)


def _attribution_sign(verdict: Verdict) -> Markup:
    if not verdict.attribution_note:
        return Markup()
    return sign("not_separable" if verdict.attribution is Attribution.NOT_SEPARABLE else "no_estimate")


def _reply(report: Report, reply: Reply | None) -> ReplyBlock | None:
    if reply is None:
        return None
    date = words.moment(reply.date, report.incident.timezone)
    owner = _("Explanation · {owner}").format(owner=reply.owner)
    return ReplyBlock(head=f"{owner}{_(', ')}{date}" if date else owner, text=str(reply.text))


def _relation(report: Report, relation: Relation) -> RelationBlock:
    known = words.references(report.incident)
    return RelationBlock(
        sign=sign(relation.verdict.value),
        verdict=relation.verdict.value,
        name=word(RELATIONS, relation.verdict.value),
        quotes=tuple(known[claim_id] for claim_id in relation.claims if claim_id in known),
        explanation=relation.explanation,
    )


def open_count(report: Report) -> str:
    """How many figures are open, in words, for lists of reports; empty when none is."""
    n = report.checked.counted()[NumberVerdict.NOT_VERIFIABLE]
    return ngettext("{n} figure open", "{n} figures open", n).format(n=n) if n else ""
