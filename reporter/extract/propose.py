"""Claim records proposed from a document, for the analyst to confirm.

Nothing is guessed silently: a figure whose words leave two readings open has no
reading, and one that no rule names has no metric.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from reporter.documents import Document
from reporter.extract.changes import Change
from reporter.extract.figure import Direction, Figure, Kind
from reporter.extract.said import Said, Scan, said_in, scan
from reporter.extract.sentences import sentences
from reporter.extract.tables import said_in_tables
from reporter.extract.wordings import Asserted, against, asserted, is_causal, number_asked, source_of, spans_of
from reporter.incident import ClaimUnit, Comparator, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A claim as the document states it.

    Args:
        quote: the document's own words, `text[start:end]`.
        start: position of the quote in the document's text.
        end: behind its last character.
        place: where it stands in the file.
        value: the figure in `unit`; None where the sentence names none.
        value_from: the earlier level of 由…升至…; else None.
        unit: None where it is none of a claim's units.
        decimals: of the figure; negative for one printed in 万 or 成.
        comparator: what the words around the figure say.
        direction: whether it rose or fell; None for a level.
        readings: every way the words can be read.
        metric: id of the metric its words name; None when no rule names one.
        causal: whether the sentence gives the response as the cause.
        asserts: what a sentence without a figure asserts; else None.
        source: the source the sentence names, in its own words.
        span: the stretch of time it names, in its own words.
        against: what it compares with, in its own words.
        n: the number of respondents it names; else None.
    """

    quote: str
    start: int
    end: int
    place: str
    value: Decimal | None = None
    value_from: Decimal | None = None
    unit: ClaimUnit | None = None
    decimals: int = 0
    comparator: Comparator = Comparator.EQUAL
    direction: Direction | None = None
    readings: tuple[Reading, ...] = ()
    metric: str | None = None
    causal: bool = False
    asserts: Asserted | None = None
    source: str = ""
    span: str = ""
    against: str = ""
    n: int | None = None

    @property
    def reading(self) -> Reading | None:
        """The reading, where the words leave only one of level, change and percentage points."""
        one = self.readings[0] if len(self.readings) == 1 else None
        return one if one in _PLAIN else None

    def as_dict(self) -> dict[str, Any]:
        """The ten keys of `reporter claims extract --json`."""
        return {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "value": number(self.value),
            "value_from": number(self.value_from),
            "unit": None if self.unit is None else self.unit.value,
            "comparator": self.comparator.value,
            "reading": None if self.reading is None else self.reading.value,
            "metric": self.metric,
            "causal": self.causal,
        }


_PLAIN: Final = frozenset({Reading.LEVEL, Reading.ABS_CHANGE, Reading.REL_CHANGE, Reading.PP})
_EITHER: Final = (Reading.REL_CHANGE, Reading.PP)
#: Nouns that count something, so that a change in per cent can only be a relative one.
_AMOUNT: Final = re.compile(
    r"(?:量|数|额|次数|速度|时间|时长|用时|耗时|历时|周期|成本|费用|支出|收入|投诉|金额|件数|客流|流量|用户|客户|粉丝|单量|traffic|number|volume|sales|cost|time)"
    r"[^量数额占率度例重]{0,8}$",
    re.IGNORECASE,
)
#: What a sentence speaks of stands before its first comparison, verb or figure: 投诉量｜同比下降12.5%，环比下降3.2%.
_SUBJECT: Final = re.compile(
    r"[^0-9，,]{1,30}?(?=同比|环比|较|比|由|从|上升|增长|提高|提升|增加|下降|降低|减少|回落|[0-9])"
)
#: An amount right before its change: 投诉88,339件，同比上升48.6%.
_COUNTED: Final = re.compile(
    r"[0-9][万亿]?(?:[条篇件次人家元起份单]|人次)[）)]?[，,]?\s?(?:同比|环比|[较比][^，,。0-9]{0,8})?$"
)
_MOST_DECIMALS: Final = 6
_FEWEST: Final = -9


def number(value: Decimal | None) -> int | float | None:
    """A number for JSON: whole where it is whole, to four decimals."""
    if value is None:
        return None
    rounded = round(float(value), 4)
    return int(rounded) if rounded.is_integer() else rounded


def proposals(document: Document) -> tuple[Proposal, ...]:
    """Every claim the document's sentences and tables make, in their order.  Pure."""
    seen = scan(document)
    found = [_proposal(said, seen) for said in (*said_in(document, seen), *said_in_tables(document, seen))]
    told = {said.start for said in found}
    found += [one for one in _sayings(document, seen) if not _holds_any(one, told)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _holds_any(one: Proposal, starts: set[int]) -> bool:
    return any(one.start <= start < one.end for start in starts)


def _proposal(said: Said, seen: Scan) -> Proposal:
    whole = seen.text[said.sentence[0] : said.sentence[1]]
    figure, change = _multiplied(said.figure, said.change)
    level = change is None or change.to
    return Proposal(
        quote=seen.text[said.start : said.end],
        start=said.start,
        end=said.end,
        place=said.place,
        value=figure.value,
        value_from=said.earlier.value if said.earlier else None,
        unit=figure.unit,
        decimals=_decimals(figure, said.earlier),
        comparator=figure.comparator,
        direction=_direction(said, change),
        readings=_readings(said, figure, seen, level=level),
        metric=said.metric or None,
        causal=is_causal(whole),
        source=source_of(whole),
        span=_span(said, whole),
        against=against(seen.plain[said.start : said.end]),
        n=_sample(said, whole),
    )


def _span(said: Said, whole: str) -> str:
    """The stretch of time the figure's own words name, else the sentence's first; never the figure itself."""
    first, figures = said.sentence[0], [one for one in (said.figure, said.earlier) if one]
    spans = [
        (low, high)
        for low, high in spans_of(whole)
        if not any(low + first < one.end and one.head < high + first for one in figures)
    ]
    own = [(low, high) for low, high in spans if said.start <= low + first < said.end]
    low, high = next(iter([*own, *spans]), (0, 0))
    return whole[low:high]


def _decimals(figure: Figure, earlier: Figure | None) -> int:
    last = figure.last if earlier is None else min(figure.last, earlier.last)
    return max(_FEWEST, min(_MOST_DECIMALS, -last))


def _sample(said: Said, whole: str) -> int | None:
    people = {ClaimUnit.PEOPLE, ClaimUnit.COUNT}
    return None if said.figure.unit in people else number_asked(whole)


def _direction(said: Said, change: Change | None) -> Direction | None:
    if said.earlier is not None and said.earlier.value is not None and said.figure.value is not None:
        if said.earlier.value == said.figure.value:
            return None
        return "up" if said.figure.value > said.earlier.value else "down"
    return change.direction if change else None


def _multiplied(figure: Figure, change: Change | None) -> tuple[Figure, Change | None]:
    """A rise by two times is 200 %, one to two times 100 %; a multiple without a verb stays one."""
    rises = change is not None and change.direction == "up" and figure.direction is None
    if figure.kind is not Kind.MULTIPLE or figure.value is None or not rises or change is None:
        return figure, change
    times = figure.value - 1 if change.to else figure.value
    if times <= 0:
        return figure, change
    made = replace(figure, value=times * 100, unit=ClaimUnit.PERCENT, last=figure.last + 2, kind=Kind.CHANGE)
    return made, replace(change, to=False)


def _readings(said: Said, figure: Figure, seen: Scan, *, level: bool) -> tuple[Reading, ...]:
    """Every way the figure's words can be read."""
    percent = figure.unit in {ClaimUnit.PERCENT, ClaimUnit.PERCENT_PER_HOUR}
    if figure.value is None or figure.unit is None:
        return ()
    if said.earlier is not None:
        return (Reading.LEVEL,) if percent else (Reading.ABS_CHANGE,)
    if figure.unit is ClaimUnit.POINTS or figure.kind is Kind.CHANGE:
        return (Reading.PP,) if figure.unit is ClaimUnit.POINTS else (Reading.REL_CHANGE,)
    if level:
        return said.rule.readings if said.rule else (Reading.LEVEL,)
    return _of_change(said, figure, seen) if percent else _of_amount(figure)


def _of_amount(figure: Figure) -> tuple[Reading, ...]:
    """A change in other units than per cent."""
    return (Reading.LEVEL, Reading.REL_CHANGE) if figure.kind is Kind.MULTIPLE else (Reading.ABS_CHANGE,)


def _of_change(said: Said, figure: Figure, seen: Scan) -> tuple[Reading, ...]:
    """A change in per cent: of a share it may mean percentage points."""
    if said.rule is not None:
        return _EITHER if said.rule.share else (Reading.REL_CHANGE,)
    before = said.change.start if said.change else figure.head
    subject = _SUBJECT.match(seen.bare, said.start, before)
    named = (subject.end() if subject else before, before)
    amount = any(_AMOUNT.search(seen.plain, said.start, end) for end in named)
    return (Reading.REL_CHANGE,) if amount or _COUNTED.search(seen.plain, said.start, before) else _EITHER


def _sayings(document: Document, seen: Scan) -> Iterator[Proposal]:
    """Sentences without a figure that give a cause, or say how fast the response was."""
    for piece in document.pieces:
        if piece.cells:
            continue
        for sentence in sentences(seen.plain, piece.start, piece.end):
            for found in asserted(seen.plain, sentence):
                yield Proposal(
                    quote=seen.text[found.start : found.end],
                    start=found.start,
                    end=found.end,
                    place=piece.place,
                    metric="time_to_first_response" if found.topic == "first_response" else None,
                    causal=found.causal,
                    asserts=found,
                    source=source_of(seen.text[sentence.start : sentence.end]),
                )
