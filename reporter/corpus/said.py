"""What a group of posts gives to the corpus and to the trees: a row of numbers for each post, worked out anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.merge import id_keys
from reporter.tallies import VOLUME
from reporter.tallies.count import SPANS, Known, known
from reporter.tallies.tally import UNTIMED, within
from reporter.windows import Window

#: A row for each original and repost of the report period.
SAID: Final = pa.schema(
    [
        ("key", pa.uint64()),  # hash of the text's letters; 0 when it has none
        ("raw", pa.uint64()),  # hash of the text as it stands
        ("author", pa.uint64()),  # hash of the pseudonym; 0 when the export names nobody
        ("at", pa.int64()),  # seconds since 1970 UTC
        ("span", pa.int32()),  # how long the time may last
        ("platform", pa.dictionary(pa.int32(), pa.string())),
        ("statement", pa.bool_()),  # an original with letters enough to be a copy of something
        ("id", pa.uint64()),  # hash of platform and id; 0 without an id
        ("parent", pa.uint64()),  # the same of the post it reposts
        ("row", pa.int32()),  # where it stands in its group
    ],
)
#: The columns that are looked at.
READ: Final = ("platform", "post_id", "kind", "time", "time_precision", "author", "text", "repost_of")

_Ints = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]


def said(chunk: pa.RecordBatch, period: Window, given: Known | None = None) -> pa.Table:
    """The posts of a group in the period, comments left out.

    Args:
        chunk: the group's posts, in one batch; it needs the columns `READ`.
        period: the report period.
        given: what is `known` of the chunk, where that is worked out already.
    """
    authors, texts = known(chunk) if given is None else given
    posts, row, at, span = _posts(chunk.select(READ), period)
    original = pc.equal(posts.column("kind"), "original").to_numpy(zero_copy_only=False)
    columns = {
        "key": texts.key[row],
        "raw": texts.raw[row],
        "author": authors[row],
        "at": at,
        "span": span,
        "platform": posts.column("platform").dictionary_encode(),
        "statement": original & texts.statement[row],
        **_links(posts),
        "row": row.astype(np.int32),
    }
    return pa.table(columns, schema=SAID)


def linked(chunk: pa.RecordBatch, period: Window) -> pa.Table:
    """The columns of `said` that trees are made of."""
    posts, _row, at, span = _posts(chunk.select([name for name in READ if name not in {"author", "text"}]), period)
    return pa.table({**_links(posts), "at": at, "span": span})


def _links(posts: pa.RecordBatch) -> dict[str, _Hashes]:
    named = {"id": "post_id", "parent": "repost_of"}
    return {name: id_keys(posts.column("platform"), posts.column(column)) for name, column in named.items()}


def spelt(chunks: Iterable[pa.RecordBatch], rows: npt.NDArray[np.int32]) -> pa.Array:
    """The texts of these rows of a group whose posts are `chunks`."""
    texts = pa.chunked_array([chunk.column("text") for chunk in chunks], pa.string())
    return texts.take(pa.array(rows)).combine_chunks()


def _posts(chunk: pa.RecordBatch, period: Window) -> tuple[pa.RecordBatch, _Ints, _Ints, _Ints]:
    """Originals and reposts of the period: they, where each stood, when it was, how long that may last."""
    names = chunk.column("time_precision").dictionary_encode()
    spans = pa.array([SPANS[name] for name in names.dictionary.to_pylist()], pa.int64())
    span = spans.take(names.indices).to_numpy().copy()
    span[pc.is_null(chunk.column("time")).to_numpy(zero_copy_only=False)] = UNTIMED
    at = np.asarray(chunk.column("time").cast(pa.int64()).fill_null(0).to_numpy(), np.int64)
    of_volume = pc.is_in(chunk.column("kind"), value_set=pa.array(VOLUME)).to_numpy(zero_copy_only=False)
    kept = within(at, span, period) & of_volume
    return chunk.filter(pa.array(kept)), np.flatnonzero(kept), at[kept], span[kept]
