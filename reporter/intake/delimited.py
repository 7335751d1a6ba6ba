"""CSV and TSV: records that survive quotes, line breaks, NUL and a quotation mark nobody closed.

One unclosed quotation mark can swallow the rest of a file without a word.  So
records are read strictly, and whatever then looks wrong is split again line by line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from reporter.intake.aliases import guessed
from reporter.intake.balance import Notes, Reason
from reporter.intake.bulk import Bulk, parsed
from reporter.intake.exporters import exporter_of
from reporter.intake.records import Fit, Record, Sheet
from reporter.intake.sources import Lines, Source, lines

_DELIMITERS: Final = (",", "\t", ";", "|")
_SNIFFED: Final = 30
#: Bytes parsed together: some 20,000 posts.
_BLOCK: Final = 1 << 22


class _Feed(Iterator[str]):
    # Lines for the csv reader; remembers what the current record took, so that it can be given back.

    def __init__(self, source: Iterator[str], head: list[str]) -> None:
        self._source = source
        self._back: deque[str] = deque(head)
        self.taken: list[str] = []
        self.line = 0

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._source)
        self.line += 1
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(line)
        return line

    def bulk(self, delimiter: str, fit: Fit) -> Bulk | None:
        """The rows of the next block, if there is one here and nothing in it looks odd."""
        if self._back or not fit.header or not isinstance(self._source, Lines):
            return None
        block = self._source.block(_BLOCK)
        found = parsed(block, delimiter, fit.header, fit.wanted) if block else None
        if found is None:
            if block:
                self._source.give_back()
            return None
        self._source.took(found.height)
        before, self.line = self.line, self.line + found.height
        return replace(found, lines=found.lines + before + 1)

    def keep_first(self) -> str:
        """The first line of the record; the others are read again."""
        first, *rest = self.taken
        self._back.extendleft(reversed(rest))
        self.line -= len(rest)
        return first


def delimited_sheets(source: Source, notes: Notes) -> Iterator[Sheet]:
    """The one table of a CSV or TSV file; the delimiter is the one that makes the best header."""
    if source.is_wide:
        yield _sheet(lines(source, notes))
        return
    with source.open() as file:
        yield _sheet(Lines(file, source.encoding, notes))


def _sheet(numbered: Iterator[str]) -> Sheet:
    head = list(islice(numbered, _SNIFFED))
    delimiter = _delimiter(head)
    preview = [Record(n, _alone(line, delimiter)) for n, line in enumerate(head, 1) if line.strip()]
    sheet = Sheet("", iter(()), preview)
    sheet.records = _records(_Feed(numbered, head), delimiter, sheet.fit)
    return sheet


def _delimiter(head: list[str]) -> str:
    return max(_DELIMITERS, key=lambda d: (max((_score(line, d) for line in head), default=0), head[0].count(d)))


def _score(line: str, delimiter: str) -> int:
    header = _alone(line, delimiter)
    return len(guessed(header)) + (100 if exporter_of(tuple(c.strip() for c in header)) else 0)


def _alone(line: str, delimiter: str) -> list[str]:
    # One line by itself, leniently; a lone CR would be an error even so.
    bare = line.rstrip("\r\n").replace("\r", " ")
    try:
        return next(csv.reader([bare], delimiter=delimiter), [])
    except csv.Error:
        return [bare]


def _records(feed: _Feed, delimiter: str, fit: Fit) -> Iterator[Record | Bulk]:
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        while (many := feed.bulk(delimiter, fit)) is not None:
            yield many
        feed.taken.clear()
        start = feed.line + 1
        try:
            cells = next(reader)
            trusted = len(feed.taken) == 1 or not _swallowed(cells, feed.taken, delimiter, fit)
        except StopIteration:
            return
        except csv.Error:
            trusted = False
        if not trusted:
            cells = _alone(feed.keep_first(), delimiter)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
        if cells:
            yield Record(start, cells, None if trusted else Reason.QUOTES)


def _swallowed(cells: list[str], taken: list[str], delimiter: str, fit: Fit) -> bool:
    # A record over several lines is a text with line breaks, or a quotation mark that ate rows.
    if not fit.widths:
        return False
    if len(cells) not in fit.widths:
        return True
    least = min(fit.widths) - 1
    return any(line.count(delimiter) >= least and fit.is_row(_alone(line, delimiter)) for line in taken[1:])
