"""Where work is done: in this process, in several, or on a Dask cluster; a worker that dies costs time only.

Every engine gives the results in the order of the items, so nothing behind it can tell them apart.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any, Final, Protocol, TypeVar

from reporter.engine.scheduler import House, connected, require_alike
from reporter.errors import UserError, problem
from reporter.i18n import _

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_Head = TypeVar("_Head")
_Tail = TypeVar("_Tail")

#: Pools of one build that may die before the rest is done here.
_LIVES: Final = 5
#: How often Dask tries a task whose worker died before it gives up.
_RETRIES: Final = 3
#: Seconds between two looks at what was marked, and until a process that was asked to end is ended.
_BEAT: Final = 0.25
_MERCY: Final = 5


#: Told while tasks run: units done and bytes done by all of them so far, as tasks mark them.
Pulse = Callable[[float, float], None]


class _Marks:
    """What the tasks of this process have done, where whoever waits for them reads it.

    Every process of a pool writes to a place of its own, so no lock is held by one that dies.
    """

    def __init__(self) -> None:
        self.shared: Any = array("d", [0, 0])
        self.place = 0
        self.pulse: Pulse | None = None

    def add(self, units: float, size: float) -> None:
        """So much more is done."""
        self.shared[self.place] += units
        self.shared[self.place + 1] += size
        if self.pulse is not None:
            self.pulse(*done(self.shared))


def done(marks: Any) -> tuple[float, float]:  # noqa: ANN401 - an array of this process, or shared by several
    """Units and bytes done in all places."""
    return sum(marks[0::2]), sum(marks[1::2])


_OWN: Final = _Marks()


def mark(units: float, size: float) -> None:
    """Called by a task in the middle of its work: so much more of it is done."""
    _OWN.add(units, size)


class Engine(Protocol):
    """Something that runs tasks: functions of a module (or a `partial` of one) with picklable arguments."""

    #: Whether tasks run where this machine's files may be out of reach.
    remote: bool

    def each(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
        """`task` of each item, in order; an error of a task is raised as its own."""

    def held(
        self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In], pulse: Pulse | None = None
    ) -> Iterator[tuple[_Head, Any]]:
        """As `each` for tasks with two results, the second as a handle: large, it may stay where it was made.

        Args:
            task: does the work, and may `mark` how far it is.
            items: what it is done with.
            pulse: told what was marked, on this computer.
        """

    def fetched(self, handle: Any) -> Any:  # noqa: ANN401 - whatever the task returned
        """What a handle stands for."""

    def close(self) -> None:
        """Let go of processes and connections."""


class Here:
    """This process."""

    remote = False

    def each(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
        """One after the other."""
        return map(task, items)

    def held(
        self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In], pulse: Pulse | None = None
    ) -> Iterator[tuple[_Head, _Tail]]:
        """A handle is the result itself."""
        _OWN.shared, _OWN.pulse = array("d", [0, 0]), pulse
        try:
            yield from map(task, items)
        finally:
            _OWN.pulse = None

    def fetched(self, handle: _Tail) -> _Tail:
        """The handle itself."""
        return handle

    def close(self) -> None:
        """Nothing was opened."""


class Pool:
    """Processes of this machine, started when there is work and kept until `close`.

    Args:
        workers: how many; None means one for each processor.
    """

    remote = False

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._lives = _LIVES
        self._marks: Any = None
        self._unread: list[deque[Any]] = []
        self._pulse: Pulse | None = None

    def each(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
        """In all processes, reading the items only a little ahead of the work."""
        waiting: deque[tuple[_In, tuple[ProcessPoolExecutor, Future[_Out]] | None]] = deque()
        source = iter(items)
        self._unread.append(waiting)
        try:
            for item in islice(source, 2 * self._workers):
                waiting.append((item, self._submitted(task, item)))
            while waiting:
                item, given = waiting[0]
                found = self._result(task, item, given)
                waiting.popleft()
                yield found
                waiting.extend((one, self._submitted(task, one)) for one in islice(source, 1))
        finally:
            # By an error, an interrupt, or since nobody reads on: what is still waiting is not waited for.
            if waiting:
                self._abandon()
            self._unread = [one for one in self._unread if one is not waiting]

    def held(
        self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In], pulse: Pulse | None = None
    ) -> Iterator[tuple[_Head, _Tail]]:
        """A handle is the result itself."""
        self._pulse = pulse
        try:
            yield from self.each(task, items)
        finally:
            self._pulse = None

    def fetched(self, handle: _Tail) -> _Tail:
        """The handle itself."""
        return handle

    def close(self) -> None:
        """End the processes, at once if they are at work nobody will read."""
        if any(self._unread):
            self._abandon()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _submitted(self, task: Callable[[_In], _Out], item: _In) -> tuple[ProcessPoolExecutor, Future[_Out]] | None:
        while self._lives > 0:
            pool = self._pool or self._started()
            try:
                # Submitting starts processes; Ctrl-C waits until they are deaf to it.
                with _undisturbed():
                    return pool, pool.submit(_done_or_ended, task, item)
            except BrokenProcessPool:
                self._bury(pool)
        return None

    def _started(self) -> ProcessPoolExecutor:
        # spawn everywhere: fork copies threads' locks (pyarrow has threads), and Windows has no other.
        context = multiprocessing.get_context("spawn")
        if self._marks is None:
            self._marks = context.RawArray("d", 2 * self._workers * (_LIVES + 1))
        begin = partial(_begin, self._marks)
        self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=begin)
        return self._pool

    def _awaited(self, future: Future[_Out]) -> _Out:
        while self._pulse is not None and not wait([future], _BEAT).done:
            self._pulse(*done(self._marks))
        return future.result()

    def _result(
        self,
        task: Callable[[_In], _Out],
        item: _In,
        given: tuple[ProcessPoolExecutor, Future[_Out]] | None,
    ) -> _Out:
        if given is None:
            return task(item)
        pool, future = given
        try:
            return self._awaited(future)
        except BrokenProcessPool:
            # What it had in hand is done here: a task that kills whoever does it must not go round for ever.
            self._bury(pool)
            return task(item)

    def _bury(self, dead: ProcessPoolExecutor) -> None:
        # All that was given to a pool breaks with it; it is counted once.
        if self._pool is dead:
            dead.shutdown(wait=False, cancel_futures=True)
            self._pool = None
            self._lives -= 1

    def _abandon(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            processes = list((pool._processes or {}).values())  # noqa: SLF001 - nothing public names them
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()
            for process in processes:
                process.join(_MERCY)
                if process.is_alive():
                    process.kill()


def _begin(marks: Any) -> None:  # noqa: ANN401 - shared memory
    # Ctrl-C goes to every process of the terminal; the first one decides what becomes of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # Ended by it, a task still takes away what it has half written.
    signal.signal(signal.SIGTERM, _end)
    number = int(multiprocessing.current_process().name.rpartition("-")[2])
    _OWN.shared, _OWN.place = marks, 2 * (number % (len(marks) // 2))


def _end(_signal: int, _frame: object) -> None:
    raise SystemExit(1)


def _done_or_ended(task: Callable[[_In], _Out], item: _In) -> _Out:
    """The task's result; a process that was asked to end has tidied up by now, and begins no other task."""
    try:
        return task(item)
    except SystemExit:
        os._exit(1)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No Ctrl-C in here, and none for a process started in here until it has begun; it comes afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # It undoes the mask when it starts itself.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Dask:
    """The workers of a Dask cluster: one future for each task, and nothing of our own around them.

    Args:
        address: of the scheduler, such as `tcp://host:8786`.
        house: what every machine must have alike, by name; asked of each.
        patience: seconds it and its first worker have to answer.

    Raises: UserError - R010, `distributed` is not installed, nobody answers at the address,
        it has no worker, or a worker has other versions.
    """

    remote = True

    def __init__(self, address: str, house: House = dict, patience: int = 10) -> None:
        self._client = connected(address, patience)
        try:
            require_alike(self._client, address, house, patience)
        except BaseException:
            self._client.close()
            raise

    def each(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
        """All submitted at once; Dask does again what a dead worker had done or was doing."""
        waiting = deque(self._submitted(task, items))
        while waiting:  # what was brought here is let go there
            yield _got(waiting.popleft())

    def held(
        self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In], pulse: Pulse | None = None
    ) -> Iterator[tuple[_Head, Any]]:
        """The second result stays with the worker that made it; its handle is a future."""
        del pulse  # what other machines mark stays there
        both = self._submitted(task, items)
        heads = [self._client.submit(_first, one, pure=False) for one in both]
        tails = [self._client.submit(_second, one, pure=False) for one in both]
        del both
        for head, tail in zip(heads, tails, strict=True):
            yield _got(head), tail

    def fetched(self, handle: Any) -> Any:  # noqa: ANN401 - whatever the task returned
        """The result, brought here."""
        return _got(handle) if hasattr(handle, "result") else handle

    def close(self) -> None:
        """Leave the cluster; what was kept there is let go."""
        self._client.close()

    def _submitted(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> list[Any]:
        # A tuple is spread: Dask puts results in the place of futures that are arguments themselves.
        call = partial(_spread_out, task)
        every = [item if isinstance(item, tuple) else (item,) for item in items]
        return [self._client.submit(call, len(item), *item, pure=False, retries=_RETRIES) for item in every]


def _got(future: Any) -> Any:  # noqa: ANN401 - whatever its task returned
    """The result of a future, or its task's own error.

    Raises: UserError (R010) - the scheduler went away, or a task ended its worker again and again.
    """
    try:
        return future.result()
    except Exception as error:
        if not type(error).__module__.startswith("distributed."):
            raise
        # The client goes on trying to reach the scheduler, and logs a stack trace when it is closed.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL + 1)
        if type(error).__name__ == "KilledWorker":
            message = _("One task ended its Dask worker {n} times; too little memory is the usual reason.")
            hint = _("Give each worker more memory (--memory-limit), or divide the largest file, then run again.")
            raise UserError([problem("R010", message.format(n=_RETRIES + 1), hint=hint)]) from error
        message = _("The connection to the Dask scheduler was lost.")
        hint = _("Start scheduler and workers anew, then run the command again: what came back is kept.")
        raise UserError([problem("R010", message, hint=hint)]) from error


def _spread_out(task: Callable[[Any], _Out], size: int, *parts: Any) -> _Out:  # noqa: ANN401 - any item
    return task(parts[0] if size == 1 else parts)


def _first(both: tuple[_Head, Any]) -> _Head:
    return both[0]


def _second(both: tuple[Any, _Tail]) -> _Tail:
    return both[1]


# Small work ---------------------------------------------------------------------


def spread(task: Callable[[_In], _Out], items: Iterable[_In], workers: int) -> Iterator[_Out]:
    """`task` of each item, in order, in `workers` processes (1: this one) that end with it."""
    if workers <= 1:
        yield from map(task, items)
        return
    pool = Pool(workers)
    try:
        yield from pool.each(task, items)
    finally:
        pool.close()


def workers_for(work: int, many: int, wanted: int | None) -> int:
    """`wanted` processes; without a wish one for each processor when there is more than `many` to do."""
    if wanted is not None:
        return wanted
    return (os.cpu_count() or 1) if work > many else 1
