"""The catalogue is whole: every metric of the field, each measured or a named gap, each with its facts."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import pytest

from reporter.i18n import _, speaking
from reporter.load import TABLES, table_file
from reporter.metrics import DEFINITIONS, Amec, Definition, measure
from reporter.metrics.measure import ACROSS, DERIVED, FAMILIES
from reporter.windows import WHOLE
from tests.projects import an_incident
from tests.test_metrics import inputs
from tools.manual.__main__ import MANUAL

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


def _home(definition: Definition) -> str:
    """The module a metric is defined in."""
    modules = {one.__module__ for one in FAMILIES} | {one.__module__ for one in (*DERIVED, *ACROSS)}
    return next(name for name in sorted(modules) if definition in sys.modules[name].DEFINITIONS)


def test_a_metric_is_one_file_with_its_formula_its_method_and_a_test() -> None:
    """Definition and measure stand in one module; some test names the metric, and nobody defines it twice."""
    here = Path(__file__)
    tests = "".join(path.read_text(encoding="utf-8") for path in here.parent.glob("test_*.py") if path != here)
    homes = {definition.id: _home(definition) for definition in DEFINITIONS}

    assert len(homes) == len(DEFINITIONS)
    untested = [name for name in homes if not re.search(rf"\b{name}\b", tests)]
    assert untested == []
    untold = [name for name, home in homes.items() if not (sys.modules[home].__doc__ or "").strip()]
    assert untold == []


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.id)
def test_the_catalogue_page_tells_every_fact_of_a_metric(definition: Definition) -> None:
    """Id, both names, meaning, unit, direction, level, inputs, method and source, each in its place."""
    page = MANUAL.joinpath("4-metrics.md").read_text(encoding="utf-8")
    section = next(part for part in page.split("\n### ") if f"`{definition.id}` · " in part)

    with speaking("zh"):
        names = [_(definition.label), *(table_file(one) for one in definition.inputs if one in TABLES)]
    assert [
        one for one in (*names, f"方法`{definition.method}`", "英文：", "数据：", "公式出处：") if one not in section
    ] == []
    facts = next(line for line in section.splitlines() if line.startswith(f"`{definition.id}`"))
    assert len(facts.split(" · ")) == 5


def test_families_are_named_once() -> None:
    """A family run twice would measure everything twice."""
    assert len(set(FAMILIES)) == len(FAMILIES)
