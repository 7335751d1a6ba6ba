"""Metrics against hand counts of ten posts, and the laws every metric keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.incident import Incident
from reporter.labels import Hand, label_chunk
from reporter.load import Tables
from reporter.metrics import DEFINITIONS, Calibration, Gap, Inputs, Interval, Metric, measure
from reporter.tallies import Tally, tally
from reporter.units import Unit
from reporter.windows import AFTER, BEFORE, WHOLE, declared_windows
from tests.builders import a_chunk, a_post
from tests.projects import Built, an_incident
from tests.soak import examples

#: Midnight in Shanghai; the period is two days, the first public word comes ten hours in.
START: Final = datetime(2021, 6, 17, 16, 0, tzinfo=UTC)
RESPONSE: Final = {"id": "R1", "name": "致歉", "announced_at": "2021-06-18 10:00", "first_response": True}

#: Hours after the start, platform, kind, the export's label.
TEN: Final = (
    (1.0, "weibo", "original", "negative"),
    (1.5, "weibo", "original", "negative"),
    (2.0, "weibo", "repost", "negative"),
    (2.2, "douyin", "original", "positive"),
    (3.0, "douyin", "original", "neutral"),
    (3.1, "xhs", "original", "negative"),
    (20.0, "weibo", "original", "positive"),
    (30.0, "weibo", "repost", "neutral"),
    (1.2, "weibo", "comment", "negative"),
    (2.1, "douyin", "comment", "positive"),
)

Rows = tuple[tuple[float, str, str, str | None], ...]


def counted(
    rows: Rows, incident: Incident, scores: tuple[float, ...] = (), hand: dict[str, str] | None = None
) -> Tally:
    """The tally of a few posts; post ids are `0`, `1` ... in order."""
    posts = [
        a_post(post_id=str(i), time=START + timedelta(hours=hour), platform=platform, kind=kind, stance=stance)
        for i, (hour, platform, kind, stance) in enumerate(rows)
    ]
    known = np.array(scores or [np.nan] * len(posts))
    return tally(label_chunk(a_chunk(posts), known, Hand(stances=hand or {})), declared_windows(incident))


def inputs(incident: Incident, counts: Tally | None, tables: Tables | None = None) -> Inputs:
    """Everything the families look at."""
    windows = declared_windows(incident)
    return Inputs(incident=incident, windows=windows, tally=counts, tables=tables or Tables(sources={}), source="十条")


def measured(found: Inputs, window: str = WHOLE) -> dict[str, Metric]:
    """The metrics of one window by id."""
    return {metric.id: metric for metric in measure(found) if metric.window == window}


@pytest.fixture(scope="module")
def ten() -> Inputs:
    """The ten posts, all labelled by the export."""
    incident = an_incident(actions=[RESPONSE])
    return inputs(incident, counted(TEN, incident))


#: (id, window) -> value, counted by hand from the table above.
BY_HAND: Final = {
    ("volume", WHOLE): 8,
    ("comment_volume", WHOLE): 2,
    ("spread_speed", WHOLE): 8 / 48,
    ("spread_speed@original", WHOLE): 6 / 48,
    ("spread_speed@repost", WHOLE): 2 / 48,
    ("spread_speed", BEFORE): 6 / 10,
    ("spread_speed", AFTER): 2 / 38,
    # Hours 1, 2 and 3 hold two posts each.
    ("peak", WHOLE): 2,
    # One post in hours 24 to 47.
    ("last_day_rate", WHOLE): 1 / 24,
    ("platform_share@weibo", WHOLE): 62.5,
    ("platform_share@douyin", WHOLE): 25,
    ("platform_share@xhs", WHOLE): 12.5,
    ("platform_share@weibo", AFTER): 100,
    ("negative_share", WHOLE): 50,
    ("positive_share", WHOLE): 25,
    ("negative_share", AFTER): 0,
    ("negative_volume", WHOLE): 4,
    ("volume_before_response", WHOLE): 75,
}


@pytest.mark.parametrize(("metric_id", "window"), BY_HAND)
def test_ten_posts_give_what_a_person_counts(ten: Inputs, metric_id: str, window: str) -> None:
    """Every definition is checked against a count a reader can repeat."""
    assert measured(ten, window)[metric_id].value == pytest.approx(BY_HAND[metric_id, window])


def test_a_census_has_no_interval(ten: Inputs) -> None:
    """Wilson on counted posts would print ±0.07 points where the labels' error is ten."""
    found = measured(ten)

    assert {found[name].interval for name in ("volume", "negative_share", "peak", "platform_share@weibo")} == {None}
    assert found["negative_share"].calibration is Calibration.EXPORT


def test_platform_shares_of_a_sample_have_intervals_that_hold_together() -> None:
    """Goodman 1965 at 1 - .05/3: wider than Wilson's for one platform; 62.5 % of eight lies between 25 and 89."""
    incident = an_incident(actions=[RESPONSE], posts={"sampled": True})

    metric = measured(inputs(incident, counted(TEN, incident)))["platform_share@weibo"]

    assert metric.method == "goodman/1"
    assert metric.interval == pytest.approx((25.5, 89.1, 0.95), abs=0.5)


# Laws -----------------------------------------------------------------------

_row = st.tuples(
    st.floats(-5, 60),
    st.sampled_from(["weibo", "douyin", "某论坛"]),
    st.sampled_from(["original", "repost", "comment"]),
    st.none() | st.sampled_from(["negative", "neutral", "positive"]),
)


@given(st.lists(_row, max_size=12).map(tuple))
@settings(max_examples=examples(25))
def test_parts_add_up_to_their_whole(rows: Rows) -> None:
    """Shares sum to 100, kinds to the speed, windows to the period, whatever was posted."""
    incident = an_incident(actions=[RESPONSE])
    found = {(m.id, m.window): m.value for m in measure(inputs(incident, counted(rows, incident)))}

    def value(metric_id: str, window: str = WHOLE) -> float:
        return found[metric_id, window] or 0.0

    shares = [share for (name, at), share in found.items() if name.startswith("platform_share@") and at == WHOLE]
    assert sum(share or 0 for share in shares) == pytest.approx(100 if value("volume") else 0)
    assert value("spread_speed@original") + value("spread_speed@repost") == pytest.approx(value("spread_speed"))
    assert value("volume", BEFORE) + value("volume", AFTER) == value("volume")
    assert value("spread_speed") == pytest.approx(value("volume") / 48)
    assert value("peak") <= value("volume")


def test_every_metric_is_in_the_catalogue_once_per_window(both: Built, ten: Inputs) -> None:
    """The evidence page, the manual and the claims find a metric by its id and window."""
    names = [definition.id for definition in DEFINITIONS]
    nothing = measure(inputs(an_incident(), None))
    everything = [*measure(ten), *nothing, *(m for report in both.plan.reports for m in report.metrics)]

    assert len(set(names)) == len(names)
    assert {metric.id.partition("@")[0] for metric in everything} - set(names) == set()
    for report in both.plan.reports:
        keys = [(metric.id, metric.window) for metric in report.metrics]
        assert len(set(keys)) == len(keys)


def test_the_sibling_measures_every_metric_of_the_catalogue(both: Built) -> None:
    """A definition nothing computes is a promise in the manual that no page keeps."""
    (sibling,) = [report for report in both.plan.reports if report.tally is not None]

    computed = {metric.id.partition("@")[0] for metric in sibling.metrics if metric.value is not None}
    # Only one of its exports names a channel and none has a flag of sensitivity; its 300 posts are too few
    # for an effect and a slope, and the period ends before it is calm.
    assert {definition.id for definition in DEFINITIONS} - computed == {
        "channel_share",
        "sensitive_share",
        "response_effect",
        "doubling_time",
        "recovery_time",
    }


def test_without_posts_every_number_of_posts_is_a_gap() -> None:
    """Nothing is invented: a zero would read as silence."""
    found = measured(inputs(an_incident(), None))

    assert {metric.value for metric in found.values()} == {None}
    assert found["volume"].gap is Gap.NO_POSTS
    assert found["satisfaction"].gap is Gap.NO_TABLE
    assert found["time_to_first_response"].gap is Gap.NO_TIME


@pytest.mark.parametrize(("value", "gap"), [(None, None), (1.0, Gap.NO_POSTS)])
def test_a_metric_has_a_value_or_a_gap(value: float | None, gap: Gap | None) -> None:
    """Never both, never neither: a reader must learn why a number is missing."""
    with pytest.raises(ValueError, match="volume"):
        Metric(id="volume", label="声量", value=value, gap=gap, unit=Unit.POSTS, method="count/1", source="")


# Waits ----------------------------------------------------------------------


def waits(exposure: str | None, response: str | None) -> Metric:
    """The wait from first exposure to the first response."""
    timeline = [{"id": "T1", "at": exposure, "what": "首曝", "stage": "first_exposure"}] if exposure else []
    actions = [{**RESPONSE, "announced_at": response}] if response else []
    return measured(inputs(an_incident(timeline=timeline, actions=actions), None))["time_to_first_response"]


@pytest.mark.parametrize(
    ("exposure", "response", "value", "interval"),
    [
        ("2021-06-17 20:00", "2021-06-18 10:30", 14.5, None),
        # Any moment of the 17th: from midnight to midnight; noon is shown, and a minute lasts a minute.
        ("2021-06-17", "2021-06-18 10:00", 22, Interval(10, 34 + 1 / 60, 1.0)),
        ("2021-06-17 20:00", "2021-06-19", 40, Interval(28 - 1 / 60, 52, 1.0)),
        # Two whole days apart: between nothing and two days.
        ("2021-06-17", "2021-06-18", 24, Interval(0, 48, 1.0)),
    ],
)
def test_a_wait_is_as_exact_as_its_times(exposure: str, response: str, value: float, interval: Interval | None) -> None:
    """A date is a whole day and not its midnight; arithmetic on it gives an interval."""
    metric = waits(exposure, response)

    assert metric.value == pytest.approx(value)
    assert metric.interval == (pytest.approx(interval) if interval else None)


@pytest.mark.parametrize(("exposure", "response"), [("2021-06-17", None), (None, "2021-06-18"), (None, None)])
def test_a_missing_time_is_a_gap(exposure: str | None, response: str | None) -> None:
    """The most usual gap of all: nobody wrote down when they first spoke."""
    assert waits(exposure, response).gap is Gap.NO_TIME


def test_the_wait_since_the_first_negative_post_is_known_to_the_hour(ten: Inputs) -> None:
    """A tally holds hours; the post of 01:00 stands nine hours before the answer of 10:00."""
    metric = measured(ten)["time_to_first_response@first_negative"]

    assert metric.interval == pytest.approx((8, 9 + 1 / 60, 1.0))


def test_a_complaint_before_the_first_exposure_starts_no_wait() -> None:
    """Somebody always complains; only what came after the trigger waited for an answer."""
    exposure = {"id": "T1", "at": "2021-06-18 03:00", "what": "首曝", "stage": "first_exposure"}
    incident = an_incident(actions=[RESPONSE], timeline=[exposure])

    metric = measured(inputs(incident, counted(TEN, incident)))["time_to_first_response@first_negative"]

    # The post of 03:06, in the hour from 03:00.
    assert metric.interval == pytest.approx((6, 7 + 1 / 60, 1.0))


def test_a_response_known_to_the_day_gives_no_share_before_it() -> None:
    """Where in the day the response fell decides the share: it is not guessed."""
    incident = an_incident(actions=[{**RESPONSE, "announced_at": "2021-06-18"}])

    found = measured(inputs(incident, counted(TEN, incident)))

    assert found["volume_before_response"].gap is Gap.NO_TIME
    assert found["time_to_first_response@first_negative"].interval is not None


def test_the_share_at_the_response_is_that_of_all_before_it(ten: Inputs) -> None:
    """Four of six posts of volume before the response are negative; without a response there is no such moment."""
    found = measured(ten)["negative_share_at_response"]

    assert found.value == pytest.approx(100 * 4 / 6)
    assert found.value == measured(ten, BEFORE)["negative_share"].value
    alone = an_incident()
    assert measured(inputs(alone, counted(TEN, alone)))["negative_share_at_response"].gap is Gap.NO_TIME


def test_net_sentiment_is_the_positive_share_less_the_negative_one(ten: Inputs) -> None:
    """Two of eight positive, four negative: a quarter below nothing."""
    assert measured(ten)["net_sentiment"].value == pytest.approx((2 - 4) / 8)


def test_posts_that_lie_nowhere_are_no_silence() -> None:
    """A workbook without times: 0 posts an hour would be a measurement of something else."""
    incident = an_incident()
    posts = [a_post(post_id=str(i), time=None, time_precision="imprecise") for i in range(3)]
    counts = tally(label_chunk(a_chunk(posts), np.full(3, np.nan), Hand(stances={})), declared_windows(incident))

    whole = measured(inputs(incident, counts))

    assert {whole[name].gap for name in ("volume", "spread_speed", "peak", "last_day_rate")} == {Gap.NO_TIME}
    assert "3" in whole["volume"].note
