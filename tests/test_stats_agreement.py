"""Cohen's kappa: the printed example, two other implementations, and its interval over a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from reporter.stats import cohen_kappa
from tests.soak import examples

_answers = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=60)


def test_the_example_of_fleiss_cohen_and_everitt() -> None:
    """Their table 1 (200 subjects, three classes): kappa .429."""
    table = np.array([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    pairs = [(str(i), str(j)) for (i, j), n in np.ndenumerate(table) for _k in range(n)]

    found = cohen_kappa([one for one, _two in pairs], [two for _one, two in pairs])

    assert found.value == pytest.approx(0.429, abs=5e-4)
    assert found.low is not None
    assert (0.429 - found.low) / 1.96 == pytest.approx(0.054, abs=1e-3)


@given(_answers)
@settings(max_examples=examples(40))
def test_it_agrees_with_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    """Value for value, on any answers."""
    first, second = ([pair[i] for pair in pairs] for i in (0, 1))
    assume(len({*first, *second}) > 1)  # of one label alone scikit-learn only warns

    found = cohen_kappa(first, second)

    if found.value is None:
        assert len({*first, *second}) == 1
    else:
        assert found.value == pytest.approx(cohen_kappa_score(first, second))
        assert found.low is not None
        assert found.high is not None
        assert -1 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1


@pytest.mark.parametrize("seed", range(4))
def test_its_interval_agrees_with_statsmodels(seed: int) -> None:
    """The same large-sample standard error."""
    dice = np.random.default_rng(seed)
    first = dice.choice(["a", "b", "c"], 120, p=[0.5, 0.3, 0.2])
    second = np.where(dice.random(120) < 0.7, first, dice.choice(["a", "b", "c"], 120))
    table = [[int(((first == one) & (second == two)).sum()) for two in "abc"] for one in "abc"]

    found = cohen_kappa(first.tolist(), second.tolist())
    oracle = cohens_kappa(np.array(table))

    assert found.value == pytest.approx(oracle.kappa)
    assert (found.low, found.high) == pytest.approx((oracle.kappa_low, oracle.kappa_upp))


@given(st.integers(1, 500))
def test_two_who_give_one_answer_to_everything_have_no_kappa(n: int) -> None:
    """However many texts: chance alone gives full agreement, and 0/0 is no figure, least of all 0.5."""
    found = cohen_kappa(["负面"] * n, ["负面"] * n)

    assert (found.value, found.low, found.high, found.same, found.n) == (None, None, None, 1, n)


def test_no_answers_are_a_bug() -> None:
    """Nobody asks for the agreement on nothing."""
    with pytest.raises(ValueError, match="0"):
        cohen_kappa([], [])
