"""The local model: cross-fitted, the same every time, and the optimum scikit-learn finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from reporter.cache import ScoreCache
from reporter.posts import STANCES
from reporter.text.clean import copy_key, for_scoring
from reporter.text.local import FOLDS, RIDGE, TARGETS, CachedModel, LocalModel, fold_of, logistic, teach
from reporter.text.ngrams import BUCKETS, ngrams
from tests.soak import examples

WORDS: Final = {
    "negative": "多扣了钱 没人管 太失望了 退款还不到 客服不理人 锁了车还计费".split(),
    "positive": "退款到了 处理得很快 态度不错 支持整改 诚意够了 骑着很方便".split(),
    "neutral": "今天骑车上班 看到公告了 单车停在路口 明天再看 转发一下 说明会在下午".split(),
}


def taught_texts(n: int, seed: int = 7) -> tuple[list[str], list[str]]:
    """`n` different short posts and the stance each was written with."""
    dice = np.random.default_rng(seed)
    stances = [STANCES[i % 3] for i in range(n)]
    texts = ["，".join(dice.choice(WORDS[stance], 2)) + f"第{i}单" for i, stance in enumerate(stances)]
    return texts, stances


@pytest.fixture(scope="module")
def model() -> LocalModel:
    """A model of 150 texts."""
    return teach(*taught_texts(150))


@given(st.lists(st.text(max_size=12), max_size=6))
@settings(max_examples=examples(40))
def test_a_row_holds_the_characters_and_pairs_of_its_own_text(texts: list[str]) -> None:
    """All texts lie in one array: a pair must not reach into the neighbour, whatever the text holds."""
    together = ngrams(texts)

    assert together.shape == (len(texts), BUCKETS)
    for i, text in enumerate(texts):
        part = slice(together.indptr[i], together.indptr[i + 1])
        assert np.array_equal(together.indices[part], ngrams([text]).indices)
        assert together.data[part].sum() == pytest.approx(np.sqrt(2 * len(text)), rel=1e-5)


@pytest.mark.parametrize("target", STANCES)
def test_the_regression_is_the_optimum_of_scikit_learn(target: str) -> None:
    """The same features and penalty have one optimum; another solver must find it too."""
    texts, stances = taught_texts(60)
    rows, labels = ngrams(texts), np.array(stances) == target
    used = np.unique(rows.indices)

    found = logistic(rows, labels)
    oracle = LogisticRegression(C=1 / RIDGE, tol=1e-8, max_iter=5000).fit(rows[:, used].astype(np.float64), labels)

    assert found[used] == pytest.approx(oracle.coef_[0], abs=2e-3)
    assert found[-1] == pytest.approx(oracle.intercept_[0], abs=2e-3)


@pytest.mark.parametrize("positive", [0, 40])
def test_labels_of_one_kind_give_one_score(positive: int) -> None:
    """At 3 % a fold of a hundred labels may hold no positive; its score must not run to infinity."""
    rows = ngrams(taught_texts(40)[0])

    weights = logistic(rows, np.arange(40) < positive)

    assert not weights[:-1].any()
    assert 1 / (1 + np.exp(-weights[-1])) == pytest.approx((positive + 0.5) / 41)


def test_a_labelled_text_is_scored_by_the_model_that_has_not_seen_its_label() -> None:
    """Turning a label round must not move the score of that text, or of any copy: that is cross-fitting."""
    texts, stances = taught_texts(150)
    other = {"negative": "positive", "positive": "neutral", "neutral": "negative"}
    turned = [other[stances[0]], *stances[1:]]

    before, after = (teach(texts, said).score([texts[0], f"{texts[0]}！", *texts[1:40]]) for said in (stances, turned))

    assert np.array_equal(before[:2], after[:2])
    assert not np.array_equal(before[2:], after[2:])


def test_another_text_is_scored_by_the_mean_of_the_folds(model: LocalModel) -> None:
    """Each fold alone has seen four fifths; the mean has the error the labelled rows show."""
    odds = ngrams(["态度不错，没人管"]) @ model.weights + model.intercepts
    folds = (1 / (1 + np.exp(-odds))).reshape(len(TARGETS), FOLDS)

    assert model.score(["态度不错，没人管"])[0] == pytest.approx(folds.mean(axis=1))


def test_the_order_of_the_labels_changes_nothing() -> None:
    """Labels are written in the order people gave them; two files of the same labels are one model."""
    texts, stances = taught_texts(110)
    order = np.random.default_rng(1).permutation(len(texts))

    first, second = teach(texts, stances), teach([texts[i] for i in order], [stances[i] for i in order])

    assert first.key == second.key
    assert np.array_equal(first.score(texts), second.score(texts))


def test_a_changed_label_is_another_model(model: LocalModel) -> None:
    """Its scores lie in caches of its own: old scores may not survive a new label."""
    texts, stances = taught_texts(150)

    assert teach(texts, ["neutral", *stances[1:]]).key != model.key
    assert teach([*texts, "新的一条"], [*stances, "neutral"]).key != model.key
    assert teach(texts, stances).key == model.key


def test_copies_teach_once_by_their_most_frequent_label() -> None:
    """A text copied a hundred times and labelled as often would drown the others."""
    texts, stances = taught_texts(110)

    once = teach(texts, stances)
    thrice = teach([*texts, texts[0], f"{texts[0]} http://t.cn/x"], [*stances, stances[0], "neutral"])

    assert (once.taught, once.key) == (thrice.taught, thrice.key)


@given(st.text(min_size=1, max_size=30))
@settings(max_examples=examples(50))
def test_copies_share_their_fold(text: str) -> None:
    """A copy in another fold would teach the model the answer it is asked for."""
    ready = for_scoring(text)

    assert fold_of(ready) == fold_of(copy_key(ready) or ready)
    assert 0 <= fold_of(ready) < FOLDS


def test_it_learns(model: LocalModel) -> None:
    """What the words of a text say, in probabilities: the point of it all."""
    texts, stances = taught_texts(60, seed=8)
    scores = model.score(texts)

    for column, target in enumerate(TARGETS):
        said = np.array(stances) == target
        assert scores[said, column].min() > 0.5 > scores[~said, column].max()
    assert (scores > 0).all()
    assert (scores < 1).all()


class Counting(LocalModel):
    """A model that remembers what it was asked; its answers are the lengths."""

    __slots__ = ()
    asked: Final[list[str]] = []

    def score(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """1 / length, and one half."""
        self.asked.extend(texts)
        return np.array([[1 / len(text), 0.5] for text in texts])


def test_no_text_is_scored_twice(tmp_path: Path) -> None:
    """Editing the timeline must not score two million posts again."""
    model = Counting(weights=np.empty((0, 0), np.float32), intercepts=np.empty(0), folds={}, labels="x", taught=0)
    asked: list[tuple[str, ...]] = []
    for texts in (["一", "一二", "一"], ["一二", "一二三"]):
        model.asked.clear()
        cached = CachedModel(model, [ScoreCache(tmp_path, f"{model.key}-{name}") for name in TARGETS])
        scores = cached(texts)
        asked.append(tuple(model.asked))
        assert scores.tolist() == [[1 / len(text), 0.5] for text in texts]

    assert asked == [("一", "一二"), ("一二三",)]
