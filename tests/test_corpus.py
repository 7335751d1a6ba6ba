"""Copies and keywords of posts: the same from any cut, copies counted once, nobody accused."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.analysis import as_json
from reporter.corpus import Corpus, Wording, gather, gathering, wording, wordings
from reporter.text.clean import copy_key
from reporter.text.copies import LEAST_LETTERS, Copies, Share, text_hashes
from reporter.text.segment import Segmenter
from reporter.windows import AFTER, BEFORE, WHOLE, Window, Windows
from tests.builders import NOON, a_chunk, a_post
from tests.soak import examples

START: Final = int(NOON.timestamp())
DAY: Final = 86_400
WINDOWS: Final = Windows(
    zone="Asia/Shanghai",
    t0=START + DAY,
    items=(
        Window(WHOLE, START, START + 2 * DAY),
        Window(BEFORE, START, START + DAY),
        Window(AFTER, START + DAY, START + 2 * DAY),
    ),
)
SEGMENTER: Final = Segmenter()
LONG: Final = "青梭客服态度真好，退款秒到账，继续支持"
OTHER: Final = "骑了六分钟收了四十七块，打车都没有这么贵"

Post = dict[str, object]
post = st.builds(
    lambda text, minute, author, platform, kind: a_post(
        text=text, time=NOON + timedelta(minutes=minute), author=author, platform=platform, kind=kind
    ),
    st.sampled_from([LONG, LONG + "！", LONG + "，点赞", OTHER, "支持", "", "[怒]", "转发微博", OTHER[2:]]),
    st.integers(-60, 4000),
    st.sampled_from(["a1", "b2", None]),
    st.sampled_from(["weibo", "douyin", "xhs"]),
    st.sampled_from(["original", "repost", "comment"]),
)


def found(posts: list[Post], cut: int = 1000) -> Wording:
    """What is worked out of the posts, read in chunks of `cut`."""
    chunks = [a_chunk(posts[at : at + cut]) for at in range(0, len(posts), cut)]
    return wording(gather(chunks, WINDOWS), WINDOWS, SEGMENTER)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(post, max_size=25), st.integers(1, 9), st.randoms(use_true_random=False))
def test_any_cut_in_any_order_gives_the_same(posts: list[Post], cut: int, dice: random.Random) -> None:
    """To the byte, as it is kept: files are read in the order of their names and split by size."""
    codec = as_json(Wording)
    whole = codec.encode(found(posts))
    dice.shuffle(posts)

    assert codec.encode(found(posts, cut)) == whole
    assert codec.decode(whole) == found(posts)


def copies(*posts: Post) -> Copies:
    """The copies among the posts."""
    return found(list(posts)).copies


def test_each_sieve_finds_more_than_the_one_before() -> None:
    """Word for word, with other marks, reworded, not at all."""
    told = copies(
        *(
            a_post(text=text)
            for text in (LONG, LONG, LONG + "！！", "@小明 " + LONG, LONG + "，必须点赞", OTHER, "支持")
        ),
    )

    assert told.shares[WHOLE] == Share(posts=6, verbatim=2, same=4, near=5, near_least=5, near_most=5)
    assert (told.different, told.compared) == (3, 3)


@pytest.mark.parametrize("text", ["支持！", "转发微博", "", "[怒][怒][怒][怒][怒]", "1234567"])
def test_short_words_are_nobodys_copy(text: str) -> None:
    """What thousands of people write by themselves is no sign of anything."""
    assert len(copy_key(text)) < LEAST_LETTERS

    assert copies(*[a_post(text=text)] * 9).shares[WHOLE].posts == 0


@pytest.mark.parametrize("kind", ["repost", "comment"])
def test_a_repost_is_not_called_a_copy(kind: str) -> None:
    """Repeating is what a repost does; the export says so."""
    told = copies(a_post(text=LONG), *[a_post(text=LONG, kind=kind)] * 9)

    assert told.shares[WHOLE] == Share(posts=1, verbatim=0, same=0, near=0, near_least=0, near_most=0)


def test_a_post_is_a_copy_of_any_post_of_the_period() -> None:
    """Each window counts its own posts; the other copy may lie in the other one."""
    told = copies(a_post(text=LONG), a_post(text=LONG, time=NOON + timedelta(hours=30)), a_post(text=OTHER))

    assert [(told.shares[name].posts, told.shares[name].same) for name in (WHOLE, BEFORE, AFTER)] == [
        (3, 2),
        (2, 1),
        (1, 1),
    ]


def test_posts_outside_the_period_or_without_a_time_are_left_out() -> None:
    """They are no part of the volume either."""
    told = copies(
        a_post(text=LONG),
        a_post(text=LONG, time=NOON - timedelta(hours=1)),
        a_post(text=LONG, time=None),
        a_post(text=LONG, time_precision="imprecise"),
    )

    assert told.shares[WHOLE].posts == 1


def test_a_wave_is_told_by_its_facts() -> None:
    """How many posts, wordings and accounts, from when to when, where; the wording most posts have."""
    posts = [
        a_post(
            text="@客服 " + LONG + ("，点赞" if i == 2 else ""),
            author=f"u{i % 3}" if i else None,
            time=NOON + timedelta(minutes=i),
            platform="xhs" if i == 4 else "weibo",
        )
        for i in range(6)
    ]

    (wave,) = copies(*posts, a_post(text=OTHER)).waves

    assert wave.text == LONG
    assert (wave.posts, wave.wordings, wave.authors) == (6, 2, 3)
    assert (wave.first, wave.last) == (START, START + 300)
    assert wave.platforms == (("weibo", 5), ("xhs", 1))


def test_a_few_copies_are_no_wave() -> None:
    """Four people quoting one headline are not shown."""
    assert copies(*[a_post(text=LONG)] * 4).waves == ()


def test_a_copy_has_the_cluster_of_its_near_copies() -> None:
    """Labelling and keywords count a cluster once."""
    told = copies(a_post(text=LONG), a_post(text=LONG + "，点赞"), a_post(text=OTHER))
    keys = text_hashes([copy_key(text) for text in (LONG, LONG + "，点赞", OTHER, "没见过的文字")])

    cluster = told.clusters(keys)

    assert cluster[0] == cluster[1] == min(keys[:2])
    assert cluster[2:].tolist() == keys[2:].tolist()


def test_beyond_the_bound_the_smallest_hashes_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded; the page says how many were compared; equal texts are counted all the same."""
    monkeypatch.setattr(gathering, "MOST_TEXTS", 20)
    posts = [a_post(text=f"第{i}位顾客要求退还押金{chr(0x5000 + 7 * i)}") for i in range(100)] * 2

    told, mixed = found(posts, 30), found(posts[::-1], 7)

    assert told == mixed
    assert (told.copies.compared, told.copies.different) == (20, 100)
    assert told.copies.shares[WHOLE].same == 200
    assert told.words.texts <= 20


# Words ----------------------------------------------------------------------


def spoken(n: int, what: str, hour: int) -> list[Post]:
    """`n` different posts about one thing."""
    return [
        a_post(
            text=f"{chr(0x4E10 + 31 * i)}{chr(0x6E10 + 17 * i)}说{what}", time=NOON + timedelta(hours=hour, minutes=i)
        )
        for i in range(n)
    ]


def test_words_before_and_after_the_response_are_told_apart() -> None:
    """What people asked for first, what they talked of later."""
    told = found([*spoken(60, "押金难退", 1), *spoken(60, "整改到账", 25)])

    (keywords,) = told.keywords
    assert keywords.windows == (BEFORE, AFTER)
    assert {word.word for word in keywords.first} >= {"押金"}
    assert {word.word for word in keywords.second} >= {"整改"}
    assert all(word.z < 0 for word in keywords.first)


def test_a_text_counts_once_however_often_it_was_copied() -> None:
    """A thousand copies of one sentence are one opinion of unknown popularity, not a topic."""
    copied = [a_post(text=LONG + "！" * (i % 3) + ("，点赞" if i % 2 else "")) for i in range(200)]

    told = found([*copied, *spoken(30, "押金难退", 1)])

    assert "态度" not in dict(told.words.words)
    assert dict(told.words.words)["押金"] == 30
    assert told.words.texts == 31


def test_very_many_texts_are_spoken_for_by_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same one whatever came first; time stays bounded."""
    monkeypatch.setattr(wordings, "SAMPLE", 25)
    posts = [*spoken(60, "押金难退", 1), *spoken(60, "整改到账", 25)]

    told = found(posts)

    assert told.words.texts == 25
    assert told.keywords[0].texts == (25, 25)
    assert found(posts[::-1]) == told


def test_claims_are_compared_with_their_own_baseline() -> None:
    """As far as the two share no time."""
    windows = Windows(
        zone="Asia/Shanghai",
        t0=None,
        items=(
            Window(WHOLE, START, START + 2 * DAY),
            Window("claim:C1", START + DAY, START + 2 * DAY),
            Window("baseline:C1", START, START + DAY),
            Window("claim:C2", START, START + 2 * DAY),
            Window("baseline:C2", START, START + DAY),
        ),
    )
    chunk = a_chunk([*spoken(60, "押金难退", 1), *spoken(60, "整改到账", 25)])

    told = wording(gather([chunk], windows), windows, SEGMENTER)

    assert [one.windows for one in told.keywords] == [("baseline:C1", "claim:C1")]


def test_no_post_says_nothing() -> None:
    """An empty chunk, or none."""
    for chunks in ([], [a_chunk()]):
        nothing: Corpus = gather(chunks, WINDOWS)
        told = wording(nothing, WINDOWS, SEGMENTER)
        assert told.copies.shares[WHOLE].posts == 0
        assert told.words.texts == 0
        assert told.keywords[0].texts == (0, 0)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(0, 2)), max_size=20))
def test_of_each_text_the_first_place_of_its_smallest_spelling_is_kept(rows: list[tuple[int, int, int]]) -> None:
    """Key, spelling, group: against the smallest of all places, so that a quote is the same from any cut."""
    rows.sort(key=lambda row: row[2])
    places = [(key, raw, group, row) for row, (key, raw, group) in enumerate(rows)]

    found = gathering._firsts(np.array(places, gathering._PLACE))  # noqa: SLF001

    least = {key: min(one[1:] for one in places if one[0] == key) for key in {one[0] for one in places}}
    assert found.tolist() == [(key, *least[key]) for key in sorted(least)]
