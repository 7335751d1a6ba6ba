"""Which column is which, by its name and by what stands in it: for exports nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from reporter.intake.aliases import candidates, meanings, name_of, settled
from reporter.intake.numbers import read_count
from reporter.intake.times import is_clock, read_time
from reporter.intake.words import is_channel, read_flag, read_kind, read_stance
from reporter.moments import DEFAULT_ZONE

#: Only asked whether a cell is a time at all, so any zone will do.
_ZONE: Final = ZoneInfo(DEFAULT_ZONE)
#: A row number is shorter than any post's id.
_NUMBERING: Final = 7
_HALF: Final = 0.5
#: A name or a place is hardly longer.
_NAME: Final = 8


def _is_time(cell: str) -> bool:
    return is_clock(cell) or read_time(cell, _ZONE).readable


def _is_stance(cell: str) -> bool:
    read = read_stance(cell, {})
    return read.value is not None or read.sensitive is not None


#: Whether a cell that is not empty may stand in a canonical column; the others take any.
_FITS: Final[Mapping[str, Callable[[str], bool]]] = {
    "time": _is_time,
    "date": _is_time,
    "crawl_time": _is_time,
    "stance": _is_stance,
    "sensitive": lambda cell: read_flag(cell) is not None,
    "is_repost": lambda cell: read_flag(cell) is not None,
    "kind": lambda cell: read_kind(cell) is not None,
    "channel": is_channel,
    "likes": lambda cell: read_count(cell).readable,
    "comments": lambda cell: read_count(cell).readable,
    "reposts": lambda cell: read_count(cell).readable,
}
#: Decided in this order, so that a column with two meanings goes where its cells fit.
_FIRST: Final = ("sensitive", "stance", "kind", "channel")
_Rows = Sequence[Sequence[str]]


def fitted(header: Sequence[str], rows: _Rows) -> dict[str, int]:
    """Canonical column -> index of the column of `header` it is, judged by names and by `rows` of cells.

    A column whose name has several meanings needs cells that fit; any other keeps its
    name's meaning, after a rival of the same meaning whose cells fit better.
    """
    named = candidates(header)
    fields: dict[str, int] = {}
    for canonical in (*_FIRST, *(c for c in named if c not in _FIRST)):
        free = [index for index in named.get(canonical, ()) if index not in fields.values()]
        best = _best(canonical, free, header, rows)
        if best is not None:
            fields[canonical] = best
    if "post_id" in fields and _is_numbering(_cells(rows, fields["post_id"])):
        del fields["post_id"]
    return settled(fields)


def _best(canonical: str, free: Sequence[int], header: Sequence[str], rows: _Rows) -> int | None:
    fits = [index for index in free if fit(canonical, _cells(rows, index)) > _HALF]
    filled = [index for index in fits if _cells(rows, index)]
    sure = [index for index in free if _only_means(header[index], canonical)]
    return next(iter([*filled, *(i for i in fits if i in sure), *sure]), None)


def _only_means(cell: str, canonical: str) -> bool:
    return [name for name, _rank in meanings(cell)] == [canonical]


def fit(canonical: str, cells: Sequence[str]) -> float:
    """The share of `cells` that may stand in the canonical column, 0 to 1; 1 where there is none."""
    fits = _FITS.get(canonical)
    if fits is None or not cells:
        return 1.0
    return sum(map(fits, cells)) / len(cells)


def misfits(header: Sequence[str], fields: Mapping[str, int], rows: _Rows) -> dict[str, str]:
    """Canonical column -> name of the column it was read from, where the cells do not look like it."""
    return {
        canonical: header[index]
        for canonical, index in fields.items()
        if fit(canonical, _cells(rows, index)) <= _HALF and canonical not in ("kind", "channel")
    }


def twins(header: Sequence[str], fields: Mapping[str, int], rows: _Rows) -> tuple[str, ...]:
    """Columns in use beside another of the same name with other cells: nobody knows which is meant."""
    names = [name_of(cell) for cell in header]
    found = []
    for index in dict.fromkeys(fields.values()):
        rivals = [i for i, name in enumerate(names) if name == names[index] and i != index and i not in fields.values()]
        mine = _column(rows, index)
        if any(not rows or (_cells(rows, i) and _column(rows, i) != mine) for i in rivals):
            found.append(header[index])
    return tuple(found)


def _column(rows: _Rows, index: int) -> list[str]:
    return [row[index].strip() if index < len(row) else "" for row in rows]


def _cells(rows: _Rows, index: int) -> list[str]:
    return [cell for cell in _column(rows, index) if cell]


def _is_numbering(cells: Sequence[str]) -> bool:
    # 1, 2, 3 ... in a column called ID: every sheet begins again, so it identifies nothing.
    plain = [cell.removesuffix(".0") for cell in cells]
    if len(plain) < 2 or not all(c.isascii() and c.isdigit() and len(c) <= _NUMBERING for c in plain):  # noqa: PLR2004
        return False
    numbers = [int(cell) for cell in plain]
    return numbers[0] <= 1 and all(b - a == 1 for a, b in pairwise(numbers))


def likely_text(header: Sequence[str], rows: _Rows) -> str:
    """The name of the column with the most words, for the hint of an error; "" if none has many."""

    def said(index: int) -> float:
        cells = _cells(rows, index)
        return sum(not char.isascii() for cell in cells for char in cell) / max(1, len(cells))

    wordy = max(range(len(header)), key=said, default=-1)
    return header[wordy] if wordy >= 0 and said(wordy) > _NAME else ""
