"""Labelled chunks become one tally, the same bytes wherever they are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reporter.buckets import Buckets
from reporter.cache import Store
from reporter.corpus import SAID, said, spelt
from reporter.engine.executors import Engine, spread, workers_for
from reporter.engine.scoring import Labelling
from reporter.intake.heap import Chunks, Part, Stored
from reporter.posts import SCHEMA
from reporter.tallies import Tally, merged, tally
from reporter.tallies.closed import WIDE, wide_rows
from reporter.tallies.count import known
from reporter.tallies.tables import from_ipc, to_ipc
from reporter.text.different import different
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


#: What a task gets of a group: where its batches lie, which they are, their masks.
_Item = tuple[Stored, tuple[int, ...], tuple[pa.Array | None, ...]]


class What(StrEnum):
    """What is kept of a group of posts."""

    TALLY = "tally"
    SAID = "said"


def count_group(item: _Item, labelling: Labelling, windows: Windows) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Of some batches of a file what is kept of them, a piece for each of `What`; new scores, one for each cache."""
    each = []
    for batch in pa.Table.from_batches(_chunks_of(item), SCHEMA).combine_chunks().to_batches():
        texts = different(batch.column("text"))
        each.append((labelling.of(batch, texts), known(batch, texts)))
    counted = merged([tally(batch, windows, given) for batch, given in each] or [Tally(windows)])
    rows = pa.concat_tables([SAID.empty_table(), *(said(batch, windows.whole, given) for batch, given in each)])
    kept = (counted.to_bytes(), to_ipc(rows.combine_chunks()))
    pa.default_memory_pool().release_unused()
    return kept, tuple(cache.taken() for cache in labelling.caches)


def _chunks_of(item: _Item, columns: Sequence[str] = SCHEMA.names) -> Chunks:
    source, numbers, masks = item
    return Chunks([(source, n, mask) for n, mask in zip(numbers, masks, strict=True)], columns)


def _item(group: Group) -> Any:  # noqa: ANN401 - an `_Item`, or a tuple with an engine's handle in it
    return (getattr(group.source, "handle", group.source), group.numbers, group.masks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What is worked out of groups of posts wherever the engine runs, and of none of them twice.

    Args:
        groups: batches that are counted together.
        labelling: decides their labels.
        windows: the incident's declared boundaries.
        engine: counts them.
        kept: what earlier builds counted, by the content of the groups.
    """

    groups: Sequence[Group]
    labelling: Labelling
    windows: Windows
    engine: Engine
    kept: Store

    def tallies(self) -> Iterator[Tally]:
        """The tally of each group, in order."""
        return map(Tally.from_bytes, self._each(What.TALLY))

    def said(self) -> Iterator[pa.Table]:
        """The rows for the corpus and the trees of each group (`corpus.SAID`), in order."""
        return map(from_ipc, self._each(What.SAID))

    def spelt(self, rows: Sequence[npt.NDArray[np.int32]]) -> Iterator[pa.Array]:
        """The texts of some rows of each group, in order, for those that have any."""
        wanted = [(*_item(group), some) for group, some in zip(self.groups, rows, strict=True) if len(some)]
        return self.engine.each(_spelt, wanted)

    def _each(self, what: What) -> Iterator[bytes]:
        """What is kept of each group; what was scored elsewhere goes into the labelling's caches."""
        settings = f"{self.labelling.key}\0{self.windows!r}"
        keys = [f"{group.source.key}\0{group.seal}\0{settings}" for group in self.groups]
        known = [all(self.kept.holds(f"{key}\0{one}") for one in What) for key in keys]
        todo = [group for group, is_known in zip(self.groups, known, strict=True) if not is_known]
        fresh = self._counted(todo)
        try:
            for group, key, is_known in zip(self.groups, keys, known, strict=True):
                body = self.kept.get(f"{key}\0{what}") if is_known else None
                # A damaged file is a miss.
                yield body or self._put(key, next(self._counted([group]) if is_known else fresh))[what]
        finally:
            for cache in self.labelling.caches:
                cache.save()

    def _counted(self, groups: Sequence[Group]) -> Iterator[Any]:
        task = partial(count_group, labelling=self.labelling, windows=self.windows)
        return self.engine.each(task, [_item(group) for group in groups])

    def _put(self, key: str, counted: tuple[tuple[bytes, ...], tuple[bytes, ...]]) -> dict[What, bytes]:
        pieces, scores = counted
        for cache, new in zip(self.labelling.caches, scores, strict=True):
            cache.give(new)
        bodies = dict(zip(What, pieces, strict=True))
        for what, body in bodies.items():
            self.kept.put(f"{key}\0{what}", body)
        return bodies


def _spelt(item: tuple[Any, tuple[int, ...], tuple[pa.Array | None, ...], npt.NDArray[np.int32]]) -> pa.Array:
    # The other columns are not unpacked for it.
    return spelt(_chunks_of(item[:3], ("text",)), item[3])
