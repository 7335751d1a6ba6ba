"""What is kept between incidents and rebuilds: time may be lost with it, never a result."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from reporter.cache import Store
from reporter.engine import Labelling, counting, reading
from reporter.engine.counting import count_group, relate_group
from reporter.flow import collect, load, plan_site
from reporter.intake import Job, PostsRead
from reporter.intake.heap import Stored
from reporter.intake.part import read_part
from reporter.intake.read import Told
from reporter.load import Loaded
from reporter.workshop import Workshop, facts
from reporter.workshop.facts import digest_of
from tests.projects import quick, write_incident, write_posts

HEADER = "帖子编号,平台,发布时间,正文"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one incident with two posts."""
    folder = write_incident(tmp_path, "case")
    write_posts(folder, "x.csv", HEADER, "1,微博,2021-06-18 10:00:00,退款太慢了", "2,抖音,2021-06-18 11:00:00,客服不回")
    return tmp_path


class Counting:
    """How often posts were read."""

    def __init__(self) -> None:
        self.reads = 0

    def collect(self, loaded: Loaded, workshop: Workshop) -> PostsRead:
        """Read them, and count."""
        self.reads += 1
        return collect(loaded, workshop)

    def label(self, _read: PostsRead, _loaded: Loaded, _workshop: Workshop) -> Labelling:
        """Nobody tells a stance."""
        return Labelling(scorer=None)


def read_twice(project: Path, change: object = None, **fields: object) -> int:
    """How often the posts are read when something happens between two builds."""
    workshop, counting = quick(project), Counting()
    workshop.facts(workshop.posts(load(project, "case"), counting.collect, counting.label))
    if callable(change):
        change()
    if fields:
        write_incident(project, "case", **fields)
    # Another process: what is remembered is what lies on disk.
    workshop = quick(project)
    workshop.facts(workshop.posts(load(project, "case"), counting.collect, counting.label))
    return counting.reads


def test_unchanged_posts_are_read_once(project: Path) -> None:
    """The preview rebuilds at every saved word of the prose."""
    assert read_twice(project) == 1
    assert read_twice(project, title="新的标题", summary={"risk": "退款"}) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"posts": {"mappings": [{"columns": {"text": "正文", "time": "发布时间"}, "platform": "论坛"}]}},
        {"timezone": "UTC"},
        {"period": {"start": "2021-06-17", "end": "2021-06-19"}},
        {"language": "en"},
        {"as_of": "2021-06-20"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_posts_are_read_again_when_what_reading_depends_on_changes(project: Path, fields: dict[str, object]) -> None:
    """A column mapped anew, another zone or period, another language of its warnings."""
    assert read_twice(project, **fields) == 2


def test_posts_are_read_again_when_a_file_or_a_label_changes(project: Path) -> None:
    """Added, rewritten in the same length, labelled by hand."""
    folder = project / "incidents" / "case"

    def rewritten() -> None:
        path = folder / "posts" / "x.csv"
        path.write_text(path.read_text("utf-8").replace("10:00", "12:00"), encoding="utf-8")
        os.utime(path, (2_000_000_000, 2_000_000_000))

    def added() -> None:
        write_posts(folder, "y.csv", HEADER, "3,微博,2021-06-18 12:00:00,已退款")

    def labelled() -> None:
        (folder / "labels.csv").write_text("post_id,label\n1,负面\n", encoding="utf-8")

    assert read_twice(project, added) == 2
    assert read_twice(project, rewritten) == 1
    assert read_twice(project, labelled) == 1


def test_common_words_are_found_again_when_another_column_is_the_text(project: Path) -> None:
    """The file is the same to the byte; what is read from it is not."""
    folder = project / "incidents" / "case"
    rows = [f"{n},微博,2021-06-18 10:{n:02d}:00,退款{chr(0x5000 + n)}太慢,客服{chr(0x5000 + n)}不回" for n in range(40)]
    write_posts(folder, "x.csv", "帖子编号,平台,发布时间,甲,乙", *rows)

    said = []
    for column in ("甲", "乙"):
        mapping = {"columns": {"text": column, "time": "发布时间", "post_id": "帖子编号", "platform": "平台"}}
        write_incident(project, "case", posts={"mappings": [mapping]})
        (report,) = plan_site(quick(project)).reports
        assert report.wording is not None
        said.append({word for word, _n in report.wording.words.words})

    assert "退款" in said[0] - said[1]


def test_nothing_is_made_before_it_is_needed(project: Path) -> None:
    """`reporter check` leaves no folder behind."""
    Workshop(project)

    assert not (project / ".reporter").exists()


def test_a_lost_workshop_changes_no_page(project: Path) -> None:
    """New pseudonyms, no cache, no kept pages: the same artefacts."""
    first = plan_site(quick(project)).artefacts
    (project / ".reporter").rename(project / "old")

    assert plan_site(quick(project)).artefacts == first


def test_a_damaged_cache_is_a_warning_and_no_other_result(project: Path) -> None:
    """One flipped byte in the scores: they are worked out again."""
    first = plan_site(quick(project))
    shutil.rmtree(project / ".reporter" / "store")
    (scores,) = (project / ".reporter" / "cache").glob("*.bin")
    body = scores.read_bytes()
    scores.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))

    again = plan_site(quick(project))

    assert [found.code for found in again.problems if found.code == "R007"] == ["R007"]
    assert not again.broken
    assert again.artefacts == first.artefacts


def test_provenance_names_every_file_that_went_in(project: Path) -> None:
    """And nothing of the machine: temporary, hidden and attached files stay out."""
    folder = project / "incidents" / "case"
    (folder / "background.md").write_text("经过", encoding="utf-8")
    (folder / "~$x.csv").write_text("", encoding="utf-8")
    (folder / "attachments").mkdir()
    (folder / "attachments" / "scan.pdf").write_bytes(b"x")

    (report,) = plan_site(quick(project)).reports

    assert [item.path for item in report.provenance.inputs] == ["background.md", "incident.yml", "posts/x.csv"]
    assert all(len(item.sha256) == 64 and item.size > 0 for item in report.provenance.inputs)


def test_posts_too_many_to_hold_give_the_same_report(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a size they are labelled anew at each reading; no page may tell the difference."""
    held = plan_site(quick(project)).artefacts

    monkeypatch.setattr("reporter.workshop.posts.HELD", 0)

    assert plan_site(quick(project)).artefacts == held


# Parts ------------------------------------------------------------------------


class Tasks:
    """Which files were read, how many groups were counted and looked through for a statement, in this process."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        self.groups = self.related = 0
        self._read, self._count, self._relate = read_part, count_group, relate_group
        patch.setattr(reading, "read_part", self.read)
        patch.setattr(counting, "count_group", self.count)
        patch.setattr(counting, "relate_group", self.relate)

    def read(self, job: Job, *told: Told) -> tuple[bytes, Stored]:
        """Read a file, and remember which."""
        self.files.append(job.file.name)
        return self._read(job, *told)

    def count(self, *item: Any, **settings: Any) -> Any:  # noqa: ANN401 - as the task's
        """Count a group, and how many there were."""
        self.groups += 1
        return self._count(*item, **settings)

    def relate(self, *item: Any, **settings: Any) -> Any:  # noqa: ANN401 - as the task's
        """Look through a group, and how many there were."""
        self.related += 1
        return self._relate(*item, **settings)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of fifty files, too many posts to be held, built once; copy it, never change it."""
    project = tmp_path_factory.mktemp("fifty")
    folder = write_incident(project, "case")
    for n in range(50):
        write_posts(folder, f"{n:02d}.csv", HEADER, f"{n},微博,2021-06-18 10:{n:02d}:00,第{n}天还没退款")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reporter.workshop.posts.HELD", 0)
        plan_site(quick(project))
    return project


@pytest.fixture
def fifty(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Tasks]:
    """The same in another folder, where everything that was kept still counts; and what is done from then on."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr("reporter.workshop.posts.HELD", 0)
    return tmp_path, Tasks(monkeypatch)


def test_one_changed_file_of_fifty_is_read_and_counted_alone(fifty: tuple[Path, Tasks]) -> None:
    """A crawler that adds a file a day must not cost more every day."""
    project, tasks = fifty
    write_posts(project / "incidents" / "case", "07.csv", HEADER, "7,微博,2021-06-18 10:07:00,终于退款了")

    (report,) = plan_site(quick(project)).reports

    assert tasks.files == ["07.csv"]
    assert tasks.groups == 1
    assert report.tally is not None
    assert report.tally.total() == 50


def test_a_timeline_that_is_edited_reads_and_scores_nothing_again(fifty: tuple[Path, Tasks]) -> None:
    """Windows move while an analyst works; posts are counted anew, from what was read and scored."""
    project, tasks = fifty
    answered = {"id": "E1", "at": "2021-06-18 12:00", "what": "致歉", "stage": "first_response"}
    write_incident(project, "case", timeline=[answered])
    workshop = quick(project)

    plan_site(workshop)

    assert tasks.files == []
    assert tasks.groups == 50
    assert workshop.scorer.seen == []  # type: ignore[attr-defined]


def test_a_statement_that_is_reworded_is_looked_for_anew_and_nothing_counted(fifty: tuple[Path, Tasks]) -> None:
    """What is counted at its first build comes with what its thread needs; its wording changes the latter alone."""
    project, tasks = fifty
    action = {"id": "A1", "name": "致歉", "announced_at": "2021-06-18 10:20", "first_response": True}
    for words, counted, related in (("还没退款的都会全额退款，请放心", 50, 0), ("天还没退款的都会全额退款", 0, 50)):
        tasks.files, tasks.groups, tasks.related = [], 0, 0
        write_incident(project, "case", actions=[{**action, "statement": words}])

        plan_site(quick(project))

        assert (tasks.files, tasks.groups, tasks.related) == ([], counted, related)


def test_an_unchanged_incident_is_neither_read_nor_counted(fifty: tuple[Path, Tasks]) -> None:
    """The results lie on disk, whole."""
    project, tasks = fifty

    plan_site(quick(project))

    assert (tasks.files, tasks.groups) == ([], 0)


def test_a_damaged_part_is_read_again(fifty: tuple[Path, Tasks]) -> None:
    """One flipped byte in what was kept of a file costs that file's reading, and no result."""
    project, tasks = fifty
    before = plan_site(quick(project)).artefacts
    part = min((project / ".reporter" / "parts" / "case").glob("*.arrow"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(bytes(data))
    shutil.rmtree(project / ".reporter" / "store")

    after = plan_site(quick(project)).artefacts

    assert len(tasks.files) == 1
    assert after == before


def test_parts_of_files_that_are_gone_are_removed(fifty: tuple[Path, Tasks]) -> None:
    """Who deletes an export does not want its posts kept elsewhere."""
    project, _tasks = fifty
    (project / "incidents" / "case" / "posts" / "49.csv").unlink()

    plan_site(quick(project))

    assert len(list((project / ".reporter" / "parts" / "case").glob("*.arrow"))) == 49


def test_an_interrupted_build_leaves_no_half_state_and_the_next_one_goes_on(
    fifty: tuple[Path, Tasks], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of the reading: what was read stays read."""
    project, tasks = fifty
    before = plan_site(quick(project)).artefacts
    shutil.rmtree(project / ".reporter" / "parts")
    shutil.rmtree(project / ".reporter" / "store")
    whole = tasks.read

    def interrupted(job: Job, *told: Told) -> tuple[bytes, Stored]:
        if job.file.name == "30.csv":
            raise KeyboardInterrupt
        return whole(job, *told)

    monkeypatch.setattr(reading, "read_part", interrupted)
    with pytest.raises(KeyboardInterrupt):
        plan_site(quick(project))
    monkeypatch.setattr(reading, "read_part", whole)
    left = [path.name for path in (project / ".reporter" / "parts" / "case").iterdir()]
    tasks.files.clear()
    after = plan_site(quick(project)).artefacts

    assert len(left) == 30
    assert all(name.endswith(".arrow") for name in left)
    assert len(tasks.files) == 20
    assert after == before


def test_a_file_is_hashed_again_only_when_it_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """600 MB of exports are a second of every rebuild; a file just written may change under the same time."""
    hashed: list[str] = []

    def counting_digest(path: Path) -> str:
        hashed.append(path.name)
        return digest_of(path)

    monkeypatch.setattr(facts, "digest_of", counting_digest)
    old, fresh = project / "old.csv", project / "fresh.csv"
    for path in (old, fresh):
        path.write_text("a", encoding="utf-8")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    store = Store(project / "store")
    for _build in range(2):
        contents = facts.Contents(store)
        assert contents.digest(old) == contents.digest(fresh)
    os.utime(old, (1_000_000_001, 1_000_000_001))
    facts.Contents(store).digest(old)

    assert hashed == ["old.csv", "fresh.csv", "fresh.csv", "old.csv"]
