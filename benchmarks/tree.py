"""What a command costs with every process it starts: CPU of the tree, and memory of all together at the peak."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

_EVERY: Final = 0.1
_KB: Final = 1 / 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeCost:
    """What a command and its descendants cost.

    Args:
        cpu: user and system seconds of all.
        wall: seconds from start to end.
        memory: peak of the sum over all processes in MB; what they share is counted once (PSS).
        output: what it printed.
    """

    cpu: float
    wall: float
    memory: float
    output: str


def tree_cost(argv: Sequence[str | Path], folder: Path) -> TreeCost:
    """The cost of running `argv` in `folder`; Linux only, memory is looked at ten times a second.

    Raises: RuntimeError - it failed; a figure of a failed run would be invented.
    """
    start = time.monotonic()
    with TemporaryFile() as printed, TemporaryFile() as said:
        process = subprocess.Popen(argv, cwd=folder, stdout=printed, stderr=said)
        peak = 0.0
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            peak = max(peak, sum(_memory(one) for one in _family(process.pid)))
            time.sleep(_EVERY)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{argv} ended with {process.returncode}: {said.read().decode()}")
        printed.seek(0)
        wall = time.monotonic() - start
        cpu = used.ru_utime + used.ru_stime
        return TreeCost(cpu=cpu, wall=wall, memory=peak, output=printed.read().decode())


def reporter(*arguments: str | Path, folder: Path) -> TreeCost:
    """The cost of the command `reporter` with `arguments`."""
    return tree_cost([Path(sys.executable).with_name("reporter"), *arguments], folder)


def python(*arguments: str | Path, folder: Path) -> TreeCost:
    """The cost of this Python with `arguments`."""
    return tree_cost([sys.executable, *arguments], folder)


def cpu_of(pid: int) -> float:
    """User and system seconds of a running process and its descendants."""
    return sum(_ticks(one) for one in _family(pid)) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text(encoding="ascii").split()
        except OSError:  # it ended meanwhile
            continue
        for child in children:
            yield from _family(int(child))


def _memory(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it ended meanwhile
        return 0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss_Anon:")) * _KB


def _ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return 0
    # Behind the name, which may hold spaces: user, system, and those of children that ended.
    return sum(map(int, text.rpartition(")")[2].split()[11:15]))
