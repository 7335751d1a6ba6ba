"""Records to rows in canonical order: finds the header, drops its repeats, mends ragged rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.incident import PostsMapping
from reporter.intake.aliases import guessed, name_of
from reporter.intake.balance import Notes, Reason
from reporter.intake.bulk import Bulk
from reporter.intake.columns import strings
from reporter.intake.exporter import FIELDS
from reporter.intake.exporters import exporter_of
from reporter.intake.layout import Layout, doubts, layout_of, mapping_for, variant, with_mapping, with_sheet
from reporter.intake.records import Record, Sheet
from reporter.intake.times import read_time
from reporter.moments import DEFAULT_ZONE

_TIME: Final = FIELDS.index("time")
_POST_ID: Final = FIELDS.index("post_id")
#: Only asked whether a cell is a time at all, so any zone will do.
_ZONE: Final = ZoneInfo(DEFAULT_ZONE)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one layout.

    Args:
        layout: how they were read.
        columns: canonical column (those of `layout.fields` only) -> its cells.
        lines: per row where it began.
        runs: per row the run of the crawler it belongs to, numbered in the file.
    """

    layout: Layout
    columns: Mapping[str, pa.Array]
    lines: Sequence[int] | npt.NDArray[np.int64]
    runs: Sequence[int] | npt.NDArray[np.int64]

    def cells(self, row: int) -> list[str]:
        """The cells of a row that are read."""
        return [column[row].as_py() for column in self.columns.values()]


@dataclass(slots=True)
class _Group:
    # Rows of one layout while they are gathered.
    layout: Layout
    values: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    links: dict[int, str] = field(default_factory=dict)

    def rows(self) -> Rows:
        found = zip(FIELDS, zip(*self.values, strict=True), strict=True)
        columns = {name: strings(cells) for name, cells in found if name in self.layout.fields}
        if self.links:
            columns["url"] = self._addresses(columns.get("url"))
        return Rows(self.layout, columns, self.lines, self.runs)

    def _addresses(self, written: pa.Array | None) -> pa.Array:
        # Behind 查看原文 or behind the title stands the address; a written one is better.
        cells = written.to_pylist() if written is not None else [""] * len(self.lines)
        for row, link in self.links.items():
            cells[row] = cells[row] if "://" in cells[row] else link
        return strings(cells)


class Table:
    """One table of a file: `chunks` gives its rows; everything else goes to `notes`."""

    def __init__(self, sheet: Sheet, notes: Notes, mappings: Sequence[PostsMapping], *, strict: bool = True) -> None:
        """Find the header; `strict` refuses doubtful columns.

        Raises: UserError (R202) - no header, or columns nobody can be sure about.
        """
        self._sheet, self._notes = sheet, notes
        notes.run += 1
        self._mapping = mapping_for(notes.file, mappings)
        self._layouts: dict[tuple[str, ...], Layout] = {}
        header, above = self._header()
        self._samples = [record.cells for record in sheet.preview if record.line > header.line]
        self._use(header.cells)
        found = doubts(self._layout, self._mapping, self._samples, notes.file, header.line)
        if found and strict:
            raise UserError(found)
        # What stands above is a title, unless the first header of the file was lost.
        data = [record for record in above if record.fault is Reason.JSON or self._is_row(record.cells)]
        self._records = chain(data, sheet.records)

    def _header(self) -> tuple[Record, list[Record]]:
        preview = self._sheet.preview
        line = _header_line(preview, self._mapping)
        above: list[Record] = []
        for record in self._sheet.records if line or not preview else ():
            if isinstance(record, Bulk):
                break
            if record.header or (preview and record.line >= line):
                return self._completed(record, above), above
            above.append(record)
        raise UserError([_no_header(self._notes, above or preview)])

    def _completed(self, header: Record, above: Sequence[Record]) -> Record:
        both = _over_two_rows(above[-1].cells if above else [], header.cells)
        better = _header_score(both, self._mapping) > _header_score(header.cells, self._mapping)
        return header._replace(cells=both) if better else header

    @property
    def samples(self) -> Sequence[Sequence[str]]:
        """Rows of data near the header, to judge columns by."""
        return self._samples

    @property
    def layout(self) -> Layout:
        """How rows are read at the moment."""
        return self._layout

    def _use(self, header: Sequence[str]) -> None:
        # A later header of the file is read by the exporter of the first.
        key = tuple(header)
        if key not in self._layouts:
            known = exporter_of(tuple(c.strip() for c in header))
            first = next(iter(self._layouts.values()), None)
            layout = layout_of(header, known or (first.exporter if first else None), self._samples)
            self._layouts[key] = with_sheet(with_mapping(layout, self._mapping), self._sheet.name)
        self._layout = self._layouts[key]
        variants = {len(h) for h in self._layout.exporter.headers if h[:3] == self._layout.header[:3]}
        self._sheet.fit.widths = frozenset({self._layout.width, *variants})
        self._sheet.fit.is_row = self._is_row
        self._sheet.fit.header = self._layout.header if self._layout.usable else ()
        self._sheet.fit.wanted = frozenset(self._layout.fields.values())

    def _is_row(self, cells: list[str]) -> bool:
        # Whether a line inside a quoted text is really a row: it has a time or a number as id.
        if len(cells) != self._layout.width:
            return False
        values = self._layout.pick([*cells, ""])
        time = read_time(values[_TIME], _ZONE)
        return (bool(values[_TIME]) and time.readable) or values[_POST_ID].strip().isdigit()

    def chunks(self, size: int) -> Iterator[Rows]:
        """The rows of data in order, those of one layout together, `size` of all layouts at a time."""
        groups: dict[int, _Group] = {}
        held = 0
        for record in self._records:
            if isinstance(record, Bulk):
                yield from (group.rows() for group in groups.values())
                groups, held = {}, 0
                yield self._together(record)
                continue
            layout = self._data(record)
            if layout is None:
                continue
            group = groups.get(id(layout)) or groups.setdefault(id(layout), _Group(layout))
            if record.link:
                group.links[len(group.lines)] = record.link
            record.cells.append("")
            group.values.append(layout.pick(record.cells))
            group.lines.append(record.line)
            group.runs.append(self._notes.run)
            held += 1
            if held == size:
                yield from (group.rows() for group in groups.values())
                groups, held = {}, 0
        yield from (group.rows() for group in groups.values())

    def _together(self, bulk: Bulk) -> Rows:
        self._notes.read += len(bulk.lines)
        # In the order in which single rows have them: a reject shows its cells.
        fields = self._layout.fields
        columns = {name: bulk.columns[fields[name]] for name in FIELDS if name in fields}
        return Rows(self._layout, columns, bulk.lines, np.full(len(bulk.lines), self._notes.run))

    def _data(self, record: Record) -> Layout | None:
        # How to read a record; None when it is a header or cannot be used.
        if record.header:
            self._use(record.cells)
            return None
        if self._repeats(record.cells):
            self._notes.repeated_headers += 1
            self._notes.run += 1
            self._use(record.cells)
            return None
        self._notes.read += 1
        layout = self._layout
        if len(record.cells) == layout.width and layout.usable and record.fault is not Reason.JSON:
            return layout
        return self._mended(record)

    def _repeats(self, cells: list[str]) -> bool:
        layout = self._layout
        if layout.header[0] not in cells[0]:
            return False
        if cells[0].lstrip("\ufeff").strip() != layout.header[0]:
            return False
        names = [cell.replace("\ufeff", "").strip() for cell in cells]
        if tuple(names) == layout.header:
            return True
        # A newer version of the exporter may have appended under a longer header.
        return len(names) > 1 and len(set(names) & set(layout.header)) > len(layout.header) // 2

    def _mended(self, record: Record) -> Layout | None:
        if record.fault is Reason.JSON or not self._layout.usable:
            self._notes.reject(record.line, record.fault or Reason.COLUMNS, record.cells)
            return None
        fitting = self._refit(record.cells)
        if fitting is None:
            self._notes.reject(record.line, record.fault or Reason.WIDTH, record.cells)
        return fitting

    def _refit(self, cells: list[str]) -> Layout | None:
        # Trailing commas are no cells; another width is good only if the exporter writes it.
        width = self._layout.width
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            del cells[width:]
            return self._layout
        other = variant(self._layout, len(cells))
        if other is None:
            return None
        known = self._layouts.setdefault(other.header, with_mapping(other, self._mapping))
        return known if known.usable else None


def _header_line(preview: Sequence[Record], mapping: PostsMapping | None) -> int:
    # The line of the record that names the most columns, 0 if none does; data name none by chance.
    above: list[list[str]] = [[], *(record.cells for record in preview)]
    both = (_over_two_rows(high, low.cells) for high, low in zip(above, preview, strict=False))
    alone = (_header_score(record.cells, mapping) for record in preview)
    scores = [max(score, _header_score(cells, mapping)) for score, cells in zip(alone, both, strict=True)]
    best = max(scores, default=0)
    return preview[scores.index(best)].line if best else 0


def _over_two_rows(high: Sequence[str], low: Sequence[str]) -> list[str]:
    # 互动 above 转发数, 评论数: the lower names win, the upper ones fill the blanks.
    if len(high) != len(low):
        return list(low)
    return [below if below.strip() else above for above, below in zip(high, low, strict=True)]


def _header_score(cells: Sequence[str], mapping: PostsMapping | None) -> int:
    names = {name_of(cell) for cell in cells}
    stated = sum(name_of(column) in names for column in mapping.columns.values()) if mapping else 0
    known = exporter_of(tuple(cell.replace("\ufeff", "").strip() for cell in cells))
    return len(guessed(cells)) + 50 * stated + (100 if known else 0)


def _no_header(notes: Notes, head: Sequence[Record]) -> Problem:
    first = ", ".join(c.strip() for c in head[0].cells[:12] if c.strip()) if head else _("none")
    message = _("no header row was found; the first row reads: {columns}").format(columns=first)
    hint = _("state the columns in incident.yml under posts.mappings")
    return problem("R202", message, hint=hint, file=notes.file, line=head[0].line if head else 0, sheet=notes.sheet)
