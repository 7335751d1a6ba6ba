"""The local model: what the incident's own hand labels teach about its other posts.

A logistic regression on characters and pairs of characters, one for each target
(negative, positive), cross-fitted: five models, each of which has never seen a
fifth of the labelled texts.  A labelled text, and every copy of it, is scored by
the one model that has not seen it; all others by the mean of the five.  So the
scores of labelled and of other posts differ from the truth in the same way, which
is what a prediction-powered share needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reporter.cache import ScoreCache, text_keys
from reporter.text.clean import USUAL, Preprocessing, copy_key
from reporter.text.ngrams import BUCKETS, FEATURES, ngrams

#: What is learnt of a text, in the order of the scores' columns.
TARGETS: Final = ("negative", "positive")
FOLDS: Final = 5
#: Weight of the penalty: half the squared weights times this, against the summed log loss.
RIDGE: Final = 0.1
#: Texts whose features are in memory together.
_TOGETHER: Final = 20_000

Floats = npt.NDArray[np.float64]


def fold_of(text: str) -> int:
    """The fold a text belongs to, 0..4: the same for all its copies, whatever else is labelled."""
    return blake2b((copy_key(text) or text).encode("utf-8", "surrogatepass"), digest_size=8).digest()[0] % FOLDS


def logistic(rows: Any, labels: npt.NDArray[np.bool_], ridge: float = RIDGE) -> Floats:  # noqa: ANN401 - scipy has no types
    """The weights of a ridge logistic regression, shape (columns + 1,): the last is the intercept.

    Args:
        rows: features, sparse, shape (n, columns).
        labels: shape (n,); of one kind only, the weights are 0 and the intercept is the log-odds
            of (k + 1/2) / (n + 1): a constant score.
        ridge: weight of the penalty, > 0; the intercept is free.

    Source: minimises sum(log loss) + ridge / 2 * |w|^2, as scikit-learn's LogisticRegression(C=1/ridge).
    """
    from scipy.optimize import minimize

    y = np.asarray(labels, np.float64)
    weights = np.zeros(rows.shape[1] + 1)
    if not 0 < y.sum() < len(y):
        weights[-1] = np.log((y.sum() + 0.5) / (len(y) - y.sum() + 0.5))
        return weights
    used = np.unique(rows.indices)  # the others keep a weight of 0
    small = rows[:, used].astype(np.float64)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = small @ w[:-1] + w[-1]
        rest = 1 / (1 + np.exp(-z)) - y
        value = np.logaddexp(0, z).sum() - y @ z + ridge / 2 * (w[:-1] @ w[:-1])
        return value, np.append(small.T @ rest + ridge * w[:-1], rest.sum())

    def curvature(w: Floats, v: Floats) -> Floats:
        p = 1 / (1 + np.exp(-(small @ w[:-1] + w[-1])))
        bent = p * (1 - p) * (small @ v[:-1] + v[-1])
        return np.append(small.T @ bent + ridge * v[:-1], bent.sum())

    # L-BFGS-B spends a millisecond of its own on each step of thousands of weights: ten times as long.
    found = minimize(loss, np.zeros(len(used) + 1), jac=True, hessp=curvature, method="Newton-CG")
    weights[np.append(used, rows.shape[1])] = found.x
    return weights


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModel:
    """Five models for each target, and what they were taught.

    Args:
        weights: float32, shape (BUCKETS, targets x FOLDS), target by target.
        intercepts: shape (targets x FOLDS,).
        folds: copy key of every labelled text -> the fold that has not seen it.
        labels: hash of the texts and labels it was taught, hexadecimal.
        taught: how many different texts that were.
        rules: what made the texts ready, and makes those ready it is asked about.
    """

    weights: npt.NDArray[np.float32]
    intercepts: Floats
    folds: Mapping[str, int]
    labels: str
    taught: int
    rules: Preprocessing = USUAL

    @property
    def key(self) -> str:
        """128 bits of all that decides a score besides the text, hexadecimal: the name of its caches."""
        facts = ["local", self.labels, FEATURES, BUCKETS, FOLDS, RIDGE, TARGETS, self.rules.id]
        return blake2b(json.dumps(facts).encode(), digest_size=16).hexdigest()

    def score(self, texts: Sequence[str]) -> Floats:
        """P(target) of each prepared text, shape (texts, targets), in 0..1."""
        parts = [self._scored(texts[i : i + _TOGETHER]) for i in range(0, len(texts), _TOGETHER)]
        return np.concatenate(parts) if parts else np.empty((0, len(TARGETS)))

    def _scored(self, texts: Sequence[str]) -> Floats:
        odds = np.asarray(ngrams(texts) @ self.weights, np.float64) + self.intercepts
        each = (1 / (1 + np.exp(-odds))).reshape(len(texts), len(TARGETS), FOLDS)
        scores: Floats = each.mean(axis=2)
        seen = [(i, self.folds[key]) for i, key in enumerate(map(copy_key, texts)) if key in self.folds]
        for i, fold in seen:
            scores[i] = each[i, :, fold]
        return scores


def teach(texts: Sequence[str], stances: Sequence[str], rules: Preprocessing = USUAL) -> LocalModel:
    """The model that these labelled texts teach; copies count once, by their most frequent label.

    Args:
        texts: texts made ready by `rules`.
        stances: the label of each, one of `posts.STANCES`.
        rules: how that was done.
    """
    different = _different(texts, stances)
    keys = list(different)
    rows = ngrams([different[key][0] for key in keys])
    folds = np.array([fold_of(key) for key in keys])
    said = np.array([different[key][1] for key in keys])
    fitted = [
        logistic(rows[folds != fold], said[folds != fold] == target) for target in TARGETS for fold in range(FOLDS)
    ]
    both = np.array(fitted)
    taught = json.dumps(sorted(different.items()), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LocalModel(
        weights=both[:, :-1].T.astype(np.float32),
        intercepts=both[:, -1],
        folds=dict(zip(keys, folds.tolist(), strict=True)),
        labels=blake2b(taught, digest_size=16).hexdigest(),
        taught=len(keys),
        rules=rules,
    )


def _different(texts: Sequence[str], stances: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Copy key -> (the first of its spellings, its most frequent label), in order of the keys."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for text, stance in zip(texts, stances, strict=True):
        groups.setdefault(copy_key(text) or text, []).append((text, stance))
    chosen = {}
    for key in sorted(groups):
        said = sorted(stance for _text, stance in groups[key])
        chosen[key] = (min(groups[key])[0], max(said, key=said.count))
    return chosen


@dataclass(frozen=True, slots=True)
class CachedModel:
    """A local model that scores no text twice.

    Args:
        model: the model.
        caches: the known scores of each of `TARGETS`, in their order (their folder's files bear `model.key`).
    """

    model: LocalModel
    caches: Sequence[ScoreCache]

    def __call__(self, texts: Sequence[str]) -> Floats:
        """`LocalModel.score` of texts as they stand in the posts table."""
        texts = self.model.rules.all_ready(texts)
        different = list(dict.fromkeys(texts))
        keys = text_keys(different)
        scores = np.stack([cache.look_up(keys) for cache in self.caches], axis=1)
        missing = np.flatnonzero(np.isnan(scores).any(axis=1))
        if len(missing):
            scores[missing] = self.model.score([different[i] for i in missing])
            for cache, column in zip(self.caches, scores[missing].T, strict=True):
                cache.add(keys[missing], column)
        place = {text: i for i, text in enumerate(different)}
        return scores[[place[text] for text in texts]]
