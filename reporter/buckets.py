"""Rows read back by stretches of a 64-bit hash: what is counted together fits in memory, however much there is."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.void]

#: Stretches of the hashes, each as long as the next; hashes are spread evenly.
STRETCHES: Final = 64
_TOP: Final = np.uint64(64 - STRETCHES.bit_length() + 1)
#: Bytes held in memory before the rest goes to a file without a name.
HELD: Final = 1 << 24
#: Rows read back together, about.
TOGETHER: Final = 1_000_000


class _Piece(NamedTuple):
    # Rows added together, in order of their stretch: in memory, or where in the file they begin.
    place: Rows | int
    edges: npt.NDArray[np.int64]


class Buckets:
    """Rows, added in any order and then read as often as wanted; rows of one hash always come together.

    Args:
        kind: the rows' type.
        by: its column with the hash.
        held: bytes kept in memory.
        together: rows read back together, about.
    """

    def __init__(self, kind: np.dtype[Any], by: str = "hash", *, held: int = HELD, together: int = TOGETHER) -> None:
        """Nothing is held and no file exists yet."""
        self.kind, self._by, self._room, self._together = kind, by, held, together
        self._pieces: list[_Piece] = []
        self._file: IO[bytes] | None = None
        self._rows = self._end = 0

    def __len__(self) -> int:
        """How many rows there are."""
        return self._rows

    def add(self, rows: Rows) -> None:
        """Keep some rows."""
        if not len(rows):
            return
        stretch = (rows[self._by] >> _TOP).astype(np.uint8)
        edges = np.concatenate([[0], np.cumsum(np.bincount(stretch, minlength=STRETCHES))])
        self._pieces.append(_Piece(self._placed(rows[np.argsort(stretch, kind="stable")]), edges))
        self._rows += len(rows)

    def _placed(self, rows: Rows) -> Rows | int:
        self._room -= rows.nbytes
        if self._room >= 0:
            return rows
        if self._file is None:
            self._file = TemporaryFile(prefix="reporter-")  # noqa: SIM115 - lives as long as the rows
            weakref.finalize(self, self._file.close)
        begin = self._end
        self._file.seek(begin)
        self._end += self._file.write(rows.tobytes())
        return begin

    def __iter__(self) -> Iterator[Rows]:
        """The rows, some stretches of hashes at a time, from the smallest; once without rows when there are none."""
        wanted = max(1, self._rows // self._together)
        width = max(1, STRETCHES // wanted)
        for low in range(0, STRETCHES, width):
            high = min(STRETCHES, low + width)
            yield np.concatenate([np.zeros(0, self.kind), *(self._read(piece, low, high) for piece in self._pieces)])

    def _read(self, piece: _Piece, low: int, high: int) -> Rows:
        first, end = int(piece.edges[low]), int(piece.edges[high])
        if not isinstance(piece.place, int):
            return piece.place[first:end]
        if self._file is None:
            raise ValueError(piece.place)
        self._file.seek(piece.place + first * self.kind.itemsize)
        return np.frombuffer(self._file.read((end - first) * self.kind.itemsize), self.kind)
