"""The tables inside a tally and how they add up.

Two shapes suffice.  A `Sums` table has one row for each key and sums what
stands beside it, if anything; a `Ranked` table keeps the first few rows of every group in an
order that leaves no ties.  Both merges are associative and commutative, and
hold whole numbers only, so any cut of the data gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.posts import KINDS

Order = Literal["ascending", "descending"]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_TEXT: Final = pa.string()
_INT: Final = pa.int64()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """A table with one row for each key.

    Args:
        keys: columns that tell rows apart, with their types.
        values: int64 columns that are summed where the keys are equal.
    """

    keys: tuple[tuple[str, pa.DataType], ...]
    values: tuple[str, ...] = ("n",)

    @property
    def schema(self) -> pa.Schema:
        """Keys, then values."""
        return pa.schema([*self.keys, *((value, _INT) for value in self.values)])

    def merged(self, tables: Sequence[pa.Table]) -> pa.Table:
        """One table with the rows of all, equal keys summed, in order of the keys."""
        names = [name for name, _type in self.keys]
        grouped = pa.concat_tables(tables).group_by(names, use_threads=False)
        summed = grouped.aggregate([(value, "sum") for value in self.values])
        plain = summed.select([*names, *(f"{value}_sum" for value in self.values)])
        ordered = plain.rename_columns(self.schema.names).sort_by([(name, "ascending") for name in names])
        return ordered.cast(self.schema).combine_chunks()

    def less(self, whole: pa.Table, part: pa.Table) -> pa.Table:
        """The rows of `whole` with those of `part`, which stand in it, taken off."""
        for value in self.values:
            taken = pc.negate(part[value])
            part = part.set_column(part.schema.get_field_index(value), value, taken)
        left = self.merged([whole, part])
        return left.filter(pc.not_equal(left[self.values[0]], 0)).combine_chunks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A table that keeps the first rows of every group.

    Args:
        schema: its columns.
        group: columns that form the groups.
        order: what ranks first inside a group; ties go by all other columns, so none is left.
        keep: rows kept in each group.
    """

    schema: pa.Schema
    group: tuple[str, ...]
    order: tuple[tuple[str, Order], ...]
    keep: int

    def merged(self, tables: Sequence[pa.Table]) -> pa.Table:
        """One table with the first `keep` rows of every group of all."""
        named = {*self.group, *(name for name, _order in self.order)}
        rest = [name for name in self.schema.names if name not in named]
        by: list[tuple[str, Order]] = [(name, "ascending") for name in self.group]
        by += [*self.order, *((name, "ascending") for name in rest)]
        rows = pa.concat_tables(tables).select(self.schema.names).sort_by(by)
        first = rows.take(pa.array(np.flatnonzero(_places(_codes(rows.select(self.group))) < self.keep)))
        # Through Python values: what lies under a null differs from cut to cut, and bytes must not.
        return pa.Table.from_pylist(first.to_pylist(), schema=self.schema)

    def leading(self, table: pa.Table, usable: Bools) -> Ints:
        """Where the rows stand that may be the first of their group: `merged` keeps the same of these as of all usable.

        To sort and copy whole posts is dear, so all but these few are left where they are.

        Args:
            table: columns `schema`; the first of `order` has no null where `usable`, and whole numbers.
            usable: the rows that are looked at.
        """
        rows = np.flatnonzero(usable)
        (name, order), *_ties = self.order
        value = np.asarray(pc.fill_null(table[name], 0).to_numpy(), np.int64)[rows]
        group = _codes(table.select(self.group))[rows]
        by = np.lexsort((value if order == "ascending" else -value, group))
        place = _places(group[by])
        # Whatever ties with the last one kept may stand before it by another column.
        last = np.maximum.accumulate(np.where(place < self.keep, np.arange(len(by)), 0))
        leading: Ints = rows[by[value[by] == value[by][last]]]
        return leading


def _codes(columns: pa.Table) -> Ints:
    """A number of each row, equal where the rows are."""
    code = np.zeros(columns.num_rows, np.int64)
    for column in columns.columns:
        one = column.combine_chunks().dictionary_encode()
        code = code * (len(one.dictionary) + 1) + one.indices.fill_null(len(one.dictionary)).to_numpy()
    return code


def _places(code: Ints) -> Ints:
    """Position of each row inside its group, from 0; the rows of a group have one code and stand together."""
    at = np.arange(len(code))
    new = np.append(True, code[1:] != code[:-1])[: len(code)]
    return at - np.maximum.accumulate(np.where(new, at, 0))


#: A post as pages show it: counts are null where the export does not say.
POST: Final = pa.schema(
    [
        ("engagement", _INT),
        ("time", _INT),
        ("platform", _TEXT),
        ("kind", _TEXT),
        ("stance", _TEXT),
        ("source", _TEXT),
        ("text", _TEXT),
        ("likes", _INT),
        ("comments", _INT),
        ("reposts", _INT),
        ("capped", pa.bool_()),
        ("author", _TEXT),
        ("channel", _TEXT),
        ("account_type", _TEXT),
        ("region", _TEXT),
        ("url", _TEXT),
        ("post_id", _TEXT),
        ("file", _TEXT),
        ("line", _INT),
    ],
)

# When: `start` is the last boundary (full hour, T0 plus whole hours, or edge of a window) at or
# before the post, in seconds since 1970 UTC, so that every window is a whole number of cells.
# `span` is 0 for a post known to the minute; else how long the post's time may last in seconds.
_WHEN: Final = (("start", _INT), ("span", _INT))
_HASH: Final = (("kind", _TEXT), ("hash", pa.uint64()))

#: The posts that went farthest, and the first ones.
TOP: Final = Ranked(schema=POST, group=("stance",), order=(("engagement", "descending"),), keep=30)
FIRST: Final = Ranked(schema=POST, group=("platform", "kind", "stance"), order=(("time", "ascending"),), keep=1)

PARTS: Final[dict[str, Sums | Ranked]] = {
    "cells": Sums(
        keys=(*_WHEN, ("platform", _TEXT), ("kind", _TEXT), ("stance", _TEXT), ("source", _TEXT)),
        values=("n", "likes", "comments", "reposts", "counted", "capped"),
    ),
    "hand": Sums(keys=(*_WHEN, ("platform", _TEXT), ("kind", _TEXT), ("hand", _TEXT), ("machine", _TEXT))),
    # The labelling sample (`samples`): what is not labelled by stratum, what is post by post.
    "strata": Sums(
        keys=(*_WHEN, ("platform", _TEXT), ("kind", _TEXT), ("band", _TEXT), ("export", _TEXT)),
        values=(
            *("n", "negative", "negative_squares", "positive", "positive_squares"),
            *("pull", "pull_negative", "pull_squares"),
        ),
    ),
    "marks": Sums(
        keys=(
            *(*_WHEN, ("platform", _TEXT), ("kind", _TEXT), ("band", _TEXT), ("export", _TEXT), ("hand", _TEXT)),
            *(("viewpoints", _TEXT), ("negative", _INT), ("positive", _INT), ("hash", pa.uint64()), ("pull", _INT)),
        ),
    ),
    "texts": Sums(keys=_HASH),
    "authors": Sums(keys=_HASH),
    "facets": Sums(keys=(("facet", _TEXT), ("value", _TEXT), ("kind", _TEXT), ("stance", _TEXT))),
    "top": TOP,
    "first": FIRST,
    # How far posts went: how many have so much engagement, and what each author's posts weigh (millionths).
    "reach": Sums(keys=(("stance", _TEXT), ("engagement", _INT))),
    "pull": Sums(keys=(("hash", pa.uint64()),), values=("negative", "all")),
    "flags": Sums(keys=(*_WHEN, ("kind", _TEXT), ("sensitive", pa.bool_()))),
    # Whether posts were looked at within a day of posting, and whether they still show a text.
    "seen": Sums(keys=(*_WHEN, ("kind", _TEXT)), values=("n", "dated", "young", "gone")),
    # Who spoke in which full hour.
    "active": Sums(keys=(("hour", _INT), ("hash", pa.uint64())), values=()),
}

_KINDS: Final = tuple((kind, _INT) for kind in KINDS)
#: What takes the place of the widest parts in a closed tally (`closed`), to which nothing is added any more.
CLOSED: Final[dict[str, Sums]] = {
    # Texts, and accounts, by how many posts of each kind they have.
    "texts": Sums(keys=_KINDS),
    "authors": Sums(keys=_KINDS),
    # Accounts by what their posts weigh, hours by who spoke in them.
    "pull": Sums(keys=(("negative", _INT), ("all", _INT))),
    "active": Sums(keys=(("hour", _INT),)),
    # The texts of labelled posts with their posts of each kind.
    "drawn": Sums(keys=(("hash", pa.uint64()), *_KINDS), values=()),
}

#: The parts that are cut by time and that posts can be taken off again.
TIMED: Final[dict[str, Sums]] = {
    name: part for name, part in PARTS.items() if isinstance(part, Sums) and ("start", _INT) in part.keys
}


def to_ipc(table: pa.Table) -> bytes:
    """The table as one Arrow stream; equal tables give equal bytes."""
    sink = pa.BufferOutputStream()
    # The hashes of two million posts are 46 MB plain and 19 MB packed.
    packed = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=packed) as writer:
        writer.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


def from_ipc(data: bytes) -> pa.Table:
    """The table `to_ipc` wrote."""
    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()
