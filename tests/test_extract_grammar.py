"""Any figure the grammar can write is read back: value, unit, bound, reading and place; what is none is not read.

The writer here is independent of the reader: it composes a number, its unit, the
word that bounds it and the sentence around it, and knows what it wrote.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.extract import RULES, Proposal, proposals
from reporter.extract.rules import named_in
from reporter.i18n import _, speaking
from reporter.incident import ClaimUnit, Comparator
from reporter.metrics import DEFINITIONS
from tests.reports_read import a_document
from tests.soak import examples
from tests.test_extract import spelled

LEVEL, REL, ABS, PP = "level", "rel_change", "abs_change", "pp"


class Number(NamedTuple):
    """A number as it is printed, and what it is."""

    printed: str
    value: Decimal


class Written(NamedTuple):
    """A sentence with one figure, and what must be read from it."""

    text: str
    printed: str
    value: Decimal
    unit: ClaimUnit
    comparator: Comparator
    reading: str | None
    value_from: Decimal | None = None


# Numbers ------------------------------------------------------------------------

_SCALES: Final = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_WIDE: Final = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
amounts = st.integers(11, 999_999)
decimals = st.builds(lambda n, places: Decimal(n).scaleb(-places), st.integers(11, 99_999), st.integers(1, 2))


def _grouped(value: Decimal) -> Number:
    return Number(f"{value:,}", value)


def _scaled(value: Decimal, scale: str) -> Number:
    return Number(f"{value}{scale}", value.scaleb(_SCALES[scale]))


def _in_characters(value: int) -> Number:
    return Number(spelled(value), Decimal(value))


small = st.one_of(
    st.integers(1, 99).map(lambda n: Number(str(n), Decimal(n))),
    decimals.filter(lambda d: d < 100).map(lambda d: Number(str(d), d)),
)
large = st.one_of(
    amounts.map(Decimal).map(_grouped),
    amounts.map(lambda n: Number(str(n), Decimal(n))),
    st.builds(_scaled, st.one_of(decimals, st.integers(1, 999).map(Decimal)), st.sampled_from(sorted(_SCALES))),
    amounts.map(_in_characters),
)

# Units --------------------------------------------------------------------------

_COUNTED: Final = {
    "条": ClaimUnit.POSTS,
    "篇": ClaimUnit.POSTS,
    "元": ClaimUnit.YUAN,
    "人": ClaimUnit.PEOPLE,
    "名": ClaimUnit.PEOPLE,
    "件": ClaimUnit.COUNT,
    "次": ClaimUnit.COUNT,
    "人次": ClaimUnit.COUNT,
}
#: Words of a share, of points and of multiples with the factor that makes them a claim's unit.
_SHARES: Final = {"%": Decimal(1), "‰": Decimal("0.1")}
_TIMES: Final = {
    "小时": (ClaimUnit.HOURS, 1),
    "天": (ClaimUnit.DAYS, 1),
    "个工作日": (ClaimUnit.DAYS, 1),
    "周": (ClaimUnit.DAYS, 7),
}
_WORDS: Final = {
    Comparator.EQUAL: ("{}",),
    Comparator.ABOUT: ("约{}", "大约{}", "{}左右"),
    Comparator.NEAR: ("近{}", "将近{}", "接近{}"),
    Comparator.REACHED: ("达{}", "达到{}", "高达{}", "多达{}"),
    Comparator.OVER: ("超过{}", "超{}", "逾{}", "突破{}", "不止{}"),
    Comparator.AT_LEAST: ("不少于{}", "不低于{}", "至少{}", "{}以上", "{}及以上"),
    Comparator.BELOW: ("不足{}", "不到{}", "低于{}"),
    Comparator.AT_MOST: ("不超过{}", "至多{}", "{}以下"),
}
bounds = st.sampled_from([(said, words) for said, forms in _WORDS.items() for words in forms])


class Figure(NamedTuple):
    """A number with its unit and bound."""

    printed: str
    value: Decimal
    unit: ClaimUnit
    comparator: Comparator


@st.composite
def figures_written(draw: st.DrawFn) -> Figure:
    """Any figure of the Chinese grammar."""
    kind = draw(st.sampled_from(["share", "points", "count", "time", "words"]))
    said, around = draw(bounds)
    if kind == "words":
        words, value = draw(st.sampled_from(_IN_WORDS))
        return Figure(around.format(words), value, ClaimUnit.PERCENT, said)
    if kind == "count":
        number, mark = draw(large), draw(st.sampled_from(sorted(_COUNTED)))
        value, unit = number.value, _COUNTED[mark]
    elif kind == "time":
        long, mark = draw(st.integers(2, 90)), draw(st.sampled_from(sorted(_TIMES)))
        unit, factor = _TIMES[mark]
        number, value = Number(str(long), Decimal(long)), Decimal(long * factor)
    elif kind == "points":
        number, mark, unit = draw(small), "个百分点", ClaimUnit.POINTS
        value = number.value
    else:
        number, mark, unit = draw(small), draw(st.sampled_from(sorted(_SHARES))), ClaimUnit.PERCENT
        value = number.value * _SHARES[mark]
    printed = number.printed + mark
    if draw(st.booleans()):
        printed = printed.translate(_WIDE)
    return Figure(around.format(printed), value, unit, said)


_IN_WORDS: Final = [
    *((f"{cn}成", Decimal(10 * n)) for n, cn in enumerate("一二三四五六七八九", 1)),
    *((f"{cn}成半", Decimal(10 * n + 5)) for n, cn in enumerate("一二三四五六七八九", 1)),
    *((f"百分之{spelled(n)}", Decimal(n)) for n in (1, 7, 10, 15, 20, 38, 99)),
    ("百分之三十五点五", Decimal("35.5")),
    ("千分之五", Decimal("0.5")),
    ("三分之二", Decimal("66.67")),
    ("四分之三", Decimal(75)),
    ("五分之一", Decimal(20)),
    ("一半", Decimal(50)),
]

# Sentences ----------------------------------------------------------------------

#: Before and behind a figure stands what is none.
_BEFORE: Final = (
    "",
    "截至2021年6月18日14时，",
    "据第三方监测，",
    "按京政办发〔2021〕15号文，",
    "第一时间核实后，",
    "见表3：",
)
_BEHIND: Final = ("。", "，详见附件2。", "（见图4）。", "；热线为400-820-8820。", "，一方面要总结经验。")
_SUBJECTS: Final = {
    ClaimUnit.PERCENT: "门店复工率",
    ClaimUnit.HOURS: "处置用时",
    ClaimUnit.DAYS: "处置用时",
}
_CHANGES: Final = ("增加{}", "减少{}", "上升了{}", "同比下降{}", "环比增长{}", "较上月提高{}", "降幅为{}")


@st.composite
def levels(draw: st.DrawFn) -> Written:
    """A figure stated as a level."""
    figure = draw(figures_written())
    subject = _SUBJECTS.get(figure.unit, "受理总数")
    reading = PP if figure.unit is ClaimUnit.POINTS else LEVEL
    words = f"{draw(st.sampled_from(_BEFORE))}{subject}为{figure.printed}{draw(st.sampled_from(_BEHIND))}"
    return Written(words, figure.printed, figure.value, figure.unit, figure.comparator, reading)


@st.composite
def changes(draw: st.DrawFn) -> Written:
    """A figure stated as a change: of an amount by per cent, of a share by what is left open."""
    figure = draw(figures_written())
    subject, share = draw(st.sampled_from([("投诉量", False), ("处置用时", False), ("门店复工率", True)]))
    reading = {ClaimUnit.POINTS: PP, ClaimUnit.PERCENT: None if share else REL}.get(figure.unit, ABS)
    verb = draw(st.sampled_from(_CHANGES)).format(figure.printed)
    words = f"{draw(st.sampled_from(_BEFORE))}{subject}{verb}{draw(st.sampled_from(_BEHIND))}"
    return Written(words, figure.printed, figure.value, figure.unit, figure.comparator, reading)


@st.composite
def arrivals(draw: st.DrawFn) -> Written:
    """由A升至B: the later level with the earlier one."""
    first, second = draw(st.lists(st.integers(11, 9_999), min_size=2, max_size=2, unique=True))
    mark = draw(st.sampled_from([*_COUNTED, "%", "小时", "分"]))
    unit = {**_COUNTED, "%": ClaimUnit.PERCENT, "小时": ClaimUnit.HOURS, "分": ClaimUnit.SCORE}[mark]
    pattern = draw(st.sampled_from(["由{}升至{}", "从{}提高到了{}", "从5月的{}变为6月的{}", "由{}，降到{}", "{}→{}"]))
    both = pattern.format(f"{first:,}{mark}", f"{second:,}{mark}")
    words = f"{draw(st.sampled_from(_BEFORE))}处置用时{both}{draw(st.sampled_from(_BEHIND))}"
    reading = LEVEL if mark == "%" else ABS
    return Written(words, both, Decimal(second), unit, Comparator.EQUAL, reading, Decimal(first))


@settings(max_examples=examples(400))
@given(st.one_of(levels(), changes(), arrivals()))
def test_every_figure_of_the_grammar_is_read_exactly(written: Written) -> None:
    """Value, unit, bound, reading, place; and nothing else of the sentence is taken for a figure."""
    found = [one for one in _read(written.text) if one.value is not None]

    (one,) = found
    assert (one.value, one.value_from, one.unit) == (written.value, written.value_from, written.unit)
    assert (one.comparator, one.reading) == (written.comparator, written.reading)
    assert written.text[one.start : one.end] == one.quote
    assert written.printed in one.quote
    assert one.metric is None


def _read(text: str) -> list[Proposal]:
    return list(proposals(a_document(text)))


@settings(max_examples=examples(60))
@given(
    st.lists(st.integers(1, 99), min_size=2, max_size=2, unique=True).map(sorted),
    st.sampled_from(["{}%至{}%", "{}%-{}%", "{}—{}%", "{}%～{}%", "{}~{}%", "{}%到{}%之间", "百分之{}至百分之{}"]),
)
def test_a_range_is_two_bounds_however_it_is_written(ends: list[int], pattern: str) -> None:
    """3%至5%, 3%~5%, 3—5%: at least the one, at most the other, at one place."""
    found = _read(f"门店复工率在{pattern.format(*ends)}。")

    assert [(one.value, one.comparator) for one in found] == [
        (Decimal(ends[0]), Comparator.AT_LEAST),
        (Decimal(ends[1]), Comparator.AT_MOST),
    ]


# Words for figures --------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "comparator", "reading"),
    [
        ("订单量翻番。", 100, "%", "=", REL),
        ("订单量翻了两番。", 300, "%", "=", REL),
        ("订单量翻了近一番。", 100, "%", "近", REL),
        ("订单量腰斩。", 50, "%", "=", REL),
        ("订单量减半。", 50, "%", "=", REL),
        ("投诉量下降超半数。", 50, "%", "超过", REL),
        ("半数以上用户离开。", 50, "%", "不少于", LEVEL),
        ("近半用户离开。", 50, "%", "近", LEVEL),
        ("百分百退款。", 100, "%", "=", LEVEL),
        ("阅读量达1.2万亿次。", 1_200_000_000_000, "count", "达到", LEVEL),
        ("投诉百余条。", 100, "posts", "超过", LEVEL),
        ("点赞120万。", 1_200_000, "count", "=", LEVEL),
        ("讨论量100万+。", 1_000_000, "posts", "超过", None),
        ("声量12，345条。", 12_345, "posts", "=", LEVEL),
        ("处置用时3天6小时。", 78, "h", "=", LEVEL),
        ("首次回应用时1小时30分。", 1.5, "h", "=", LEVEL),
        ("处置用时一天半。", 1.5, "d", "=", LEVEL),
        ("处置用时两周。", 14, "d", "=", LEVEL),
        ("平均等待时长为45秒。", 0.0125, "h", "=", LEVEL),
        ("费率下调25个基点。", 0.25, "pp", "=", PP),
        ("话题登上热搜第一。", 1, "rank", "=", LEVEL),
        ("话题冲上热搜榜首。", 1, "rank", "=", LEVEL),
        ("投诉量位居行业前三。", 3, "rank", "不超过", LEVEL),
        ("话题跻身热搜TOP10。", 10, "rank", "不超过", LEVEL),
        ("投诉量居第8位。", 8, "rank", "=", LEVEL),
        ("One in three customers agreed.", 33.33, "%", "=", LEVEL),
        ("Nine out of ten users agreed.", 90, "%", "=", LEVEL),
        ("Two-thirds of users agreed.", 66.67, "%", "=", LEVEL),
        ("A quarter of the orders came back.", 25, "%", "=", LEVEL),
        ("Complaints number fell by a third.", 33.33, "%", "=", REL),
        ("Twenty-three per cent agreed.", 23, "%", "=", LEVEL),
        ("More than 120k posts appeared.", 120_000, "posts", "超过", LEVEL),
        ("There were 2.5m views.", 2_500_000, "count", "=", LEVEL),
        ("Costs came to RMB 5m.", 5_000_000, "yuan", "=", LEVEL),
        ("Sales came to 3.4bn yuan.", 3_400_000_000, "yuan", "=", LEVEL),
        ("Half a million posts appeared.", 500_000, "posts", "=", LEVEL),
        ("Recovery took two weeks.", 14, "d", "=", LEVEL),
        ("The topic ranked No. 1.", 1, "rank", "=", LEVEL),
        ("The topic was ranked third.", 3, "rank", "=", LEVEL),
        ("The topic reached the top 10 on the hot list.", 10, "rank", "不超过", LEVEL),
        ("The number of complaints halved.", 50, "%", "=", REL),
    ],
)
def test_a_figure_in_words_is_read(
    sentence: str, value: float, unit: str, comparator: str, reading: str | None
) -> None:
    """翻两番 is three times more, 腰斩 half of it gone, 热搜第一 a place and 第一时间 none."""
    (one,) = [found.as_dict() for found in _read(sentence) if found.value is not None]

    assert (one["value"], one["unit"], one["comparator"], one["reading"]) == (value, unit, comparator, reading)


@pytest.mark.parametrize(
    ("sentence", "value_from", "value", "unit"),
    [
        ("净情感值由-0.35回升至0.12。", -0.35, 0.12, "ratio"),
        ("Net sentiment improved from -12 to +8.", -12, 8, "points"),
        ("净推荐值由32提升到41。", 32, 41, "points"),
        ("排名由第15位上升至第4位。", 15, 4, "rank"),
        ("等待时长由12分钟缩短为45秒。", 0.2, 0.0125, "h"),
        ("The share rose from a quarter to a third.", 25, 33.33, "%"),
        ("负面信息从峰值的每小时3,200条回落到200条。", 3_200, 200, "posts"),
    ],
)
def test_an_earlier_level_is_read_in_the_same_unit(sentence: str, value_from: float, value: float, unit: str) -> None:
    """With its sign where the measure has one: a net sentiment of -0.35 is a level, no fall."""
    (one,) = [found.as_dict() for found in _read(sentence)]

    assert (one["value_from"], one["value"], one["unit"]) == (value_from, value, unit)


def test_a_length_in_months_has_no_unit_of_a_claim() -> None:
    """A month is no fixed number of days; the figure is shown and the analyst decides."""
    (one,) = _read("整改用时两个月。")

    assert (one.value, one.unit, one.reading) == (Decimal(2), None, None)


def test_what_a_change_is_measured_against_is_kept_in_the_texts_own_words() -> None:
    """同比 and 较上月 are two baselines; the analyst must not have to look them up again."""
    found = _read("投诉量同比下降12.5%，较上月下降3.2%。")

    assert [one.against for one in found] == ["同比", "同比 较上月"]
    assert [one.reading.value for one in found if one.reading] == [REL, REL]


def test_a_day_s_volume_is_not_the_volume() -> None:
    """日均3,000条 mapped to the whole volume would be contradicted by every report."""
    assert [one.metric for one in _read("日均声量3,000条，声量共12万条。")] == [None, "volume"]


_DERIVED: Final = (
    "first_seen onset response_effect sales_change satisfaction_change satisfaction_better satisfaction_odds"
    " survey_difference survey_share new_customer_change last_day_rate repost_breadth repost_branching"
    " repost_concentration response_step"
).split()


def test_a_metric_is_known_by_its_own_name() -> None:
    """The report's own words, typed into somebody's summary, must lead back to its metric."""
    known = {unit.value for unit in ClaimUnit}
    parted = ("@", "channel_share", "account_share", "region_share", "viewpoint_share", "platform_share")
    with speaking("zh"):
        labels = {
            one.id: (_(one.label), ClaimUnit(one.unit.value))
            for one in DEFINITIONS
            if one.unit.value in known and one.id not in (*_DERIVED, *parted) and "（按" not in _(one.label)
        }

    found = {id_: named_in(f"{label}为", 0, len(label) + 1, unit, level=True) for id_, (label, unit) in labels.items()}

    assert {id_: one.rule.metric if one else None for id_, one in found.items()} == {id_: id_ for id_ in labels}
    assert {rule.metric for rule in RULES} >= set(labels)


# What is no figure --------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "第一时间回应，一方面整改，三农问题，五一假期，十一黄金周，双十一大促。",
        "两会期间，三方会谈，四季度以来，七夕前夕，八卦新闻，九牛一毛，十分重视。",
        "千方百计、万众一心、百姓关切、百度百科、一些网友、一定程度、唯一入口。",
        "前三季度，第一批，第二阶段，第三方机构，第四届，第五代产品，第一步。",
        "联系电话：010-66778899，文号：京政办发〔2021〕15号，QQ群123456789。",
        "版本V3.2.1，编号A-2021-003，型号X50，身份证110101199003071234，3·15晚会。",
        "近三个月以来，过去两周，此后一个月，连续三天，为期一周，去年同期。",
        "2021年6月18日至25日，6月上旬，18:30，下午3点半，周一至周五。",
        "见附件1、图2、表3、第4章第5节、公式（6），(7)和（八）。",
        "The first response, the third quarter of 2021, at first, one of the users, section 3.",
    ],
)
def test_what_only_looks_like_a_figure_is_not_proposed(sentence: str) -> None:
    """Every one proposed in vain costs the analyst's patience."""
    assert [one.quote for one in _read(sentence) if one.value is not None] == []
