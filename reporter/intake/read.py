"""Posts files to canonical chunks and a balance in which no row is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import pyarrow as pa

from reporter.errors import Problem, Severity, UserError, problem
from reporter.i18n import _
from reporter.incident import Incident
from reporter.intake.balance import Notes, PostsRead
from reporter.intake.convert import to_batch
from reporter.intake.delimited import delimited_sheets
from reporter.intake.facts import counted, summed
from reporter.intake.gather import gathered
from reporter.intake.guess import misfits
from reporter.intake.heap import Heap
from reporter.intake.jsons import is_json, json_sheets
from reporter.intake.layout import ANYBODY, MAPPED
from reporter.intake.markup import is_markup, markup_sheets
from reporter.intake.merge import WITH_RUN, Keys, joined, keys_of
from reporter.intake.parquet import parquet_sheets
from reporter.intake.records import Sheet
from reporter.intake.scope import Scope, scope_of
from reporter.intake.sources import Source, digest, inspect_source, lines
from reporter.intake.summary import FileRead
from reporter.intake.table import Table
from reporter.intake.workbook import workbook_sheets
from reporter.load import AccountRow

#: Rows in one chunk: large enough for arrow, small enough to stay in the cache.
CHUNK_ROWS: Final = 20_000


def read_posts(
    files: Sequence[Path],
    incident: Incident,
    root: Path,
    secret: bytes,
    accounts: Sequence[AccountRow] = (),
) -> PostsRead:
    """Every post of `files`, once.

    Args:
        files: posts files of any known format; read in the order of their names.
        incident: gives the zone of bare times, the report period, the analyst's column mappings.
        root: names in the balance are relative to it.
        secret: key of the authors' pseudonyms (`privacy.load_secret`).
        accounts: accounts whose type is known, some of which may be named.

    A file that cannot be read is a problem in the result; the others are still used.
    """
    return read_within(files, scope_of(incident, secret, accounts), root)


def read_within(files: Sequence[Path], scope: Scope, root: Path) -> PostsRead:
    """As `read_posts`, with or without an incident behind `scope`."""
    named = sorted((relative_name(path, root), path) for path in files)
    heap = Heap(WITH_RUN)
    reads = [read_file(path, name, scope, heap) for name, path in named]
    for read in reads:
        read.source = heap
    # What arrow keeps for the next block is more than all that follows needs.
    pa.default_memory_pool().release_unused()
    return gathered(reads, scope)


def relative_name(path: Path, root: Path) -> str:
    """`path` as the balance names it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


class Sink(Protocol):
    """Where the batches of a file go."""

    def add(self, batch: pa.RecordBatch) -> int:
        """Keep a batch of `merge.WITH_RUN`; the number it is known by."""


#: Told in the middle of a file: rows read of it so far, share of its bytes read so far, 0 to 1.
Told = Callable[[int, float], None]


def unheard(_rows: int, _share: float) -> None:
    """Nobody waits."""


def read_file(path: Path, name: str, scope: Scope, sink: Sink, told: Told = unheard) -> FileRead:
    """One posts file by itself, its batches in `sink`; what is wrong with it is a problem in the result."""
    read = FileRead(notes=Notes(file=name))
    try:
        read.sha256, read.bytes = digest(path)
        source = inspect_source(path, name)
        read.encoding = source.encoding
        keys: list[Keys] = []
        facts: list[pa.Table] = []
        for batch in _chunks(source, read.notes, scope):
            number = sink.add(batch)
            read.first = read.first if read.sizes else number
            read.sizes.append(batch.num_rows)
            keys.append(keys_of(batch))
            facts.append(counted(batch))
            # The first rows are what the header was sought in; a whole block is read behind them by then.
            told(read.notes.read, source.share if len(facts) > 1 else 0)
        told(read.notes.read, 1)
        read.keys, read.facts = partial(joined, keys), summed(facts)
    except UserError as error:
        read.refuse(error.problems)
    except OSError as error:
        message = _("the file cannot be read ({why})").format(why=error.strerror or error)
        read.refuse((problem("R005", message, file=name),))
    return read


def sheets_of(source: Source, notes: Notes) -> Iterator[Sheet]:
    """The tables inside a file of any known format.

    Raises: UserError - R201 no known format, R203 an empty file, what the formats' readers raise.
    """
    if source.kind == "empty":
        raise UserError([problem("R203", _("the file is empty"), file=source.name)])
    if source.kind == "unknown":
        message = _("the file is no CSV, JSON, Excel workbook or Parquet file")
        raise UserError([problem("R201", message, file=source.name)])
    if source.kind in {"xlsx", "xls"}:
        return workbook_sheets(source)
    if source.kind == "parquet":
        return parquet_sheets(source)
    first = next(lines(source, Notes(file=source.name)))
    if is_markup(first):
        return markup_sheets(source, notes)
    return json_sheets(source, notes) if is_json(first) else delimited_sheets(source, notes)


def _chunks(
    source: Source,
    notes: Notes,
    scope: Scope,
) -> Iterator[pa.RecordBatch]:
    doubts: list[Problem] = []
    for sheet in sheets_of(source, notes):
        notes.sheet = sheet.name
        begin = len(notes.rejects)
        try:
            table = Table(sheet, notes, scope.mappings)
        except UserError as error:
            doubts.extend(error.problems)
            continue
        _warn_layout(table, notes)
        before = notes.read
        for rows in table.chunks(CHUNK_ROWS):
            batch = to_batch(rows, notes, scope)
            if batch.num_rows:
                yield batch
        if sheet.name:
            notes.sheets[sheet.name] = notes.read - before
        # A chunk's own rejects come after those of its table: bring the lines into order.
        notes.rejects[begin:] = sorted(notes.rejects[begin:], key=lambda reject: reject.line)
    notes.sheet = ""
    if doubts and not notes.exporter:
        raise UserError(doubts)
    notes.warnings.extend(_as_warnings(doubts))


def _as_warnings(doubts: Sequence[Problem]) -> Iterator[Problem]:
    # Other worksheets of the book were read; this one may be a cover or a chart.
    for doubt in doubts:
        yield replace(doubt, severity=Severity.WARNING)


def _warn_layout(table: Table, notes: Notes) -> None:
    layout = table.layout
    notes.exporter = notes.exporter or layout.name
    # A known exporter's signature has settled what its columns mean, codes of its own included.
    guessed = layout.name in {ANYBODY.id, MAPPED}
    for canonical, name in misfits(layout.header, layout.fields, table.samples).items() if guessed else ():
        hint = _("if it is not, state the right column in incident.yml under posts.mappings")
        message = _("the column {name} is read as {canonical}, but its cells do not look like it")
        notes.warn("R202", message.format(name=name, canonical=canonical), hint=hint)
    if "time" not in layout.fields:
        notes.timeless = True
        notes.warn("R202", _("no column holds the posts' time; they count in no curve"))
    if not layout.platform and not layout.fields.keys() & {"platform", "channel", "url"}:
        hint = _("state it in incident.yml: posts.mappings, platform")
        notes.warn("R202", _("no column says which platform the posts are from"), hint=hint)
