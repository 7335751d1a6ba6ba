"""Which short texts are nearly the same: MinHash finds the pairs worth a look, their shingles decide.

A text is the set of its runs of three characters.  64 minima of hashes of these
(16 bands of 4) bring together pairs that share many; whether they do is then
worked out exactly.  SimHash was measured to fail on posts as short as these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.repeats import repeated

_Words = npt.NDArray[np.uint32]
_Ints = npt.NDArray[np.int64]

#: Characters of a shingle; a text must have as many.
SHINGLE: Final = 3
BANDS: Final = 16
ROWS: Final = 4
#: Pairs below this Jaccard similarity are no pairs at all.
LEAST: Final = 0.5
#: Pairs of this similarity are near copies by any threshold anybody uses.
SURE: Final = 0.7

#: Of the 64 minima so many are equal in a pair of similarity 0.6, but for one in 400; and in a third of those of 0.4.
_EQUAL: Final = 28
_TEXTS: Final = 2_000  # texts hashed at once: their shingles stay in the processor's cache
_PAIRS: Final = 1_000  # pairs compared at once; bounds memory
_LOW: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)


class Pairs(NamedTuple):
    """Pairs of texts that are nearly the same.

    Args:
        first: index of one text; the smaller.
        second: index of the other.
        jaccard: shared shingles among all shingles of the two, `LEAST`..1.
    """

    first: _Ints
    second: _Ints
    jaccard: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingles:
    """Hashes of the shingles of several texts, one text behind the other.

    Args:
        hashes: 32 bits for each shingle, repeated ones among them.
        starts: where each text begins.
    """

    hashes: _Words
    starts: _Ints


def _seeds(n: int) -> list[_Words]:
    """`n` fixed odd multipliers and as many masks: the hash functions, the same in every build."""
    state = np.arange(1, 2 * n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    words = ((state ^ (state >> np.uint64(31))) >> _HALF).astype(np.uint32)
    return [words[:n] | np.uint32(1), words[n:]]


_MULTIPLIERS, _MASKS = _seeds(BANDS * ROWS)


def shingles(texts: Sequence[str]) -> Shingles:
    """The shingles of each text.

    Args:
        texts: each of `SHINGLE` characters at least.
    Raises: ValueError - a text is shorter (a bug).
    """
    lengths = np.fromiter(map(len, texts), np.int64, count=len(texts))
    if len(texts) and lengths.min() < SHINGLE:
        raise ValueError("a text shorter than a shingle")
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32, copy=False)
    mixed = codes[:-2] * np.uint32(0x9E3779B1)
    mixed ^= codes[1:-1] * np.uint32(0x85EBCA77) + np.uint32(0x165667B1)
    mixed ^= codes[2:] * np.uint32(0xC2B2AE3D) + np.uint32(0x27D4EB2F)
    for shift, factor in ((15, 0x2C1B3C6D), (12, 0x297A2D39), (15, 1)):
        mixed ^= mixed >> np.uint32(shift)
        mixed *= np.uint32(factor)
    ends = np.cumsum(lengths)
    inside = np.ones(len(codes), np.bool_)
    # A run that begins at one of a text's last two characters would reach into the next text.
    inside[ends - 1] = inside[ends - 2] = False
    return Shingles(hashes=mixed[inside[:-2]], starts=ends - lengths - 2 * np.arange(len(texts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sketches:
    """What is kept of each text.

    Args:
        bands: shape (`BANDS`, texts): equal where all minima of the band are equal.
        minima: the lowest byte of each minimum, shape (texts, `BANDS` x `ROWS`).
        sets: the different shingles of each text, rising.
    """

    bands: npt.NDArray[np.uint64]
    minima: npt.NDArray[np.uint8]
    sets: Shingles

    def alike(self, first: _Ints, second: _Ints) -> npt.NDArray[np.bool_]:
        """Which pairs may be near copies: the share of equal minima estimates their similarity."""
        found = np.zeros(len(first), np.bool_)
        for at in range(0, len(first), _TEXTS):
            some = slice(at, at + _TEXTS)
            found[some] = _equal(self.minima[first[some]], self.minima[second[some]]) >= _EQUAL
        return found

    def similarity(self, first: _Ints, second: _Ints) -> npt.NDArray[np.float64]:
        """The Jaccard similarity of the shingle sets of each pair."""
        found = np.zeros(len(first))
        for at in range(0, len(first), _PAIRS):
            some = slice(at, at + _PAIRS)
            found[some] = self._jaccard(first[some], second[some])
        return found

    def _jaccard(self, first: _Ints, second: _Ints) -> npt.NDArray[np.float64]:
        sizes = np.diff(np.append(self.sets.starts, len(self.sets.hashes)))
        one, other = (_numbered(self.sets, side, sizes[side]) for side in (first, second))
        # Two rising runs: a stable sort merges them, at a quarter of the cost of a sort of numbers in any order.
        both = np.sort(np.concatenate([one, other]), kind="stable")
        twice = both[1:][both[1:] == both[:-1]]
        shared = np.bincount((twice >> _HALF).astype(np.int64), minlength=len(first))
        return np.asarray(shared / (sizes[first] + sizes[second] - shared), np.float64)


def _equal(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """How many of the 64 bytes of each row are equal: eight at a time, each in a byte of its own."""
    eight: npt.NDArray[np.uint64] = (one == other).view(np.uint64).sum(axis=1)
    return np.asarray((eight * np.uint64(0x0101010101010101)) >> np.uint64(56), np.uint64)


def _numbered(sets: Shingles, texts: _Ints, sizes: _Ints) -> npt.NDArray[np.uint64]:
    """The shingles of these texts, each with its text's place in the row above it."""
    offsets = np.repeat(sets.starts[texts] - (np.cumsum(sizes) - sizes), sizes)
    return _packed(np.repeat(np.arange(len(sizes)), sizes), sets.hashes[np.arange(len(offsets)) + offsets])


def _sketched(texts: Sequence[str]) -> _Sketches:
    sets = [_sets(shingles(texts[at : at + _TEXTS])) for at in range(0, len(texts), _TEXTS)]
    parts = [_minima(part) for part in sets]
    bands = [_joined(part) for part in parts]
    minima = [part.T.astype(np.uint8) for part in parts]
    return _Sketches(
        bands=np.concatenate([np.zeros((BANDS, 0), np.uint64), *bands], axis=1),
        minima=np.concatenate([np.zeros((0, BANDS * ROWS), np.uint8), *minima]),
        sets=_together(sets),
    )


def _together(parts: Sequence[Shingles]) -> Shingles:
    before = np.cumsum([0, *(len(part.hashes) for part in parts)])[:-1]
    return Shingles(
        hashes=np.concatenate([np.zeros(0, np.uint32), *(part.hashes for part in parts)]),
        starts=np.concatenate(
            [np.zeros(0, np.int64), *(part.starts + n for part, n in zip(parts, before, strict=True))]
        ),
    )


def _sets(some: Shingles) -> Shingles:
    """The different shingles of each text, rising."""
    lengths = np.diff(np.append(some.starts, len(some.hashes)))
    # A set has no repeats: text and hash in one number, each once.
    different = once(_packed(np.repeat(np.arange(len(lengths)), lengths), some.hashes))
    starts = np.searchsorted(different, np.arange(len(lengths), dtype=np.uint64) << _HALF)
    return Shingles(hashes=different.astype(np.uint32), starts=starts)


def _minima(some: Shingles) -> _Words:
    """The least value of each hash function over the shingles of each text, shape (`BANDS` x `ROWS`, texts)."""
    minima = np.empty((BANDS * ROWS, len(some.starts)), np.uint32)
    hashed = np.empty_like(some.hashes)
    for row, (factor, mask) in enumerate(zip(_MULTIPLIERS, _MASKS, strict=True)):
        np.multiply(some.hashes, factor, out=hashed)
        np.bitwise_xor(hashed, mask, out=hashed)
        np.minimum.reduceat(hashed, some.starts, out=minima[row])
    return minima


def _joined(minima: _Words) -> npt.NDArray[np.uint64]:
    """The minima of each band as one number."""
    by_band = minima.reshape(BANDS, ROWS, -1).astype(np.uint64)
    joined = np.zeros((BANDS, minima.shape[1]), np.uint64)
    for row in range(ROWS):
        joined = (joined ^ by_band[:, row]) * np.uint64(0x9E3779B97F4A7C15)
        joined ^= joined >> np.uint64(29)
    return joined


def _sharing(band: npt.NDArray[np.uint64]) -> Iterator[tuple[_Ints, _Ints]]:
    """Pairs of texts whose number in this band is the same: each with the first of its crowd, then with its neighbour.

    So pairs stay as few as texts, and a chain of pairs still holds a crowd together.
    """
    order = repeated(band)  # of equal texts the smaller index comes first
    new = np.ones(len(order), np.bool_)
    new[1:] = band[order][1:] != band[order][:-1]
    at = np.arange(len(order))
    head = np.maximum.accumulate(np.where(new, at, 0))
    later = at[~new]
    yield order[head[later]], order[later]
    third = later[head[later] < later - 1]  # the second's neighbour is the first
    yield order[third - 1], order[third]


def _packed(first: _Ints, second: _Ints | _Words) -> npt.NDArray[np.uint64]:
    return (first.astype(np.uint64) << _HALF) | second.astype(np.uint64, copy=False)


def near_pairs(texts: Sequence[str]) -> Pairs:
    """Pairs of `texts` that share at least `LEAST` of their shingles, in order: enough to chain all that were found.

    Pairs of two texts that `SURE` pairs chain already are not looked at again.

    Args:
        texts: different texts of `SHINGLE` characters or more; more than 2**32 do not fit.
    """
    seen = np.zeros(0, np.uint64)
    jaccard = np.zeros(0)
    chained = np.arange(len(texts))
    sketches = _sketched(texts)
    for first, second in chain.from_iterable(map(_sharing, sketches.bands)):
        apart = chained[first] != chained[second]
        # In order: what is looked up for one pair is at hand for the next.
        fresh = np.sort(_packed(first[apart], second[apart]))
        fresh = fresh[~known_among(fresh, np.sort(seen))]
        fresh = fresh[sketches.alike(*_unpacked(fresh))]
        pair = _unpacked(fresh)
        alike = sketches.similarity(*pair)
        seen, jaccard = np.concatenate([seen, fresh]), np.concatenate([jaccard, alike])
        chained = _chained(chained, *(side[alike >= SURE] for side in pair))
    order = np.argsort(seen)
    kept = order[jaccard[order] >= LEAST]
    return Pairs(*_unpacked(seen[kept]), jaccard[kept])


def once(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The different numbers, sorted; np.unique hashes numbers this large, at ten times the cost."""
    ordered = np.sort(numbers)
    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def known_among(numbers: npt.NDArray[np.uint64], among: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which numbers stand in the sorted `among`."""
    if not len(among):
        return np.zeros(len(numbers), np.bool_)
    return np.asarray(among[np.minimum(np.searchsorted(among, numbers), len(among) - 1)] == numbers)


def _unpacked(pairs: npt.NDArray[np.uint64]) -> tuple[_Ints, _Ints]:
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)


def groups(n: int, pairs: Pairs, least: float) -> _Ints:
    """For each of `n` texts the smallest index among those it is chained to by pairs of at least `least`."""
    kept = pairs.jaccard >= least
    return _chained(np.arange(n), pairs.first[kept], pairs.second[kept])


def _chained(label: _Ints, first: _Ints, second: _Ints) -> _Ints:
    """The labels with those of each pair made one, the smallest of all that are chained.

    Args:
        label: for each text the smallest index of its group; a group's first text has its own.
        first: one text of each pair.
        second: the other.
    """
    while True:
        one, other = label[first], label[second]
        apart = one != other
        if not apart.any():
            return label
        low, high = np.minimum(one[apart], other[apart]), np.maximum(one[apart], other[apart])
        joined = label.copy()
        np.minimum.at(joined, high, low)  # the higher group's first text points to the lower group
        while (joined[joined] != joined).any():
            joined = joined[joined]
        label = joined
