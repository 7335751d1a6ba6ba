"""Which of many 64-bit numbers stand more than once."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

#: Marks of the sieve, and numbers that go through it at once: both stay in the processor's cache.
_MARKS: Final = np.uint64(1 << 20)
_PASSED: Final = 1 << 14


def repeated(numbers: npt.NDArray[np.uint64], wanted: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.int64]:
    """Places of the numbers that stand more than once, by number and place.

    Args:
        numbers: spread over all 64 bits, as hashes are; others come out as well, but slower.
        wanted: which of them count; None: all.
    """
    places = np.flatnonzero(_sieved(numbers, wanted))
    some = numbers[places]
    order = np.argsort(some, kind="stable")
    same = some[order][1:] == some[order][:-1]
    return places[order[np.append(same, False) | np.append(False, same)]] if len(places) else places


def _sieved(numbers: npt.NDArray[np.uint64], wanted: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.bool_]:
    """All wanted numbers that stand more than once, and few others.

    To sort numbers costs an eighth of finding their order, which is left for those that come through.
    """
    ordered = numbers.copy() if wanted is None else numbers[wanted]
    ordered.sort()
    marked = np.zeros(_MARKS, np.bool_)
    marked[ordered[1:][ordered[1:] == ordered[:-1]] % _MARKS] = True
    through = np.zeros(len(numbers), np.bool_)
    for at in range(0, len(numbers), _PASSED):
        through[at : at + _PASSED] = marked[numbers[at : at + _PASSED] % _MARKS]
    return through if wanted is None else through & wanted
