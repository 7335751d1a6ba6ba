"""Posts files are read one by one wherever the engine runs, and none of them twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from reporter.cache import Store, sweep
from reporter.engine.copies import Copies
from reporter.engine.executors import Engine, mark
from reporter.errors import Problem, UserError
from reporter.i18n import _
from reporter.intake.heap import Stored
from reporter.intake.part import Job, is_whole, known, problems_of, read_part
from reporter.intake.summary import FileRead
from reporter.remote import Remote, size_of

#: Told after each file: rows read so far, rows in all as far as the files' sizes tell.
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was read of one incident's files, by them and by earlier builds.

    Args:
        folder: their batches, an Arrow file each.
        store: what they gave besides, by key.
    """

    folder: Path
    store: Store

    def place(self, key: str) -> Path:
        """Where the batches of the file with that key lie."""
        return self.folder / f"{blake2b(key.encode(), digest_size=16).hexdigest()}.arrow"

    def prune(self, keys: Sequence[str]) -> None:
        """Remove the batches of files that are no longer among the incident's."""
        wanted = {self.place(key) for key in keys}
        with suppress(OSError):
            for path in self.folder.glob("*.arrow"):
                if path not in wanted:
                    path.unlink(missing_ok=True)
        sweep(self.folder)

    def has(self, head: bytes | None, place: Path | None) -> bool:
        """Whether what was read of a file is there, every byte; what is damaged is told of.

        Args:
            head: what the file gave besides its batches.
            place: where those lie; None when they are kept nowhere.
        """
        if head is None or place is None or not place.exists():
            return head is not None and place is None
        whole = is_whole(head, place)
        if not whole:
            self.store.warn(place, _("What was read of a posts file is damaged; the file is read again."))
        return whole


class Far:
    """Batches on a worker of the engine, brought here when they are read.

    Args:
        engine: whose worker has them.
        key: what tells the file and its reading from others.
        make: the engine's handle of them.
    """

    def __init__(self, engine: Engine, key: str, make: Callable[[], Any]) -> None:
        self._engine, self.key, self._make = engine, key, make
        self._near: Stored | None = None

    @cached_property
    def handle(self) -> Any:  # noqa: ANN401 - the engine's own
        """What a task of the engine gets them by."""
        return self._make()

    def get(self, number: int, columns: Sequence[str]) -> pa.RecordBatch:
        """The batch of that number; its file is here until another file's is asked for."""
        if self._near is None:
            for other in _NEAR:
                other._near = None  # noqa: SLF001 - of this class
            _NEAR[:] = [self]
            self._near = self._engine.fetched(self.handle)
        return self._near.get(number, columns)


#: The one whose file is here: two would be twice the memory.
_NEAR: list[Far] = []


def read_files(
    jobs: Sequence[tuple[str, Job]],
    engine: Engine,
    parts: Parts,
    copies: Copies,
    tell: Told | None = None,
) -> list[FileRead]:
    """What every file gave, in order.

    Args:
        jobs: for each file the key of all that decides what is read, and the file.
        engine: reads them.
        parts: what earlier builds read; a damaged part is read again.
        copies: bytes of files at addresses.
        tell: told how far the reading is.

    Raises: UserError - R211, R212: files at addresses cannot be fetched; R005: a machine of the cluster
        does not reach a file.  What came is kept.
    """
    parts.prune([key for key, _job in jobs])
    copies.prune(job.file for _key, job in jobs if isinstance(job.file, Remote))
    due = [_due(key, job, engine, parts) for key, job in jobs]
    missing = [one.job for one in due if one.kept is None]
    for job in missing:
        if isinstance(job.file, Remote):
            copies.check(job.file)
    course = _Course(tell, sum(size_of(one.job.file) for one in due))
    fresh = engine.held(partial(_marking, read_part), missing, course.pulse)
    reads: dict[str, FileRead] = {}
    lost: list[Problem] = []
    # What was kept is told of at once; the rest is at work meanwhile.
    for one in sorted(due, key=lambda one: one.kept is None):
        head, handle = next(fresh) if one.kept is None else (one.kept, None)
        if one.kept is None and (lacking := _lacking(head, engine)):
            # What the network or a machine did not give today it may give tomorrow: nothing of it is kept.
            lost += lacking
            continue
        read = reads[one.key] = _read(one, head, handle, engine, parts.store)
        if one.kept is None and isinstance(one.job.file, Remote):
            copies.know(one.job.file, read.sha256)
        course.add(read.notes.read, size_of(one.job.file), marked=one.kept is None)
    if lost:
        raise UserError(lost)
    return [reads[one.key] for one in due]


@dataclass(frozen=True, slots=True)
class _Due:
    """A file to be known: its key, what reads it, and what an earlier build kept of it, where every byte is there."""

    key: str
    job: Job
    kept: bytes | None


def _due(key: str, job: Job, engine: Engine, parts: Parts) -> _Due:
    job = _there(job) if engine.remote else replace(job, where=parts.place(key))
    head = parts.store.get(key)
    return _Due(key, job, head if parts.has(head, job.where) else None)


def _read(one: _Due, head: bytes, handle: Any, engine: Engine, store: Store) -> FileRead:  # noqa: ANN401
    """What a file gave: kept before, or just come with the handle of its batches, and kept now."""
    if one.kept is not None:
        source = _source(engine, one.key, one.job)
    else:
        store.put(one.key, head)
        source = Far(engine, one.key, _always(handle)) if engine.remote else handle
    return known(head, source, _told_again(store, one.key, head, one.job))


def _told_again(store: Store, key: str, head: bytes, job: Job) -> Callable[[], bytes]:
    """What gives the head once more: the store; where it keeps nothing, memory; where it lost it, the file."""
    held = None if store.holds(key) else head
    return lambda: held or store.get(key) or read_part(replace(job, where=None))[0]


def _there(job: Job) -> Job:
    """The job for another machine, which keeps no copy."""
    return replace(job, file=replace(job.file, copy=None)) if isinstance(job.file, Remote) else job


def _lacking(head: bytes, engine: Engine) -> list[Problem]:
    """Why a file was not to be had where it was read; nothing when it was."""
    problems = problems_of(head)
    lacking = [one for one in problems if one.code in {"R211", "R212"}]
    if engine.remote:
        hint = _("Every machine of the cluster must reach the file under this path; or name the posts by URL.")
        lacking += [replace(one, hint=hint) for one in problems if one.code == "R005"]
    return lacking


class _Course:
    """How far the reading is, told as it goes.

    Args:
        tell: told.
        size: bytes of all files.
    """

    def __init__(self, tell: Told | None, size: int) -> None:
        self._tell, self._size = tell, size
        self._known = self._read = self._marked = (0.0, 0.0)

    def add(self, rows: float, size: float, *, marked: bool) -> None:
        """A file is read whole; `marked` by a task, else by an earlier build."""
        if marked:
            self._read = (self._read[0] + rows, self._read[1] + size)
        else:
            self._known = (self._known[0] + rows, self._known[1] + size)
        self._say()

    def pulse(self, rows: float, size: float) -> None:
        """Tasks have read so much, of whole files and of others."""
        self._marked = (rows, size)
        self._say()

    def _say(self) -> None:
        # Tasks of other machines mark nothing; what a dead one marked is marked again.
        rows, size = (k + max(r, m) for k, r, m in zip(self._known, self._read, self._marked, strict=True))
        if self._tell is not None and rows:
            self._tell(round(rows), round(rows * max(1, self._size / size)) if size else 0)


def _marking(task: Callable[..., tuple[bytes, Stored]], job: Job) -> tuple[bytes, Stored]:
    """The task on a file, which marks how far it is."""
    size = size_of(job.file)
    before = [0.0, 0.0]

    def told(rows: int, share: float) -> None:
        mark(rows - before[0], share * size - before[1])
        before[:] = [rows, share * size]

    return task(job, told)


def _always(handle: Any) -> Callable[[], Any]:  # noqa: ANN401 - the engine's own
    return lambda: handle


def _source(engine: Engine, key: str, job: Job) -> Far | Stored:
    if job.where is not None:
        return Stored(job.where)
    return Far(engine, key, lambda: next(iter(_handles(engine, job))))


def _handles(engine: Engine, job: Job) -> Iterator[Any]:
    # On a cluster what was read in an earlier build is read again, by a worker, when it is asked for.
    for head, handle in engine.held(read_part, [job]):
        if lacking := _lacking(head, engine):
            raise UserError(lacking)
        yield handle
