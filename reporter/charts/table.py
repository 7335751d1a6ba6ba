"""The chart as a data table and as CSV: the same values, for readers who want numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from reporter import units
from reporter.charts import describe
from reporter.charts.spec import Bars, Beside, ChartSpec, Clock, Forest, Intervals, Sparkline, TimeSeries, local
from reporter.i18n import _
from reporter.safe import plain
from reporter.units import Unit

Cell = str | float | None

#: More rows than this and the page shows days; the CSV always has every row.
_ROWS_SHOWN: Final = 60
_DAY: Final = 86_400
#: Units whose cells may be added up.
_ADDITIVE: Final = frozenset({Unit.POSTS, Unit.COUNT})
#: What makes a spreadsheet read text as a formula, full-width forms included.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTable:
    """Headers with their units, and rows; a number is a float, an absent one None."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(spec: ChartSpec) -> ChartTable:
    """Every value of the chart, in the order of the spec."""
    match spec.body:
        case TimeSeries() as body:
            made = _series(body)
        case Bars() as body:
            made = _bars(body)
        case Intervals() as body:
            made = _intervals(body)
        case Clock() as body:
            made = _clock(body)
        case Sparkline() as body:
            made = _spark(body)
        case Beside() as body:
            made = _beside(body)
        case Forest() as body:
            made = _forest(body)
    return made


def shown(spec: ChartSpec) -> ChartTable:
    """The table the page shows: `table`, or day sums when that would be hundreds of rows."""
    body = spec.body
    long = isinstance(body, TimeSeries) and len(body.series[0].values) > _ROWS_SHOWN
    if long and isinstance(body, TimeSeries) and body.unit in _ADDITIVE and body.grid.step < _DAY:
        return _days(body)
    return table(spec)


def csv_bytes(spec: ChartSpec) -> bytes:
    """`table` as CSV in UTF-8 with a byte order mark (Excel needs it), safe against formulas."""
    data = table(spec)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(_csv_cell, data.headers))
    writer.writerows([_csv_cell(cell) for cell in row] for row in data.rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    words = plain(cell)
    return f"'{words}" if words.startswith(_FORMULA) else words


def with_unit(name: str, unit: Unit) -> str:
    """A header with its unit in brackets."""
    mark = units.sign(unit)
    return _("{name} ({unit})").format(name=name, unit=mark) if mark else name


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _series(body: TimeSeries) -> ChartTable:
    count = len(body.series[0].values)
    times = (_stamp(body.grid.at(cell)) for cell in range(count))
    return ChartTable(
        headers=(_("from"), *(with_unit(series.name, body.unit) for series in body.series)),
        rows=tuple(zip(times, *(series.values for series in body.series), strict=True)),
    )


def _days(body: TimeSeries) -> ChartTable:
    """Sums by the reader's calendar day."""
    others = _series(body).headers[1:]
    return ChartTable(headers=(_("day"), *others), rows=tuple(_day_rows(body)))


def _day_rows(body: TimeSeries) -> Iterator[tuple[Cell, ...]]:
    cells = range(len(body.series[0].values))
    for _day, group in groupby(cells, key=lambda cell: body.grid.at(cell).date()):
        inside = list(group)
        sums = (sum(series.values[cell] for cell in inside) for series in body.series)
        yield (units.day(body.grid.at(inside[0])), *map(units.significant, sums))


def _bars(body: Bars) -> ChartTable:
    rows: Iterable[tuple[Cell, ...]] = ((b.name, b.note, b.value, b.low, b.high) for b in body.items)
    headers = (_("item"), _("note"), with_unit(_("value"), body.unit), _("low end"), _("high end"))
    return _without_empty(ChartTable(headers=headers, rows=tuple(rows)))


def _intervals(body: Intervals) -> ChartTable:
    rows: Iterable[tuple[Cell, ...]] = ((r.name, r.value, r.low, r.high) for r in body.rows)
    headers = (_("item"), with_unit(_("value"), body.unit), _("low end"), _("high end"))
    return _without_empty(ChartTable(headers=headers, rows=tuple(rows)))


def _clock(body: Clock) -> ChartTable:
    first = body.milestones[0].middle
    rows = tuple(
        (
            milestone.name,
            describe.milestone_time(milestone, body.zone),
            _stamp(local(milestone.at, body.zone)),
            units.significant((milestone.middle - first) / 3600),
        )
        for milestone in body.milestones
    )
    hours = with_unit(_("since the first"), Unit.HOURS)
    return ChartTable(headers=(_("step"), _("time"), _("time (ISO)"), hours), rows=rows)


def _beside(body: Beside) -> ChartTable:
    blank: tuple[float | None, ...] = (None,) * body.first
    columns = (body.observed, *((*blank, *part) for part in (body.expected, body.low, body.high)))
    times = (_stamp(body.grid.at(cell)) for cell in range(len(body.observed)))
    headers = (with_unit(body.names[0], body.unit), body.names[1], _("low end"), _("high end"))
    return ChartTable(headers=(_("from"), *headers), rows=tuple(zip(times, *columns, strict=True)))


def _forest(body: Forest) -> ChartTable:
    rows: Iterable[tuple[Cell, ...]] = (
        (row.name, row.detail, *(_change(end) for end in (row.value, row.low, row.high)), row.verdict)
        for row in body.rows
    )
    change = with_unit(_("change"), Unit.PERCENT)
    headers = (_("item"), _("note"), change, _("low end"), _("high end"), _("verdict"))
    return _without_empty(ChartTable(headers=headers, rows=tuple(rows)))


def _change(ratio: float | None) -> float | None:
    return None if ratio is None else units.significant(100 * (ratio - 1))


def _spark(body: Sparkline) -> ChartTable:
    rows = tuple((float(cell), value) for cell, value in enumerate(body.values, 1))
    return ChartTable(headers=(_("cell"), with_unit(_("value"), body.unit)), rows=rows)


def _without_empty(data: ChartTable) -> ChartTable:
    """The table without columns that hold nothing (intervals of a census, notes nobody wrote)."""
    full = [i for i in range(len(data.headers)) if any(row[i] not in {None, ""} for row in data.rows)]
    return ChartTable(
        headers=tuple(data.headers[i] for i in full),
        rows=tuple(tuple(row[i] for i in full) for row in data.rows),
    )
