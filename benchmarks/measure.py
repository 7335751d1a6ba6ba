"""What a process costs, measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Final

ROOT: Final = Path(__file__).parents[1]
#: ru_maxrss counts kilobytes on Linux and bytes on macOS.
_TO_MB: Final = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one process cost.

    Args:
        cpu: user and system seconds, children included.
        memory: peak of its largest process, in MB.
        output: what it printed.
    """

    cpu: float
    memory: float
    output: str


def cost(argv: Sequence[str | Path], *, folder: Path = ROOT) -> Cost:
    """The cost of running `argv` in `folder`.

    Raises: RuntimeError - it failed; a figure of a failed run would be invented.
    """
    with TemporaryFile() as printed, TemporaryFile() as said:
        process = subprocess.Popen(argv, cwd=folder, stdout=printed, stderr=said)
        # wait4 and not wait: it answers with this child's own resources.
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{argv} ended with {process.returncode}: {said.read().decode()}")
        printed.seek(0)
        return Cost(
            cpu=used.ru_utime + used.ru_stime,
            memory=used.ru_maxrss * _TO_MB,
            output=printed.read().decode(),
        )


def python(*arguments: str | Path, folder: Path = ROOT) -> Cost:
    """The cost of this Python with `arguments`."""
    return cost([sys.executable, *arguments], folder=folder)


def reporter(*arguments: str | Path, folder: Path = ROOT) -> Cost:
    """The cost of the command `reporter` with `arguments`."""
    return cost([Path(sys.executable).with_name("reporter"), *arguments], folder=folder)


def middle(costs: Sequence[Cost]) -> Cost:
    """The cost with the middle CPU time."""
    chosen = median([one.cpu for one in costs[: len(costs) - 1 + len(costs) % 2]])
    return next(one for one in costs if one.cpu == chosen)
