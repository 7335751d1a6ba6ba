"""All families over all windows: the one door of the metrics room."""

from __future__ import annotations

from typing import Final

from reporter.metrics import cost, counters, response, sales, sentiment, spread, survey
from reporter.metrics.inputs import Definition, Family, Inputs
from reporter.metrics.record import Metric

#: In the order the catalogue and the evidence page list them.
FAMILIES: Final[tuple[Family, ...]] = (
    spread.spread,
    sentiment.sentiment,
    response.response,
    cost.approval,
    survey.survey,
    sales.sales,
    cost.cost,
    counters.counters,
)

DEFINITIONS: Final[tuple[Definition, ...]] = (
    *spread.DEFINITIONS,
    *sentiment.DEFINITIONS,
    *response.DEFINITIONS,
    *survey.DEFINITIONS,
    *sales.DEFINITIONS,
    *cost.DEFINITIONS,
    *counters.DEFINITIONS,
)


def measure(inputs: Inputs) -> tuple[Metric, ...]:
    """Every metric of every declared window; one that cannot be computed carries its gap."""
    return tuple(metric for window in inputs.windows.items for family in FAMILIES for metric in family(inputs, window))


def catalogued(metric_id: str) -> Definition | None:
    """The catalogue's row of a metric, whatever its part; None when it has none."""
    name = metric_id.partition("@")[0].partition(":")[0]
    return next((definition for definition in DEFINITIONS if definition.id == name), None)
