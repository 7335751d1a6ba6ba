"""Units, and numbers written as the field writes them (约4.8万条, 39小时, −46%至+25%).

Per cent and percentage points are different units and never convert silently.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from math import isfinite
from typing import Final

from reporter.i18n import N_, _, language

MINUS: Final = "\u2212"


class Unit(StrEnum):
    """What a number counts; the value is what `report.json` carries."""

    POSTS = "posts"
    POSTS_PER_HOUR = "posts/h"
    AUTHORS = "authors"
    AUTHORS_PER_HOUR = "authors/h"
    PERCENT = "%"
    POINTS = "pp"
    PERCENT_PER_HOUR = "%/h"
    HOURS = "h"
    DAYS = "d"
    YUAN = "yuan"
    YUAN_PER_POINT = "yuan/pt"
    YUAN_PER_PP = "yuan/pp"
    SCORE = "points"
    RATIO = "ratio"
    HOPS = "hops"
    COUNT = "count"
    PEOPLE = "people"
    RANK = "rank"
    TIME = "time"


_SIGN: Final = {
    Unit.POSTS: N_("posts"),
    Unit.POSTS_PER_HOUR: N_("posts an hour"),
    Unit.AUTHORS: N_("authors"),
    Unit.AUTHORS_PER_HOUR: N_("authors an hour"),
    Unit.PERCENT: "%",
    Unit.POINTS: N_("percentage points"),
    Unit.PERCENT_PER_HOUR: N_("% an hour"),
    Unit.HOURS: N_("hours"),
    Unit.DAYS: N_("days"),
    Unit.YUAN: N_("yuan"),
    Unit.YUAN_PER_POINT: N_("yuan a point"),
    Unit.YUAN_PER_PP: N_("yuan a percentage point"),
    Unit.SCORE: N_("points"),
    Unit.RATIO: "",
    Unit.HOPS: N_("hops"),
    Unit.COUNT: N_("times"),
    Unit.PEOPLE: N_("people"),
    Unit.RANK: N_("place in the ranking"),
    Unit.TIME: "",
}

#: English says one post, not 1 posts, and counts of nothing in particular by the number alone.
_ONE: Final = {
    Unit.POSTS: "post",
    Unit.AUTHORS: "author",
    Unit.HOURS: "hour",
    Unit.DAYS: "day",
    Unit.POINTS: "percentage point",
    Unit.SCORE: "point",
    Unit.HOPS: "hop",
    Unit.PEOPLE: "person",
}

#: Digits for the largest float with every decimal asked for: a reported 1e30 is a slip, not a crash.
_EVERY_FLOAT: Final = Context(prec=330)
_TEN_THOUSAND: Final = 10_000
_HUNDRED_MILLION: Final = 100_000_000
#: From here on two figures stand before the decimal mark.
_TWO_FIGURES: Final = 10
#: A share between these is nearly everything and is never written as all.
_NEARLY_ALL: Final = 99.5
_ALL: Final = 100


def sign(unit: Unit) -> str:
    """The unit as it is written behind a number, in the active language."""
    if unit is Unit.COUNT and language() != "zh":
        return ""
    return _(_SIGN[unit]) if _SIGN[unit] else ""


def significant(value: float) -> float:
    """`value` rounded to 10 significant digits: the form every number has on disk."""
    kept = float(f"{value:.10g}")
    # The largest floats would round up to infinity, which JSON does not have.
    return kept if isfinite(kept) else value


def decimal(value: float, places: int = 0, *, signed: bool = False) -> str:
    """`value` with thousands separators and a true minus, rounded half to even."""
    step = Decimal(1).scaleb(-places)
    rounded = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_EVEN, context=_EVERY_FLOAT)
    body = f"{abs(rounded):,.{places}f}"
    if rounded < 0:
        return MINUS + body
    return f"+{body}" if signed and rounded > 0 else body


def shortest(value: float, places: int = 2) -> str:
    """`value` with as many decimals as it needs and at most `places`."""
    body = decimal(value, places)
    return body.rstrip("0").rstrip(".") if "." in body else body


def gap() -> str:
    """What stands between a word and a figure: nothing in Chinese, a space in English."""
    return "" if language() == "zh" else " "


def joined(number: str, unit: Unit) -> str:
    """A number and its unit: close in Chinese and before %, with a space in English words; a rank as `第3位`."""
    if unit is Unit.RANK:
        return _("place {n}").format(n=number)
    mark = sign(unit)
    if language() != "zh" and number.lstrip("+" + MINUS) == "1":
        mark = _ONE.get(unit, mark)
    between = "" if mark.startswith("%") or not mark else gap()
    return f"{number}{between}{mark}"


def exact(value: float, unit: Unit, places: int = 0) -> str:
    """The number as charts and tables print it: `48,216条`, `12.5%`."""
    return joined(decimal(value, places), unit)


def large(value: float) -> str:
    """A big number in the language's own steps: `200万`, `4.8万`, `1.2亿`; `2 million` stays digits."""
    size = abs(value)
    if language() == "zh" and size >= _HUNDRED_MILLION:
        return f"{shortest(value / _HUNDRED_MILLION)}亿"
    if language() == "zh" and size >= _TEN_THOUSAND:
        return f"{shortest(value / _TEN_THOUSAND, 2 if size < 10 * _TEN_THOUSAND else 1)}万"
    return shortest(value)


def rounded(value: float, unit: Unit) -> str:
    """The number alone as the first screen prints it, to two or three figures: `4.8万`, `39`, `0.7`."""
    if unit in {Unit.PERCENT, Unit.POINTS}:
        return _rounded_share(value)
    if unit in {Unit.HOURS, Unit.DAYS, Unit.SCORE, Unit.RATIO, Unit.PERCENT_PER_HOUR}:
        return shortest(value, 0 if abs(value) >= _TWO_FIGURES else 1)
    two = float(f"{value:.2g}") if abs(value) >= _TEN_THOUSAND else float(f"{value:.3g}")
    return large(two)


def _rounded_share(value: float) -> str:
    """Whole per cent; near nothing and near everything with one decimal, since neither may be rounded to."""
    size = abs(value)
    nearly_all = _NEARLY_ALL < size < _ALL
    kept = min(size, _ALL - 0.1) if nearly_all else size
    return decimal(-kept if value < 0 else kept, 1 if size < 1 or nearly_all else 0)


def approximately(value: float, unit: Unit) -> str:
    """The rounded number alone, marked as rounded: `约4.8万`; a count that is exact as written is not marked."""
    number = rounded(value, unit)
    exact_count = unit is Unit.POSTS and number == decimal(value)
    return number if exact_count else _("about {quantity}").format(quantity=number)


def about(value: float, unit: Unit) -> str:
    """`约4.8万条`: the rounded number with its unit."""
    return joined(approximately(value, unit), unit)


def span(low: str, high: str) -> str:
    """A range of two written numbers: `−46%至+25%`."""
    return _("{low} to {high}").format(low=low, high=high)


def stretch(first: str, last: str) -> str:
    """From one written moment to another: `9月3日0时—12日8时`, `3 Sep 00:00 – 12 Sep 08:00`."""
    return f"{first}—{last}" if language() == "zh" else f"{first} – {last}"


def day(at: datetime, *, year: bool = False) -> str:
    """`9月5日`, with the year where asked: `2026年9月5日`."""
    if language() == "zh":
        return f"{at.year}年{at.month}月{at.day}日" if year else f"{at.month}月{at.day}日"
    return f"{at.day} {at:%b} {at.year}" if year else f"{at.day} {at:%b}"


def days(first: datetime, last: datetime) -> str:
    """`9月3日—12日`: the month again only when it changes."""
    if language() != "zh":
        return f"{day(first)} – {day(last)}"
    end = f"{last.day}日" if (first.year, first.month) == (last.year, last.month) else day(last)
    return day(first) if first.date() == last.date() else f"{day(first)}—{end}"


def hour(at: datetime, *, year: bool = False) -> str:
    """`9月5日11时`."""
    return f"{day(at, year=year)}{at.hour}时" if language() == "zh" else f"{day(at, year=year)} {at:%H}:00"


def minute(at: datetime, *, year: bool = False) -> str:
    """`9月5日11时27分`."""
    if language() == "zh":
        return f"{day(at, year=year)}{at.hour}时" + (f"{at.minute:02d}分" if at.minute else "")
    return f"{day(at, year=year)} {at:%H:%M}"


def length(span_of_time: timedelta) -> str:
    """A length of time to the minute: `39小时18分`, `45分`."""
    minutes = round(span_of_time / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    parts = [_("{n} h").format(n=decimal(hours))] if hours else []
    if rest or not hours:
        parts.append(_("{n} min").format(n=rest))
    text = gap().join(parts)
    return MINUS + text if minutes < 0 else text
