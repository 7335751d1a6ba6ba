"""Reading figures out of reports: none missed, none made up, nothing guessed silently."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter import units
from reporter.documents import Document, read_document
from reporter.extract import RULES, Proposal, proposals
from reporter.extract.figure import Kind
from reporter.extract.figures import figures
from reporter.extract.masks import folded, masked
from reporter.extract.numerals import chinese
from reporter.i18n import speaking
from reporter.incident import ClaimUnit, Comparator, Reading
from reporter.metrics import DEFINITIONS
from reporter.units import Unit
from tests.reports_read import ENGLISH, EXPECTED, FOUNDING, Expected, a_document, pdf_bytes, word_bytes
from tests.soak import examples

FORMATS: Final = ("docx", "pdf", "md", "txt", "gb18030", "utf-16")


@pytest.fixture(scope="module", params=FORMATS)
def founding(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The founding case as a file of each format, read back."""
    made = {"docx": lambda: word_bytes(FOUNDING), "pdf": lambda: pdf_bytes(FOUNDING)}
    encoding = request.param if request.param in {"gb18030", "utf-16"} else "utf-8"
    raw = made[request.param]() if request.param in made else "\n\n".join(FOUNDING).encode(encoding)
    path = tmp_path_factory.mktemp("founding") / f"小结.{request.param if request.param in made else 'md'}"
    path.write_bytes(raw)
    return read_document(path)


def read(*paragraphs: str) -> list[Proposal]:
    """What is proposed from these paragraphs."""
    return list(proposals(a_document(*paragraphs)))


def only(text: str) -> Proposal:
    """The one figure proposed from a sentence."""
    (one,) = [found for found in read(text) if found.value is not None]
    return one


# The founding case --------------------------------------------------------------


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row.row)
def test_no_row_of_the_founding_case_is_missed(founding: Document, row: Expected) -> None:
    """Value, unit, comparator, reading and metric of every reported figure, whatever the file's format."""
    found = [one.as_dict() for one in proposals(founding) if row.words in one.quote]

    expected = (row.value, row.value_from, row.unit, row.comparator, row.reading, row.metric, row.causal)
    keys = ("value", "value_from", "unit", "comparator", "reading", "metric", "causal")
    assert [tuple(one[key] for key in keys) for one in found] == [expected]


def test_the_founding_case_holds_no_other_figure(founding: Document) -> None:
    """618, 2021年6月, 五项措施, 10分制 and 一周 are no figures; a list full of them is a list nobody reads."""
    assert len(proposals(founding)) == len(EXPECTED)


def test_a_quote_stands_where_it_is_said_to_stand(founding: Document) -> None:
    """The analyst goes back to the sentence, so its place must be exact."""
    found = proposals(founding)

    assert all(founding.text[one.start : one.end] == one.quote for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_english_sentences_are_read_like_chinese_ones() -> None:
    """Reports for headquarters abroad hold the same claims."""
    found = [one.as_dict() for one in read(*ENGLISH)]

    keys = ("value", "value_from", "unit", "comparator", "reading", "metric", "causal")
    assert [tuple(one[key] for key in keys) for one in found] == [
        (2_000_000, None, "posts", "超过", None, "volume", False),
        (40, None, "%", "=", "rel_change", "spread_speed", False),
        (35, None, "%", "=", None, "positive_share", False),
        (7, 6.2, "points", "=", "abs_change", "satisfaction", False),
        (85, None, "%", "约", "level", "survey_share", False),
        (15, None, "%", "=", "rel_change", "sales", True),
    ]


# Numbers ------------------------------------------------------------------------

_PRINTED: Final = (
    ("35%", 35, "%", "="),
    ("３５％", 35, "%", "="),
    ("百分之三十五", 35, "%", "="),
    ("百分之三十五点五", 35.5, "%", "="),
    ("千分之五", 0.5, "%", "="),
    ("5‰", 0.5, "%", "="),
    ("1.5个百分点", 1.5, "pp", "="),
    ("八成", 80, "%", "="),
    ("近九成", 90, "%", "近"),
    ("八成半", 85, "%", "="),
    ("八成五", 85, "%", "="),
    ("三成多", 30, "%", "超过"),
    ("不足两成", 20, "%", "低于"),
    ("三分之二", 66.67, "%", "="),
    ("过半数", 50, "%", "超过"),
    ("一半", 50, "%", "="),
    ("200多万条", 2_000_000, "posts", "超过"),
    ("两百余万条", 2_000_000, "posts", "超过"),
    ("500余万元", 5_000_000, "yuan", "超过"),
    ("逾500万元", 5_000_000, "yuan", "超过"),
    ("500万元以上", 5_000_000, "yuan", "不少于"),
    ("至少500万元", 5_000_000, "yuan", "不少于"),
    ("不低于500万元", 5_000_000, "yuan", "不少于"),
    ("不到500万元", 5_000_000, "yuan", "低于"),
    ("500万元以下", 5_000_000, "yuan", "不超过"),
    ("不超过500万元", 5_000_000, "yuan", "不超过"),
    ("高达500万元", 5_000_000, "yuan", "达到"),
    ("500万元左右", 5_000_000, "yuan", "约"),
    ("大约500万元", 5_000_000, "yuan", "约"),
    ("近千万元", 10_000_000, "yuan", "近"),
    ("上百万元", 1_000_000, "yuan", "达到"),
    ("过亿元", 100_000_000, "yuan", "超过"),
    ("一亿两千万元", 120_000_000, "yuan", "="),
    ("¥320万", 3_200_000, "yuan", "="),
    ("十几万人", 100_000, "people", "超过"),
    ("一千二百条", 1200, "posts", "="),
    ("18,123条", 18_123, "posts", "="),
    ("1.2亿次", 120_000_000, "count", "="),
    ("6.2分", 6.2, "points", "="),
    ("3.5小时", 3.5, "h", "="),
    ("45分钟", 0.75, "h", "="),
    ("一个半小时", 1.5, "h", "="),
    ("5小时内", 5, "h", "不超过"),
    ("3天", 3, "d", "="),
    ("2.4倍", 2.4, "ratio", "="),
    ("more than 2 million posts", 2_000_000, "posts", "超过"),
    ("at least 20 percentage points", 20, "pp", "不少于"),
    ("nearly 85 per cent", 85, "%", "近"),
)


@pytest.mark.parametrize(("printed", "value", "unit", "comparator"), _PRINTED)
def test_a_printed_figure_is_read_to_its_unit_and_bound(printed: str, value: float, unit: str, comparator: str) -> None:
    """超过200万 is a bound, 近九成 falls short, 个百分点 is not per cent."""
    (found,) = figures(masked(folded(f"统计为{printed}。")))

    assert float(found.value or 0) == pytest.approx(value)
    assert (found.unit.value if found.unit else None, found.comparator.value) == (unit, comparator)


@pytest.mark.parametrize(
    ("printed", "last"), [("200万条", 4), ("4.8万条", 3), ("6.20分", -2), ("八成", 1), ("18,123条", 0), ("2.4亿元", 7)]
)
def test_a_figure_is_known_to_its_last_printed_digit(printed: str, last: int) -> None:
    """4.8万 stands for everything from 47,500 to 48,500; taken to the unit it would always be contradicted."""
    (found,) = figures(masked(folded(printed)))

    assert found.last == last


def test_a_vague_number_has_no_value() -> None:
    """数百万 names no figure; one made up would be judged."""
    found = read("讨论达数百万条。")

    assert [one.value for one in found] == [None]
    assert found[0].unit is ClaimUnit.POSTS


@pytest.mark.parametrize("words", ["30%—40%", "30%至40%", "30—40%", "三至四成", "三四成", "30 to 40 per cent"])
def test_a_range_is_two_bounds(words: str) -> None:
    """30%—40% says at least the one and at most the other; its middle is nowhere claimed."""
    found = read(f"满意率为{words}。" if "to" not in words else f"It was {words}.")

    assert [(one.value, one.comparator) for one in found] == [
        (Decimal(30), Comparator.AT_LEAST),
        (Decimal(40), Comparator.AT_MOST),
    ]


@given(st.integers(1, 99_999_999))
def test_every_chinese_numeral_is_read_back(number: int) -> None:
    """Written out by the grammar of numerals (independent of the reader) and read again."""
    found = chinese(spelled(number))

    assert found is not None
    assert found.value == number


def spelled(number: int) -> str:
    """`number` in Chinese characters, 1 to 99,999,999."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        zero = "零" if low and low < 1_000 else ""
        return f"{spelled(high)}万{zero}{spelled(low) if low else ''}"
    text, pending = "", False
    for mark, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if pending and text else "") + "零一二三四五六七八九"[digit] + mark
            pending = False
        else:
            pending = True
    return text


_WORDS: Final = {
    Comparator.EQUAL: ("{}", "{}"),
    Comparator.ABOUT: ("约{}", "{}左右"),
    Comparator.NEAR: ("近{}", "将近{}"),
    Comparator.REACHED: ("达到{}", "高达{}"),
    Comparator.OVER: ("超过{}", "逾{}"),
    Comparator.AT_LEAST: ("不少于{}", "{}以上"),
    Comparator.BELOW: ("不足{}", "低于{}"),
    Comparator.AT_MOST: ("不超过{}", "{}以下"),
}
_UNITS: Final = {
    ClaimUnit.PERCENT: Unit.PERCENT,
    ClaimUnit.POINTS: Unit.POINTS,
    ClaimUnit.POSTS: Unit.POSTS,
    ClaimUnit.HOURS: Unit.HOURS,
    ClaimUnit.DAYS: Unit.DAYS,
    ClaimUnit.YUAN: Unit.YUAN,
    ClaimUnit.SCORE: Unit.SCORE,
    ClaimUnit.PEOPLE: Unit.PEOPLE,
}


@settings(max_examples=examples(150))
@given(
    digits=st.integers(1, 999_999),
    places=st.integers(0, 2),
    unit=st.sampled_from(sorted(_UNITS)),
    comparator=st.sampled_from(sorted(Comparator)),
    suffix=st.booleans(),
    large=st.booleans(),
)
def test_what_the_report_prints_is_read_back(  # noqa: PLR0913 - one for each part of the grammar
    *, digits: int, places: int, unit: ClaimUnit, comparator: Comparator, suffix: bool, large: bool
) -> None:
    """Figures written by `units` and by the field's comparison words come back with value, unit and bound."""
    with speaking("zh"):
        value = digits / 10**places
        number = units.large(round(value)) if large else units.decimal(value, places)
        printed = _WORDS[comparator][suffix].format(units.joined(number, _UNITS[unit]))

    (found,) = figures(masked(folded(f"本次统计结果为{printed}，详见附件。")))

    assert (found.unit, found.comparator) == (unit, comparator)
    exact = _exact(number)
    assert found.value == exact
    assert abs(float(found.value) - value) <= 0.5 * 10.0**found.last + 1e-9


def _exact(number: str) -> Decimal:
    scale = {"万": 4, "亿": 8}.get(number[-1], 0)
    return Decimal(number.rstrip("万亿").replace(",", "")).scaleb(scale)


# Readings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "reading"),
    [
        ("投诉量下降40%。", 40, "%", "rel_change"),
        ("负面占比下降40%。", 40, "%", None),
        ("负面占比下降40个百分点。", 40, "pp", "pp"),
        ("负面占比下降至40%。", 40, "%", "level"),
        ("负面占比降到40%。", 40, "%", "level"),
        ("负面占比为40%。", 40, "%", "level"),
        ("负面占比降幅为40%。", 40, "%", None),
        ("销售额实现15%的增长。", 15, "%", "rel_change"),
        ("投诉量同比+15%。", 15, "%", "rel_change"),
        ("销售额翻一番。", 100, "%", "rel_change"),
        ("销售额翻倍。", 100, "%", "rel_change"),
        ("销售额增长两倍。", 200, "%", "rel_change"),
        ("销售额增长到两倍。", 100, "%", "rel_change"),
        ("投诉量减半。", 50, "%", "rel_change"),
        ("满意度提高0.8分。", 0.8, "points", "abs_change"),
        ("满意度较上月高0.8分。", 0.8, "points", "abs_change"),
        ("相关帖文增加200万条。", 2_000_000, "posts", "abs_change"),
        ("新增帖文200万条。", 2_000_000, "posts", "level"),
        ("Sales doubled.", 100, "%", "rel_change"),
        ("Complaints number fell to 40%.", 40, "%", "level"),
    ],
)
def test_a_change_is_told_from_a_level(sentence: str, value: float, unit: str, reading: str | None) -> None:
    """下降40% and 下降至40% differ in two characters and in everything else; a share's 40 % stays open."""
    found = only(sentence).as_dict()

    assert (found["value"], found["unit"], found["reading"]) == (value, unit, reading)


@pytest.mark.parametrize(
    "sentence",
    [
        "满意度由6.2分升至7.0分。",
        "满意度由6.2提高至7.0。",
        "满意度从6.2分上升到了7.0分。",
        "满意度6.2→7.0。",
        "满意度由6.2分升至约7.0分。",
        "满意度由六点二分升至七点零分。",
        "满意度由事发前的6.2分，升至7.0分。",
        "满意度从2021年5月的6.2分提高到6月的7.0分。",
        "Satisfaction rose from 6.2 to 7.0 points.",
        "Satisfaction rose to 7.0 points from 6.2.",
    ],
)
def test_from_and_to_are_one_claim(sentence: str) -> None:
    """Two numbers, one statement: the later level with the earlier one beside it."""
    found = only(sentence)

    assert (found.value, found.value_from) == (Decimal("7.0"), Decimal("6.2"))
    assert (found.unit, found.direction, found.readings) == (ClaimUnit.SCORE, "up", (Reading.ABS_CHANGE,))


def test_each_of_a_list_has_its_own_subject() -> None:
    """分别 deals out figures; what no rule names gets no metric, not its neighbour's."""
    found = read("正面、中性、负面占比分别为45%、25%和30%。")

    assert [(one.value, one.metric) for one in found] == [
        (Decimal(45), "positive_share"),
        (Decimal(25), None),
        (Decimal(30), "negative_share"),
    ]


def test_a_clause_without_a_subject_takes_that_of_the_clause_before() -> None:
    """And its quote begins where the subject stands: a figure alone is no claim."""
    found = read("负面占比为37.6%，较前一周下降4.2个百分点。")

    assert [one.metric for one in found] == ["negative_share", "negative_share"]
    assert found[1].quote == "负面占比为37.6%，较前一周下降4.2个百分点"


def test_an_unknown_subject_has_no_metric() -> None:
    """Nothing is guessed silently."""
    found = only("门店复工率达到92%。")

    assert found.metric is None
    assert found.as_dict()["metric"] is None


def test_the_source_and_the_number_asked_go_with_the_claim() -> None:
    """第三方报告 and n=400 stand in the sentence; the analyst should not have to type them."""
    found = read("据用户研究中心调查，满意度为7.0分（样本量400份）。")

    assert (found[0].source, found[0].n) == ("用户研究中心", 400)


@pytest.mark.parametrize(
    ("sentence", "causal"),
    [
        ("得益于及时回应，负面占比下降35%。", True),
        ("各项措施有效遏制了负面传播，负面占比下降35%。", True),
        ("The response led to a fall of complaints by 35%.", True),
        ("负面占比下降35%。", False),
        ("使用该功能的用户占35%。", False),
    ],
)
def test_a_cause_is_marked(sentence: str, causal: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """A sentence that names a cause is judged on the cause, too."""
    assert only(sentence).causal is causal


# What is no figure --------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年6月18日14时30分，平台发布第2号公告。",
        "二〇二一年六月十八日上午10点，平台发布公告。",
        "6月3日至5日，双11与618期间，12315平台受理投诉。",
        "依据国办发〔2016〕61号和《关于2016年工作的通知》办理。",
        "请拨打400-820-8820、010-12345678或13800138000。",
        "见图3、表2、附件1和第4章第2节。",
        "一是监测，二是回应；三项措施、五大策略、两个方面。",
        "App升级到V2.3.1版，支持5G和iPhone 15。",
        "满分10分，采用五级量表，置信水平95%置信区间。",
        "第3条、前10项、Top 5问题，第2名员工，第一时间，前三季度，第一批。",
        "链接 https://example.com/2021/06/35 ，邮箱 a35@example.com。",
        "此后一个月，近三年来，2020年同期，一周内。",
        "十分感谢，万一出错，千万别删，百度搜索。",
        "On 18 June 2021 at 2:30 pm, see section 3.2 and figure 4.",
        "1. 概述\n2、背景\n（3）策略",
        "订单编号202106180001，身份证110101199003071234。",
        "7×24小时值守，黄金4小时，24小时热线。",
    ],
)
def test_dates_numbers_of_documents_and_ordinals_are_no_claims(sentence: str) -> None:
    """Every one proposed in vain costs the analyst's patience."""
    assert [one.quote for one in read(*sentence.split("\n")) if one.value is not None] == []


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)),
    st.integers(1, 99),
    st.sampled_from(["{y}年{m}月{d}日", "{m}月{d}日", "{y}-{m:02}-{d:02}", "第{n}条", "（{n}）"]),
)
def test_no_date_and_no_ordinal_is_ever_a_claim(day: date, n: int, pattern: str) -> None:
    """Whatever the day."""
    words = pattern.format(y=day.year, m=day.month, d=day.day, n=n)

    assert read(f"自{words}起，平台启动排查。") == []


@settings(max_examples=examples(60))
@given(st.text(alphabet="由从升至降到%万亿一二3５.,，。条元约超过近（）—-成倍\n负面占比", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Reports are pasted together from anywhere."""
    document = a_document(*text.split("\n"))

    for one in proposals(document):
        assert document.text[one.start : one.end] == one.quote
        assert one.quote.strip() == one.quote != ""


# Rules --------------------------------------------------------------------------


def test_every_metric_a_rule_names_exists() -> None:
    """A proposal with a metric nobody measures could never be verified."""
    known = {definition.id for definition in DEFINITIONS} | {"hourly_growth"}

    assert {rule.metric.partition("@")[0] for rule in RULES if rule.metric} <= known


def test_a_duration_counts_only_where_it_is_reported() -> None:
    """一周内…200万条 has one figure; 5小时后回应 has one, too."""
    assert [one.unit for one in read("24小时内新增帖文50万条。")] == [ClaimUnit.POSTS]
    assert [one.value for one in read("事发39小时后首次回应。")] == [39]


def test_a_time_taken_is_of_its_own_clause() -> None:
    """The refund's 48 hours are not the statement's."""
    found = read("24小时内发布声明，48小时内完成退款。")

    assert [(one.value, one.metric) for one in found] == [
        (Decimal(24), "time_to_first_response"),
        (Decimal(48), None),
    ]


def test_a_share_is_no_level_of_an_amount() -> None:
    """48,216条，其中微博3.2万条，占66.4%: the share is not the volume."""
    found = read("共监测到相关信息48,216条，其中微博3.2万条，占66.4%。")

    assert [one.metric for one in found] == ["volume", None, None]


def test_a_count_for_each_hour_is_a_rate() -> None:
    """每小时577条 and 577条/小时 are one unit, and no count of posts."""
    assert [only(text).unit for text in ("声量峰值为每小时577条。", "声量峰值为577条/小时。")] == [
        ClaimUnit.POSTS_PER_HOUR,
        ClaimUnit.POSTS_PER_HOUR,
    ]


def test_small_counts_in_words_are_no_figures() -> None:
    """三项措施 enumerates; 3名员工 reports."""
    assert read("平台提出三项措施。") == []
    assert [found.kind for found in figures(masked("三名员工"))] == [Kind.SMALL]
    assert only("处理3名员工。").unit is ClaimUnit.PEOPLE


# Files --------------------------------------------------------------------------


def test_a_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    """The row names the metric, the heading the unit, 事前 and 事后 are one claim."""
    rows = (("指标", "事前", "事后"), ("满意度（分）", "6.2", "7.0"), ("赔付费用（万元）", "120", "500"))
    path = tmp_path / "表.docx"
    path.write_bytes(word_bytes((), rows))

    found = proposals(read_document(path))

    assert [(one.value_from, one.value, one.unit, one.metric) for one in found] == [
        (Decimal("6.2"), Decimal("7.0"), ClaimUnit.SCORE, "satisfaction"),
        (1_200_000, 5_000_000, ClaimUnit.YUAN, "cost"),
    ]


def test_a_table_in_markdown_is_read_the_same_way(tmp_path: Path) -> None:
    """And its positions are positions in the file."""
    path = tmp_path / "表.md"
    path.write_text("| 指标 | 占比 |\n| --- | --- |\n| 负面占比 | 45% |\n", encoding="utf-8")
    document = read_document(path)

    (found,) = proposals(document)

    assert (found.value, found.metric) == (Decimal(45), "negative_share")
    assert document.text[found.start : found.end] == found.quote == "负面占比 | 45%"
