"""The benchmarks still run: one small measurement, and what is made of it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import export, figures, inside, run, scale, tree
from benchmarks.figures import Bench, Figure
from benchmarks.measure import Cost, cost, middle, python
from tests.projects import FOUNDING, Built

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a child's own resources cannot be asked for there")


def test_the_start_of_the_command_is_measured_within_its_budget(tmp_path: Path) -> None:
    """`reporter --help` loads nothing heavy; twice its usual time would still pass."""
    bench = Bench(folder=tmp_path, quick=True, reference=0.25)

    shown, memory = figures.start_up(bench)

    assert shown.kept
    assert shown.ratio
    assert shown.ratio > 1
    assert memory.value > 1


def test_a_failed_run_is_no_figure() -> None:
    """The time of a command that failed would be an invented figure."""
    with pytest.raises(RuntimeError, match="ended with 7: sorry"):
        python("-c", "import sys; sys.stderr.write('sorry'); sys.exit(7)")


def test_the_cost_of_children_is_counted() -> None:
    """A command that lets others work is not cheaper."""
    work = "sum(len(str(i)) for i in range(400_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"

    assert cost([sys.executable, "-c", child]).cpu > python("-c", "pass").cpu


def test_the_middle_of_several_runs_is_one_of_them() -> None:
    """Also of an even number."""
    runs = [Cost(cpu=cpu, memory=1, output="") for cpu in (3.0, 1.0, 2.0, 9.0)]

    assert middle(runs).cpu == 2.0
    assert middle(runs[:1]).cpu == 3.0


def test_every_task_is_found_by_its_name() -> None:
    """The parent process names the task on the child's command line."""
    assert set(inside.TASKS) == {"reference", "intake", "scoring", "tallies", "charts"}
    assert inside.reference(Path(), 0)["cpu"] > 0


def test_the_page_says_when_where_and_what_was_missed() -> None:
    """A missed budget is printed as loudly as a kept one."""
    found = [
        Figure(what="a", value=0.0655, unit="CPU s", budget="≤ 0.3", kept=True, beside="b", ratio=4.351),
        Figure(what="c", value=1234.5, unit="KB", budget="≤ 25", kept=False),
    ]

    page = run.report(found, run.machine(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)))

    assert "2026-01-02 03:04 UTC" in page
    assert "| a | 0.0655 CPU s | ≤ 0.3 kept | 4.35 × b |" in page
    assert "| c | 1,234 KB | ≤ 25 **missed** |  |" in page


def test_a_tree_costs_what_all_its_processes_cost() -> None:
    """A pool that moves the work to other processes is not cheaper for it."""
    hold = "import time; b = bytearray(60_000_000); sum(len(str(i)) for i in range(400_000)); time.sleep(.5)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}], check=True)"

    both = tree.tree_cost([sys.executable, "-c", child], Path())

    assert both.memory > 60
    assert both.cpu > python("-c", "pass").cpu
    with pytest.raises(RuntimeError, match="ended with 7"):
        tree.tree_cost([sys.executable, "-c", "import sys; sys.exit(7)"], Path())


def test_the_section_on_large_incidents_takes_the_place_of_an_older_one() -> None:
    """Other sections stay as they are; what was missed is printed as loudly as what was kept."""
    cost = tree.TreeCost(cpu=120.0, wall=61.0, memory=900.0, output="")
    page = "# Measured\n\n## Large incidents, whole builds\n\nold\n\n## Another\n\nkept\n"

    new = scale.section([scale.row("30 % distinct", 2_000_000, cost, (100, 1_500))], "here")

    assert "| 2,000,000 | 120.0 | 60.0 | 61 | 900 | ≤ 100 CPU s, 1,500 MB **missed** |" in new
    assert scale.written(page, new).count("## Large incidents") == 1
    assert "old" not in scale.written(page, new)
    assert scale.written(page, new).endswith("## Another\n\nkept\n")
    assert scale.written("# Measured\n", new).endswith(new)


def test_what_a_file_weighs_is_measured(both: Built) -> None:
    """A size in the docs that no command gives again is hearsay."""
    _head, _line, row = export.table([FOUNDING], both.project)

    cells = row.split(" | ")
    assert cells[0] == f"| {FOUNDING}"
    assert 10 < float(cells[1].removesuffix(" KB")) < 150
    assert float(cells[4].removesuffix(" KB")) > 10
