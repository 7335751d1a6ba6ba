"""Statistics against the numbers their sources print."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.stats import goodman, holm, newcombe, peak_rate, rolling_rate, wilson, z_value

samples = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
p_values = st.lists(st.floats(0, 1), max_size=12)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_newcombe_1998(k: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3."""
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_agrees_with_its_paper(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10."""
    assert newcombe(*counts) == pytest.approx((low, high), abs=5e-5)


@given(samples)
def test_a_share_lies_in_its_interval_and_the_interval_in_its_domain(sample: tuple[int, int]) -> None:
    """Wald's interval breaks both at the ends."""
    k, n = sample

    low, high = wilson(k, n)

    assert 0 <= low <= k / n <= high <= 1
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low))


@given(samples, samples)
def test_a_difference_turns_round_with_its_samples(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Before minus after is minus after minus before."""
    low, high = newcombe(*one, *other)

    assert -1 <= low <= high <= 1
    assert newcombe(*other, *one) == pytest.approx((-high, -low))


def test_wilson_covers_what_it_promises() -> None:
    """Mean coverage over shares of 2 to 98 % at n = 100, computed exactly, not simulated."""
    n = 100
    ends = np.array([wilson(k, n) for k in range(n + 1)])
    log_choose = np.concatenate([[0], np.cumsum(np.log(np.arange(n, 0, -1) / np.arange(1, n + 1)))])
    shares = np.arange(0.02, 0.981, 0.01)[:, None]
    k = np.arange(n + 1)
    chance = np.exp(log_choose + k * np.log(shares) + (n - k) * np.log1p(-shares))

    coverage = (chance * ((ends[:, 0] <= shares) & (shares <= ends[:, 1]))).sum(axis=1)

    assert 0.945 < coverage.mean() < 0.96


def test_joint_intervals_are_wider_than_each_alone_and_equal_it_for_one_class() -> None:
    """Goodman's intervals are Wilson's at 1 - alpha / k; at k = 4 that is 98.75 %."""
    joint = goodman([56, 72, 73, 59])

    assert joint[0] == wilson(56, 260, 0.9875)
    assert all(
        low < alone[0] < alone[1] < high
        for (low, high), alone in zip(joint, map(_alone, (56, 72, 73, 59)), strict=True)
    )
    assert goodman([7]) == [wilson(7, 7)]


def _alone(k: int) -> tuple[float, float]:
    return wilson(k, 260)


def test_holm_agrees_with_a_hand_count() -> None:
    """.005 x 4, .01 x 3, then .03 x 2 holds up .04 x 1."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(p_values)
def test_holm_never_helps_and_keeps_the_order(p: list[float]) -> None:
    """Adjusted values are at least the raw ones, at most Bonferroni's, and ranked alike."""
    adjusted = holm(p)

    assert all(raw <= new <= min(1.0, raw * len(p)) + 1e-12 for raw, new in zip(p, adjusted, strict=True))
    assert np.array_equal(np.sort(adjusted), np.array(adjusted)[np.argsort(p, kind="stable")])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_the_peak_is_the_highest_of_all_three_hour_means(counts: list[int]) -> None:
    """By the definition, in plain Python."""
    peak = peak_rate(counts)

    runs = [counts[i : i + 3] for i in range(max(1, len(counts) - 2))]
    best = max(sum(run) / len(run) for run in runs)
    if peak is None:
        assert best == 0
    else:
        assert peak.rate == pytest.approx(best)
        assert sum(runs[peak.start]) / len(runs[peak.start]) == pytest.approx(best)
        assert counts[peak.highest] == max(runs[peak.start])
        assert peak.hours == min(3, len(counts))


def test_the_first_of_equal_peaks_counts_and_a_week_without_posts_has_none() -> None:
    """Time to peak must not depend on the order of a sort."""
    peak = peak_rate([0, 3, 0, 0, 3, 0])

    assert peak is not None
    assert (peak.start, peak.rate, peak.highest) == (0, 1.0, 1)
    assert peak_rate([0, 0]) is peak_rate([]) is None
    assert rolling_rate([1, 2, 3, 4]).tolist() == [2.0, 3.0]


def test_z_is_the_tables_number() -> None:
    """1.959964 in every table of the normal distribution."""
    assert z_value(0.95) == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize(("k", "n"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_a_bug(k: int, n: int) -> None:
    """A share of nothing has no interval; the caller says why there is no value."""
    with pytest.raises(ValueError, match=str(n)):
        wilson(k, n)


def test_impossible_levels_and_p_values_are_a_bug() -> None:
    """95 is not a level and 1.2 is not a probability."""
    for wrong in (lambda: z_value(95), lambda: holm([1.2]), lambda: goodman([])):
        with pytest.raises(ValueError, match=r"95|1\.2|\[\]"):
            wrong()
