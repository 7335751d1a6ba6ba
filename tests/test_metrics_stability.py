"""Whether the scores' errors moved at the first response, and hourly counts with the mean error taken off."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reporter.metrics.stability import calibrated_hours, error_stability
from reporter.stats import newcombe
from reporter.windows import BEFORE
from tests.labelled_posts import AFTER_HOUR, RESPONSE, Said, world
from tests.projects import an_incident

INCIDENT = an_incident(actions=[RESPONSE])


def labelled_side(hits: int, negatives: int, spared: int, others: int, hour: float) -> list[Said]:
    """Labelled posts of a phase: `hits` of `negatives` called negative, `spared` of `others` not."""
    called, quiet = (0.9, 0.05), (0.1, 0.05)
    return [
        Said(n=hits, hand="negative", local=called, hour=hour),
        Said(n=negatives - hits, hand="negative", local=quiet, hour=hour),
        Said(n=spared, hand="neutral", local=quiet, hour=hour),
        Said(n=others - spared, hand="neutral", local=called, hour=hour),
        Said(n=500, local=quiet, hour=hour),
    ]


def test_equal_errors_on_both_sides_let_a_shift_be_judged() -> None:
    """The rates and Newcombe's interval of their change, by hand."""
    groups = labelled_side(80, 100, 90, 100, 1.0) + labelled_side(41, 50, 88, 100, AFTER_HOUR)

    found = error_stability(world(groups, INCIDENT))

    assert found is not None
    assert found.stable
    assert found.labels == (200, 150)
    assert (found.sensitivity.before, found.sensitivity.after) == (0.8, 0.82)
    assert (found.sensitivity.low, found.sensitivity.high) == pytest.approx(newcombe(41, 50, 80, 100))
    assert (found.specificity.before, found.specificity.after) == (0.9, 0.88)


@pytest.mark.parametrize("after", [(50, 100, 90, 100), (80, 100, 60, 100)], ids=["sensitivity", "specificity"])
def test_an_error_that_moved_forbids_it(after: tuple[int, int, int, int]) -> None:
    """Either rate can make a fall out of nothing."""
    groups = labelled_side(80, 100, 90, 100, 1.0) + labelled_side(*after, AFTER_HOUR)

    found = error_stability(world(groups, INCIDENT))

    assert found is not None
    assert not found.stable
    assert min(found.sensitivity.p, found.specificity.p) < 0.001


def test_too_few_labels_of_a_kind_forbid_it_too() -> None:
    """Ten negative posts after the response say nothing of a sensitivity."""
    groups = labelled_side(80, 100, 90, 100, 1.0) + labelled_side(8, 10, 90, 100, AFTER_HOUR)

    found = error_stability(world(groups, INCIDENT))

    assert found is not None
    assert min(found.sensitivity.p, found.specificity.p) > 0.5
    assert not found.enough
    assert not found.stable


@pytest.mark.parametrize("groups", [labelled_side(8, 10, 9, 10, 1.0), [*labelled_side(8, 10, 9, 10, 1.0), Said(n=9)]])
def test_without_both_sides_nothing_is_said(groups: Sequence[Said]) -> None:
    """One phase, or labels in one only."""
    assert error_stability(world(groups, INCIDENT)) is None
    assert error_stability(world(groups, an_incident())) is None


def test_hours_hold_labels_and_calibrated_scores() -> None:
    """The score misses a quarter of the negative posts before and none after: each phase gets its own error back."""
    before = [
        Said(n=30, hand="negative", local=(0.75, 0.0), hour=1.0),
        Said(n=30, hand="neutral", local=(0.0, 0.0), hour=1.0),
        Said(n=200, local=(0.75, 0.0), hour=2.0),
        Said(n=200, local=(0.0, 0.0), hour=2.0),
        Said(n=7, export="negative", hour=2.0),
        Said(n=9, export="positive", hour=2.0),
    ]
    after = [
        Said(n=20, hand="negative", local=(1.0, 0.0), hour=AFTER_HOUR),
        Said(n=20, hand="neutral", local=(0.0, 0.0), hour=AFTER_HOUR),
        Said(n=100, local=(1.0, 0.0), hour=AFTER_HOUR),
    ]

    found = calibrated_hours(world([*before, *after], INCIDENT))

    assert found is not None
    assert found.counts[[1, 2, 20]] == pytest.approx([30, 200 + 7, 20 + 100])
    assert found.counts.sum() == pytest.approx(found.counts[[1, 2, 20]].sum())
    assert found.labels == (60, 40)


def test_hours_from_the_response_are_the_same_posts_in_other_hours() -> None:
    """The step of a response is fitted on hours that begin at T0."""
    groups = labelled_side(30, 40, 30, 40, 9.7) + labelled_side(20, 40, 35, 40, AFTER_HOUR)
    tally = world(groups, INCIDENT)

    by_clock, from_response = calibrated_hours(tally), calibrated_hours(tally, from_response=True)

    assert by_clock is not None
    assert from_response is not None
    assert from_response.counts.sum() == pytest.approx(by_clock.counts.sum())
    assert (from_response.counts >= 0).all()


def test_a_phase_without_labels_has_no_calibrated_hours() -> None:
    """Its error is not known."""
    groups = [*labelled_side(30, 40, 30, 40, 1.0), Said(n=50, hour=AFTER_HOUR)]

    assert calibrated_hours(world(groups, INCIDENT)) is None
    assert calibrated_hours(world(groups, INCIDENT), BEFORE) is not None
