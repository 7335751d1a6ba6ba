"""The small tables beside the incident (survey, sales, costs ...) as tuples of frozen rows.

Every table is optional, in CSV or XLSX, with English or Chinese headers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reporter.errors import Place, Problem, Severity, UserError
from reporter.i18n import _
from reporter.load import cells
from reporter.load.cells import CellError, Parser, Value
from reporter.load.explain import listed, nearest, quoted, sentences
from reporter.load.files import shown
from reporter.load.grid import Grid, Row, read_grid
from reporter.moments import Moment

#: Rows above the header that hold a title.
_TITLE_ROWS: Final = 10
#: More bad cells of one table than this help nobody.
_MAX_PROBLEMS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """An official statement and how its replies took it; counts are replies, None when not counted."""

    id: str = ""
    time: Moment
    title: str = ""
    text: str = ""
    channel: str = ""
    replies: int | None = None
    approving: int | None = None
    opposing: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRow:
    """One respondent's answer (`value`, `weight`) or one wave's aggregate (`n` with `mean`/`sd` or `share`).

    `share` is between 0 and 1; `scale_min` and `scale_max` bound `mean` and `value`.
    """

    wave: str
    date: Moment | None = None
    measure: str
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    share: float | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    respondent: str = ""
    value: float | None = None
    weight: float | None = None
    frame: str = ""
    mode: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesRow:
    """Sales of a day (or month): `amount` in yuan, the rest counts; None when not given."""

    date: Moment
    amount: float | None = None
    orders: int | None = None
    new_customers: int | None = None
    existing_customers: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """Money spent on the response: `amount` in yuan, by kind."""

    date: Moment | None = None
    kind: str
    amount: float
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """A person's label of a post: `label` is negative, neutral or positive."""

    platform: str = ""
    post_id: str
    label: str
    labeller: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """What was collected of a platform: the times, and the most posts the collector could give."""

    platform: str
    start: Moment
    end: Moment
    cap: int | None = None
    note: str = ""
    line: int = 0


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
    coverage: tuple[CoverageRow, ...] = ()
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's field, how a cell is read, the headers it goes by, whether it is needed."""

    field: str
    parser: Parser
    headers: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table: the record of a row, the Chinese file name, the columns."""

    record: type[Any]
    chinese: str
    columns: tuple[Column, ...]


_PLATFORM: Final = ("platform", "平台")
_NOTE: Final = ("note", "备注", "说明")

KINDS: Final[Mapping[str, Table]] = {
    "statements": Table(
        StatementRow,
        "声明",
        (
            Column("id", cells.text, ("id", "编号")),
            Column("time", cells.moment, ("time", "时间", "发布时间"), needed=True),
            Column("title", cells.text, ("title", "标题")),
            Column("text", cells.text, ("text", "正文", "声明原文", "内容")),
            Column("channel", cells.text, ("channel", "渠道", "发布渠道")),
            Column("replies", cells.whole, ("replies", "回复数", "评论数")),
            Column("approving", cells.whole, ("approving", "认可", "认可数", "支持数")),
            Column("opposing", cells.whole, ("opposing", "不认可", "不认可数", "反对数")),
        ),
    ),
    "survey": Table(
        SurveyRow,
        "调查",
        (
            Column("wave", cells.text, ("wave", "波次", "轮次", "期次"), needed=True),
            Column("date", cells.moment, ("date", "日期", "调查日期")),
            Column("measure", cells.text, ("measure", "指标", "题目", "问题"), needed=True),
            Column("n", cells.whole, ("n", "样本量", "人数")),
            Column("mean", cells.number, ("mean", "均值", "平均分")),
            Column("sd", cells.amount, ("sd", "标准差")),
            Column("share", cells.share, ("share", "比例", "占比")),
            Column("scale_min", cells.number, ("scale_min", "量表下限", "最低分")),
            Column("scale_max", cells.number, ("scale_max", "量表上限", "最高分")),
            Column("respondent", cells.identifier, ("respondent", "受访者", "受访者编号")),
            Column("value", cells.number, ("value", "回答", "得分", "评分")),
            Column("weight", cells.amount, ("weight", "权重")),
            Column("frame", cells.text, ("frame", "抽样框", "调查对象")),
            Column("mode", cells.text, ("mode", "调查方式", "方式")),
        ),
    ),
    "sales": Table(
        SalesRow,
        "销售",
        (
            Column("date", cells.moment, ("date", "日期", "月份"), needed=True),
            Column("amount", cells.number, ("amount", "销售额", "金额", "成交额")),
            Column("orders", cells.whole, ("orders", "订单数", "订单量")),
            Column("new_customers", cells.whole, ("new_customers", "新客", "新客数", "新用户数", "新客户数")),
            Column("existing_customers", cells.whole, ("existing_customers", "老客", "老客数", "老用户数", "老客户数")),
        ),
    ),
    "costs": Table(
        CostRow,
        "费用",
        (
            Column("date", cells.moment, ("date", "日期")),
            Column("kind", cells.text, ("kind", "类别", "类型", "费用类别"), needed=True),
            Column("amount", cells.amount, ("amount", "金额", "费用"), needed=True),
            Column("note", cells.text, _NOTE),
        ),
    ),
    "labels": Table(
        LabelRow,
        "标注",
        (
            Column("platform", cells.text, _PLATFORM),
            Column("post_id", cells.identifier, ("post_id", "帖子编号", "帖文编号", "id"), needed=True),
            Column("label", cells.stance, ("label", "标注", "倾向", "情感"), needed=True),
            Column("labeller", cells.text, ("labeller", "标注人", "标注员")),
        ),
    ),
    "coverage": Table(
        CoverageRow,
        "采集范围",
        (
            Column("platform", cells.text, _PLATFORM, needed=True),
            Column("start", cells.moment, ("from", "起", "起始", "开始时间"), needed=True),
            Column("end", cells.moment, ("to", "止", "截止", "结束时间"), needed=True),
            Column("cap", cells.whole, ("cap", "上限", "采集上限")),
            Column("note", cells.text, _NOTE),
        ),
    ),
}

#: File name -> the table it holds.
TABLE_FILES: Final = {
    stem + suffix: name
    for name, table in KINDS.items()
    for stem in (name, table.chinese)
    for suffix in (".csv", ".xlsx")
}


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
    for row in body:
        values = _values(grid, row, columns, zone, found)
        if values is not None:
            yield table.record(**values, line=row.number)
    problems += _capped(found, grid)


def _capped(found: list[Problem], grid: Grid) -> list[Problem]:
    if len(found) <= _MAX_PROBLEMS:
        return found
    message = _("There are {n} more problems in this file.").format(n=len(found) - _MAX_PROBLEMS)
    return [*found[:_MAX_PROBLEMS], Problem(code="R302", message=message, place=Place(file=grid.file))]


def _named(cell: cells.Cell) -> str:
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


def _values(
    grid: Grid,
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
        if cell is None and not column.needed:
            continue
        try:
            if cell is None:
                message = _("The column “{name}” is empty here.").format(name=column.headers[0])
                found.append(Problem(code="R302", message=message, place=grid.place(row.number, i)))
            else:
                values[column.field] = column.parser(cell, zone)
        except CellError as error:
            message = _("{value} in the column “{name}” is not {wanted}.").format(
                value=quoted(cell),
                name=column.headers[0],
                wanted=_(str(error)),
            )
            found.append(Problem(code="R302", message=message, place=grid.place(row.number, i)))
    return values if len(found) == before else None
