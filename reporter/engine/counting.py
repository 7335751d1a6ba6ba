"""Labelled chunks become one tally, the same bytes wherever they are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import pyarrow as pa

from reporter.engine.executors import Engine, spread, workers_for
from reporter.engine.scoring import Labelling
from reporter.intake.heap import Chunks, Stored
from reporter.labels import LABELLED
from reporter.posts import SCHEMA
from reporter.tallies import Tally, merged, tally
from reporter.windows import Windows

#: Rows beyond which counting is worth another process.
MANY_ROWS: Final = 500_000

_TOGETHER: Final = 16  # tallies added in one go


def tally_all(chunks: Iterable[pa.RecordBatch], windows: Windows, *, workers: int | None = None) -> Tally:
    """The tally of all labelled chunks; the same bytes in any order, any cut, any number of processes.

    Args:
        chunks: posts with labels (schema `labels.LABELLED`).
        windows: the incident's declared boundaries.
        workers: processes; None chooses by the number of rows.
    """
    source = iter(chunks)
    if workers is None:
        first, rows = _taken(source, MANY_ROWS)
        source, workers = chain(first, source), workers_for(rows, MANY_ROWS, None)
    tallies = spread(partial(tally, windows=windows), source, workers)
    total = Tally(windows)
    while some := list(islice(tallies, _TOGETHER)):
        total = merged([total, *some])
    return total


def _taken(chunks: Iterator[pa.RecordBatch], enough: int) -> tuple[list[pa.RecordBatch], int]:
    """Chunks until more than `enough` rows are taken, and their rows."""
    taken: list[pa.RecordBatch] = []
    rows = 0
    for chunk in chunks:
        taken.append(chunk)
        rows += chunk.num_rows
        if rows > enough:
            break
    return taken, rows


# Parts --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Batches of one file that are counted together.

    Args:
        source: where they lie (a handle of the engine's).
        numbers: of the batches.
        masks: of the rows that stay, one for each batch; None: all.
        rows: rows that stay.
    """

    source: Any
    numbers: tuple[int, ...]
    masks: tuple[pa.Array | None, ...]
    rows: int

    @property
    def seal(self) -> str:
        """128 bits, hexadecimal, of which rows of its file are meant."""
        facts = blake2b(repr(self.numbers).encode(), digest_size=16)
        for mask in self.masks:
            facts.update(b"all" if mask is None else np.packbits(mask.to_numpy(zero_copy_only=False)).tobytes())
        return facts.hexdigest()


def count_group(
    item: tuple[Stored, tuple[int, ...], tuple[pa.Array | None, ...]],
    labelling: Labelling,
    windows: Windows,
) -> tuple[bytes, tuple[bytes, ...]]:
    """The tally of some batches of a file as bytes, and the scores that were new, one piece for each cache."""
    source, numbers, masks = item
    chunks = Chunks([(source, n, mask) for n, mask in zip(numbers, masks, strict=True)], SCHEMA.names)
    whole = pa.Table.from_batches(labelling.over(chunks, workers=1), LABELLED).combine_chunks().to_batches()
    counted = merged([Tally(windows), *(tally(batch, windows) for batch in whole)])
    pa.default_memory_pool().release_unused()
    return counted.to_bytes(), tuple(known.taken() for known in labelling.caches)


def count_groups(
    groups: Iterable[Group],
    labelling: Labelling,
    windows: Windows,
    engine: Engine,
) -> Iterator[Tally]:
    """The tally of each group, in order; what was scored elsewhere is kept in the labelling's caches."""
    items = [(group.source, group.numbers, group.masks) for group in groups]
    try:
        for body, taken in engine.each(partial(count_group, labelling=labelling, windows=windows), items):
            for known, fresh in zip(labelling.caches, taken, strict=True):
                known.give(fresh)
            yield Tally.from_bytes(body)
    finally:
        for known in labelling.caches:
            known.save()
