"""销售: what was sold in a window and the part of new customers; no cause is read into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.i18n import N_
from reporter.load import SalesRow
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.stats import wilson
from reporter.units import Unit
from reporter.windows import WHOLE, Window

_SOURCE: Final = "sales"
#: In seconds.
_DAY: Final = 86_400

SALES: Final = Definition(
    id="sales",
    label=N_("sales"),
    unit=Unit.YUAN,
    method="sum/1",
    direction=Direction.UP,
    meaning=N_("Amount sold on the days of the window."),
    level=Amec.IMPACT,
    inputs=("sales",),
)
NEW: Final = Definition(
    id="new_customer_share",
    label=N_("new-customer share"),
    unit=Unit.PERCENT,
    method="wilson/1",
    direction=Direction.CONTEXT,
    meaning=N_("New customers among all customers of the window."),
    level=Amec.IMPACT,
    inputs=("sales",),
    reference="Wilson 1927, JASA 22:209-212",
)
DEFINITIONS: Final = (SALES, NEW)


def sales(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Sales and new-customer share of the window; a window the table does not cover has a gap."""
    rows = inputs.tables.sales
    if not rows:
        if window.id == WHOLE:
            yield from (one.metric(None, source=_SOURCE, gap=Gap.NO_TABLE) for one in DEFINITIONS)
        return
    inside = [row for row in rows if window.start <= row.date.at.timestamp() and _end(row) <= window.end]
    covered = _covers(inside, window)
    yield _amount(inside, window, covered=covered)
    yield _new(inside, window, covered=covered)


def _end(row: SalesRow) -> float:
    return row.date.until.timestamp()


def _covers(rows: list[SalesRow], window: Window) -> bool:
    """Whether days or months follow each other through the window; a part of a day at either end may miss."""
    reached, slack = float(window.start), _DAY
    for row in sorted(rows, key=lambda row: row.date):
        if row.date.at.timestamp() - reached >= slack:
            return False
        reached, slack = max(reached, _end(row)), 1
    return window.end - reached < _DAY


def _amount(rows: list[SalesRow], window: Window, *, covered: bool) -> Metric:
    amounts = [row.amount for row in rows if row.amount is not None]
    if not covered or len(amounts) != len(rows) or not rows:
        return SALES.metric(None, source=_SOURCE, window=window.id, gap=Gap.COVERAGE)
    return SALES.metric(sum(amounts), source=_SOURCE, window=window.id, n=len(rows))


def _new(rows: list[SalesRow], window: Window, *, covered: bool) -> Metric:
    new = sum(row.new_customers or 0 for row in rows)
    everyone = new + sum(row.existing_customers or 0 for row in rows)
    if not covered or not everyone or any(row.new_customers is None for row in rows):
        return NEW.metric(None, source=_SOURCE, window=window.id, gap=Gap.COVERAGE)
    low, high = wilson(new, everyone)
    interval = Interval(100 * low, 100 * high)
    return NEW.metric(100 * new / everyone, source=_SOURCE, window=window.id, interval=interval, n=everyone)
