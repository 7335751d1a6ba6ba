"""What is left of the widest parts of a tally once nothing more is added: how often each count occurs.

Open, these parts have a row for each text, account, or account and hour, known by hashes
that differ from project to project.  Closed, they are exact histograms: as small for
twenty million posts as for two, and nobody's hash is among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.posts import KINDS
from reporter.tallies.tables import CLOSED

Rows = npt.NDArray[np.void]
Hashes = npt.NDArray[np.uint64]

_BY_KIND: Final = np.dtype([("hash", "<u8"), ("kind", "u1"), ("n", "<i8")])
#: The rows of each open part, as they wait for their like.
WIDE: Final[Mapping[str, np.dtype[np.void]]] = {
    "texts": _BY_KIND,
    "authors": _BY_KIND,
    "pull": np.dtype([("hash", "<u8"), ("negative", "<i8"), ("all", "<i8")]),
    "active": np.dtype([("hash", "<u8"), ("hour", "<i8")]),
}


def wide_rows(table: pa.Table, part: str) -> Rows:
    """A table of an open part as rows of `WIDE`."""
    rows = np.zeros(table.num_rows, WIDE[part])
    for name in rows.dtype.names or ():
        column = pc.index_in(table[name], value_set=pa.array(KINDS)) if name == "kind" else table[name]
        rows[name] = column.to_numpy()
    return rows


def closed_tables(part: str, stretches: Iterable[Rows], drawn: Hashes) -> dict[str, pa.Table]:
    """The closed tables made of an open part, by name.

    Args:
        part: its name.
        stretches: its rows, those of one hash always together.
        drawn: hashes of the texts of labelled posts, whose copies stay known one by one.
    """
    found: dict[str, list[pa.Table]] = {name: [] for name in _MADE[part]}
    for rows in stretches:
        for name, some in found.items():
            some.append(_CLOSE[name](rows, drawn))
    return {name: CLOSED[name].merged([CLOSED[name].schema.empty_table(), *some]) for name, some in found.items()}


def _counts(rows: Rows) -> tuple[Hashes, dict[str, npt.NDArray[np.int64]]]:
    """Each different hash, rising, and how many posts of each kind have it."""
    rows = rows[np.argsort(rows["hash"])]
    new = _begins(rows["hash"])
    cell = (np.cumsum(new) - 1) * len(KINDS) + rows["kind"]
    sums = np.bincount(cell, weights=rows["n"], minlength=len(KINDS) * int(new.sum())).astype(np.int64)
    by_kind = sums.reshape(-1, len(KINDS))
    return rows["hash"][new], {kind: by_kind[:, at] for at, kind in enumerate(KINDS)}


def _begins(sorted_: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    return np.append(True, sorted_[1:] != sorted_[:-1])[: len(sorted_)]


def _how_often(rows: Rows, _drawn: Hashes) -> pa.Table:
    _hashes, counts = _counts(rows)
    return _one_each(counts, "texts")


def _one_each(columns: Mapping[str, npt.NDArray[np.int64]], name: str) -> pa.Table:
    n = np.ones(len(next(iter(columns.values()))), np.int64)
    return CLOSED[name].merged([pa.table({**columns, "n": n}, schema=CLOSED[name].schema)])


def _one_by_one(rows: Rows, drawn: Hashes) -> pa.Table:
    hashes, counts = _counts(rows[np.isin(rows["hash"], drawn)])
    return pa.table({"hash": hashes, **counts}, schema=CLOSED["drawn"].schema)


def _weights(rows: Rows, _drawn: Hashes) -> pa.Table:
    rows = rows[np.argsort(rows["hash"])]
    first = np.flatnonzero(_begins(rows["hash"]))
    sums = {name: np.add.reduceat(rows[name], first) if len(rows) else rows[name] for name in ("negative", "all")}
    return _one_each(sums, "pull")


def _speakers(rows: Rows, _drawn: Hashes) -> pa.Table:
    pairs = pa.table({"hour": rows["hour"], "hash": rows["hash"]})
    different = pairs.group_by(["hour", "hash"], use_threads=False).aggregate([])
    return _one_each({"hour": different["hour"].to_numpy()}, "active")


_MADE: Final[Mapping[str, tuple[str, ...]]] = {
    "texts": ("texts", "drawn"),
    "authors": ("authors",),
    "pull": ("pull",),
    "active": ("active",),
}
_CLOSE: Final[Mapping[str, Callable[[Rows, Hashes], pa.Table]]] = {
    "texts": _how_often,
    "authors": _how_often,
    "drawn": _one_by_one,
    "pull": _weights,
    "active": _speakers,
}
