"""Workbooks of platforms nobody has a sample of: composed here in their manners, read without a mapping."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]

from reporter.intake import Confidence, CoverageKind, PostsRead, examine
from tests.intake_files import posts_of, reading, written

Sheets = Mapping[str, Sequence[Sequence[Any]]]


def composed(folder: Path, sheets: Sheets, merged: Mapping[str, Sequence[str]] | None = None) -> Path:
    """A workbook of these sheets, `merged` ranges by sheet; made in memory, as fast as openpyxl can."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for found in (merged or {}).get(name, ()):
            sheet.merge_cells(found)
    content = io.BytesIO()
    book.save(content)
    return written(folder, content.getvalue(), "a.xlsx")


def one(read: PostsRead) -> dict[str, Any]:
    """The only post, of a file without a problem."""
    assert read.problems == ()
    (post,) = posts_of(read)
    return post


def told(post: dict[str, Any]) -> str:
    """When the post was, in UTC."""
    return f"{post['time']:%Y-%m-%d %H:%M}" if post["time"] else ""


def test_titles_above_a_remark_below_and_totals_beside(tmp_path: Path) -> None:
    """A cover line merged over the table, 声量 and 粉丝数 that are no counts of a post, a source below."""
    rows: list[list[Any]] = [
        ["某品牌舆情监测数据导出"],
        ["监测时间：2021-06-01 00:00至2021-06-30 23:59", "", "共1条"],
        [],
        ["序号", "标题", "摘要", "声量", "媒体名称", "媒体类型", "发布时间", "入库时间", "粉丝数", "原文链接"],
        [
            1,
            "涨价",
            "门店价格不一样",
            99,
            "某某在线",
            "网媒",
            "2021年6月13日 10:08",
            "2021/6/14 1:00",
            12345,
            "http://a.cn/1",
        ],
        ["", "数据来源：某平台，仅供内部参考"],
    ]

    read = reading(composed(tmp_path, {"Sheet1": rows}, {"Sheet1": ["A1:J1"]}))

    post = one(read)
    assert (post["text"], post["channel"], post["platform"]) == ("涨价\n门店价格不一样", "新闻网站", "news")
    assert (told(post), post["crawl_time"].day) == ("2021-06-13 02:08", 13)
    assert (post["likes"], post["comments"], post["reposts"]) == (None, None, None)
    assert (post["post_id"], post["url"]) == ("http://a.cn/1", "http://a.cn/1")
    assert [(r.line, r.reason) for r in read.rejects] == [(6, "remark")]


def test_one_sheet_per_channel_gives_every_post_its_channel(tmp_path: Path) -> None:
    """The sheet's name is the only place that says it; counts behind it are no part of it."""
    header = ["标题", "内容", "时间", "作者"]
    sheets = {
        "微博(1)": [header, ["", "价格不一样", "2021-06-13 10:08:00", "甲"]],
        "微信公众号": [header, ["涨价", "正文", "2021-06-13 10:09:00", "乙"]],
        "抖音": [header, ["", "视频", "2021-06-13 10:10:00", "丙"]],
        "说明": [["本表由系统导出"]],
    }

    read = reading(composed(tmp_path, sheets))

    assert [(p["channel"], p["platform"]) for p in posts_of(read)] == [
        ("微博", "weibo"),
        ("微信公众号", "wechat"),
        ("短视频", "douyin"),
    ]


def test_merged_cells_stand_beside_every_row_they_cover(tmp_path: Path) -> None:
    """A platform written once beside its posts, a header of two rows with groups."""
    rows: list[list[Any]] = [
        ["平台", "内容", "发布时间", "互动情况", "", ""],
        ["", "", "", "转发量", "评论量", "点赞量"],
        ["微博", "甲", "2021-06-13 10:08", 1, 2, 3],
        ["", "乙", "2021-06-13 10:09", 4, 5, 6],
    ]

    read = reading(composed(tmp_path, {"数据": rows}, {"数据": ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "A3:A4"]}))

    assert [(p["platform"], p["text"], p["reposts"], p["likes"]) for p in posts_of(read)] == [
        ("weibo", "甲", 1, 3),
        ("weibo", "乙", 4, 6),
    ]


def test_a_header_over_two_rows_without_merged_cells_is_put_together(tmp_path: Path) -> None:
    """Exports written by programs only look merged."""
    rows: list[list[Any]] = [
        ["平台", "内容", "发布时间", "互动", "", ""],
        ["", "", "", "转发", "评论", "点赞"],
        ["微博", "甲", "2021-06-13 10:08", 1, 2, 3],
    ]

    post = one(reading(composed(tmp_path, {"Sheet1": rows})))

    assert (post["text"], post["reposts"], post["comments"], post["likes"]) == ("甲", 1, 2, 3)


def test_the_address_behind_a_cell_is_read(tmp_path: Path) -> None:
    """查看原文 is what the cell says; where it leads is what identifies the post."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["标题", "发布时间", "来源", "链接"],
        ["涨价", "2021-06-13 10:08", "某网", "查看原文"],
        ["贵", "2021-06-14", "某网", "无"],
    ):
        sheet.append(row)
    sheet["D2"].hyperlink = "http://news.example.cn/a/1.html?x=1&y=2"
    sheet["D2"].font = Font(underline="single")
    sheet["A3"] = '=HYPERLINK("http://news.example.cn/a/2.html","贵")'
    book.save(tmp_path / "a.xlsx")

    first, second = posts_of(reading(tmp_path / "a.xlsx"))

    assert first["post_id"] == "http://news.example.cn/a/1.html?x=1&y=2"
    assert second["url"] == "http://news.example.cn/a/2.html"


def test_sensitive_is_never_stance_and_decides_a_column_of_two_meanings(tmp_path: Path) -> None:
    """信息属性 holds 敏感 with one vendor and 负面 with another; 中性 beside 敏感 is no stance either."""
    header = ["全文内容", "发布时间", "平台", "信息属性"]
    flags: list[Any] = [
        header,
        *([f"价格{n}", "2021-06-13 10:08", "微博", w] for n, w in enumerate(("敏感", "非敏感", "敏感", "中性"))),
    ]
    moods: list[Any] = [
        header,
        *([f"价格{n}", "2021-06-13 10:08", "微博", w] for n, w in enumerate(("负面", "中性", "偏正面"))),
    ]

    flagged = posts_of(reading(composed(tmp_path, {"数据": flags})))
    judged = posts_of(reading(composed(tmp_path, {"数据": moods})))

    assert [(p["stance"], p["sensitive"]) for p in flagged] == [(None, True), (None, False), (None, True), (None, None)]
    assert [(p["stance"], p["sensitive"]) for p in judged] == [
        ("negative", None),
        ("neutral", None),
        ("positive", None),
    ]


def test_both_columns_are_kept_apart_where_there_are_two(tmp_path: Path) -> None:
    """敏感属性 and 情感 of one row may say different things."""
    rows: list[Any] = [
        ["内容", "时间", "站点", "敏感属性", "情感"],
        ["价格", "2021-06-13 10:08", "微博", "敏感", "正面"],
    ]

    post = one(reading(composed(tmp_path, {"数据": rows})))

    assert (post["stance"], post["sensitive"]) == ("positive", True)


def test_region_account_and_kind_are_taken_as_the_export_says(tmp_path: Path) -> None:
    """IP属地：… becomes the place, 认证 a hint, 原创/转发 and 是否转发 the kind."""
    rows: list[Any] = [
        ["博文内容", "发博时间", "微博昵称", "微博认证", "IP属地", "原创/转发", "根微博ID"],
        ["价格", "2021-06-13 10:08", "甲", "蓝V", "IP属地：广东", "转发", "4650000000000009"],
        ["贵", "2021-06-13 10:08", "乙", "", "发布于 北京", "原创", ""],
    ]
    other = [
        ["内容", "时间", "平台", "是否转发"],
        ["价格", "2021-06-13", "微博", "是"],
        ["贵", "2021-06-13", "微博", "否"],
    ]

    first, second = posts_of(reading(composed(tmp_path, {"数据": rows})))
    kinds = [p["kind"] for p in posts_of(reading(composed(tmp_path, {"数据": other})))]

    assert (first["region"], first["account_type"], first["kind"]) == ("广东", "蓝V", "repost")
    assert (first["repost_of"], first["platform"]) == ("4650000000000009", "weibo")
    assert (second["region"], second["account_type"], second["kind"]) == ("北京", None, "original")
    assert kinds == ["repost", "original"]


def test_a_day_and_a_clock_in_two_columns_are_one_time(tmp_path: Path) -> None:
    """As dates and times of the spreadsheet, or as text."""
    rows: list[list[Any]] = [
        ["日期", "时间", "内容", "来源"],
        [date(2021, 6, 13), time(10, 8), "甲", "微博"],
        ["2021-06-14", "9:05", "乙", "微博"],
    ]

    posts = posts_of(reading(composed(tmp_path, {"数据": rows})))

    assert [told(p) for p in posts] == ["2021-06-13 02:08", "2021-06-14 01:05"]


def test_row_numbers_called_id_identify_nothing(tmp_path: Path) -> None:
    """Two files that both number their rows from 1 hold no duplicate."""
    rows: list[list[Any]] = [
        ["ID", "内容", "发布时间", "平台"],
        *([n, f"甲{n}", "2021-06-13 10:08", "微博"] for n in (1, 2, 3)),
    ]
    more: list[list[Any]] = [
        ["ID", "内容", "发布时间", "平台"],
        *([n, f"乙{n}", "2021-06-13 10:08", "微博"] for n in (1, 2, 3)),
    ]
    first = composed(tmp_path, {"数据": rows}).rename(tmp_path / "b.xlsx")

    read = reading(first, composed(tmp_path, {"数据": more}))

    assert read.rows == 6


def test_an_empty_full_text_is_filled_by_the_summary(tmp_path: Path) -> None:
    """Cheaper licences leave the full text out, for some posts or for all."""
    rows: list[Any] = [
        ["标题", "全文", "摘要", "发布时间", "站点名称"],
        ["涨价", "", "门店的摘要", "2021-06-13 10:08", "某站"],
        ["贵", "门店的全文", "门店的摘要", "2021-06-13 10:08", "某站"],
    ]

    posts = posts_of(reading(composed(tmp_path, {"数据": rows})))

    assert [p["text"] for p in posts] == ["涨价\n门店的摘要", "贵\n门店的全文"]


def test_a_title_that_may_be_a_text_is_read_as_text(tmp_path: Path) -> None:
    """标题/微博内容 is one column for both, 作者/账号 one for the author."""
    rows: list[Any] = [
        ["标题/微博内容", "发布时间*", "来源网站", "作者/账号", "阅读量", "转发数(次)"],
        ["价格", "2021-06-13", "新浪微博", "甲", 9, 2],
    ]

    post = one(reading(composed(tmp_path, {"数据": rows})))

    assert (post["text"], post["reposts"], post["author"] is not None) == ("价格", 2, True)


def test_the_one_doubtful_column_is_named(tmp_path: Path) -> None:
    """A score under the name 情感 is ignored and said, not read as somebody's view."""
    rows: list[list[Any]] = [
        ["内容", "发布时间", "平台", "情感"],
        *([f"价格{n}", "2021-06-13", "微博", f"0.{n}7"] for n in range(3)),
    ]
    file = composed(tmp_path, {"数据": rows})

    read, found = reading(file), examine(file, None, tmp_path)

    assert found.doubtful == ("情感",)
    assert found.mapping["stance"].confidence is Confidence.DOUBTFUL
    assert {p["stance"] for p in posts_of(read)} == {None}
    assert any(w.code == "R202" and "情感" in w.message for w in read.warnings)


def test_a_column_of_the_same_name_decides_by_what_stands_in_it(tmp_path: Path) -> None:
    """Two columns 时间, one of them empty: no doubt is left."""
    rows: list[Any] = [
        ["内容", "时间", "时间", "平台"],
        ["甲", "", "2021-06-13 10:08", "微博"],
        ["乙", "", "2021-06-13 10:09", "微博"],
    ]

    posts = posts_of(reading(composed(tmp_path, {"数据": rows})))

    assert [told(p) for p in posts] == ["2021-06-13 02:08", "2021-06-13 02:09"]


def test_a_table_of_totals_says_what_to_export_instead(tmp_path: Path) -> None:
    """日期, 声量 is a chart's table; no post stands in it."""
    read = reading(composed(tmp_path, {"趋势": [["日期", "声量", "占比"], ["2021-06-13", 99, "3%"]]}))

    (problem,) = read.problems
    assert problem.code == "R202"
    assert "声量" in problem.hint


def test_a_text_under_an_unknown_name_is_proposed(tmp_path: Path) -> None:
    """The column of the longest cells is what the analyst will write into the mapping."""
    rows: list[Any] = [["舆论观点", "发布时间"], ["门店的价格和网上的价格不一样", "2021-06-13 10:08"]]

    (problem,) = reading(composed(tmp_path, {"数据": rows})).problems

    assert "舆论观点" in problem.hint


def test_every_sheet_that_stops_at_a_cap_is_told(tmp_path: Path) -> None:
    """Platforms cut every channel on its own."""
    head = "<Row><Cell><Data>内容</Data></Cell><Cell><Data>时间</Data></Cell></Row>"
    row = "<Row><Cell><Data>价格</Data></Cell><Cell><Data>2021-06-13 10:08</Data></Cell></Row>"
    sheets = "".join(
        f'<Worksheet Name="{name}"><Table>{head}{row * n}</Table></Worksheet>'
        for name, n in {"微博": 5000, "论坛": 7}.items()
    )

    read = reading(written(tmp_path, f"<Workbook>{sheets}</Workbook>", "a.xls"))

    caps = [(fact.file, fact.posts) for fact in read.coverage if fact.kind is CoverageKind.EXPORT_CAP]
    assert caps == [("a.xls [微博]", 5000)]


# --- .xls that is something else ------------------------------------------------------------

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{charset}">
<style>td {{mso-number-format:"\\@"}} <!-- <table><tr><td>标题</td></tr></table> --></style></head>
<body><table><tr><td>某平台 导出</td></tr></table>
<table border=1><tr><th colspan=6>舆情列表</th></tr>
<tr><th>标题<th>内容<th>发布时间<th>来源<th>情感倾向<th>链接</tr>
<tr><td rowspan="2">涨价&amp;道歉</td><td>第一行<br/>第二行 &lt;b&gt; 1 < 2</td><td>2021/6/13 10:08</td>
<td>微博</td><td>负面</td><td><a href="http://weibo.com/1/A?x=1&amp;y=2" target='_blank'>查看</a></td></tr>
<tr><td>乙<script>alert(1)</script></td><td>2021/6/13 下午3:09</td><td>微博</td><td>中性</td><td></td></tr>
</table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_an_xls_that_is_html_is_read_as_the_table_it_is(tmp_path: Path, charset: str) -> None:
    """Cells over several rows and columns, entities, links, styles with tables in them; nothing runs."""
    file = written(tmp_path, PAGE.format(charset=charset), "a.xls", encoding=charset)

    read = reading(file)

    first, second = posts_of(read)
    assert first["text"] == "涨价&道歉\n第一行\n第二行 1 < 2"
    assert (first["url"], first["stance"], told(first)) == (
        "http://weibo.com/1/A?x=1&y=2",
        "negative",
        "2021-06-13 02:08",
    )
    assert (second["text"], told(second)) == ("涨价&道歉\n乙", "2021-06-13 07:09")
    assert examine(file, None, tmp_path).format == "html"


def test_the_xml_of_excel_2003_is_read(tmp_path: Path) -> None:
    """Worksheets keep their names, cells their index."""
    page = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns:ss="x">'
        '<Worksheet ss:Name="微博"><Table><Row><Cell><Data ss:Type="String">内容</Data></Cell>'
        "<Cell><Data>作者</Data></Cell><Cell><Data>发布时间</Data></Cell></Row>"
        '<Row><Cell><Data>价格</Data></Cell><Cell ss:Index="3"><Data>2021-06-13T10:08:00.000</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )

    post = one(reading(written(tmp_path, page, "a.xls")))

    assert (post["text"], post["channel"], told(post), post["author"]) == ("价格", "微博", "2021-06-13 02:08", None)


def test_an_xls_that_is_a_text_with_tabs_is_read(tmp_path: Path) -> None:
    """The content decides, not the name."""
    post = one(reading(written(tmp_path, "标题\t时间\t平台\n价格\t2021-06-13\t微博\n", "a.xls", encoding="gb18030")))

    assert post["text"] == "价格"


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<table><tr><td>内容</table>",
        "<" * 50_000,
        "<!--" * 20_000,
        "<table>" * 20_000,
        "<td " * 20_000,
    ],
)
def test_a_page_without_a_table_is_a_problem_and_costs_nothing(tmp_path: Path, page: str) -> None:
    """Neither a crash nor the square of its length."""
    (problem,) = reading(written(tmp_path, page, "a.xls")).problems

    assert problem.code in {"R201", "R202", "R203"}


def test_spans_cannot_ask_for_more_than_a_sheet(tmp_path: Path) -> None:
    """colspan=999999999 is an attack."""
    row = "<tr><td colspan=999999999 rowspan=999999999>x</td><td>2021-06-13</td></tr>"
    page = f"<table><tr><td>内容</td><td>时间</td></tr>{row * 50}</table>"

    assert reading(written(tmp_path, page, "a.xls")).rows <= 50
