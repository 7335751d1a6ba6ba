"""Files that were read one by one become one collection: duplicates merged, balances drawn, coverage looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import problem
from reporter.i18n import _
from reporter.intake.balance import Notes, PostsRead
from reporter.intake.coverage import export_caps, time_facts
from reporter.intake.heap import Chunks, Heap, Part
from reporter.intake.merge import duplicates
from reporter.intake.scope import Scope
from reporter.intake.summary import FACTS, FileRead, balance_of, warnings_of
from reporter.posts import SCHEMA


def gathered(reads: Sequence[FileRead], scope: Scope) -> PostsRead:
    """Every post of files read by themselves, once.

    Args:
        reads: one for each file, in the order of their names.
        scope: how they were read.
    """
    _find_repeats(reads)
    chunks = _merge(reads)
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


def _find_repeats(reads: Sequence[FileRead]) -> None:
    seen: dict[str, str] = {}
    for read in reads:
        if read.problems:
            continue
        # The same bytes under another name: every row is a copy, with or without ids.
        read.repeats = seen.setdefault(read.sha256, read.notes.file)
        if not read.keys:
            read.problems = (problem("R203", _("the file has no usable row"), file=read.notes.file),)
        elif read.repeats != read.notes.file:
            read.keys = []


def _platforms(chunks: Sequence[pa.RecordBatch]) -> list[str]:
    return sorted({platform for chunk in chunks for platform in pc.unique(chunk["platform"]).to_pylist()})


def _merge(reads: Sequence[FileRead]) -> Chunks:
    # Every file keeps its own facts, so that the balance of each can be drawn.
    masks = iter(duplicates([(n, keys) for n, read in enumerate(reads) for keys in read.keys]))
    kept: list[Part] = []
    for read in reads:
        found = [(read.first + i, next(masks), len(keys.post)) for i, keys in enumerate(read.keys)]
        parts = [_settled(read, *one) for one in found if one[1] is None or one[1].true_count]
        read.facts = [_coded(chunk) for chunk in Chunks(parts, FACTS)]
        kept += parts
    return Chunks(kept, SCHEMA.names)


def _coded(chunk: pa.RecordBatch) -> pa.RecordBatch:
    """Words as codes: a million rows in 30 MB instead of 50."""
    columns = {name: chunk[name] for name in chunk.schema.names}
    words = {name: column.dictionary_encode() for name, column in columns.items() if pa.types.is_string(column.type)}
    return pa.RecordBatch.from_pydict({**columns, **words})


def _settled(read: FileRead, number: int, mask: pa.Array | None, size: int) -> Part:
    if read.source is None:
        raise ValueError(read.notes.file)
    if isinstance(read.source, Heap):
        mask = read.source.settled(number, mask)
    return Part(read.source, number, mask, size if mask is None else mask.true_count)


def _parts(notes: Notes) -> Iterator[tuple[str, int]]:
    # Commercial platforms cut every worksheet, or the file as a whole.
    if len(notes.sheets) > 1:
        yield from ((f"{notes.file} [{sheet}]", rows) for sheet, rows in notes.sheets.items())
    yield notes.file, notes.read
