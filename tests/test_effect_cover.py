"""Whether the collection could look like an effect: gaps by what they move, times of collection, deleted texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import pytest

from reporter.coverage import CoverageNote, coverage_notes
from reporter.i18n import speaking
from reporter.intake import PostsFacts
from reporter.load import CoverageRow
from reporter.metrics import Inputs, effect_words
from reporter.metrics.effect import Gate, Limit
from reporter.metrics.effect_fit import estimate
from reporter.moments import read_moment
from reporter.stats import filled
from tests.storms import HOURS, START, Counts, a_curve, a_storm, clock

STEEP: Final = a_curve(effect=0.25)
REST: Final = a_curve(80, seed=9)
#: What 抖音 posts in the same storm: half as much again as both together.
OTHERS: Final = a_curve(300, seed=3)
T0: Final = START + timedelta(hours=42)


def holed(douyin: Counts, first: int, last: int, *, noticed: bool = False) -> Inputs:
    """A storm on two platforms, 抖音 not collected from one hour to another; stated, or noticed in its files."""
    kept = douyin.copy()
    kept[first:last] = 0
    storm = a_storm(STEEP, REST, douyin=kept)
    if noticed:
        spans = tuple(int((START + timedelta(hours=hour)).timestamp()) for hour in (first, last))
        note = CoverageNote(code="gap", platform="douyin", message="", spans=((spans[0], spans[1]),))
        return replace(storm, coverage=(note,))
    rows = tuple(
        CoverageRow(platform="抖音", start=read_moment(clock(start)), end=read_moment(clock(end)))
        for start, end in ((0, first), (last, HOURS))
    )
    notes = coverage_notes(storm.incident, rows, PostsFacts(files=(), problems=(), warnings=(), coverage=()))
    return replace(storm, coverage=notes)


@pytest.mark.parametrize("noticed", [False, True])
def test_a_gap_that_moves_the_estimate_forbids_it(noticed: bool) -> None:  # noqa: FBT001 - one of two ways
    """Half of all posts missing right after the response look like a fall, whoever found out."""
    effect = estimate(holed(OTHERS, 42, 54, noticed=noticed))

    assert Gate.COVERAGE in effect.gates
    assert effect.collected is not None
    assert effect.collected.missing > 5
    with speaking("zh"):
        assert "采集不完整" in effect_words.reasons(effect)[0]


@pytest.mark.parametrize(
    ("douyin", "first", "last"),
    [(OTHERS, 100, 120), (OTHERS, 2, 8), (a_curve(6, seed=3), 60, 63), (np.zeros_like(OTHERS), 42, 54)],
)
def test_a_gap_that_moves_nothing_is_no_reason_to_be_silent(douyin: Counts, first: int, last: int) -> None:
    """Days later, before the peak, three hours of a small platform, or a platform without a post."""
    effect = estimate(holed(douyin, first, last))

    assert effect.gates == ()


def test_a_small_gap_is_told_beside_the_estimate() -> None:
    """How much is missing, and that it hardly moves anything."""
    effect = estimate(holed(a_curve(12, seed=3), 60, 63))

    assert Limit.SMALL_GAP in effect.limits
    assert effect.collected is not None
    assert 0 < effect.collected.missing < 5
    assert effect.collected.shift <= 0.5
    with speaking("zh"):
        assert "不到其误差的一半" in effect_words.reasons(effect)[-1]


def test_a_gap_of_the_only_platform_is_weighed_too() -> None:
    """Nothing else tells what was to be expected but its own hours on either side."""
    kept = STEEP.copy()
    kept[42:60] = 0
    spans = tuple(int((START + timedelta(hours=hour)).timestamp()) for hour in (42, 60))
    note = CoverageNote(code="gap", platform="weibo", message="", spans=((spans[0], spans[1]),))

    effect = estimate(replace(a_storm(kept, kept), coverage=(note,)))

    assert Gate.COVERAGE in effect.gates


def test_missed_hours_are_filled_by_the_ratio_to_the_others() -> None:
    """By hand: a third of the others; along a straight line when there are none; never less than was seen."""
    missed = np.array([False, False, True, True, False])

    assert filled([10, 20, 0, 50, 10], [30, 60, 90, 30, 30], missed).tolist() == [10, 20, 30, 50, 10]
    assert filled([10, 20, 0, 0, 50], [0, 0, 0, 0, 0], missed).tolist() == [10, 20, 30, 40, 50]
    assert filled([0, 0, 0, 0, 0], [9, 9, 9, 9, 9], missed).tolist() == [0] * 5


def test_posts_looked_at_late_before_and_at_once_after_forbid_an_estimate() -> None:
    """What was deleted is missing on one side only; collected alike, the estimate stands."""

    def late(at: datetime) -> dict[str, object]:
        return {"crawl_time": T0 + timedelta(days=2) if at < T0 else at + timedelta(hours=1)}

    def alike(at: datetime) -> dict[str, object]:
        return {"crawl_time": at + timedelta(days=3)}

    uneven, even = (estimate(a_storm(STEEP, REST, as_seen=seen)) for seen in (late, alike))

    assert Gate.COLLECTED_UNEVENLY in uneven.gates
    assert uneven.collected is not None
    assert uneven.collected.young is not None
    assert uneven.collected.young[1] == 100
    assert even.gates == ()
    with speaking("zh"):
        assert "100%" in effect_words.reasons(uneven)[0]


def test_texts_that_are_gone_on_one_side_forbid_an_estimate() -> None:
    """A deletion notice is no text: when a tenth of the earlier posts show none, deletion differed."""

    def gone(at: datetime) -> dict[str, object]:
        return {"text": "" if at < T0 and at.minute < 6 else "帖文"}

    effect = estimate(a_storm(STEEP, REST, as_seen=gone))

    assert Gate.TEXTS_GONE in effect.gates


def test_without_times_of_collection_nothing_is_said_of_them() -> None:
    """Most exports do not say when they looked."""
    effect = estimate(a_storm(STEEP, REST))

    assert effect.collected is not None
    assert effect.collected.young is None
    assert effect.collected.gone == (0.0, 0.0)
