"""Ctrl-C in the middle of a build: one line, no half file, no process left, and the next run goes on from there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from reporter.engine import reading
from reporter.flow import plan_site
from reporter.intake import Job
from reporter.intake.heap import Stored
from reporter.intake.part import read_part
from reporter.intake.read import Told
from tests.projects import ROOT, quick, write_incident, write_posts

FILES: Final = 12
HEADER: Final = "帖子编号,平台,发布时间,作者,正文"
#: Seconds a step may take on a machine with other things to do; none of them is waited for in full.
PATIENCE: Final = 60

#: `python -m reporter build`, with a pool for small files; all files but the first keep their worker for ever.
COMMAND: Final = """
import signal, sys
from pathlib import Path
from reporter.engine import machine, reading
from reporter.cli import main
from tests.test_interrupt import stuck
machine.MANY_BYTES = 0
reading.read_part = stuck
# A shell that was told to run the tests in the background (`&`) has made its children deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[1:] = ["build", "--project", sys.argv[1]]
main()
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody can press Ctrl-C for one process there")


def stuck(job: Job, told: Told) -> tuple[bytes, Stored]:
    """Read a file as always; the second and all after it are begun and never finished."""
    number = int(Path(job.name).stem)
    if number >= 1:
        assert job.where is not None
        job.where.parent.mkdir(parents=True, exist_ok=True)
        return read_part(job, lambda _rows, _share: _for_ever())
    return read_part(job, told)


def _for_ever() -> None:
    while True:
        time.sleep(0.05)


def wait_for(true: Callable[[], object], what: str) -> None:
    """Nothing, once it is true; fails where that takes too long."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one incident with several files of posts."""
    folder = write_incident(tmp_path / "p", "case")
    for n in range(FILES):
        rows = (
            f"46501234567{n:02d}{i:04d},微博,2021-06-18 1{n % 8}:{i % 60:02d}:00,账号{i % 9},第{i}天" for i in range(40)
        )
        write_posts(folder, f"{n:02d}.csv", HEADER, *rows)
    return tmp_path / "p"


@pytest.fixture
def started(project: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, in a session of its own as in a terminal; whatever it leaves is ended."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "REPORTER_LANG": "zh", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env=environment,
    ) as process:
        yield process
        if group_lives(process.pid):
            os.killpg(process.pid, signal.SIGKILL)


def group_lives(group: int) -> bool:
    """Whether a process of the session is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_c_leaves_nothing_half_and_the_next_run_goes_on(
    project: Path, started: subprocess.Popen[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An evening's build is stopped and taken up again in the morning."""
    untouched = tmp_path / "untouched"
    shutil.copytree(project, untouched)
    parts = project / ".reporter" / "parts"
    wait_for(lambda: list(parts.glob("*.bin")), "no file was read")
    # The second file and the third are open by now or soon: what is half written is what this is about.
    wait_for(lambda: list(parts.glob("case/.new-*")), "no other file was begun")

    os.killpg(started.pid, signal.SIGINT)
    out, told = started.communicate(timeout=PATIENCE)
    wait_for(lambda: not group_lives(started.pid), "a process was left behind")

    assert started.returncode == 1
    assert (out, told.split()) == ("", ["已停止，没有改动任何文件。"])
    stood = list(parts.glob("*.bin"))
    assert len(stood) == 1
    assert not list((project / ".reporter").rglob(".new-*"))
    assert not (project / "site").exists()

    read: list[str] = []

    def counting(job: Job, *told: Told) -> tuple[bytes, Stored]:
        read.append(job.name)
        return read_part(job, *told)

    monkeypatch.setattr(reading, "read_part", counting)
    after = plan_site(quick(project))

    assert len(read) == FILES - len(stood)
    assert after.artefacts == plan_site(quick(untouched)).artefacts
