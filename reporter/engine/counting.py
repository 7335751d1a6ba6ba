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
from reporter.tallies.count import Known, known
from reporter.tallies.related import READ, Related, related_all
from reporter.tallies.statement import Statement
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
    RELATED = "related"


#: What every group of posts is counted for.
_COUNTED: Final = (What.TALLY, What.SAID)
#: A piece for each of `What`, in order, and new scores, for each cache.
_Counted = tuple[tuple[bytes, ...], tuple[bytes, ...]]


def count_group(item: _Item, labelling: Labelling, windows: Windows, statement: Statement | None = None) -> _Counted:
    """Of some batches of a file what is kept of them; nothing is `RELATED` to no statement."""
    each = []
    for batch in pa.Table.from_batches(_chunks_of(item), SCHEMA).combine_chunks().to_batches():
        texts = different(batch.column("text"))
        each.append((labelling.of(batch, texts), known(batch, texts)))
    counted = merged([tally(batch, windows, given) for batch, given in each] or [Tally(windows)])
    rows = pa.concat_tables([SAID.empty_table(), *(said(batch, windows.whole, given) for batch, given in each)])
    kept: tuple[bytes, ...] = (counted.to_bytes(), to_ipc(rows.combine_chunks()))
    if statement is not None:
        kept = (*kept, _related(each, statement).to_bytes())
    pa.default_memory_pool().release_unused()
    return kept, tuple(cache.taken() for cache in labelling.caches)


def _related(each: Sequence[tuple[pa.RecordBatch, Known]], statement: Statement) -> Related:
    return related_all((batch for batch, _given in each), statement, [given.texts.key for _batch, given in each])


def relate_group(item: _Item, statement: Statement) -> bytes:
    """Of some batches of a file what may belong to the statement's thread (`What.RELATED`)."""
    found = related_all(_chunks_of(item, READ), statement).to_bytes()
    pa.default_memory_pool().release_unused()
    return found


def count_some(
    item: tuple[Stored, tuple[int, ...], tuple[pa.Array | None, ...], npt.NDArray[np.int32]],
    labelling: Labelling,
    windows: Windows,
) -> tuple[bytes, tuple[bytes, ...]]:
    """The tally of some rows of a group, its parts cut by time; new scores, one for each cache."""
    counted = Tally(windows)
    for batch in pa.Table.from_batches(_rows_of(_chunks_of(item[:3]), item[3]), SCHEMA).combine_chunks().to_batches():
        texts = different(batch.column("text"))
        counted += tally(labelling.of(batch, texts), windows, known(batch, texts)).timed()
    pa.default_memory_pool().release_unused()
    return counted.to_bytes(), tuple(cache.taken() for cache in labelling.caches)


def _rows_of(chunks: Chunks, rows: npt.NDArray[np.int32]) -> Iterator[pa.RecordBatch]:
    """The posts of some rows of a group, rising, from its chunks."""
    begin = 0
    for chunk in chunks:
        first, end = np.searchsorted(rows, (begin, begin + chunk.num_rows))
        if first < end:
            yield chunk.take(pa.array(rows[first:end] - begin))
        begin += chunk.num_rows


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
        statement: how the statement is known whose thread is looked for; None looks for none.
        engine: counts them.
        kept: what earlier builds counted, by the content of the groups.
        made_by: what tells the code that counts from any other.
    """

    groups: Sequence[Group]
    labelling: Labelling
    windows: Windows
    statement: Statement | None
    engine: Engine
    kept: Store
    made_by: str = ""

    def tallies(self) -> Iterator[Tally]:
        """The tally of each group, in order."""
        return map(Tally.from_bytes, self._each(What.TALLY))

    def said(self) -> Iterator[pa.Table]:
        """The rows for the corpus and the trees of each group (`corpus.SAID`), in order."""
        return map(from_ipc, self._each(What.SAID))

    def related(self) -> Iterator[Related]:
        """What may belong to the statement's thread of each group, in order; nothing without a statement."""
        if self.statement is None:
            return
        keys = [self._key(group, What.RELATED) for group in self.groups]
        known = list(map(self.kept.holds, keys))
        todo = [_item(group) for group, is_known in zip(self.groups, known, strict=True) if not is_known]
        task = partial(relate_group, statement=self.statement)
        fresh = self.engine.each(task, todo)
        for group, key, is_known in zip(self.groups, keys, known, strict=True):
            body = self.kept.get(key) if is_known else None
            if body is None:
                body = next(self.engine.each(task, [_item(group)]) if is_known else fresh)
                self.kept.put(key, body)
            yield Related.from_bytes(body)

    def members(self, rows: Mapping[int, npt.NDArray[np.int32]]) -> Iterator[Tally]:
        """The tallies of some rows of the groups, rising, by number of the group; parts cut by time only."""
        task = partial(count_some, labelling=self.labelling, windows=self.windows)
        items = [(*_item(self.groups[number]), some) for number, some in rows.items()]
        try:
            for body, scores in self.engine.each(task, items):
                self._learn(scores)
                yield Tally.from_bytes(body)
        finally:
            for cache in self.labelling.caches:
                cache.save()

    def spelt(self, rows: Sequence[npt.NDArray[np.int32]]) -> Iterator[pa.Array]:
        """The texts of some rows of each group, in order, for those that have any."""
        wanted = [(*_item(group), some) for group, some in zip(self.groups, rows, strict=True) if len(some)]
        return self.engine.each(_spelt, wanted)

    def _each(self, what: What) -> Iterator[bytes]:
        """What is kept of each group; what was scored elsewhere goes into the labelling's caches."""
        known = [all(self.kept.holds(self._key(group, one)) for one in _COUNTED) for group in self.groups]
        todo = [group for group, is_known in zip(self.groups, known, strict=True) if not is_known]
        fresh = self._counted(todo)
        try:
            for group, is_known in zip(self.groups, known, strict=True):
                body = self.kept.get(self._key(group, what)) if is_known else None
                # A damaged file is a miss.
                yield body or self._put(group, next(self._counted([group]) if is_known else fresh))[what]
        finally:
            for cache in self.labelling.caches:
                cache.save()

    def _key(self, group: Group, what: What) -> str:
        """What tells a piece from all others: another statement changes neither counts nor copies."""
        settings = f"{self.labelling.key}\0{self.windows!r}" if what in _COUNTED else repr(self.statement)
        return f"{group.source.key}\0{group.seal}\0{self.made_by}\0{settings}\0{what}"

    def _counted(self, groups: Sequence[Group]) -> Iterator[Any]:
        task = partial(count_group, labelling=self.labelling, windows=self.windows, statement=self.statement)
        return self.engine.each(task, [_item(group) for group in groups])

    def _put(self, group: Group, counted: _Counted) -> dict[What, bytes]:
        pieces, scores = counted
        self._learn(scores)
        bodies = dict(zip(What, pieces, strict=False))
        for what, body in bodies.items():
            self.kept.put(self._key(group, what), body)
        return bodies

    def _learn(self, scores: tuple[bytes, ...]) -> None:
        """Keep what was scored elsewhere."""
        for cache, new in zip(self.labelling.caches, scores, strict=True):
            cache.give(new)


def _spelt(item: tuple[Any, tuple[int, ...], tuple[pa.Array | None, ...], npt.NDArray[np.int32]]) -> pa.Array:
    # The other columns are not unpacked for it.
    return spelt(_chunks_of(item[:3], ("text",)), item[3])
