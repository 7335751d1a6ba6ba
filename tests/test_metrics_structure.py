"""Repost trees against plain loops, branching against a simulated truth, shares weighted by engagement."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.metrics import branching, trees_coverage, weighted_coverage
from reporter.corpus import trees as grown
from reporter.metrics import Calibration, Gap, Metric
from reporter.metrics.structure import concentration, quantile, quantile_interval
from reporter.metrics.weighted import trimmed, weighted_share
from reporter.tallies.trees import NO_TREES, Trees, reverse_product_limit, rooted
from reporter.windows import Window
from tests.builders import a_chunk, a_post
from tests.projects import an_incident
from tests.soak import examples
from tests.test_metrics import START, inputs, measured
from tests.test_metrics_groups import counted, found

WHOLE: Final = Window("period", int(START.timestamp()), int(START.timestamp()) + 48 * 3600)


def trees(edges: list[tuple[str, str | None]], minutes: list[int] | None = None) -> Trees:
    """The trees of posts given as (id, parent), a minute apart without `minutes`."""
    times = minutes or list(range(len(edges)))
    posts = [
        a_post(
            post_id=name, repost_of=parent, kind="repost" if parent else "original", time=START + timedelta(minutes=at)
        )
        for (name, parent), at in zip(edges, times, strict=True)
    ]
    half = len(posts) // 2
    return grown([a_chunk(posts[:half]), a_chunk(posts[half:])], WHOLE)


# Trees ----------------------------------------------------------------------------


def test_a_small_tree_is_what_a_person_counts() -> None:
    """A <- b, c, d; b <- e; e <- f; and x, whose first post was not collected, beside y that nobody reposted."""
    found_ = trees([("a", None), ("b", "a"), ("c", "a"), ("d", "a"), ("e", "b"), ("f", "e"), ("x", "?"), ("y", None)])

    assert (found_.posts, found_.edges, found_.outside, found_.trees) == (8, 6, 1, 2)
    assert found_.depths == {1: 1, 3: 1}
    assert found_.breadths == {1: 1, 3: 1}
    assert found_.sizes == {5: 1, 1: 1}
    assert found_.raw == 5 / 8


def test_edges_in_a_circle_are_left_out_and_counted() -> None:
    """Broken data must neither hang the tool nor become the deepest tree of all."""
    found_ = trees([("a", "b"), ("b", "a"), ("c", "c"), ("d", "a"), ("r", None), ("s", "r")])

    assert found_.broken == 3
    assert found_.depths == {1: 1}


def test_without_an_edge_there_is_no_structure() -> None:
    """Exports without the parent's id say nothing of trees; that is a gap and no zero."""
    assert trees([("a", None), ("b", None)]) == NO_TREES
    assert found([{}])["repost_depth"].gap is Gap.NO_FIELD


_parents = st.lists(st.integers(0, 1000), min_size=1, max_size=60)


@given(_parents)
@settings(max_examples=examples(50))
def test_pointer_jumping_finds_what_walking_finds(draws: list[int]) -> None:
    """Each post's parent is some earlier post or itself: root and hops by walking up, one step at a time."""
    parent = np.array([draw % (i + 1) for i, draw in enumerate(draws)])

    root, depth, circles = rooted(parent)

    for i in range(len(parent)):
        here, hops = i, 0
        while parent[here] != here:
            here, hops = parent[here], hops + 1
        assert (root[i], depth[i], circles[i]) == (here, hops, False)


@given(st.lists(st.integers(-1, 20), min_size=1, max_size=40))
@settings(max_examples=examples(30))
def test_trees_are_what_a_plain_loop_counts(draws: list[int]) -> None:
    """Any cut of the posts; parents later or earlier than their reposts; -1 has none."""
    n = len(draws)
    edges = [(str(i), None if draw < 0 else str(draw % max(1, i))) for i, draw in enumerate(draws)]
    edges[0] = ("0", None)
    parents = {int(name): int(parent) for name, parent in edges if parent is not None}
    hops, tops = {}, {}
    for i in range(n):
        here, steps = i, 0
        while here in parents:
            here, steps = parents[here], steps + 1
        hops[i], tops[i] = steps, here
    levels = Counter((tops[i], hops[i]) for i in parents)
    roots = {tops[i] for i in parents}

    found_ = trees(edges)

    if not parents:
        assert found_ == NO_TREES
        return
    assert found_.trees == len(roots)
    assert found_.depths == Counter(max(hops[i] for i in range(n) if tops[i] == root) for root in roots)
    assert found_.breadths == Counter(max(k for (top, _hop), k in levels.items() if top == root) for root in roots)


def test_a_quantile_of_a_histogram_is_that_of_its_values() -> None:
    """Nine of ten do not exceed it."""
    values = np.array([1, 2, 7])

    assert quantile(values, np.array([[89, 1, 10], [95, 0, 5], [9, 0, 1]]), 0.9).tolist() == [2, 1, 1]


def test_few_trees_are_no_sample_of_trees() -> None:
    """29 trees: a figure without a range; 30 have one, and it holds the figure."""

    def depth(n: int) -> Metric:
        edges: list[tuple[str, str | None]] = [(f"a{i}", None) for i in range(n)]
        planted = trees([*edges, *((f"b{i}", f"a{i}") for i in range(n))])
        asked = replace(inputs(an_incident(), counted([{}], an_incident())), trees=planted)
        return measured(asked)["repost_depth"]

    assert depth(29).interval is None
    ends = depth(30).interval
    assert ends is not None
    assert (ends.low, ends.high) == (1, 1)


@given(st.dictionaries(st.integers(1, 50), st.integers(1, 40), min_size=1, max_size=12))
@settings(max_examples=examples(20))
def test_an_interval_of_trees_holds_its_figure(histogram: dict[int, int]) -> None:
    """The ten largest of few trees are all of them; a quantile is one of the values."""
    share = concentration(histogram)
    nine, least, most = quantile_interval(histogram)

    assert 0 < share <= 1
    assert (share == pytest.approx(1)) == (sum(histogram.values()) <= 10)
    assert min(histogram) <= least <= nine <= most <= max(histogram)


# Right truncation -------------------------------------------------------------------


def test_delays_are_freed_of_their_truncation() -> None:
    """Lagakos 1988: with everybody seen long enough it is the plain share; late ones lift what was missed."""
    steps, share = reverse_product_limit(np.array([1, 2, 3, 4]), np.array([9, 9, 9, 9]))
    assert (steps.tolist(), share.tolist()) == ([1, 2, 3, 4], pytest.approx([0.25, 0.5, 0.75, 1]))

    # A delay seen where no other could be says nothing sure of the shorter ones; they are not nothing.
    _steps, lifted = reverse_product_limit(np.array([1, 1, 4]), np.array([2, 2, 9]))
    assert lifted[0] == pytest.approx(1 / 3)


@pytest.mark.simulation
@pytest.mark.parametrize(("hours", "again"), [(8, True), (24, True), (8, False)])
def test_corrected_branching_holds_the_truth_where_the_raw_one_falls_short(hours: int, again: bool) -> None:  # noqa: FBT001 - one of two worlds
    """Half a repost each, reposts passed on as often or never: intervals of the corrected figure hold it."""
    found_ = branching(hours, examples(60), again=again)

    assert found_.short > 0.1
    assert found_.coverage >= 0.88
    assert abs(found_.corrected - 1) < 0.1


@pytest.mark.simulation
@pytest.mark.parametrize("count", [100, 1000])
def test_intervals_of_trees_hold_the_truth_of_all_trees(count: int) -> None:
    """Trees drawn from a world of 200,000: the quantile of depth and breadth."""
    found_ = trees_coverage(count, examples(100))

    assert min(found_.depth, found_.breadth) >= 0.9


@pytest.mark.simulation
def test_intervals_of_weighted_shares_hold_the_truth() -> None:
    """Authors with heavy tails, each of one mind."""
    assert weighted_coverage(1000, examples(150)) >= 0.9


# Weighted by engagement ---------------------------------------------------------------


def test_a_post_counts_by_how_far_it_went() -> None:
    """One negative post with 99 likes among three silent ones: (1 + ln 100) of (1 + ln 100) + 3."""
    posts = [{"likes": 99, "stance": "negative"}] + [{"likes": 0, "stance": "neutral"}] * 3
    metric = found(posts)["engagement_weighted_share"]
    one = 1 + np.log(100)

    assert metric.value == pytest.approx(100 * one / (one + 3))
    assert metric.calibration is Calibration.EXPORT
    assert metric.interval is None
    assert found([{}])["engagement_weighted_share"].gap is Gap.NO_FIELD


def test_authors_hang_together() -> None:
    """Forty authors with ten like-minded posts each are forty opinions: wider than four hundred authors' would be."""

    def width(per_author: int) -> float:
        posts = [
            {"likes": 1, "stance": "negative" if i // per_author % 2 else "neutral", "author": str(i // per_author)}
            for i in range(400)
        ]
        interval = found(posts)["engagement_weighted_share"].interval
        assert interval is not None
        return interval.high - interval.low

    assert width(10) == pytest.approx(width(1) * np.sqrt(10), rel=0.15)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 400)), min_size=1, max_size=12))
@settings(max_examples=examples(30))
def test_trimming_takes_one_in_a_hundred_from_the_top(rows: list[tuple[int, int]]) -> None:
    """Of equal engagement equal parts, whatever the stance."""
    rows = sorted(rows)
    engagement, n = (np.array(column) for column in zip(*rows, strict=True))
    kept = trimmed(engagement, n)

    assert abs(int((n - kept).sum()) - int(n.sum()) // 100) <= len(rows)
    gone = np.flatnonzero(n != kept)
    assert all(kept[engagement > engagement[i]].sum() == 0 for i in gone)
    assert 0 <= weighted_share(engagement, n, engagement > 4) <= 1


def test_a_posts_time_is_that_of_the_minute() -> None:
    """A post known to the day has an age nobody knows: it stays in the count and out of the delays."""
    posts = [
        a_post(post_id="a", time=datetime(2021, 6, 17, 16, 0, tzinfo=UTC), time_precision="day"),
        a_post(post_id="b", repost_of="a", kind="repost", time=START + timedelta(hours=2)),
    ]

    found_ = grown([a_chunk(posts)], WHOLE)

    assert (found_.edges, found_.raw) == (1, 0.5)
