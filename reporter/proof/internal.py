"""内部核验稿: every reported figure with its verdict, what would make it verifiable, and the reply to it.

The check before delivery, for the analysts.  The submitted copy (呈报稿) is the
report page, which says in one line how many figures are still open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from reporter.claims import NumberVerdict, Relation, Verdict
from reporter.claims.wording import stated_text
from reporter.documents import Block, Facts, Heading, Table, Words
from reporter.i18n import N_, _, ngettext
from reporter.incident import Reply
from reporter.names import word
from reporter.pages import words as said
from reporter.pages.claims import NUMBERS, relation_name
from reporter.report import Report
from reporter.units import Unit, decimal, gap, joined, span

#: The two copies a report has; both names are fixed words of the field.
INTERNAL: Final = N_("internal check copy")
_ATTRIBUTIONS: Final = {
    "descriptive": N_("no cause claimed"),
    "consistent_with_effect": N_("consistent with an effect"),
    "supported_by_adjusted_test": N_("supported by the adjusted test"),
    "not_separable": N_("not separable from natural decay"),
    "not_assessable": N_("cannot be assessed"),
}
#: Counted in whole numbers.
_WHOLE: Final = frozenset({Unit.POSTS, Unit.COUNT, Unit.YUAN, Unit.PEOPLE, Unit.AUTHORS, Unit.RANK})
#: Characters of a quote in the overview.
_QUOTE: Final = 40


def internal_copy(report: Report) -> tuple[Block, ...]:
    """The copy from top to bottom, in the language that is spoken."""
    return tuple(_blocks(report))


def page_head(report: Report) -> str:
    """What stands at the top of every page of the copy: its kind and its classification."""
    kind = _("{kind}, not for submission").format(kind=_(INTERNAL))
    return f"{kind}　{report.incident.classification.value}"


def _blocks(report: Report) -> Iterator[Block]:
    incident = report.incident
    yield Heading(_("Check of reported figures, {kind}").format(kind=_(INTERNAL)), 0)
    yield Words(str(incident.title))
    as_of = said.moment(incident.as_of, incident.timezone, year=True)
    yield Words(_("As of {date}. {classification}.").format(date=as_of, classification=incident.classification.value))
    yield Words(_("For checking only; what is submitted is the report page."), faint=True)
    verdicts = report.checked.verdicts
    if not verdicts:
        yield Words(_("No figure has been entered under claims in incident.yml."))
        return
    yield Words(headline(report))
    yield Table(
        headers=(_("id"), _("quote"), _("reported figure"), _("recomputed"), _("verdict"), _("explanation from")),
        rows=tuple(_overview(verdict) for verdict in verdicts),
    )
    yield Heading(_("One by one"))
    for verdict in verdicts:
        yield Heading(f"{verdict.id}　{verdict_name(verdict)}", 2)
        yield Facts(tuple((name, lines) for name, lines in _facts(report, verdict) if lines))
    yield from _relations(report)
    yield from _to_do(report)


def headline(report: Report) -> str:
    """How many figures have each verdict, and how many are open, in one sentence or two."""
    finding = report.finding("claims")
    open_ones = report.checked.unsettled
    missing = sum(1 for verdict in report.checked.verdicts if _wants_reply(verdict))
    parts = [finding.statement] if finding else [_("No claim states a figure.")]
    if open_ones:
        parts.append(
            ngettext(
                "{n} reported figure is to be verified.", "{n} reported figures are to be verified.", open_ones
            ).format(n=open_ones)
        )
    if missing:
        parts.append(_("{n} claims still lack a reply of their owner.").format(n=missing))
    return gap().join(parts)


def _wants_reply(verdict: Verdict) -> bool:
    doubted = verdict.number not in {None, NumberVerdict.SUPPORTED}
    return doubted and verdict.claim.reply is None


def verdict_name(verdict: Verdict) -> str:
    """The verdict in the field's words; a sentence without a figure has none."""
    return word(NUMBERS, verdict.number.value) if verdict.number else _("a sentence without a figure")


def _overview(verdict: Verdict) -> tuple[str, ...]:
    quote = " ".join(str(verdict.claim.quote).split())
    reply = verdict.claim.reply
    return (
        verdict.id,
        quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…",
        stated_text(verdict.claim) or "—",
        _recomputed(verdict) or "—",
        verdict_name(verdict),
        str(reply.owner) if reply else (_("none yet") if _wants_reply(verdict) else "—"),
    )


def _recomputed(verdict: Verdict) -> str:
    """`−63%（误差范围−67%至−59%）`; empty where nothing was recomputed."""
    found = verdict.recomputed
    if found is None:
        return ""
    places = 0 if found.unit in _WHOLE else max(verdict.claim.decimals, 1)
    value, *ends = (
        joined(decimal(number, places), found.unit)
        for number in (found.value, *(found.interval[:2] if found.interval else ()))
    )
    return _("{value} (range of error {ends})").format(value=value, ends=span(*ends)) if ends else value


def _facts(report: Report, verdict: Verdict) -> Iterator[tuple[str, tuple[str, ...]]]:
    claim = verdict.claim
    source = str(claim.source) or _("no source named")
    yield _("quote"), (str(claim.quote),)
    yield _("place and source"), (_("; ").join(filter(None, (str(claim.locator), source))),)
    yield _("reported figure"), _one(stated_text(verdict.claim))
    yield _("recomputed"), _one(_recomputed(verdict))
    yield _("verdict"), _one(verdict.explanation)
    yield _("reason codes"), _one(", ".join(reason.value for reason in verdict.reasons))
    yield _("readings"), tuple(reading.words for reading in verdict.readings) if len(verdict.readings) > 1 else ()
    yield _("cause"), _one(_attribution(verdict))
    yield _("mind"), verdict.cautions
    yield _("would make it verifiable"), verdict.needed
    yield _("explanation of the owner"), (_reply(report, claim.reply) if claim.reply else _("none yet"),)


def _one(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _attribution(verdict: Verdict) -> str:
    if not verdict.claim.causal:
        return ""
    name = _(_ATTRIBUTIONS[verdict.attribution.value])
    return _("{name}: {value}").format(name=name, value=verdict.attribution_note) if verdict.attribution_note else name


def _reply(report: Report, reply: Reply) -> str:
    date = said.moment(reply.date, report.incident.timezone, year=True) or _("no date")
    return _("{owner}, {date}: {text}").format(owner=reply.owner, date=date, text=reply.text)


def _relations(report: Report) -> Iterator[Block]:
    if not report.checked.relations:
        return
    yield Heading(_("Between claims"))
    for relation in report.checked.relations:
        title = " · ".join(relation.claims)
        yield Heading(f"{title}　{relation_name(relation)}", 2)
        yield Facts(((_("arithmetic"), relation.explanation), (_("rule"), (relation.reason.value,))))


def _to_do(report: Report) -> Iterator[Block]:
    rows = [(v.id, need) for v in report.checked.verdicts for need in v.needed]
    if rows:
        yield Heading(_("To be asked for"))
        yield Table(headers=(_("id"), _("what would make it verifiable")), rows=tuple(rows))


# As data -------------------------------------------------------------------------


def copy_json(report: Report) -> dict[str, Any]:
    """The same as plain data."""
    counted = report.checked.counted()
    return {
        "slug": report.slug,
        "copy": "internal",
        "counts": {verdict.value: n for verdict, n in counted.items()},
        "claims": [_claim_json(verdict) for verdict in report.checked.verdicts],
        "relations": [_relation_json(relation) for relation in report.checked.relations],
    }


def _claim_json(verdict: Verdict) -> dict[str, Any]:
    reply = verdict.claim.reply
    answered = None
    if reply is not None:
        date = reply.date.isoformat() if reply.date else None
        answered = {"owner": str(reply.owner), "date": date, "text": str(reply.text)}
    return {
        **verdict.as_dict(),
        "locator": str(verdict.claim.locator),
        "source": str(verdict.claim.source),
        "explanation": verdict.explanation,
        "attribution_note": verdict.attribution_note,
        "cautions": list(verdict.cautions),
        "needed": list(verdict.needed),
        "reply": answered,
    }


def _relation_json(relation: Relation) -> dict[str, Any]:
    return relation.as_dict()
