"""Copies as metrics: a share with the range other thresholds would give, and what was not compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from reporter.i18n import speaking
from reporter.load import Tables
from reporter.metrics import Gap, Inputs, Interval, Metric
from reporter.metrics.copies import copies
from reporter.text.copies import Copies, Share, Wave
from reporter.windows import AFTER, WHOLE, declared_windows
from tests.projects import an_incident

INCIDENT: Final = an_incident()
COPIES: Final = Copies(
    shares={WHOLE: Share(posts=200, verbatim=20, same=30, near=50, near_least=40, near_most=70)},
    different=180,
    compared=180,
    waves=(Wave(text="退", posts=9, wordings=2, authors=7, first=0, last=1, platforms=(("weibo", 9),)),),
)


def measured(found: Copies | None) -> dict[str, Metric]:
    """The metrics of the whole period, by id."""
    windows = declared_windows(INCIDENT)
    inputs = Inputs(
        incident=INCIDENT, windows=windows, tally=None, tables=Tables(sources={}), source="posts", copies=found
    )
    with speaking("en"):
        return {metric.id: metric for metric in copies(inputs, windows.whole)}


def test_the_share_carries_the_range_of_other_thresholds() -> None:
    """Nobody can say which threshold is right."""
    share = measured(COPIES)["copy_share"]

    assert (share.value, share.n) == (25.0, 200)
    assert share.interval == Interval(20.0, 35.0, 1.0)
    assert "among" not in share.note
    assert measured(COPIES)["copy_share@same"].value == 15.0
    assert measured(COPIES)["copy_share@verbatim"].value == 10.0


def test_what_was_not_compared_is_said() -> None:
    """Of very many texts only some are compared: the share is too small, never too large."""
    some = measured(replace(COPIES, different=1_200_000, compared=200_000))["copy_share"]

    assert "among 200,000 of 1,200,000 different texts" in some.note


@pytest.mark.parametrize(
    ("found", "gaps"),
    [
        (None, {"copy_share": Gap.NO_POSTS, "largest_wave": Gap.NO_POSTS}),
        (
            replace(COPIES, shares={WHOLE: Share(0, 0, 0, 0, 0, 0)}, waves=()),
            dict.fromkeys(("copy_share", "largest_wave"), Gap.TOO_FEW),
        ),
        (replace(COPIES, shares={AFTER: Share(0, 0, 0, 0, 0, 0)}), {"largest_wave": None}),
    ],
    ids=["no posts", "no statements", "another window"],
)
def test_without_posts_there_is_a_gap(found: Copies | None, gaps: dict[str, Gap | None]) -> None:
    """Never a zero."""
    assert {name: metric.gap for name, metric in measured(found).items()} == gaps
