"""One row per post: the latest crawl wins, else the copy with the most engagement.

A post is known by platform and id.  Exports without ids are known by what they
say: crawlers append run after run to one file, and then a post stands there once
per run.  Equal rows of one run are copies by several accounts and stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporter.posts import SCHEMA

#: The canonical columns and the run of the crawler (numbered in its file) a row belongs to.
WITH_RUN: Final = SCHEMA.append(pa.field("run", pa.int64(), nullable=False))

#: Separates the parts of a key; cleaned text contains no control character.
_BETWEEN: Final = "\x1f"
_RUNS: Final = 1 << 32

_Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


def duplicates(chunks: Sequence[tuple[int, pa.RecordBatch]]) -> list[pa.Array]:
    """For every chunk a mask that is True where the row stays.

    Args:
        chunks: the number of the file and a batch of `WITH_RUN`, in order.

    Comments are kept apart from posts.  Between copies the latest crawl wins, then
    the highest sum of likes, comments and reposts, then the first in order.
    """
    if not chunks:
        return []
    table = pa.Table.from_batches([chunk for _number, chunk in chunks])
    sizes = [chunk.num_rows for _number, chunk in chunks]
    files = np.repeat([number for number, _chunk in chunks], sizes)
    keep = _keep(table, _codes(table, files * _RUNS + _filled(table["run"], 0)))
    ends = np.cumsum(sizes)
    return [pa.array(keep[end - size : end]) for end, size in zip(ends, sizes, strict=True)]


def _keep(table: pa.Table, codes: _Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    keep = np.ones(table.num_rows, dtype=bool)
    # Only posts that occur more than once have to be sorted; usually few do.
    often = np.bincount(codes + 1) > 1
    often[0] = False
    rows = np.flatnonzero(often[codes + 1])
    if not len(rows):
        return keep
    crawl = _filled(table["crawl_time"].cast(pa.int64()).take(rows), -1)
    likes, comments, reposts = (_filled(table[name].take(rows), 0) for name in ("likes", "comments", "reposts"))
    order = np.lexsort((rows, -(likes + comments + reposts), -crawl, codes[rows]))
    group = codes[rows][order]
    keep[rows[order[1:][group[1:] == group[:-1]]]] = False
    return keep


def _codes(table: pa.Table, runs: _Ints) -> _Ints:
    # A number per post; -1 for rows nothing tells apart from others.
    comment = pc.if_else(pc.equal(table["kind"], "comment"), "c", "p")
    codes = _encoded(table["platform"], comment, table["post_id"])
    said = pc.and_(pc.is_valid(table["time"]), pc.not_equal(table["text"], ""))
    rows = np.flatnonzero(pc.and_(pc.is_null(table["post_id"]), said).to_numpy())
    if len(rows):
        plain = table.take(rows)
        author = pc.fill_null(plain["author"], "")
        seconds = plain["time"].cast(pa.int64()).cast(pa.string())
        words = _encoded(plain["platform"], comment.take(rows), author, seconds, plain["text"])
        nth = _occurrence(words, runs[rows])
        codes[rows] = codes.max(initial=-1) + 1 + np.unique(words * (nth.max() + 1) + nth, return_inverse=True)[1]
    return codes


def _occurrence(words: _Ints, runs: _Ints) -> _Ints:
    # The how-manieth equal row of its run each row is, from 0: the third copy of one
    # run is the third copy of the next, and nobody's second.
    order = np.lexsort((np.arange(len(words)), runs, words))
    begins = np.ones(len(words), dtype=bool)
    begins[1:] = (np.diff(words[order]) != 0) | (np.diff(runs[order]) != 0)
    first = np.maximum.accumulate(np.where(begins, np.arange(len(words)), 0))
    nth = np.empty_like(words)
    nth[order] = np.arange(len(words)) - first
    return nth


def _encoded(*parts: Any) -> _Ints:  # noqa: ANN401 - arrow arrays
    key = pc.binary_join_element_wise(*parts, _BETWEEN).combine_chunks()
    return _filled(key.dictionary_encode().indices.cast(pa.int64()), -1)


def _filled(values: Any, empty: int) -> _Ints:  # noqa: ANN401 - an arrow array, chunked or not
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    filled: _Ints = pc.fill_null(whole, empty).to_numpy(zero_copy_only=False)
    return filled.copy()
