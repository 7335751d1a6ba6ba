"""The labelling sample: in proportion, extensible, blind, and each copy with a chance of its own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.labels import Hand, keys_of, label_chunk, text_key
from reporter.labels.design import LEAST, Stratum, allocation, band_of, pools, weights
from reporter.labels.draw import Candidate, Drawn, Frame, drawn, framed, items
from reporter.windows import AFTER, BEFORE, WHOLE, Window, Windows
from tests.builders import a_chunk, a_post
from tests.soak import examples

START: Final = datetime(2021, 6, 17, 16, 0, tzinfo=UTC)
S: Final = int(START.timestamp())
T0: Final = S + 36_000
ITEMS: Final = (Window(WHOLE, S, S + 86_400), Window(BEFORE, S, T0), Window(AFTER, T0, S + 86_400))
WINDOWS: Final = Windows(zone="Asia/Shanghai", t0=T0, items=ITEMS)
QUIET: Final = Windows(zone="Asia/Shanghai", t0=None, items=ITEMS[:1])

_sizes = st.dictionaries(
    st.builds(Stratum, st.sampled_from(["weibo", "douyin", "xhs"]), st.sampled_from(["0", "1", "2", "3", "4", "-"])),
    st.integers(0, 400),
    max_size=12,
)


@given(_sizes, st.integers(0, 500))
@settings(max_examples=examples(80))
def test_labels_go_to_strata_in_proportion(sizes: dict[Stratum, int], n: int) -> None:
    """Each pool gets its share to within one label, all get n, and no pool is too small for two."""
    whole = sum(sizes.values())

    found = allocation(sizes, n)

    assert sum(found.values()) == min(n, whole)
    assert sorted(one for group in found for one in group) == sorted(one for one, size in sizes.items() if size)
    for group, labels in found.items():
        size = sum(sizes[one] for one in group)
        assert abs(labels - min(n, whole) * size / whole) < 1
        assert labels <= size
        assert labels >= min(LEAST, n, whole) or len(found) == 1


@given(_sizes, st.floats(0.5, 10))
@settings(max_examples=examples(60))
def test_pools_hold_enough_and_every_stratum_once(counts: dict[Stratum, int], least: float) -> None:
    """Only when all together are too few is a pool smaller."""
    place = pools(counts, least)

    assert place.keys() == counts.keys()
    sums: Counter[int] = Counter()
    for stratum, i in place.items():
        sums[i] += counts[stratum]
    assert len(place) == 0 or all(total >= least for total in sums.values()) or len(sums) == 1


@given(_sizes.filter(lambda sizes: sum(sizes.values()) > 0), st.data())
@settings(max_examples=examples(40))
def test_the_weights_of_all_labels_are_all_posts(sizes: dict[Stratum, int], data: st.DataObject) -> None:
    """No post is lost whose stratum nobody labelled."""
    labelled = {stratum: data.draw(st.integers(0, size)) for stratum, size in sizes.items()}

    found = weights(labelled, sizes)

    if sum(labelled.values()) >= LEAST:
        total = sum(found[stratum] * n for stratum, n in labelled.items() if n)
        assert total == pytest.approx(sum(sizes.values()))


def test_bands_are_fifths_and_a_post_without_a_score_has_its_own() -> None:
    """The edges are fixed: a draw of next week must meet the same strata."""
    assert band_of(np.array([0.0, 0.19, 0.2, 0.99, 1.0, np.nan])).tolist() == ["0", "0", "1", "4", "4", "-"]


def chunk_of(n: int, *, copies: int = 0, first: int = 0) -> pa.RecordBatch:
    """`n` posts over the day, with scores, the first `copies` of them alike."""
    posts = [
        a_post(
            post_id=str(i),
            platform="weibo" if i % 3 else "douyin",
            time=START + timedelta(minutes=(i * 7) % 1440),
            text="都被扣了" if i < copies else f"第{i}条",
        )
        for i in range(first, first + n)
    ]
    scores = np.array([(i * 37 % 100) / 100 for i in range(first, first + n)])
    return label_chunk(a_chunk(posts), scores, Hand(stances={}))


def sample(
    *chunks: pa.RecordBatch,
    per_phase: int,
    kept: tuple[str, ...] = (),
    seed: str = "s",
    windows: Windows = WINDOWS,
) -> list[Drawn]:
    """The sample of some chunks."""
    frame = framed(chunks, windows, seed, Frame(most=per_phase, wanted=frozenset(kept)), exported=False)
    return drawn(frame, per_phase, kept)


def test_each_phase_gets_what_was_asked_for() -> None:
    """A shift across the response needs a sample on each side."""
    found = sample(chunk_of(600), per_phase=40)

    assert Counter(one.post.phase for one in found) == {BEFORE: 40, AFTER: 40}
    assert len({one.post.key for one in found}) == 80
    assert Counter(one.post.phase for one in sample(chunk_of(600), per_phase=40, windows=QUIET)) == {WHOLE: 40}


def test_weights_add_up_to_all_posts() -> None:
    """The inclusion weight that sample.csv keeps."""
    found = sample(chunk_of(600), per_phase=40)

    assert sum(one.weight for one in found) == pytest.approx(600)


def test_any_cut_and_order_of_the_data_draws_the_same_posts() -> None:
    """Files are read in any order, on any machine."""
    parts = [chunk_of(b - a, first=a) for a, b in pairwise([0, 130, 131, 400, 600])]

    once, cut = sample(chunk_of(600), per_phase=30), sample(*parts[::-1], per_phase=30)

    assert [one.post for one in once] == [one.post for one in cut]


def test_asking_for_more_keeps_what_was_drawn() -> None:
    """What was labelled yesterday must not be thrown away today; more posts may have come as well."""
    few = tuple(one.post.key for one in sample(chunk_of(600), per_phase=30))

    more = sample(chunk_of(700), per_phase=60, kept=few)

    assert {one.post.key for one in more} >= set(few)
    assert len(more) <= 120 + 12
    assert len({one.post.key for one in more}) == len(more)


def test_posts_that_came_later_get_the_chances_of_those_before() -> None:
    """Keeping every post of the first draw beside a second one would count the early ones twice."""
    few = tuple(one.post.key for one in sample(chunk_of(300), per_phase=60, windows=QUIET))
    frame = framed([chunk_of(900)], QUIET, "s", Frame(most=60, wanted=frozenset(few)), exported=False)

    renewed = drawn(frame, 30, few, frozenset({WHOLE}))

    assert [one.post for one in renewed] == [one.post for one in sample(chunk_of(900), per_phase=60, windows=QUIET)]
    assert 5 <= len({one.post.key for one in renewed} & set(few)) <= 35


def test_another_seed_draws_other_posts() -> None:
    """The order is the seed's alone."""
    one, other = ({d.post.key for d in sample(chunk_of(600), per_phase=30, seed=seed)} for seed in ("a", "b"))

    assert len(one & other) < 20


def test_copies_are_drawn_by_their_number_and_labelled_once() -> None:
    """Half of all posts are one text: half the sample, one text to read; each of its posts gets the label."""
    found = sample(chunk_of(1000, copies=500), per_phase=100, windows=QUIET)
    texts = items(found, "s")

    most = max(texts, key=lambda item: len(item.posts))
    assert 35 <= len(most.posts) <= 65
    assert sum(len(item.posts) for item in texts) == len(found) == 100
    assert len({item.id for item in texts}) == len(texts) == 101 - len(most.posts)


def test_the_order_shown_tells_nothing_of_score_or_phase() -> None:
    """A labeller who meets all the angry posts first labels by habit."""
    shown = [item.posts[0] for item in items(sample(chunk_of(600), per_phase=100), "s")]

    late = np.array([post.phase == AFTER for post in shown], float)
    bands = np.array([float(post.stratum.band) for post in shown])
    assert abs(np.corrcoef(np.arange(len(shown)), late)[0, 1]) < 0.2
    assert abs(np.corrcoef(np.arange(len(shown)), bands)[0, 1]) < 0.2


def test_comments_and_posts_the_export_has_labelled_are_not_drawn() -> None:
    """Comments are in no share; the export's word counts before a person's."""
    posts = [
        a_post(post_id="comment", kind="comment", time=START),
        a_post(post_id="export", stance="negative", time=START),
        a_post(post_id="outside", time=START - timedelta(days=2)),
        a_post(post_id="mine", time=START),
    ]
    chunk = label_chunk(a_chunk(posts), np.full(4, 0.5), Hand(stances={}))

    assert [one.post.key for one in sample(chunk, per_phase=9)] == ["mine"]
    asked = framed([chunk], WINDOWS, "s", Frame(most=9, wanted=frozenset()), exported=True)
    assert {one.post.key for one in drawn(asked, 9, ())} == {"mine", "export"}


def test_a_post_without_an_id_has_a_key_of_its_own() -> None:
    """Vendors' workbooks have none; the key stays when the file is read again, and tells times and platforms apart."""
    chunk = a_chunk([a_post(post_id=None, time=START, text="多扣了钱！"), a_post(post_id="7")])

    keys = keys_of(chunk).to_pylist()

    assert keys == [text_key("weibo", S, "多扣了钱"), "7"]
    assert len({text_key("weibo", S, "甲"), text_key("douyin", S, "甲"), text_key("weibo", S + 1, "甲")}) == 3
    hand = Hand(stances={keys[0]: "negative"})
    assert label_chunk(chunk, np.full(2, 0.5), hand).column("hand_label").to_pylist() == ["negative", None]


_posts = st.lists(
    st.builds(
        lambda number, platform, hour, kind, text, stance: a_post(
            post_id=number,
            platform=platform,
            time=START + timedelta(hours=hour),
            kind=kind,
            text=text,
            stance=stance,
        ),
        st.sampled_from([None, *map(str, range(12))]),
        st.sampled_from(["weibo", "douyin"]),
        st.integers(-1, 25),
        st.sampled_from(["original", "repost", "comment"]),
        st.sampled_from(["都被扣了", "都被扣了！", "退钱", "客服不理人"]),
        st.sampled_from([None, None, "negative"]),
    ),
    max_size=30,
)


def by_hand(chunks: list[pa.RecordBatch], windows: Windows, frame: Frame) -> Frame:
    """What `framed` finds, post by post and sorted whole."""
    cells: dict[tuple[str, Stratum], list[Candidate]] = {}
    for chunk in chunks:
        for key, row in zip(keys_of(chunk).to_pylist(), chunk.to_pylist(), strict=True):
            at, score = int(row["time"].timestamp()), row["score"]
            if row["kind"] == "comment" or row["stance"] or not S <= at < S + 86_400:
                continue
            phase = WHOLE if windows.t0 is None else AFTER if at >= windows.t0 else BEFORE
            stratum = Stratum(row["platform"], "-" if score is None else str(min(4, int(score * 5))))
            rank = blake2b(key.encode(), key=b"s", digest_size=8).digest()
            post = Candidate(
                rank=rank, key=key, platform=row["platform"], text=row["text"], phase=phase, stratum=stratum
            )
            frame.sizes.setdefault(phase, Counter())[stratum] += 1
            cells.setdefault((phase, stratum), []).append(post)
            if key in frame.wanted:
                frame.known[key] = post
    frame.first = {cell: sorted(posts)[: frame.most] for cell, posts in cells.items()}
    return frame


@given(
    st.lists(_posts, max_size=3),
    st.integers(1, 5),
    st.sampled_from([WINDOWS, QUIET]),
    st.frozensets(st.sampled_from("0123456789")),
)
@settings(max_examples=examples(60))
def test_whole_columns_draw_what_post_by_post_draws(
    groups: list[list[dict[str, object]]], most: int, windows: Windows, wanted: frozenset[str]
) -> None:
    """Millions of posts pass as columns; posts of one key, of no id and of no score among them."""
    chance = np.random.default_rng(most)
    chunks = [
        label_chunk(a_chunk(posts), chance.choice([0.0, 0.2, 0.35, 1.0, np.nan], len(posts)), Hand(stances={}))
        for posts in groups
    ]

    found = framed(chunks, windows, "s", Frame(most=most, wanted=wanted), exported=False)

    assert found == by_hand(chunks, windows, Frame(most=most, wanted=wanted))
