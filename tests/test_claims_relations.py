"""Relations between claims and cautions beside them: rules over fields, arithmetic shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.claims import Checked, judge_all, lookup
from reporter.claims.seasons import seasons_in
from reporter.i18n import speaking
from reporter.incident import Incident
from reporter.metrics.record import Interval, Metric
from reporter.units import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")

PROMPT = {"id": "P", "quote": "at once", "asserts": {"topic": "first_response", "value": "prompt"}}
LATE = {"id": "L", "quote": "too late", "asserts": {"topic": "first_response", "value": "late"}}
SALES = {"id": "S", "quote": "…", "metric": "sales", "value": 15, "unit": "%", "direction": "up"}
NEW = {
    "id": "N",
    "quote": "…",
    "metric": "new_customer_share",
    "value": 20,
    "unit": "%",
    "readings": ["share_of_total"],
}
GROWTH = {
    "id": "G",
    "quote": "…",
    "metric": "hourly_growth",
    "value": 0.4,
    "value_from": 0.8,
    "decimals": 1,
    "unit": "%/h",
}
SPEED = {"id": "V", "quote": "…", "metric": "spread_speed", "value": 40, "unit": "%", "direction": "down"}


def check(*claims: dict[str, Any], clock: float | None = None, **fields: object) -> Checked:
    """The claim check of an incident with these claims; `clock` is the measured hours to the first response."""
    plain = {"title": "…", "organisation": {"name": "…"}, "period": {"start": "2021-03", "end": "2021-03"}}
    incident = Incident.model_validate(plain | {"as_of": "2021-04", "claims": claims} | fields)
    with speaking("en"):
        return judge_all(incident, lookup([] if clock is None else [the_clock(clock)]))


def the_clock(hours: float, spread: float = 1) -> Metric:
    """The time to the first response, known to ±`spread` hours."""
    return Metric(
        id="time_to_first_response",
        label="…",
        value=hours,
        unit=Unit.HOURS,
        interval=Interval(hours - spread, hours + spread, 1.0),
        method="test/1",
        source="test",
    )


def found(checked: Checked) -> list[tuple[tuple[str, ...], str]]:
    """The relations in short."""
    return [(relation.claims, relation.verdict.value) for relation in checked.relations]


def test_prompt_and_late_cannot_both_hold() -> None:
    """Whoever is right, the two sentences are not; without a timeline nobody can say who."""
    checked = check(LATE, PROMPT)

    assert found(checked) == [(("L", "P"), "inconsistent")]
    assert "without a timeline" in checked.relations[0].explanation[1]


def test_the_clock_answers_where_there_is_one() -> None:
    """With a timeline the relation says how long it took, and "at once" stands against it."""
    checked = check(PROMPT, LATE, clock=39.3)

    assert found(checked) == [(("P",), "tension"), (("P", "L"), "inconsistent")]
    assert "39.3 hours" in checked.relations[1].explanation[1]


@pytest.mark.parametrize(("hours", "relations"), [(3, 0), (4.5, 0), (5.5, 1)])
def test_a_clock_that_may_still_be_prompt_is_not_held_against_anyone(hours: float, relations: int) -> None:
    """Times known to the hour: only what is late at its earliest is late."""
    assert len(check(PROMPT, clock=hours).relations) == relations


def test_two_sentences_that_agree_have_no_relation() -> None:
    """Saying the same thing twice is no finding."""
    assert found(check(PROMPT, PROMPT | {"id": "Q"})) == []


def test_growth_and_speed_that_agree_have_no_relation() -> None:
    """A growth rate that falls by half and a speed that falls by half."""
    assert found(check(GROWTH, SPEED | {"value": 50})) == []


def test_growth_and_speed_of_one_measure_are_inconsistent() -> None:
    """Same definition, same periods, and no rounding that lets both hold."""
    same = {"definition": "new negative posts per hour"}

    assert found(check(GROWTH | same, SPEED | same | {"value": 30})) == [(("G", "V"), "inconsistent")]
    assert found(check(GROWTH | same, SPEED | same | {"value": 40})) == [(("G", "V"), "tension")]
    assert found(check(GROWTH, SPEED | same | {"value": 30})) == [(("G", "V"), "tension")]


@given(st.integers(1, 100), st.integers(1, 99))
def test_sales_to_others_add_up(rise: int, new: int) -> None:
    """(1 + rise)(1 - new) by hand, and it never claims a fall where there is none."""
    checked = check(SALES | {"value": rise}, NEW | {"value": new})
    others = (100 + rise) * (100 - new) / 10_000
    (sentence,) = checked.relations[0].explanation

    assert ("did not fall" in sentence) == (others >= 1)
    assert (
        f"are {others:.2f}" in sentence
        or f"are {others + 1e-9:.2f}" in sentence
        or f"are {others - 1e-9:.2f}" in sentence
    )


def test_relations_stand_in_the_order_claimed() -> None:
    """The page shows a relation between its two claims, the earlier one first."""
    claims = (NEW, SPEED, SALES, GROWTH)

    assert found(check(*claims)) == [(("N", "S"), "implies"), (("V", "G"), "tension")]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-06-01", "2021-07-01", ("the 618 promotions",)),
        ("2021-07-01", "2021-08-01", ()),
        ("2021-06-21", "2021-06-30", ()),
        ("2021-02-01", "2021-02-05", ("the Spring Festival",)),
        ("2023-12-01", "2024-02-01", ("the Spring Festival",)),
        ("2021-11-12", "2021-11-20", ("the Double 11 promotions",)),
        ("2021-01-01", "2021-12-31", ("the 618 promotions", "the Double 11 promotions", "the Spring Festival")),
    ],
)
def test_shopping_seasons_are_known(start: str, end: str, expected: tuple[str, ...]) -> None:
    """618, 双11 and 春节 move sales by themselves; windows are half-open."""
    bounds = (datetime.fromisoformat(day).replace(tzinfo=SHANGHAI) for day in (start, end))

    with speaking("en"):
        assert seasons_in(*bounds) == expected


def test_a_season_is_looked_for_in_the_claims_own_window() -> None:
    """A claim on July is not held against June."""
    july = SALES | {"window": {"start": "2021-07-01", "end": "2021-07-31"}}

    (verdict,) = check(july, period={"start": "2021-06", "end": "2021-06"}).verdicts

    assert verdict.cautions == ()


def test_a_fall_in_points_is_impossible_from_below_itself() -> None:
    """A share cannot fall by 35 points from 20 %."""
    share = {"id": "D", "quote": "…", "metric": "negative_share", "value": 35, "unit": "%", "direction": "down"}

    (verdict,) = check(share).verdicts

    assert "impossible from below 35%" in verdict.cautions[0]


def test_a_share_of_per_cent_without_a_reading_is_ambiguous_by_itself() -> None:
    """The words "rose by 20 %" of a share leave open what is meant, whoever recorded them."""
    share = {"id": "D", "quote": "…", "metric": "negative_share", "value": 20, "unit": "%", "direction": "up"}

    (verdict,) = check(share).verdicts

    assert [one.reading.value for one in verdict.readings] == ["rel_change", "pp"]
    assert "AMBIGUOUS_READING" in verdict.reasons
