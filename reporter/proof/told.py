"""What the check of a final text found, as lines and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reporter.i18n import N_, _
from reporter.inspection import Block, Grid, Line
from reporter.proof.final import Compared, Outcome, summary
from reporter.safe import plain

OUTCOMES: Final = {
    Outcome.AGREES: N_("agrees"),
    Outcome.DIFFERS: N_("differs from the report"),
    Outcome.ABSENT: N_("not in the report"),
}
#: Characters of a quote in the table.
_QUOTE: Final = 44


def compared_blocks(file: str, found: Sequence[Compared]) -> Iterator[Block]:
    """The counts, then every figure that differs from the report or is absent from it."""
    counts = summary(found)
    words = _("{file}: {n} figures, {agrees} agree, {differs} differ, {absent} not in the report")
    yield Line(words=words.format(file=plain(file), n=len(found), **counts), style="title")
    off = [one for one in found if one.outcome is not Outcome.AGREES]
    if not off:
        yield Line(words=_("Every figure is borne out by the report."))
        return
    yield Grid(
        headers=(_("place"), _("in the text"), _("in the report"), _("finding"), _("quote")),
        rows=tuple(_row(one) for one in off),
        marked=frozenset(range(len(off))),
    )


def _row(one: Compared) -> tuple[str, ...]:
    quote = " ".join(plain(one.quote).split())
    shown = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"
    return one.place, plain(one.printed), plain(one.ours) or "—", _(OUTCOMES[one.outcome]), shown
