"""The figures, one function per subject: each yields what it measured."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks import kernel, pages
from benchmarks.inside import DEMO
from benchmarks.measure import ROOT, Cost, middle, python, reporter

FOUNDING: Final = "2021-06-ecommerce-pricing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure.

    Args:
        what: what was measured.
        value: in `unit`.
        unit: CPU s, MB, KB, posts/CPU s ...
        beside: what the same run measured to compare with; empty when nothing.
        ratio: `value` as a multiple of that; None when there is nothing.
        budget: the most (or least) allowed, in words; empty when there is none.
        kept: whether the budget holds; None when there is none.
    """

    what: str
    value: float
    unit: str
    beside: str = ""
    ratio: float | None = None
    budget: str = ""
    kept: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One run's place of work.

    Args:
        folder: empty, for the run alone.
        quick: few repeats, the founding case only.
        reference: CPU seconds of the fixed piece of plain Python.
    """

    folder: Path
    quick: bool
    reference: float

    def project(self, *slugs: str) -> Path:
        """A new project with copies of the repository's incidents."""
        project = self.folder / f"project{len(list(self.folder.iterdir()))}"
        for slug in slugs:
            shutil.copytree(ROOT / "incidents" / slug, project / "incidents" / slug)
        return project

    def inside(self, task: str, project: Path, limit: int) -> dict[str, float]:
        """What `task` of `benchmarks.inside` measured in a process of its own."""
        answer: dict[str, float] = json.loads(python("-m", "benchmarks.inside", task, project, str(limit)).output)
        return answer

    def build(self, project: Path) -> Cost:
        """The cost of `reporter build`."""
        return reporter("build", "--project", project)

    def seconds(self, what: str, cpu: float, most: float | None = None) -> Figure:
        """CPU seconds, as a multiple of the reference."""
        return _limited(what, cpu, "CPU s", most, beside="reference loop", ratio=cpu / self.reference)


def reference() -> float:
    """CPU seconds of the reference loop, measured from inside, the middle of three."""
    found = [json.loads(python("-m", "benchmarks.inside", "reference", ".", "0").output)["cpu"] for _ in range(3)]
    return float(sorted(found)[1])


def _limited(what: str, value: float, unit: str, most: float | None, **more: Any) -> Figure:  # noqa: ANN401
    if most is None:
        return Figure(what=what, value=value, unit=unit, **more)
    return Figure(what=what, value=value, unit=unit, budget=f"≤ {most:g}", kept=value <= most, **more)


def start_up(bench: Bench) -> Iterator[Figure]:
    """`reporter --help`, which loads nothing heavy."""
    times = 3 if bench.quick else 9
    bare = middle([python("-c", "pass") for _ in range(times)])
    shown = middle([reporter("--help") for _ in range(times)])
    yield _limited("`reporter --help`", shown.cpu, "CPU s", 0.3, beside="`python -c pass`", ratio=shown.cpu / bare.cpu)
    yield Figure(what="`reporter --help`, memory", value=shown.memory, unit="MB")


def founding(bench: Bench) -> Iterator[Figure]:
    """The founding case: no posts, every chapter."""
    project = bench.project(FOUNDING)
    yield from _builds(bench, "founding case (no posts)", project)
    yield from _page(project, FOUNDING, "founding case")


def demo(bench: Bench) -> Iterator[Figure]:
    """The demo incident: about 20,000 posts."""
    project = bench.project(DEMO)
    yield from _builds(bench, "demo (about 20,000 posts)", project)
    yield from _page(project, DEMO, "demo")
    yield _limited("preview shows a changed title, demo, warm", pages.preview_seconds(project), "s wall", 2)


def _builds(bench: Bench, name: str, project: Path) -> Iterator[Figure]:
    for state in ("cold", "warm"):
        cost = bench.build(project)
        yield bench.seconds(f"build, {name}, {state}", cost.cpu)
        yield Figure(what=f"build, {name}, {state}, memory of the largest process", value=cost.memory, unit="MB")


def _page(project: Path, slug: str, name: str) -> Iterator[Figure]:
    page = project / "site" / "incidents" / slug / "index.html"
    yield _limited(f"report page, {name}, gzip", pages.packed(page) / 1000, "KB", 25)
    view = pages.first_view(page)
    if view is not None:
        yield _limited(f"first view, {name}, gzip", view.packed / 1000, "KB", 120)
        yield _limited(f"requests of the first view, {name}", view.requests, "", 10)
        yield _limited(f"requests to other hosts, {name}", view.foreign, "", 0)


def inner_work(bench: Bench) -> Iterator[Figure]:
    """Reading, scoring, counting, drawing: measured inside a process, imports apart."""
    project = bench.project(DEMO)
    read = bench.inside("intake", project, 0)
    pandas = read["rows"] / read["pandas"]
    yield _rate("reading posts", read["posts"], read["cpu"], "posts", pandas, "`pandas.read_csv` rows")
    scored = bench.inside("scoring", project, 1_000_000)
    yield bench.seconds("loading the tables of SnowNLP's models", scored["loading"])
    cold = scored["texts"] / scored["cold"]
    yield _rate("scoring different texts as SnowNLP, cleaning included", scored["texts"], scored["cold"], "texts")
    yield _rate("looking up scores in the cache", scored["texts"], scored["warm"], "texts", cold, "scoring")
    counted = bench.inside("tallies", project, 0)
    yield _rate("counting labelled posts", counted["posts"], counted["cpu"], "posts")
    drawn = bench.inside("charts", project, 2 if bench.quick else 50)
    parts = {"drawing": "one SVG", "svg": "its SVGs of all widths", "figure": "whole figure with table and data"}
    for part, words in parts.items():
        beside = {"beside": "plotly `to_html`", "ratio": drawn[part] / drawn["plotly"]}
        most = None if part == "figure" else 1
        yield _limited(f"chart: {words}", drawn[part] * 1000, "CPU ms", most, **beside)


def _rate(what: str, n: float, cpu: float, noun: str, other: float = 0, beside: str = "") -> Figure:  # noqa: PLR0913, PLR0917
    rate = n / cpu
    return Figure(
        what=what,
        value=rate,
        unit=f"{noun}/CPU s",
        beside=f"{beside}/CPU s" if beside else "",
        ratio=rate / other if other else None,
    )


def scoring(_bench: Bench) -> Iterator[Figure]:
    """The default engine beside SnowNLP itself, over the demo's different posts."""
    found = kernel.compare(kernel.demo())
    ours, theirs = found.rate
    yield Figure(
        what="posts scored as SnowNLP",
        value=ours,
        unit="posts/CPU s",
        budget="≥ 80 × SnowNLP",
        kept=ours >= 80 * theirs,
        beside="SnowNLP posts/CPU s",
        ratio=ours / theirs,
    )
    yield _limited("posts scored as SnowNLP, memory", found.memory[0], "MB", 150)
    yield _limited("posts scored as SnowNLP, greatest difference of a score", found.difference, "", 1e-12)


def many(bench: Bench) -> Iterator[Figure]:
    """A hundred copies of the founding case in one site."""
    count = 3 if bench.quick else 100
    project = bench.project(FOUNDING)
    first = project / "incidents" / FOUNDING
    for number in range(1, count):
        shutil.copytree(first, project / "incidents" / f"{FOUNDING}-{number:03}")
    most = None if bench.quick else 5
    yield bench.seconds(f"build, {count} reports, everything anew", bench.build(project).cpu, most)
    shown = reporter("build", FOUNDING, "--project", project)
    yield bench.seconds(f"build of one, {count - 1} kept", shown.cpu)


def installed(_bench: Bench) -> Iterator[Figure]:
    """Bytes of the default install: every file of the package's dependencies, without the development tools."""
    sizes: dict[str, int] = {}
    _add_sizes("yuqing-reporter", sizes)
    yield _limited(f"installed, {len(sizes)} packages", sum(sizes.values()) / 1e6, "MB", 700)


def _add_sizes(name: str, sizes: dict[str, int]) -> None:
    """Add the size of a package and of what it needs here."""
    key = canonicalize_name(name)
    if key in sizes:
        return
    package = metadata.distribution(name)
    paths = (Path(str(file.locate())) for file in package.files or ())
    sizes[key] = sum(path.stat().st_size for path in paths if path.is_file())
    for line in package.requires or ():
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            _add_sizes(needed.name, sizes)
