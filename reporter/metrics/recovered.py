"""每恢复一分的费用: money over points regained; suppressed when the points may be none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from reporter.i18n import N_, _
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.stats import fieller, z_value
from reporter.units import Unit, significant
from reporter.windows import AFTER, BEFORE, WHOLE

PER_POINT: Final = Definition(
    id="cost_per_point",
    label=N_("cost per recovered point"),
    unit=Unit.YUAN_PER_POINT,
    method="fieller/1",
    direction=Direction.DOWN,
    meaning=N_(
        "All costs over the points regained (satisfaction; negative share in percentage points); not shown when the"
        " change's interval includes no change. It does not say that the money bought the points.",
    ),
    level=Amec.IMPACT,
    inputs=("costs", "survey", "labels"),
    reference="Fieller 1954, Journal of the Royal Statistical Society B 16:175-185",
)
DEFINITIONS: Final = (PER_POINT,)
_PER_PP: Final = replace(PER_POINT, unit=Unit.YUAN_PER_PP)
Found = Mapping[tuple[str, str], Metric]


def recovered(_inputs: Inputs, found: Found) -> Iterator[Metric]:
    """Cost per point of satisfaction, and per point that the negative share fell."""
    cost = found.get(("cost", WHOLE))
    if cost is None or cost.value is None:
        yield PER_POINT.metric(None, source="costs", gap=Gap.NO_TABLE)
        return
    satisfaction = _("cost per point of satisfaction")
    yield _per(PER_POINT, cost, "satisfaction", satisfaction, _own_change(found.get(("satisfaction_change", WHOLE))))
    fall = _("cost per percentage point the negative share fell")
    yield _per(_PER_PP, cost, "negative_share", fall, _fall(found))


def _own_change(change: Metric | None) -> tuple[float, float] | None:
    """A change with its standard error, from its own interval."""
    if change is None or change.value is None or change.interval is None:
        return None
    return change.value, _error(change)


def _error(metric: Metric) -> float:
    low, high, level = metric.interval or (0.0, 0.0, 0.95)
    return (high - low) / 2 / z_value(level)


def _fall(found: Found) -> tuple[float, float] | None:
    """How far the negative share fell across the first response, in percentage points."""
    sides = [found.get(("negative_share", window)) for window in (BEFORE, AFTER)]
    known = [one for one in sides if one is not None and one.value is not None and one.interval is not None]
    if len(known) < len(sides):
        return None
    before, after = known
    error: float = (_error(before) ** 2 + _error(after) ** 2) ** 0.5
    return (before.value or 0.0) - (after.value or 0.0), error


def _per(definition: Definition, cost: Metric, part: str, label: str, change: tuple[float, float] | None) -> Metric:
    if change is None:
        return definition.metric(None, source="costs", part=part, label=label, gap=Gap.NO_BASELINE)
    points, error = change
    if points - z_value(0.95) * error <= 0:
        # A fall, or a change that may be none: any price could be written beside it.
        note = _("the change may be none: no price is shown")
        return definition.metric(None, source="costs", part=part, label=label, gap=Gap.TOO_FEW, note=note)
    ratio = fieller(cost.value or 0.0, points, 0.0, error)
    interval = None if ratio.low is None or ratio.high is None else Interval(ratio.low, ratio.high)
    return definition.metric(
        significant(ratio.value),
        source="costs",
        part=part,
        label=label,
        interval=interval,
        n=cost.n,
        note=_("it does not say that the money bought the points"),
    )
