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
