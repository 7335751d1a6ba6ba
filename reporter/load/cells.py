"""One cell of a table as a typed value: numbers, times and labels the way people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from reporter.i18n import N_
from reporter.moments import Moment, Precision, read_moment

#: What a workbook or a CSV line holds in one place; an empty cell is None.
Cell = str | int | float | bool | date | datetime | None
#: What a cell becomes.
Value = str | int | float | Moment | None
Parser = Callable[[Cell, str], Value]

_AMOUNT: Final = re.compile(r"¥?([-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?)(万|亿)?[元人条次篇份分]?")
_SCALE: Final = {None: 1, "万": 10_000, "亿": 100_000_000}
_DAY: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?")
_CLOCK: Final = re.compile(r"([0-9]{1,2})[:时]([0-9]{1,2})(?:[:分]([0-9]{1,2})(?:\.0+)?秒?|分)?")
_LOSSY_ID: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
#: Integers above this are no longer all exact as a workbook's numbers.
_EXACT: Final = 10**15

_STANCES: Final = {
    "negative": ("negative", "neg", "负面", "负向", "消极", "负", "-1"),
    "neutral": ("neutral", "neu", "中性", "中立", "中", "0"),
    "positive": ("positive", "pos", "正面", "正向", "积极", "正", "1"),
}
_STANCE: Final = {word: stance for stance, words in _STANCES.items() for word in words}

#: The closed set of account types, as the posts carry them, and the words each goes by.
ACCOUNT_TYPES: Final = {
    "央媒": ("央媒", "中央媒体", "央级媒体", "central media"),
    "地方媒体": ("地方媒体", "地方媒", "省级媒体", "local media"),
    "行业媒体": ("行业媒体", "专业媒体", "财经媒体", "trade media"),
    "政务": ("政务", "政府", "政务号", "政府机构", "government"),
    "企业": ("企业", "公司", "品牌", "企业号", "company"),
    "大V/KOL": ("大v/kol", "大v", "kol", "意见领袖", "opinion leader"),
    "自媒体": ("自媒体", "营销号", "self-media"),
    "普通网民": ("普通网民", "普通用户", "网民", "个人", "private person"),
}
PRIVATE_PERSON: Final = "普通网民"
_ACCOUNT_TYPE: Final = {word: kind for kind, words in ACCOUNT_TYPES.items() for word in words}

_TRUTHS: Final = {
    **dict.fromkeys(("是", "可", "可以", "有", "yes", "y", "true", "1", "√"), True),
    **dict.fromkeys(("否", "不", "不可", "不可以", "无", "no", "n", "false", "0", "×"), False),
}


class CellError(ValueError):
    """The cell does not hold what its column wants; the argument says what it wants (for `_`)."""


def _words(cell: Cell) -> str:
    """A cell as text; whole numbers without the `.0` a workbook gives them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _half_width(cell: Cell) -> str:
    return unicodedata.normalize("NFKC", _words(cell)).replace("\u2212", "-")


def text(cell: Cell, _zone: str) -> str:
    """The cell as text."""
    return _words(cell)


def identifier(cell: Cell, _zone: str) -> str:
    """The cell as an identifier; raises CellError when a spreadsheet has rounded its digits away."""
    rounded = isinstance(cell, int | float) and abs(cell) >= _EXACT
    if rounded or _LOSSY_ID.fullmatch(_words(cell)):
        raise CellError(N_("an identifier with all its digits (format the column as text before typing)"))
    return _words(cell)


def number(cell: Cell, _zone: str) -> float:
    """The cell as a number: 1234, 1,234, １２３４, 1.2万, ¥50元."""
    if isinstance(cell, bool | date):
        raise CellError(N_("a number"))
    found = _AMOUNT.fullmatch(re.sub(r"[,\s]", "", _half_width(cell)))
    if found is None:
        raise CellError(N_("a number"))
    return float(Decimal(found[1]) * _SCALE[found[2]])


def amount(cell: Cell, zone: str) -> float:
    """A number that is not negative."""
    return _not_negative(number(cell, zone))


def whole(cell: Cell, zone: str) -> int:
    """A count: a whole number that is not negative."""
    value = _not_negative(number(cell, zone))
    if not value.is_integer():
        raise CellError(N_("a whole number"))
    return int(value)


def _not_negative(value: float) -> float:
    if value < 0:
        raise CellError(N_("a number that is not negative"))
    return value


def share(cell: Cell, zone: str) -> float:
    """A share between 0 and 1: `45%` or 0.45; 45 alone could be either and is refused."""
    words = _half_width(cell)
    value = number(words[:-1], zone) / 100 if words.endswith("%") else number(cell, zone)
    if not 0 <= value <= 1:
        raise CellError(N_("a share such as 45% or 0.45"))
    return value


def moment(cell: Cell, zone: str) -> Moment:
    """A time: a date cell, 2021-06-14, 2021/6/14 9:30, 2021年6月14日, 2021年6月."""
    if isinstance(cell, datetime):
        return Moment(cell.replace(tzinfo=ZoneInfo(zone), microsecond=0))
    if isinstance(cell, date):
        return Moment(datetime(cell.year, cell.month, cell.day, tzinfo=ZoneInfo(zone)), Precision.DAY)
    wanted = N_("a time such as 2021-06-14 or 2021-06-14 09:30")
    try:
        return read_moment(_canonical(_half_width(cell)), zone)
    except ValueError as error:
        raise CellError(wanted) from error


def _canonical(written: str) -> str:
    """A date written in a common way as `YYYY-MM[-DD[ HH:MM[:SS]]]`; anything else unchanged."""
    found = _DAY.match(written)
    if found is None:
        return written
    rest = written[found.end() :].lstrip(" T")
    year, month, day = found.groups()
    canonical = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
    clock = _CLOCK.match(rest)
    if clock is None:
        return canonical + rest
    parts = ":".join(f"{part:0>2}" for part in clock.groups() if part)
    return f"{canonical} {parts}{rest[clock.end() :]}"


def stance(cell: Cell, _zone: str) -> str:
    """A hand label: negative, neutral or positive, in English, Chinese or as -1, 0, 1."""
    found = _STANCE.get(_half_width(cell).lower())
    if found is None:
        raise CellError(N_("a label: negative, neutral or positive"))
    return found


def codes(cell: Cell, _zone: str) -> str:
    """Ids of the codebook as one text, parted by `|`; `-` or 无 says that none was found."""
    parts = [part for part in re.split(r"[\s,，、;；|/]+", text(cell, _zone)) if part not in {"", "-", "—", "无"}]
    return "|".join(dict.fromkeys(parts))


def account_type(cell: Cell, _zone: str) -> str:
    """One of `ACCOUNT_TYPES`, as the posts carry it."""
    found = _ACCOUNT_TYPE.get(_half_width(cell).lower())
    if found is None:
        raise CellError(N_("an account type: 央媒, 地方媒体, 行业媒体, 政务, 企业, 大V/KOL, 自媒体 or 普通网民"))
    return found


def truth(cell: Cell, _zone: str) -> bool:
    """是 or 否, yes or no."""
    found = _TRUTHS.get(str(cell).lower() if isinstance(cell, bool) else _half_width(cell).lower())
    if found is None:
        raise CellError(N_("yes or no"))
    return found
