"""Where work is done: in this process, in several, or on a Dask cluster; a worker that dies costs time only.

Every engine gives the results in the order of the items, so nothing behind it can tell them apart.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import Any, Final, Protocol, TypeVar

from reporter.errors import UserError, problem
from reporter.i18n import _

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_Head = TypeVar("_Head")
_Tail = TypeVar("_Tail")

#: Tells what a machine has that decides a result, by name.
House = Callable[[], dict[str, str]]

#: Pools of one build that may die before the rest is done here.
_LIVES: Final = 5
#: How often Dask tries a task whose worker died before it gives up.
_RETRIES: Final = 3


class Engine(Protocol):
    """Something that runs tasks: functions of a module (or a `partial` of one) with picklable arguments."""

    #: Whether tasks run where this machine's files may be out of reach.
    remote: bool

    def each(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
        """`task` of each item, in order; an error of a task is raised as its own."""

    def held(self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In]) -> Iterator[tuple[_Head, Any]]:
        """As `each` for tasks with two results, the second as a handle: large, it may stay where it was made."""

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

    def held(self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In]) -> Iterator[tuple[_Head, _Tail]]:
        """A handle is the result itself."""
        return map(task, items)

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

    def each(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
        """In all processes, reading the items only a little ahead of the work."""
        waiting: deque[tuple[_In, tuple[ProcessPoolExecutor, Future[_Out]] | None]] = deque()
        source = iter(items)
        try:
            for item in islice(source, 2 * self._workers):
                waiting.append((item, self._submitted(task, item)))
            while waiting:
                item, given = waiting.popleft()
                yield self._result(task, item, given)
                waiting.extend((one, self._submitted(task, one)) for one in islice(source, 1))
        except GeneratorExit:
            if waiting:  # nobody will read it
                self.close()
            raise
        except BaseException:
            # An error or an interrupt does not wait for work nobody will read.
            self._abandon()
            raise

    def held(self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In]) -> Iterator[tuple[_Head, _Tail]]:
        """A handle is the result itself."""
        return self.each(task, items)

    def fetched(self, handle: _Tail) -> _Tail:
        """The handle itself."""
        return handle

    def close(self) -> None:
        """End the processes when they have done what they were given."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _submitted(self, task: Callable[[_In], _Out], item: _In) -> tuple[ProcessPoolExecutor, Future[_Out]] | None:
        while self._lives > 0:
            if self._pool is None:
                # spawn everywhere: fork copies threads' locks (pyarrow has threads), and Windows has no other.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_deaf)
            pool = self._pool
            try:
                return pool, pool.submit(task, item)
            except BrokenProcessPool:
                self._bury(pool)
        return None

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
            return future.result()
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
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
            for child in multiprocessing.active_children():
                child.terminate()


def _deaf() -> None:
    # Ctrl-C goes to every process of the terminal; the first one decides what becomes of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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
        self._client = _connected(address, patience)
        try:
            _require_alike(self._client, address, house, patience)
        except BaseException:
            self._client.close()
            raise

    def each(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
        """All submitted at once; Dask does again what a dead worker had done or was doing."""
        waiting = deque(self._submitted(task, items))
        while waiting:  # what was brought here is let go there
            yield waiting.popleft().result()

    def held(self, task: Callable[[_In], tuple[_Head, _Tail]], items: Iterable[_In]) -> Iterator[tuple[_Head, Any]]:
        """The second result stays with the worker that made it; its handle is a future."""
        both = self._submitted(task, items)
        heads = [self._client.submit(_first, one, pure=False) for one in both]
        tails = [self._client.submit(_second, one, pure=False) for one in both]
        del both
        for head, tail in zip(heads, tails, strict=True):
            yield head.result(), tail

    def fetched(self, handle: Any) -> Any:  # noqa: ANN401 - whatever the task returned
        """The result, brought here."""
        return handle.result() if hasattr(handle, "result") else handle

    def close(self) -> None:
        """Leave the cluster; what was kept there is let go."""
        self._client.close()

    def _submitted(self, task: Callable[[_In], _Out], items: Iterable[_In]) -> list[Any]:
        # A tuple is spread: Dask puts results in the place of futures that are arguments themselves.
        call = partial(_spread_out, task)
        every = [item if isinstance(item, tuple) else (item,) for item in items]
        return [self._client.submit(call, len(item), *item, pure=False, retries=_RETRIES) for item in every]


def _spread_out(task: Callable[[Any], _Out], size: int, *parts: Any) -> _Out:  # noqa: ANN401 - any item
    return task(parts[0] if size == 1 else parts)


def _first(both: tuple[_Head, Any]) -> _Head:
    return both[0]


def _second(both: tuple[Any, _Tail]) -> _Tail:
    return both[1]


def _connected(address: str, patience: int) -> Any:  # noqa: ANN401 - a distributed.Client, whose package may be missing
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        message = _("--scheduler needs the package distributed, which is not installed.")
        hint = _("Install it with: pip install 'yuqing-reporter[cluster]'")
        raise UserError([problem("R010", message, hint=hint)]) from error
    try:
        return Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        message = _("There is no Dask scheduler at {address}.").format(address=address)
        hint = _("Start one with: dask scheduler. Its address is tcp://HOST:8786.")
        raise UserError([problem("R010", message, hint=hint)]) from error


def _require_alike(client: Any, address: str, house: House, patience: int) -> None:  # noqa: ANN401
    """Nothing; raises UserError (R010) when there is no worker, or one that would work out something else."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError as error:
        message = _("The Dask scheduler at {address} has no worker.").format(address=address)
        hint = _("Start some on each machine with: dask worker {address}").format(address=address)
        raise UserError([problem("R010", message, hint=hint)]) from error
    wanted = house()
    others = [
        f"{worker} {what}"
        for worker, has in sorted(client.run(house, on_error="return").items())
        if (what := _unlike(wanted, has))
    ]
    if others:
        message = _("Workers with other versions would give other results: {others}.").format(others="; ".join(others))
        hint = _("Install the same version of Python and reporter on every machine, and start its workers anew.")
        raise UserError([problem("R010", message, hint=hint)])


def _unlike(wanted: dict[str, str], has: object) -> str:
    """What a worker has otherwise, as `numpy 2.1.0 ≠ 2.3.4`; empty when all is alike."""
    if not isinstance(has, dict):
        return _("reporter cannot be loaded ({why})").format(why=type(has).__name__)
    return ", ".join(f"{name} {has.get(name)} ≠ {value}" for name, value in wanted.items() if has.get(name) != value)


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
