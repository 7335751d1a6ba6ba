"""Rows read back by stretches of a hash: all of them, those of one hash together, in memory or not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.buckets import Buckets
from tests.soak import examples

KIND = np.dtype([("hash", "<u8"), ("n", "<i8")])

_rows = st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63]), st.integers(0, 9)), max_size=20)


@given(st.lists(_rows, max_size=6), st.integers(0, 500), st.integers(1, 40))
@settings(max_examples=examples(40))
def test_every_row_comes_back_once_with_all_of_its_hash(
    parts: list[list[tuple[int, int]]],
    held: int,
    together: int,
) -> None:
    """However much of it memory holds, however many are read together, as often as wanted."""
    kept = Buckets(KIND, held=held, together=together)
    for part in parts:
        kept.add(np.array(part, KIND))

    for _pass in range(2):
        stretches = [stretch.tolist() for stretch in kept]
        assert sorted(row for some in stretches for row in some) == sorted(row for part in parts for row in part)
        seen = [{hash_ for hash_, _n in some} for some in stretches]
        assert sum(map(len, seen)) == len(set().union(*seen))
    assert len(kept) == sum(map(len, parts))


def test_without_a_row_there_is_one_empty_stretch() -> None:
    """Whoever adds up stretches needs no case of its own."""
    assert [len(stretch) for stretch in Buckets(KIND)] == [0]


def test_larger_hashes_come_later_and_a_million_rows_in_several_stretches() -> None:
    """Memory is bounded by a stretch, and what is sorted within stretches is sorted altogether."""
    kept = Buckets(KIND, held=0, together=100)
    kept.add(np.array([(2**64 - 1 - i * 2**55, i) for i in range(500)], KIND))

    stretches = list(kept)

    assert len(stretches) > 4
    ends = [(stretch["hash"].min(), stretch["hash"].max()) for stretch in stretches if len(stretch)]
    assert all(one[1] < other[0] for one, other in pairwise(ends))
