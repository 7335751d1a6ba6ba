"""Records to rows in canonical order: finds the header, drops its repeats, mends ragged rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.incident import PostsMapping
from reporter.intake.aliases import guessed, name_of
from reporter.intake.balance import Notes, Reason
from reporter.intake.exporter import FIELDS
from reporter.intake.exporters import exporter_of
from reporter.intake.layout import Layout, doubts, layout_of, mapping_for, variant, with_mapping
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
        values: per row its values in the order of `FIELDS`.
        lines: per row where it began.
        runs: per row the run of the crawler it belongs to, numbered in the file.
    """

    layout: Layout
    values: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)


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
        self._use(header.cells)
        found = doubts(self._layout, self._mapping, notes.file, header.line)
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
            if record.header or (preview and record.line >= line):
                return record, above
            above.append(record)
        raise UserError([_no_header(self._notes, above or preview)])

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
            layout = layout_of(header, known or (first.exporter if first else None))
            self._layouts[key] = with_mapping(layout, self._mapping)
        self._layout = self._layouts[key]
        variants = {len(h) for h in self._layout.exporter.headers if h[:3] == self._layout.header[:3]}
        self._sheet.fit.widths = frozenset({self._layout.width, *variants})
        self._sheet.fit.is_row = self._is_row

    def _is_row(self, cells: list[str]) -> bool:
        # Whether a line inside a quoted text is really a row: it has a time or a number as id.
        if len(cells) != self._layout.width:
            return False
        values = self._layout.pick([*cells, ""])
        time = read_time(values[_TIME], _ZONE)
        return (bool(values[_TIME]) and time.readable) or values[_POST_ID].strip().isdigit()

    def chunks(self, size: int) -> Iterator[Rows]:
        """The rows of data in order, those of one layout together, `size` of all layouts at a time."""
        groups: dict[int, Rows] = {}
        held = 0
        for record in self._records:
            layout = self._data(record)
            if layout is None:
                continue
            rows = groups.get(id(layout)) or groups.setdefault(id(layout), Rows(layout))
            record.cells.append("")
            rows.values.append(layout.pick(record.cells))
            rows.lines.append(record.line)
            rows.runs.append(self._notes.run)
            held += 1
            if held == size:
                yield from groups.values()
                groups, held = {}, 0
        yield from groups.values()

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
    scores = [_header_score(record.cells, mapping) for record in preview]
    best = max(scores, default=0)
    return preview[scores.index(best)].line if best else 0


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
