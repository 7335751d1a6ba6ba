"""All families over all windows: the one door of the metrics room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from reporter.i18n import _
from reporter.load import TABLES, table_file
from reporter.metrics import (
    authors,
    clock,
    closure,
    copies,
    cost,
    counters,
    course,
    effect_metric,
    groups,
    hotsearch,
    net,
    nodes,
    recovered,
    response,
    sales,
    sensitive,
    sentiment,
    spread,
    structure,
    survey,
    trade,
    waves,
    weighted,
)
from reporter.metrics.inputs import Across, Definition, Derived, Family, Inputs
from reporter.metrics.record import Gap, Metric
from reporter.windows import WHOLE, Window

#: In the order the catalogue and the evidence page list them.
FAMILIES: Final[tuple[Family, ...]] = (
    spread.spread,
    sentiment.sentiment,
    response.response,
    course.course,
    effect_metric.effect,
    cost.approval,
    survey.survey,
    sales.sales,
    cost.cost,
    counters.counters,
    nodes.nodes,
    groups.groups,
    hotsearch.hotsearch,
    clock.clock,
    closure.closure,
    authors.authors,
    sensitive.sensitive,
    waves.waves,
    trade.trade,
    weighted.weighted,
    structure.structure,
    copies.copies,
)
#: What follows from metrics of the same window.
DERIVED: Final[tuple[Derived, ...]] = (net.net,)
#: What follows from metrics of several windows.
ACROSS: Final[tuple[Across, ...]] = (response.negative_then, recovered.recovered)

DEFINITIONS: Final[tuple[Definition, ...]] = (
    *spread.DEFINITIONS,
    *sentiment.DEFINITIONS,
    *response.DEFINITIONS,
    *course.DEFINITIONS,
    *effect_metric.DEFINITIONS,
    *survey.DEFINITIONS,
    *sales.DEFINITIONS,
    *cost.DEFINITIONS,
    *counters.DEFINITIONS,
    *net.DEFINITIONS,
    *nodes.DEFINITIONS,
    *groups.DEFINITIONS,
    *hotsearch.DEFINITIONS,
    *clock.DEFINITIONS,
    *closure.DEFINITIONS,
    *authors.DEFINITIONS,
    *sensitive.DEFINITIONS,
    *waves.DEFINITIONS,
    *trade.DEFINITIONS,
    *weighted.DEFINITIONS,
    *structure.DEFINITIONS,
    *recovered.DEFINITIONS,
    *copies.DEFINITIONS,
)


def measure(inputs: Inputs) -> tuple[Metric, ...]:
    """Every metric of every declared window; one that cannot be computed carries its gap."""
    found = [metric for window in inputs.windows.items for metric in _measured(inputs, window)]
    known = {(metric.id, metric.window): metric for metric in found}
    found += [metric for across in ACROSS for metric in across(inputs, known)]
    return tuple(_from_file(inputs, metric) for metric in (*found, *_unmeasured(inputs, found)))


def _from_file(inputs: Inputs, metric: Metric) -> Metric:
    """The metric with its table named as the file it lies in: `sales` is `销售.csv`."""
    name, colon, rows = metric.source.partition(": ")
    if name not in TABLES:
        return metric
    file = PurePath(inputs.tables.sources[name]).name if name in inputs.tables.sources else table_file(name)
    return replace(metric, source=_("{file}: {rows}").format(file=file, rows=rows) if colon else file)


def _unmeasured(inputs: Inputs, found: Iterable[Metric]) -> Iterator[Metric]:
    """A named gap for each metric of the catalogue that no family spoke of."""
    spoken = {metric.id.partition("@")[0] for metric in found if metric.window == WHOLE}
    for definition in DEFINITIONS:
        if definition.id not in spoken:
            yield definition.metric(None, source=inputs.source, gap=_gap(inputs, definition))


def _gap(inputs: Inputs, definition: Definition) -> Gap:
    """What is missing first: the posts, labels of them, a table."""
    if "posts" in definition.inputs and inputs.tally is None:
        return Gap.NO_POSTS
    if "labels" in definition.inputs:
        return Gap.NO_LABELS
    return Gap.NO_TABLE if set(definition.inputs) & set(TABLES) else Gap.TOO_FEW


def _measured(inputs: Inputs, window: Window) -> list[Metric]:
    """The metrics of one window, those that follow from others last."""
    found = [metric for family in FAMILIES for metric in family(inputs, window)]
    for derived in DERIVED:
        found += derived({metric.id: metric for metric in found}, window)
    return found


def catalogued(metric_id: str) -> Definition | None:
    """The catalogue's row of a metric, whatever its part; None when it has none."""
    name = metric_id.partition("@")[0].partition(":")[0]
    return next((definition for definition in DEFINITIONS if definition.id == name), None)
