"""A CSV file or the first sheet of a workbook as rows of cells, each with its place."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.errors import Place, UserError, problem
from reporter.i18n import _
from reporter.load.cells import Cell
from reporter.load.files import decode, read_bytes

#: Limits of a small table; posts are read elsewhere.
MAX_TABLE: Final = 64 << 20
MAX_CELLS: Final = 5_000_000

#: Limits of a workbook's zip directory: a 1.9 MB file held 573 MB.
MAX_MEMBERS: Final = 1000
MAX_UNPACKED: Final = 1 << 30
MAX_RATIO: Final = 100
#: Below this size a high ratio harms nobody: a small sheet of repeated values packs 1:200.
_SMALL: Final = 16 << 20

#: What zipfile raises on damaged, encrypted or unknown members.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

#: Rows among which a header is looked for.
_HEAD: Final = 10
_REFERENCE: Final = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,7})"')
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its number in the file and its cells, empty ones as None."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows that hold anything, and how to name a place in them.

    Args:
        file: the file's name in problems.
        sheet: worksheet name; empty for CSV.
        rows: rows with at least one cell that is not empty.
    """

    file: str
    sheet: str
    rows: tuple[Row, ...]

    def place(self, row: int, column: int | None = None) -> Place:
        """The place of a row (its number in the file) or of one of its cells (column from 0)."""
        if not self.sheet:
            return Place(file=self.file, line=row)
        return Place(file=self.file, sheet=self.sheet, cell=f"{column_letters(column or 0)}{row}")


def column_letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def read_grid(path: Path, file: str, wanted: frozenset[str] = frozenset()) -> Grid:
    """The table in `path`: a workbook's first sheet that holds anything, of several the one with the wanted columns.

    Raises: UserError - R005 (cannot be read), R302 (broken CSV or workbook).
    """
    if path.suffix.casefold() == ".xlsx":
        return _workbook(path, file, wanted)
    text = decode(read_bytes(path, file, MAX_TABLE), file)
    return Grid(file=file, sheet="", rows=tuple(_csv_rows(text, file)))


def _csv_rows(text: str, file: str) -> Iterator[Row]:
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            message = _("The line cannot be read as CSV: {detail}.").format(detail=error)
            raise UserError([problem("R302", message, file=file, line=line)]) from error
        if fields is None:
            return
        cells = tuple(field.strip() or None for field in fields)
        if any(cell is not None for cell in cells):
            yield Row(number=line, cells=cells)
        line = reader.line_num + 1


def _refused(file: str, message: str, hint: str = "") -> UserError:
    return UserError([problem("R302", message, hint=hint, file=file)])


def check_workbook(path: Path, file: str) -> None:
    """Nothing; raises UserError (R302) when a workbook is broken or unpacks to too much.

    Reads the zip directory first and then counts what the sheets really unpack to: a
    directory can lie, and one value in the last cell makes a table of 17 billion cells.
    """
    broken = _("The workbook is broken or is none.")
    hint = _("Open it in Excel or WPS and save it again as .xlsx, or as CSV (UTF-8).")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, file)
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_extent(archive, name, file)
    except _BROKEN as error:
        raise _refused(file, broken, hint) from error


def _check_directory(archive: zipfile.ZipFile, file: str) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > max(MAX_RATIO * packed, _SMALL):
        message = _("The workbook unpacks to far more than a table holds ({size} MiB in {n} parts).")
        raise _refused(file, message.format(size=unpacked >> 20, n=len(members)))


def _check_extent(archive: zipfile.ZipFile, name: str, file: str) -> None:
    rows = columns = size = 0
    tail = b""
    with archive.open(name) as sheet:
        while block := sheet.read(_BLOCK):
            size += len(block)
            for letters, digits in _REFERENCE.findall(tail + block):
                rows = max(rows, int(digits))
                columns = max(columns, _column_number(letters))
            tail = block[-16:]
            if size > MAX_UNPACKED or rows * columns > MAX_CELLS:
                message = _("The sheet reaches to row {rows}, column {columns}: more than a table holds.")
                hint = _("Delete the empty rows and columns behind the table and save the workbook.")
                raise _refused(file, message.format(rows=rows, columns=columns), hint)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def header_of(grid: Grid, wanted: frozenset[str]) -> Row | None:
    """The row that names all the wanted columns, among the first ten: people put a title above their tables."""
    found = (row for row in grid.rows[:_HEAD] if wanted <= {str(cell).strip() for cell in row.cells})
    return next(found, None)


def _workbook(path: Path, file: str, wanted: frozenset[str]) -> Grid:
    # Costs start-up time only tables need.
    from python_calamine import CalamineError, CalamineWorkbook

    check_workbook(path, file)
    try:
        workbook = CalamineWorkbook.from_path(path)
        grids: list[Grid] = []
        for name in workbook.sheet_names:
            values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = [Row(number=i, cells=tuple(map(_cell, row))) for i, row in enumerate(values, start=1)]
            kept = tuple(row for row in rows if any(cell is not None for cell in row.cells))
            grids += [Grid(file=file, sheet=name, rows=kept)] if kept else []
            if kept and header_of(grids[-1], wanted):
                return grids[-1]
    except (CalamineError, OSError, ValueError) as error:
        raise _refused(file, _("The workbook is broken or is none.")) from error
    return grids[0] if grids else Grid(file=file, sheet="", rows=())


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    return value if isinstance(value, Cell) else str(value)
