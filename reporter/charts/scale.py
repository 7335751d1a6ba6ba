"""Round numbers and round dates for scales."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from reporter.charts.ink import TICK, width
from reporter.charts.spec import local
from reporter.i18n import language

_NICE: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Free px between two labels on the date axis.
_AIR: Final = 14


class DateTick(NamedTuple):
    """A mark on the date axis: seconds since 1970 UTC and its words (empty for a bare mark)."""

    at: float
    words: str


def nice_step(span: float, most: int, *, whole: bool = False) -> float:
    """The smallest round step that divides `span` into at most `most` parts."""
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in _NICE if power * nice >= rough * (1 - 1e-9))
    # Half a post does not exist, and 2.5 of them neither.
    return max(1.0, math.ceil(step)) if whole else step


def multiples(low: float, high: float, step: float) -> list[float]:
    """The multiples of `step` in [low, high]."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * k, 12) for k in range(first, last + 1)]


def _day_words(at: datetime, before: datetime | None) -> str:
    same_month = before is not None and (before.year, before.month) == (at.year, at.month)
    if language() == "zh":
        return f"{at.day}日" if same_month else f"{at.month}月{at.day}日"
    return str(at.day) if same_month else f"{at.day} {at:%b}"


def _hour_words(at: datetime, before: datetime | None) -> str:
    clock = f"{at.hour}时" if language() == "zh" else f"{at:%H}:00"
    if before is None:
        return _day_words(at, None) + ("" if language() == "zh" else " ") + clock
    return _day_words(at, before) if at.hour == 0 else clock


def _month_words(at: datetime, before: datetime | None) -> str:
    # The year stands once, on the cover; here only where it changes.
    same_year = before is None or before.year == at.year
    if language() == "zh":
        return f"{at.month}月" if same_year else f"{at.year}年{at.month}月"
    return f"{at:%b}" if same_year else f"{at:%b} {at.year}"


def _midnights(start: datetime, end: datetime, every: int) -> list[datetime]:
    first = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if first < start:
        first += timedelta(days=1)
    # Adding days to a local clock keeps midnight midnight across a change of the clocks.
    return [first + timedelta(days=d) for d in range(0, max((end - first).days + 1, 0), every)]


def _hours(start: datetime, end: datetime, every: int) -> list[datetime]:
    first = start.replace(minute=0, second=0, microsecond=0)
    first += timedelta(hours=-first.hour % every + (every if first.hour % every == 0 and first < start else 0))
    return [first + timedelta(hours=h) for h in range(0, int((end - first) / timedelta(hours=1)) + 1, every)]


def _months(start: datetime, end: datetime, every: int) -> list[datetime]:
    first = start.year * 12 + start.month - (1 if start.day == 1 and start.hour == 0 else 0)
    last = end.year * 12 + end.month - 1
    return [
        start.replace(year=m // 12, month=m % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
        for m in range(first, last + 1, every)
    ]


_Writer = Callable[[datetime, datetime | None], str]
_Finder = Callable[[datetime, datetime, int], list[datetime]]
_LADDER: Final[tuple[tuple[_Finder, _Writer, tuple[int, ...], int], ...]] = (
    (_hours, _hour_words, (1, 2, 3, 6, 12), 3600),
    (_midnights, _day_words, (1, 2, 3, 5, 7, 10, 14), 86_400),
    (_months, _month_words, (1, 2, 3, 6, 12, 24, 60, 120), 28 * 86_400),
)


def date_ticks(start: int, end: int, zone: str, room: float, cell: int = 1) -> list[DateTick]:
    """Ticks of the window [start, end) on an axis of `room` px, as close as their words allow.

    The first carries the month, later ones only when it changes; between labelled
    days every day has a bare mark while there is room for it.  None is finer than
    the cells of `cell` seconds.
    """
    first, last = local(start, zone), local(end - 1, zone)
    per_px = (end - start) / room
    for find, write, steps, unit in _LADDER:
        for step in steps:
            if step * unit < cell or step * unit / per_px < 2 * TICK:
                continue
            labelled = _written(find(first, last, step), write)
            if labelled and _apart(labelled, start, end, room) and _suits(find, first, last):
                return _with_bare_days(labelled, find, first, last, per_px)
    return [DateTick(start, _day_words(first, None))]


def _suits(find: _Finder, first: datetime, last: datetime) -> bool:
    """Hours serve windows of up to two days: a longer one has midnights enough."""
    return find is not _hours or last - first <= timedelta(days=2)


def _written(times: list[datetime], write: _Writer) -> list[DateTick]:
    before: list[datetime | None] = [None, *times]
    return [DateTick(at.timestamp(), write(at, b)) for at, b in zip(times, before, strict=False)]


def _apart(ticks: list[DateTick], start: int, end: int, room: float) -> bool:
    """Whether no label touches the next one."""
    xs = [(tick.at - start) / (end - start) * room for tick in ticks]
    return all(x + width(tick.words, TICK) + _AIR <= after for x, after, tick in zip(xs, xs[1:], ticks, strict=False))


def _with_bare_days(
    labelled: list[DateTick], find: _Finder, first: datetime, last: datetime, per_px: float
) -> list[DateTick]:
    if find is not _midnights or 86_400 / per_px < 6:  # noqa: PLR2004 - px
        return labelled
    named = {tick.at for tick in labelled}
    bare = [DateTick(at.timestamp(), "") for at in _midnights(first, last, 1) if at.timestamp() not in named]
    return sorted([*labelled, *bare])
