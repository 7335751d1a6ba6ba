"""The response clock, the register of follow-ups, hot search: hours and rates a reader can repeat."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.i18n import speaking
from reporter.incident import Response
from reporter.load import HotlistRow, Tables, known_benchmarks
from reporter.load.benchmarks import benchmark
from reporter.metrics import Gap, Metric
from reporter.moments import read_moment
from reporter.stats.exact import clopper_pearson
from tests.projects import an_incident
from tests.test_metrics import inputs, measured

TIMELINE: Final = [
    {"id": "E1", "at": "2021-06-18 08:00", "what": "首曝", "stage": "first_exposure"},
    {"id": "E2", "at": "2021-06-18 09:30", "what": "发现", "stage": "detection"},
    {"id": "E3", "at": "2021-06-18 12:00", "what": "研判", "stage": "assessment"},
    {"id": "E4", "at": "2021-06-19", "what": "处置", "stage": "handling"},
]


def found(tables: Tables | None = None, **fields: Any) -> dict[str, Metric]:  # noqa: ANN401 - raw YAML
    """The whole period's metrics of an incident without posts."""
    return measured(inputs(an_incident(**fields), None, tables))


# The clock --------------------------------------------------------------------


def test_each_step_counts_from_the_last_one_with_a_time() -> None:
    """上报 has no time here: 研判 counts from 发现, and 上报 itself is a gap and no zero."""
    steps = found(timeline=TIMELINE)

    assert steps["response_step@detection"].value == 1.5
    assert steps["response_step@assessment"].value == 2.5
    assert steps["response_step@report"].gap is Gap.NO_TIME
    assert steps["response_step@calm"].gap is Gap.NO_TIME


def test_a_step_known_to_the_day_has_both_ends() -> None:
    """From 12:00 to some time of the next day: 12 to 36 hours, never one of them alone."""
    step = found(timeline=TIMELINE)["response_step@handling"]

    assert step.interval is not None
    assert (round(step.interval.low), round(step.interval.high)) == (12, 36)


def test_word_and_deed_are_different_times() -> None:
    """A refund announced at once and paid a week later is no measure of the first day."""
    action = {
        "id": "M1",
        "name": "退款",
        "announced_at": "2021-06-18 10:00",
        "executed_at": "2021-06-25 10:00",
    }
    whole = found(timeline=TIMELINE, actions=[action])

    assert whole["time_to_action@M1:announced"].value == 2
    assert whole["time_to_action@M1:executed"].value == 170
    assert whole["action_delay@M1"].value == 168


def test_measures_without_times_are_a_named_gap() -> None:
    """The founding case: eighteen measures, not one with a time."""
    whole = found(actions=[{"id": "M1", "name": "退款"}])

    assert whole["time_to_action"].gap is Gap.NO_TIME
    assert whole["action_delay"].gap is Gap.NO_TIME


# What it is read against --------------------------------------------------------


def test_every_mark_says_where_it_comes_from_and_whom_it_binds() -> None:
    """A number of hours without its source and scope would read like the law."""
    marks = {one.id: one for one in known_benchmarks()}

    assert set(marks) == {"golden-4h", "gov-2016-61", "gov-2016-80"}
    assert all(one.source and one.scope and one.date for one in marks.values())
    assert [mark.hours for mark in marks["gov-2016-61"].marks] == [24, 48]
    assert [mark.hours for mark in marks["gov-2016-80"].marks] == [5, 24]
    assert {one.hours for one in marks.values()} == {4, 24, 5}


def test_an_incident_may_bring_its_own_mark() -> None:
    """A company's own plan is what its people were asked to keep."""
    own = {"name": "本单位应急预案", "hours": 2, "source": "预案第5条"}

    chosen = benchmark(Response.model_validate({"benchmark": "own", "own": own}))

    assert (chosen.hours, str(chosen.source)) == (2, "预案第5条")


def test_an_own_mark_without_its_hours_is_refused() -> None:
    """`own` alone would be no mark at all."""
    with pytest.raises(ValueError, match="own without hours"):
        Response.model_validate({"benchmark": "own"})


# Follow-ups ---------------------------------------------------------------------


def item(number: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - raw YAML
    """One follow-up."""
    return {"id": f"F{number}", "action": "整改", "owner_role": "公关", **fields}


def test_only_what_was_due_counts_and_late_is_not_in_time() -> None:
    """As of 1 July: one in time, one late, one open and overdue; one not due yet, one dropped."""
    register = [
        item(1, due="2021-06-25", status="done", done_at="2021-06-25", effective=True),
        item(2, due="2021-06-25", status="done", done_at="2021-06-26", effective=False),
        item(3, due="2021-06-25"),
        item(4, due="2021-08-01"),
        item(5, due="2021-06-25", status="dropped"),
    ]

    whole = found(follow_ups=register)

    assert whole["action_closure"].value == pytest.approx(100 / 3)
    assert whole["action_closure"].n == 3
    assert (whole["action_effective"].value, whole["action_effective"].n) == (50, 2)
    assert whole["action_closure"].interval == pytest.approx((0.8404, 90.57, 0.95), abs=0.01)


def test_an_empty_register_is_a_gap() -> None:
    """0 of 0 is neither closed nor open."""
    assert found()["action_closure"].gap is Gap.TOO_FEW


@pytest.mark.parametrize(
    ("k", "n", "ends"),
    [(0, 10, (0, 0.3085)), (10, 10, (0.6915, 1)), (4, 10, (0.1216, 0.7376)), (81, 263, (0.2527, 0.3676))],
)
def test_the_exact_interval_is_the_published_one(k: int, n: int, ends: tuple[float, float]) -> None:
    """81/263: Newcombe 1998, table I, method 5; the others: Clopper & Pearson's tables."""
    assert clopper_pearson(k, n) == pytest.approx(ends, abs=5e-5)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_exact_interval_holds_the_share(counts: tuple[int, int]) -> None:
    """And lies within 0..1, mirrored for the others."""
    k, n = counts
    low, high = clopper_pearson(k, n)
    other_low, other_high = clopper_pearson(n - k, n)

    assert 0 <= low <= k / n <= high <= 1
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low))


# Hot search -----------------------------------------------------------------------


def term(minutes: float | None, start: str, end: str | None = None, rank: int | None = None) -> HotlistRow:
    """One stay on a list."""
    return HotlistRow(
        list="微博热搜",
        term="锁车后仍计费",
        start=read_moment(start),
        end=read_moment(end) if end else None,
        best_rank=rank,
        minutes=minutes,
    )


def test_two_stays_of_one_term_are_added_and_the_best_rank_kept() -> None:
    """Stated minutes win over both times; 90 + 30 minutes are two hours."""
    rows = (
        term(90, "2021-06-18 10:00", "2021-06-18 20:00", 6),
        term(None, "2021-06-19 10:00", "2021-06-19 10:30", 3),
    )
    with speaking("zh"):
        whole = found(Tables(hotlist=rows, sources={}))
    time = whole["hot_search_time@微博热搜:锁车后仍计费"]

    assert whole["hot_search"].value == 1
    assert (time.value, time.note) == (2, "最高第3位")
    assert whole["hot_search_rank"].value == 3


def test_a_stay_without_an_end_has_no_length() -> None:
    """Still on the list when somebody looked: unknown, not zero."""
    time = found(Tables(hotlist=(term(None, "2021-06-18 10:00"),), sources={}))

    assert time["hot_search_time@微博热搜:锁车后仍计费"].gap is Gap.NO_TIME
