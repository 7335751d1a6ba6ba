"""Post times in every form exports write them, as seconds since 1970 UTC.

No clock is read: 2分钟前 means something only beside the row's own crawl time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, Literal, NamedTuple

Precision = Literal["minute", "hour", "day", "imprecise"]


class ReadTime(NamedTuple):
    """A time read from a cell.

    Args:
        seconds: since 1970 UTC; None when the cell does not say when.
        precision: the shortest unit that was written.
        readable: False when the cell holds something that is no time.
    """

    seconds: int | None
    precision: Precision = "imprecise"
    readable: bool = True


NO_TIME: Final = ReadTime(None)
_UNREADABLE: Final = ReadTime(None, readable=False)

#: Posts older than the first microblogs or later than this century are misread numbers.
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100
#: The same in seconds, half open, for times of no zone of their own.
YEARS: Final = tuple(int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (_FIRST_YEAR, _LAST_YEAR))
#: Of an hour.
_LAST_SECOND: Final = 3_599
#: A longer cell is a text in the wrong column.
_LONGEST: Final = 100
_NOTHING: Final = frozenset(["", "nan", "nat", "none", "null", "-", "--", "无", "未知", "0", "\\n"])

#: The commonest form by far has a way of its own.
_USUAL: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?", re.ASCII)
_NOON: Final = 12
_FULL: Final = re.compile(
    r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?"
    r"(?:[T ]*(?:星期.|周.)?\s*(?P<half>上午|下午|凌晨|早上|中午|晚上)?\s*"
    r"(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})分?(?::?(?P<second>\d{1,2})秒?(?:[.,]\d{1,9})?)?"
    r"\s*(?P<meridiem>[AaPp][Mm])?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
)
_COMPACT: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[T ]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?",
)
#: Weibo's own form: Thu Jun 13 10:08:00 +0800 2024.
_WEIBO: Final = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} [+-]\d{4} \d{4}")
_NO_YEAR: Final = re.compile(
    r"(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?(?:\s*(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::\d{1,2})?)?",
)
_AGO: Final = re.compile(r"(?P<n>\d{1,4})\s*(?P<unit>秒|秒钟|分钟|分|个?小时|天|个?星期|周)前")
_NAMED_DAY: Final = re.compile(r"(?P<day>今天|昨天|前天)\s*(?:(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::\d{1,2})?)?")
_NUMBER: Final = re.compile(r"\d{1,19}(?:\.\d{1,12})?")
_TAIL: Final = re.compile(r"(?:^(?:编辑于|发布于|发表于|更新于)\s*|\s+来自\s?.{0,60}$)")

_DAYS_BACK: Final = {"今天": 0, "昨天": 1, "前天": 2}
_AGO_UNITS: Final[dict[str, tuple[timedelta, Precision]]] = {
    "秒": (timedelta(seconds=1), "minute"),
    "秒钟": (timedelta(seconds=1), "minute"),
    "分钟": (timedelta(minutes=1), "minute"),
    "分": (timedelta(minutes=1), "minute"),
    "小时": (timedelta(hours=1), "hour"),
    "天": (timedelta(days=1), "day"),
    "星期": (timedelta(weeks=1), "imprecise"),
    "周": (timedelta(weeks=1), "imprecise"),
}
#: Digits before the point -> how many of them make one second.
_EPOCH: Final = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}
_EXCEL_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock, the zone is added below
_EXCEL_FIRST, _EXCEL_LAST = 32_874, 73_051  # 1990-01-01 and 2100-01-01


def is_clock(written: str) -> bool:
    """Whether a cell holds the time of a day without the day."""
    return bool(_CLOCK.fullmatch(written.strip()))


@lru_cache(maxsize=1 << 16)
def read_time(written: str, zone: tzinfo, crawl: int | None = None) -> ReadTime:
    """When `written` says the post was made.

    Args:
        written: the cell.
        zone: the zone of times written without one.
        crawl: the row's crawl time, seconds since 1970 UTC; None when the row has none.
    """
    usual = _USUAL.fullmatch(written)
    if usual:
        hour = read_hour(usual[1], zone)
        if hour is not None:
            return ReadTime(hour + 60 * int(usual[2]) + int(usual[3] or 0), "minute")
    return _in_any_form(written, zone, crawl)


@lru_cache(maxsize=4096)
def read_hour(written: str, zone: tzinfo) -> int | None:
    """The second in which the hour `written` (2024-06-13 10, 2024/6/13 9) begins in `zone`.

    None for what no calendar has, and for an hour within which the clocks are moved.
    """
    first, last = (_in_any_form(f"{written}:{rest}", zone).seconds for rest in ("00:00", "59:59"))
    return first if first is not None and last == first + _LAST_SECOND else None


def _in_any_form(written: str, zone: tzinfo, crawl: int | None = None) -> ReadTime:
    if len(written) > _LONGEST:
        return _UNREADABLE
    plain = unicodedata.normalize("NFKC", written).strip()
    plain = " ".join(_TAIL.sub("", plain).split())
    if plain.casefold() in _NOTHING:
        return NO_TIME
    for pattern, reader in _FORMS:
        match = pattern.fullmatch(plain)
        if match:
            return _within(match, zone, crawl, reader)
    return _UNREADABLE


_Reader = Callable[[re.Match[str], tzinfo, int | None], ReadTime]


def _within(match: re.Match[str], zone: tzinfo, crawl: int | None, reader: _Reader) -> ReadTime:
    # 2024-13-45 has the form of a date; the calendar refuses it.
    try:
        return reader(match, zone, crawl)
    except (ValueError, OverflowError):
        return _UNREADABLE


def _local(at: datetime, zone: tzinfo, precision: Precision) -> ReadTime:
    if not _FIRST_YEAR <= at.year < _LAST_YEAR:
        return _UNREADABLE
    aware = at if at.tzinfo else at.replace(tzinfo=zone)
    return ReadTime(int(aware.timestamp()), precision)


def _full(match: re.Match[str], zone: tzinfo, _crawl: int | None) -> ReadTime:
    part = match.groupdict()
    at = datetime(  # noqa: DTZ001 - the zone is added by _local
        int(part["year"]),
        int(part["month"]),
        int(part["day"]),
        _hour_of(int(part["hour"] or 0), part.get("half") or part.get("meridiem") or ""),
        int(part["minute"] or 0),
        int(part["second"] or 0),
    )
    offset = _offset(part.get("zone") or "")
    return _local(at, offset or zone, "minute" if part["hour"] else "day")


def _hour_of(hour: int, half: str) -> int:
    # 下午3:08 and 3:08 PM; 下午15:08 is written too.
    late = half in {"下午", "晚上"} or half.casefold() == "pm" or (half == "中午" and hour < 11)  # noqa: PLR2004
    if late and hour < _NOON:
        return hour + _NOON
    midnight = hour == _NOON and (half in {"凌晨", "上午"} or half.casefold() == "am")
    return 0 if midnight else hour


def _offset(written: str) -> tzinfo | None:
    if not written:
        return None
    if written[0] not in "+-":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    return timezone((1 if written[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _weibo(match: re.Match[str], zone: tzinfo, _crawl: int | None) -> ReadTime:
    return _local(datetime.strptime(match[0], "%a %b %d %H:%M:%S %z %Y"), zone, "minute")


def _without_year(match: re.Match[str], zone: tzinfo, crawl: int | None) -> ReadTime:
    if crawl is None:
        return NO_TIME
    clock = datetime.fromtimestamp(crawl, zone)
    at = datetime(  # noqa: DTZ001 - the zone is added by _local
        clock.year,
        int(match["month"]),
        int(match["day"]),
        int(match["hour"] or 0),
        int(match["minute"] or 0),
    )
    # The page leaves the year out for the last twelve months: never after the crawl.
    if at.replace(tzinfo=zone) > clock:
        at = at.replace(year=at.year - 1)
    return _local(at, zone, "minute" if match["hour"] else "day")


def _ago(match: re.Match[str], zone: tzinfo, crawl: int | None) -> ReadTime:
    if crawl is None:
        return NO_TIME
    unit, precision = _AGO_UNITS[match["unit"].removeprefix("个")]
    at = datetime.fromtimestamp(crawl, zone) - int(match["n"]) * unit
    return NO_TIME if precision == "imprecise" else ReadTime(int(at.timestamp()), precision)


def _named_day(match: re.Match[str], zone: tzinfo, crawl: int | None) -> ReadTime:
    if crawl is None:
        return NO_TIME
    day = datetime.fromtimestamp(crawl, zone) - timedelta(days=_DAYS_BACK[match["day"]])
    at = day.replace(hour=int(match["hour"] or 0), minute=int(match["minute"] or 0), second=0, microsecond=0)
    return _local(at, zone, "minute" if match["hour"] else "day")


def _just_now(_match: re.Match[str], _zone: tzinfo, crawl: int | None) -> ReadTime:
    return NO_TIME if crawl is None else ReadTime(crawl, "minute")


def _number(match: re.Match[str], zone: tzinfo, _crawl: int | None) -> ReadTime:
    whole, _, rest = match[0].partition(".")
    if len(whole) in _EPOCH:
        return _local(datetime.fromtimestamp(int(whole) // _EPOCH[len(whole)], UTC), zone, "minute")
    if _EXCEL_FIRST <= int(whole) < _EXCEL_LAST:
        days = float(match[0])
        # Spreadsheets count in fractions of a day: round to the second they meant.
        at = _EXCEL_ZERO + timedelta(seconds=round(days * 86_400))
        return _local(at, zone, "minute" if rest.strip("0") else "day")
    return _UNREADABLE


_FORMS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    (_FULL, _full),
    (_COMPACT, _full),
    (_NUMBER, _number),
    (_NO_YEAR, _without_year),
    (_AGO, _ago),
    (_NAMED_DAY, _named_day),
    (re.compile(r"刚刚|刚才"), _just_now),
    (_WEIBO, _weibo),
)
