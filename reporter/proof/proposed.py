"""Proposed claims for the analyst: a table to look through, and YAML to paste into incident.yml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from reporter.claims.wording import claimed_text
from reporter.extract import Proposal, number
from reporter.i18n import N_, _
from reporter.incident import Claim, Comparator, Reading
from reporter.inspection import Block, Grid, Line
from reporter.metrics import DEFINITIONS
from reporter.safe import plain

READINGS: Final = {
    Reading.LEVEL: N_("level"),
    Reading.ABS_CHANGE: N_("absolute change"),
    Reading.REL_CHANGE: N_("relative change"),
    Reading.PP: N_("percentage points"),
    Reading.COUNT_POSTS: N_("count of posts"),
    Reading.TOPIC_COUNTER: N_("topic counter"),
    Reading.SHARE_OF_TOTAL: N_("share of the whole amount"),
    Reading.SHARE_OF_USERS: N_("share of users"),
    Reading.SHARE_OF_INCREASE: N_("share of the increase"),
}
_LABELS: Final = {definition.id: definition.label for definition in DEFINITIONS}
#: Characters of a quote in the table; the YAML has all of it.
_QUOTE: Final = 44


def ids(taken: Sequence[str], count: int) -> list[str]:
    """The next `count` ids C1, C2, … that the incident does not use yet."""
    free = (f"C{n}" for n in range(1, len(taken) + count + 1) if f"C{n}" not in taken)
    return [next(free) for _number in range(count)]


def proposed_blocks(file: str, found: Sequence[Proposal], names: Sequence[str]) -> Iterator[Block]:
    """The proposals as a table, and what to do with them.

    Args:
        file: the document's name.
        found: the proposals.
        names: the id of each.
    """
    figures = sum(one.value is not None for one in found)
    words = _("{file}: {n} claims proposed, {figures} with a figure")
    yield Line(words=words.format(file=plain(file), n=len(found), figures=figures), style="title")
    if not found:
        return
    yield Grid(
        headers=(_("id"), _("place"), _("reported figure"), _("reading"), _("metric"), _("quote")),
        rows=tuple(_row(one, name) for one, name in zip(found, names, strict=True)),
        marked=frozenset(n for n, one in enumerate(found) if _open(one)),
    )
    yield Line()
    if any(_open(one) for one in found):
        yield Line(words=_("“?” marks what the words leave open: decide it before you use the claim."))
    yield Line(words=_("Check each against the text, then put these lines into incident.yml:"), style="strong")


def _open(one: Proposal) -> bool:
    return one.value is not None and (one.unit is None or one.metric is None or one.reading is None)


def _row(one: Proposal, name: str) -> tuple[str, ...]:
    quote = " ".join(plain(one.quote).split())
    shown = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"
    return name, one.place, figure_words(one), _reading_words(one), metric_words(one.metric or ""), shown


def figure_words(one: Proposal) -> str:
    """The figure as the tool understood it, `超过200万条`; a dash without one."""
    if one.value is None:
        return "—"
    if one.unit is None:
        return f"{number(one.value)} ?"
    return claimed_text(_claim(one))


def _claim(one: Proposal) -> Claim:
    return Claim.model_validate(
        {
            "id": "C",
            "quote": one.quote,
            "value": number(one.value),
            "value_from": number(one.value_from),
            "unit": one.unit,
            "decimals": one.decimals,
            "comparator": one.comparator,
        },
    )


def _reading_words(one: Proposal) -> str:
    if one.value is None:
        return "—"
    return "/".join(_(READINGS[reading]) for reading in one.readings) + ("" if len(one.readings) == 1 else " ?")


def metric_words(metric: str) -> str:
    """A metric's name; a question mark where none is known."""
    base = metric.partition("@")[0]
    return _(_LABELS[base]) if base in _LABELS else metric or "?"


# YAML ----------------------------------------------------------------------------


def claim_lines(one: Proposal, name: str, file: str) -> list[str]:
    """The claim as lines of YAML, an item of the list `claims`; what is not known stands there as a remark."""
    fields = [f"quote: {_quoted(' '.join(one.quote.split()))}", f"locator: {_quoted(f'{file} {one.place}'.strip())}"]
    fields += [f"metric: {one.metric}"] if one.metric else []
    if one.value is not None and one.unit is not None:
        fields += _figure_lines(one)
    if one.source:
        fields.append(f"source: {_quoted(one.source)}")
    if one.n is not None:
        fields.append(f"n: {one.n}")
    if one.causal:
        fields.append("causal: true")
    if one.asserts is not None and one.asserts.topic:
        fields.append(f"asserts: {{topic: {one.asserts.topic}, value: {one.asserts.value}}}")
    fields += [f"# {words}" for words in _blanks(one)]
    return [f"- id: {name}", *(f"  {line}" for line in fields)]


def _figure_lines(one: Proposal) -> list[str]:
    unit = one.unit.value if one.unit else ""
    lines = [f"value: {number(one.value)}"]
    if one.value_from is not None:
        lines.append(f"value_from: {number(one.value_from)}")
    lines.append(f"unit: {_quoted(unit)}")
    if one.decimals:
        lines.append(f"decimals: {one.decimals}")
    if one.comparator is not Comparator.EQUAL:
        lines.append(f"comparator: {one.comparator.value}")
    if one.direction:
        lines.append(f"direction: {one.direction}")
    if one.readings:
        lines.append(f"readings: [{', '.join(reading.value for reading in one.readings)}]")
    return lines


def _blanks(one: Proposal) -> Iterator[str]:
    """What the analyst has to decide, a remark each."""
    if one.value is None:
        return
    if one.unit is None:
        yield _("value and unit: the figure is {value} in a unit the tool does not know").format(
            value=number(one.value)
        )
    if one.metric is None:
        yield _("metric: which metric is meant; see the catalogue of metrics")
    if len(one.readings) > 1:
        yield _("readings: keep only the reading that is meant, if the author says which")
    if not one.source:
        yield _("source: where the figure was taken from")
    changes = {Reading.REL_CHANGE, Reading.ABS_CHANGE, Reading.PP}
    if changes.intersection(one.readings) or one.value_from is not None:
        words = _(" (the text says “{span}”)").format(span=one.against) if one.against else ""
        yield _("baseline: the period it is compared with{words}").format(words=words)
    span = _(" (the text says “{span}”)").format(span=one.span) if one.span else ""
    yield _("window: the period it covers{span}; definition: how it is measured").format(span=span)


def _quoted(words: str) -> str:
    # JSON's quoted text is YAML's, but for characters YAML wants escaped or would read as a line end.
    quoted = json.dumps(words, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in quoted)


def yaml_lines(file: str, found: Sequence[Proposal], names: Sequence[str]) -> list[str]:
    """`claims:` with every proposal, ready to paste."""
    lines = ["claims:"]
    for one, name in zip(found, names, strict=True):
        lines += [f"  {line}" for line in claim_lines(one, name, file)]
    return lines
