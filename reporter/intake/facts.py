"""How many rows a file has of each platform, kind and time: its balance and the facts on its coverage need no more.

There are as many as different seconds, whatever the number of posts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]

#: The columns of posts that are counted.
READ: Final = ("platform", "kind", "time", "time_precision", "crawl_time", "capped")
#: Counts of posts crawled less than so many seconds after they were posted are `young`.
YOUNG: Final = 86_400

_ALIKE: Final = ("platform", "kind", "time_precision", "time")
_COUNTS: Final = ("n", "capped", "crawled", "young")
#: No row at all.  `time` is seconds since 1970 UTC; `crawled` are rows with both times.
NOTHING: Final = pa.schema(
    [
        *((name, pa.string()) for name in _ALIKE[:-1]),
        ("time", pa.int64()),
        *((name, pa.int64()) for name in _COUNTS),
    ]
)


def facts_of(chunks: Iterable[pa.RecordBatch]) -> pa.Table:
    """The rows of the chunks that are alike, counted: schema `NOTHING`, in order."""
    return summed([counted(chunk) for chunk in chunks])


def summed(facts: Iterable[pa.Table]) -> pa.Table:
    """The facts of several."""
    rows = pa.concat_tables([pa.Table.from_batches([], NOTHING), *facts])
    return _added(rows).sort_by([(name, "ascending") for name in _ALIKE]).combine_chunks() if rows.num_rows else rows


def _added(rows: pa.Table) -> pa.Table:
    added = rows.group_by(list(_ALIKE), use_threads=False).aggregate([(name, "sum") for name in _COUNTS])
    named = added.select([*_ALIKE, *(f"{name}_sum" for name in _COUNTS)]).rename_columns(NOTHING.names)
    return named.cast(NOTHING)


def counted(chunk: pa.RecordBatch) -> pa.Table:
    """The facts of one chunk, in no order; `summed` brings those of several into it."""
    time, crawled = (chunk.column(name).cast(pa.int64()) for name in ("time", "crawl_time"))
    age = pc.subtract(crawled, time)
    columns = {
        **{name: chunk.column(name) for name in _ALIKE[:-1]},
        "time": time,
        "n": np.ones(chunk.num_rows, np.int64),
        "capped": chunk.column("capped").cast(pa.int64()),
        "crawled": pc.is_valid(age).cast(pa.int64()),
        "young": pc.fill_null(pc.less(age, YOUNG), fill_value=False).cast(pa.int64()),
    }
    return _added(pa.table(columns, schema=NOTHING))
