"""Seasons that move sales by themselves: 618, 双11, 国庆, 春节."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from reporter.i18n import N_, _

#: First and last day (month, day) of the yearly promotions as platforms run them, and of the autumn holidays.
_YEARLY: Final = (
    (N_("the 618 promotions"), (5, 24), (6, 20)),
    (N_("the National Day holidays"), (10, 1), (10, 7)),
    (N_("the Double 11 promotions"), (10, 20), (11, 12)),
)

#: New Year's Day of the lunar calendar, as the State Council's holiday notices give it.
_SPRING_FESTIVALS: Final = (
    *("2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25"),
    *("2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17"),
    *("2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"),
)
_AROUND: Final = timedelta(days=15)


def _seasons(year: int, like: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    for name, (month, first), (last_month, last) in _YEARLY:
        end = datetime(year, last_month, last, tzinfo=like.tzinfo) + timedelta(days=1)
        yield name, datetime(year, month, first, tzinfo=like.tzinfo), end
    for day in _SPRING_FESTIVALS:
        if day.startswith(str(year)):
            festival = datetime.fromisoformat(day).replace(tzinfo=like.tzinfo)
            yield N_("the Spring Festival"), festival - _AROUND, festival + _AROUND


def seasons_in(start: datetime, end: datetime) -> tuple[str, ...]:
    """Names of the seasons that touch [start, end), in the active language, each once.

    Args:
        start: first instant, aware.
        end: instant just after the last, aware.
    """
    found = [
        name
        for year in range(start.year, end.year + 1)
        for name, first, last in _seasons(year, start)
        if first < end and start < last
    ]
    return tuple(_(name) for name in dict.fromkeys(found))
