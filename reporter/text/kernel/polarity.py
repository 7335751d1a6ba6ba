"""P(positive) of many texts by SnowNLP's naive Bayes model, its sums in its own order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp
from typing import Final

import numpy as np

from reporter.text.kernel.tables import Floats, Tables
from reporter.text.kernel.words import split, word_rows

#: Characters worked on together: faster than fewer, and 25 MB; more would only take more memory.
_TOGETHER: Final = 80_000


def polarity(texts: Sequence[str], tables: Tables) -> Floats:
    """P(positive) of each text, in 0..1; the prior for a text without words."""
    return np.concatenate([np.empty(0), *(_scored(part, tables) for part in _parts(texts))])


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    begin = size = 0
    for i, text in enumerate(texts):
        if size and size + len(text) > _TOGETHER:
            yield texts[begin:i]
            begin, size = i, 0
        size += len(text)
    if begin < len(texts):
        yield texts[begin:]


def _scored(texts: Sequence[str], tables: Tables) -> Floats:
    words = split(texts, tables)
    logs = tables.word_log[word_rows(words, tables)].T
    # The prior comes first, then the words in order: bincount adds one after the other, as the original does.
    text = np.concatenate([np.arange(len(texts)), words.text])
    added = [np.concatenate([np.full(len(texts), prior), log]) for prior, log in zip(tables.prior, logs, strict=True)]
    negative, positive = (np.bincount(text, each, len(texts)).tolist() for each in added)
    return np.fromiter(map(_positive, negative, positive), np.float64, len(texts))


def _positive(negative: float, positive: float) -> float:
    """P(positive) of the classes' logarithms, rounded as by `Bayes.classify` and `Sentiment.classify`."""
    for_negative, for_positive = _share(positive - negative), _share(negative - positive)
    return for_positive if for_positive > for_negative else 1 - for_negative


def _share(lead: float) -> float:
    """P of a class the other leads by `lead`."""
    try:
        return 1 / (1 + exp(lead))
    except OverflowError:
        return 0.0
