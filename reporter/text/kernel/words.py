"""From texts to words, all texts of a batch at once, as `snownlp.seg.seg`.

Chinese characters in a row are segmented; everything else is parted by white
space only, so that `100%，VIP` is one word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reporter.text.kernel.index import MISSING, Ints, Keys
from reporter.text.kernel.tables import HAN, Tables
from reporter.text.kernel.viterbi import places

#: Words of up to so many characters have a number as key, 21 bits for each character.
SHORT: Final = 3
_BITS: Final = 21

_SPACE, _CHINESE, _OTHER = 0, 1, 2
_ASTRAL: Final = 0x10000
#: What each character is; from `_ASTRAL` on all are `_OTHER`.
_KINDS: Final = np.full(_ASTRAL + 1, _OTHER, np.uint8)
_KINDS[[code for code in range(_ASTRAL) if chr(code).isspace()]] = _SPACE
_KINDS[HAN[0] : HAN[1] + 1] = _CHINESE

# `b` and `s` begin a word, `m` and `e` go on with it, after an `s` too; what follows an `e` begins one.
_BEGINS: Final = np.array([True, False, False, True])
_E: Final = 2

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of a batch, in order.

    Args:
        joined: all texts, one after the other with a line break between.
        codes: its characters.
        start: where each word begins in it.
        end: where it ends.
        text: the number of its text.
    """

    joined: str
    codes: npt.NDArray[np.uint32]
    start: Ints
    end: Ints
    text: Ints


def short_key(word: str) -> int:
    """The key of a word of one to `SHORT` characters."""
    return sum((ord(character) + 1) << (_BITS * i) for i, character in enumerate(word))


def split(texts: Sequence[str], tables: Tables) -> Words:
    """The words of all texts."""
    joined = "\n".join(texts)  # white space, so it parts words and is none
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _KINDS.take(np.minimum(codes, _ASTRAL))
    begins = np.ones(len(kinds), bool)
    np.not_equal(kinds[1:], kinds[:-1], out=begins[1:])
    _begin_chinese_words(begins, codes, np.flatnonzero(kinds == _CHINESE), tables)
    bounds = np.flatnonzero(begins)
    word = kinds[bounds] != _SPACE
    start = bounds[word]
    next_text = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    return Words(
        joined=joined,
        codes=codes,
        start=start,
        end=np.append(bounds, len(codes))[1:][word],
        text=np.searchsorted(next_text, start, side="right"),
    )


def _begin_chinese_words(begins: Flags, codes: npt.NDArray[np.uint32], chinese: Ints, tables: Tables) -> None:
    """Mark where words begin in the Chinese sentences, whose beginnings are marked already."""
    if not len(chinese):
        return
    sentences = np.flatnonzero(begins[chinese])
    lengths = np.diff(np.append(sentences, len(chinese)))
    place = places(tables, tables.ids.take(codes[chinese] - HAN[0]), lengths)
    inside = _BEGINS[place]
    inside[1:] |= place[:-1] == _E
    begins[chinese] |= inside


def spelt(words: Words, texts: int) -> list[list[str]]:
    """The words of each of the `texts` as strings."""
    lists: list[list[str]] = [[] for _ in range(texts)]
    for text, start, end in zip(words.text.tolist(), words.start.tolist(), words.end.tolist(), strict=True):
        lists[text].append(words.joined[start:end])
    return lists


def word_rows(words: Words, tables: Tables) -> Ints:
    """The row of each word in `tables.word_log`."""
    unknown = len(tables.word_log) - 1
    length = words.end - words.start
    found = tables.words.find(_short_keys(words, length))
    found[found == MISSING] = unknown
    long = np.flatnonzero(length > SHORT)
    for i, start, end in zip(long.tolist(), words.start[long].tolist(), words.end[long].tolist(), strict=True):
        found[i] = tables.longer.get(words.joined[start:end], unknown)
    return found


def _short_keys(words: Words, length: Ints) -> Keys:
    codes: npt.NDArray[Any] = np.append(words.codes, np.zeros(SHORT, np.uint32)).astype(np.uint64) + np.uint64(1)
    keys = codes[words.start]
    for i in range(1, SHORT):
        keys |= np.where(length > i, codes[words.start + i] << np.uint64(_BITS * i), np.uint64(0))
    return keys
