"""Records to rows in canonical order: finds the header, drops its repeats, mends ragged rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
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

#: Commercial workbooks carry a few title rows above the header.
_HEAD: Final = 30
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

    def __init__(self, sheet: Sheet, notes: Notes, mappings: Sequence[PostsMapping]) -> None:
        """Find the header.

        Raises: UserError (R202) - no header, or columns nobody can be sure about.
        """
        self._sheet, self._notes = sheet, notes
        notes.run += 1
        self._mapping = mapping_for(notes.file, mappings)
        head = list(islice(sheet.records, _HEAD))
        at = _header_at(head, self._mapping)
        if at is None:
            raise UserError([_no_header(notes, head)])
        self._layouts: dict[tuple[str, ...], Layout] = {}
        self._records = chain(head[at + 1 :], sheet.records)
        self._use(head[at].cells)
        found = doubts(self._layout, self._mapping, notes.file, head[at].line)
        if found:
            raise UserError(found)

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


def _header_at(head: Sequence[Record], mapping: PostsMapping | None) -> int | None:
    # The record that names the most columns; a data row names none by chance.
    scores = [1_000 if r.header else _header_score(r.cells, mapping) for r in head]
    best = max(scores, default=0)
    return scores.index(best) if best else None


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
