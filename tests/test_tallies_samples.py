"""The labelling sample inside a tally: any cut gives the same bytes, and a plain loop the same numbers."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.labels import Hand, label_chunk
from reporter.labels.design import Stratum, band_of
from reporter.posts import STANCES
from reporter.tallies import NOT_ASKED, VOLUME, Tally, phases, tally
from reporter.windows import WHOLE
from tests.builders import a_chunk, a_post
from tests.soak import examples
from tests.test_tallies import DAY, START, T0, WINDOWS

_unit = st.floats(0, 1)
_row = st.fixed_dictionaries(
    {
        "platform": st.sampled_from(["weibo", "douyin"]),
        "kind": st.sampled_from(["original", "repost", "comment"]),
        "at": st.integers(0, 2 * DAY - 1),
        "export": st.none() | st.sampled_from(STANCES),
        "hand": st.none() | st.sampled_from(STANCES),
        "viewpoints": st.none() | st.sampled_from(["", "V1", "V1|V2"]),
        "score": _unit | st.just(float("nan")),
        "guess": st.none() | st.tuples(_unit, _unit),
        "text": st.sampled_from(["贵", "退款", "😡"]),
    },
)
rows = st.lists(_row, max_size=20)
Row = dict[str, object]
HALF: Final = 0.5


def tallied(posts: list[Row], numbered: list[int]) -> Tally:
    """The tally of some posts; their ids are their numbers, every second of them is drawn."""
    chunk = a_chunk(
        a_post(
            post_id=str(i),
            platform=post["platform"],
            kind=post["kind"],
            time=START + timedelta(seconds=int(str(post["at"]))),
            stance=post["export"],
            text=post["text"],
        )
        for i, post in zip(numbered, posts, strict=True)
    )
    pairs = list(zip(map(str, numbered), posts, strict=True))
    hand = Hand(
        stances={key: str(post["hand"]) for key, post in pairs if post["hand"]},
        viewpoints={key: str(post["viewpoints"]) for key, post in pairs if post["viewpoints"] is not None},
        sample=frozenset(key for key in map(str, numbered) if int(key) % 2 == 0),
    )
    scores = np.array([float(str(post["score"])) for post in posts])
    guesses = np.array([post["guess"] or (np.nan, np.nan) for post in posts], float).reshape(len(posts), 2)
    return tally(label_chunk(chunk, scores, hand, guesses), WINDOWS)


@given(rows, st.data())
@settings(max_examples=examples(15))
def test_any_cut_in_any_order_gives_the_same_bytes(posts: list[Row], data: st.DataObject) -> None:
    """Sums of scores are whole numbers: files, partitions and processes must not change a share."""
    order = data.draw(st.permutations(range(len(posts))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(posts)), max_size=3)))

    whole = tallied(posts, list(range(len(posts))))
    parts = [tallied([posts[i] for i in order[a:b]], list(order[a:b])) for a, b in pairwise([0, *cuts, len(posts)])]

    assert reduce(add, parts).to_bytes() == whole.to_bytes()
    assert Tally.from_bytes(whole.to_bytes()).to_bytes() == whole.to_bytes()


def _guess(post: Row) -> float:
    """P(negative): the local model's, else the machine's, else 0."""
    score = float(str(post["score"]))
    if post["guess"]:
        return float(post["guess"][0])  # type: ignore[index]
    return 0.0 if np.isnan(score) else 1 - score


@given(rows, st.booleans())
@settings(max_examples=examples(25))
def test_phases_hold_what_a_plain_loop_finds(posts: list[Row], exported: bool) -> None:  # noqa: FBT001 - an example
    """Each post once: labelled and drawn, or in the sums of the rest; comments nowhere."""
    found = phases(tallied(posts, list(range(len(posts)))), exported=exported)

    numbered = [
        (i, post) for i, post in enumerate(posts) if post["kind"] in VOLUME and (exported or post["export"] is None)
    ]
    sides = [
        [(i, p) for i, p in numbered if (START.timestamp() + int(str(p["at"])) >= T0) is late] for late in (False, True)
    ]
    for phase, side in zip(found, filter(None, sides), strict=True):
        drawn = [post for i, post in side if post["hand"] and i % 2 == 0]
        rest = [post for i, post in side if not (post["hand"] and i % 2 == 0)]
        assert Counter(phase.drawn.stances.tolist()) == Counter(str(post["hand"]) for post in drawn)
        said = Counter(NOT_ASKED if p["viewpoints"] is None else str(p["viewpoints"]) for p in drawn)
        assert Counter(phase.drawn.viewpoints.tolist()) == said
        assert sorted(phase.drawn.scores[:, 0]) == pytest.approx(sorted(map(_guess, drawn)), abs=1e-6)
        assert (phase.rest, phase.posts) == (len(rest), len(side))
        total, squares = phase.totals["negative"]
        assert total == pytest.approx(sum(map(_guess, rest)), abs=1e-5)
        assert squares == pytest.approx(sum(_guess(post) ** 2 for post in rest), abs=1e-5)
        strata = Counter((str(p["platform"]), str(band_of(np.array([float(str(p["score"]))]))[0])) for _i, p in side)
        assert phase.sizes == {Stratum(*key): n for key, n in strata.items()}


def test_without_parting_both_phases_are_one() -> None:
    """An old simple random sample knows no phases."""
    posts: list[Row] = [
        {"platform": "weibo", "kind": "original", "at": at, "export": None, "hand": None}
        | {"viewpoints": None, "score": HALF, "guess": None, "text": "贵"}
        for at in (0, DAY)
    ]
    whole = tallied(posts, [0, 1])

    assert [phase.posts for phase in phases(whole, WHOLE)] == [1, 1]
    assert [phase.posts for phase in phases(whole, WHOLE, parted=False)] == [2]
