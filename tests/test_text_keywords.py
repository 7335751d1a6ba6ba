"""Keywords: log-odds with a Dirichlet prior, by its own laws and by chance."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.text.keywords import MOST, Keywords, compared, least_z, log_odds
from reporter.text.words import LEAST_TEXTS, CommonWords, common_words

WINDOWS = ("before_response", "after_response")
words_of_texts = st.lists(st.frozensets(st.sampled_from("甲乙丙丁戊"), max_size=4), max_size=40)


def test_z_is_the_published_formula() -> None:
    """By hand, word by word: 40 of 400 words against 10 of 600, and a prior of 100 words."""
    first, second = np.array([40.0]), np.array([10.0])

    (z,) = log_odds(first, second, (400, 600), 100)

    alpha = 100 * 50 / 1000
    odds = [(y + alpha) / (n + 100 - y - alpha) for y, n in ((10, 600), (40, 400))]
    assert z == pytest.approx(math.log(odds[0] / odds[1]) / math.sqrt(1 / (10 + alpha) + 1 / (40 + alpha)))
    assert z < -4


@given(words_of_texts, words_of_texts)
def test_sides_exchanged_are_signs_exchanged(one: list[frozenset[str]], other: list[frozenset[str]]) -> None:
    """No side is the reference."""
    there, back = compared(WINDOWS, one, other), compared(WINDOWS, other, one)

    assert [(k.word, k.first, k.second, k.z) for k in there.first] == [
        (k.word, k.second, k.first, -k.z) for k in back.second
    ]
    assert there.texts == back.texts[::-1]


@given(words_of_texts, words_of_texts, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_nothing(
    one: list[frozenset[str]], other: list[frozenset[str]], dice: random.Random
) -> None:
    """Posts arrive in any order."""
    before = compared(WINDOWS, one, other)
    dice.shuffle(one)
    dice.shuffle(other)

    assert compared(WINDOWS, one, other) == before


@given(words_of_texts)
def test_the_same_texts_twice_tell_nothing_apart(texts: list[frozenset[str]]) -> None:
    """Whatever they say."""
    found = compared(WINDOWS, texts, texts)

    assert (found.first, found.second) == ((), ())


def drawn(dice: random.Random, n: int, rates: dict[str, float]) -> list[frozenset[str]]:
    """`n` texts that hold each word at its own rate."""
    return [frozenset(word for word, rate in rates.items() if dice.random() < rate) for _ in range(n)]


def test_chance_shows_a_word_in_few_comparisons_and_a_real_change_in_all() -> None:
    """The threshold is for all words together: at most one comparison in twenty of equal texts shows any word."""
    dice = random.Random(3)  # noqa: S311 - the same draws every time
    rates = {f"词{number}": 0.3 / (1 + number) ** 0.7 for number in range(60)}
    changed = rates | {"退款": 0.02}

    false = [found(compared(WINDOWS, drawn(dice, 400, rates), drawn(dice, 300, rates))) for _ in range(30)]
    true = compared(WINDOWS, drawn(dice, 400, changed), drawn(dice, 300, changed | {"退款": 0.2}))

    assert sum(map(bool, false)) <= 4
    assert [word.word for word in true.second] == ["退款"]
    assert true.first == ()


def found(keywords: Keywords) -> set[str]:
    """Every word told."""
    return {one.word for one in (*keywords.first, *keywords.second)}


def test_a_word_of_few_texts_is_told_on_no_side() -> None:
    """It could be somebody's name."""
    rare = [frozenset({"某某"})] * (LEAST_TEXTS - 1) + [frozenset({"退款"})] * 600
    other = [frozenset({"整改"})] * 600

    keywords = compared(WINDOWS, rare, other)

    assert found(keywords) == {"退款", "整改"}
    assert keywords.tested == 2


def test_only_the_most_telling_words_are_told() -> None:
    """A page is no dictionary."""
    one = [frozenset({f"甲{i % 40}"}) for i in range(4000)]
    other = [frozenset({f"乙{i % 40}"}) for i in range(4000)]

    keywords = compared(WINDOWS, one, other)

    assert len(keywords.first) == len(keywords.second) == MOST
    assert all(word.first == 100 and word.second == 0 for word in keywords.first)


def test_the_threshold_grows_with_the_words_compared() -> None:
    """Bonferroni: 1.96 for one word, 4.06 for a thousand."""
    assert least_z(1) == pytest.approx(1.96, abs=0.001)
    assert least_z(1000) == pytest.approx(4.0556, abs=0.001)
    assert least_z(0) == least_z(1)


def test_nothing_is_told_of_nothing() -> None:
    """A window without posts."""
    assert compared(WINDOWS, [], []).texts == (0, 0)
    assert common_words([]) == CommonWords(texts=0, words=())


def test_common_words_are_ranked_by_texts_then_by_word() -> None:
    """Ties are told in a fixed order."""
    texts = [frozenset({"退款", "客服"})] * 5 + [frozenset({"押金"})] * 7 + [frozenset({"罕见"})] * 4

    assert common_words(texts, 2) == CommonWords(texts=16, words=(("押金", 7), ("客服", 5)))
