"""Tallies add up: any cut, any order, the same bytes; and count what a plain loop counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Final

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.engine.counting import summed
from reporter.labels import LABELLED, Hand, label_chunk
from reporter.posts import KINDS, STANCES
from reporter.tallies import VOLUME, Tally, merged, tally
from reporter.tallies.tables import Order, Ranked
from reporter.windows import AFTER, BEFORE, WHOLE, Window, Windows
from tests.builders import a_chunk, a_post
from tests.soak import examples

START: Final = datetime(2021, 6, 17, 16, 0, tzinfo=UTC)  # midnight in Shanghai
S: Final = int(START.timestamp())
DAY: Final = 86_400
#: A T0 that is neither a full hour nor a full minute, and a claim window across it.
T0: Final = S + 30_067
WINDOWS: Final = Windows(
    zone="Asia/Shanghai",
    t0=T0,
    items=(
        Window(WHOLE, S, S + 2 * DAY),
        Window(BEFORE, S, T0),
        Window(AFTER, T0, S + 2 * DAY),
        Window("claim:A1", T0 - 999, T0 + 12_345),
    ),
)

Row = dict[str, object]
RANKED: Final = pa.schema({"one": pa.string(), "other": pa.string(), "value": pa.int64(), "tie": pa.int64()})

_some = st.none() | st.integers(0, 30)
_rows = st.fixed_dictionaries(
    {
        "platform": st.sampled_from(["weibo", "douyin", "某论坛"]),
        "kind": st.sampled_from(KINDS),
        "time": st.none() | st.integers(-DAY, 3 * DAY).map(lambda s: START + timedelta(seconds=s)),
        "time_precision": st.sampled_from(["minute", "minute", "hour", "day", "imprecise"]),
        "stance": st.none() | st.sampled_from(STANCES),
        "text": st.sampled_from(["贵", "贵！", "退款", "😡", ""]),
        "author": st.none() | st.sampled_from(["a", "b", "c"]),
        "post_id": st.none() | st.sampled_from(["1", "2"]),
        "likes": _some,
        "comments": _some,
        "capped": st.booleans(),
        "sensitive": st.none() | st.booleans(),
        "region": st.none() | st.sampled_from(["北京", "境外"]),
        "line": st.integers(2, 5),
    },
)
rows = st.lists(_rows, max_size=25)


def labelled(posts: Sequence[Row]) -> pa.RecordBatch:
    """The posts with labels: post 1 labelled by hand, a long text negative, an empty one not scored."""
    scores = np.array([{"": np.nan}.get(str(p["text"]), 0.4 if len(str(p["text"])) > 1 else 0.6) for p in posts])
    return label_chunk(a_chunk(a_post(**post) for post in posts), scores, Hand(stances={"1": "negative"}))


def tallied(*posts: Row) -> Tally:
    """The tally of a few posts, each `hours` (1 without) after `START`."""
    timed = [
        {"text": "贵", "time": START + timedelta(hours=float(str(post.get("hours", 1)))), **post} for post in posts
    ]
    return tally(labelled([{name: post[name] for name in post if name != "hours"} for post in timed]), WINDOWS)


@given(rows, st.data())
@settings(max_examples=examples(20))
def test_any_cut_in_any_order_gives_the_same_bytes(posts: list[Row], data: st.DataObject) -> None:
    """Files, partitions and processes must not change a report."""
    whole = tally(labelled(posts), WINDOWS)
    shuffled = data.draw(st.permutations(posts))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(posts)), max_size=3)))
    parts = [tally(labelled(shuffled[a:b]), WINDOWS) for a, b in pairwise([0, *cuts, len(posts)])]

    assert reduce(add, parts).to_bytes() == whole.to_bytes()
    assert merged(parts[::-1]).to_bytes() == whole.to_bytes()
    assert (Tally() + whole).to_bytes() == (whole + Tally()).to_bytes() == whole.to_bytes()


_ranked = st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(-2, 2), st.integers(0, 9), st.booleans())


@given(st.lists(_ranked, max_size=30), st.sampled_from(["ascending", "descending"]), st.integers(1, 4))
def test_the_first_of_each_group_are_among_those_that_lead(
    rows: list[tuple[str, str, int, int, bool]], order: Order, keep: int
) -> None:
    """Posts that cannot be shown are left out before they are sorted; ties and unusable rows decide nothing."""
    names = ("one", "other", "value", "tie")
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)}, schema=RANKED)
    part = Ranked(schema=RANKED, group=("one", "other"), order=(("value", order),), keep=keep)
    usable = np.array([row[-1] for row in rows], bool)

    found = part.leading(table, usable)

    assert part.merged([table.take(pa.array(found))]).equals(part.merged([table.filter(pa.array(usable))]))
    assert usable[found].all()
    assert len(set(found.tolist())) == len(found)


def test_of_many_posts_few_lead() -> None:
    """That is what it is for: of a thousand posts of ten groups, one each and its ties."""
    table = pa.table({"one": ["abcdefghij"[n % 10] for n in range(1000)], "other": ["x"] * 1000, "value": range(1000)})
    table = table.append_column("tie", pa.array([0] * 1000)).cast(RANKED)
    part = Ranked(schema=RANKED, group=("one", "other"), order=(("value", "descending"),), keep=1)

    assert sorted(part.leading(table, np.ones(1000, bool)).tolist()) == list(range(990, 1000))


@given(rows)
@settings(max_examples=examples(15))
def test_a_tally_survives_its_bytes(posts: list[Row]) -> None:
    """What the cache keeps answers and adds like the original."""
    whole = tally(labelled(posts), WINDOWS)

    again = Tally.from_bytes(whole.to_bytes())

    assert again.to_bytes() == whole.to_bytes()
    assert again.windows == WINDOWS
    assert (again + again).to_bytes() == (whole + whole).to_bytes()


@given(rows, st.integers(1, 5))
@settings(max_examples=examples(15))
def test_a_closed_tally_answers_as_a_plain_loop_and_as_the_open_one(posts: list[Row], cut: int) -> None:
    """Histograms in the place of hashes lose no answer, however the posts were cut and stacked."""
    whole = tally(labelled(posts), WINDOWS)
    parts = [tally(labelled(posts[at : at + cut]), WINDOWS) for at in range(0, len(posts), cut)]

    closed = summed(parts, WINDOWS)

    inside = [post for post in posts if _inside(post, WINDOWS[WHOLE])]
    assert closed.to_bytes() == whole.closed().to_bytes() == Tally.from_bytes(closed.to_bytes()).to_bytes()
    for kinds in (VOLUME, KINDS, ("comment",)):
        said = Counter(p["author"] for p in inside if p["kind"] in kinds and p["author"])
        texts = Counter(
            str(p["text"]).strip("！") for p in inside if p["kind"] in kinds and p["text"] not in ("", "😡")
        )
        assert closed.authors(kinds=kinds) == whole.authors(kinds=kinds) == len(said)
        assert closed.posts_per_author(kinds=kinds).tolist() == sorted(said.values())
        assert (closed.distinct_texts(kinds=kinds), closed.texts(kinds=kinds)) == (len(texts), sum(texts.values()))
        assert closed.most_copied(kinds=kinds) == max(texts.values(), default=0)


def test_nobodys_hash_is_left_in_a_closed_tally_and_nothing_is_added_to_it() -> None:
    """Only texts somebody labelled keep their hash; a report stands on a closed tally."""
    closed = tallied({"author": "a", "post_id": "1"}, {"author": "b", "text": "退款"}).closed()

    assert {name for name, table in closed.tables.items() if "hash" in table.schema.names} == {"marks", "drawn"}
    assert closed.tables["drawn"].num_rows == closed.tables["marks"].num_rows
    with pytest.raises(ValueError, match="closed"):
        closed + closed


SPAN: Final = {"minute": 0, "hour": 3600, "day": DAY}


def _inside(post: Row, window: Window) -> bool:
    """The definition, one post at a time."""
    at, precision = post["time"], str(post["time_precision"])
    if not isinstance(at, datetime) or precision == "imprecise":
        return False
    second = int(at.timestamp())
    return window.start <= second < window.end and second + SPAN[precision] <= window.end


@given(rows)
@settings(max_examples=examples(25))
def test_every_window_counts_what_a_plain_loop_counts(posts: list[Row]) -> None:
    """Windows are cut to the second although cells are hours."""
    whole = tally(labelled(posts), WINDOWS)

    for window in WINDOWS.items:
        inside = [post for post in posts if _inside(post, window)]
        volume = [post for post in inside if post["kind"] in VOLUME]
        assert whole.count(window.id) == len(volume)
        assert whole.kind_counts(window.id) == Counter(post["kind"] for post in inside)
        assert whole.platform_counts(window.id) == Counter(post["platform"] for post in volume)
        assert whole.stance_counts(window.id, source="export", kinds=KINDS) == Counter(
            post["stance"] for post in inside if post["stance"]
        )
        assert whole.engagement(window.id).likes == sum(int(str(post["likes"] or 0)) for post in volume)


@given(rows)
@settings(max_examples=examples(12))
def test_hours_and_what_has_no_hour_make_up_the_window(posts: list[Row]) -> None:
    """No post is lost between the curve and the count, by the clock and counted from T0."""
    whole = tally(labelled(posts), WINDOWS)

    for window in WINDOWS.items:
        for from_response in (False, True):
            hourly = whole.hourly(window.id, from_response=from_response)
            assert hourly.counts.sum() + hourly.unplaced == whole.count(window.id)
            assert (hourly.start - (T0 if from_response else 0)) % 3600 == 0
            assert hourly.start <= window.start < hourly.start + 3600
            assert window.end <= hourly.start + 3600 * len(hourly.counts) < window.end + 3600


@given(rows)
@settings(max_examples=examples(15))
def test_every_post_is_somewhere(posts: list[Row]) -> None:
    """All posts are timed or untimed; the labels' sources make up the volume."""
    whole = tally(labelled(posts), WINDOWS)

    volume = [post for post in posts if post["kind"] in VOLUME]
    usable = [p for p in volume if p["time"] is not None and p["time_precision"] != "imprecise"]
    assert whole.total() == len(volume)
    assert whole.untimed() == len(volume) - len(usable)
    assert sum(whole.source_counts().values()) == sum(whole.stance_counts().values()) == whole.count()
    assert sum(whole.hand_pairs().values()) == sum(whole.hand_counts().values())
    assert sum(whole.facet("region").values()) == whole.count()
    assert whole.kinds() == tuple(sorted({str(post["kind"]) for post in posts}))


def test_ten_posts_counted_by_hand() -> None:
    """Ten rows a reader can count: comments are never silently inside 声量."""
    whole = tallied(
        {"hours": 0, "stance": "negative", "likes": 5, "author": "a"},
        {"hours": 0.5, "stance": "negative", "comments": 1, "author": "a", "text": "贵！"},
        {"hours": 0.9, "stance": "neutral", "author": "b"},
        {"hours": 1, "kind": "repost", "text": "退款"},
        {"hours": 1, "kind": "comment", "stance": "negative", "text": "退款"},
        {"hours": 9, "platform": "douyin", "post_id": "1"},
        {"hours": 47.9, "stance": "positive", "likes": 7, "capped": True},
        {"hours": 48, "stance": "negative", "likes": 99},
        {"hours": 0, "time_precision": "day"},
        {"hours": 0, "time_precision": "imprecise"},
    )

    assert (whole.count(), whole.count(kinds=("comment",)), whole.total(), whole.untimed()) == (7, 1, 9, 1)
    assert (whole.count(BEFORE), whole.count(AFTER), whole.uncertain(BEFORE)) == (4, 2, 1)
    assert whole.hourly().counts.tolist() == [3, 1, *[0] * 7, 1, *[0] * 37, 1]
    assert whole.hourly().unplaced == 1
    assert whole.stance_counts() == {"negative": 4, "neutral": 1, "positive": 1, "undetermined": 1}
    assert whole.source_counts() == {"export": 4, "hand": 1, "machine": 2}
    assert whole.count(stance="negative", source="export") == 2
    assert whole.hand_pairs() == {("negative", "undetermined"): 1}
    assert whole.engagement() == (12, 1, 0, 3, 1)
    assert (whole.authors(), whole.texts(), whole.distinct_texts()) == (2, 7, 2)
    assert [post.engagement for post in whole.top_posts()] == [7, 5, 1]
    assert whole.platforms() == ("douyin", "weibo")
    assert whole.extent() == (S, S + 48 * 3600)
    assert whole.first_negative() == S


def test_an_hour_with_ragged_ends_stands_where_its_middle_is() -> None:
    """A crawler's "9 hours ago" is no reason to leave a post off the curve."""
    posts: list[Row] = [{"hours": hours, "time_precision": "hour"} for hours in (1, 1.4, 1.6)]

    whole = tallied(*posts)

    assert whole.hourly().counts[:4].tolist() == [0, 2, 1, 0]
    assert whole.hourly().unplaced == 0


def test_the_first_post_is_told_by_platform_and_stance_and_to_the_minute_only() -> None:
    """A post known to the day is not the first of its midnight."""
    whole = tallied(
        {"hours": 0, "time_precision": "day", "text": "不算"},
        {"hours": 0.5, "kind": "comment", "text": "评论"},
        {"hours": 3, "text": "先"},
        {"hours": 4, "text": "后", "stance": "negative"},
        {"hours": 5, "text": "另", "platform": "douyin"},
    )

    first, negative, douyin = (
        whole.first_seen(),
        whole.first_seen(stance="negative"),
        whole.first_seen(platform="douyin"),
    )

    assert [post.text for post in (first, negative, douyin) if post] == ["先", "后", "另"]
    assert whole.first_seen(platform="xhs") is None


def test_the_most_engaged_posts_are_kept_for_each_stance() -> None:
    """Loud praise must not push criticism off the list; equal engagement goes by time."""
    loud = [{"hours": 1, "stance": "positive", "likes": 1000 + i, "line": i} for i in range(40)]
    quiet = [{"hours": 3 - i, "stance": "negative", "likes": 1, "line": i} for i in range(2)]

    whole = tallied(*loud[:20], *quiet) + tallied(*loud[20:])

    assert [post.likes for post in whole.top_posts(2)] == [1039, 1038]
    assert len(whole.top_posts(99, stance="positive")) == 30
    assert [post.time for post in whole.top_posts(stance="negative")] == [S + 7200, S + 10_800]


def test_the_zero_answers_every_question() -> None:
    """An incident without posts is a normal incident."""
    zero = Tally()

    assert (zero.count(), zero.total(), zero.authors(), zero.untimed()) == (0, 0, 0, 0)
    assert zero.hourly().counts.tolist() == []
    assert zero.first_seen() is None
    assert zero.extent() is None
    assert (*zero.platforms(), *zero.top_posts()) == ()
    assert Tally.from_bytes(zero.to_bytes()).to_bytes() == zero.to_bytes()
    assert tally(labelled([]), WINDOWS).to_bytes() == Tally(WINDOWS).to_bytes()


def test_what_cannot_be_added_or_asked_is_a_bug() -> None:
    """Another cut, another format, hours from a T0 that is not known: refused, never guessed."""
    other = Windows(zone="UTC", t0=None, items=WINDOWS.items[:1])

    with pytest.raises(ValueError, match="windows"):
        Tally(WINDOWS) + Tally(other)
    with pytest.raises(ValueError, match="T0"):
        Tally(other).hourly(from_response=True)
    with pytest.raises(KeyError):
        Tally(other).count(BEFORE)
    with pytest.raises(ValueError, match="99"):
        Tally.from_bytes(Tally().to_bytes().replace(b'"format": 3', b'"format": 99'))


def test_the_chunk_it_counts_is_the_labelled_one() -> None:
    """The two schemas never drift apart."""
    assert labelled([]).schema == LABELLED
