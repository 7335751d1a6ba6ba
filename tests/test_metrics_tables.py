"""Survey, sales, cost and approval against sums done by hand."""

from __future__ import annotations

import math
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.load import CostRow, SalesRow, StatementRow, SurveyRow, Tables
from reporter.metrics import Gap, Metric
from reporter.moments import read_moment
from reporter.stats import wilson
from reporter.windows import WHOLE
from tests.projects import an_incident
from tests.soak import examples
from tests.test_metrics import inputs, measured

#: The period and a claim about its first day.
CLAIM: Final = {
    "id": "A7",
    "quote": "首日销售上涨",
    "window": {"start": "2021-06-18", "end": "2021-06-18"},
    "baseline": {"start": "2021-06-17", "end": "2021-06-17"},
}


def found(window: str = WHOLE, **tables: tuple[object, ...]) -> dict[str, Metric]:
    """The metrics of a window over these tables and no posts."""
    given = Tables(**tables, sources={})  # type: ignore[arg-type]
    return measured(inputs(an_incident(claims=[CLAIM]), None, given), window)


# Survey ---------------------------------------------------------------------


def answer(value: float, weight: float | None = None, wave: str = "后测", date: str = "2021-06-19") -> SurveyRow:
    """One respondent's score."""
    return SurveyRow(
        line=2,
        wave=wave,
        date=read_moment(date),
        measure="满意度",
        value=value,
        weight=weight,
        scale_min=0,
        scale_max=10,
    )


def test_a_mean_and_its_interval_are_those_of_the_textbook() -> None:
    """Twenty answers of 6 and twenty of 8: mean 7, standard deviation 1.0127 (n - 1), ± 1.96 sd / sqrt 40."""
    metric = found(survey=tuple(answer(6) for _ in range(20)) + tuple(answer(8) for _ in range(20)))["satisfaction"]
    half = 1.959964 * math.sqrt(40 / 39) / math.sqrt(40)

    assert metric.value == 7
    assert metric.interval == pytest.approx((7 - half, 7 + half, 0.95))
    assert metric.n == 40


@given(st.floats(0.1, 10))
@settings(max_examples=examples(10))
def test_equal_weights_change_nothing(weight: float) -> None:
    """Kish: only uneven weights make a sample smaller."""
    scores = [2, 5, 9] * 12

    plain = found(survey=tuple(answer(score) for score in scores))["satisfaction"]
    weighted = found(survey=tuple(answer(score, weight) for score in scores))["satisfaction"]

    assert weighted.value == pytest.approx(plain.value)
    assert weighted.interval == pytest.approx(plain.interval)
    assert weighted.n == plain.n


def test_an_answer_of_no_weight_does_not_count() -> None:
    """A weight of 0 takes a respondent out; it is not a forgotten weight."""
    rows = [answer(6, 1)] * 20 + [answer(8, 1)] * 20 + [answer(0, 0)] * 40

    assert found(survey=tuple(rows))["satisfaction"].value == pytest.approx(7)


def test_a_sample_without_any_weight_is_a_gap() -> None:
    """Nothing to divide by is too few to say, not a crash."""
    assert found(survey=(answer(6, 0),) * 40)["satisfaction"].gap is Gap.TOO_FEW


def test_few_answers_are_a_gap() -> None:
    """29 answers have no normal interval worth printing, and a mean without one is not printed."""
    assert found(survey=(answer(7),) * 29)["satisfaction"].gap is Gap.TOO_FEW


def test_an_aggregate_without_its_n_is_a_gap() -> None:
    """6.2 to 7.0 with no n is the founding case's own trap."""
    row = SurveyRow(line=2, wave="后测", date=read_moment("2021-06-19"), measure="满意度", mean=7.0)

    assert found(survey=(row,))["satisfaction"].gap is Gap.TOO_FEW


def test_the_period_takes_the_last_wave() -> None:
    """Waves are samples of their own; together they would be a mean of two moods."""
    before, after = [answer(6, date="2021-06-17")] * 30, [answer(8)] * 30

    assert found(survey=(*after, *before))["satisfaction"].value == 8


def test_a_share_of_answers_has_a_wilson_interval() -> None:
    """85 % of 100 respondents: Wilson gives 76.7 to 90.7, never 85 alone."""
    row = SurveyRow(line=2, wave="后测", date=read_moment("2021-06-19"), measure="愿意继续支持", n=100, share=0.85)

    metric = found(survey=(row,))["survey_share"]

    assert metric.value == pytest.approx(85)
    assert metric.interval == pytest.approx((76.72, 90.69, 0.95), abs=0.01)


# Sales ----------------------------------------------------------------------


def sold(date: str, amount: float | None = 100.0, new: int | None = 20, existing: int | None = 80) -> SalesRow:
    """One row of the sales table."""
    return SalesRow(line=2, date=read_moment(date), amount=amount, new_customers=new, existing_customers=existing)


def test_the_days_of_a_window_are_added() -> None:
    """100 + 150 in the two days; 50 new of 200 customers is 25 %."""
    days = (sold("2021-06-17"), sold("2021-06-18"), sold("2021-06-19", 150, 30, 70), sold("2021-06-20"))

    whole = found(sales=days)

    assert whole["sales"].value == 250
    assert whole["new_customer_share"].value == pytest.approx(25)
    assert whole["new_customer_share"].interval == pytest.approx((*(100 * end for end in wilson(50, 200)), 0.95))
    assert found("claim:A7", sales=days)["sales"].value == 100
    assert found("baseline:A7", sales=days)["sales"].value == 100


@pytest.mark.parametrize(
    "rows",
    [
        (sold("2021-06-18"),),
        (sold("2021-06-18"), sold("2021-06-19", None)),
        # Two channels of one day are no second day.
        (sold("2021-06-18"), sold("2021-06-18")),
    ],
    ids=["a day missing", "an amount missing", "one day twice"],
)
def test_a_window_that_is_not_covered_is_a_gap(rows: tuple[SalesRow, ...]) -> None:
    """A sum over fewer days than the window has looks like a fall."""
    assert found(sales=rows)["sales"].gap is Gap.COVERAGE


def test_a_month_is_not_the_sales_of_its_first_day() -> None:
    """A monthly table cannot answer for a day; it would multiply it by thirty."""
    (month,) = (SalesRow(line=2, date=read_moment("2021-06"), amount=3000.0),)
    claim = {**CLAIM, "window": {"start": "2021-06-01", "end": "2021-06-01"}}

    day = measured(inputs(an_incident(claims=[claim]), None, Tables(sales=(month,), sources={})), "claim:A7")

    assert day["sales"].gap is Gap.COVERAGE


def test_months_cover_a_period_of_months() -> None:
    """`2021-05` to `2021-06` is covered by two rows."""
    rows = tuple(
        SalesRow(line=2, date=read_moment(month), amount=amount)
        for month, amount in (("2021-05", 7.0), ("2021-06", 8.0))
    )
    incident = an_incident(period={"start": "2021-05", "end": "2021-06"})

    assert measured(inputs(incident, None, Tables(sales=rows, sources={})))["sales"].value == 15


# Cost and approval ----------------------------------------------------------


def test_costs_are_added_in_all_and_by_kind() -> None:
    """Compensation and publicity are different money; both stand beside their sum."""
    rows = tuple(
        CostRow(line=2, kind=kind, amount=amount) for kind, amount in (("赔付", 3.0), ("公关", 2.0), ("赔付", 4.0))
    )

    whole = found(costs=rows)

    assert {name: whole[name].value for name in ("cost", "cost@赔付", "cost@公关")} == {
        "cost": 9,
        "cost@赔付": 7,
        "cost@公关": 2,
    }


def test_approval_leaves_out_who_took_no_side() -> None:
    """60 for, 40 against, whatever the 900 others said: 60 %."""
    row = StatementRow(line=2, time=read_moment("2021-06-18 10:00"), replies=1000, approving=60, opposing=40)

    metric = found(statements=(row,))["statement_approval"]

    assert metric.value == pytest.approx(60)
    assert metric.interval == pytest.approx((*(100 * end for end in wilson(60, 100)), 0.95))
    assert metric.n == 100


def test_a_statement_nobody_answered_has_no_approval() -> None:
    """0 of 0 is no opinion."""
    row = StatementRow(line=2, time=read_moment("2021-06-18 10:00"))

    assert found(statements=(row,))["statement_approval"].gap is Gap.TOO_FEW
