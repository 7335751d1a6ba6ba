"""Tables from SnowNLP's counts: its own formulas, each evaluated once for every case that can occur.

Sums, products and quotients stand in the original's order, and a logarithm is
`math.log` as there: NumPy's may differ in the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, log
from typing import Any, Final

import numpy as np

from reporter.text.kernel.index import Index, Ints, Keys, index_of
from reporter.text.kernel.model import Polarity, Segmenter, Tagged
from reporter.text.kernel.tables import HAN, Floats, Learnt, Tables, row_key
from reporter.text.kernel.words import SHORT, short_key

_PLACES: Final = ("b", "m", "e", "s")
_BEGIN: Final[Tagged] = ("", "BOS")
_CLASSES: Final = ("neg", "pos")


def build(segmenter: Segmenter, polarity: Polarity) -> Tables:
    """The tables of the two models; takes seconds."""
    characters = _characters(segmenter)
    ids = np.zeros(HAN[1] - HAN[0] + 1, np.uint16)
    ids[[ord(character) - HAN[0] for character in characters]] = np.arange(1, len(characters) + 1)
    return Tables(ids=ids, **_steps(segmenter, _counts(segmenter, characters)), **_words(polarity))


# Segmentation ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counts:
    """Counts by code, number of the character x 4 + its place; the code 0 is the sentence's beginning.

    Args:
        one: the count of each code.
        pair: two codes and the count, three columns.
        three: three codes and the count, four columns.
    """

    one: Ints
    pair: Ints
    three: Ints


def _characters(model: Segmenter) -> list[str]:
    """Those the model has seen, of those a sentence can hold."""
    single = {character for character, _place in model.uni if len(character) == 1}
    return sorted(character for character in single if HAN[0] <= ord(character) <= HAN[1])


def _counts(model: Segmenter, characters: Sequence[str]) -> _Counts:
    codes = {(c, place): 4 * i + j for i, c in enumerate(characters, 1) for j, place in enumerate(_PLACES)}
    one = np.array([model.uni[_BEGIN], 0, 0, 0, *(model.uni.get(tagged, 0) for tagged in codes)])
    codes[_BEGIN] = 0
    return _Counts(one=one, pair=_coded(model.bi, codes, 2), three=_coded(model.tri, codes, 3))


def _coded(counts: Mapping[Any, int], codes: Mapping[Tagged, int], width: int) -> Ints:
    """(width + 1, n) codes and count of every entry that can occur within a sentence."""
    columns = [np.fromiter((codes.get(key[i], -1) for key in counts), np.int64, len(counts)) for i in range(width)]
    table = np.stack([*columns, np.fromiter(counts.values(), np.int64, len(counts))])
    return table[:, (table >= 0).all(axis=0)]


def _logs(probabilities: Floats) -> Floats:
    return np.array([log(p) if p else -inf for p in probabilities.tolist()])


def _steps(model: Segmenter, counts: _Counts) -> dict[str, Any]:
    """Log P of every step that can occur, as `CharacterBasedGenerativeModel.log_prob`.

    A pair seen in training has been counted as two single ones, and three as
    two pairs: every divisor and every number looked up is there.
    """
    l1, l2, l3 = model.weights
    many = len(counts.one)
    c1, c2, twice = counts.pair
    tagged = index_of(row_key(c1, c2, many))
    t1, t2, t3, thrice = counts.three
    before, after = tagged.find(row_key(t1, t2, many)), tagged.find(row_key(t2, t3, many))
    one = l1 * (counts.one.astype(np.float64) / model.total)
    by_pair = l2 * twice / counts.one[c1]
    by_three = l3 * thrice / twice[before]
    three = (one[t3] + by_pair[after]) + by_three
    first = one.copy()  # a step at the beginning, and by three if the beginning is all there was before
    first[c2[c1 == 0]] += by_pair[c1 == 0]
    begins = t2 == 0
    first[t3[begins]] = three[begins]

    pair = _learnt(c1 >> 2, c2, (c2 & 3) * 4 + (c1 & 3), one[c2] + by_pair, many // 4)
    t1, t2, t3, three = (column[~begins] for column in (t1, t2, t3, three))
    number = pair.index.find(row_key(t1 >> 2, t2 >> 2, many // 4))
    place = (t3 & 3) * 16 + (t2 & 3) * 4 + (t1 & 3)
    return {
        "one": _by_place(one),
        "first": _by_place(first),
        "pair": pair,
        "three": _learnt(number, t3, place, three, many // 4),
    }


def _by_place(probabilities: Floats) -> Floats:
    logs = _logs(probabilities).reshape(-1, len(_PLACES))
    logs[0] = 0.0  # a character never seen: its step adds nothing
    return logs


def _learnt(before: Ints, last: Ints, place: Ints, probability: Floats, many: int) -> Learnt:
    """What was learnt, the entries of one row of characters together."""
    keys = row_key(before, last >> 2, many)
    order = np.argsort(keys, kind="stable")
    different, start = np.unique(keys[order], return_index=True)
    return Learnt(
        index=index_of(different),
        start=np.append(start, len(keys)).astype(np.int32),
        place=place[order].astype(np.uint8),
        log=_logs(probability[order]),
    )


# Polarity -------------------------------------------------------------------


def _words(model: Polarity) -> dict[str, Any]:
    every = sorted({word for words in model.words.values() for word in words} | model.stop)
    short = [word for word in every if 0 < len(word) <= SHORT]
    longer = [word for word in every if len(word) > SHORT]
    rows = [[_log_of(model, word, name) for name in _CLASSES] for word in short + longer]
    unseen = [_unstopped(model, "", name) for name in _CLASSES]
    return {
        "words": _word_index(short),
        "long_words": np.frombuffer("\n".join(longer).encode(), np.uint8),
        "word_log": np.array([*rows, unseen]),
        "prior": np.array([log(model.totals[name]) - log(model.total) for name in _CLASSES]),
    }


def _word_index(words: Sequence[str]) -> Index:
    keys: Keys = np.array([short_key(word) for word in words], np.uint64)
    return index_of(keys)


def _log_of(model: Polarity, word: str, name: str) -> float:
    """What a word adds to a class's sum; a stop word is left out there, and adding 0 gives the same bits."""
    return 0.0 if word in model.stop else _unstopped(model, word, name)


def _unstopped(model: Polarity, word: str, name: str) -> float:
    return log(float(model.words[name].get(word, model.unseen[name])) / model.totals[name])
