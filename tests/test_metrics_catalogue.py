"""The catalogue is whole: every metric of the field, each measured or a named gap, each with its facts."""

from __future__ import annotations

from typing import Final

import pytest

from reporter.load import TABLES
from reporter.metrics import DEFINITIONS, Amec, Definition, measure
from reporter.metrics.measure import FAMILIES
from reporter.windows import WHOLE
from tests.projects import an_incident
from tests.test_metrics import inputs

#: What a metric may be worked out from.
INPUTS: Final = {"posts", "incident", *TABLES}

#: The table of the specification, row by row, as ids.
SPECIFIED: Final = frozenset(
    "volume negative_volume negative_share positive_share net_sentiment hourly_growth doubling_time half_life"
    " spread_speed active_authors sensitive_share first_seen key_node_share hot_search topic_counter"
    " region_share viewpoint_share"
    " onset peak time_to_peak time_to_first_response time_to_action action_delay volume_before_response recovery_time"
    " excess_volume engagement_weighted_share platform_share top10_share gini hhi repost_depth repost_breadth"
    " repost_branching copy_share statement_approval answer_coverage satisfaction satisfaction_change"
    " satisfaction_better satisfaction_odds survey_share survey_difference sales_change new_customer_share"
    " new_customer_change existing_revenue_index cost cost_per_point second_peaks action_closure"
    " action_effective".split()
)


def test_every_row_of_the_specification_is_in_the_catalogue() -> None:
    """A metric of the field that is missing here is missing in the report, without a word."""
    assert SPECIFIED - {definition.id for definition in DEFINITIONS} == set()


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.id)
def test_a_metric_says_what_it_is_made_of(definition: Definition) -> None:
    """Level, data and method are what a reader checks first."""
    assert definition.level in Amec
    assert definition.inputs
    assert set(definition.inputs) <= INPUTS
    assert "/" in definition.method
    assert definition.meaning.endswith(".")


def test_what_cannot_be_measured_is_a_named_gap() -> None:
    """An incident without any data shows every metric of the catalogue, none with a value."""
    found = {metric.id.partition("@")[0]: metric for metric in measure(inputs(an_incident(), None))}

    assert {definition.id for definition in DEFINITIONS} - set(found) == set()
    assert {metric.window for metric in found.values()} == {WHOLE}
    assert [metric.id for metric in found.values() if metric.value is not None] == []


def test_no_level_of_evaluation_is_left_out() -> None:
    """A catalogue of outputs alone would measure noise and call it success."""
    assert {definition.level for definition in DEFINITIONS} == set(Amec)


def test_families_are_named_once() -> None:
    """A family run twice would measure everything twice."""
    assert len(set(FAMILIES)) == len(FAMILIES)
