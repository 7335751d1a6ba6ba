"""Days on which Chinese buyers buy otherwise: promotions and festivals, with the days before and after them.

Festivals of the lunar calendar move by up to a month between years; promotions pull
purchases from the days around them.  Such days are no ordinary days of their weekday.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from reporter.i18n import N_

#: What readers call them.
NAMES: Final = {
    "618": N_("the 618 promotion"),
    "double11": N_("Singles' Day with its advance sale"),
    "spring": N_("Spring Festival"),
    "national": N_("National Day"),
    "mid_autumn": N_("Mid-Autumn Festival"),
    "labour": N_("Labour Day"),
}
Festival = Literal["618", "double11", "spring", "national", "mid_autumn", "labour"]

#: First day of the Spring Festival and day of the Mid-Autumn Festival, by year.
#: Source: Purple Mountain Observatory's calendars (GB/T 33661-2017).
SPRING: Final = {
    year: date(year, *day)
    for year, day in {
        2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12),
        2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26),
        2029: (2, 13), 2030: (2, 3),
    }.items()
}  # fmt: skip
MID_AUTUMN: Final = {
    year: date(year, *day)
    for year, day in {
        2015: (9, 27), 2016: (9, 15), 2017: (10, 4), 2018: (9, 24), 2019: (9, 13), 2020: (10, 1), 2021: (9, 21),
        2022: (9, 10), 2023: (9, 29), 2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3),
        2029: (9, 22), 2030: (9, 12),
    }.items()
}  # fmt: skip
#: Before its Singles' Day a platform sells in advance since 2021; until 2020 from 1 November.
_ADVANCE: Final = 2021


def _spans(year: int) -> dict[Festival, tuple[date, date]]:
    """First and last day of each festival of a year, with the days it reaches into."""
    early = date(year, 10, 20) if year >= _ADVANCE else date(year, 11, 1)
    spans: dict[Festival, tuple[date, date]] = {
        "618": (date(year, 5, 24), date(year, 6, 23)),
        "double11": (early, date(year, 11, 15)),
        "national": (date(year, 9, 30), date(year, 10, 7)),
        "labour": (date(year, 4, 30), date(year, 5, 5)),
    }
    if year in SPRING:
        # Two weeks of stocking up before, the holiday and the week after it.
        spans["spring"] = SPRING[year] - timedelta(days=14), SPRING[year] + timedelta(days=14)
    if year in MID_AUTUMN:
        spans["mid_autumn"] = MID_AUTUMN[year] - timedelta(days=1), MID_AUTUMN[year] + timedelta(days=1)
    return spans


def festivals(day: date) -> frozenset[Festival]:
    """The festivals and promotions a day belongs to; none on an ordinary day."""
    return frozenset(name for name, (first, last) in _spans(day.year).items() if first <= day <= last)
