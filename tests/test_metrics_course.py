"""Onset, growth, calm, excess and second peaks: against storms whose course is known."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.metrics import Gap, Metric, measure
from reporter.stats import baseline, growth, onset, peak_hours, recovery, second_peaks
from reporter.windows import WHOLE
from tests.storms import HOURS, PEAK, a_curve, a_storm

#: Two quiet days of 4 posts an hour, a storm of ten hours, two quiet days.
STORM: Final = np.array([4] * 48 + [40, 80, 160, 320, 300, 200, 120, 60, 30, 20] + [4] * 48)


def whole(metrics: tuple[Metric, ...]) -> dict[str, Metric]:
    """The metrics of the whole period by id."""
    return {metric.id: metric for metric in metrics if metric.window == WHOLE}


def test_the_run_around_the_peak_is_the_onset_and_a_quiet_day_the_end() -> None:
    """By hand: the first louder hour is 48, the last 57."""
    quiet = baseline(STORM[:48])

    assert quiet is not None
    assert quiet.mean == 4
    assert onset(STORM, quiet.upper) == 48
    assert recovery(STORM, quiet.upper) == 58
    assert recovery(STORM[:75], quiet.upper) is None


def test_a_louder_hour_in_a_quiet_week_is_no_onset() -> None:
    """A first crossing exists in every second week; the run that holds the peak is one."""
    early = STORM.copy()
    early[10:13] = 30

    quiet = baseline(STORM[:48])

    assert quiet is not None
    assert onset(early, quiet.upper) == 48


def test_less_than_a_day_is_no_baseline() -> None:
    """Half a day has no night."""
    assert baseline(STORM[:23]) is None
    assert baseline([0] * 24) is not None


def test_the_day_alone_makes_no_second_peak_and_a_real_one_counts() -> None:
    """The rhythm of the day makes one in 56 of 100 storms when hours are compared."""
    hour = np.arange(168)
    decay = 500 * np.exp(-hour / 40) * (1 + 0.9 * np.sin(2 * np.pi * hour / 24))
    wave = decay + 300 * np.exp(-np.abs(hour - 120) / 8)

    assert second_peaks(decay) == 0
    assert second_peaks(wave) == 1
    assert second_peaks([1, 2, 3]) == 0


@given(st.integers(20, 60), st.floats(0.03, 0.2))
def test_growth_finds_the_slope_of_an_exponential(hours: int, slope: float) -> None:
    """Whatever the level: e^b - 1 per hour, with and without the day described."""
    counts = 1000 * np.exp(slope * np.arange(hours))

    found = growth(counts, day=24)

    assert found is not None
    assert found.slope == pytest.approx(slope, abs=2e-3)


def test_the_hour_of_the_peak_has_an_interval_that_holds_it() -> None:
    """The same hours give the same interval."""
    low, high = peak_hours(STORM)

    assert low <= 51 <= high + 3
    assert (low, high) == peak_hours(STORM)


def test_the_course_of_a_storm_is_measured_beside_its_quiet() -> None:
    """Half-life 14 hours after the peak by construction; the quiet before it is a whole day."""
    quiet = np.random.default_rng(2).poisson(5, HOURS)
    metrics = whole(measure(a_storm(quiet + np.roll(a_curve(400), 24) * (np.arange(HOURS) >= 30), response=70)))

    assert metrics["hourly_growth@rise"].interval is not None
    assert metrics["hourly_growth@rise"].interval.low > 0
    assert metrics["doubling_time"].value == pytest.approx(2.8, abs=1.5)
    half = metrics["half_life@after"]
    assert half.interval is not None
    assert half.interval.low <= 15 <= half.interval.high + 5
    onset_at = metrics["onset"].value
    assert onset_at is not None
    assert metrics["time_to_peak"].value == pytest.approx(PEAK + 24 - 30, abs=8)
    excess = metrics["excess_volume"]
    assert excess.interval is not None
    assert excess.value is not None
    assert excess.interval.low <= excess.value <= excess.interval.high


def test_what_is_not_over_is_censored_and_says_since_when() -> None:
    """A time to calm that has not come is no number and no failure."""
    quiet = np.random.default_rng(2).poisson(5, HOURS)
    loud = quiet + np.where(np.arange(HOURS) >= 60, 200, 0)

    metrics = whole(measure(a_storm(loud, response=100)))

    assert metrics["recovery_time"].gap is Gap.CENSORED
    assert metrics["recovery_time"].n
    assert metrics["recovery_time"].n > 60


def test_a_storm_without_quiet_before_it_has_no_onset() -> None:
    """What came before the period nobody collected."""
    metrics = whole(measure(a_storm(a_curve(400)[18:], response=60)))

    assert {metrics[one].gap for one in ("onset", "recovery_time", "excess_volume")} == {Gap.NO_BASELINE}
