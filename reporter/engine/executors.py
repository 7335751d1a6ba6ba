"""Where work is done: in this process, or in several when that pays; a worker that dies costs time only."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def spread(task: Callable[[_In], _Out], items: Iterable[_In], workers: int) -> Iterator[_Out]:
    """`task` of each item, in order, in `workers` processes (1: this one).

    Args:
        task: a function of a module, or a `partial` of one; it and its items must be picklable.
        items: read only a little ahead of the work.
        workers: how many processes.
    """
    if workers <= 1:
        yield from map(task, items)
        return
    # spawn everywhere: fork copies threads' locks (pyarrow has threads), and Windows has no other.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[_In, Future[_Out] | None]] = deque()
        source = iter(items)
        for item in islice(source, 2 * workers):
            waiting.append((item, _submitted(pool, task, item)))
        try:
            while waiting:
                item, future = waiting.popleft()
                yield _result(task, item, future)
                waiting.extend((one, _submitted(pool, task, one)) for one in islice(source, 1))
        finally:  # an error or an interrupt does not wait for work nobody will read
            pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, task: Callable[[_In], _Out], item: _In) -> Future[_Out] | None:
    try:
        return pool.submit(task, item)
    except BrokenProcessPool:  # a worker died before: the rest is done here
        return None


def _result(task: Callable[[_In], _Out], item: _In, future: Future[_Out] | None) -> _Out:
    try:
        return task(item) if future is None else future.result()
    except BrokenProcessPool:
        return task(item)


def workers_for(work: int, many: int, wanted: int | None) -> int:
    """`wanted` processes; without a wish one for each processor when there is more than `many` to do."""
    if wanted is not None:
        return wanted
    return (os.cpu_count() or 1) if work > many else 1
