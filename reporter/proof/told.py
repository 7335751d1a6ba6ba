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
    Outcome.CONFIRM: N_("to be confirmed"),
}
#: Characters of a quote and of a label in the table.
_QUOTE: Final = 44
_LABEL: Final = 24


def compared_blocks(file: str, found: Sequence[Compared]) -> Iterator[Block]:
    """The counts, then every figure that differs from the report or is absent, then those to be confirmed."""
    words = _("{file}: {n} figures, {agrees} agree, {differs} differ, {absent} not in the report, {confirm} to confirm")
    yield Line(words=words.format(file=plain(file), n=len(found), **summary(found)), style="title")
    off = [one for one in found if one.outcome in {Outcome.DIFFERS, Outcome.ABSENT}]
    open_ones = [one for one in found if one.outcome is Outcome.CONFIRM]
    if off:
        yield _table(off, _("finding"))
    else:
        yield Line(words=_("No figure differs from the report or is missing from it."))
    if open_ones:
        yield Line()
        yield Line(words=_("The report has these numbers; confirm that the same thing is meant:"), style="strong")
        yield _table(open_ones, _("in the report for"))


def _table(rows: Sequence[Compared], finding: str) -> Grid:
    return Grid(
        headers=(_("place"), _("in the text"), _("in the report"), finding, _("quote")),
        rows=tuple(map(_row, rows)),
        marked=frozenset(n for n, one in enumerate(rows) if one.outcome is not Outcome.CONFIRM),
    )


def _row(one: Compared) -> tuple[str, ...]:
    finding = _(OUTCOMES[one.outcome])
    if one.outcome is Outcome.CONFIRM:
        doubted = _("a reported figure not borne out: {label}") if one.doubted else "{label}"
        finding = doubted.format(label=_short(one.label, _LABEL))
    return one.place, plain(one.printed), plain(one.ours) or "—", finding, _short(one.quote, _QUOTE)


def _short(words: str, most: int) -> str:
    shown = " ".join(plain(words).split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"
