"""Everything under .reporter may be damaged: it costs time and a warning, never another result."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from reporter.flow import SitePlan, plan_site
from reporter.workshop import Workshop
from tests.projects import quick, write_incident, write_posts

HEADER: Final = "帖子编号,平台,发布时间,作者,正文"


def rows(day: int) -> list[str]:
    """Posts of one export, of authors that write in several."""
    at = f"2021-06-{17 + day} 10"
    return [f"46501234567{day}{n:04d},微博,{at}:{n:02d}:00,账号{n % 9},退款第{n * day}天" for n in range(30)]


def grouped(project: Path) -> Workshop:
    """A workshop that counts every file by itself, as it does with very many posts."""
    workshop = quick(project)
    vars(workshop)["apart"] = lambda _posts: True
    return workshop


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SitePlan]:
    """A project of two incidents, built once, and its site; copy it, never change it."""
    project = tmp_path_factory.mktemp("built")
    folder = write_incident(project, "case")
    for day in (1, 2):
        write_posts(folder, f"{day}.csv", HEADER, *rows(day))
    write_incident(project, "other", title="另一起事件")
    return project, plan_site(grouped(project))


Damage = Callable[[bytes, bytes], bytes]


def flipped(data: bytes, _other: bytes) -> bytes:
    """One bit in the middle."""
    changed = bytearray(data)
    changed[len(data) // 2] ^= 16
    return bytes(changed)


DAMAGES: Final[dict[str, Damage]] = {
    "cut short": lambda data, _other: data[: 2 * len(data) // 3],
    "a bit flipped": flipped,
    "empty": lambda _data, _other: b"",
    "another's": lambda _data, other: other,
}

#: What lies under .reporter -> the files of that kind, and what must be gone for them to be looked at.
KINDS: Final[dict[str, tuple[str, Sequence[str]]]] = {
    "batches of a file": ("parts/case/*.arrow", ("store/*",)),
    "heads and tallies of files": ("parts/*.bin", ("store/*",)),
    "scores": ("cache/*.bin", ("store/*", "parts/*.bin")),
    "results": ("store/*.bin", ()),
}


def damage(home: Path, kind: str, how: Damage) -> list[Path]:
    """Every file of a kind damaged; where they lie."""
    pattern, gone = KINDS[kind]
    for other in gone:
        for path in home.glob(other):
            path.unlink()
    files = sorted(home.glob(pattern))
    contents = [path.read_bytes() for path in files]
    for number, path in enumerate(files):
        path.write_bytes(how(contents[number], contents[number - 1] if len(files) > 1 else b"reporter-cache/0 0 x\n"))
    return files


@pytest.mark.parametrize(
    ("kind", "how"),
    [("batches of a file", how) for how in DAMAGES] + [(kind, "a bit flipped") for kind in list(KINDS)[1:]],
)
def test_what_is_damaged_is_told_and_worked_out_again(
    kind: str, how: str, built: tuple[Path, SitePlan], tmp_path: Path
) -> None:
    """A full disk, a machine that died while writing, a synchronised folder: the same bytes, and it heals."""
    project = tmp_path / "p"
    shutil.copytree(built[0], project)
    files = damage(project / ".reporter", kind, DAMAGES[how])

    plan = plan_site(grouped(project))
    healed = plan_site(grouped(project))

    told = {found.place.file for found in plan.problems}
    assert files
    assert {(found.code, found.severity) for found in plan.problems} == {("R007", "warning")}
    assert told <= {path.as_posix() for path in files}
    assert kind != "batches of a file" or len(told) == len(files)
    assert plan.artefacts == built[1].artefacts
    assert not healed.problems
    assert healed.artefacts == built[1].artefacts


def test_a_part_that_is_gone_is_no_damage(built: tuple[Path, SitePlan], tmp_path: Path) -> None:
    """Who empties the folder knows that; an export that was taken out and put back is read without a word."""
    project = tmp_path / "p"
    shutil.copytree(built[0], project)
    shutil.rmtree(project / ".reporter" / "parts" / "case")
    shutil.rmtree(project / ".reporter" / "store")

    plan = plan_site(grouped(project))

    assert not plan.problems
    assert plan.artefacts == built[1].artefacts


def test_what_a_killed_process_left_behind_is_swept_after_a_day(built: tuple[Path, SitePlan], tmp_path: Path) -> None:
    """Half a gigabyte a crash; what another build is writing just now stays."""
    project = tmp_path / "p"
    shutil.copytree(built[0], project)
    folder = project / ".reporter" / "parts" / "case"
    for name in (".new-old", ".new-now"):
        (folder / name).write_bytes(b"half")
    os.utime(folder / ".new-old", (1_600_000_000, 1_600_000_000))
    shutil.rmtree(project / ".reporter" / "store")

    plan_site(grouped(project))

    assert sorted(path.name for path in folder.glob(".new-*")) == [".new-now"]
