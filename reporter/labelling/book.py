"""labels.csv as the labellers fill it: every column, also those of the analyst's own, stays as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.load.files import decode, read_bytes, replace_file
from reporter.load.rows import KINDS

NAME: Final = "labels.csv"
_COLUMNS: Final = ("platform", "post_id", "label", "labeller", "viewpoints")
_LARGEST: Final = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One label of one post.

    Args:
        platform: where the post stands.
        post_id: its key.
        label: one of STANCES.
        labeller: who says so.
        viewpoints: ids of the codebook; None when nobody was asked.
    """

    platform: str
    post_id: str
    label: str
    labeller: str
    viewpoints: tuple[str, ...] | None = None

    def cells(self) -> dict[str, str]:
        """Column -> cell."""
        said = "" if self.viewpoints is None else "|".join(self.viewpoints) or "-"
        return dict(zip(_COLUMNS, (self.platform, self.post_id, self.label, self.labeller, said), strict=True))


class LabelBook:
    """The labels of an incident, written back whole after every change.

    Args:
        folder: the incident's folder.
        file: how the file is named in problems.

    Raises: UserError - R301 the labels lie in a file of another name or form.
    """

    def __init__(self, folder: Path, file: str, source: str = "") -> None:
        if source and Path(source).name.casefold() != NAME:
            words = _("The labels of this incident are in {name}; reporter label writes labels.csv.")
            hint = _("Save the table as labels.csv (CSV UTF-8) and remove the other file.")
            raise UserError([problem("R301", words.format(name=Path(source).name), hint=hint, file=source)])
        self.path = folder / NAME
        self.header: list[str] = list(_COLUMNS)
        self.rows: list[list[str]] = []
        if self.path.exists():
            self._read(file)
        self._place = self._places()

    def _read(self, file: str) -> None:
        text = decode(read_bytes(self.path, file, _LARGEST), file)
        delimiter = max(",\t;", key=text.partition("\n")[0].count)
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
        self.header, self.rows = (rows[0], rows[1:]) if rows else (list(_COLUMNS), [])

    def _places(self) -> dict[str, int]:
        """Column -> its position; missing ones are added at the end."""
        columns = {column.field: set(column.headers) for column in KINDS["labels"].columns}
        names = ["".join(name.split()).casefold() for name in self.header]
        place = {}
        for column in _COLUMNS:
            found = next((i for i, name in enumerate(names) if name in columns[column]), None)
            if found is None:
                found = len(self.header)
                self.header.append(column)
                names.append(column)
            place[column] = found
        return place

    def _cell(self, row: list[str], column: str) -> str:
        i = self._place[column]
        return row[i].strip() if i < len(row) else ""

    def put(self, entries: Iterable[Entry]) -> None:
        """Write labels; what the same labeller said of the same post before is replaced."""
        fresh = {(entry.post_id, entry.labeller): entry.cells() for entry in entries}
        kept = [row for row in self.rows if (self._cell(row, "post_id"), self._cell(row, "labeller")) not in fresh]
        self.rows = [*kept, *map(self._row, fresh.values())]
        self._write()

    def drop(self, keys: Iterable[str], labeller: str) -> None:
        """Take back what a labeller said of these posts."""
        gone = {(key, labeller) for key in keys}
        self.rows = [row for row in self.rows if (self._cell(row, "post_id"), self._cell(row, "labeller")) not in gone]
        self._write()

    def _row(self, cells: Mapping[str, str]) -> list[str]:
        row = [""] * len(self.header)
        for column, cell in cells.items():
            row[self._place[column]] = cell
        return row

    def _write(self) -> None:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([self.header, *self.rows])
        # Excel reads Chinese names right only behind a byte order mark.
        replace_file(self.path, out.getvalue().encode("utf-8-sig"))
