"""Verdicts: figures against data, reading by reading, and what is never said."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.claims import Attribution, NumberVerdict, Reason, Verdict, families, judge, judge_all, lookup
from reporter.claims.families import Family, Source
from reporter.claims.figures import implied, stated
from reporter.claims.recompute import change, estimate
from reporter.i18n import speaking
from reporter.incident import Claim, Comparator, Incident, Reading
from reporter.metrics import DEFINITIONS
from reporter.metrics.record import Calibration, Gap, Interval, Metric
from reporter.stats import newcombe, wilson
from reporter.units import Unit
from tests.soak import examples

SUPPORTED, CONTRADICTED = NumberVerdict.SUPPORTED, NumberVerdict.CONTRADICTED
NOT_REPRODUCED, NOT_VERIFIABLE = NumberVerdict.NOT_REPRODUCED, NumberVerdict.NOT_VERIFIABLE

JUNE = {"start": "2021-06-01", "end": "2021-06-07"}
MAY = {"start": "2021-05-01", "end": "2021-05-07"}


def a_claim(**changed: Any) -> Claim:  # noqa: ANN401 - raw YAML
    """A claim on the volume of its own window; a test names what it is about."""
    fields = {"id": "C1", "quote": "…", "metric": "volume", "value": 100, "unit": "posts", "window": JUNE}
    return Claim.model_validate(fields | changed)


def a_share_rise(**changed: Any) -> Claim:  # noqa: ANN401 - raw YAML
    """A claim that the positive share rose by 20 points."""
    fields = {"metric": "positive_share", "value": 20, "unit": "pp", "direction": "up", "baseline": MAY}
    return a_claim(**(fields | {"readings": ["pp"]} | changed))


def an_incident(*claims: Claim) -> Incident:
    """An incident of June 2021 with these claims."""
    fields = {"title": "…", "organisation": {"name": "…"}, "period": {"start": "2021-06", "end": "2021-06"}}
    return Incident.model_validate(fields | {"as_of": "2021-07", "claims": claims})


def a_metric(value: float | None, **fields: Any) -> Metric:  # noqa: ANN401 - any field of a Metric
    """The volume in a claim's own window; a census unless an interval is given."""
    plain: dict[str, Any] = {
        "id": "volume",
        "label": "…",
        "unit": Unit.POSTS,
        "method": "test/1",
        "n": 100,
        "source": "test",
        "window": "claim:C1",
        "gap": Gap.NO_POSTS if value is None else None,
    }
    if "interval" in fields:
        fields["interval"] = Interval(*fields["interval"])
    return Metric(value=value, **(plain | fields))


def shares(after: float, before: float, half: float, **more: Any) -> tuple[Metric, Metric]:  # noqa: ANN401
    """The positive share in a claim's window and baseline, each within ±half."""
    made = [
        a_metric(
            value,
            id="positive_share",
            window=window,
            unit=Unit.PERCENT,
            interval=(value - half, value + half),
            **more,
        )
        for value, window in ((after, "claim:C1"), (before, "baseline:C1"))
    ]
    return made[0], made[1]


def verdict(claim: Claim, *metrics: Metric) -> Verdict:
    """The verdict of a claim alone, in English."""
    with speaking("en"):
        return judge(claim, an_incident(claim), lookup(metrics))


def outcome(claim: Claim, *metrics: Metric) -> tuple[NumberVerdict | None, tuple[Reason, ...]]:
    """Verdict and reasons of a claim alone."""
    found = verdict(claim, *metrics)
    return found.number, found.reasons


# --- what a print can mean -----------------------------------------------------------------


@given(st.integers(1, 10**7), st.integers(0, 3), st.sampled_from(Comparator))
def test_what_is_printed_is_among_what_it_can_mean(digits: int, decimals: int, comparator: Comparator) -> None:
    """Rounding and comparators widen a figure; they never move it out of its own range."""
    value = digits / 10**decimals

    low, high = stated(value, decimals, comparator)

    assert low <= value <= high


@pytest.mark.parametrize(
    ("value", "decimals", "comparator", "expected"),
    [
        (60, 0, Comparator.EQUAL, (59.5, 60.5)),
        (0.4, 1, Comparator.EQUAL, (0.35, 0.45)),
        (2_000_000, 0, Comparator.OVER, (2_000_000, math.inf)),
        (2_000_000, 0, Comparator.ABOUT, (1_500_000, 2_500_000)),
        (50_000, 0, Comparator.NEAR, (45_000, 50_000)),
        (85, 0, Comparator.ABOUT, (84.5, 85.5)),
        (50, 0, Comparator.BELOW, (-math.inf, 50)),
        (5, 0, Comparator.AT_MOST, (-math.inf, 5)),
        (30, 0, Comparator.REACHED, (30, math.inf)),
    ],
)
def test_comparators_are_read_as_they_are_meant(
    value: float,
    decimals: int,
    comparator: Comparator,
    expected: tuple[float, float],
) -> None:
    """超过200万 is a bound and not 2,000,000 ± .5; 约200万 is no claim to the last unit."""
    assert stated(value, decimals, comparator) == pytest.approx(expected)


def test_two_levels_imply_a_change_within_rounding() -> None:
    """0.8 -> 0.4 is -50 %, and anything from -58.8 to -40.0 % prints so."""
    claim = a_claim(value=0.4, value_from=0.8, decimals=1, unit="%/h", metric="hourly_growth", definition="…")

    face, span = implied(claim, Reading.REL_CHANGE) or (0, (0, 0))

    assert face == pytest.approx(-50)
    assert span == pytest.approx((100 * (0.35 / 0.85 - 1), -40))


def test_a_fall_by_more_than_is_a_bound_from_above() -> None:
    """下降超过40% allows -41 and not -39."""
    claim = a_claim(value=40, unit="%", direction="down", comparator="超过", readings=["rel_change"])

    assert implied(claim, Reading.REL_CHANGE) == (-40, (-math.inf, -40))


# --- against data --------------------------------------------------------------------------


def test_a_census_that_meets_the_claim_supports_it() -> None:
    """A census has no sampling error: the print and the count agree or they do not."""
    assert outcome(a_claim(value=48_216), a_metric(48_216)) == (SUPPORTED, ())
    assert outcome(a_claim(value=48_216), a_metric(48_300)) == (CONTRADICTED, ())


def test_a_whole_number_cut_off_and_not_rounded_is_told_so() -> None:
    """60.7 hours reported as 60: true as far as it goes."""
    claim = a_claim(metric="time_to_first_response", unit="h", value=60, window=None)
    clock = a_metric(60.7, id="time_to_first_response", window="period", unit=Unit.HOURS)

    assert outcome(claim, clock) == (SUPPORTED, (Reason.TRUNCATED,))


def test_a_bound_must_hold_for_the_whole_interval() -> None:
    """Coverage gaps bound the count: more than 45,000 holds for all of 47,100 to 49,900."""
    counted = a_metric(48_216, interval=(47_100, 49_900, 1.0))

    assert outcome(a_claim(value=45_000, comparator="超过"), counted) == (SUPPORTED, ())
    assert outcome(a_claim(value=48_000, comparator="超过"), counted) == (NOT_VERIFIABLE, (Reason.UNDERPOWERED,))
    assert outcome(a_claim(value=50_000, comparator="超过"), counted) == (CONTRADICTED, ())


def test_a_narrow_interval_supports_and_a_wide_one_does_not() -> None:
    """A rise of 20 points: half-width at most a quarter of it, which is 5."""
    assert outcome(a_share_rise(), *shares(41, 21, 3)) == (SUPPORTED, ())
    assert outcome(a_share_rise(), *shares(41, 21, 4)) == (NOT_VERIFIABLE, (Reason.UNDERPOWERED,))


def test_a_difference_beyond_chance_contradicts() -> None:
    """13 points measured to ±2 are not 35 points."""
    found = verdict(a_share_rise(value=35), *shares(21.4, 8.1, 1.5))

    assert (found.number, found.reasons) == (CONTRADICTED, ())
    assert found.recomputed is not None
    assert found.recomputed.value == pytest.approx(13.3)
    assert "+13.3 percentage points" in found.explanation


def test_between_the_two_levels_it_is_only_not_reproduced() -> None:
    """Outside the 95 % interval but inside the 99 % one nothing is contradicted."""
    se = 2 * math.sqrt(2) / 1.959964
    claim = a_share_rise(value=20)

    assert outcome(claim, *shares(39.5 - 2.3 * se, 20, 2)) == (NOT_REPRODUCED, (Reason.BORDERLINE,))
    assert outcome(claim, *shares(39.5 - 2.7 * se, 20, 2)) == (CONTRADICTED, ())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"population": "四大平台"}, Reason.OTHER_POPULATION),
        ({"window": None}, Reason.OTHER_WINDOW),
        ({"metric": "peak"}, Reason.OTHER_WINDOW),
    ],
)
def test_other_posts_or_another_period_never_contradict(fields: dict[str, object], reason: Reason) -> None:
    """The figure may be right for what it was counted from."""
    metrics = a_metric(500), a_metric(500, window="period"), a_metric(500, id="peak", window="period")

    assert outcome(a_claim(**fields), *metrics) == (NOT_REPRODUCED, (reason,))


@pytest.mark.parametrize(
    "fields",
    [
        {"population": "微博、 抖音"},
        {"population": "四大平台", "same_population": True},
        {"window": {"start": "2021-06-01", "end": "2021-06-30"}, "metric": "peak"},
    ],
)
def test_the_same_posts_and_period_by_another_name_are_the_same(fields: dict[str, object]) -> None:
    """The incident's platforms, a range the analyst confirmed, the report's own period: nothing to hide behind."""
    claim = a_claim(**fields)
    incident = an_incident(claim).model_copy(update={"platforms": ("抖音", "微博")})
    metrics = a_metric(500), a_metric(500, id="peak", window="period")

    assert judge(claim, incident, lookup(metrics)).number is CONTRADICTED


def test_a_period_outside_the_data_is_told_as_such() -> None:
    """Files were handed in, but not for those days: asking for "the data" again would help nobody."""
    uncovered = a_metric(None, id="sales", unit=Unit.YUAN, gap=Gap.COVERAGE)
    claim = a_claim(metric="sales", unit="yuan")

    assert outcome(claim, uncovered) == (NOT_VERIFIABLE, (Reason.NOT_COVERED,))
    assert outcome(claim) == (NOT_VERIFIABLE, (Reason.NO_DATA,))


@pytest.mark.parametrize(("unit", "value"), [("h", 48), ("d", 2)])
def test_days_and_hours_are_compared_with_each_other(unit: str, value: float) -> None:
    """两天 and 48小时 are the same length of time."""
    claim = a_claim(metric="time_to_recovery", unit=unit, value=value)
    metrics = [
        a_metric(48, id="time_to_recovery", unit=Unit.HOURS),
        a_metric(72, id="time_to_recovery", unit=Unit.HOURS),
    ]

    assert outcome(claim, metrics[0])[0] is SUPPORTED
    assert outcome(claim, metrics[1])[0] is CONTRADICTED


def test_a_metric_that_is_a_change_itself_is_read_off() -> None:
    """A year-on-year change has its own comparison inside; none is made of two of them."""
    family = Family(source=Source.SALES, change=True)
    claim = a_claim(metric="sales_change", value=12, unit="%", direction="down", readings=["rel_change"], baseline=MAY)
    metric = a_metric(-12.2, id="sales_change", unit=Unit.PERCENT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(families, "_families", lambda: {"sales_change": family})
        assert outcome(claim, metric)[0] is SUPPORTED


def test_every_metric_of_the_catalogue_can_be_claimed() -> None:
    """A metric somebody adds tomorrow has a family without a line written here."""
    found = {d.id: families.family(a_claim(metric=d.id)) for d in DEFINITIONS}

    assert [d.id for d in DEFINITIONS if d.unit is Unit.PERCENT and not (found[d.id].share or found[d.id].change)] == []
    assert [d.id for d in DEFINITIONS if "posts" in d.inputs and found[d.id].source is Source.UNKNOWN] == []
    assert found["spread_speed"].rate
    assert not found["peak"].rate


@pytest.mark.parametrize("name", ["volume", "声量"])
def test_a_metric_may_be_named_as_the_page_names_it(name: str) -> None:
    """An analyst writes 声量 and not `volume`."""
    with speaking("zh"):
        found = judge(a_claim(metric=name), an_incident(a_claim(metric=name)), lookup([a_metric(100)]))

    assert found.number is SUPPORTED


def test_a_metric_nobody_measures_is_told() -> None:
    """A slip in the metric's name must not look like missing data."""
    found = verdict(a_claim(metric="brand_value", unit="count"), a_metric(100))

    assert found.number is NOT_VERIFIABLE
    assert "none of the metrics" in found.cautions[0]


def test_a_growth_rate_on_another_base_is_never_contradicted() -> None:
    """Growth over all posts so far and hour on hour are two measures; ours has one base."""
    claim = a_claim(metric="hourly_growth", value=3, unit="%/h", definition="新增除以累计")
    ours = a_metric(-8, id="hourly_growth", unit=Unit.PERCENT_PER_HOUR)

    assert outcome(claim, ours) == (NOT_REPRODUCED, (Reason.OTHER_DEFINITION,))


def test_what_no_reading_gives_is_not_reproduced_even_where_only_one_is_at_odds() -> None:
    """At odds as per cent, borderline as points: under no reading do the data give the figure."""
    claim = a_share_rise(value=50, unit="%", readings=["rel_change", "pp"])
    se = 5 * math.sqrt(2) / 1.959964
    wide = shares(70 - 0.5 - 2.3 * se, 20, 5)

    assert outcome(claim, *wide) == (NOT_REPRODUCED, (Reason.BORDERLINE,))


def test_a_coarse_figure_needs_a_finer_measure() -> None:
    """约20 points is anything from 15 to 25: half of it shows only to an interval of ±2.5."""
    claim = a_share_rise(comparator="约")

    assert outcome(claim, *shares(40, 20, 1.7)) == (SUPPORTED, ())
    assert outcome(claim, *shares(40, 20, 2.2)) == (NOT_VERIFIABLE, (Reason.UNDERPOWERED,))


def test_a_small_share_needs_more_than_five_points() -> None:
    """±4 points cannot tell 8 % from 4 %."""
    claim = a_claim(metric="positive_share", value=8, unit="%")

    assert outcome(claim, *shares(8, 8, 4)[:1]) == (NOT_VERIFIABLE, (Reason.UNDERPOWERED,))
    assert outcome(claim, *shares(8, 8, 1.5)[:1]) == (SUPPORTED, ())


def test_a_claim_declared_primary_stands_among_the_primary_ones() -> None:
    """P = .005 contradicts the one declared primary and none of the nineteen others."""
    names = [f"C{i}" for i in range(1, 21)]
    claims = [a_claim(id=name, metric="peak", value=100, primary=name == "C7") for name in names]
    half = 10 * 1.959964 / 2.807
    metrics = [
        a_metric(110.5, id="peak", window=f"claim:{name}", interval=(110.5 - half, 110.5 + half)) for name in names
    ]

    checked = judge_all(an_incident(*claims), lookup(metrics)).verdicts

    assert [v.id for v in checked if v.number is CONTRADICTED] == ["C7"]
    assert [v.id for v in checked if not v.exploratory] == ["C7"]


def test_a_machine_of_unknown_error_settles_nothing() -> None:
    """An uncalibrated classifier neither supports nor contradicts."""
    machine = {"calibration": Calibration.UNCALIBRATED}

    assert outcome(a_share_rise(), *shares(40, 20, 1, **machine)) == (NOT_VERIFIABLE, (Reason.UNCALIBRATED,))
    assert outcome(a_share_rise(), *shares(21, 20, 1, **machine)) == (NOT_REPRODUCED, (Reason.UNCALIBRATED,))


def test_a_claims_own_sampling_error_counts() -> None:
    """85 % of 40 people is no contradiction to 75 % of many."""
    claim = {"metric": "survey_share", "unit": "%", "value": 85, "readings": ["level"]}
    survey = a_metric(75, id="survey_share", unit=Unit.PERCENT, interval=(74, 76))

    assert outcome(a_claim(**claim), survey)[0] is CONTRADICTED
    assert outcome(a_claim(**claim, n=40), survey) == (NOT_VERIFIABLE, (Reason.UNDERPOWERED,))


def test_a_relative_change_is_compared_on_the_log_scale() -> None:
    """Halving and doubling are equally far from no change."""
    claim = a_claim(metric="peak", value=50, unit="%", direction="down", readings=["rel_change"], baseline=MAY)
    before = a_metric(100, id="peak", window="baseline:C1", unit=Unit.POSTS_PER_HOUR)
    after = a_metric(50, id="peak", unit=Unit.POSTS_PER_HOUR, interval=(45, 55))

    found = verdict(claim, before, after)

    assert (found.number, found.reasons) == (SUPPORTED, ())
    assert found.recomputed is not None
    assert found.recomputed.interval is not None
    assert found.recomputed.interval[:2] == pytest.approx((-55, -45))


def test_both_stated_levels_must_hold() -> None:
    """From 10 to 20 is not supported by a 20 that was 15 before."""
    claim = a_claim(value=20, value_from=10, readings=["level"], baseline=MAY)

    assert outcome(claim, a_metric(20), a_metric(10, window="baseline:C1"))[0] is SUPPORTED
    assert outcome(claim, a_metric(20), a_metric(15, window="baseline:C1"))[0] is CONTRADICTED
    assert outcome(claim.model_copy(update={"baseline": None}), a_metric(20)) == (NOT_VERIFIABLE, (Reason.NO_BASELINE,))


def test_an_ambiguous_claim_is_judged_under_every_reading() -> None:
    """A verdict only when all readings agree: 50 fails both ways, 20 only as per cent."""
    both = {"unit": "%", "readings": ["rel_change", "pp"]}
    metrics = shares(41, 21, 1.5)

    agreed = verdict(a_share_rise(value=50, **both), *metrics)
    split = verdict(a_share_rise(value=20, **both), *metrics)

    assert (agreed.number, agreed.reasons) == (CONTRADICTED, ())
    assert (split.number, split.reasons) == (NOT_VERIFIABLE, (Reason.AMBIGUOUS_READING,))
    assert [r.outcome for r in split.readings] == [CONTRADICTED, SUPPORTED]


def test_a_unit_that_does_not_fit_is_told() -> None:
    """Posts are not hours, and nothing is compared."""
    assert outcome(a_claim(unit="h"), a_metric(100)) == (NOT_VERIFIABLE, (Reason.NO_UNIT,))


def test_a_metric_with_a_gap_is_no_data() -> None:
    """A metric that could not be computed says nothing about the claim."""
    assert outcome(a_claim(), a_metric(None)) == (NOT_VERIFIABLE, (Reason.NO_DATA,))


def test_a_causal_sentence_never_inherits_its_numbers_verdict() -> None:
    """The number may be right and the cause still not assessable."""
    series = a_metric(900, window="period")

    found = verdict(a_claim(causal=True), a_metric(100), series)
    blind = verdict(a_claim(causal=True), a_metric(100))

    assert found.number is SUPPORTED
    assert (found.attribution, found.attribution_reason) == (Attribution.NOT_ASSESSABLE, "NO_ESTIMATE")
    assert (blind.attribution, blind.attribution_reason) == (Attribution.NOT_ASSESSABLE, "NO_SERIES")


def test_many_claims_on_a_page_are_not_contradicted_by_chance() -> None:
    """Holm over the page: p = .005 contradicts a claim alone and none of twenty."""
    names = [f"C{i}" for i in range(1, 21)]
    claims = [a_claim(id=name, metric="peak", value=100) for name in names]
    half = 10 * 1.959964 / 2.807
    metrics = [
        a_metric(110.5, id="peak", window=f"claim:{name}", interval=(110.5 - half, 110.5 + half)) for name in names
    ]

    alone = judge_all(an_incident(claims[0]), lookup(metrics)).verdicts
    together = judge_all(an_incident(*claims), lookup(metrics)).verdicts

    assert [v.number for v in alone] == [CONTRADICTED]
    assert {v.number for v in together} == {NOT_REPRODUCED}


# --- laws ----------------------------------------------------------------------------------

FIELDS: tuple[dict[str, Any], ...] = (
    {"metric": "spread_speed", "value": 40, "unit": "%", "direction": "down"},
    {"metric": "positive_share", "value": 35, "unit": "%", "direction": "up"},
    {"metric": "satisfaction", "value": 7.0, "value_from": 6.2, "unit": "points", "decimals": 1},
    {"metric": "volume", "value": 100, "unit": "posts"},
    {"metric": "", "value": 3, "unit": "count"},
    {"metric": "brand_value", "value": 3, "unit": "count"},
    {"metric": "", "value": None, "unit": None},
)


PLAIN = [a_claim(**(fields | {"id": f"C{i}", "window": None})) for i, fields in enumerate(FIELDS)]


@settings(max_examples=examples(25))
@given(st.permutations(range(len(FIELDS))), st.lists(st.integers(0, 99), unique=True, min_size=7, max_size=7))
def test_verdicts_follow_the_fields_and_never_the_id_or_the_place(order: list[int], numbers: list[int]) -> None:
    """The rules run over the records: renamed and reordered claims keep their verdicts."""
    renamed = [PLAIN[i].model_copy(update={"id": f"X{n}"}) for i, n in zip(order, numbers, strict=True)]

    assert _judged(renamed) == [_judged(PLAIN)[i] for i in order]


def _judged(claims: list[Claim]) -> list[tuple[object, ...]]:
    checked = judge_all(an_incident(*claims), lookup([a_metric(100, window="period")]))
    return [(v.number, v.reasons, v.attribution) for v in checked.verdicts]


@given(st.sampled_from(FIELDS[:-1]), st.booleans())
def test_a_figure_that_is_not_verified_has_a_reason_and_a_remedy(fields: dict[str, object], baseline: bool) -> None:  # noqa: FBT001 - drawn
    """Missing evidence is a verdict, and a verdict says why."""
    found = verdict(a_claim(**fields, baseline=MAY if baseline else None))

    assert found.number is NOT_VERIFIABLE
    assert found.reasons
    assert found.explanation
    assert found.needed


@given(st.integers(1, 60), st.integers(61, 90), st.integers(0, 60), st.integers(61, 90))
def test_a_difference_of_shares_has_newcombes_interval(k1: int, n1: int, k2: int, n2: int) -> None:
    """MOVER over two Wilson intervals is Newcombe's hybrid score method, computed apart in stats."""
    parts = []
    for k, n in ((k1, n1), (k2, n2)):
        low, high = wilson(k, n)
        parts.append(estimate(a_metric(100 * k / n, unit=Unit.PERCENT, interval=(100 * low, 100 * high))))
    assert parts[0] is not None
    assert parts[1] is not None

    made = change(parts[0], parts[1], Reading.PP)

    assert made is not None
    assert (made.low / 100, made.high / 100) == pytest.approx(newcombe(k1, n1, k2, n2))


@given(st.floats(1, 1e6), st.sampled_from(Comparator))
def test_every_verdict_is_plain_json(value: float, comparator: Comparator) -> None:
    """report.json holds numbers and nulls; an open end is a null."""
    found = verdict(a_claim(value=value, comparator=comparator), a_metric(100, interval=(90, 120)))

    assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == found.as_dict()
