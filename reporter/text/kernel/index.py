"""Many keys found at once: a hash table of fixed content in two arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
#: Keys of 32 bits, or of 64 where 32 do not suffice.
Keys = npt.NDArray[np.unsignedinteger[Any]]

#: The number of a key that is not there.
MISSING: Final = -1

# Fibonacci hashing: the upper bits of key x 2^64/phi (Knuth, TAOCP 3, 6.4).
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A table of keys with linear probing.

    Args:
        keys: the key in each slot; a power of two of slots, more than half of them free.
        values: its number, `MISSING` in a free slot.
    """

    keys: Keys
    values: npt.NDArray[np.int32]

    def find(self, wanted: npt.NDArray[np.integer[Any]]) -> Ints:
        """The number of each wanted key, `MISSING` where it is unknown."""
        keys: Keys = wanted.astype(self.keys.dtype, copy=False)
        at = _slots(keys, len(self.keys))
        found = self.values.take(at).astype(np.int64)
        others = np.flatnonzero((self.keys.take(at) != keys) & (found != MISSING))
        while len(others):  # another key sits there: look in the next slot
            at[others] = (at[others] + 1) & (len(self.keys) - 1)
            found[others] = self.values.take(at[others])
            wrong = (self.keys.take(at[others]) != keys[others]) & (found[others] != MISSING)
            others = others[wrong]
        return found


def _slots(keys: Keys, size: int) -> Ints:
    shift = np.uint64(65 - size.bit_length())
    return ((keys.astype(np.uint64, copy=False) * _SPREAD) >> shift).view(np.int64)


def index_of(keys: Keys) -> Index:
    """The index in which each key has its position in `keys` as number.

    Args:
        keys: all different.
    """
    size = 1 << max(4, (2 * len(keys)).bit_length())
    table, values = np.zeros(size, keys.dtype), np.full(size, MISSING, np.int32)
    todo, at = np.arange(len(keys), dtype=np.int32), _slots(keys, size)
    while len(todo):
        free = values[at] == MISSING
        values[at[free]] = todo[free]  # of several that want a slot, the last one gets it
        placed = values[at] == todo
        table[at[placed]] = keys[todo[placed]]
        todo, at = todo[~placed], (at[~placed] + 1) & (size - 1)
    return Index(table, values)
