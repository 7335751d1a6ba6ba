"""Proposed claims for the analyst: a table to look through, and YAML to paste into incident.yml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reporter.claims.wording import claimed_text
from reporter.extract import Proposal, number
from reporter.i18n import N_, _
from reporter.incident import Claim, Reading
from reporter.inspection import Block, Grid, Line
from reporter.metrics import DEFINITIONS
from reporter.proof.entry import entry_of
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
        headers=(_("id"), _("place"), _("reported figure"), _("way to read it"), _("metric"), _("quote")),
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


def yaml_lines(file: str, found: Sequence[Proposal], names: Sequence[str]) -> list[str]:
    """`claims:` with every proposal, ready to paste."""
    lines = ["claims:"]
    for one, name in zip(found, names, strict=True):
        lines += [f"  {line}" for line in entry_of(one, file).lines(name)]
    return lines
