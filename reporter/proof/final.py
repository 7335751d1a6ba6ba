"""The final text against the report: every figure of an edited document that the report does not bear out.

Two steps.  A sentence that the report has too, but for its numbers, is compared
number by number.  A figure of any other sentence is sought among the report's
numbers of the same metric and unit, rounded as it is printed; where no metric is
named, among all numbers of its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from reporter.documents import Document
from reporter.extract import Said, Scan, said_in, scan
from reporter.extract.masks import BLANK
from reporter.extract.sentences import sentences, trimmed
from reporter.incident import ClaimUnit, Comparator
from reporter.report import Report
from reporter.units import Unit, joined, shortest


class Outcome(StrEnum):
    """What the report says of a figure."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A number of the report.

    Args:
        value: in `unit`.
        unit: what it counts.
        metric: id of its metric; empty where none is known.
        printed: as the report prints it.
        label: what it is, in the report's words.
        end: whether it is an end of an interval, which no sentence means on its own.
    """

    value: float
    unit: Unit | None
    metric: str
    printed: str
    label: str
    end: bool = False


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
        metric: id of the metric the words name; empty where none is known.
    """

    place: str
    quote: str
    start: int
    printed: str
    outcome: Outcome
    ours: str = ""
    label: str = ""
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
            "metric": self.metric or None,
        }


def compare(document: Document, report: Report, pages: Sequence[Document]) -> tuple[Compared, ...]:
    """Every figure of the document with what the report says of it, from top to bottom.  Pure.

    Args:
        document: the final text.
        report: the report it was made from.
        pages: the words of the report's own pages.
    """
    flat = _flat(document)
    seen = scan(flat)
    known, printed = _sentences_of(pages), list(_printed(pages))
    numbers = [*_measured(report), *printed]
    said = list(said_in(flat, seen))
    found: list[Compared] = []
    for place, start, end in _sentences(flat, seen):
        here = [one for one in said if start <= one.figure.start < end]
        skeleton, runs = _skeleton(seen.bare, start, end)
        if skeleton in known and len(skeleton) >= _TELLING:
            line = Line(place, flat.text[start:end], runs, tuple(here))
            found += _aligned(flat, line, known[skeleton])
        else:
            found += [_sought(flat, one, numbers) for one in here]
    return tuple(found)


def _flat(document: Document) -> Document:
    """The document with its tables' rows as plain lines: both sides are read the same way."""
    return replace(document, pieces=tuple(replace(piece, cells=(), header=()) for piece in document.pieces))


def _sentences(document: Document, seen: Scan) -> Iterator[tuple[str, int, int]]:
    for piece in document.pieces:
        for sentence in sentences(seen.plain, piece.start, piece.end):
            start, end = trimmed(seen.text, sentence.start, sentence.end)
            if start < end:
                yield piece.place, start, end


# Sentences the report has too ----------------------------------------------------

_RUN: Final = re.compile(rf"[0-9][0-9,]*(?:\.[0-9]+)?|{BLANK}+")
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


def _skeleton(bare: str, start: int, end: int) -> tuple[str, tuple[Run, ...]]:
    """A sentence with its numbers and dates blanked, and its numbers."""
    runs = tuple(
        Run(found.start(), found.end(), found[0])
        for found in _RUN.finditer(bare, start, end)
        if not found[0].startswith(BLANK)
    )
    blanked = _RUN.sub(lambda found: "◇" if found[0].startswith(BLANK) else "□", bare[start:end])
    return "".join(blanked.split()), runs


def _sentences_of(pages: Iterable[Document]) -> dict[str, list[tuple[Run, ...]]]:
    """Every sentence of the report's pages by its skeleton."""
    known: dict[str, list[tuple[Run, ...]]] = {}
    for page in pages:
        seen = scan(page)
        for _place, start, end in _sentences(page, seen):
            skeleton, runs = _skeleton(seen.bare, start, end)
            known.setdefault(skeleton, []).append(runs)
    return known


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

_UNITS: Final = {unit: Unit(unit.value) for unit in ClaimUnit}
#: What is counted one by one compares with one another.
_COUNTS: Final = frozenset({Unit.POSTS, Unit.COUNT, Unit.PEOPLE, Unit.AUTHORS})
_HOURS_A_DAY: Final = 24
_CLOSE: Final = 1e-9


def _measured(report: Report) -> Iterator[Ours]:
    """The numbers of the report's model: metrics with their ends and cases, claims as stated and recomputed."""
    for metric in report.metrics:
        if metric.value is not None and metric.unit is not Unit.TIME:
            yield _ours(metric.value, metric.unit, metric.id, metric.label)
            for end in metric.interval[:2] if metric.interval else ():
                yield replace(_ours(end, metric.unit, metric.id, metric.label), end=True)
        if metric.n is not None:
            yield _ours(metric.n, Unit.COUNT, metric.id, metric.label)
    for verdict in report.checked.verdicts:
        claim = verdict.claim
        for value in (claim.value, claim.value_from):
            if value is not None and claim.unit is not None:
                yield _ours(value, _UNITS[claim.unit], claim.metric, str(claim.quote))
        again = verdict.recomputed
        if again is not None:
            yield _ours(again.value, again.unit, claim.metric, str(claim.quote))
            for end in again.interval[:2] if again.interval else ():
                yield replace(_ours(end, again.unit, claim.metric, str(claim.quote)), end=True)


def _ours(value: float, unit: Unit, metric: str, label: str) -> Ours:
    return Ours(value=value, unit=unit, metric=metric, printed=joined(shortest(value, 2), unit), label=label)


def _printed(pages: Iterable[Document]) -> Iterator[Ours]:
    """The figures the report's own sentences print."""
    for page in pages:
        seen = scan(page)
        for one in said_in(page, seen):
            for figure in filter(None, (one.figure, one.earlier)):
                if figure.value is not None:
                    yield Ours(
                        value=float(figure.value),
                        unit=_UNITS[figure.unit] if figure.unit else None,
                        metric=one.metric,
                        printed=page.text[figure.start : figure.end],
                        label=page.text[one.start : one.end],
                    )


def _sought(document: Document, one: Said, numbers: Sequence[Ours]) -> Compared:
    """A figure among the report's numbers of its metric, else of its unit."""
    metric = one.metric
    alike = [ours for ours in numbers if _same_unit(one.figure.unit, ours.unit)]
    of_metric = [ours for ours in alike if metric and ours.metric == metric]
    met = next((ours for ours in of_metric or alike if _meets(one, ours)), None)
    if met is not None:
        return _compared(document, one, Outcome.AGREES, met)
    if of_metric:
        return _compared(document, one, Outcome.DIFFERS, min(of_metric, key=lambda ours: (ours.end, _gap(one, ours))))
    return _compared(document, one, Outcome.ABSENT, None)


def _compared(document: Document, one: Said, outcome: Outcome, ours: Ours | None) -> Compared:
    return Compared(
        place=one.place,
        quote=document.text[one.start : one.end],
        start=one.figure.start,
        printed=document.text[one.figure.start : one.figure.end],
        outcome=outcome,
        ours=ours.printed if ours else "",
        label=ours.label if ours else "",
        metric=one.metric,
    )


def _same_unit(mine: ClaimUnit | None, theirs: Unit | None) -> bool:
    if mine is None or theirs is None:
        return mine is None and theirs is None
    unit = _UNITS[mine]
    times = {Unit.HOURS, Unit.DAYS}
    return unit is theirs or {unit, theirs} <= _COUNTS or {unit, theirs} <= times


def _in_unit_of(one: Said, ours: Ours) -> float:
    """The report's number in the figure's unit; a change compares without its sign."""
    mine = _UNITS[one.figure.unit] if one.figure.unit else None
    factor = 1.0
    if mine is Unit.HOURS and ours.unit is Unit.DAYS:
        factor = _HOURS_A_DAY
    elif mine is Unit.DAYS and ours.unit is Unit.HOURS:
        factor = 1 / _HOURS_A_DAY
    return abs(ours.value) * factor


def _meets(one: Said, ours: Ours) -> bool:
    """Whether the report's number, rounded as the figure is printed and compared as its words say, is the figure."""
    figure = one.figure
    if figure.value is None:
        return True
    mine, theirs = float(figure.value), _in_unit_of(one, ours)
    step = 10.0**figure.last
    coarse = max(step, 10.0 ** _last_digit(figure.value))
    low, high = {
        Comparator.EQUAL: (mine - step / 2, mine + step / 2),
        Comparator.ABOUT: (mine - coarse / 2, mine + coarse / 2),
        Comparator.NEAR: (mine - coarse, mine),
        Comparator.BELOW: (mine - coarse, mine),
        Comparator.AT_MOST: (mine - coarse, mine),
    }.get(figure.comparator, (mine, mine + coarse))
    return low - _CLOSE <= theirs <= high + _CLOSE


def _last_digit(value: Decimal) -> int:
    """Power of ten of the last digit that is not zero."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _gap(one: Said, ours: Ours) -> float:
    return abs(_in_unit_of(one, ours) - float(one.figure.value or 0))


def summary(found: Sequence[Compared]) -> dict[str, int]:
    """How many figures agree, differ and are absent."""
    return {outcome.value: sum(one.outcome is outcome for one in found) for outcome in Outcome}
