"""Proposed claims into the incident: by a workbook or at once, nothing overwritten, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from reporter.errors import UserError
from reporter.extract import proposals
from reporter.i18n import speaking
from reporter.load import check, load_incident
from reporter.load.insert import appended, yaml_value
from reporter.load.restricted import read_yaml
from reporter.proof import Entry, entry_of, read_sheet, record, unrecorded, write_sheet
from reporter.proof.accepted import span_words
from tests.console import Command
from tests.projects import write_incident
from tests.reports_read import FOUNDING, a_document
from tests.test_proof import reporter

__all__ = ["reporter"]

Edit = Callable[[dict[str, Any]], None]


def entries(*paragraphs: str) -> list[Entry]:
    """What is proposed from these paragraphs, as entries."""
    return [entry_of(one, "小结.docx") for one in proposals(a_document(*paragraphs))]


def filled(path: Path, edit: Edit, *, title: str = "") -> Path:
    """The workbook as somebody saves it who changed cells row by row, under a title perhaps."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    header = [str(cell) for cell in rows[0]]
    done = path.with_name("填好.xlsx")
    book = xlsxwriter.Workbook(str(done), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("表1")
    offset = 1 if title else 0
    if title:
        sheet.write_string(0, 0, title)
    sheet.write_row(offset, 0, header)
    for number, cells in enumerate(rows[1:], start=1):
        row = dict(zip(header, cells, strict=True))
        edit(row)
        for column, value in enumerate(row.values()):
            sheet.write(number + offset, column, value)
    book.close()
    return done


def chosen(row: dict[str, Any]) -> None:
    """Mark a row."""
    row["采用"] = "是"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """The founding case's proposals as a workbook."""
    path = tmp_path / "待确认.xlsx"
    found = entries(*FOUNDING)
    with speaking("zh"):
        write_sheet(found, [f"C{n}" for n in range(1, len(found) + 1)], path)
    return path


def test_what_is_confirmed_comes_back_as_it_was_proposed(sheet: Path) -> None:
    """Through Excel and back: fields, codes and decimals; only what is marked."""
    with speaking("zh"):
        back = read_sheet(filled(sheet, chosen), "填好.xlsx")
        none = read_sheet(sheet, "待确认.xlsx")

    assert [one.fields for one in back] == [one.fields for one in entries(*FOUNDING)]
    assert none == []


def test_what_the_analyst_decides_is_taken_over(sheet: Path) -> None:
    """Dates of Excel, numbers as people write them, words of the lists; under a title row."""

    def edit(row: dict[str, Any]) -> None:
        if "传播速度" in row["原文"]:
            row |= {"采用": "是", "统计期起": date(2021, 6, 14), "统计期止": "2021/6/20", "样本量": "1,200"}
            row |= {"数值": "42%"[:-1], "读法": "个百分点", "口径": "逐时新增"}

    with speaking("zh"):
        (one,) = read_sheet(filled(sheet, edit, title="2021年6月上报数据确认表"), "填好.xlsx")

    assert one.fields["window"] == {"start": "2021-06-14", "end": "2021-06-20"}
    assert (one.fields["value"], one.fields["readings"], one.fields["n"]) == (42, ["pp"], 1200)
    assert not any(words.startswith("window") for words in one.remarks)


def test_every_wrong_cell_is_named_at_once(sheet: Path) -> None:
    """With its cell; nothing is taken over."""

    def edit(row: dict[str, Any]) -> None:
        row["采用"] = "对" if "认可度" in row["原文"] else "是"
        if "传播速度" in row["原文"]:
            row |= {"单位": "斤", "数值": "四十"}
        if "满意度" in row["原文"]:
            row |= {"指标": "满意程度", "统计期起": "去年"}

    with speaking("zh"), pytest.raises(UserError) as stop:
        read_sheet(filled(sheet, edit), "填好.xlsx")

    cells = [problem.place.cell[0] for problem in stop.value.problems if problem.place.cell]
    assert sorted(set(cells)) == ["A", "E", "G", "K", "O"]
    assert {problem.code for problem in stop.value.problems} == {"R302"}
    assert any("满意度" in problem.message for problem in stop.value.problems)


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    """A list of posts is no list of claims."""
    path = tmp_path / "a.csv"
    path.write_text("标题,内容\n1,2\n", encoding="utf-8")

    with speaking("zh"), pytest.raises(UserError) as stop:
        read_sheet(path, "a.csv")

    assert [problem.code for problem in stop.value.problems] == ["R301"]


def test_a_figure_in_an_unknown_unit_waits_for_its_unit(tmp_path: Path) -> None:
    """The workbook shows the 50,000 dollars; without a unit the row is an error and no claim of nothing."""
    path = tmp_path / "a.xlsx"
    with speaking("zh"):
        write_sheet(entries("捐赠5万美元。"), ["C1"], path)

        with pytest.raises(UserError, match="单位"):
            read_sheet(filled(path, chosen), "填好.xlsx")


# Into the incident's file ---------------------------------------------------------


def test_comments_order_and_claims_stay_and_ids_go_on(tmp_path: Path) -> None:
    """Only lines are added, behind the last claim and before the next field with its remark."""
    folder = write_incident(tmp_path, "a")
    source = folder / "incident.yml"
    before = source.read_text(encoding="utf-8")
    before += 'claims:  # 已核对\n- id: C1\n  quote: "甲"\n  # 甲的备注\n\n# 下面是经验\nlessons: []\n'
    source.write_text(before, encoding="utf-8")

    done = record(entries(*FOUNDING), tmp_path, "a")

    after = source.read_text(encoding="utf-8")
    added = [line for line in after.split("\n") if line not in before.split("\n")]
    assert [line for line in after.split("\n") if line not in added] == before.split("\n")
    assert done.ids[0] == "C2"
    assert after.index("甲的备注") < after.index("id: C2") < after.index("# 下面是经验")
    assert [one for one in check(tmp_path, ("a",)) if one.severity.value == "error"] == []


def test_what_is_recorded_is_never_recorded_twice(tmp_path: Path) -> None:
    """The same summary comes in again with one sentence more."""
    folder = write_incident(tmp_path, "a")
    first = record(entries(*FOUNDING), tmp_path, "a")
    once = (folder / "incident.yml").read_bytes()
    again = record(entries(*FOUNDING), tmp_path, "a")
    more = record(entries(*FOUNDING, "捐赠5万美元。"), tmp_path, "a")

    assert (again.ids, again.known) == ((), len(first.ids))
    assert len(more.ids) == 1
    assert (folder / "incident.yml").read_bytes().startswith(once.rstrip())


def test_an_id_the_analyst_chose_is_kept_where_it_is_free(tmp_path: Path) -> None:
    """A1 in the workbook is A1 in the file; one that is taken gives way."""
    write_incident(tmp_path, "a")
    one, other = (Entry(fields={"quote": words}, id="A1") for words in ("甲", "乙"))

    assert record([one, other], tmp_path, "a").ids == ("A1", "C1")


def test_a_file_nothing_can_be_inserted_into_stays_as_it_is(tmp_path: Path) -> None:
    """Claims on one line: the lines to paste are printed instead."""
    folder = write_incident(tmp_path, "a")
    source = folder / "incident.yml"
    source.write_text(source.read_text(encoding="utf-8") + 'claims: [{id: C1, quote: "甲"}]\n', encoding="utf-8")
    before = source.read_bytes()

    with pytest.raises(UserError) as stop:
        record(entries("投诉量下降40%。"), tmp_path, "a")

    assert source.read_bytes() == before
    assert "id: C2" in stop.value.problems[0].hint


@pytest.mark.parametrize("head", ["claims:", "claims: []", "claims: null", "claims:   # 待录入"])
@pytest.mark.parametrize("ending", ["", "\n", "\n\n# 完\n"])
def test_an_empty_list_is_begun(head: str, ending: str) -> None:
    """However somebody left it empty."""
    rows = f"title: a\n{head}{ending}".split("\n")

    made = "\n".join(appended(rows, "claims", 2, ["- id: C1"]))

    assert read_yaml(made.encode(), "a.yml").data == {"title": "a", "claims": [{"id": "C1"}]}


@given(
    st.dictionaries(
        st.sampled_from("abc"), st.one_of(st.text(max_size=20), st.integers(-(10**12), 10**12), st.booleans())
    )
)
def test_a_value_on_one_line_is_read_back(value: dict[str, Any]) -> None:
    """Whatever stands in a quote: the file must say what the document said."""
    clean = {key: one for key, one in value.items() if not isinstance(one, str) or one.isprintable()}

    assert read_yaml(f"a: {yaml_value(clean)}".encode(), "a.yml").data == {"a": clean}


def test_ids_in_a_row_are_told_as_a_span() -> None:
    """C3–C9 reads better than seven ids."""
    assert list(span_words(["A1", "C3", "C4", "C5", "C9"])) == ["A1", "C3–C5", "C9"]


def test_the_whole_way_through_excel(reporter: Command, tmp_path: Path) -> None:
    """Write the workbook, choose, accept; without an incident the command says what it needs."""
    folder = write_incident(tmp_path, "a")
    text, path = tmp_path / "小结.md", tmp_path / "待确认.xlsx"
    text.write_text("\n\n".join(FOUNDING), encoding="utf-8")

    out = reporter("claims", "extract", text, "a", "--project", tmp_path, "--xlsx", path)
    nothing = reporter("claims", "extract", path, "a", "--project", tmp_path, "--accept")
    done = reporter("claims", "extract", filled(path, chosen), "a", "--project", tmp_path, "--accept")
    lost = reporter("claims", "extract", text, "--accept")

    assert out[0] == nothing[0] == done[0] == 0
    assert "没有写入" in nothing[2]
    assert "写入15条：C1–C15" in done[2]
    assert len(load_incident(folder, tmp_path).incident.claims) == 15
    assert unrecorded(entries(*FOUNDING), load_incident(folder, tmp_path).incident.claims) == []
    assert lost[0] != 0
