"""One posts file read by itself, as a task for any process: what it gave as bytes, its batches in one Arrow file.

Files read so are put together by `gather.gathered`; nothing of another file is needed before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from hashlib import blake2b, file_digest
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import pyarrow as pa
from pyarrow import ipc
from pydantic import TypeAdapter

from reporter.errors import Problem, UserError
from reporter.i18n import Language, speaking
from reporter.intake.balance import Notes
from reporter.intake.heap import Batches, Stored
from reporter.intake.merge import WITH_RUN, Keys
from reporter.intake.read import Sink, Told, read_file, unheard
from reporter.intake.scope import Scope
from reporter.intake.summary import FileRead
from reporter.remote import Remote, near

_OPTIONS: Final = ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to read.

    Args:
        file: where it is.
        name: what the balance calls it.
        scope: how it is read.
        language: what is noticed is told in it.
        where: the Arrow file its batches go to; None gives them back as bytes.
    """

    file: Path | Remote
    name: str
    scope: Scope
    language: Language
    where: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    # All of a `FileRead` but its keys and its batches.
    notes: Notes
    sha256: str
    bytes: int
    encoding: str
    problems: tuple[Problem, ...]
    sizes: tuple[int, ...]
    seal: str
    #: Bytes of the facts, behind which the keys stand.
    facts: int


_HEAD: Final = TypeAdapter(_Head)
_KEYS: Final = tuple(field.name for field in fields(Keys))


def read_part(job: Job, told: Told = unheard) -> tuple[bytes, Stored]:
    """What a file gave, to be understood by `known`, and its batches; the same for the same file and scope."""
    with speaking(job.language):
        if job.where is not None:
            return _read_to_disk(job, job.where, told)
        target = pa.BufferOutputStream()
        read = _read(job, target, told)
        body = bytes(target.getvalue())
        return _written(read, blake2b(body).hexdigest()), Stored(body)


def _read_to_disk(job: Job, where: Path, told: Told) -> tuple[bytes, Stored]:
    where.parent.mkdir(parents=True, exist_ok=True)
    # A process that dies leaves no half file under the name others look for.
    with NamedTemporaryFile(dir=where.parent, prefix=".new-", delete=False) as file:
        fresh = Path(file.name)
        try:
            with pa.PythonFile(file, "w") as sink:
                read = _read(job, sink, told)
        except BaseException:
            file.close()
            fresh.unlink()
            raise
    head = _written(read, _seal(fresh))
    fresh.replace(where)
    return head, Stored(where)


def _seal(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, blake2b).hexdigest()


class _Writer:
    # A sink that numbers batches from 0.

    def __init__(self, writer: ipc.RecordBatchFileWriter) -> None:
        self._writer, self._count = writer, 0

    def add(self, batch: pa.RecordBatch) -> int:
        self._writer.write_batch(batch)
        self._count += 1
        return self._count - 1


def _read(job: Job, sink: pa.NativeFile, told: Told) -> FileRead:
    with ipc.new_file(sink, WITH_RUN, options=_OPTIONS) as writer:
        read = _fetched(job, _Writer(writer), told)
    pa.default_memory_pool().release_unused()
    return read


def _fetched(job: Job, sink: Sink, told: Told) -> FileRead:
    try:
        with near(job.file) as path:
            return read_file(path, job.name, job.scope, sink, told)
    except UserError as error:
        read = FileRead(notes=Notes(file=job.name))
        read.refuse(error.problems)
        return read


def _written(read: FileRead, seal: str) -> bytes:
    keys = read.keys()
    facts = _packed(read.facts)
    head = _Head(
        notes=read.notes,
        sha256=read.sha256,
        bytes=read.bytes,
        encoding=read.encoding,
        problems=read.problems,
        sizes=tuple(read.sizes),
        seal=seal,
        facts=len(facts),
    )
    columns = pa.table({name: getattr(keys, name) for name in _KEYS})
    return b"\n".join([_HEAD.dump_json(head), facts + _packed(columns)])


def _packed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def known(head: bytes, source: Batches, again: Callable[[], bytes]) -> FileRead:
    """What `read_part` told of a file, its batches in `source`.

    Args:
        head: what it told.
        source: where the batches lie.
        again: gives the same bytes once more; nothing of a row is kept until then.

    Raises: ValueError - the bytes are of another form.
    """
    first, _newline, rest = head.partition(b"\n")
    facts = _HEAD.validate_json(first)
    return FileRead(
        notes=facts.notes,
        sha256=facts.sha256,
        bytes=facts.bytes,
        encoding=facts.encoding,
        problems=facts.problems,
        source=source,
        sizes=list(facts.sizes),
        keys=lambda: _keys(again()),
        facts=_unpacked(rest[: facts.facts]),
    )


def _unpacked(body: bytes) -> pa.Table:
    with ipc.open_stream(body) as reader:
        return reader.read_all()


def _keys(head: bytes) -> Keys:
    first, _newline, rest = head.partition(b"\n")
    table = _unpacked(rest[_HEAD.validate_json(first).facts :])
    return Keys(**{name: table[name].to_numpy() for name in _KEYS})


def problems_of(head: bytes) -> tuple[Problem, ...]:
    """Why the file gave nothing, if it did not."""
    return _HEAD.validate_json(head.partition(b"\n")[0]).problems


def is_whole(head: bytes, path: Path) -> bool:
    """Whether the Arrow file of an earlier `read_part` is there, every byte as it was written."""
    try:
        return _HEAD.validate_json(head.partition(b"\n")[0]).seal == _seal(path)
    except (OSError, ValueError):
        return False
