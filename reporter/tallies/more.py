"""Parts of a tally for what people do: flags of the vendor, and who speaks in which hour."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies.tables import PARTS

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
HOUR: Final = 3600
DAY: Final = 24 * HOUR
MILLIONTH: Final = 1_000_000


def flags(chunk: pa.RecordBatch, when: dict[str, Ints]) -> pa.Table:
    """The posts the vendor judged, by its flag."""
    columns = {**when, "kind": chunk.column("kind"), "sensitive": chunk.column("sensitive")}
    rows = pa.table({**columns, "n": np.ones(chunk.num_rows, np.int64)}, schema=PARTS["flags"].schema)
    return rows.filter(pc.is_valid(chunk.column("sensitive")))


def seen(chunk: pa.RecordBatch, when: dict[str, Ints]) -> pa.Table:
    """The posts by when the collection looked at them: within a day of posting or later, with a text or without."""
    age = pc.subtract(chunk.column("crawl_time").cast(pa.int64()), chunk.column("time").cast(pa.int64()))
    dated = np.asarray(age.is_valid().to_numpy(zero_copy_only=False), np.bool_) & (when["span"] == 0)
    young = dated & (np.asarray(age.fill_null(0).to_numpy(), np.int64) < DAY)
    gone = np.asarray(pc.equal(chunk.column("text"), "").to_numpy(zero_copy_only=False), np.bool_)
    counts = {"n": np.ones(chunk.num_rows, np.int64), "dated": dated, "young": young, "gone": gone}
    whole = {name: np.asarray(values, np.int64) for name, values in counts.items()}
    return pa.table({**when, "kind": chunk.column("kind"), **whole}, schema=PARTS["seen"].schema)


def weights(engagement: Ints) -> Ints:
    """1 + ln(1 + engagement) in millionths: whole numbers add up in any order."""
    return np.asarray(np.rint(MILLIONTH * (1 + np.log1p(engagement))), np.int64)


def pulls(posts: pa.RecordBatch) -> Ints:
    """What each post weighs, in millionths; 0 where the export states no count."""
    counts = [posts.column(name) for name in ("likes", "comments", "reposts")]
    stated = np.any([pc.is_valid(one).to_numpy(zero_copy_only=False) for one in counts], axis=0)
    engagement = sum(one.fill_null(0).to_numpy(zero_copy_only=False) for one in counts)
    return np.asarray(np.where(stated, weights(np.asarray(engagement, np.int64)), 0), np.int64)


def reached(posts: pa.RecordBatch, engagement: Ints) -> dict[str, pa.Table]:
    """The posts by stance and engagement."""
    columns = {
        "stance": posts.column("final_stance"),
        "engagement": engagement,
        "n": np.ones(len(engagement), np.int64),
    }
    return {"reach": pa.table(columns, schema=PARTS["reach"].schema)}


def pulled(authors: Hashes, posts: pa.RecordBatch, engagement: Ints) -> dict[str, pa.Table]:
    """What the posts of each author weigh, in all and the negative ones.

    Args:
        authors: hash of each post's author, shape (rows,).
        posts: the posts.
        engagement: theirs, shape (rows,).
    """
    weight = weights(engagement)
    negative = np.asarray(pc.equal(posts.column("final_stance"), "negative").to_numpy(zero_copy_only=False), np.bool_)
    columns = {"hash": authors, "negative": np.where(negative, weight, 0), "all": weight}
    return {"pull": pa.table(columns, schema=PARTS["pull"].schema)}


def active(authors: Hashes, at: Ints) -> pa.Table:
    """Who spoke in which full hour (UTC).

    Args:
        authors: hash of each post's author, shape (rows,).
        at: the posts' instants, seconds since 1970 UTC, shape (rows,).
    """
    return pa.table({"hour": at - at % HOUR, "hash": authors}, schema=PARTS["active"].schema)
