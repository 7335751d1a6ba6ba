"""Measure everything in one run and print it as Markdown: `python -m benchmarks.run [--quick] [--write]`."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import figures
from benchmarks.figures import Bench, Figure
from benchmarks.measure import ROOT

REPORT: Final = ROOT / "docs" / "benchmarks.md"
SUBJECTS: Final[tuple[Callable[[Bench], Iterable[Figure]], ...]] = (
    figures.start_up,
    figures.founding,
    figures.demo,
    figures.inner_work,
    figures.scoring,
    figures.many,
    figures.installed,
)
QUICK: Final = (figures.start_up, figures.founding)

_HEAD: Final = """\
# Measured

Written by `python -m benchmarks.run --write`; every figure below was measured in one run. CPU seconds are user and
system time of the whole process with its children. The last column compares with what the same run measured beside
it, so that runs on other machines can be compared; the reference loop is a fixed piece of plain Python
(`benchmarks/inside.py`), measured first and last: where the two differ, or the load is high, others were computing on
the same cores: costs come out too large and rates too small. Budgets are the gates of the project's brief.
"""


def machine(now: datetime) -> str:
    """When and where: date, processor count, system, Python, load of the last minute."""
    load = os.getloadavg()[0]
    return (
        f"{now:%Y-%m-%d %H:%M} UTC; {os.cpu_count()} processors ({_processor()}), {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}; load average of the last minute {load:.1f}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def shown(value: float) -> str:
    """Three significant digits, thousands separated."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004


def row(figure: Figure) -> str:
    """A figure as a line of the table."""
    kept = {True: "kept", False: "**missed**", None: ""}[figure.kept]
    budget = f"{figure.budget} {kept}".strip()
    ratio = f"{shown(figure.ratio)} × {figure.beside}" if figure.ratio is not None else ""
    return f"| {figure.what} | {shown(figure.value)} {figure.unit} | {budget} | {ratio} |"


def report(found: Iterable[Figure], where: str) -> str:
    """The whole page."""
    table = "\n".join(("| what | measured | budget | beside |", "| --- | --- | --- | --- |", *map(row, found)))
    return f"{_HEAD}\n{where}\n\n{table}\n"


def measured(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure, in order."""
    seconds = figures.reference()
    yield Figure(what="reference loop", value=seconds, unit="CPU s")
    bench = Bench(folder=folder, quick=quick, reference=seconds)
    for subject in QUICK if quick else SUBJECTS:
        yield from subject(bench)
    yield Figure(what="reference loop, at the end", value=figures.reference(), unit="CPU s")


def main(arguments: list[str]) -> int:
    """Measure, print, and with `--write` keep the page."""
    where = machine(datetime.now(UTC))
    with TemporaryDirectory(prefix="reporter-bench-", ignore_cleanup_errors=True) as folder:
        found = []
        for figure in measured(Path(folder), quick="--quick" in arguments):
            print(row(figure), file=sys.stderr, flush=True)
            found.append(figure)
    page = report(found, where)
    print(page)
    if "--write" in arguments:
        REPORT.write_text(page + _other_sections(), encoding="utf-8", newline="\n")
    return 0


def _other_sections() -> str:
    """What other benchmarks of this folder have written below the table."""
    _table, heading, rest = REPORT.read_text(encoding="utf-8").partition("\n## ")
    return heading + rest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
