"""The thread is the same whole or in groups, held or on disk: every way of working it out against the plain one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.tallies import thread
from reporter.tallies.related import Related, related_all
from reporter.tallies.statement import Statement
from reporter.tallies.thread import Members, joined, members
from reporter.text.copies import Keys, clustered, marks
from tests.builders import a_chunk, a_post
from tests.plain_thread import plain_thread

T0: Final = datetime(2021, 6, 19, 10, tzinfo=UTC)
WORDS: Final = "我们对价格展示差异深表歉意，差价将全额退还，无需申诉。"
TEXTS: Final = (
    *(WORDS, f"【声明】{WORDS}", WORDS.replace("无需", "不用"), f"我看{'说得好听，' * 20}{WORDS}"),
    *("转发微博", "", "差价什么时候退还，一直没有人来联系我们", "差价何时退还，一直没有人来联系我们"),
)
ROOT: Final = "3501756485200075"
ADDRESS: Final = "https://news.example.com/a.html"
IDS: Final = (ROOT, "12345678", "012345678", "a", "b", "c", "d", "")
LINKS: Final = ("https://weibo.com/1/z0JH2lOMb?from=page", "a" * 8, ADDRESS, "12345678", "#")


def a_related_post() -> st.SearchStrategy[dict[str, object]]:
    """Posts of few ids, texts and moments, so that they meet."""
    some_id = st.none() | st.sampled_from(IDS)
    hours = st.sampled_from([-3.0, -0.5, 0.0, 1.0, 5.99, 6.0, 30.0])
    return st.builds(
        a_post,
        platform=st.sampled_from(["weibo", "douyin", "tieba"]),
        post_id=some_id,
        kind=st.sampled_from(["original", "repost", "repost", "comment"]),
        time=st.none() | hours.map(lambda hour: T0 + timedelta(hours=hour)),
        text=st.sampled_from(TEXTS),
        url=st.sampled_from([None, "", ADDRESS, "HTTP://news.example.com/a.html/#top", ADDRESS + "?x=1"]),
        repost_of=some_id,
        parent_id=some_id,
    )


def a_statement() -> st.SearchStrategy[Statement]:
    """Known by links, by wordings, by both."""
    return st.builds(
        Statement,
        links=st.lists(st.sampled_from(LINKS), max_size=2).map(tuple),
        texts=st.lists(st.sampled_from([WORDS, WORDS * 3, "致歉"]), max_size=2).map(tuple),
        t0=st.just(int(T0.timestamp())),
    )


def some_clusters() -> st.SearchStrategy[dict[int, int]]:
    """Which texts are near copies: any cluster whose key is a text's."""
    keys = [key for key in marks(TEXTS).key.tolist() if key]
    return st.dictionaries(st.sampled_from(keys), st.sampled_from(keys), max_size=3)


def known(clusters: dict[int, int]) -> Keys:
    """The clusters as `text.copies` keeps them."""
    pairs = sorted(clusters.items())
    return np.array([[key for key, _one in pairs], [one for _key, one in pairs]], np.uint64).reshape(2, -1)


def pieces(posts: Sequence[Any], cuts: Sequence[int]) -> list[tuple[int, pa.RecordBatch]]:
    """The posts cut at these places: where each piece begins, and the piece."""
    edges = [0, *sorted(min(cut, len(posts)) for cut in cuts), len(posts)]
    return [(first, a_chunk(posts[first:end])) for first, end in pairwise(edges)]


def places(found: Members, begins: Sequence[int]) -> list[int]:
    """Where the members stand among all posts."""
    return sorted(begins[number] + int(row) for number, rows in found.rows.items() for row in rows)


CUTS: Final = st.lists(st.integers(0, 10), max_size=2)


@settings(max_examples=60)
@given(st.lists(a_related_post(), max_size=10), a_statement(), some_clusters(), CUTS, CUTS)
def test_any_cut_into_groups_and_chunks_gives_the_plain_thread(
    posts: list[dict[str, object]], statement: Statement, clusters: dict[int, int], cuts: list[int], inner: list[int]
) -> None:
    """What groups give goes as bytes from process to process; a group's posts lie in several chunks."""
    groups = pieces(posts, cuts)
    parts = [
        related_all([chunk for _first, chunk in pieces(group.to_pylist(), inner)], statement).to_bytes()
        for _first, group in groups
    ]

    found = joined(map(Related.from_bytes, parts), lambda keys: clustered(keys, known(clusters)))

    facts, inside = plain_thread(posts, statement, clusters)
    assert found.facts == facts
    assert places(found, [first for first, _group in groups]) == inside


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=40))
def test_chains_are_followed_through_whatever_lies_on_disk(edges: list[tuple[int, int]]) -> None:
    """Many posts are read back in stretches of hashes, over which a chain runs to and fro; circles end."""
    posts = [a_post(post_id=f"p{one}", kind="repost", repost_of=f"p{other}", time=T0) for one, other in edges]
    posts.append(a_post(post_id="p0", url=ADDRESS, time=T0))
    statement = Statement(links=(ADDRESS,), texts=(), t0=int(T0.timestamp()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thread, "_HELD", 0)
        patch.setattr(thread, "_TOGETHER", 1)
        found = members([a_chunk(posts)], statement)

    facts, inside = plain_thread(posts, statement, {})
    assert found.facts == facts
    assert places(found, [0]) == inside


def test_a_long_chain_is_followed_to_its_end() -> None:
    """A repost of a repost, a thousand times, written before what it passes on."""
    posts = [a_post(post_id=str(n), kind="repost", repost_of=str(n - 1), time=T0) for n in range(1_000, 0, -1)]
    statement = Statement(links=("00000000",), texts=(), t0=int(T0.timestamp()))

    found = members([a_chunk([*posts, a_post(post_id="0", url="00000000", time=T0)])], statement)

    assert (found.facts.own, found.facts.hanging) == (1, 1_000)
