"""The small tables beside the incident (survey, sales, costs ...) as tuples of frozen rows.

Every table is optional, in CSV or XLSX, with English or Chinese headers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reporter.errors import Place, Problem, Severity, UserError
from reporter.i18n import _, language
from reporter.load.cells import Cell, CellError, Value
from reporter.load.explain import listed, nearest, quoted, sentences
from reporter.load.files import shown
from reporter.load.grid import Grid, Row, read_grid
from reporter.load.rows import (
    KINDS,
    AccountRow,
    Column,
    CostRow,
    CounterRow,
    CoverageRow,
    HotlistRow,
    LabelRow,
    QuestionRow,
    SalesRow,
    SampleRow,
    StatementRow,
    SurveyRow,
    Table,
    TableRow,
)

#: Rows above the header that hold a title.
_TITLE_ROWS: Final = 10
#: More bad cells of one table than this help nobody.
_MAX_PROBLEMS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of an incident; an absent one is empty. Each row's `line` is its row in the file.

    Args:
        sources: name of each table that is present -> its file, named from the project.
    """

    statements: tuple[StatementRow, ...] = ()
    survey: tuple[SurveyRow, ...] = ()
    sales: tuple[SalesRow, ...] = ()
    costs: tuple[CostRow, ...] = ()
    labels: tuple[LabelRow, ...] = ()
    sample: tuple[SampleRow, ...] = ()
    coverage: tuple[CoverageRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    hotlist: tuple[HotlistRow, ...] = ()
    counters: tuple[CounterRow, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    sources: Mapping[str, str]


#: File name -> the table it holds.
TABLE_FILES: Final = {
    stem + suffix: name
    for name, table in KINDS.items()
    for stem in (name, table.chinese)
    for suffix in (".csv", ".xlsx")
}


def table_file(name: str) -> str:
    """The file a table is read from, in the language of the analyst: `调查.csv`.

    Raises: KeyError - no such table (a bug).
    """
    return f"{KINDS[name].chinese if language() == 'zh' else name}.csv"


def read_tables(files: Iterable[Path], root: Path, zone: str, problems: list[Problem]) -> Tables:
    """The tables among `files`; times without an offset are in `zone`; what is wrong joins `problems`."""
    rows: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for path in files:
        name = TABLE_FILES.get(path.name.casefold())
        if name is None:
            continue
        file = shown(path, root)
        if name in sources:
            message = _("This table is given already in {file}.").format(file=sources[name])
            hint = _("Keep one of the two.")
            problems.append(Problem(code="R301", message=message, hint=hint, place=Place(file=file)))
            continue
        sources[name] = file
        try:
            rows[name] = tuple(_rows(read_grid(path, file), KINDS[name], zone, problems))
        except UserError as error:
            problems += error.problems
    return Tables(**rows, sources=sources)


def _rows(grid: Grid, table: Table, zone: str, problems: list[Problem]) -> Iterator[Any]:
    header, body = _header(grid, table)
    columns = _columns(grid, header, table, problems)
    if any(column.needed and column not in columns.values() for column in table.columns):
        return
    found: list[Problem] = []
    seen: set[str] = set()
    for row in body:
        values = _values(grid, header, row, columns, zone, found)
        if values is None:
            continue
        record: TableRow = table.record(**values, line=row.number)
        fault = record.fault() or _repeated(record.key(), seen)
        if fault:
            found.append(Problem(code="R302", message=fault, place=grid.place(row.number)))
        yield record
    problems += _capped(found, grid)


def _repeated(key: str, seen: set[str]) -> str:
    """That a row says again what an earlier one said; empty when not."""
    if not key or key not in seen:
        seen.add(key)
        return ""
    return _("“{key}” is given twice in this table; keep one row.").format(key=key)


def _capped(found: list[Problem], grid: Grid) -> list[Problem]:
    if len(found) <= _MAX_PROBLEMS:
        return found
    message = _("There are {n} more problems in this file.").format(n=len(found) - _MAX_PROBLEMS)
    return [*found[:_MAX_PROBLEMS], Problem(code="R302", message=message, place=Place(file=grid.file))]


def _named(cell: Cell) -> str:
    return "".join(str(cell or "").split()).casefold()


def _header(grid: Grid, table: Table) -> tuple[Row, tuple[Row, ...]]:
    """The header row and the rows below it: the first row that names every needed column."""
    if not grid.rows:
        return Row(number=1, cells=()), ()
    needed = [set(column.headers) for column in table.columns if column.needed]
    for i, row in enumerate(grid.rows[:_TITLE_ROWS]):
        names = {_named(cell) for cell in row.cells}
        if all(headers & names for headers in needed):
            return row, grid.rows[i + 1 :]
    return grid.rows[0], grid.rows[1:]


def _columns(grid: Grid, header: Row, table: Table, problems: list[Problem]) -> dict[int, Column]:
    """Position -> column; an unknown header is a warning, a missing or repeated one an error."""
    by_name = {name: column for column in table.columns for name in column.headers}
    columns: dict[int, Column] = {}
    for i, cell in enumerate(header.cells):
        column = by_name.get(_named(cell))
        if column is None:
            problems += _unknown(grid, header, i, by_name)
        elif column in columns.values():
            message = _("The column “{name}” is given twice.").format(name=column.headers[0])
            problems.append(Problem(code="R301", message=message, place=grid.place(header.number, i)))
        else:
            columns[i] = column
    for column in table.columns:
        if column.needed and column not in columns.values():
            message = _("There is no column {names}.").format(names=_(" or ").join(column.headers))
            there = listed([str(cell) for cell in header.cells if cell is not None]) or _("none")
            hint = _("Columns of the file: {names}.").format(names=there)
            problems.append(Problem(code="R301", message=message, hint=hint, place=grid.place(header.number)))
    return columns


def _unknown(grid: Grid, header: Row, i: int, by_name: Mapping[str, Column]) -> Iterator[Problem]:
    name = header.cells[i]
    if name is None:
        return
    message = _("Nothing reads the column {name}.").format(name=quoted(name))
    hint = _("Columns of this table: {names}.").format(names=listed(list(by_name)))
    yield Problem(
        code="R301",
        message=message,
        hint=sentences(nearest(name, list(by_name)), hint),
        place=grid.place(header.number, i),
        severity=Severity.WARNING,
    )


def _values(  # noqa: PLR0913, PLR0917 - a cell has this many surroundings
    grid: Grid,
    header: Row,
    row: Row,
    columns: Mapping[int, Column],
    zone: str,
    found: list[Problem],
) -> dict[str, Value] | None:
    """The row's fields; None when a cell is wrong, which joins `found`."""
    values: dict[str, Value] = {}
    before = len(found)
    for i, column in columns.items():
        cell = row.cells[i] if i < len(row.cells) else None
        name = str(header.cells[i])
        if cell is None and not column.needed:
            continue
        try:
            if cell is None:
                message = _("The column “{name}” is empty here.").format(name=name)
                found.append(Problem(code="R302", message=message, place=grid.place(row.number, i)))
            else:
                values[column.field] = column.parser(cell, zone)
        except CellError as error:
            message = _("{value} in the column “{name}” is not {wanted}.").format(
                value=quoted(cell),
                name=name,
                wanted=_(str(error)),
            )
            found.append(Problem(code="R302", message=message, place=grid.place(row.number, i)))
    return values if len(found) == before else None
