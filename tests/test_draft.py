"""`reporter draft`: a report from exports alone; what only the analyst knows stays a visible blank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter import cli, flow
from reporter.draft import Drafted, draft, exported
from reporter.errors import UserError
from reporter.flow import evaluate, plan_site
from reporter.i18n import speaking
from reporter.load import check
from reporter.metrics.cells import SMALL_CELL, grouped
from reporter.safe import prose, shown
from reporter.scaffold import scaffold
from reporter.workshop import Workshop
from tests.projects import quick
from tests.scorers import StandIn

TODAY = date(2024, 6, 1)
HEADER = "正文,发布时间,平台,作者,点赞数,IP属地"


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with speaking("zh"):
        yield


def rows(n: int = 1200) -> list[str]:
    """Posts of two days in May 2024."""
    start = datetime(2024, 5, 3, 8)  # noqa: DTZ001 - as the export writes it
    return [
        f"第{i % 40}种说法：退款太慢 @路人{i},{start + timedelta(minutes=2 * i)},微博,网友{i},{i % 300},北京"
        for i in range(n)
    ]


def export(folder: Path, *more: str, name: str = "清博.csv", n: int = 1200) -> Path:
    """An export with those posts and `more`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([HEADER, *rows(n), *more, ""]), encoding="utf-8-sig")
    return path


def made(tmp_path: Path, *exports: Path, slug: str = "", title: str = "") -> Drafted:
    """The incident drafted from `exports`."""
    return draft(tmp_path / "project", exports, slug, title, today=TODAY)


# The folder ---------------------------------------------------------------------


def test_the_period_is_that_of_nearly_all_posts(tmp_path: Path) -> None:
    """One post of 2016 and one with a misread year must not stretch the report over ten years."""
    old, future = "旧,2016-01-01 10:00,微博,a,1,北京", "错,2031-01-01 10:00,微博,b,1,北京"
    known = made(tmp_path, export(tmp_path / "in", old, future)).known

    assert (known.start, known.end) == (date(2024, 5, 3), date(2024, 5, 4))
    assert known.as_of == date(2024, 5, 4)
    assert known.platforms == ("微博",)


def test_posts_without_a_time_of_their_own_make_a_draft_too(tmp_path: Path) -> None:
    """Crawlers write “2 minutes ago”: the texts are worth a look, the period is the analyst's to state."""
    path = tmp_path / "x.csv"
    path.write_text(f"{HEADER}\n退款太慢,2分钟前,微博,甲,1,北京\n", encoding="utf-8")
    drafted = made(tmp_path, path)
    plan = plan_site(quick(tmp_path / "project"), [drafted.slug])
    (found,) = [part for part in plan.artefacts if part.path.endswith("collection.md")]

    assert not drafted.dated
    assert drafted.known.start == TODAY
    assert "1条帖文都无法归入报告周期" in str(found.content)


def test_a_draft_passes_its_own_check_and_shows_its_blanks(tmp_path: Path) -> None:
    """The folder is complete at once; what nobody said is asked for in every chapter."""
    drafted = made(tmp_path, export(tmp_path / "in"), title="某平台退款")
    text = "".join(path.read_text(encoding="utf-8") for path in drafted.folder.glob("*.*"))

    assert check(tmp_path / "project") == ()
    assert drafted.slug == "2024-05-draft"
    assert (drafted.folder / "posts" / "清博.csv").read_bytes() == (tmp_path / "in" / "清博.csv").read_bytes()
    for blank in ("涉事单位", "危机类型", "导火索", "采集检索式", "事件经过", "应对策略", "效果评估", "经验与不足"):
        assert f"（请填写{blank}" in text
    assert '"某平台退款"' in text


def test_a_second_draft_overwrites_nothing(tmp_path: Path) -> None:
    """The first one may be half filled in already."""
    path = export(tmp_path / "in", n=50)

    assert [made(tmp_path, path).slug for _again in range(2)] == ["2024-05-draft", "2024-05-draft-2"]
    with pytest.raises(UserError) as caught:
        made(tmp_path, path, slug="2024-05-draft")
    assert [found.code for found in caught.value.problems] == ["R003"]


def test_exports_of_one_name_are_numbered(tmp_path: Path) -> None:
    """Two folders of one crawler hold files of the same name; Windows does not tell A from a."""
    one, two = export(tmp_path / "a", name="x.csv.gz", n=1), export(tmp_path / "b", name="X.csv.gz", n=1)
    hidden = export(tmp_path / "c", name=".posts.csv", n=1)

    assert list(exported([one, two, tmp_path / "a", hidden])) == [
        "x.csv.gz",
        "X-2.csv.gz",
        "x-3.csv.gz",
        "posts-posts.csv",
    ]


def test_the_name_of_an_incident_stands_for_its_own_exports(tmp_path: Path) -> None:
    """Who ran `new` and put exports into posts/ wants that form filled in, title and all, and no second incident."""
    project = tmp_path / "project"
    folder = scaffold(project, "2024-05-x", '"退款"风波')
    path = export(folder / "posts")

    drafted = draft(project, ["2024-05-x"], today=TODAY)

    text = (folder / "incident.yml").read_text(encoding="utf-8")
    assert drafted.folder == folder
    assert "start: 2024-05-03" in text
    assert '风波"' in text
    assert "（请填写危机类型）" in text
    assert "（请填写事件经过" in (folder / "background.md").read_text(encoding="utf-8")
    assert check(project) == ()
    assert [one.name for one in path.parent.glob("*.csv")] == ["清博.csv"]
    assert len(list((project / "incidents").glob("*/"))) == 1


def test_a_form_somebody_has_written_into_stays_as_it_is(tmp_path: Path) -> None:
    """An hour of typing weighs more than a draft; the error says what to run instead."""
    project = tmp_path / "project"
    form = scaffold(project, "2024-05-x") / "incident.yml"
    export(form.parent / "posts")
    written = form.read_text(encoding="utf-8").replace("（请填写涉事单位）", "某平台")
    form.write_text(written, encoding="utf-8")

    with pytest.raises(UserError) as caught:
        draft(project, ["2024-05-x"], today=TODAY)

    (told,) = caught.value.problems
    assert told.code == "R003"
    assert "reporter build 2024-05-x" in told.hint
    assert "incidents/2024-05-x/posts" in told.hint
    assert form.read_text(encoding="utf-8") == written


def test_what_draft_takes_is_said_when_it_finds_nothing(tmp_path: Path) -> None:
    """“No such file” is no help for who typed a name."""
    project = tmp_path / "project"
    scaffold(project, "2024-05-x")

    with pytest.raises(UserError) as wrong:
        draft(project, ["2024-05-y"], today=TODAY)
    with pytest.raises(UserError) as empty:
        draft(project, ["2024-05-x"], today=TODAY)

    assert [(one.code, "2024-05-x" in one.hint) for one in wrong.value.problems] == [("R005", True)]
    assert [(one.code, one.place.file) for one in empty.value.problems] == [("R005", "incidents/2024-05-x/posts")]


def test_exports_at_an_address_are_fetched_into_posts(tmp_path: Path) -> None:
    """A link that was sent expires; the incident keeps what it was made of."""
    path = export(tmp_path / "in", n=50)
    told: list[str] = []

    drafted = draft(
        tmp_path / "project",
        [f"file://{path.parent.as_posix()}/*.csv"],
        today=TODAY,
        telling=lambda file: told.append(file.name),
    )

    assert (drafted.folder / "posts" / "清博.csv").read_bytes() == path.read_bytes()
    assert "urls" not in (drafted.folder / "incident.yml").read_text(encoding="utf-8")
    assert len(told) == 1


def test_nothing_usable_makes_no_folder(tmp_path: Path) -> None:
    """Half a folder would pass for an incident."""
    empty = tmp_path / "empty.csv"
    empty.touch()

    for path, code in ((empty, "R203"), (tmp_path / "gone.csv", "R005")):
        with pytest.raises(UserError) as caught:
            made(tmp_path, path)
        assert [found.code for found in caught.value.problems] == [code]
    assert not (tmp_path / "project" / "incidents").exists()


def test_the_command_prints_the_page_to_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One command from an export to a page; the page lists what is still to be said."""
    monkeypatch.setattr(Workshop, "scorer", StandIn())
    project = tmp_path / "project"
    project.mkdir()
    arguments = ["draft", str(export(tmp_path / "in")), "--slug", "shop", "--project", str(project)]
    monkeypatch.setattr("sys.argv", ["reporter", *arguments])

    with pytest.raises(SystemExit) as stop:
        cli.main()

    out, err = capsys.readouterr()
    page = Path(out.strip())
    assert stop.value.code == 0
    assert page == project / "site" / "incidents" / "shop" / "index.html"
    assert '<span class="rp-blank">（请填写事件经过' in page.read_text(encoding="utf-8")
    assert (page.parent / "collection.html").is_file()
    assert "2024-05-03至2024-05-04" in err


# The page of the posts --------------------------------------------------------------


@pytest.fixture
def page(tmp_path: Path) -> str:
    """The posts' page of a draft whose analyst names one account."""
    drafted = made(
        tmp_path, export(tmp_path / "in", "官方声明：我们已经退款,2024-05-04 10:00,微博,某平台客服,900,上海")
    )
    accounts = "平台,名称,类型,可具名\n微博,某平台客服,企业,是\n"
    (drafted.folder / "accounts.csv").write_text(accounts, encoding="utf-8")
    plan = plan_site(quick(tmp_path / "project"), [drafted.slug])
    (found,) = [part for part in plan.artefacts if part.path.endswith("collection.md")]
    return str(found.content)


def test_people_stay_unnamed_and_a_listed_institution_is_named(page: str) -> None:
    """Letters in the order of the page, hours without minutes, no mention, no number of likes lost."""
    assert "网友A" in page
    assert "某平台客服" in page
    assert "路人" not in page
    assert "网友11" not in page
    assert "官方声明：我们已经退款" in page
    assert "5月4日10时" in page


def test_the_page_says_how_much_is_copied(page: str) -> None:
    """1,200 posts are 40 texts, and one more."""
    assert "1,201条原创帖中有99.9%与其他帖文相同或相近，不重复的文本共41条。" in page


def test_quotes_can_be_switched_off(tmp_path: Path) -> None:
    """An analyst who must not quote anybody gets the page without words of posts."""
    drafted = made(tmp_path, export(tmp_path / "in"))
    source = drafted.folder / "incident.yml"
    text = source.read_text(encoding="utf-8").replace("#  quotes: mask", "  quotes: none")
    source.write_text(text, encoding="utf-8")
    plan = plan_site(quick(tmp_path / "project"), [drafted.slug])
    (found,) = [part for part in plan.artefacts if part.path.endswith("collection.md")]

    assert "种说法" not in str(found.content)
    assert "不引用任何人的原话" in str(found.content)


def test_words_are_found_once_for_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jieba takes a second to load; a rebuild does not need it."""
    drafted = made(tmp_path, export(tmp_path / "in"))
    first = evaluate(drafted.slug, quick(tmp_path / "project")).wording
    monkeypatch.setattr(flow, "gather", lambda *_: pytest.fail("asked again"))

    assert evaluate(drafted.slug, quick(tmp_path / "project")).wording == first
    assert first is not None
    # Near copies count once: the export holds 40 texts, 14 of them different enough.
    assert dict(first.words.words)["退款"] == 14


# Laws -----------------------------------------------------------------------------


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 40), max_size=30))
def test_no_small_group_can_be_worked_out(counts: dict[str, int]) -> None:
    """Every shown group, and the rest, has ten posts or more; nothing is lost."""
    groups, others = grouped(counts, SMALL_CELL)

    assert all(n >= SMALL_CELL for _name, n in groups)
    assert others == 0 or others >= SMALL_CELL or not groups
    assert sum(n for _name, n in groups) + others == sum(counts.values())


def test_a_blank_is_shown_as_one() -> None:
    """In a field and as a paragraph, but not in the middle of somebody's sentence."""
    assert 'class="rp-blank"' in shown("（请填写标题）")
    assert 'class="rp-blank"' in prose("（请填写事件经过。）")
    assert shown("标题（请填写标题）") == "标题（请填写标题）"
    assert "&lt;" not in shown("（请填写<b>）")
