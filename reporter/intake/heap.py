"""Record batches, more of them than fit in memory: the first are held, the others lie in a file without a name."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final, NamedTuple, Protocol, overload

import pyarrow as pa
from pyarrow import ipc

from reporter.intake.merge import WITH_RUN

#: Bytes held in memory before the rest goes to the file: some 500,000 posts.
HELD: Final = 1 << 27


class Heap:
    """Batches of one schema, added in order and then read in any order, any number of times.

    The file has no name, so nobody else opens it and nothing is left behind.  What
    lies in it is what a chunk holds: texts with personal data masked, pseudonyms.
    """

    def __init__(self, schema: pa.Schema, held: int = HELD) -> None:
        """Nothing is held and no file exists yet."""
        self._schema = schema
        self._room = held
        self._batches: list[pa.RecordBatch] = []
        self._file: IO[bytes] | None = None
        self._writer: ipc.RecordBatchFileWriter | None = None
        self._reader: ipc.RecordBatchFileReader | None = None
        self._written = 0

    def add(self, batch: pa.RecordBatch) -> int:
        """Keep `batch`; the number it is known by."""
        self._room -= batch.nbytes
        if self._room >= 0 and self._writer is None:
            self._batches.append(batch)
            return len(self._batches) - 1
        if self._writer is None:
            self._file = TemporaryFile(prefix="reporter-")  # noqa: SIM115 - lives as long as the heap
            weakref.finalize(self, self._file.close)
            self._writer = ipc.new_file(
                pa.PythonFile(self._file, "w"), self._schema, options=ipc.IpcWriteOptions(compression="lz4")
            )
        self._writer.write_batch(batch)
        self._written += 1
        return len(self._batches) + self._written - 1

    def is_held(self, number: int) -> bool:
        """Whether a batch is in memory."""
        return number < len(self._batches)

    def settled(self, number: int, mask: pa.Array | None) -> pa.Array | None:
        """`mask` where it must be applied at every reading; rows in memory that do not stay are let go now."""
        if mask is None or not self.is_held(number):
            return mask
        self._batches[number] = self._batches[number].filter(mask)
        return None

    def get(self, number: int, columns: Sequence[str]) -> pa.RecordBatch:
        """These columns of the batch of that number; nothing may be added afterwards."""
        if self.is_held(number):
            return self._batches[number].select(list(columns))
        return self._written_ones().get_batch(number - len(self._batches)).select(list(columns))

    def _written_ones(self) -> ipc.RecordBatchFileReader:
        if self._reader is None:
            if self._writer is not None:
                self._writer.close()
            self._reader = ipc.open_file(pa.PythonFile(self._file, "r"))
        return self._reader


class Stored:
    """Batches in one Arrow file, on disk or as bytes, numbered from 0; opened when first read.

    What crosses to another process is the path or the bytes, never an open file.
    """

    def __init__(self, body: Path | bytes) -> None:
        self.body = body
        self._readers: dict[tuple[str, ...], ipc.RecordBatchFileReader] = {}

    def __reduce__(self) -> tuple[type[Stored], tuple[Path | bytes]]:
        """Pickled by its body."""
        return Stored, (self.body,)

    @property
    def key(self) -> str:
        """What tells the file from others: its name, which whoever wrote it made of its content."""
        return self.body.stem if isinstance(self.body, Path) else blake2b(self.body).hexdigest()

    def get(self, number: int, columns: Sequence[str]) -> pa.RecordBatch:
        """The batch of that number; only these columns are read and unpacked."""
        key = tuple(columns)
        if key not in self._readers:
            fields = sorted(WITH_RUN.get_field_index(name) for name in columns)
            self._readers[key] = ipc.open_file(self._source(), options=ipc.IpcReadOptions(included_fields=fields))
        return self._readers[key].get_batch(number).select(list(columns))

    def _source(self) -> pa.NativeFile:
        if isinstance(self.body, bytes):
            return pa.BufferReader(self.body)
        return pa.memory_map(str(self.body), "r")


class Batches(Protocol):
    """Anything that has batches by number."""

    def get(self, number: int, columns: Sequence[str]) -> pa.RecordBatch:
        """These columns of the batch of that number."""


class Part(NamedTuple):
    """A batch: where it lies, its number there, the mask of its rows that stay (None: all), how many those are."""

    source: Batches
    number: int
    mask: pa.Array | None = None
    rows: int = 0


class Chunks(Sequence[pa.RecordBatch]):
    """Batches with the rows that stay, in order; read again at every pass.

    Args:
        parts: a `Part` for each batch, or its beginning.
        columns: names of the columns that are handed out.
    """

    def __init__(self, parts: Iterable[tuple[Any, ...]], columns: Sequence[str]) -> None:
        """Nothing is read yet."""
        self.parts, self._columns = [Part(*part) for part in parts], list(columns)

    def __len__(self) -> int:
        """How many batches there are."""
        return len(self.parts)

    @overload
    def __getitem__(self, index: int) -> pa.RecordBatch: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[pa.RecordBatch]: ...
    def __getitem__(self, index: int | slice) -> pa.RecordBatch | Sequence[pa.RecordBatch]:
        """One batch, or several."""
        if isinstance(index, slice):
            return [self._batch(part) for part in self.parts[index]]
        return self._batch(self.parts[index])

    def _batch(self, part: Part) -> pa.RecordBatch:
        batch = part.source.get(part.number, self._columns)
        return batch if part.mask is None else batch.filter(part.mask)
