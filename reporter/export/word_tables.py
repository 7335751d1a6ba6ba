"""How wide the columns of a table are on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from reporter.export.word_blocks import TEXT_WIDTH, Cell, Row

#: Half-width signs: what a column of words may ask for before it breaks its lines, and what it needs at least.
_ENOUGH: Final = 44
_LEAST: Final = 8
#: A number longer than this may be broken: it is no number anybody reads.
_LONGEST_NUMBER: Final = 26
_PAD: Final = 2.2
_POINT: Final = 2.54 / 72


def widths(rows: Sequence[Row], size: float) -> list[float]:
    """The columns' widths in cm, together as wide as the text.

    Columns of numbers get what their longest number needs; words share the rest, as long as they are.

    Args:
        rows: of one table, at least one, cells over several columns told nothing about any.
        size: of its type in points.
    """
    sign = size / 2 * _POINT
    columns = _columns(rows)
    asked = [min(max(map(_longest, column), default=0), _ENOUGH) + _PAD for column in columns]
    fixed = [_is_numbers(column) for column in columns]
    need = [
        min(one, _LONGEST_NUMBER) if number else min(one, max(_LEAST, _word(column)) + _PAD)
        for one, number, column in zip(asked, fixed, columns, strict=True)
    ]
    room = TEXT_WIDTH / sign
    spare = max(room - sum(need), 0)
    # What words ask for beyond their least; where everything fits, the room left over goes to the words, too.
    wish = [0 if number and not all(fixed) else one for one, number in zip(asked, fixed, strict=True)]
    shares = [one + spare * want / (sum(wish) or 1) for one, want in zip(need, wish, strict=True)]
    scale = TEXT_WIDTH / sum(shares)
    return [share * scale for share in shares]


def _columns(rows: Sequence[Row]) -> list[list[Cell]]:
    columns: list[list[Cell]] = [[] for _cell in range(max(sum(cell.span for cell in row.cells) for row in rows))]
    for row in rows:
        place = 0
        for cell in row.cells:
            if cell.span == 1:
                columns[place].append(cell)
            place += cell.span
    return columns


def _longest(cell: Cell) -> int:
    return max(map(cell_len, cell.words()), default=0)


def _word(column: Sequence[Cell]) -> int:
    """The longest word that should not be broken, up to a measure: Chinese breaks anywhere."""
    words = (word for cell in column for line in cell.words() for word in line.split())
    return min(max((len(word) for word in words if word.isascii()), default=0), _LEAST * 2)


def _is_numbers(column: Sequence[Cell]) -> bool:
    return bool(column) and all(cell.align == "right" for cell in column)
