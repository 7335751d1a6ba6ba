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


# --- one quantity, twice -------------------------------------------------------------------

WEEK = {"start": "2021-03-01", "end": "2021-03-07"}
BEFORE = {"start": "2021-02-01", "end": "2021-02-07"}
SAME = {"quote": "…", "window": WEEK, "baseline": BEFORE, "definition": "the same", "population": "all"}
A: dict[str, Any] = {"id": "A"}
B: dict[str, Any] = {"id": "B"}


def reasons(checked: Checked) -> list[tuple[str, str]]:
    """The rules that found a relation, and what they call it."""
    return [(relation.reason.value, relation.verdict.value) for relation in checked.relations]


VOLUME = SAME | {"metric": "volume", "unit": "posts"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"value": 17_600, "comparator": "约"}, {"value": 30_000, "comparator": "超过"}, "inconsistent"),
        ({"value": 17_600, "comparator": "约"}, {"value": 30_000, "definition": ""}, "tension"),
        ({"value": 17_600}, {"value": 30_000, "window": BEFORE, "baseline": None}, None),
        ({"value": 17_600}, {"value": 30_000, "population": "微博"}, None),
        ({"value": 17_600, "comparator": "约"}, {"value": 17_580}, None),
        ({"value": 17_600, "comparator": "超过"}, {"value": 30_000, "comparator": "超过"}, None),
        ({"value": 17_600, "comparator": "不超过"}, {"value": 30_000, "comparator": "不少于"}, "inconsistent"),
    ],
)
def test_one_measure_stated_twice_must_be_one_number(
    one: dict[str, Any], other: dict[str, Any], expected: str | None
) -> None:
    """Inconsistent only when both say that they measure the same; other posts or days are another matter."""
    found_ = reasons(check(VOLUME | A | one, VOLUME | B | other))

    assert found_ == ([("TWO_VALUES", expected)] if expected else [])


def test_a_change_that_may_be_read_in_another_way_is_not_inconsistent() -> None:
    """A rise by 35 % and one by 20 points differ at face value only where both are read alike."""
    share = SAME | {"metric": "negative_share", "direction": "up"}
    points = share | A | {"value": 20, "unit": "%", "readings": ["pp"]}

    assert found(check(points, share | B | {"value": 35, "unit": "%", "readings": ["pp"]})) == [
        (("A", "B"), "inconsistent"),
    ]
    assert found(check(points, share | B | {"value": 35, "unit": "%", "readings": ["rel_change"]})) == []
    assert found(check(points, share | B | {"value": 35, "unit": "%", "readings": ["rel_change", "pp"]})) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"value": 35, "unit": "pp", "readings": ["pp"]}, None),
        ({"value": 175, "unit": "%", "readings": ["rel_change"]}, None),
        ({"value": 35, "unit": "%", "readings": ["rel_change"]}, ("POINTS_NOT_PER_CENT", "tension")),
        ({"value": 35, "unit": "%", "readings": ["rel_change", "pp"]}, None),
        ({"value": 25, "unit": "%", "readings": ["rel_change", "pp"]}, ("LEVELS_AND_CHANGE", "inconsistent")),
        ({"value": 30, "unit": "pp", "readings": ["pp"], "comparator": "超过"}, None),
    ],
)
def test_two_levels_say_what_the_change_is(change: dict[str, Any], expected: tuple[str, str] | None) -> None:
    """由20%升至55% is 35 points and 175 %, and nothing else."""
    levels = SAME | A | {"metric": "positive_share", "value": 55, "value_from": 20, "unit": "%"}
    stated = SAME | B | {"metric": "positive_share", "direction": "up"} | change

    assert reasons(check(levels, stated)) == ([expected] if expected else [])


@given(st.integers(1, 90), st.integers(1, 90))
def test_a_change_worked_out_from_two_levels_never_contradicts_them(before: int, after: int) -> None:
    """Whatever a careful writer computes from printed levels is within their rounding."""
    levels = SAME | A | {"metric": "positive_share", "value": after, "value_from": before, "unit": "%"}
    way = {"direction": "up" if after > before else "down", "metric": "positive_share"}
    points = SAME | B | way | {"value": abs(after - before), "unit": "pp"}
    relative = 100 * (after / before - 1)
    ratio = SAME | {"id": "C"} | way | {"value": round(abs(relative)), "unit": "%", "readings": ["rel_change"]}

    assert "LEVELS_AND_CHANGE" not in {rule for rule, _verdict in reasons(check(levels, points, ratio))}


@pytest.mark.parametrize(
    ("quote", "figures", "expected"),
    [
        ("投诉量翻倍", {"value": 60}, True),
        ("投诉量翻一番", {"value": 100}, False),
        ("投诉量减半", {"value": 40, "direction": "down"}, True),
        ("投诉量减半", {"value": 50, "direction": "down"}, False),
        ("咨询量由100条增至210条，翻了一番", {"value": 210, "value_from": 100, "unit": "posts"}, True),
    ],
)
def test_doubling_is_a_hundred_per_cent(quote: str, figures: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    """The word and the figure beside it must say the same."""
    claim = A | {"quote": quote, "metric": "volume", "unit": "%", "direction": "up"} | figures

    assert ("DOUBLING" in {rule for rule, _verdict in reasons(check(claim))}) == expected


# --- parts and wholes ----------------------------------------------------------------------


def shares_of(**values: float) -> list[dict[str, Any]]:
    """Claims on one exclusive share for each platform."""
    share = SAME | {"unit": "%", "readings": ["level"]}
    return [share | {"id": name, "metric": f"platform_share@{name}", "value": value} for name, value in values.items()]


def test_shares_that_exclude_each_other_sum_to_a_whole() -> None:
    """60 and 45 per cent of the same posts are more posts than there are; 55.4 and 45 may be rounded."""
    assert reasons(check(*shares_of(weibo=60, douyin=45))) == [("SHARES_SUM", "inconsistent")]
    assert reasons(check(*shares_of(weibo=55, douyin=46))) == []
    assert reasons(check(*shares_of(weibo=40, douyin=45))) == []


def test_the_three_stances_are_all_there_is() -> None:
    """Negative, neutral and positive must not fall short of the whole either."""
    stance = SAME | {"unit": "%", "readings": ["level"]}
    claims = [
        stance | {"id": name[:3], "metric": f"{name}_share", "value": value}
        for name, value in (("negative", 50), ("neutral", 20), ("positive", 20))
    ]

    assert reasons(check(*claims)) == [("SHARES_SUM", "inconsistent")]
    assert "together make 88.5% to 91.5%" in check(*claims).relations[0].explanation[0]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([("cost@退费", 2_000_000), ("cost", 1_500_000)], 1),
        ([("cost@退费", 1_000_000), ("cost@补偿", 800_000), ("cost", 1_500_000)], 1),
        ([("cost@退费", 700_000), ("cost@补偿", 800_000), ("cost", 1_500_000)], 0),
    ],
)
def test_parts_are_no_larger_than_their_whole(claims: list[tuple[str, int]], expected: int) -> None:
    """Expenses by kind add up to at most all expenses."""
    made = [
        SAME | {"id": f"C{i}", "metric": metric, "value": value, "unit": "yuan", "readings": ["level"]}
        for i, (metric, value) in enumerate(claims)
    ]

    assert reasons(check(*made)) == [("PART_AND_WHOLE", "inconsistent")] * expected


def test_a_share_of_a_whole_is_a_count() -> None:
    """60 % of 10,000 posts are 6,000, and 59.5 to 60.5 % are 5,950 to 6,050."""
    level = SAME | {"readings": ["level"]}
    share = level | {"id": "S", "metric": "negative_share", "value": 60, "unit": "%"}
    whole = level | {"id": "W", "metric": "volume", "value": 10_000, "unit": "posts"}
    count = level | {"id": "N", "metric": "negative_volume", "unit": "posts"}

    assert reasons(check(share, whole, count | {"value": 6_050})) == []
    assert reasons(check(share, whole, count | {"value": 8_000})) == [("SHARE_OF_WHOLE", "inconsistent")]


def test_no_weights_put_a_whole_outside_its_parts() -> None:
    """40 and 50 per cent on the two platforms there are cannot make 60 per cent of all."""
    share = SAME | {"unit": "%", "readings": ["level"]}
    parts = [
        share | {"id": name, "metric": f"negative_share@{name}", "value": v} for name, v in (("wb", 40), ("dy", 50))
    ]
    whole = share | {"id": "W", "metric": "negative_share", "value": 60}
    both = ["微博", "抖音"]

    assert reasons(check(*parts, whole, platforms=both)) == [("WEIGHTED_SUM", "inconsistent")]
    assert reasons(check(*parts, whole | {"value": 45}, platforms=both)) == []
    assert reasons(check(*parts, whole, platforms=["微博", "抖音", "知乎"])) == []


# --- one claim against itself --------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"metric": "satisfaction", "value": 11, "unit": "points", "definition": "满分10分"}, True),
        ({"metric": "satisfaction", "value": 4.6, "decimals": 1, "unit": "points", "definition": "1分至5分"}, False),
        ({"metric": "satisfaction", "value": 5.6, "decimals": 1, "unit": "points", "quote": "5分制"}, True),
        ({"metric": "satisfaction", "value": 11, "unit": "points"}, False),
        ({"metric": "negative_share", "value": 120, "unit": "%", "readings": ["level"]}, True),
        ({"metric": "volume", "value": 120, "unit": "%", "direction": "down"}, True),
        ({"metric": "volume", "value": 120, "unit": "%", "direction": "up"}, False),
        ({"metric": "negative_share", "value": 120, "unit": "pp", "direction": "up"}, True),
        ({"metric": "negative_share", "value": 120, "unit": "%", "direction": "up"}, False),
    ],
)
def test_a_figure_its_scale_does_not_have_is_told(fields: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    """11 of 10 points, a fall by 120 %: under no reading."""
    assert (
        "OUT_OF_RANGE" in {rule for rule, _verdict in reasons(check({"id": "A", "quote": "…"} | fields))}
    ) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # Brown & Heathers 2017: a mean of 5.19 of 28 whole answers does not exist, 5.18 and 5.21 do.
        ({"value": 5.19, "n": 28, "items": 1}, "inconsistent"),
        ({"value": 5.19, "n": 28}, "tension"),
        ({"value": 5.19, "n": 28, "items": 3}, None),
        ({"value": 5.18, "n": 28, "items": 1}, None),
        ({"value": 5.21, "n": 28, "items": 1}, None),
        ({"value": 5.19, "n": 28, "items": 1, "definition": "加权平均"}, None),
        ({"value": 5.19, "n": 28, "items": 1, "comparator": "约"}, None),
        ({"value": 5.19, "items": 1}, None),
    ],
)
def test_a_mean_no_answers_give_is_told(fields: dict[str, Any], expected: str | None) -> None:
    """GRIM: so many whole answers have a grid of means, and a printed one must lie on it."""
    claim = {"id": "A", "quote": "…", "metric": "satisfaction", "unit": "points", "decimals": 2} | fields

    assert reasons(check(claim)) == ([("GRIM", expected)] if expected else [])


@given(st.integers(1, 60), st.integers(1, 4), st.integers(0, 3), st.data())
def test_means_and_shares_of_real_answers_are_always_possible(
    n: int, items: int, decimals: int, data: st.DataObject
) -> None:
    """Whatever people answer, its rounded mean and share pass: GRIM never accuses an honest writer."""
    total = data.draw(st.integers(n * items, 10 * n * items))
    hits = data.draw(st.integers(0, n))
    mean = {"metric": "satisfaction", "unit": "points", "value": round(total / (n * items), decimals), "items": items}
    share = {"metric": "survey_share", "unit": "%", "value": round(100 * hits / n, decimals), "readings": ["level"]}
    claims = [{"id": f"C{i}", "quote": "…", "n": n, "decimals": decimals} | c for i, c in enumerate((mean, share))]

    assert "GRIM" not in {rule for rule, _verdict in reasons(check(*claims))}


@pytest.mark.parametrize(
    ("window", "baseline", "expected"),
    [
        (WEEK, BEFORE, None),
        (BEFORE, WEEK, "tension"),
        (WEEK, {"start": "2021-02-01", "end": "2021-03-02"}, "tension"),
        ({"start": "2021-05-01", "end": "2021-05-07"}, BEFORE, "inconsistent"),
    ],
)
def test_periods_must_come_in_their_order(window: object, baseline: object, expected: str | None) -> None:
    """Nothing is counted after the data were taken, and a comparison looks back."""
    checked = check(VOLUME | A | {"value": 100, "window": window, "baseline": baseline})

    assert reasons(checked) == ([("DATE_ORDER", expected)] if expected else [])


@pytest.mark.parametrize(
    ("action", "by", "expected"),
    [
        ({"announced_at": "2021-03-05", "executed_at": "2021-03-20"}, "2021-03-10", "inconsistent"),
        ({"announced_at": "2021-03-05", "executed_at": "2021-03-10"}, "2021-03-10", None),
        ({"announced_at": "2021-03-05"}, "2021-03-10", "tension"),
        ({"announced_at": "2021-03-05"}, None, "tension"),
        ({"announced_at": "2021-03-05", "executed_at": "2021-03-20"}, None, None),
    ],
)
def test_announced_is_not_carried_out(action: dict[str, str], by: str | None, expected: str | None) -> None:
    """已落实 is held against the time the records give."""
    done = {"topic": "executed", "value": "done", "action": "M1"} | ({"by": by} if by else {})

    checked = check(A | {"quote": "…", "asserts": done}, actions=[{"id": "M1", "name": "refunds"} | action])

    assert reasons(checked) == ([("NOT_CARRIED_OUT", expected)] if expected else [])


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
        ("2021-09-29", "2021-10-06", ("the National Day holidays",)),
        (
            "2021-01-01",
            "2021-12-31",
            ("the 618 promotions", "the National Day holidays", "the Double 11 promotions", "the Spring Festival"),
        ),
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
