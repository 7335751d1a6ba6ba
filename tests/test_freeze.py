"""An incident whose posts are gone builds from its frozen results, byte for byte, or says why it cannot."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from reporter.errors import UserError
from reporter.flow import freeze, load, plan_site
from reporter.frozen import thawed
from reporter.load import FROZEN
from tests.projects import DEMO, Demo, quick, write_incident, write_posts

HEADER: Final = "帖子编号,平台,发布时间,作者,正文,点赞数"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one incident with a few posts of named and unnamed accounts."""
    folder = write_incident(tmp_path, "case")
    rows = [f"{n},微博,2021-06-18 10:{n:02d}:00,账号{n % 7},退款第{n}天还没有到账,{n}" for n in range(40)]
    write_posts(folder, "x.csv", HEADER, *rows)
    (folder / "accounts.csv").write_text("name,platform,type,named\n账号3,微博,企业,是\n", encoding="utf-8")
    return tmp_path


def without_posts(project: Path, slug: str) -> Path:
    """The project after freezing, its raw posts and everything private gone; the incident's folder."""
    freeze(slug, quick(project))
    folder = project / "incidents" / slug
    shutil.rmtree(folder / "posts")
    shutil.rmtree(project / ".reporter")
    return folder


def test_a_frozen_incident_builds_the_same_bytes_without_its_posts(project: Path) -> None:
    """Raw posts need not be kept in git nor for ever; named accounts keep their names, with another secret."""
    before = plan_site(quick(project))

    without_posts(project, "case")
    after = plan_site(quick(project))

    assert after.artefacts == before.artefacts
    assert "账号3" in "".join(str(a.content) for a in after.artefacts)
    assert load(project, "case").post_files == ()


def test_the_demo_builds_the_same_bytes_without_its_posts(demo: Demo, tmp_path: Path) -> None:
    """Labels, corrections, comments, copies, keywords: everything a real incident has; in another folder, too."""
    shutil.copytree(demo.project, tmp_path, dirs_exist_ok=True)

    without_posts(tmp_path, DEMO)
    after = plan_site(quick(tmp_path))

    assert not after.broken
    assert after.artefacts == demo.plan.artefacts


def test_freezing_twice_gives_the_same_file(project: Path) -> None:
    """It is committed: a file that changes without reason is a review nobody does."""
    path = freeze("case", quick(project))
    first = path.read_bytes()
    shutil.rmtree(project / ".reporter" / "store")

    freeze("case", quick(project))

    assert path.read_bytes() == first


def test_a_frozen_file_names_no_post_by_its_id(project: Path) -> None:
    """Ids, addresses and pseudonyms would lead back to people, or match them with another collection."""
    write_posts(
        project / "incidents" / "case", "y.csv", HEADER, "4650123456789012,微博,2021-06-18 12:00:00,某人,贵,99999"
    )

    path = freeze("case", quick(project))

    bodies = b"".join(result.body for result in thawed(path.read_bytes()).results.values())
    assert b"4650123456789012" not in bodies


@pytest.mark.parametrize(
    "fields",
    [
        {"timezone": "UTC"},
        {"period": {"start": "2021-06-17", "end": "2021-06-19"}},
        {"text": {"names": False}},
        {"language": "en"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_frozen_results_of_other_settings_are_refused(project: Path, fields: dict[str, object]) -> None:
    """Figures of one period under the heading of another would be wrong without a sign."""
    without_posts(project, "case")
    write_incident(project, "case", **fields)

    with pytest.raises(UserError, match="R011"):
        plan_site(quick(project))


def test_frozen_results_that_were_edited_are_refused(project: Path) -> None:
    """One byte."""
    path = without_posts(project, "case") / FROZEN
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(UserError, match="R011"):
        plan_site(quick(project))


def test_posts_that_are_there_count_before_frozen_results(project: Path) -> None:
    """New exports after freezing: the report follows them, and says that the file is behind."""
    freeze("case", quick(project))
    write_posts(project / "incidents" / "case", "y.csv", HEADER, "99,微博,2021-06-18 12:00:00,账号9,又涨价了,5")

    plan = plan_site(quick(project))

    (report,) = plan.reports
    assert report.tally is not None
    assert report.tally.total() == 41
    assert [found.code for found in plan.problems if found.code == "R011"] == ["R011"]


def test_an_incident_without_posts_cannot_be_frozen(tmp_path: Path) -> None:
    """There would be nothing in the file."""
    write_incident(tmp_path, "case")

    with pytest.raises(UserError, match="R011"):
        freeze("case", quick(tmp_path))


def test_what_cannot_be_written_is_told_and_leaves_nothing(project: Path) -> None:
    """A full or foreign folder is the user's to mend; a half-written file would be frozen for good."""
    folder = project / "incidents" / "case"
    (folder / FROZEN).mkdir()
    with pytest.raises(UserError) as told:
        freeze("case", quick(project))
    assert [one.code for one in told.value.problems] == ["R005"]
    assert not list(folder.glob(".new-*"))
