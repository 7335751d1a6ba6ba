"""Labelled chunks become one tally, the same bytes wherever they are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import pyarrow as pa

from reporter.buckets import Buckets
from reporter.cache import Store
from reporter.engine.executors import Engine, spread, workers_for
from reporter.engine.scoring import Labelling
from reporter.intake.heap import Chunks, Part, Stored
from reporter.labels import LABELLED
from reporter.posts import SCHEMA
from reporter.tallies import Tally, merged, tally
from reporter.tallies.closed import WIDE, wide_rows
from reporter.windows import Windows

#: Rows beyond which counting is worth another process.
MANY_ROWS: Final = 500_000

_TOGETHER: Final = 16  # tallies added in one go
_GROUP_ROWS: Final = 60_000  # posts counted together; bounds memory


def tally_all(chunks: Iterable[pa.RecordBatch], windows: Windows, *, workers: int | None = None) -> Tally:
    """The closed tally of all labelled chunks; the same bytes in any order, any cut, any number of processes.

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
    return summed(tallies, windows)


def summed(tallies: Iterable[Tally], windows: Windows) -> Tally:
    """The sum of all, closed; a few in memory at a time, their widest parts in buckets."""
    wide = {part: Buckets(kind) for part, kind in WIDE.items()}
    source, total = map(partial(_narrowed, wide), tallies), Tally(windows)
    while some := list(islice(source, _TOGETHER)):
        total = merged([total, *some])
    return total.closed(wide)


def _narrowed(wide: Mapping[str, Buckets], counted: Tally) -> Tally:
    for part, waiting in wide.items():
        waiting.add(wide_rows(counted.tables[part], part))
    return counted.narrow()


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
        source: where they lie.
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


def groups_of(chunks: Chunks, rows: int = _GROUP_ROWS) -> list[Group]:
    """All batches in order, those of one file together, about `rows` posts in a group."""
    groups: list[Group] = []
    some: list[Part] = []
    for part in chunks.parts:
        if some and (some[0].source is not part.source or sum(one.rows for one in some) + part.rows > rows):
            groups.append(_group(some))
            some = []
        some.append(part)
    return [*groups, _group(some)] if some else groups


def _group(parts: Sequence[Part]) -> Group:
    return Group(
        source=parts[0].source,
        numbers=tuple(part.number for part in parts),
        masks=tuple(part.mask for part in parts),
        rows=sum(part.rows for part in parts),
    )


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
    groups: Sequence[Group],
    labelling: Labelling,
    windows: Windows,
    engine: Engine,
    kept: Store | None = None,
) -> Iterator[Tally]:
    """The tally of each group, in order; what was scored elsewhere is kept in the labelling's caches.

    Args:
        groups: batches that are counted together.
        labelling: decides their labels.
        windows: the incident's declared boundaries.
        engine: counts them.
        kept: tallies of earlier builds, by the content of the groups.
    """
    settings = f"{labelling.key}\0{windows!r}"
    keys = [f"{group.source.key}\0{group.seal}\0{settings}" for group in groups]
    bodies = [kept.get(key) if kept is not None else None for key in keys]
    todo = [group for group, body in zip(groups, bodies, strict=True) if body is None]
    items = [(getattr(g.source, "handle", g.source), g.numbers, g.masks) for g in todo]
    fresh = engine.each(partial(count_group, labelling=labelling, windows=windows), items)
    try:
        for key, known in zip(keys, bodies, strict=True):
            body = known
            if body is None:
                body, taken = next(fresh)
                for cache, new in zip(labelling.caches, taken, strict=True):
                    cache.give(new)
                if kept is not None:
                    kept.put(key, body)
            yield Tally.from_bytes(body)
    finally:
        for cache in labelling.caches:
            cache.save()
