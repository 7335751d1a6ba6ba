"""How far the work is: rising inside one file, honest about what is not known yet, on any terminal."""

from __future__ import annotations

import io
import time
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from reporter.engine import Stage
from reporter.engine.executors import Pool, mark
from reporter.flow import collect, load
from reporter.i18n import speaking
from reporter.terminal import StageBars, counted
from tests.projects import quick, write_incident, write_posts

HEADER = "帖子编号,平台,发布时间,作者,正文"


def test_the_rate_moves_inside_one_large_file(tmp_path: Path) -> None:
    """Two million posts in one export are a minute of silence otherwise; no number ever falls back."""
    posts = range(46501234567800000, 46501234567800000 + 130_000)
    rows = [f"{n},微博,2021-06-18 1{n % 8}:00:00,账号{n % 9},退款第{n % 700}天" for n in posts]
    write_posts(write_incident(tmp_path, "case"), "x.csv", HEADER, *rows)
    told: list[tuple[int, int]] = []
    workshop = quick(tmp_path)
    workshop.tell = lambda stage, done, total: told.append((done, total)) if stage is Stage.READING else None

    collect(load(tmp_path, "case"), workshop)

    done = [one for one, _total in told]
    estimates = [total for _done, total in told[:-1] if total]
    assert len(estimates) >= 2
    assert done == sorted(done)
    assert all(abs(total - 130_000) < 0.1 * 130_000 for total in estimates)
    assert told[-1] == (130_000, 130_000)


def marked(number: int, seen: Path) -> tuple[int, int]:
    """Mark ten posts and a hundred bytes, and wait until somebody has seen them."""
    mark(10, 100)
    end = time.monotonic() + 60
    while not seen.exists() and time.monotonic() < end:
        time.sleep(0.02)
    return number, number


def test_what_other_processes_mark_is_seen_while_they_work(tmp_path: Path) -> None:
    """The first process only waits; the others know how far they are."""
    seen = tmp_path / "seen"
    pulses: list[tuple[float, float]] = []

    def pulse(units: float, size: float) -> None:
        pulses.append((units, size))
        if units >= 20:
            seen.touch()

    pool = Pool(2)
    results = list(pool.held(partial(marked, seen=seen), range(2), pulse))
    pool.close()

    assert results == [(0, 0), (1, 1)]
    assert (20, 200) in pulses
    assert pulses == sorted(pulses)


@pytest.mark.parametrize(
    ("stage", "done", "total", "elapsed", "words"),
    [
        ("reading", 1_240_000, 2_000_000, 24.3, "1,240,000/约2,000,000帖，每秒51,029"),
        ("reading", 2_000_000, 2_000_000, 40, "2,000,000/2,000,000帖，每秒50,000"),
        ("reading", 29, 0, 0.1, "29帖"),
        ("counting", 60_000, 120_000, 2, "60,000/120,000帖，每秒30,000"),
        ("scoring", 500, 900, 0.2, "500/900条文本"),
    ],
)
def test_counts_and_rate_say_no_more_than_is_known(
    stage: str, done: int, total: int, elapsed: float, words: str
) -> None:
    """A total that is guessed is called so; a rate of a tenth of a second is none."""
    with speaking("zh"):
        assert counted(stage, done, total, elapsed) == words


@pytest.mark.parametrize(("width", "encoding"), [(60, "utf-8"), (80, "utf-8"), (60, "gbk")])
def test_a_stage_stays_on_its_line(width: int, encoding: str) -> None:
    """Chinese takes two columns a character; a console of Chinese Windows has no thin bars."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding, errors="strict", newline="")
    console = Console(file=file, width=width, force_terminal=True, color_system=None)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[counts]}"))

    with speaking("zh"), Progress(*columns, console=console, auto_refresh=False) as bar:
        bars = StageBars(bar)
        bars(Stage.READING, 12_400_000, 20_000_000)
        bars(Stage.SCORING, 1_000_000, 6_000_000)
        bar.refresh()
    file.flush()

    shown = raw.getvalue().decode(encoding)
    lines = [line for line in shown.replace("\r", "\n").split("\n") if "帖" in line or "条" in line]
    assert any("约20,000,000帖" in line for line in lines)
    assert all(cell_len(line.split("\x1b[")[0]) <= width for line in lines)
