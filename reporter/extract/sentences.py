"""Sentences and clauses of a text by their positions; a parenthesis is never cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MARKS: Final = re.compile(r"[。！？!?；;，,\n（(）)]|(?<!\b[Nn]o)(?<!\bvs)\.(?=\s|$)")
_ENDS: Final = frozenset("。！？!?；;.")
_OPEN: Final = frozenset("（(")
_CLOSE: Final = frozenset("）)")
#: What may stand before a sentence and is no part of it: list marks, quotation marks, spaces.
_LEAD: Final = re.compile(
    r"[\s>#*+|\-•●■◆▪·—“”\"'《]*(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．)）]\s*|[（(][0-9一二三四五六七八九十]{1,3}[）)]\s*)?\**",
)
_TRAIL: Final = " \t\n*|"
#: Characters of the longest sentence that is read as one.
_LONG: Final = 500
#: A parenthesis nobody closed is cut after this many characters.
_DEEP: Final = 200


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its clauses, each a pair of positions, in order."""

    start: int
    end: int
    clauses: tuple[tuple[int, int], ...]

    def clause_at(self, position: int) -> int:
        """Which clause holds a position."""
        return next((n for n, (_start, end) in enumerate(self.clauses) if position < end), len(self.clauses) - 1)


def sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of `text` between two positions (a paragraph), from left to right.

    One longer than anybody writes is cut, so that what is done for each figure of a sentence stays small.
    """
    for sentence in _whole(text, start, end):
        yield from (sentence,) if sentence.end - sentence.start <= _LONG else _cut(sentence)


def _cut(sentence: Sentence) -> Iterator[Sentence]:
    held: list[tuple[int, int]] = []
    for low, high in sentence.clauses:
        for begin in range(low, max(high, low + 1), _LONG):
            end = min(begin + _LONG, high)
            if held and end - held[0][0] > _LONG:
                yield Sentence(held[0][0], held[-1][1], tuple(held))
                held = []
            held.append((begin, end))
    if held:
        yield Sentence(held[0][0], held[-1][1], tuple(held))


def _whole(text: str, start: int, end: int) -> Iterator[Sentence]:
    clauses: list[tuple[int, int]] = []
    begin, opened, at = start, -1, start
    for mark in _MARKS.finditer(text, start, end):
        sign, place = mark[0], mark.start()
        if opened >= 0 and place - opened < _DEEP:
            opened = -1 if sign in _CLOSE else opened
            continue
        opened = place if sign in _OPEN else -1
        if sign in _OPEN or sign in _CLOSE or _within_number(text, place):
            continue
        clauses.append((at, place))
        at = mark.end()
        if sign in _ENDS:
            yield Sentence(begin, place, tuple(clauses))
            clauses, begin = [], at
    if at < end or clauses:
        yield Sentence(begin, end, (*clauses, (at, end)))


def _within_number(text: str, place: int) -> bool:
    """Whether a comma parts thousands: 18,123."""
    return text[place] == "," and text[place - 1 : place].isdigit() and text[place + 1 : place + 4].isdigit()


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch without list marks before it and spaces around it."""
    lead = _LEAD.match(text, start, end)
    if lead and lead.end() < end:
        start = lead.end()
    while end > start and text[end - 1] in _TRAIL:
        end -= 1
    return start, end
