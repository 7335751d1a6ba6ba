"""上报数据核验: every reported figure beside what our data give, on a page of its own and, in short, in the report.

The report leads with what is established and what is at odds; whatever is still
open is one line that leads to the cards, where every verdict stands in the order
claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.charts.signs import SignKind, sign
from reporter.claims import Attribution, NumberVerdict, Relation, RelationReason, RelationVerdict, Verdict
from reporter.claims.wording import stated_text
from reporter.drawings import claim_chart_id
from reporter.i18n import N_, _, ngettext
from reporter.incident import Claim, Reply
from reporter.metrics.record import Interval
from reporter.names import word
from reporter.pages import words
from reporter.pages.cover import Cover, cover, unverified
from reporter.pages.figures import Figures
from reporter.report import Report

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
#: A claim that stands alone against a record, or against arithmetic.
_BY_RECORD: Final = N_("at odds with the timeline")
_BY_ITSELF: Final = N_("doubtful in itself")
_RECORDS: Final = frozenset({RelationReason.LATE_BY_CLOCK, RelationReason.NOT_CARRIED_OUT})
#: The order verdicts are counted in at the head of the list.
_COUNTED: Final = ("supported", "contradicted", "not_reproduced", "not_verifiable", "inconsistent")
#: Rows of one verdict on the report; the others are counted and lead to the page of the check.
SHOWN: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many claims have one verdict."""

    sign: Markup
    verdict: str
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRow:
    """One figure on the report: what was said, what our data give; `caveat` when a cause is said too."""

    anchor: str
    quote: str
    numbers: str
    caveat: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortGroup:
    """The figures of one verdict on the report; `more` says how many stand on the page of the check only."""

    sign: Markup
    verdict: str
    name: str
    number: int
    rows: tuple[ShortRow, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortCheck:
    """The check on the report: what is settled, one line for what is open.

    `open_rows` and `clashes` stand folded under that line, so that no verdict is lost on paper.
    """

    headline: str
    groups: tuple[ShortGroup, ...]
    open: str
    open_rows: tuple[ShortRow, ...]
    clashes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyBlock:
    """说明: what the owner of a figure answered."""

    head: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A line in a claim's card that leads to a relation: `≠ 与第12条前后口径不一致`."""

    sign: Markup
    anchor: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimBlock:
    """One reported figure or sentence with its verdict; `sign` is never without its word.

    `needed` is what would make an open figure verifiable; `annex` the method, the
    interval and the reason codes for whoever computes it again.
    """

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
    attribution_lead: str
    attribution: str
    needed: str
    reply: ReplyBlock | None
    related: tuple[Related, ...]
    scope: tuple[str, ...]
    readings: tuple[str, ...]
    cautions: tuple[str, ...]
    annex: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationBlock:
    """What two claims say of each other; it stands between them, not as one claim's verdict."""

    anchor: str
    sign: Markup
    verdict: str
    name: str
    quotes: tuple[str, ...]
    explanation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullCheck:
    """The page of the check: every claim in the order claimed, every relation."""

    cover: Cover
    headline: str
    counts: tuple[Count, ...]
    claims: tuple[ClaimBlock, ...]
    relations: tuple[RelationBlock, ...]


def short_check(report: Report) -> ShortCheck:
    """The check as the submitted report shows it."""
    return ShortCheck(
        headline=headline(report),
        groups=tuple(group for group in (_group(report, number) for number in _SETTLED) if group.rows),
        open=unverified(report),
        open_rows=tuple(
            _unsettled(v) for v in report.checked.verdicts if v.number is not None and v.number not in _SETTLED
        ),
        clashes=tuple(
            f"{relation_name(relation)}{_(': ')}{relation.explanation[0]}"
            for relation in report.checked.relations
            if relation.verdict is RelationVerdict.INCONSISTENT
        ),
    )


def full_check(report: Report, figures: Figures) -> FullCheck:
    """The check in full."""
    order = {verdict.id: number for number, verdict in enumerate(report.checked.verdicts, 1)}
    return FullCheck(
        cover=cover(report),
        headline=headline(report) or _("No reported figure was handed in"),
        counts=_counts(report),
        claims=tuple(_claim(report, figures, order, verdict) for verdict in report.checked.verdicts),
        relations=tuple(_relation(report, order, n, one) for n, one in enumerate(report.checked.relations, 1)),
    )


def headline(report: Report) -> str:
    """How many figures have which verdict, one sentence; empty when there is no figure."""
    finding = report.finding("claims")
    return finding.statement if finding else ""


def _counts(report: Report) -> tuple[Count, ...]:
    numbers = {number.value: n for number, n in report.checked.counted().items()}
    numbers["inconsistent"] = sum(1 for r in report.checked.relations if r.verdict is RelationVerdict.INCONSISTENT)
    names = {**NUMBERS, **RELATIONS}
    return tuple(
        Count(sign=sign(code), verdict=code, name=word(names, code), number=numbers[code])
        for code in _COUNTED
        if numbers[code] or code in {"supported", "contradicted", "not_verifiable"}
    )


# The report ---------------------------------------------------------------------------------

#: What the report shows row by row: first what is established, then what is not as reported.
_SETTLED: Final = (NumberVerdict.SUPPORTED, NumberVerdict.CONTRADICTED)


def _group(report: Report, number: NumberVerdict) -> ShortGroup:
    """Figures of one verdict: in the order claimed; where there are too many, the primary ones stay first."""
    found = [verdict for verdict in report.checked.verdicts if verdict.number is number]
    kept = {verdict.id for verdict in sorted(found, key=lambda verdict: not verdict.claim.primary)[:SHOWN]}
    rest = len(found) - len(kept)
    more = ngettext("{n} more in the check", "{n} more in the check", rest).format(n=rest) if rest else ""
    return ShortGroup(
        sign=sign(number.value),
        verdict=number.value,
        name=word(NUMBERS, number.value),
        number=len(found),
        rows=tuple(_short(verdict) for verdict in found if verdict.id in kept),
        more=more,
    )


def _short(verdict: Verdict) -> ShortRow:
    ours = next((reading.found for reading in verdict.readings if reading.found), "")
    numbers = _("recomputed: {ours}").format(ours=ours) if ours else ""
    if verdict.number is NumberVerdict.CONTRADICTED:
        numbers = _("reported: {theirs}; {ours}").format(theirs=stated_text(verdict.claim), ours=numbers)
    return ShortRow(
        anchor=_anchor(verdict.id),
        quote=str(verdict.claim.quote),
        numbers=numbers,
        caveat=_("Only the figure was checked, not the cause.") if verdict.claim.causal else "",
        reply=_answered(verdict.claim.reply) if verdict.number is NumberVerdict.CONTRADICTED else "",
    )


def _answered(reply: Reply | None) -> str:
    """What the owner of a figure answered, on one line; empty when nobody was asked."""
    return "" if reply is None else _("Explanation · {owner}").format(owner=reply.owner) + _(": ") + str(reply.text)


def _unsettled(verdict: Verdict) -> ShortRow:
    """An open figure with why it is open; its own sentence says so."""
    return ShortRow(
        anchor=_anchor(verdict.id),
        quote=str(verdict.claim.quote),
        numbers=verdict.explanation,
        caveat="",
        reply="",
    )


def open_count(report: Report) -> str:
    """How many figures are open, in words, for lists of reports; empty when none is."""
    n = report.checked.unsettled
    return ngettext("{n} figure open", "{n} figures open", n).format(n=n) if n else ""


# The page of the check --------------------------------------------------------------------------


def _anchor(claim_id: str) -> str:
    return f"claim-{claim_id.lower()}"


def _claim(report: Report, figures: Figures, order: Mapping[str, int], verdict: Verdict) -> ClaimBlock:
    claim = verdict.claim
    code = verdict.number.value if verdict.number else "statement"
    return ClaimBlock(
        anchor=_anchor(claim.id),
        ordinal=_("no. {n}").format(n=order[claim.id]),
        sign=sign(verdict.number.value) if verdict.number else sign("no_estimate"),
        verdict=code,
        name=word(NUMBERS, code) if verdict.number else _("a sentence without a figure"),
        quote=str(claim.quote),
        locator=_locator(verdict),
        figure=figures.bare(claim_chart_id(claim.id)),
        explanation=verdict.explanation,
        attribution_sign=_attribution_sign(verdict),
        attribution_lead=_("But not to be put down to the response.") if _unproven(verdict) else "",
        attribution=verdict.attribution_note,
        needed=_needed(verdict),
        reply=_reply(report, claim.reply),
        related=tuple(_related(report, order, verdict)),
        scope=_scope(claim),
        readings=tuple(reading.words for reading in verdict.readings) if len(verdict.readings) > 1 else (),
        cautions=verdict.cautions,
        annex=_annex(verdict),
    )


def _needed(verdict: Verdict) -> str:
    """`补充：样本量、抽样方式与原始答卷。`; empty for a settled figure."""
    if not verdict.needed:
        return ""
    return _("To verify it, add: {needed}.").format(needed=_("; ").join(verdict.needed))


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


def _annex(verdict: Verdict) -> tuple[str, ...]:
    """Method, interval, cases and reason codes."""
    ours, said = verdict.recomputed, []
    if ours is not None:
        said += [(_("method"), ours.method), (_("data"), ours.source), (_("interval"), _ends(ours.interval))]
        said += [("n", units.decimal(ours.n))] if ours.n is not None else []
    if verdict.reasons:
        said.append((_("codes"), ", ".join(reason.value for reason in verdict.reasons)))
    if verdict.number is not None and verdict.exploratory:
        said.append((_("kind of check"), _("exploratory: not declared as a primary figure before")))
    elif verdict.claim.primary:
        said.append((_("kind of check"), _("declared as a primary figure")))
    return tuple(_("{name}: {value}").format(name=name, value=value) for name, value in said if value)


def _ends(interval: Interval | None) -> str:
    if interval is None:
        return _("none")
    low, high, level = interval
    ends = units.span(units.shortest(low, 2), units.shortest(high, 2))
    return _("{ends} ({level}%)").format(ends=ends, level=units.shortest(100 * level, 0))


def _unproven(verdict: Verdict) -> bool:
    """Whether a sentence names a cause that nothing shows."""
    silent = {Attribution.NOT_SEPARABLE, Attribution.NOT_ASSESSABLE}
    return bool(verdict.attribution_note) and verdict.attribution in silent


def _attribution_sign(verdict: Verdict) -> Markup:
    if not verdict.attribution_note:
        return Markup()
    signs: dict[Attribution, SignKind] = {
        Attribution.NOT_SEPARABLE: "not_separable",
        Attribution.CONSISTENT: "consistent",
        Attribution.SUPPORTED: "consistent",
    }
    return sign(signs.get(verdict.attribution, "no_estimate"))


def _reply(report: Report, reply: Reply | None) -> ReplyBlock | None:
    if reply is None:
        return None
    date = words.moment(reply.date, report.incident.timezone)
    owner = _("Explanation · {owner}").format(owner=reply.owner)
    return ReplyBlock(head=f"{owner}{_(', ')}{date}" if date else owner, text=str(reply.text))


def _related(report: Report, order: Mapping[str, int], verdict: Verdict) -> Iterable[Related]:
    for number, relation in enumerate(report.checked.relations, 1):
        if verdict.id not in relation.claims:
            continue
        others = [order[name] for name in relation.claims if name != verdict.id]
        with_ = words.listed([_("no. {n}").format(n=n) for n in others])
        pair = _("{kind}: with {others}").format(kind=relation_name(relation), others=with_)
        yield Related(
            sign=sign(relation.verdict.value),
            anchor=f"relation-{number}",
            words=pair if others else relation_name(relation),
        )


def relation_name(relation: Relation) -> str:
    """What a relation is called; a claim that stands alone has no other statement to clash with."""
    if len(relation.claims) > 1:
        return word(RELATIONS, relation.verdict.value)
    return _(_BY_RECORD if relation.reason in _RECORDS else _BY_ITSELF)


def _relation(report: Report, order: Mapping[str, int], number: int, relation: Relation) -> RelationBlock:
    known = words.references(report.incident)
    quotes = ((_("no. {n}").format(n=order[name]), known[name]) for name in relation.claims if name in known)
    return RelationBlock(
        anchor=f"relation-{number}",
        sign=sign(relation.verdict.value),
        verdict=relation.verdict.value,
        name=relation_name(relation),
        quotes=tuple(f"{ordinal} {quote}" for ordinal, quote in quotes),
        explanation=relation.explanation,
    )
