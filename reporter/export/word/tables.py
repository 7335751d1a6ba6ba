"""How wide the columns of a table are on paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from reporter.export.word.blocks import TEXT_WIDTH, Cell, Row

# All in half-width signs.
#: What a column of words may ask for before it breaks its lines, what it needs at least, what is never broken.
_ENOUGH: Final = 56
_LEAST: Final = 8
_BRIEF: Final = 18
#: A number longer than this may be broken: it is no number anybody reads.
_LONGEST_NUMBER: Final = 28
#: A word longer than this may be broken, too.
_LONGEST_WORD: Final = 16
_UNBROKEN: Final = re.compile("[!-~−±]+")
#: The air in a cell.
_PAD: Final = 3
#: Of more rows a few may need more lines than the others.
_MANY: Final = 40
_POINT: Final = 2.54 / 72


def signs(words: str) -> float:
    """How wide words are, in half-width signs; in doubt, wide.

    Word parts numbers from the Chinese words beside them by a quarter of a Chinese sign.
    """
    wide = [unicodedata.east_asian_width(sign) in "WFA" for sign in words]
    gaps = sum(
        one != after and left.isalnum() and right.isalnum()
        for one, after, left, right in zip(wide, wide[1:], words, words[1:], strict=False)
    )
    return len(words) + sum(wide) + gaps / 2 + words.count("%")


def widths(rows: Sequence[Row], size: float, *, filled: bool = True) -> list[float]:
    """The columns' widths in cm, together at most as wide as the text.

    Columns of numbers get what their longest number needs; words share the rest by how much they have to say.

    Args:
        rows: of one table, at least one; cells over several columns say nothing about any.
        size: of its type in points.
        filled: whether the table is as wide as the text even where its words need less.
    """
    sign = size / 2 * _POINT
    columns = _columns(rows)
    asked = [min(_usual(column), _ENOUGH) + _PAD for column in columns]
    need = [_needed(one, column) for one, column in zip(asked, columns, strict=True)]
    spare = max(TEXT_WIDTH / sign - sum(need), 0)
    wish = [max(one - least, 0) for one, least in zip(asked, need, strict=True)]
    given = min(1, spare / (sum(wish) or 1))
    shares = [least + given * more for least, more in zip(need, wish, strict=True)]
    scale = TEXT_WIDTH / sum(shares)
    return [share * (scale if filled else min(scale, sign)) for share in shares]


def _needed(asked: float, column: Sequence[Cell]) -> float:
    """What a column cannot do without, in signs."""
    if column and all(cell.align == "right" for cell in column):
        return min(max(asked, _word(column) + _PAD), _LONGEST_NUMBER)
    # A date, an office, a word of status: broken they would look like two.
    return asked if asked <= _BRIEF + _PAD else max(_LEAST, min(_word(column), _LONGEST_WORD)) + _PAD


def _columns(rows: Sequence[Row]) -> list[list[Cell]]:
    columns: list[list[Cell]] = [[] for _cell in range(max(sum(cell.span for cell in row.cells) for row in rows))]
    for row in rows:
        place = 0
        for cell in row.cells:
            if cell.span == 1:
                columns[place].append(cell)
            place += cell.span
    return columns


def _usual(column: Sequence[Cell]) -> float:
    """The longest cell of a column; of very many the longest but a few, which may take a second line."""
    lengths = sorted(map(_longest, column))
    return lengths[min(len(lengths) - 1, len(lengths) * 19 // 20)] if len(lengths) > _MANY else max(lengths, default=0)


def _longest(cell: Cell) -> float:
    return max(map(signs, cell.words()), default=0)


def _word(column: Sequence[Cell]) -> float:
    """The longest word or number that should not be broken: Chinese breaks anywhere."""
    lines = (line for cell in column for line in cell.words())
    return max((signs(word) for line in lines for word in _UNBROKEN.findall(line)), default=0)
