"""One row per post: the latest crawl wins, else the copy with the most engagement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: Separates the parts of a key; no cleaned id contains it.
_BETWEEN: Final = "\x1f"


def duplicates(chunks: Sequence[pa.RecordBatch]) -> list[pa.Array]:
    """For every chunk a mask that is True where the row stays.

    A post is known by platform and id, comments apart from posts; rows without an
    id always stay.  Between copies the latest crawl wins, then the highest sum of
    likes, comments and reposts, then the first in order.
    """
    if not chunks:
        return []
    keep = _keep(pa.Table.from_batches(chunks))
    starts = np.cumsum([0, *(chunk.num_rows for chunk in chunks)])
    return [pa.array(keep[a:b]) for a, b in zip(starts[:-1], starts[1:], strict=True)]


def _keep(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    keep = np.ones(table.num_rows, dtype=bool)
    codes = _codes(table)
    # Only ids that occur more than once have to be sorted; usually few do.
    often = np.bincount(codes + 1) > 1
    often[0] = False
    rows = np.flatnonzero(often[codes + 1])
    if not len(rows):
        return keep
    crawl = _filled(table["crawl_time"].cast(pa.int64()).take(rows), -1)
    reach = sum(_filled(table[name].take(rows), 0) for name in ("likes", "comments", "reposts"))
    order = np.lexsort((rows, -reach, -crawl, codes[rows]))
    group = codes[rows][order]
    keep[rows[order[1:][group[1:] == group[:-1]]]] = False
    return keep


def _codes(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    # A number per post; -1 for rows without an id.
    comment = pc.if_else(pc.equal(table["kind"], "comment"), "c", "p")
    key = pc.binary_join_element_wise(table["platform"], comment, table["post_id"], _BETWEEN)
    indices = key.combine_chunks().dictionary_encode().indices
    return _filled(indices.cast(pa.int64()), -1)


def _filled(values: pa.Array | pa.ChunkedArray, empty: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    filled: np.ndarray[tuple[int], np.dtype[np.int64]] = pc.fill_null(values, empty).to_numpy(zero_copy_only=False) \
        if isinstance(values, pa.Array) else pc.fill_null(values, empty).to_numpy()
    return filled
