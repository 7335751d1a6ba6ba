"""A document put together piece by piece, one line each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reporter.documents.record import Document, Piece
from reporter.i18n import _

_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f]+")
#: A heading row names its columns; one with a bare number in it is a row of figures.
_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9,.]*%?")


class Builder:
    """Collects pieces; their positions are positions in the text so far.

    Args:
        file: the document's name.
    """

    def __init__(self, file: str) -> None:
        """An empty document."""
        self._file = file
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._at = 0
        self._paragraphs = self._tables = self._notes = 0
        self._margins: set[tuple[str, str]] = set()

    def paragraph(self, words: str) -> None:
        """A paragraph of the body; an empty one counts for nothing."""
        clean = _clean(words)
        if clean:
            self._paragraphs += 1
            self._add(clean, _("paragraph {n}").format(n=self._paragraphs))

    def on_page(self, words: str, page: int) -> None:
        """A paragraph of a document that is known by its pages."""
        clean = _clean(words)
        if clean:
            self._add(clean, _("page {n}").format(n=page))

    def note(self, kind: str, words: str) -> None:
        """A foot- or endnote."""
        clean = _clean(words)
        if clean:
            self._notes += 1
            place = _("footnote {n}") if kind == "footnotes" else _("endnote {n}")
            self._add(clean, place.format(n=self._notes))

    def margin(self, kind: str, words: str) -> None:
        """A line at the head or foot of every page; the same words of another section count once."""
        clean, place = _clean(words), _("page header") if kind == "header" else _("page footer")
        if clean and (clean, place) not in self._margins:
            self._margins.add((clean, place))
            self._add(clean, place)

    def table(self, rows: Iterable[list[str]]) -> None:
        """A table; its first row names the columns unless it holds figures itself."""
        self._tables += 1
        header: tuple[str, ...] = ()
        for number, row in enumerate(rows, 1):
            cells = [_clean(cell) for cell in row]
            if not any(cells):
                continue
            place = _("table {table}, row {row}").format(table=self._tables, row=number)
            if number == 1 and not any(_NUMBER.fullmatch(cell) for cell in cells[1:]):
                header = tuple(cells)
                self._add("\t".join(cells), place)
            else:
                self._row(cells, place, header)

    def _row(self, cells: list[str], place: str, header: tuple[str, ...]) -> None:
        at, spans = self._at, []
        for cell in cells:
            spans.append((at, at + len(cell)))
            at += len(cell) + 1
        self._add("\t".join(cells), place, tuple(spans), header)

    def _add(
        self,
        text: str,
        place: str,
        cells: tuple[tuple[int, int], ...] = (),
        header: tuple[str, ...] = (),
    ) -> None:
        end = self._at + len(text)
        self._pieces.append(Piece(start=self._at, end=end, place=place, cells=cells, header=header))
        self._texts.append(text)
        self._at = end + 1

    def document(self) -> Document:
        """Everything added so far, a line each."""
        return Document(file=self._file, text="\n".join(self._texts), pieces=tuple(self._pieces))


def _clean(words: str) -> str:
    return _BLANKS.sub(" ", words).strip()
