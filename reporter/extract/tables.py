"""Figures in tables: the row names the metric, the column says which level or change it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from reporter.documents import Document, Piece
from reporter.extract.changes import Change
from reporter.extract.figure import Figure, Kind
from reporter.extract.figures import figures
from reporter.extract.masks import masked
from reporter.extract.rules import Rule, named_in
from reporter.extract.said import Said, Scan, moved, unit_of
from reporter.extract.sentences import trimmed

_BEFORE: Final = re.compile(r"前(?!\d)|之前|上[期月周年]|基期|起初|before|earlier", re.IGNORECASE)
_AFTER: Final = re.compile(r"后|之后|本[期月周年]|现值|目前|after|later|now", re.IGNORECASE)
_CHANGED: Final = re.compile(r"变化|变动|增幅|降幅|涨幅|增减|同比|环比|增长率?|下降|change", re.IGNORECASE)
_FALLS: Final = re.compile(r"降幅|下降|减少")
#: Headings of columns that count the rows or say when, and report nothing.
_NO_FIGURE: Final = re.compile(r"序号|编号|日期|时间|次序|名次|排名|电话|来源|备注|^no\.?$|^#$", re.IGNORECASE)
_BRACKET: Final = re.compile(r"[（(/]\s?(?P<unit>[^（）()]{1,6}?)\s?(?:[）)]|$)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds a figure, with the heading of its column."""

    figure: Figure
    heading: str
    column: int


def said_in_tables(document: Document, seen: Scan) -> Iterator[Said]:
    """Every figure in the rows of the document's tables; a row's 前 and 后 are one pair."""
    for piece in document.pieces:
        if piece.cells:
            yield from _of_row(seen, piece)


def _of_row(seen: Scan, piece: Piece) -> Iterator[Said]:
    cells = list(_cells(seen, piece))
    start, end = trimmed(seen.text, piece.start, piece.end)
    first = seen.plain[slice(*piece.cells[0])]
    used: set[int] = set()
    for cell in cells:
        earlier = _earlier(cell, cells, used)
        if cell.column in used:
            continue
        change = _change(cell)
        level = change is None
        rule = _rule(f"{first} {cell.heading}", cell.figure, level=level)
        figure = replace(cell.figure, unit=unit_of(cell.figure.unit, rule, cell.figure))
        if figure.unit is None and figure.kind is not Kind.FOREIGN:
            continue
        yield Said(
            figure=figure,
            earlier=earlier,
            change=change,
            rule=rule,
            start=start,
            end=end,
            sentence=(start, end),
            place=piece.place,
        )


def _earlier(cell: Cell, cells: list[Cell], used: set[int]) -> Figure | None:
    """The level before, from the column that says so; the pair counts once, at its later cell."""
    if cell.column in used:
        return None
    if _BEFORE.search(cell.heading) and not _AFTER.search(cell.heading):
        later = next((one for one in cells if one.column > cell.column and _is_after(one)), None)
        if later is not None:
            used.add(cell.column)
        return None
    if not _is_after(cell):
        return None
    before = [one for one in cells if one.column < cell.column and _BEFORE.search(one.heading)]
    return before[-1].figure if before else None


def _is_after(cell: Cell) -> bool:
    return bool(_AFTER.search(cell.heading)) and not _CHANGED.search(cell.heading)


def _change(cell: Cell) -> Change | None:
    if cell.figure.direction is not None:
        return Change(cell.figure.direction, to=False, start=cell.figure.head)
    if not _CHANGED.search(cell.heading):
        return None
    return Change("down" if _FALLS.search(cell.heading) else "up", to=False, start=cell.figure.head)


def _rule(words: str, figure: Figure, *, level: bool) -> Rule | None:
    named = named_in(words, 0, len(words), figure.unit, level=level)
    return named.rule if named else None


def _cells(seen: Scan, piece: Piece) -> Iterator[Cell]:
    first = seen.plain[slice(*piece.cells[0])]
    for column, (start, end) in enumerate(piece.cells):
        heading = piece.header[column] if column < len(piece.header) else ""
        if _NO_FIGURE.search(heading) or (column == 0 and len(piece.cells) > 1):
            continue
        # By itself: in the row's line a number may look like the next one's date.
        for found in figures(masked(seen.plain[start:end])):
            figure = moved(found, start)
            if figure.kind is Kind.BARE:
                figure = _with_heading(figure, (heading, first))
            if figure.kind is not Kind.SMALL:
                yield Cell(figure, heading, column)


def _with_heading(figure: Figure, headings: tuple[str, ...]) -> Figure:
    """A bare number with the unit in brackets of its heading: 满意度（分）, 费用（万元）."""
    for words in headings:
        for bracket in _BRACKET.finditer(words):
            whole = next(figures(f"1{bracket['unit']}"), None)
            if whole is not None and whole.unit is not None and figure.value is not None:
                value = figure.value.scaleb(whole.scale) * whole.factor
                kind = whole.kind if whole.kind is not Kind.BARE else figure.kind
                return replace(figure, unit=whole.unit, value=value, last=figure.last + whole.scale, kind=kind)
    return figure
