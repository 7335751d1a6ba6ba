"""Cells as exports write them become values, or say that they are none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.intake.clean import cleaned
from reporter.intake.numbers import read_count
from reporter.intake.records import cell, worksheet_cell
from reporter.intake.times import read_time
from reporter.intake.words import read_flag, read_id, read_kind, read_platform, read_stance

CHINA = ZoneInfo("Asia/Shanghai")
#: 2024-06-13 10:08 in China.
CRAWL = int(datetime(2024, 6, 13, 2, 8, tzinfo=UTC).timestamp())


def told(written: str, crawl: int | None = None) -> tuple[str, str]:
    """When `written` was, as `MM-DD HH:MM` in China, and how precisely."""
    read = read_time(written, CHINA, crawl)
    at = "" if read.seconds is None else f"{datetime.fromtimestamp(read.seconds, CHINA):%Y-%m-%d %H:%M}"
    return at, read.precision


@pytest.mark.parametrize(
    ("written", "value", "capped"),
    [
        ("转发", 0, False),
        ("评论", 0, False),
        ("赞", 0, False),
        ("1.2万", 12_000, False),
        ("3亿", 300_000_000, False),
        ("100万+", 1_000_000, True),
        ("10万以上", 100_000, True),
        ("超过200万", 2_000_000, True),
        ("1,234", 1_234, False),
        ("１２３４", 1_234, False),
        ("阅读127.6亿", 12_760_000_000, False),
        ("赞 15", 15, False),
        ("12.0", 12, False),
        ("1.2w", 12_000, False),
        ("", None, False),
        ("nan", None, False),
    ],
)
def test_counts_are_read_as_chinese_sites_write_them(written: str, value: int | None, capped: bool) -> None:  # noqa: FBT001
    """Words mean none, a plus means a lower bound."""
    assert read_count(written) == (value, capped, True)


@given(st.integers(0, 10**9))
def test_a_plain_count_is_itself(count: int) -> None:
    """Whatever the separators."""
    assert read_count(str(count)).value == read_count(f"{count:,}").value == count


@pytest.mark.parametrize("written", ["1.2345万亿", "-5", "12.5", "2021-06-13", "价格不一样", "4650000000000001"])
def test_what_is_no_count_is_said_to_be_none(written: str) -> None:
    """A count from the wrong column must not become a number."""
    assert read_count(written) == (None, False, False)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2024-06-13 10:08", "2024-06-13 10:08"),
        ("2024-06-13 10:08:59", "2024-06-13 10:08"),
        ("2024/6/13 10:08", "2024-06-13 10:08"),
        ("2024.06.13 10:08", "2024-06-13 10:08"),
        ("2024年6月13日 10:08", "2024-06-13 10:08"),
        ("2024年06月13日10时08分", "2024-06-13 10:08"),
        ("2024-06-13T10:08:00.000", "2024-06-13 10:08"),
        ("2024-06-13T02:08:00Z", "2024-06-13 10:08"),
        ("2024-06-13 10:08:00+08:00", "2024-06-13 10:08"),
        ("Thu Jun 13 10:08:00 +0800 2024", "2024-06-13 10:08"),
        ("20240613100800", "2024-06-13 10:08"),
        ("1718244480", "2024-06-13 10:08"),
        ("1718244480.0", "2024-06-13 10:08"),
        ("1718244480000", "2024-06-13 10:08"),
        ("1718244480000000000", "2024-06-13 10:08"),
        ("45456.42222222222", "2024-06-13 10:08"),
        ("２０２４－０６－１３　１０：０８", "2024-06-13 10:08"),
        ("2024-06-13 10:08 来自 微博网页版", "2024-06-13 10:08"),
    ],
)
def test_a_time_is_read_in_every_form(written: str, at: str) -> None:
    """Seconds, milliseconds, nanoseconds, spreadsheet days: magnitude tells which."""
    assert told(written) == (at, "minute")


@given(st.datetimes(datetime(1992, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001 - wall clocks
def test_the_fast_way_and_the_general_one_agree(at: datetime) -> None:
    """The commonest form has a way of its own."""
    expected = int(at.replace(tzinfo=CHINA, microsecond=0).timestamp())

    assert read_time(f"{at:%Y-%m-%d %H:%M:%S}", CHINA).seconds == expected
    assert read_time(f"{at:%Y/%m/%d %H:%M:%S}", CHINA).seconds == expected


@pytest.mark.parametrize("written", ["2024-06-13", "2024/6/13", "2024年6月13日", "20240613", "45456"])
def test_a_bare_date_is_a_day(written: str) -> None:
    """Midnight would be a false peak."""
    assert told(written) == ("2024-06-13 00:00", "day")


@pytest.mark.parametrize(
    ("written", "at", "precision"),
    [
        ("2分钟前", "2024-06-13 10:06", "minute"),
        ("9小时前", "2024-06-13 01:08", "hour"),
        ("昨天 23:54", "2024-06-12 23:54", "minute"),
        ("今天 09:00", "2024-06-13 09:00", "minute"),
        ("06月12日", "2024-06-12 00:00", "day"),
        ("6-15 18:48", "2023-06-15 18:48", "minute"),
        ("刚刚", "2024-06-13 10:08", "minute"),
        ("3天前", "2024-06-10 10:08", "day"),
    ],
)
def test_relative_times_count_from_the_crawl_clock_of_their_row(written: str, at: str, precision: str) -> None:
    """And from nothing else: without that clock they say nothing."""
    assert told(written, CRAWL) == (at, precision)
    assert read_time(written, CHINA) == (None, "imprecise", True)


@pytest.mark.parametrize(
    "written", ["2024-13-45 10:08", "2024-06-13 25:08", "价格不一样", "12", "99999999999999999999"]
)
def test_what_is_no_time_is_said_to_be_none(written: str) -> None:
    """A cell of the wrong column must not become a time."""
    assert read_time(written, CHINA) == (None, "imprecise", False)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("4650000000000001\t", ("4650000000000001", False)),
        ("'4650000000000001", ("4650000000000001", False)),
        ("4.47E+15", (None, True)),
        ("4650000000000001.0", (None, True)),
        ("12345.0", ("12345", False)),
        ("Kabc", ("Kabc", False)),
        ("", (None, False)),
    ],
)
def test_ids_stay_text_and_destroyed_ones_identify_nobody(written: str, read: tuple[str | None, bool]) -> None:
    """A spreadsheet keeps fifteen digits and invents the rest."""
    assert read_id(written) == read


def test_worksheet_numbers_too_long_for_a_spreadsheet_are_known_as_destroyed() -> None:
    """Excel's own cut shows as a final zero, a float's as a number beyond 2**53."""
    assert read_id(worksheet_cell(4650000000000001)) == ("4650000000000001", False)
    assert read_id(worksheet_cell(4650000000000000)) == (None, True)
    assert read_id(worksheet_cell(465000000000000111)) == (None, True)
    assert cell(4650000000000000) == "4650000000000000"
    assert cell({"$numberInt": "664"}) == "664"
    assert cell(float("nan")) == ""


def test_stance_labels_are_the_exports_own_and_sensitive_is_none_of_them() -> None:
    """敏感 is a vendor's flag; reading it as 负面 would turn warnings into opinions."""
    codes = {"1": "positive", "2": "neutral", "3": "negative"}

    assert [read_stance(w, {}).value for w in ("正面", "消极", "中性", "Positive")] == [
        "positive",
        "negative",
        "neutral",
        "positive",
    ]
    assert [read_stance(w, codes).value for w in ("1", "2.0", "3")] == ["positive", "neutral", "negative"]
    assert read_stance("敏感", {}) == (None, True, True)
    assert read_stance("非敏感", {}) == (None, False, True)
    assert read_stance("-1.99", {}) == (None, None, False)
    assert [read_flag(w) for w in ("敏感", "非敏感", "?")] == [True, False, None]


def test_platforms_have_one_code_and_unknown_ones_keep_their_name() -> None:
    """新浪微博 and Weibo are one platform; a name nobody knows is not lost."""
    assert {read_platform(w) for w in ("微博", "新浪微博", "Weibo", "weibo.com")} == {"weibo"}
    assert read_platform(" 某某社区 ") == "某某社区"
    assert read_platform("-") == ""
    assert [read_kind(w) for w in ("原创", "转发", "False", "评论", "?")] == [
        "original",
        "repost",
        "repost",
        "comment",
        None,
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("价格\u200b不\0一样\ufeff", "价格不一样"),
        ("<b>价格</b><br/>不一样&nbsp;&amp;贵", "价格\n不一样 &贵"),
        ("<em class='hl'>价格</em>不一样", "价格不一样"),
        ("价格不一样 ...全文", "价格不一样"),
        ("价格不一样…展开c", "价格不一样"),
        ("调查全面展开", "调查全面展开"),
        ("价格不一样L某某的微博视频", "价格不一样"),
        ("价格不一样O网页链接", "价格不一样"),
        ("价格  不\u3000一样\r\n\r\n真的", "价格 不 一样\n真的"),
        ("抱歉，此微博已被作者删除。查看帮助", ""),
        ("抱歉打扰，我的微博被删除了吗？我很生气，明明只是问价格为什么不一样", None),
        ("1<2，3>2", "1<2，3>2"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_a_text_loses_what_pages_and_crawlers_left_in_it(raw: str, text: str | None) -> None:
    """By stated rules, and nothing a person wrote."""
    assert cleaned(raw) == (raw if text is None else text)


@pytest.mark.parametrize("part", [".", "…", " ", "\u2003", "<a", "&#", "&#9", "L", "抱歉", "\n "])
def test_no_text_costs_the_square_of_its_length(part: str) -> None:
    """A hundred thousand dots once would have taken hours; a long entity was a traceback."""
    long = part + part[-1] * 100_000

    assert len(cleaned(long)) <= len(long)
    assert not read_time(long, CHINA).readable
    assert not read_count(long).readable


@given(st.text(max_size=80))
def test_cleaning_never_fails_and_leaves_no_controls(raw: str) -> None:
    """Anyone can post anything."""
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned(raw))
