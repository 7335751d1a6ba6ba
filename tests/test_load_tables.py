"""The small tables: headers, encodings, values as people type them, and workbooks that mean harm."""

from __future__ import annotations

import re
import textwrap
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.errors import Problem, Severity
from reporter.i18n import speaking
from reporter.load import TABLES, Tables, cells
from reporter.load.cells import Cell, CellError, Value
from reporter.load.grid import column_letters
from reporter.load.tables import TABLE_FILES, read_tables
from tools.manual.__main__ import MANUAL

ZONE = "Asia/Shanghai"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def read(root: Path) -> tuple[Tables, list[Problem]]:
    """The tables in `root` and what is wrong with them."""
    problems: list[Problem] = []
    return read_tables(sorted(root.iterdir()), root, ZONE, problems), problems


def written(root: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A text file in `root`."""
    path = root / name
    path.write_text(text, encoding=encoding, newline="")
    return path


def workbook(path: Path, *rows: Sequence[object], sheet: str = "Sheet1") -> Path:
    """A workbook with these rows in one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_is_read_as_excel_saves_it(tmp_path: Path, encoding: str, end: str) -> None:
    """Chinese Excel writes GB18030, or UTF-8 with a mark; Windows ends lines with CRLF."""
    written(tmp_path, "费用.csv", end.join(["日期,类别,金额,备注", '2021-06-20,赔付,"5,000",首批', ""]), encoding)

    tables, problems = read(tmp_path)

    (row,) = tables.costs
    assert (row.kind, row.amount, row.note, row.line) == ("赔付", 5000, "首批", 2)
    assert tables.sources == {"costs": "费用.csv"}
    assert problems == []


def test_a_workbook_is_read_as_it_is_typed(tmp_path: Path) -> None:
    """A title above the header, date cells, percent cells, empty rows."""
    workbook(
        tmp_path / "survey.xlsx",
        ["满意度调查结果"],
        [],
        ["波次", "日期", "指标", "样本量", "比例"],
        ["事件后", date(2021, 7, 1), "愿意继续支持", 400, 0.85],
        [None, None, None, None, None],
        ["事件前", datetime(2021, 5, 1, 9, 30), "愿意继续支持", "1,200", "91%"],  # noqa: DTZ001 - Excel's are naive
    )

    tables, problems = read(tmp_path)

    assert problems == []
    assert [(row.wave, row.n, row.share, row.line) for row in tables.survey] == [
        ("事件后", 400, 0.85, 4),
        ("事件前", 1200, 0.91, 6),
    ]
    assert [row.date and row.date.isoformat() for row in tables.survey] == ["2021-07-01", "2021-05-01T09:30+08:00"]


def test_every_table_has_an_english_and_a_chinese_file_name() -> None:
    """`销售.xlsx` is as good as `sales.csv`."""
    assert {name for file, name in TABLE_FILES.items() if file.isascii()} == set(TABLE_FILES.values())
    assert {name for file, name in TABLE_FILES.items() if not file.isascii()} == set(TABLE_FILES.values())


def test_quoted_line_ends_keep_the_line_numbers_right(tmp_path: Path) -> None:
    """A statement's text spans lines; the next row's problem must still be found."""
    written(tmp_path, "statements.csv", 'time,text\n2021-06-14,"一\n二\n三"\nnever,四\n')

    tables, problems = read(tmp_path)

    assert [row.text for row in tables.statements] == ["一\n二\n三"]
    assert [(p.code, p.place.line) for p in problems] == [("R302", 5)]


def test_every_bad_cell_is_located(tmp_path: Path) -> None:
    """In a workbook by sheet and cell, with what was found and what is wanted."""
    workbook(
        tmp_path / "sales.xlsx", ["date", "amount", "orders"], ["x", "1.2.3", 1.5], ["2021-06-14", 1, 2], sheet="月报"
    )

    tables, problems = read(tmp_path)

    assert [(str(p.place), p.code) for p in problems] == [
        ("sales.xlsx [月报!A2]", "R302"),
        ("sales.xlsx [月报!B2]", "R302"),
        ("sales.xlsx [月报!C2]", "R302"),
    ]
    assert "“1.2.3”" in problems[1].message
    assert len(tables.sales) == 1


def test_a_missing_column_lists_what_is_there(tmp_path: Path) -> None:
    """One look must be enough to rename the header."""
    written(tmp_path, "costs.csv", "日期,数目\n2021-06-20,3\n")

    tables, problems = read(tmp_path)

    errors = [p for p in problems if p.severity is Severity.ERROR]
    assert tables.costs == ()
    assert [p.code for p in errors] == ["R301", "R301"]
    assert "日期, 数目" in errors[0].hint
    assert "类别" in errors[0].message


def test_an_unknown_column_is_a_warning(tmp_path: Path) -> None:
    """Extra columns harm nobody; a misspelt one would be missed."""
    written(tmp_path, "sales.csv", "date,amuont\n2021-06-14,3\n")

    tables, problems = read(tmp_path)

    (warning,) = problems
    assert (warning.code, warning.severity) == ("R301", Severity.WARNING)
    assert "Did you mean “amount”?" in warning.hint
    assert len(tables.sales) == 1


def test_a_column_or_a_table_given_twice_is_refused(tmp_path: Path) -> None:
    """Otherwise the order of columns or files would decide."""
    written(tmp_path, "sales.csv", "date,日期\n2021-06-14,2021-06-15\n")
    written(tmp_path, "销售.csv", "date\n2021-06-14\n")

    _tables, problems = read(tmp_path)

    assert [(p.code, p.place.file) for p in problems] == [("R301", "sales.csv"), ("R301", "销售.csv")]


@pytest.mark.parametrize("text", ["", "\n\n", "date,amount\n", "\ufeff"])
def test_a_table_without_rows_is_empty_or_says_what_is_missing(tmp_path: Path, text: str) -> None:
    """An empty template is no crash."""
    written(tmp_path, "sales.csv", text)

    tables, problems = read(tmp_path)

    assert tables.sales == ()
    assert [p.code for p in problems] == ([] if "date" in text else ["R301"])


def test_many_bad_cells_are_counted_not_listed(tmp_path: Path) -> None:
    """A column of the wrong kind is one mistake."""
    written(tmp_path, "sales.csv", "date\n" + "x\n" * 500)

    _tables, problems = read(tmp_path)

    assert len(problems) == 51
    assert "450 more" in problems[-1].message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("statements.csv", "time,replies,approving,opposing\n2021-06-14,10,6,5\n"),
        ("coverage.csv", "platform,from,to\nweibo,2021-06-15,2021-06-14\n"),
        ("survey.csv", "wave,measure,mean,scale_max\na,b,7.5,7\n"),
    ],
)
def test_rows_that_cannot_be_true_are_located(tmp_path: Path, name: str, text: str) -> None:
    """Each cell alone is fine, the row is not."""
    written(tmp_path, name, text)

    _tables, problems = read(tmp_path)

    assert [(p.code, p.place.line) for p in problems] == [("R302", 2)]


@given(st.binary(max_size=100), st.sampled_from(["sales.csv", "labels.xlsx"]))
def test_arbitrary_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, raw: bytes, name: str) -> None:
    """A table may hold anything; what is wrong becomes problems."""
    root = tmp_path_factory.mktemp("t")
    (root / name).write_bytes(raw)

    _tables, problems = read(root)

    assert problems


# Cells --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parser", "cell", "value"),
    [
        (cells.number, "1,234", 1234),
        (cells.number, "１２３４", 1234),
        (cells.number, "1.2万", 12000),
        (cells.number, "3亿", 300_000_000),
        (cells.number, "¥50元", 50),
        (cells.number, "\u22123.5", -3.5),
        (cells.number, 7, 7),
        (cells.whole, 3.0, 3),
        (cells.whole, "2万人", 20000),
        (cells.share, "85%", 0.85),
        (cells.share, "85％", 0.85),
        (cells.share, 0.85, 0.85),
        (cells.text, 12.0, "12"),
        (cells.identifier, "4650000000000001\t", "4650000000000001"),
        (cells.identifier, 12345.0, "12345"),
        (cells.stance, "负面", "negative"),
        (cells.stance, 1, "positive"),
        (cells.stance, "0", "neutral"),
    ],
)
def test_values_are_read_the_way_people_type_them(
    parser: Callable[[Cell, str], Value], cell: Cell, value: Value
) -> None:
    """万, full-width digits, thousands separators, currency and unit signs."""
    assert parser(cell, ZONE) == value


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2021-06-14", "2021-06-14"),
        ("2021/6/4", "2021-06-04"),
        ("2021.6.4", "2021-06-04"),
        ("2021年6月4日", "2021-06-04"),
        ("2021年6月", "2021-06"),
        ("2021-6", "2021-06"),
        ("2021/6/4 9:05", "2021-06-04T09:05+08:00"),
        ("2021年6月4日 9时05分", "2021-06-04T09:05+08:00"),
        ("2021-06-14 09:30:00+00:00", "2021-06-14T09:30+00:00"),
        ("２０２１－０６－１４", "2021-06-14"),
    ],
)
def test_times_are_read_the_way_people_type_them(written: str, moment: str) -> None:
    """Excel, forms and Chinese text each have their own way."""
    value = cells.moment(written, ZONE)

    assert value.isoformat() == moment


@pytest.mark.parametrize(
    ("parser", "cell"),
    [
        (cells.number, "abc"),
        (cells.number, "1.2.3"),
        (cells.number, True),
        (cells.number, "9" * 400),
        (cells.whole, "1.5"),
        (cells.whole, -1),
        (cells.amount, "-3"),
        (cells.share, 45),
        (cells.share, "145%"),
        (cells.identifier, "4.65E+15"),
        (cells.identifier, 4650000000000001.0),
        (cells.stance, "愤怒"),
        (cells.moment, "44361"),
        (cells.moment, "2021-02-30"),
        (cells.moment, "06-14"),
        (cells.moment, "2021-06-14 25:00"),
    ],
)
def test_what_could_mean_two_things_is_refused(parser: Callable[[Cell, str], Value], cell: Cell) -> None:
    """45 may be a share or a per cent; an identifier that lost digits names another post."""
    with pytest.raises(CellError):
        parser(cell, ZONE)


@given(st.text(max_size=20), st.sampled_from([cells.number, cells.whole, cells.share, cells.moment, cells.stance]))
def test_any_text_is_read_or_refused(text: str, parser: Callable[[Cell, str], Value]) -> None:
    """No cell crashes its parser."""
    with suppress(CellError):
        parser(text, ZONE)


@given(st.integers(0, 20_000))
def test_column_letters_count_as_excel_does(column: int) -> None:
    """A, B, ... Z, AA: base 26 without a zero."""
    number = 0
    for letter in column_letters(column):
        number = number * 26 + ord(letter) - 64

    assert number == column + 1


# Questions, hot searches, counters, accounts ---------------------------------


def test_a_question_is_answered_where_an_answer_is_on_record(tmp_path: Path) -> None:
    """A time or a place is an answer; a note is none."""
    rows = ["疑问,提出时间,回应时间,回应出处,备注", "退不退钱？,2021-06-13,2021-06-15 10:00,第二份声明,"]
    written(tmp_path, "公众疑问.csv", "\n".join([*rows, "谁来负责？,2021-06-13,,,多次被问", ""]))

    tables, problems = read(tmp_path)

    assert [(row.question, row.answered, row.place) for row in tables.questions] == [
        ("退不退钱？", True, "第二份声明"),
        ("谁来负责？", False, ""),
    ]
    assert problems == []


def test_a_hot_search_record_is_read_with_its_figures(tmp_path: Path) -> None:
    """The list's heat is a figure of its own; 1.2万 is how lists write it."""
    workbook(
        tmp_path / "热搜.xlsx",
        ["榜单", "词条", "上榜时间", "下榜时间", "最高排名", "在榜分钟", "热度"],
        ["微博热搜", "#某单位致歉#", "2021-06-14 09:20", "2021-06-14 13:20", 3, 240, "128.5万"],
    )

    (row,) = read(tmp_path)[0].hotlist

    assert (row.list, row.best_rank, row.minutes, row.heat) == ("微博热搜", 3, 240, 1_285_000)
    assert row.end is not None
    assert row.end.isoformat() == "2021-06-14T13:20+08:00"


def test_counters_keep_their_source_and_what_is_not_given(tmp_path: Path) -> None:
    """A topic page shows reads and discussions, a video plays: the rest stays empty, never 0."""
    rows = ["time,platform,topic,reads,discussions,source", "2021-06-14 09:00,微博,#某单位#,2.1亿,8.3万,截图1"]
    written(tmp_path, "counters.csv", "\n".join(rows) + "\n")

    (row,) = read(tmp_path)[0].counters

    assert (row.topic, row.reads, row.discussions, row.plays, row.source) == (
        "#某单位#",
        210_000_000,
        83_000,
        None,
        "截图1",
    )


def test_an_account_is_named_only_when_the_list_says_so(tmp_path: Path) -> None:
    """An empty cell is no permission."""
    rows = ["平台,账号编号,账号名称,账号类型,可具名", "微博,2803301701,人民日报,央媒,是", "微博,,某品牌,企业,"]
    written(tmp_path, "账号.csv", "\n".join([*rows, ",1000001,,大V,否", ""]))

    tables, problems = read(tmp_path)

    assert [(row.name, row.type, row.named) for row in tables.accounts] == [
        ("人民日报", "央媒", True),
        ("某品牌", "企业", False),
        ("", "大V/KOL", False),
    ]
    assert problems == []


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("accounts.csv", "id,name,type,named\n1,某网友,普通网民,是\n", "Private persons"),
        ("accounts.csv", "id,name,type,named\n1,,央媒,是\n", "needs its name"),
        ("accounts.csv", "platform,id,type\n微博,,央媒\n", "Neither"),
        ("accounts.csv", "id,type\n1,媒体\n", "is not an account type"),
        ("accounts.csv", "id,name,type,named\n1,某报,央媒,也许\n", "is not yes or no"),
        ("hotlist.csv", "list,term,on,best_rank\n微博,词,2021-06-14 09:00,0\n", "Ranks"),
        ("hotlist.csv", "list,term,on,off\n微博,词,2021-06-14 09:00,2021-06-14 08:00\n", "The end is not"),
        ("counters.csv", "time,platform,reads\n2021-06-14,微博,\n", "No counter is given"),
        ("questions.csv", "question,time,answered_at\n为什么？,2021-06-14,2021-06-12\n", "older than the question"),
        ("coverage.csv", "platform,from,to,total\n微博,2021-06-14,2021-06-15,很多\n", "a whole number|a number"),
    ],
)
def test_a_row_that_cannot_be_true_is_located(tmp_path: Path, file: str, content: str, words: str) -> None:
    """A table is typed by hand: what contradicts itself is told with its line."""
    written(tmp_path, file, content)

    _tables, problems = read(tmp_path)

    assert [(p.code, p.place.file, p.place.line) for p in problems] == [("R302", file, 2)]
    assert re.search(words, problems[0].message)


# Workbooks that mean harm -------------------------------------------------


def _packed(path: Path, sheet: str, **more: str) -> None:
    workbook(path, ["date"], ["2021-06-14"])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    parts |= {name: content.encode() for name, content in more.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)


_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("sheet", "parts"),
    [
        (
            _SHEET.format(
                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
            ),
            0,
        ),
        (_SHEET.format("<row>" + " " * (40 << 20) + "</row>"), 0),
        (_SHEET.format(""), 1100),
    ],
    ids=["the last cell of a sheet", "packed 1:1000", "a thousand parts"],
)
def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, sheet: str, parts: int) -> None:
    """One value in the last cell makes a table of 17 billion cells and ends the process."""
    _packed(tmp_path / "sales.xlsx", sheet, **{f"x/{i}": "" for i in range(parts)})

    _tables, problems = read(tmp_path)

    assert [p.code for p in problems] == ["R302"]


@pytest.mark.parametrize("keep", [0, 10, 500, -30])
def test_a_damaged_workbook_is_refused(tmp_path: Path, keep: int) -> None:
    """A download that broke off."""
    path = workbook(tmp_path / "sales.xlsx", ["date"], ["2021-06-14"])
    path.write_bytes(path.read_bytes()[:keep])

    _tables, problems = read(tmp_path)

    assert [p.code for p in problems] == ["R302"]


def test_a_repetitive_workbook_is_welcome(tmp_path: Path) -> None:
    """Small sheets of equal values pack better than 1:100 and harm nobody."""
    workbook(tmp_path / "labels.xlsx", ["post_id", "label"], *[["1", "负面"]] * 2000)

    tables, problems = read(tmp_path)

    assert (len(tables.labels), problems) == (2000, [])


# The manual's examples, and what cannot be ----------------------------------------


def pasted() -> dict[str, str]:
    """The examples of the manual's page as a reader copies them: file name and text."""
    page = (MANUAL / "3-posts.md").read_text(encoding="utf-8")
    blocks = re.findall(r"例（可整段复制为`([^`]+)`）：\n\n((?:    [^\n]+\n)+)", page)
    return {name: textwrap.dedent(text) for name, text in blocks}


def test_every_example_of_the_manual_works_when_it_is_pasted(tmp_path: Path) -> None:
    """What is copied first must be read without a word of complaint; the sample is written by the tool alone."""
    examples = pasted()
    for name, text in examples.items():
        written(tmp_path, name, text)

    tables, problems = read(tmp_path)
    assert problems == []
    assert {*tables.sources} == {*TABLES} - {"sample"}
    assert [name for name in tables.sources if not getattr(tables, name)] == []
    assert len(examples) == len(tables.sources)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("声明.csv", "编号,时间\nS1,2024-05-03\nS1,2024-05-04\n", "“S1” is given twice"),
        ("公众疑问.csv", "编号,疑问\nQ1,哪些门店？\nQ1,哪些批次？\n", "“Q1” is given twice"),
        ("销售.csv", "日期,销售额\n2024-05-01,1\n2024-05-01,2\n", "“2024-05-01” is given twice"),
        ("调查.csv", "波次,题目,受访者,得分\n一,满意度,r1,5\n一,满意度,r1,6\n", "“一, 满意度, r1” is given twice"),
        ("调查.csv", "波次,题目,样本量,均值,标准差\n一,满意度,0,5,2\n", "at least one answer"),
        (
            "调查.csv",
            "波次,题目,得分,最低分,最高分\n一,满意度,16.4,1,10\n",
            "16.4 lies outside its scale (1 to 10)",
        ),
        ("费用.csv", "类别,金额\n补偿,约30万\n", "in the column “金额” is not"),
    ],
)
def test_what_cannot_be_is_told_with_what_was_found(tmp_path: Path, name: str, text: str, told: str) -> None:
    """A row that says again what another said would be counted twice, or silently not at all."""
    written(tmp_path, name, text)

    _tables, problems = read(tmp_path)
    assert [one.code for one in problems] == ["R302"]
    assert told in problems[0].message
