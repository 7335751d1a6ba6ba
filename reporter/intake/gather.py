"""Files that were read one by one become one collection: duplicates merged, balances drawn, coverage looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import problem
from reporter.i18n import _
from reporter.intake.balance import Notes, PostsRead
from reporter.intake.coverage import export_caps, time_facts
from reporter.intake.facts import NOTHING, READ, facts_of, summed
from reporter.intake.heap import Chunks, Heap, Part
from reporter.intake.merge import duplicates
from reporter.intake.scope import Scope
from reporter.intake.summary import FileRead, balance_of, warnings_of
from reporter.posts import SCHEMA


def gathered(reads: Sequence[FileRead], scope: Scope) -> PostsRead:
    """Every post of files read by themselves, once.

    Args:
        reads: one for each file, in the order of their names.
        scope: how they were read.
    """
    _find_repeats(reads)
    chunks = _merge(reads)
    facts = summed(read.facts for read in reads)
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
        if not read.sizes:
            read.problems = (problem("R203", _("the file has no usable row"), file=read.notes.file),)
        elif read.repeats != read.notes.file:
            read.sizes, read.facts = [], NOTHING.empty_table()


def _platforms(facts: pa.Table) -> list[str]:
    return sorted(pc.unique(facts["platform"]).to_pylist())


def _merge(reads: Sequence[FileRead]) -> Chunks:
    used = [read for read in reads if read.sizes]
    kept: list[Part] = []
    for read, stays in zip(used, duplicates([read.keys for read in used]), strict=True):
        ends = np.cumsum(read.sizes).tolist()
        masks = [stays[end - size : end] for end, size in zip(ends, read.sizes, strict=True)]
        parts = [_settled(read, read.first + i, mask) for i, mask in enumerate(masks) if mask.any()]
        if not stays.all():
            # Every file keeps its own facts, so that the balance of each can be drawn.
            read.facts = facts_of(Chunks(parts, READ))
        kept += parts
    return Chunks(kept, SCHEMA.names)


def _settled(read: FileRead, number: int, stays: npt.NDArray[np.bool_]) -> Part:
    if read.source is None:
        raise ValueError(read.notes.file)
    mask = None if stays.all() else pa.array(stays)
    if isinstance(read.source, Heap):
        mask = read.source.settled(number, mask)
    return Part(read.source, number, mask, int(stays.sum()))


def _parts(notes: Notes) -> Iterator[tuple[str, int]]:
    # Commercial platforms cut every worksheet, or the file as a whole.
    if len(notes.sheets) > 1:
        yield from ((f"{notes.file} [{sheet}]", rows) for sheet, rows in notes.sheets.items())
    yield notes.file, notes.read
