"""A document as it was read: one text, and where each piece of it stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph or a table's row.

    Args:
        start: position of its first character in the document's text.
        end: behind its last.
        place: where it stands in the file, in the active language (第3段, 表1第2行).
        cells: positions of a row's cells; empty for a paragraph.
        header: the headings of the row's columns; empty for a paragraph and where there are none.
    """

    start: int
    end: int
    place: str
    cells: tuple[tuple[int, int], ...] = ()
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file says.

    Args:
        file: its name as the user would type it.
        text: everything read; every position is a position in it.
        pieces: its paragraphs and rows in order, without overlaps.
    """

    file: str
    text: str
    pieces: tuple[Piece, ...]

    def piece_at(self, position: int) -> Piece | None:
        """The piece that holds a position; None between pieces."""
        number = bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1
        found = self.pieces[number] if number >= 0 else None
        return found if found is not None and position < found.end else None
