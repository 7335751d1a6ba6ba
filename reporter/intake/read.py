"""Posts files to canonical chunks and a balance in which no row is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import Problem, Severity, UserError, problem
from reporter.i18n import _
from reporter.incident import Incident
from reporter.intake.balance import Notes, PostsRead
from reporter.intake.convert import to_batch
from reporter.intake.coverage import export_caps, time_facts
from reporter.intake.delimited import delimited_sheets
from reporter.intake.guess import misfits
from reporter.intake.heap import Chunks, Heap
from reporter.intake.jsons import is_json, json_sheets
from reporter.intake.layout import ANYBODY, MAPPED
from reporter.intake.markup import is_markup, markup_sheets
from reporter.intake.merge import WITH_RUN, duplicates, keys_of
from reporter.intake.parquet import parquet_sheets
from reporter.intake.records import Sheet
from reporter.intake.scope import Scope, scope_of
from reporter.intake.sources import Source, digest, inspect_source, lines
from reporter.intake.summary import FACTS, FileRead, balance_of, warnings_of
from reporter.intake.table import Table
from reporter.intake.workbook import workbook_sheets
from reporter.load import AccountRow
from reporter.posts import SCHEMA

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
    seen: dict[str, str] = {}
    heap = Heap(WITH_RUN)
    reads = [_read_file(path, name, seen, scope, heap) for name, path in named]
    # What arrow keeps for the next block is more than all that follows needs.
    pa.default_memory_pool().release_unused()
    chunks = _merge(reads, heap)
    facts = [batch for read in reads for batch in read.facts]
    balances = tuple(balance_of(read, scope) for read in reads)
    caps = export_caps(place for read in reads for place in _parts(read.notes))
    return PostsRead(
        chunks=chunks,
        files=balances,
        rejects=tuple(reject for read in reads for reject in read.notes.rejects),
        problems=tuple(found for read in reads for found in read.problems),
        warnings=tuple(w for read, b in zip(reads, balances, strict=True) for w in warnings_of(read, b)),
        coverage=(*caps, *time_facts(facts, scope.period, scope.zone)),
        named=scope.accounts.named(scope.secret, _platforms(facts)),
    )


def _platforms(chunks: Sequence[pa.RecordBatch]) -> list[str]:
    return sorted({platform for chunk in chunks for platform in pc.unique(chunk["platform"]).to_pylist()})


def _merge(reads: Sequence[FileRead], heap: Heap) -> Chunks:
    # Every file keeps its own facts, so that the balance of each can be drawn.
    masks = iter(duplicates([(n, keys) for n, read in enumerate(reads) for _number, keys in read.batches]))
    kept: list[tuple[int, pa.Array | None]] = []
    for read in reads:
        found = [(number, next(masks)) for number, _keys in read.batches]
        some = ((number, mask) for number, mask in found if mask is None or mask.true_count)
        parts = [(number, heap.settled(number, mask)) for number, mask in some]
        read.facts = list(Chunks(heap, parts, FACTS))
        kept += parts
    return Chunks(heap, kept, SCHEMA.names)


def _parts(notes: Notes) -> Iterator[tuple[str, int]]:
    # Commercial platforms cut every worksheet, or the file as a whole.
    if len(notes.sheets) > 1:
        yield from ((f"{notes.file} [{sheet}]", rows) for sheet, rows in notes.sheets.items())
    yield notes.file, notes.read


def relative_name(path: Path, root: Path) -> str:
    """`path` as the balance names it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _read_file(
    path: Path,
    name: str,
    seen: dict[str, str],
    scope: Scope,
    heap: Heap,
) -> FileRead:
    read = FileRead(notes=Notes(file=name))
    try:
        read.sha256, read.bytes = digest(path)
        source = inspect_source(path, name)
        read.encoding = source.encoding
        read.batches = [(heap.add(batch), keys_of(batch)) for batch in _chunks(source, read.notes, scope)]
        # The same bytes under another name: every row is a copy, with or without ids.
        read.repeats = seen.setdefault(read.sha256, name)
        if not read.batches:
            read.problems = (problem("R203", _("the file has no usable row"), file=name),)
        elif read.repeats != name:
            read.batches = []
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
