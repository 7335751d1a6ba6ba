"""The engines of one build: chosen by the size of the work, started when there is some, ended together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from reporter.engine.executors import Dask, Engine, Here, Pool
from reporter.engine.scheduler import House

#: Bytes of posts files beyond which other processes are worth their start: some 300,000 posts.
MANY_BYTES: Final = 100_000_000


class Stage(StrEnum):
    """What a build spends its time with, in order."""

    READING = "reading"
    SCORING = "scoring"
    COUNTING = "counting"


#: Told while posts are worked on: the stage, posts (or texts) done, posts in all as far as known (0: not yet).
Tell = Callable[[Stage, int, int], None]


def tell_nobody(_stage: Stage, _done: int, _total: int) -> None:
    """Nobody waits before a terminal."""


class Machine:
    """Where the heavy work of a build is done.

    Args:
        scheduler: address of a Dask scheduler; empty means this computer.
        house: what every machine of a cluster must have alike.
    """

    def __init__(self, scheduler: str = "", house: House = dict) -> None:
        """Nothing is started yet."""
        self._scheduler, self._house = scheduler, house
        self._engines: dict[str, Engine] = {}

    @property
    def remote(self) -> bool:
        """Whether the work is done on a cluster."""
        return bool(self._scheduler)

    def for_files(self, sizes: Iterable[int]) -> Engine:
        """The engine that reads and counts files of these sizes in bytes.

        Raises: UserError (R010) - the cluster cannot be used.
        """
        if self._scheduler:
            return self._engine("cluster", lambda: Dask(self._scheduler, self._house))
        if sum(sizes) > MANY_BYTES:
            return self._engine("pool", Pool)
        return self._engine("here", Here)

    def _engine(self, name: str, start: Callable[[], Engine]) -> Engine:
        if name not in self._engines:
            self._engines[name] = start()
        return self._engines[name]

    def close(self) -> None:
        """End what was started."""
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()
