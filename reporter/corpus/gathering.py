"""The columns of all groups together, by stretches of their keys, and a spelling of the texts that are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reporter.buckets import Buckets
from reporter.corpus.said import READ, said, spelt
from reporter.tallies.tally import within
from reporter.text.copies import MOST_TEXTS
from reporter.windows import Window, Windows

Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.void]
#: What gives the texts of some rows of each group, in order: an array for each that has any.
Spell = Callable[[Sequence[npt.NDArray[np.int32]]], Iterable[pa.Array]]

#: A post as it waits for its like (see `said.SAID`); `platform` is an index into `Corpus.platforms`.
POST: Final = np.dtype(
    [
        *(("key", "<u8"), ("raw", "<u8"), ("author", "<u8")),
        *(("at", "<i8"), ("span", "<i4"), ("platform", "<u2"), ("statement", "?")),
    ]
)
#: Where a text stands.
_PLACE: Final = np.dtype([("key", "<u8"), ("raw", "<u8"), ("group", "<i4"), ("row", "<i4")])
#: Rows read together where posts are not in groups already.
_GROUP: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The posts of the report period, comments left out.

    Args:
        posts: a row for each post, dtype `POST`, by key.
        platforms: what the rows' `platform` means.
        texts: columns `key` and `text`, sorted by key: one spelling of each text, of the `MOST_TEXTS` smallest keys.
    """

    posts: Buckets
    platforms: tuple[str, ...]
    texts: pa.Table

    @property
    def keys(self) -> npt.NDArray[np.uint64]:
        """The keys of `texts`."""
        return np.asarray(self.texts["key"].to_numpy(), np.uint64)

    def spelling(self, keys: npt.NDArray[np.uint64]) -> list[str]:
        """The text of each of `keys`, all of which are known."""
        rows: list[str] = self.texts["text"].take(pa.array(np.searchsorted(self.keys, keys))).to_pylist()
        return rows


def inside(posts: Rows, window: Window) -> Bools:
    """Which posts lie in the window."""
    return within(posts["at"], posts["span"].astype(np.int64), window)


def gather(chunks: Iterable[pa.RecordBatch], windows: Windows) -> Corpus:
    """The corpus of all chunks, which can be read as often as wanted."""
    parts = (said(chunk, windows.whole) for chunk in _grouped(chunks))

    def spell(rows: Sequence[npt.NDArray[np.int32]]) -> Iterator[pa.Array]:
        wanted = zip(_grouped(chunks), rows, strict=True)
        return (spelt([chunk], some) for chunk, some in wanted if len(some))

    return gathered_from(parts, spell)


def _grouped(chunks: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The columns that are looked at, many rows together: a text that stands in all chunks is read once a group."""
    source = (chunk.select(READ) for chunk in chunks)
    for first in source:
        some, rows = [first], first.num_rows
        while rows < _GROUP and (following := next(source, None)) is not None:
            some.append(following)
            rows += following.num_rows
        # A table without a row has no batch.
        yield from pa.Table.from_batches(some).combine_chunks().to_batches() or some[:1]


def gathered_from(parts: Iterable[pa.Table], spell: Spell) -> Corpus:
    """The corpus of all groups.

    Args:
        parts: what each gives (`said`), read once.
        spell: gives the texts of some rows of each.
    """
    posts, platforms, places = Buckets(POST, "key"), dict[str, int](), _Places()
    for part in parts:
        rows = _rows(part, platforms)
        posts.add(rows)
        places.add(rows, part["row"].to_numpy())
    return Corpus(posts=posts, platforms=tuple(platforms), texts=places.texts(spell))


def _rows(part: pa.Table, platforms: dict[str, int]) -> Rows:
    rows = np.zeros(part.num_rows, POST)
    for name in ("key", "raw", "author", "at", "span", "statement"):
        rows[name] = part[name].to_numpy()
    coded = part["platform"].combine_chunks()
    codes = [platforms.setdefault(name, len(platforms)) for name in coded.dictionary.to_pylist()]
    rows["platform"] = np.array([*codes, 0], "<u2")[coded.indices.to_numpy()]
    return rows


class _Places:
    """Where the texts with the smallest keys stand: of each text the one with the smallest hash of its spelling."""

    def __init__(self) -> None:
        self._least, self._groups = np.zeros(0, _PLACE), 0
        self._waiting: list[Rows] = []

    def add(self, posts: Rows, row: npt.NDArray[np.int32]) -> None:
        """The posts of the next group, and where they stand in it."""
        known = np.flatnonzero(posts["key"] != 0)
        if len(self._least) == MOST_TEXTS:
            known = known[posts["key"][known] <= self._least["key"][-1]]
        fresh = np.zeros(len(known), _PLACE)
        for name in ("key", "raw"):
            fresh[name] = posts[name][known]
        fresh["group"], fresh["row"] = self._groups, row[known]
        self._groups += 1
        self._waiting.append(_firsts(fresh))
        if sum(map(len, self._waiting)) > MOST_TEXTS:
            self._settle()

    def _settle(self) -> None:
        self._least = _firsts(np.concatenate([self._least, *self._waiting]))[:MOST_TEXTS]
        self._waiting = []

    def texts(self, spell: Spell) -> pa.Table:
        """The texts, read where they stand."""
        self._settle()
        order = np.argsort(self._least["group"], kind="stable")
        found = self._least[order]
        edges = np.searchsorted(found["group"], np.arange(self._groups + 1))
        rows = [found["row"][edges[i] : edges[i + 1]] for i in range(self._groups)]
        texts = pa.chunked_array(spell(rows), pa.string())
        table = pa.table({"key": found["key"], "text": texts})
        return table.take(pa.array(np.argsort(found["key"]))).combine_chunks()


def _firsts(places: Rows) -> Rows:
    """One place of each text, by key: its smallest spelling's first; the places come by group and row."""
    if not len(places):
        return places
    order = np.argsort(places["key"], kind="stable")
    key, raw = places["key"][order], places["raw"][order]
    begins = np.flatnonzero(_changes(key))
    least = np.repeat(np.minimum.reduceat(raw, begins), np.diff(np.append(begins, len(key))))
    smallest = np.flatnonzero(raw == least)
    first: Rows = places[order[smallest[_changes(key[smallest])]]]
    return first


def _changes(values: npt.NDArray[np.uint64]) -> Bools:
    """Where another value begins."""
    return np.append(True, values[1:] != values[:-1])
