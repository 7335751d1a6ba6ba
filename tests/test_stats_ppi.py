"""Shares from labels and scores: identities, the published implementation, Newcombe, what labels buy."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

from reporter.stats import (
    Estimate,
    Rest,
    difference,
    labels_for,
    newcombe,
    ppi_mean,
    share_interval,
    stratified,
    wilson,
)
from tests.soak import examples

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_shares = st.floats(0, 1)


def rest_of(scores: Floats) -> Rest:
    """The sums an estimate needs of unlabelled scores."""
    return Rest(len(scores), float(scores.sum()), float((scores**2).sum()))


def a_case(seed: int, n: int = 120, rest: int = 900, share: float = 0.3) -> tuple[Floats, Floats, Floats]:
    """Labels, their scores, and the scores of the rest: a score that knows something."""
    dice = np.random.default_rng(seed)
    truth = (dice.random(n + rest) < share).astype(float)
    scores = np.clip(0.5 * truth + 0.5 * dice.random(n + rest), 0, 1)
    return truth[:n], scores[:n], scores[n:]


@given(st.lists(st.tuples(st.booleans(), _shares), min_size=1, max_size=30), st.lists(_shares, min_size=1, max_size=30))
@settings(max_examples=examples(60))
def test_at_lambda_one_it_is_the_mean_score_plus_the_mean_error(
    labelled: list[tuple[bool, float]], others: list[float]
) -> None:
    """The identity the method is named for: mean(f_U) + mean(Y - f_L)."""
    y, f = (np.array(column, float) for column in zip(*labelled, strict=True))

    found = ppi_mean(y, f, rest_of(np.array(others)), lam=1.0)

    assert found.value == pytest.approx(np.mean(others) + np.mean(y - f))


@given(st.lists(st.tuples(st.booleans(), _shares), min_size=1, max_size=30))
@settings(max_examples=examples(40))
def test_at_lambda_zero_the_labels_stand_alone(labelled: list[tuple[bool, float]]) -> None:
    """Without a score it is the plain share, and Wilson's interval of it."""
    y, f = (np.array(column, float) for column in zip(*labelled, strict=True))

    found = ppi_mean(y, f, Rest(5, 2.0, 1.0), lam=0.0)

    assert found.value == pytest.approx(y.mean())
    assert found.gain == 1
    assert share_interval(found) == pytest.approx(wilson(int(y.sum()), len(y)))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lam", [None, 0.0, 0.4, 1.0])
def test_it_agrees_with_the_authors_implementation(seed: int, lam: float | None) -> None:
    """`ppi-python` is by the authors of the method; its tuned lambda is found from the standard errors."""
    y, f, others = a_case(seed, share=0.05 + 0.15 * seed)

    ours = ppi_mean(y, f, rest_of(others), lam=lam)
    low, high = (end.item() for end in ppi_mean_ci(y, f, others, alpha=0.05, lam=lam))

    assert ours.value == pytest.approx((low + high) / 2)
    assert 1.959964 * ours.variance**0.5 == pytest.approx((high - low) / 2, rel=1e-5)
    assert ours.value == pytest.approx(ppi_mean_pointestimate(y, f, others, lam=lam).item(), abs=2e-3)


@pytest.mark.parametrize("seed", range(4))
def test_weights_agree_with_the_authors_implementation(seed: int) -> None:
    """Labels of strata drawn unevenly weigh what they stand for."""
    y, f, others = a_case(seed)
    weights = np.random.default_rng(seed).uniform(0.5, 2, len(y))

    ours = ppi_mean(y, f, rest_of(others), weights=weights, lam=0.7)

    assert ours.value == pytest.approx(ppi_mean_pointestimate(y, f, others, lam=0.7, w=weights).item())


@given(st.integers(0, 10_000), st.integers(30, 200))
@settings(max_examples=examples(40))
def test_a_score_never_costs_labels_and_is_never_worth_more_than_eight(seed: int, n: int) -> None:
    """Lambda is tuned for that; a small sample may still flatter a score, so the gain is bounded."""
    y, _f, others = a_case(seed, n)
    dice = np.random.default_rng(seed)

    useless = ppi_mean(y, dice.random(n), rest_of(dice.random(900)))
    perfect = ppi_mean(y, y, rest_of((others > 0.5).astype(float)))

    assert 1 <= useless.gain < 1.3
    assert 1 <= perfect.gain <= 8
    assert 0 <= useless.lam <= 1


def test_unequal_weights_are_worth_fewer_labels() -> None:
    """Kish: 50 labels of which a few stand for most posts are not 50."""
    y = np.tile([0.0, 1.0], 25)
    weights = np.r_[np.ones(40), np.full(10, 20.0)]

    found = ppi_mean(y, np.zeros(50), Rest(0, 0.0, 0.0), weights=weights, lam=0.0)

    assert found.n == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert found.effective_n < 15


@given(st.integers(0, 40), st.integers(0, 60))
@settings(max_examples=examples(30))
def test_strata_in_proportion_add_up_to_the_whole_sample(first: int, second: int) -> None:
    """Proportional allocation: the weighted sum is the plain share, and no less certain."""
    assume(0 < first + second < 100)
    parts = [_plain(first, 40), _plain(second, 60)]

    whole = stratified([0.4, 0.6], parts)

    assert whole.value == pytest.approx((first + second) / 100)
    assert whole.n == pytest.approx(100)
    assert whole.variance <= _plain(first + second, 100).variance + 1e-12


def _plain(k: int, n: int) -> Estimate:
    return ppi_mean(np.arange(n) < k, np.zeros(n), Rest(0, 0.0, 0.0), lam=0.0)


def test_what_was_counted_cannot_be_wrong() -> None:
    """The nearer the sample comes to all posts, the narrower; all of them are no sample."""
    widths = [np.subtract(*share_interval(_plain(30, 100), sampled=part)[::-1]) for part in (0, 0.5, 0.9, 1)]

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
@settings(max_examples=examples(40))
def test_the_difference_of_wilson_intervals_is_newcombes(k1: int, n1: int, k2: int, n2: int) -> None:
    """On the effective n it is the same formula with other n."""
    assume(k1 <= n1 and k2 <= n2)

    ours = difference((k1 / n1, *wilson(k1, n1)), (k2 / n2, *wilson(k2, n2)))

    assert ours == pytest.approx(newcombe(k1, n1, k2, n2))


#: Half-width -> labels at a share of one half, by Wilson's formula solved by hand: z^2 / 4 h^2 - z^2.
BOUGHT: Final = {0.10: 93, 0.07: 193, 0.05: 381}


@pytest.mark.parametrize(("half", "labels"), BOUGHT.items())
def test_labels_buy_their_width(half: float, labels: int) -> None:
    """The analyst is told a number of labels: it must buy what it promises, and one fewer must not."""
    found = labels_for(half)

    assert found == labels
    widths = [np.subtract(*wilson(n / 2, n)[::-1]) / 2 for n in (found, found - 1)]
    assert widths[0] <= half < widths[1]
    assert labels_for(half, gain=2.0) == -(-found // 2)


def test_an_estimate_without_a_label_is_a_bug() -> None:
    """Nobody asks for the mean of nothing."""
    with pytest.raises(ValueError, match="0"):
        ppi_mean([], [], Rest(1, 1.0, 1.0))
