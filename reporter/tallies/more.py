"""Parts of a tally for what people do: flags of the vendor, and who speaks in which hour."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies.tables import ACTIVE, PARTS

Ints = npt.NDArray[np.int64]
HOUR: Final = 3600
MILLIONTH: Final = 1_000_000


def flags(chunk: pa.RecordBatch, when: dict[str, Ints]) -> pa.Table:
    """The posts the vendor judged, by its flag."""
    columns = {**when, "kind": chunk.column("kind"), "sensitive": chunk.column("sensitive")}
    rows = pa.table({**columns, "n": np.ones(chunk.num_rows, np.int64)}, schema=PARTS["flags"].schema)
    return rows.filter(pc.is_valid(chunk.column("sensitive")))


def weights(engagement: Ints) -> Ints:
    """1 + ln(1 + engagement) in millionths: whole numbers add up in any order."""
    return np.asarray(np.rint(MILLIONTH * (1 + np.log1p(engagement))), np.int64)


def reached(posts: pa.RecordBatch, engagement: Ints) -> dict[str, pa.Table]:
    """The posts by stance and engagement."""
    columns = {
        "stance": posts.column("final_stance"),
        "engagement": engagement,
        "n": np.ones(len(engagement), np.int64),
    }
    return {"reach": pa.table(columns, schema=PARTS["reach"].schema)}


def pulled(hashed: pa.Table, posts: pa.RecordBatch, engagement: Ints) -> dict[str, pa.Table]:
    """What the posts of each author weigh, in all and the negative ones.

    Args:
        hashed: one row a post with its author's `hash`.
        posts: the same posts.
        engagement: theirs, shape (rows,).
    """
    weight = weights(engagement)
    negative = np.asarray(pc.equal(posts.column("final_stance"), "negative").to_numpy(zero_copy_only=False), np.bool_)
    columns = {"hash": hashed["hash"], "negative": np.where(negative, weight, 0), "all": weight}
    return {"pull": pa.table(columns, schema=PARTS["pull"].schema)}


def active(hashed: pa.Table, at: Ints) -> pa.Table:
    """Who spoke in which full hour (UTC).

    Args:
        hashed: one row a post with its author's `hash`.
        at: the posts' instants, seconds since 1970 UTC, shape (rows,).
    """
    return pa.table({"hour": at - at % HOUR, "hash": hashed["hash"]}, schema=ACTIVE.schema)


def distinct(table: pa.Table, hours: range) -> npt.NDArray[np.float64]:
    """Different authors of each hour: counted up to the sketch's size, estimated beyond it.

    Args:
        table: a table of `ACTIVE`.
        hours: first instants of the hours, in steps of an hour.
    """
    hour = np.asarray(table["hour"].to_numpy(), np.int64)
    inside = (hour >= hours.start) & (hour < hours.stop)
    place = (hour[inside] - hours.start) // HOUR
    counts = np.bincount(place, minlength=len(hours)).astype(float)
    highest = np.zeros(len(hours))
    np.maximum.at(highest, place, table["hash"].to_numpy()[inside].astype(float))
    full = counts >= ACTIVE.keep
    counts[full] = (ACTIVE.keep - 1) * 2.0**64 / highest[full]
    return counts


def sketch_error(authors: npt.NDArray[np.float64]) -> float:
    """Half the 95 % interval of the mean of hours that `distinct` counted; 0 while none had to be estimated.

    Source: Beyer et al. 2007, SIGMOD, 199-210: the estimate from the k lowest hashes errs by about 1 / sqrt(k - 2).
    """
    estimated = authors[authors >= ACTIVE.keep]
    return float(1.96 * np.sqrt((estimated**2).sum() / (ACTIVE.keep - 2)) / max(len(authors), 1))
