"""The models as arrays: every logarithm taken, every key numbered; to bytes and back.

Characters are numbered 1.., the four places in a word (b, m, e, s) 0..3.  The
number 0 is a character never seen in training or, in a pair, the beginning of
a sentence: the one has no pairs, so they never meet.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from reporter.text.kernel.index import Index, Ints, Keys

#: U+4E00..U+9FA5: what SnowNLP takes for a Chinese character; later additions to Unicode it does not.
HAN: Final = (0x4E00, 0x9FA5)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learnt:
    """What characters in a row learnt from training, by their number.

    Args:
        index: numbers of the rows of characters.
        start: where each number's entries begin; one more than there are numbers.
        place: the places of the characters, the last one's first, as digits to the base of 4.
        log: log P of the last character at its place after the others at theirs.
    """

    index: Index
    start: npt.NDArray[np.int32]
    place: npt.NDArray[np.uint8]
    log: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Tables:
    """Everything segmentation and polarity look up.

    Args:
        ids: number of the character HAN[0] + i.
        one: (characters, 4) log P of a character at a place after two it was never seen behind.
        first: (characters, 4) log P of a character at a place at the beginning of a sentence.
        pair: of two characters, key: that of their numbers.
        three: of three characters, key: that of the number of the first pair and the third's number.
        words: numbers of the words of up to three characters, key: `words.short_key`.
        long_words: the longer words, whose numbers follow: UTF-8, one in a line.
        word_log: (words + 1, 2) log P of a word in the negative and in the positive class; 0 for a stop
            word, which adds nothing; the last row is every other word's.
        prior: (2,) log P of the two classes.
    """

    ids: npt.NDArray[np.uint16]
    one: Floats
    first: Floats
    pair: Learnt
    three: Learnt
    words: Index
    long_words: npt.NDArray[np.uint8]
    word_log: Floats
    prior: Floats

    def key(self, before: Ints, number: Ints) -> Keys:
        """The key of a character after what is numbered `before`."""
        return row_key(before, number, len(self.one))

    @cached_property
    def longer(self) -> dict[str, int]:
        """Numbers of the words of more than three characters."""
        words = self.long_words.tobytes().decode().split("\n")
        return {word: number for number, word in enumerate(words, len(self.word_log) - 1 - len(words))}

    def to_bytes(self) -> bytes:
        """All arrays as an uncompressed .npz."""
        buffer = io.BytesIO()
        np.savez(buffer, **_flat(self))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """What `to_bytes` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            given: dict[str, Any] = {name: arrays[name] for name in arrays.files if "." not in name}
            indices = {name: _index(arrays, name) for name in ("words", "pair", "three")}
            for name in ("pair", "three"):
                parts = {part: arrays[f"{name}.{part}"] for part in ("start", "place", "log")}
                given[name] = Learnt(index=indices[name], **parts)
            return cls(words=indices["words"], **given)


def row_key(before: Ints, number: Ints, many: int) -> Keys:
    """The key of characters in a row; `many` characters are numbered, and a key never needs more than 32 bits."""
    return (before * many + number).astype(np.uint32)


def _index(arrays: Any, name: str) -> Index:  # noqa: ANN401 - numpy has no type for an open .npz
    return Index(arrays[f"{name}.keys"], arrays[f"{name}.values"])


def _flat(tables: Tables) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in vars(tables).items():
        if isinstance(value, Learnt):
            flat |= {f"{name}.{part}": getattr(value, part) for part in ("start", "place", "log")}
        index = value.index if isinstance(value, Learnt) else value
        if isinstance(index, Index):
            flat |= {f"{name}.keys": index.keys, f"{name}.values": index.values}
        elif isinstance(value, np.ndarray):
            flat[name] = value
    return flat
