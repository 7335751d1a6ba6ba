"""Whole builds of large generated incidents: `python -m benchmarks.scale [--quick] [--no-huge] [--write] [--out DIR]`.

CPU is user and system time of every process of the build together, memory the peak of
their sum (anonymous pages; the page cache of files that are read is the system's). The
same run measures DuckDB's bare read-and-count of the same files, and the obvious way
(pandas, jieba, SnowNLP row by row) on a sample. Every incident has a first statement whose own thread is
looked for, but the one that says so. `--quick` takes a two-hundredth of everything.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks import generate
from benchmarks.answer import WORDS
from benchmarks.generate import SLUG, Wanted
from benchmarks.inside import timed
from benchmarks.run import REPORT, machine
from benchmarks.tree import TreeCost, cpu_of, python, reporter

_HEADING: Final = "## Large incidents, whole builds"
_MILLION: Final = 1_000_000
_SAMPLE: Final = 2_000
_PORT: Final = 18_786
#: What the manual tells to set where workers are started. Dask looks at itself up to a hundred times a second: idle,
#: scheduler and two workers cost a tenth of a processor, so set a hundredth.
CALM: Final = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
    # Dask's own value gives every freed block back to the system, to be asked for again a moment later.  Whoever
    # sets it also stops glibc from learning which blocks are worth keeping: each array would be mapped anew, its
    # pages cleared one by one.  32 MB is the most glibc takes, and what a process of the pool arrives at by itself.
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table.

    Args:
        what: what was built.
        posts: posts of it.
        cpu, wall, memory: as in `TreeCost`; None where it was not measured.
        gate: what is allowed, in words.
        kept: whether it is; None without a gate.
        note: what else there is to say.
    """

    what: str
    posts: int
    cpu: float
    wall: float | None = None
    memory: float | None = None
    gate: str = ""
    kept: bool | None = None
    note: str = ""


def row(what: str, posts: int, cost: TreeCost, most: tuple[float, float] | None = None) -> Row:
    """A build's line; `most` CPU seconds and megabytes are allowed."""
    plain = Row(what=what, posts=posts, cpu=cost.cpu, wall=cost.wall, memory=cost.memory)
    if most is None:
        return plain
    kept = cost.cpu <= most[0] and cost.memory <= most[1]
    return Row(
        **{name: getattr(plain, name) for name in ("what", "posts", "cpu", "wall", "memory")},
        gate=f"≤ {most[0]:,.0f} CPU s, {most[1]:,.0f} MB",
        kept=kept,
    )


def built(project: Path, *more: str) -> TreeCost:
    """The cost of `reporter build`."""
    return reporter("build", "--project", project, *more, folder=project)


def cold(project: Path, *more: str) -> TreeCost:
    """The cost of a build that nothing was kept for."""
    for left in (".reporter", "site"):
        shutil.rmtree(project / left, ignore_errors=True)
    return built(project, *more)


def edited(project: Path, old: str, new: str) -> TreeCost:
    """The cost of building again after an edit of the incident's form."""
    form = project / "incidents" / SLUG / "incident.yml"
    form.write_text(form.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="\n")
    return built(project)


# Beside -------------------------------------------------------------------------


def duckdb(project: Path) -> dict[str, float]:
    """CPU seconds and rows of DuckDB's bare all-text read-and-count of the CSV files."""
    import duckdb as database  # a baseline, never a dependency of the package

    files = sorted(map(str, (project / "incidents" / SLUG / "posts").glob("*.csv")))
    query = "select count(*), count(distinct columns(*)) from read_csv(?, all_varchar=true, header=true)"

    def count() -> int:
        return sum(database.connect().execute(query, [file]).fetchall()[0][0] for file in files)

    cpu, rows = timed(count)
    return {"cpu": cpu, "rows": rows}


def obvious(project: Path) -> dict[str, float]:
    """CPU seconds for each post the obvious way: pandas, then jieba and SnowNLP row by row, on a sample."""
    import warnings

    import pandas as pd

    warnings.simplefilter("ignore")
    import jieba
    from snownlp import SnowNLP

    file = project / "incidents" / SLUG / "posts" / "weibo-01.csv"
    jieba.lcut("先把词典读进来")
    _ = SnowNLP("先把模型读进来").sentiments
    reading, table = timed(lambda: pd.read_csv(file, dtype=str))
    texts = table["微博正文"].fillna("").sample(min(_SAMPLE, len(table)), random_state=1)
    labelling, _scores = timed(lambda: [(jieba.lcut(text), SnowNLP(text or "。").sentiments) for text in texts])
    return {"cpu": reading / len(table) + labelling / len(texts)}


def analysis(project: Path) -> dict[str, float]:
    """CPU seconds from the incident's folder to its report record: no imports, no pages, no site."""
    from reporter.flow import evaluate
    from reporter.workshop import Workshop

    workshop = Workshop(project)
    cpu, _report = timed(lambda: evaluate(SLUG, workshop))
    return {"cpu": cpu}


ENGINES: Final = {"duckdb": duckdb, "obvious": obvious, "analysis": analysis}


def beside(engine: str, project: Path) -> dict[str, Any]:
    """What an engine measures in a process of its own."""
    answer: dict[str, Any] = json.loads(python("-m", "benchmarks.scale", engine, project, folder=Path.cwd()).output)
    return answer


@contextmanager
def cluster() -> Iterator[tuple[str, list[int]]]:
    """The address of a Dask scheduler with two workers on this machine, and the processes' ids."""
    address = f"tcp://127.0.0.1:{_PORT}"
    dask = Path(sys.executable).with_name("dask")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [dask, "scheduler", "--host", "127.0.0.1", "--port", str(_PORT), "--no-dashboard"]
    worker = [dask, "worker", address, "--nworkers", "2", "--nthreads", "1", "--no-dashboard"]
    own = {**os.environ, **CALM}
    running = [subprocess.Popen(argv, env=own, **quiet) for argv in (scheduler, worker)]  # type: ignore[call-overload]
    try:
        _until_there(address)
        yield address, [one.pid for one in running]
    finally:
        for one in reversed(running):
            one.terminate()
            one.wait()


def _until_there(address: str) -> None:
    """Wait for both workers: what a cluster needs to start is no part of a build's cost."""
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=120)
    time.sleep(2)


# Together -----------------------------------------------------------------------


def measured(folder: Path, scale: float, *, huge: bool) -> Iterator[Row]:
    """Every line, in order; `scale` shortens all incidents alike, `huge` is ten times the largest of the others."""
    two = int(2 * _MILLION * scale)
    small, main = folder / "small", folder / "main"
    generate.generate(small, Wanted(posts=two // 10))
    yield row("30 % distinct", two // 10, cold(small))
    generate.generate(main, Wanted(posts=two))
    pool = cold(main)
    yield row("30 % distinct", two, pool, (100, 1_500))
    yield from _again(main, two)
    yield from _compared(main, two, pool)
    yield from _on_a_cluster(main, two, pool)
    shutil.rmtree(main)
    generate.generate(folder / "bare", Wanted(posts=two, bare=True))
    yield row("30 % distinct, without a statement", two, cold(folder / "bare"))
    shutil.rmtree(folder / "bare")
    for form in ("jsonl", "parquet"):
        generate.generate(folder / form, Wanted(posts=two, form=form))
        yield row(f"30 % distinct, from {form}", two, cold(folder / form))
        shutil.rmtree(folder / form)
    distinct = folder / "distinct"
    generate.generate(distinct, Wanted(posts=two, distinct=1.0))
    yield row("100 % distinct", two, cold(distinct), (270, 1_500))
    shutil.rmtree(distinct)
    if huge:
        generate.generate(folder / "huge", Wanted(posts=10 * two, files=20))
        yield row("30 % distinct, 20 files", 10 * two, cold(folder / "huge"), (10 * pool.cpu, 3_000))
        yield row("the same, built again unchanged", 10 * two, built(folder / "huge"))


def _again(project: Path, posts: int) -> Iterator[Row]:
    """What an analyst waits for while writing."""
    yield row("the same, built again unchanged", posts, built(project))
    alone = beside("analysis", project)["cpu"]
    yield Row(what="of it the analysis alone", posts=posts, cpu=alone, gate="≤ 2 CPU s", kept=alone <= 2)  # noqa: PLR2004
    yield row("the same, its statement reworded", posts, edited(project, WORDS, WORDS.replace("无需申诉，", "")))
    yield row("the same, its first response ten minutes later", posts, edited(project, "-09 12:00", "-09 12:10"))


def _compared(project: Path, posts: int, ours: TreeCost) -> Iterator[Row]:
    bare = beside("duckdb", project)
    note = f"the build costs {ours.cpu / bare['cpu']:.1f} times this"
    yield Row(what="DuckDB, bare read-and-count of the same files", posts=posts, cpu=bare["cpu"], note=note)
    each = beside("obvious", project)["cpu"]
    times = each * posts / ours.cpu
    yield Row(
        what=f"the obvious way (pandas, jieba, SnowNLP), from {_SAMPLE:,} posts",
        posts=posts,
        cpu=each * posts,
        gate="≥ 100 × the build",
        kept=times >= 100,  # noqa: PLR2004 - the brief's goal
        note=f"{times:.0f} times the build",
    )


def _on_a_cluster(project: Path, posts: int, pool: TreeCost) -> Iterator[Row]:
    with cluster() as (address, pids):
        before = sum(map(cpu_of, pids))
        cost = cold(project, "--scheduler", address)
        workers = sum(map(cpu_of, pids)) - before
    cpu = cost.cpu + workers
    yield Row(
        what="the same on a loopback Dask cluster of two workers",
        posts=posts,
        cpu=cpu,
        wall=cost.wall,
        gate="≤ 1.2 × the pool",
        kept=cpu <= 1.2 * pool.cpu,
        note=f"{workers:.0f} CPU s of it in the workers and the scheduler",
    )


def line(found: Row) -> str:
    """A line of the table."""
    kept = {True: " kept", False: " **missed**", None: ""}[found.kept]
    wall = "" if found.wall is None else f"{found.wall:.0f}"
    memory = "" if found.memory is None else f"{found.memory:,.0f}"
    each = f"{1e6 * found.cpu / found.posts:.1f}"
    cells = (found.what, f"{found.posts:,}", f"{found.cpu:.1f}", each, wall, memory, found.gate + kept, found.note)
    return f"| {' | '.join(cells)} |"


def section(found: Sequence[Row], where: str) -> str:
    """The section of the page."""
    head = (
        "| incident | posts | CPU s | CPU µs a post | wall s | peak MB | gate | |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    )
    words = f"Written by `python -m benchmarks.scale --write`, {where}. {__doc__.split(chr(10), 2)[2].strip()}"
    return "\n".join([_HEADING, "", words, "", *head, *map(line, found), ""])


def written(page: str, new: str, heading: str = _HEADING) -> str:
    """`page` with the section of that heading in the place of an older one, else at the end."""
    before, found, rest = page.partition(heading)
    if not found:
        return f"{page.rstrip()}\n\n{new}"
    _old, next_, later = rest.partition("\n## ")
    return f"{before}{new}{next_}{later}"


def main(arguments: list[str]) -> None:
    """Measure and print, or as a child what one engine measures."""
    if arguments and arguments[0] in ENGINES:
        print(json.dumps(ENGINES[arguments[0]](Path(arguments[1]))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--no-huge", action="store_true", help="leave the 20 million posts out")
    parser.add_argument("--out", type=Path, default=None)
    given = parser.parse_args(arguments)
    where = machine(datetime.now(UTC))
    with TemporaryDirectory(prefix="reporter-scale-", dir=given.out, ignore_cleanup_errors=True) as folder:
        found = []
        for one in measured(Path(folder), 0.005 if given.quick else 1, huge=not given.no_huge):
            print(line(one), file=sys.stderr, flush=True)
            found.append(replace(one, kept=None) if given.quick else one)
    new = section(found, where)
    print(new)
    if given.write:
        REPORT.write_text(written(REPORT.read_text(encoding="utf-8"), new), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
