"""费用与回应认可度: money by kind, kinds kept apart; approval among the replies to statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.i18n import N_, _
from reporter.load import StatementRow
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.stats import wilson
from reporter.units import Unit, decimal
from reporter.windows import WHOLE, Window

COST: Final = Definition(
    id="cost",
    label=N_("cost of the response"),
    unit=Unit.YUAN,
    method="sum/1",
    direction=Direction.DOWN,
    meaning=N_("Money spent on the response, all kinds together and each kind apart."),
    level=Amec.INPUT,
    inputs=("costs",),
)
APPROVAL: Final = Definition(
    id="statement_approval",
    label=N_("statement approval"),
    unit=Unit.PERCENT,
    method="wilson/1",
    direction=Direction.UP,
    meaning=N_("Approving replies among approving and opposing ones, all official statements together."),
    level=Amec.OUTTAKE,
    inputs=("statements",),
    reference="Wilson 1927, JASA 22:209-212",
)
DEFINITIONS: Final = (COST, APPROVAL)


def cost(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Cost as recorded, in all and by kind; costs have no window of their own."""
    if window.id != WHOLE:
        return
    rows = inputs.tables.costs
    if not rows:
        yield COST.metric(None, source="costs", gap=Gap.NO_TABLE)
        return
    yield COST.metric(sum(row.amount for row in rows), source="costs", n=len(rows))
    for kind in dict.fromkeys(row.kind for row in rows):
        chosen = [row for row in rows if row.kind == kind]
        label = _("cost: {kind}").format(kind=kind)
        yield COST.metric(sum(row.amount for row in chosen), source="costs", part=kind, label=label, n=len(chosen))


def approval(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Approval of the statements published in the window, all together and each by itself."""
    if not inputs.tables.statements:
        if window.id == WHOLE:
            yield APPROVAL.metric(None, source="statements", gap=Gap.NO_TABLE)
        return
    rows = [row for row in inputs.tables.statements if window.start <= row.time.at.timestamp() < window.end]
    yield _approval(rows, window)
    if window.id == WHOLE and len(rows) > 1:
        for row in rows:
            name = row.title or row.id or row.time.isoformat()
            yield _approval([row], window, row.id or row.time.isoformat(), name)


def _approval(rows: list[StatementRow], window: Window, part: str = "", name: str = "") -> Metric:
    """Approving among those who took a side; who took none is counted too and stands in the note."""
    label = _("statement approval: {statement}").format(statement=name) if name else ""
    for_it = sum(row.approving or 0 for row in rows)
    counted = for_it + sum(row.opposing or 0 for row in rows)
    if not counted:
        return APPROVAL.metric(None, source="statements", window=window.id, part=part, label=label, gap=Gap.TOO_FEW)
    low, high = wilson(for_it, counted)
    return APPROVAL.metric(
        100 * for_it / counted,
        source="statements",
        window=window.id,
        part=part,
        label=label,
        interval=Interval(100 * low, 100 * high),
        n=counted,
        note=_ignored(rows, counted),
    )


def _ignored(rows: list[StatementRow], counted: int) -> str:
    if any(row.replies is None for row in rows):
        return ""
    aside = sum(row.replies or 0 for row in rows) - counted
    return _("{n} more replies took no side").format(n=decimal(aside))
