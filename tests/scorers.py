"""Scorers for tests: exact, instant, and light enough for a spawned worker to import."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from reporter.text.sentiment import Identity, SnowNLPScorer


@dataclass
class ToyScorer:
    """Longer texts are happier; keeps every text it was given, in this process."""

    name: str = "toy"
    seen: list[str] = field(default_factory=list)

    def score(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """1 - 1 / (1 + length)."""
        self.seen.extend(texts)
        return np.array([1 - 1 / (1 + len(text)) for text in texts], np.float64)

    def identity(self) -> Identity:
        """A fixed identity."""
        return Identity(name=self.name, version="1", files={}, preprocessing="own-words/1")


@dataclass
class DyingScorer(ToyScorer):
    """A deadly text kills every process but the one it was made in, as the kernel does when memory runs out."""

    home: int = field(default_factory=os.getpid)
    deadly: str = "\N{SKULL}"

    def score(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """The toy's scores, at home."""
        if self.deadly in texts and os.getpid() != self.home:
            os._exit(9)
        return super().score(texts)


@dataclass
class FailingScorer(ToyScorer):
    """Has a bug."""

    def score(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Never anything."""
        raise ZeroDivisionError(len(texts))


@dataclass
class StandIn(ToyScorer):
    """Instant scores under SnowNLP's name: a command in another process finds them cached and loads no model."""

    def score(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Somewhere in 0..1, the same for the same text in every process."""
        return np.array([crc32(text.encode("utf-8", "surrogatepass")) % 1000 / 1000 for text in texts], np.float64)

    def identity(self) -> Identity:
        """SnowNLP's own."""
        return SnowNLPScorer().identity()


@dataclass
class KillingScorer(StandIn):
    """Kills the first worker process it is asked in, once: the marker remembers that it did."""

    marker: Path = field(default_factory=Path)
    home: int = field(default_factory=os.getpid)

    def score(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """The stand-in's scores, if this process lives."""
        kill_once(self.marker, self.home)
        return super().score(texts)


def kill_once(marker: Path, home: int) -> None:
    """End this process as the kernel does when memory runs out, unless one was ended before or it is `home`."""
    if os.getpid() != home and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def squared_or_killed(number: int, marker: Path, home: int) -> int:
    """The square of a number; the first process that is asked for the fourth dies of it."""
    if number == 4:
        kill_once(marker, home)
    return number * number
