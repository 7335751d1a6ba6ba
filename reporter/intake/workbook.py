"""XLSX and XLS: every worksheet as records, behind a look at the archive's directory."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.intake.links import links_of
from reporter.intake.records import Record, Sheet, worksheet_cell
from reporter.intake.sources import Source

#: Limits of safety.md section 2: a 1.9 MB workbook held 573 MB.
_MEMBERS: Final = 1_000
_TOTAL: Final = 1 << 30
_RATIO: Final = 100
#: Below this size no ratio is dangerous, and small workbooks of one repeated word are real.
_FREE: Final = 1 << 24
#: calamine lays a sheet out from its first cell to its last: one cell in the far
#: corner of a sheet would ask for terabytes and end the process.
_CELLS: Final = 30_000_000
#: References of rows, and of cells beyond column Z.
_REFERENCE: Final = re.compile(rb"""r=["']([A-Z]{2,3})?([0-9]{1,7})["']""")
_LETTERS: Final = 26
#: Rows among which the header is looked for: titles and remarks stand above it.
_PREVIEW: Final = 30


def workbook_sheets(source: Source) -> Iterator[Sheet]:
    """The worksheets of a workbook that hold anything.

    Raises: UserError - R201 no workbook, R204 a damaged one, R206 one beyond the limits.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    with source.open() as file:
        content = io.BytesIO(file.read())
    links: dict[str, dict[int, str]] = {}
    if source.kind == "xlsx":
        links = links_of(_checked(content, source.name))
        content.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(content)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                rows = _unmerged(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or ())
                behind = links.get(name, {})
                yield Sheet(name, _records(rows, behind), list(_records(rows[:_PREVIEW], behind)))
    except (CalamineError, ValueError, OSError) as error:
        message = _("the workbook is damaged ({why})").format(why=error)
        raise UserError([problem("R204", message, file=source.name)]) from error


_Range = tuple[tuple[int, int], tuple[int, int]]


def _unmerged(rows: list[list[Any]], ranges: Iterable[_Range]) -> list[list[Any]]:
    # One platform written once beside its twenty posts stands beside each of them.
    budget = _CELLS
    for (top, left), (bottom, _right) in ranges:
        budget -= bottom - top
        if budget < 0:
            break
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]
    return rows


def _checked(content: io.BytesIO, name: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(content)
        members = archive.infolist()
    except zipfile.BadZipFile as error:
        message = _("the workbook is damaged ({why})").format(why=error)
        raise UserError([problem("R204", message, file=name)]) from error
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > _MEMBERS or total > _TOTAL or (total > _FREE and total / packed > _RATIO):
        message = _("the workbook unpacks to {total} bytes in {members} parts, more than allowed")
        message = message.format(total=total, members=len(members))
        raise UserError([problem("R206", message, file=name)])
    if not any(member.filename.startswith("xl/") for member in members):
        message = _("the archive is not an Excel workbook; unpack it first")
        raise UserError([problem("R201", message, file=name)])
    for member in members:
        if member.filename.startswith("xl/worksheets/") and _area(archive, member) > _CELLS:
            message = _("a worksheet spans more than {n} cells; delete the empty rows and columns and save it again")
            raise UserError([problem("R206", message.format(n=_CELLS), file=name)])
    return archive


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    # Cells between the first and the last, from the sheet's XML as a stream.
    rows, columns, rest = 1, _LETTERS, b""
    try:
        with archive.open(member) as file:
            while block := file.read(1 << 20):
                for letters, number in _REFERENCE.findall(rest + block):
                    rows = max(rows, int(number))
                    columns = max(columns, _column(letters))
                rest = block[-16:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        # calamine names what is wrong with it.
        return 0
    return rows * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _records(rows: Sequence[Sequence[object]], links: Mapping[int, str]) -> Iterator[Record]:
    for number, row in enumerate(rows, 1):
        cells = [worksheet_cell(value) for value in row]
        if any(cells):
            yield Record(number, cells, link=links.get(number, ""))
