"""Plain text and Markdown: paragraphs by their lines, tables by their bars; the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reporter.documents.record import Document, Piece
from reporter.i18n import _

#: A line that begins something new.
_BEGINS: Final = re.compile(
    r"\s*(?:#{1,6}\s|[-*+•●■◆·—]\s?|>|\||[0-9]{1,3}[.、．)）]|[（(][0-9一二三四五六七八九十]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}[、.．]|第.{1,4}[章节条部]|\u3000)",
)
_ENDED: Final = tuple("。！？!?；;：:…”）)」』】.")
_RULE: Final = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*){0,100}\|?\s*")
#: A line at least this wide (a Chinese character counts twice) may have been wrapped.
_WRAPPED: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line by its positions."""

    start: int
    end: int
    text: str


def from_lines(text: str, file: str, *, markdown: bool) -> Document:
    """A text as it is, with its paragraphs and its tables' rows."""
    lines = list(_lines(text))
    pieces: list[Piece] = []
    at, paragraph, table = 0, 0, 0
    while at < len(lines):
        if not lines[at].text.strip():
            at += 1
            continue
        rows = _table(lines, at)
        if rows:
            table += 1
            pieces += _rows(lines[at], lines[at + 2 : at + rows], table)
            at += rows
            continue
        end = _paragraph(lines, at, markdown=markdown)
        paragraph += 1
        place = _("paragraph {n}").format(n=paragraph)
        pieces.append(Piece(start=lines[at].start, end=lines[end - 1].end, place=place))
        at = end
    return Document(file=file, text=text, pieces=tuple(pieces))


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        yield Line(start, start + len(line), line)
        start += len(line) + 1


def _paragraph(lines: list[Line], at: int, *, markdown: bool) -> int:
    """Behind the last line of the paragraph that begins at `at`."""
    end = at + 1
    while end < len(lines) and _goes_on(lines[end - 1].text, lines[end].text, markdown=markdown):
        end += 1
    return end


def _goes_on(line: str, following: str, *, markdown: bool) -> bool:
    if not following.strip() or _BEGINS.match(following) or line.lstrip().startswith("#"):
        return False
    if markdown:
        return not line.endswith("  ")
    # In plain text a line is a paragraph, unless it was broken in the middle of a sentence.
    return not line.rstrip().endswith(_ENDED) and _width(line) >= _WRAPPED


def _width(line: str) -> int:
    return sum(1 if c.isascii() else 2 for c in line)


def _table(lines: list[Line], at: int) -> int:
    """How many lines a table beginning at `at` has; 0 when none begins there."""
    if "|" not in lines[at].text or at + 1 >= len(lines) or not _is_rule(lines[at + 1].text):
        return 0
    end = at + 2
    while end < len(lines) and "|" in lines[end].text:
        end += 1
    return end - at


def _is_rule(line: str) -> bool:
    return "|" in line and bool(_RULE.fullmatch(line))


def _rows(head: Line, rows: list[Line], table: int) -> Iterator[Piece]:
    header = tuple(head.text[start - head.start : end - head.start].strip() for start, end in _cells(head))
    for number, row in enumerate(rows, 2):
        cells = tuple(_cells(row))
        if cells:
            place = _("table {table}, row {row}").format(table=table, row=number)
            yield Piece(start=row.start, end=row.end, place=place, cells=cells, header=header)


def _cells(line: Line) -> Iterator[tuple[int, int]]:
    text = line.text.rstrip()
    start = len(text) - len(text.lstrip())
    start += text[start : start + 1] == "|"
    while start < len(text):
        bar = text.find("|", start)
        end = len(text) if bar < 0 else bar
        yield line.start + start, line.start + end
        start = end + 1
