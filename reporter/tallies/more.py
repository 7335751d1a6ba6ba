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


def flags(chunk: pa.RecordBatch, when: dict[str, Ints]) -> pa.Table:
    """The posts the vendor judged, by its flag."""
    columns = {**when, "kind": chunk.column("kind"), "sensitive": chunk.column("sensitive")}
    rows = pa.table({**columns, "n": np.ones(chunk.num_rows, np.int64)}, schema=PARTS["flags"].schema)
    return rows.filter(pc.is_valid(chunk.column("sensitive")))


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
