"""Labelling as an analyst does it: one key a text, or a workbook; nothing given is ever lost."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl  # type: ignore[import-untyped]
import pytest

from reporter import cli
from reporter.errors import UserError
from reporter.flow import collect, count, evaluate, load, tell_stance
from reporter.i18n import speaking
from reporter.label_commands import label_hint
from reporter.labelling import (
    Progress,
    Screen,
    Task,
    as_json,
    as_lines,
    prepared,
    progress,
    read_workbook,
    run,
    viewpoint_keys,
    write_workbook,
)
from reporter.labelling.book import Entry, LabelBook
from reporter.load.rows import LabelRow
from tests.projects import quick, write_incident, write_posts
from tests.scorers import StandIn

SLUG: Final = "2021-06-labels"
BOOK: Final = [{"id": "V1", "name": "要求退款", "definition": "要求退还"}, {"id": "V2", "name": "质疑客服"}]
RESPONSE: Final = {"id": "R1", "name": "致歉", "announced_at": "2021-06-18 12:00", "first_response": True}
HEADER: Final = "帖子编号,平台,发布时间,正文"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Forty posts on each side of the response, a quarter of them copies; some begin like a formula."""
    folder = write_incident(tmp_path, SLUG, codebook=BOOK, actions=[RESPONSE])
    rows = [
        f"{i},微博,2021-06-18 {10 if i < 40 else 15}:{i % 40:02d}:00,{'都被扣了' if i % 4 == 0 else f'=1+{i}号贴文'}"
        for i in range(80)
    ]
    write_posts(folder, "x.csv", HEADER, *rows)
    return tmp_path


def task_of(project: Path, per_phase: int = 20) -> Task:
    """The task as the command prepares it."""
    return prepared(project, SLUG, quick(project), per_phase)


def keyed(task: Task, keys: str, labeller: str = "甲", seen: list[Screen] | None = None) -> int:
    """Run a session over these keys."""
    pressed: Iterator[str] = iter(keys)
    return run(task, labeller, lambda: next(pressed, ""), (seen if seen is not None else []).append)


def labels(project: Path) -> tuple[LabelRow, ...]:
    """labels.csv as the incident loads it."""
    return load(project, SLUG).tables.labels


def test_a_key_is_a_label_of_every_drawn_copy_and_saved_at_once(project: Path) -> None:
    """Power cuts come without a warning; copies are read once."""
    task = task_of(project)
    most = max(task.items, key=lambda item: len(item.posts))
    place = task.ordered("甲").index(most)

    keyed(task, "2" * place + "ab1")

    rows = labels(project)
    mine = [row for row in rows if row.label == "negative"]
    assert sorted(row.post_id for row in mine) == sorted(post.key for post in most.posts)
    assert {row.viewpoints for row in mine} == {"V1|V2"}
    assert {row.viewpoints for row in rows if row.label == "neutral"} <= {""}
    assert {row.labeller for row in rows} == {"甲"}
    assert len(most.posts) > 1


def test_undo_takes_the_last_label_back_and_shows_its_text_again(project: Path) -> None:
    """A slip of the finger is one key away."""
    seen: list[Screen] = []

    given = keyed(task_of(project), "1u3", seen=seen)

    assert given == 1
    assert [screen.item.id for screen in seen[:3]] == [seen[0].item.id, seen[1].item.id, seen[0].item.id]
    assert {row.label for row in labels(project)} == {"positive"}


def test_work_goes_on_where_it_stopped(project: Path) -> None:
    """Three hundred texts are not labelled in one sitting."""
    first: list[Screen] = []
    again: list[Screen] = []
    keyed(task_of(project), "12q1", seen=first)

    keyed(task_of(project), "3q", seen=again)

    assert again[0].item.id == first[2].item.id
    assert (again[0].done, again[0].whole) == (2, first[0].whole)
    assert len({row.post_id for row in labels(project)}) >= 3


def test_a_skipped_text_comes_back_at_the_end_and_unknown_keys_do_nothing(project: Path) -> None:
    """Full-width and capital keys are made plain before they come here."""
    task = task_of(project)
    seen: list[Screen] = []

    keyed(task, "zs?" + "2" * (len(task.items) - 1) + "1", seen=seen)

    assert seen[-1].item.id == seen[0].item.id
    assert sum(row.label == "negative" for row in labels(project)) == len(seen[0].item.posts)


def test_a_mark_pressed_twice_is_none(project: Path) -> None:
    """Letters switch a viewpoint on and off; the screen shows which stand."""
    seen: list[Screen] = []

    keyed(task_of(project), "aab3", seen=seen)

    assert [screen.marked for screen in seen[:4]] == [(), ("V1",), (), ("V2",)]
    assert {row.viewpoints for row in labels(project)} == {"V2"}


def test_letters_never_collide_with_the_commands() -> None:
    """23 viewpoints get 23 letters, none of them s, u or q."""
    incident = load_codes(23)

    found = viewpoint_keys(incident)

    assert len(found) == 23
    assert not {"s", "u", "q"} & found.keys()


def load_codes(n: int) -> Any:  # noqa: ANN401 - records of the incident
    """A codebook of `n` viewpoints."""
    from tests.projects import an_incident

    return an_incident(codebook=[{"id": f"V{i}", "name": f"观点{i}"} for i in range(n)]).codebook


def test_raising_the_number_keeps_the_labels_and_spreads_them_to_new_copies(project: Path) -> None:
    """A text labelled in the first sample is not asked again when more of its copies are drawn."""
    task = task_of(project, 8)
    keyed(task, "1" * len(task.items))

    more = task_of(project, 40)
    seen: list[Screen] = []
    keyed(more, "q", seen=seen)

    assert {one.post.key for one in more.sample} > {one.post.key for one in task.sample}
    copies = max(more.items, key=lambda item: len(item.posts))
    assert {post.key for post in copies.posts} <= {row.post_id for row in labels(project)}
    assert all(more.said(screen.item, "甲") is None for screen in seen)


def test_going_on_without_a_number_draws_no_more(project: Path) -> None:
    """Whoever drew ten and comes back the next day must not find three hundred."""
    first = task_of(project, 10)
    again = prepared(project, SLUG, quick(project), None)

    assert {one.id for one in again.items} == {one.id for one in first.items}


def test_the_second_labeller_begins_with_what_the_first_has_labelled(project: Path) -> None:
    """Fifty shared texts are enough for a kappa: nobody labels three hundred twice."""
    seen: list[Screen] = []
    first: list[Screen] = []
    keyed(task_of(project), "111q", seen=first)

    keyed(task_of(project), "222q", "乙", seen)

    assert {one.item.id for one in seen[:3]} == {one.item.id for one in first[:3]}


# The file ---------------------------------------------------------------------


def test_columns_and_rows_of_the_analysts_own_stay(tmp_path: Path) -> None:
    """Chinese headers, a note column and somebody else's labels survive every key."""
    path = tmp_path / "labels.csv"
    path.write_text("帖子编号,标注,备注,标注人\n7,负面,很气,丙\n8,中性,,甲\n", encoding="gb18030")

    book = LabelBook(tmp_path, "labels.csv")
    book.put([Entry(platform="weibo", post_id="8", label="negative", labeller="甲", viewpoints=())])
    book.drop(["9"], "甲")

    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "帖子编号,标注,备注,标注人,platform,viewpoints"
    assert lines[1] == "7,负面,很气,丙"
    assert lines[2:] == ["8,negative,,甲,weibo,-"]


def test_labels_kept_in_a_workbook_are_not_shadowed(tmp_path: Path) -> None:
    """Two label files would be an error of every later command."""
    with pytest.raises(UserError, match="R301"):
        LabelBook(tmp_path, "labels.csv", "incidents/a/标注.xlsx")


# The workbook -----------------------------------------------------------------


def edited(path: Path, edit: Callable[[Any], None]) -> Path:
    """The workbook after somebody changed its first sheet and saved it."""
    book = openpyxl.load_workbook(path)
    edit(book.worksheets[0])
    book.save(path)
    return path


@pytest.fixture
def written(project: Path, tmp_path: Path) -> tuple[Task, Path]:
    """The task and its workbook."""
    task = task_of(project)
    path = tmp_path / "标注表.xlsx"
    with speaking("zh"):
        write_workbook(task, "甲", path)
    return task, path


def taken(written: tuple[Task, Path]) -> list[Entry]:
    """The labels of the workbook as it stands."""
    task, path = written
    with speaking("zh"):
        return read_workbook(task, "甲", path, path.name)


def refused(written: tuple[Task, Path]) -> list[str]:
    """The places and codes of what is wrong with the workbook."""
    with pytest.raises(UserError) as stop:
        taken(written)
    return [f"{one.place.cell} {one.code}" for one in stop.value.problems]


def test_the_workbook_holds_texts_as_texts_and_choices(written: tuple[Task, Path]) -> None:
    """A post that begins with = is no formula, not even when saved as CSV; score, time and platform are left out."""
    task, path = written
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]

    assert [cell.value for cell in sheet[1]] == ["编号", "帖文", "倾向", "要求退款", "质疑客服"]
    assert sheet.freeze_panes == "C2"
    assert {sheet.cell(i, 2).data_type for i in range(2, sheet.max_row + 1)} == {"s"}
    assert any(str(sheet.cell(i, 2).value).startswith("'=1+") for i in range(2, sheet.max_row + 1))
    assert sheet.max_row == len(task.items) + 1
    assert [str(one.sqref).partition(":")[0] for one in sheet.data_validations.dataValidation] == ["C2", "D2"]
    assert book.worksheets[1]["A1"].value


def test_what_was_filled_in_comes_back(written: tuple[Task, Path]) -> None:
    """Sorted rows, half of them empty, is how a workbook comes back."""
    task, path = written

    def fill(sheet: Any) -> None:  # noqa: ANN401 - openpyxl has no types
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        rows[0][2:] = ["负面", "是", None]
        rows[1][2:] = ["正面", None, None]
        for i, row in enumerate(sorted(rows, key=lambda row: row[0]), start=2):
            for j, value in enumerate(row, start=1):
                sheet.cell(i, j).value = value

    edited(path, fill)
    found = taken(written)

    first, second = task.ordered("甲")[:2]
    assert {(one.post_id, one.label, one.viewpoints) for one in found} == {
        *((post.key, "negative", ("V1",)) for post in first.posts),
        *((post.key, "positive", ()) for post in second.posts),
    }
    task.book.put(found)
    with speaking("zh"):
        write_workbook(task_of(path.parent), "甲", path)
    assert taken(written) == found


def test_a_cover_sheet_a_title_row_and_codes_as_numbers_are_read(written: tuple[Task, Path]) -> None:
    """What people do to a workbook before they send it back."""
    _task, path = written
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["C2"], sheet["C3"] = -1, 1
    sheet.insert_rows(1)
    sheet["A1"] = "第一批标注"
    book.create_sheet("封面", 0)["A1"] = "说明"
    book.save(path)

    assert {one.label for one in taken(written)} == {"negative", "positive"}


def test_every_wrong_cell_is_named_at_once_and_nothing_is_taken(written: tuple[Task, Path]) -> None:
    """A misspelt label, an edited number, one sorted column, a row twice, a viewpoint that is neither."""

    def spoil(sheet: Any) -> None:  # noqa: ANN401 - openpyxl has no types
        sheet["C2"] = "负"
        sheet["C3"] = "负负得正"
        sheet["A4"] = "abc"
        sheet["B5"] = sheet["B6"].value
        sheet["D7"] = "也许"
        sheet["A9"] = sheet["A8"].value
        sheet["B9"] = sheet["B8"].value

    edited(written[1], spoil)

    assert refused(written) == ["A4 R303", "A9 R302", "B5 R303", "C3 R302", "D7 R302"]


def test_a_workbook_without_its_columns_is_not_guessed_at(written: tuple[Task, Path]) -> None:
    """Somebody renamed the header."""

    def spoil(sheet: Any) -> None:  # noqa: ANN401 - openpyxl has no types
        sheet["C1"] = "我的判断"

    edited(written[1], spoil)

    assert refused(written) == ["A1 R301"]


# How far it is ----------------------------------------------------------------


def state_of(project: Path) -> Progress:
    """The state as `--status` shows it."""
    shop = quick(project)
    task = prepared(project, SLUG, shop, 0)
    tally = shop.tally(shop.posts(task.loaded, collect, tell_stance), task.windows, count)
    return progress(task, tally)


def test_the_state_counts_texts_and_names_what_labels_would_buy(project: Path) -> None:
    """Before, half way, and with two labellers who differ once."""
    task = task_of(project, 40)
    whole = len(task.items)
    empty = state_of(project)
    keyed(task, "1" * whole)
    keyed(task_of(project, 40), "1" * (whole - 1) + "2", "乙")

    found = state_of(project)

    assert [(phase.drawn, phase.labelled) for phase in empty.phases] == [(40, 0), (40, 0)]
    assert [[one.labels for one in phase.bought] for phase in empty.phases] == [[93, 193, 381]] * 2
    assert found.done == {"乙": whole, "甲": whole}
    assert (found.shared, len(found.disagreements), found.undecided) == (whole, 1, 1)
    assert [one.question for one in found.agreement] == ["stance", "V1", "V2"]
    assert json.loads(json.dumps(as_json(found)))["shared"] == whole


def hint_of(project: Path) -> str:
    """What `build` says about the labels."""
    with speaking("en"):
        return label_hint(evaluate(SLUG, quick(project)))


def test_many_posts_after_the_draw_ask_for_another(project: Path) -> None:
    """Labels of the first morning do not speak for the evening; nothing given is lost."""
    task = task_of(project)
    keyed(task, "1" * len(task.items))
    given_before = set(labels(project))
    hints = [hint_of(project)]
    rows = [f"{i},微博,2021-06-18 18:{i % 60:02d}:00,{i}号晚到" for i in range(80, 160)]
    write_posts(project / "incidents" / SLUG, "y.csv", HEADER, *rows)

    found = state_of(project)
    hints.append(hint_of(project))
    again = task_of(project)
    mended = state_of(project)

    assert [phase.stale for phase in found.phases] == [False, True]
    assert sum("reporter label" in line for line in as_lines(found)) == 1
    assert [phase.stale for phase in mended.phases] == [False, False]
    assert [("changed by more than a tenth" in hint) for hint in hints] == [False, True]
    assert set(labels(project)) == given_before
    assert any(post.key in {str(i) for i in range(80, 160)} for item in again.items for post in item.posts)


def test_the_command_takes_keys_from_a_pipe(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scripts and tests have no terminal; what it prints on stdout is the file."""
    monkeypatch.setenv("REPORTER_LANG", "en")
    monkeypatch.setattr("reporter.workshop.workshop.scorer_named", StandIn)
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n２\nA3q"))
    monkeypatch.setattr("sys.argv", ["reporter", "label", SLUG, "--project", str(project), "--labeller", "甲"])

    with pytest.raises(SystemExit) as stop:
        cli.main()

    assert stop.value.code == 0
    out, err = capsys.readouterr()
    assert out.strip() == str(project / "incidents" / SLUG / "labels.csv")
    assert "1 negative  2 neutral  3 positive" in err
    assert {row.label for row in labels(project)} == {"negative", "neutral", "positive"}
    assert load(project, SLUG).warnings == ()


def test_an_incident_without_posts_is_told_so(tmp_path: Path) -> None:
    """There is nothing to draw from."""
    write_incident(tmp_path, SLUG)

    with pytest.raises(UserError, match="R203"):
        task_of(tmp_path)


def test_a_build_without_labels_names_the_next_step(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The leader's first screen stays clean; the analyst is told what to do."""
    monkeypatch.setenv("REPORTER_LANG", "zh")
    monkeypatch.setattr("reporter.workshop.workshop.scorer_named", StandIn)

    def built() -> str:
        monkeypatch.setattr("sys.argv", ["reporter", "build", "--project", str(project)])
        with pytest.raises(SystemExit):
            cli.main()
        return capsys.readouterr().err

    without = built()
    task = task_of(project, 40)
    keyed(task, "1" * len(task.items))

    assert f"reporter label {SLUG}" in without
    assert "±7个百分点" in without
    assert "reporter label" not in built()
