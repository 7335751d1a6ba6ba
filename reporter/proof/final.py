"""The final text against the report: every figure of an edited document that the report does not bear out.

Two steps.  A sentence or a table's row that the report has too, but for its
numbers, is compared number by number.  A figure of any other sentence is sought
among the report's numbers of the same metric and unit, rounded as it is printed;
where no metric is named, or only a part of the period has the number, it is left
to the analyst to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from reporter.documents import Document
from reporter.extract import Said, Scan, said_in, scan
from reporter.extract.masks import BLANK, masked
from reporter.extract.sentences import sentences, trimmed
from reporter.proof.numbers import Ours, alike, doubted_quotes, gap, measured, meets, printed_in
from reporter.report import Report


class Outcome(StrEnum):
    """What the report says of a figure."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ABSENT = "absent"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One figure of the document beside the report.

    Args:
        place: where it stands in the document.
        quote: the words around it.
        start: position of the figure in the document's text.
        printed: the figure as the document prints it.
        outcome: what the report says of it.
        ours: the report's own number, as printed; empty where it has none.
        label: what that number is; empty likewise.
        doubted: whether that number is a reported figure which the data do not bear out.
        metric: id of the metric the words name; empty where none is known.
    """

    place: str
    quote: str
    start: int
    printed: str
    outcome: Outcome
    ours: str = ""
    label: str = ""
    doubted: bool = False
    metric: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The form of `--json`."""
        return {
            "place": self.place,
            "quote": self.quote,
            "start": self.start,
            "figure": self.printed,
            "outcome": self.outcome.value,
            "report": self.ours or None,
            "label": self.label or None,
            "doubted": self.doubted,
            "metric": self.metric or None,
        }


def compare(document: Document, report: Report, pages: Sequence[Document]) -> tuple[Compared, ...]:
    """Every figure of the document with what the report says of it, from top to bottom.  Pure.

    Args:
        document: the final text.
        report: the report it was made from.
        pages: the words of the report's own pages.
    """
    flat, ours = _flat(document), [_flat(page) for page in pages]
    seen = scan(flat)
    known, numbers = _lines_of(ours), [*measured(report), *printed_in(ours, doubted_quotes(report))]
    said = list(said_in(flat, seen))
    found: list[Compared] = []
    for place, start, end in _lines(flat, seen):
        here = [one for one in said if start <= one.figure.start < end]
        skeleton, runs = _skeleton(seen, start, end)
        if skeleton in known and (len(skeleton) >= _TELLING or _printed_so(runs, known[skeleton])):
            line = Line(place, " ".join(flat.text[start:end].split()), runs, tuple(here))
            found += _aligned(flat, line, known[skeleton])
        else:
            found += [_sought(flat, one, numbers) for one in here]
    return tuple(found)


def _flat(document: Document) -> Document:
    """The document with its tables' rows as plain lines: both sides are read the same way."""
    return replace(document, pieces=tuple(replace(piece, cells=(), header=()) for piece in document.pieces))


def _lines(document: Document, seen: Scan) -> Iterator[tuple[str, int, int]]:
    """The sentences of paragraphs, and the rows of tables whole."""
    for piece in document.pieces:
        if _TAB in document.text[piece.start : piece.end]:
            yield piece.place, piece.start, piece.end
            continue
        for sentence in sentences(seen.plain, piece.start, piece.end):
            start, end = trimmed(seen.text, sentence.start, sentence.end)
            if start < end:
                yield piece.place, start, end


# Sentences the report has too ----------------------------------------------------

_RUN: Final = re.compile(rf"[0-9][0-9,]*(?:\.[0-9]+)?|{BLANK}+")
#: Between the cells of a row.
_TAB: Final = "\t"
#: A skeleton shorter than this (□%, □条) says nothing of where it comes from.
_TELLING: Final = 5


@dataclass(frozen=True, slots=True)
class Run:
    """A number in a sentence, by its digits."""

    start: int
    end: int
    text: str

    @property
    def value(self) -> Decimal:
        """The digits as a number."""
        return Decimal(self.text.replace(",", "").rstrip(".") or "0")


def _skeleton(seen: Scan, start: int, end: int) -> tuple[str, tuple[Run, ...]]:
    """A sentence with its numbers and dates blanked, and its numbers; a row keeps its first cell as it is."""
    label, tab, _rest = seen.plain[start:end].partition(_TAB)
    if not tab:
        return _blanked(seen.bare[start:end]), _runs(seen.bare, start, end)
    start += len(label) + 1
    # Cell by cell: in the row's line a number may look like the next one's date.
    bare = _TAB.join(map(masked, seen.plain[start:end].split(_TAB)))
    runs = tuple(replace(run, start=run.start + start, end=run.end + start) for run in _runs(bare, 0, len(bare)))
    return "".join(label.split()) + _TAB + _blanked(bare.rstrip()), runs


def _blanked(bare: str) -> str:
    blanked = _RUN.sub(lambda found: "◇" if found[0].startswith(BLANK) else "□", bare)
    return "".join(blanked.replace(_TAB, "|").split())


def _runs(bare: str, start: int, end: int) -> tuple[Run, ...]:
    found = (one for one in _RUN.finditer(bare, start, end) if not one[0].startswith(BLANK))
    return tuple(Run(one.start(), one.end(), one[0]) for one in found)


def _lines_of(pages: Sequence[Document]) -> dict[str, list[tuple[Run, ...]]]:
    """Every sentence and row of the report's pages by its skeleton."""
    known: dict[str, list[tuple[Run, ...]]] = {}
    # Pasted as text a row has no cells any more.
    spaced = (replace(page, text=page.text.replace(_TAB, " ")) for page in pages if _TAB in page.text)
    for page in (*pages, *spaced):
        seen = scan(page)
        for _place, start, end in _lines(page, seen):
            skeleton, runs = _skeleton(seen, start, end)
            known.setdefault(skeleton, []).append(runs)
    return known


def _printed_so(runs: Sequence[Run], candidates: Sequence[Sequence[Run]]) -> bool:
    """Whether the report has a line with the same numbers: 约33小时 on a card."""
    return any([one.value for one in runs] == [other.value for other in line] for line in candidates)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the document.

    Args:
        place: where it stands.
        quote: its words.
        runs: its numbers.
        said: its figures.
    """

    place: str
    quote: str
    runs: tuple[Run, ...]
    said: tuple[Said, ...]


def _aligned(document: Document, line: Line, candidates: Sequence[tuple[Run, ...]]) -> Iterator[Compared]:
    """The numbers of a sentence beside those of the report's own, number by number."""
    best = min(candidates, key=lambda other: sum(a.value != b.value for a, b in zip(line.runs, other, strict=True)))
    for mine, theirs in zip(line.runs, best, strict=True):
        one = next((s for s in line.said if s.figure.start <= mine.start < s.figure.end), None)
        printed = document.text[one.figure.start : one.figure.end] if one else mine.text
        yield Compared(
            place=line.place,
            quote=line.quote,
            start=mine.start,
            printed=printed,
            outcome=Outcome.AGREES if mine.value == theirs.value else Outcome.DIFFERS,
            ours=printed.replace(mine.text, theirs.text, 1),
            metric=one.metric if one else "",
        )


# Figures of other sentences ------------------------------------------------------


def _sought(document: Document, one: Said, numbers: Sequence[Ours]) -> Compared:
    """A figure among the report's numbers of its metric, else of its unit."""
    same = alike(one, numbers)
    of_metric = [ours for ours in same if one.metric and ours.metric == one.metric]
    met = sorted((ours for ours in of_metric or same if meets(one, ours)), key=_doubt)
    if met:
        # Where nothing names the metric, or another stretch of time has the number, only the analyst can tell.
        elsewhere = not met[0].whole and any(ours.whole for ours in of_metric)
        sure = bool(of_metric) and not elsewhere and not met[0].doubted and not met[0].end
        return _compared(document, one, Outcome.AGREES if sure else Outcome.CONFIRM, met[0])
    if of_metric:
        nearest = min(of_metric, key=lambda ours: (ours.doubted, ours.end, not ours.whole, gap(one, ours)))
        return _compared(document, one, Outcome.DIFFERS, nearest)
    return _compared(document, one, Outcome.ABSENT, None)


def _doubt(ours: Ours) -> tuple[bool, bool]:
    """Numbers that settle least come last: reported figures not borne out, ends of intervals, parts of the period."""
    return ours.doubted or ours.end, not ours.whole


def _compared(document: Document, one: Said, outcome: Outcome, ours: Ours | None) -> Compared:
    return Compared(
        place=one.place,
        quote=document.text[one.start : one.end],
        start=one.figure.start,
        printed=document.text[one.figure.start : one.figure.end],
        outcome=outcome,
        ours=ours.printed if ours else "",
        label=ours.label if ours else "",
        doubted=bool(ours and ours.doubted),
        metric=one.metric,
    )


def summary(found: Sequence[Compared]) -> dict[str, int]:
    """How many figures agree, differ and are absent."""
    return {outcome.value: sum(one.outcome is outcome for one in found) for outcome in Outcome}
