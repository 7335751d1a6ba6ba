"""What a post is known by, and which rows of one post there are: the fast ways beside the plain ones."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reporter.intake import merge
from reporter.intake.merge import id_keys

#: Ids of digits alone that fit a 64-bit number, without a zero in front.
NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")

_ids = st.none() | st.text("0123456789", max_size=20) | st.text("0129-+.ax٣ ", max_size=20) | st.text(max_size=5)


@given(st.lists(_ids, max_size=12), st.integers(0, 3))
def test_an_id_is_a_number_when_it_is_written_as_one(ids: list[str | None], cut: int) -> None:
    """Other spellings of a number (007, +7, ٣) are other ids; a slice of a column is read like the column."""
    column = pa.array(ids, pa.string())[cut:]

    assert merge._numeric(column).tolist() == [bool(one and NUMBER.fullmatch(one)) for one in ids[cut:]]  # noqa: SLF001


@given(st.lists(st.tuples(st.sampled_from(["weibo", "xhs"]), _ids), max_size=12))
def test_a_key_depends_on_platform_and_id_and_on_nothing_beside_them(posts: list[tuple[str, str | None]]) -> None:
    """The same alone and among others; 0 without an id, different for different posts."""
    platforms, ids = ([post[side] for post in posts] for side in (0, 1))
    keys = id_keys(pa.array(platforms, pa.string()), pa.array(ids, pa.string())).tolist()

    alone = [int(id_keys(pa.array([platform]), pa.array([one], pa.string()))[0]) for platform, one in posts]
    assert keys == alone
    assert [key == 0 for key in keys] == [not one for one in ids]
    named = [post for post in posts if post[1]]
    assert len(set(keys) - {0}) == len(set(named))
