"""Sales in four comparisons, and the days on which nobody buys as usual."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pytest

from benchmarks.metrics import sales_coverage
from reporter.load import SalesRow, Tables
from reporter.metrics import Gap, Metric
from reporter.metrics.festivals import MID_AUTUMN, SPRING, festivals
from reporter.moments import read_moment
from reporter.stats.weekly import weekly_ratio
from tests.projects import an_incident
from tests.soak import examples
from tests.test_metrics import inputs, measured

#: Exposed on a Thursday, answered the day after, in weeks without a festival.
EXPOSED: Final = date(2023, 7, 27)
INCIDENT: Final[dict[str, Any]] = {
    "timeline": [{"id": "E1", "at": "2023-07-27 08:00", "what": "首曝", "stage": "first_exposure"}],
    "actions": [{"id": "M1", "name": "致歉", "announced_at": "2023-07-28 17:00", "first_response": True}],
}
WEEK: Final = (1.0, 1.1, 1.0, 1.2, 1.3, 0.8, 0.7)


def sold(amount: Callable[[date], float], weeks: int = 8, *, a_year_ago: bool = False) -> dict[str, Metric]:
    """The metrics of daily sales from `weeks` before the exposure to `weeks` after the response."""
    span = [EXPOSED + timedelta(days=n) for n in range(-7 * weeks, 7 * weeks + 2)]
    past = [day - timedelta(days=364) for day in span] if a_year_ago else []
    rows = tuple(
        SalesRow(
            date=read_moment(day.isoformat()),
            amount=amount(day),
            new_customers=20 if day <= EXPOSED else 30,
            existing_customers=80 if day <= EXPOSED else 70,
            existing_amount=amount(day) * (0.8 if day <= EXPOSED else 0.6),
        )
        for day in (*past, *span)
    )
    return measured(inputs(an_incident(**INCIDENT), None, Tables(sales=rows, sources={})))


def rhythm(day: date) -> float:
    """A shop with a rhythm of the week and nothing else."""
    return 1000 * WEEK[day.weekday()]


def fallen(day: date) -> float:
    """The same shop, 20 % down since the day after exposure, and 10 % larger than a year ago."""
    level = 1000 if day.year == EXPOSED.year and day >= date(2023, 1, 1) else 1000 / 1.1
    return level * WEEK[day.weekday()] * (0.8 if day > EXPOSED else 1.0)


def test_whole_weeks_leave_no_trace_of_the_weekday() -> None:
    """A shop that only has a rhythm shows no change, in each comparison."""
    whole = sold(rhythm, a_year_ago=True)

    changes = {name: whole[f"sales_change@{name}"].value for name in ("before", "year", "ratio")}
    assert changes == dict.fromkeys(changes, pytest.approx(0, abs=1e-9))


def test_each_comparison_finds_what_it_asks_for() -> None:
    """-20 % against before; .8 x 1.1 against last year; -20 % again once the year's growth is taken out."""
    whole = sold(fallen, a_year_ago=True)

    assert whole["sales_change@before"].value == pytest.approx(-20)
    assert whole["sales_change@year"].value == pytest.approx(-12)
    assert whole["sales_change@ratio"].value == pytest.approx(-20)
    assert whole["existing_revenue_index"].value == pytest.approx(0.6)
    assert whole["new_customer_change"].value == pytest.approx(10)


def test_a_year_that_is_not_in_the_table_is_a_named_gap() -> None:
    """Three of four comparisons would be invented."""
    whole = sold(fallen)

    assert whole["sales_change@year"].gap is Gap.NO_BASELINE
    assert whole["sales_change@ratio"].gap is Gap.NO_BASELINE
    assert whole["sales_change@before"].value is not None


def test_fewer_than_eight_weeks_have_no_interval() -> None:
    """Three weeks a side: a number, and no pretence of knowing its error."""
    metric = sold(fallen, weeks=3)["sales_change@before"]

    assert metric.value == pytest.approx(-20)
    assert metric.interval is None
    assert metric.note


def test_the_calendar_model_leaves_a_promotion_out() -> None:
    """A 618 that triples every day after the response is no recovery."""

    def amount(day: date) -> float:
        return 1000 * WEEK[day.weekday()] * (3 if festivals(day) else 1)

    incident: dict[str, Any] = {
        "timeline": [{"id": "E1", "at": "2023-05-04 08:00", "what": "首曝", "stage": "first_exposure"}],
        "actions": [{"id": "M1", "name": "致歉", "announced_at": "2023-05-10 17:00", "first_response": True}],
    }
    days = [date(2023, 2, 20) + timedelta(days=n) for n in range(140)]
    rows = tuple(SalesRow(date=read_moment(day.isoformat()), amount=amount(day)) for day in days)
    whole = measured(inputs(an_incident(**incident), None, Tables(sales=rows, sources={})))

    assert (whole["sales_change@before"].value or 0) > 80
    assert whole["sales_change@calendar"].value == pytest.approx(0, abs=1e-6)
    assert "618" in whole["sales_change@calendar"].note
    assert "618" not in whole["sales_change@before"].note


# Festivals ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2023, 6, 18), "618"),
        (date(2023, 11, 11), "double11"),
        (date(2023, 10, 24), "double11"),
        (date(2024, 2, 10), "spring"),
        (date(2023, 9, 29), "mid_autumn"),
        (date(2023, 10, 1), "national"),
        (date(2023, 5, 1), "labour"),
    ],
)
def test_a_festival_is_known_by_its_day(day: date, name: str) -> None:
    """Lunar festivals by their year's own date."""
    assert name in festivals(day)


def test_an_advance_sale_moved_the_days_of_singles_day() -> None:
    """Since 2021 it begins on 20 October; in 2019 that was a plain day."""
    assert festivals(date(2019, 10, 24)) == frozenset()
    assert festivals(date(2023, 8, 15)) == frozenset()


def test_lunar_festivals_fall_where_the_moon_puts_them() -> None:
    """New moon in January or February, full moon in September or October, 12 or 13 months apart."""
    assert all(date(year, 1, 20) < day < date(year, 2, 21) for year, day in SPRING.items())
    assert all(date(year, 9, 7) < day < date(year, 10, 9) for year, day in MID_AUTUMN.items())
    months = [(MID_AUTUMN[year] - day).days / 29.530588 for year, day in SPRING.items()]
    assert all(abs(gap - round(gap) - 0.47) < 0.06 for gap in months)


# The interval ----------------------------------------------------------------------


def test_the_same_amounts_give_the_same_interval() -> None:
    """Chance comes from the content, never from a clock."""
    days = np.random.default_rng(1).lognormal(0, 0.1, 56)

    assert weekly_ratio(days, days[::-1], seed=7) == weekly_ratio(days, days[::-1], seed=7)


@pytest.mark.simulation
@pytest.mark.parametrize("weeks", [4, 8])
@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_the_interval_of_a_ratio_holds_the_truth(weeks: int, rho: float) -> None:
    """Days that hang together, a rhythm of the week, a true ratio of .8: at least 90 of 100 intervals hold it."""
    assert sales_coverage(weeks, rho, examples(400)) >= 0.9


def by_month(**amounts: float) -> dict[str, Metric]:
    """The metrics of monthly sales given as `m2023_06=…`; the incident is of the end of July 2023."""
    rows = tuple(
        SalesRow(
            date=read_moment(name[1:].replace("_", "-")),
            amount=amount,
            new_customers=30 if name > "m2023_07" else 20,
            existing_customers=70 if name > "m2023_07" else 80,
        )
        for name, amount in amounts.items()
    )
    return measured(inputs(an_incident(**INCIDENT), None, Tables(sales=rows, sources={})))


def test_months_are_compared_by_the_day_and_without_the_incidents_own() -> None:
    """August (31 days) against June (30): 3100 and 3000 are a day's 100 both; July is the incident's; no interval."""
    whole = by_month(m2022_06=1500, m2022_08=1550, m2023_06=3000, m2023_07=1, m2023_08=3100)

    changes = {name: whole[f"sales_change@{name}"] for name in ("before", "year", "ratio", "calendar")}
    assert changes["before"].value == pytest.approx(0)
    assert changes["year"].value == pytest.approx(100)
    assert changes["ratio"].value == pytest.approx(0)
    assert changes["calendar"].gap is Gap.NO_BASELINE
    assert {one.interval for one in changes.values()} == {None}
    assert whole["new_customer_change"].value == pytest.approx(10)


def test_at_most_two_months_and_only_unbroken_ones_are_compared() -> None:
    """October follows a hole; a third month before has nothing beside it."""
    whole = by_month(m2023_04=9e9, m2023_05=3100, m2023_06=3000, m2023_08=6200, m2023_09=6000, m2023_11=9e9)

    assert whole["sales_change@before"].value == pytest.approx(100)
    assert whole["sales_change@before"].n == 4


def test_months_of_the_incident_alone_are_no_comparison() -> None:
    """The gap says what is missing."""
    assert by_month(m2023_07=100)["sales_change"].note == "事发前与首次回应后没有都满一个月的连续按月数据"
