"""销售变化: four comparisons side by side, none of them the truth alone; and who the buyers were."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from reporter.i18n import N_, _, language, pgettext
from reporter.incident import Incident, Stage
from reporter.load import SalesRow
from reporter.metrics.festivals import NAMES, festivals
from reporter.metrics.inputs import Definition, Inputs, seed_of
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.moments import Precision
from reporter.stats import newcombe
from reporter.stats.weekly import ENOUGH_WEEKS, WEEK, LogRatio, weekly_ratio
from reporter.units import Unit, days, significant, stretch
from reporter.windows import WHOLE, Window

CHANGE: Final = Definition(
    id="sales_change",
    label=N_("change of sales"),
    unit=Unit.PERCENT,
    method="log-ratio-weekly/1",
    direction=Direction.UP,
    meaning=N_(
        "Daily sales after the first response against: as many days before first exposure; the same weekdays a year"
        " earlier; the same change a year earlier; and ordinary days, with weekdays, 618, Singles' Day, the Spring"
        " Festival and other holidays taken out. All four are shown; whole weeks only, or whole months where the"
        " table has no days.",
    ),
    level=Amec.IMPACT,
    inputs=("sales",),
    reference="Davison & Hinkley 1997, Bootstrap Methods and their Application, 8.2.3",
)
NEW: Final = Definition(
    id="new_customer_change",
    label=N_("change of the new-customer share"),
    unit=Unit.POINTS,
    method="newcombe/1",
    direction=Direction.CONTEXT,
    meaning=N_("New customers' share after the first response minus that of as many days before first exposure."),
    level=Amec.IMPACT,
    inputs=("sales",),
    reference="Newcombe 1998, Statistics in Medicine 17:873-890, method 10",
)
EXISTING: Final = Definition(
    id="existing_revenue_index",
    label=N_("revenue index of existing customers"),
    unit=Unit.RATIO,
    method="log-ratio-weekly/1",
    direction=Direction.UP,
    meaning=N_(
        "Daily sales to existing customers after the first response over those before first exposure; 1 is no change."
    ),
    level=Amec.IMPACT,
    inputs=("sales",),
    reference="Davison & Hinkley 1997, Bootstrap Methods and their Application, 8.2.3",
)
DEFINITIONS: Final = (CHANGE, NEW, EXISTING)

COMPARISONS: Final = {
    "before": N_("same length before"),
    "year": N_("same weekdays a year earlier"),
    "ratio": N_("against the same change a year earlier"),
    "calendar": N_("calendar model"),
}
#: At most so many months after that of the response are compared.
MOST_MONTHS: Final = 2
#: At most so many weeks after the response are compared.
MOST_WEEKS: Final = 8
#: The same weekday of the year before.
_YEAR: Final = timedelta(days=364)
_DAY: Final = timedelta(days=1)
_SOURCE: Final = "sales"
Array = npt.NDArray[np.float64]
Days = Mapping[date, SalesRow]


@dataclass(frozen=True, slots=True)
class Sides:
    """Whole weeks on either side of the incident, or whole months where the table has no days.

    Args:
        after: the days from the first response on; the first days of the months after its month.
        before: as many days before first exposure; as many months before its month.
        monthly: whether they stand for months.
    """

    after: tuple[date, ...]
    before: tuple[date, ...]
    monthly: bool = False

    @property
    def words(self) -> str:
        """Both stretches."""
        written = _months if self.monthly else _stretch
        return _("{after} against {before}").format(after=written(self.after), before=written(self.before))

    def past(self, day: date) -> date:
        """The same weekday, or the same month, a year earlier."""
        return day.replace(year=day.year - 1) if self.monthly else day - _YEAR


def trade(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The comparisons of the whole period."""
    if window.id != WHOLE:
        return
    rows: Days = {row.date.at.date(): row for row in inputs.tables.sales if row.date.precision is Precision.DAY}
    sides = _sides(inputs.incident, rows)
    if sides is None:
        rows = _by_month(inputs.tables.sales)
        sides = _month_sides(inputs.incident, rows)
    if sides is None:
        gap = Gap.NO_BASELINE if inputs.tables.sales else Gap.NO_TABLE
        note = _needed(inputs.tables.sales) if inputs.tables.sales else ""
        yield from (one.metric(None, source=_SOURCE, gap=gap, note=note) for one in DEFINITIONS)
        return
    for name, found in _compared(rows, sides).items():
        yield _change(name, found, sides)
    yield _new(rows, sides)
    yield _existing(rows, sides)


def _needed(rows: Sequence[SalesRow]) -> str:
    """What the comparisons want that a table does not give."""
    if all(row.date.precision is Precision.MONTH for row in rows):
        return _("no whole month on both sides of the incident")
    return _("no whole week on both sides of the incident")


def _by_month(rows: Sequence[SalesRow]) -> Days:
    """Rows of a month by its first day, amounts as means of a day: months differ in length."""
    return {
        row.date.at.date().replace(day=1): replace(
            row, amount=_daily(row, row.amount), existing_amount=_daily(row, row.existing_amount)
        )
        for row in rows
        if row.date.precision is Precision.MONTH
    }


def _daily(row: SalesRow, amount: float | None) -> float | None:
    first = row.date.at.date()
    return None if amount is None else amount / monthrange(first.year, first.month)[1]


def _month_sides(incident: Incident, rows: Days) -> Sides | None:
    """Whole months with an amount: after the month of the first response, and before that of first exposure."""
    edges = _edges(incident)
    if edges is None:
        return None
    exposure, response = edges
    after = _run(rows, _next_month(response.replace(day=1)), _next_month)
    before = _run(rows, _last_month(exposure.replace(day=1)), _last_month)
    count = min(len(after), len(before), MOST_MONTHS)
    return Sides(after[:count], tuple(reversed(before[:count])), monthly=True) if count else None


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _last_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _edges(incident: Incident) -> tuple[date, date] | None:
    """The days of first exposure and of the first response; None where one is not stated."""
    exposure, response = incident.stage(Stage.FIRST_EXPOSURE), incident.first_response()
    if exposure is None or exposure.at is None or response is None:
        return None
    zone = ZoneInfo(incident.timezone)
    return exposure.at.at.astimezone(zone).date(), response.at.astimezone(zone).date()


def _sides(incident: Incident, rows: Days) -> Sides | None:
    """Whole weeks with an amount on every day: from the first response on, and as many before first exposure."""
    edges = _edges(incident)
    if edges is None:
        return None
    exposure, response = edges
    after = _run(rows, response, lambda day: day + _DAY)
    before = _run(rows, exposure - _DAY, lambda day: day - _DAY)
    count = min(len(after), len(before), MOST_WEEKS * WEEK) // WEEK * WEEK
    return Sides(after[:count], tuple(reversed(before[:count]))) if count else None


def _run(rows: Days, first: date, step: Callable[[date], date]) -> tuple[date, ...]:
    """The days or months with an amount from `first` on, forwards or backwards, up to the first one without."""
    found = []
    day = first
    while day in rows and rows[day].amount is not None:
        found.append(day)
        day = step(day)
    return tuple(found)


def _amounts(rows: Days, chosen: Sequence[date]) -> Array | None:
    """The amounts of those days; None where one is missing or nothing was sold at all."""
    known = [rows[day].amount if day in rows else None for day in chosen]
    if not known or any(amount is None for amount in known):
        return None
    amounts = np.array(known, float)
    return amounts if amounts.mean() > 0 else None


def _compared(rows: Days, sides: Sides) -> dict[str, LogRatio | None]:
    """Each comparison's ratio; None where the table does not hold what it needs."""
    now, then = _amounts(rows, sides.after), _amounts(rows, sides.before)
    past_now, past_then = (_amounts(rows, list(map(sides.past, side))) for side in (sides.after, sides.before))
    return {
        "before": _ratio(now, then),
        "year": _ratio(now, past_now),
        "ratio": _of_ratios(_ratio(now, past_now), _ratio(then, past_then)),
        "calendar": None if sides.monthly else _calendar(rows, sides),
    }


def _ratio(after: Array | None, before: Array | None) -> LogRatio | None:
    if after is None or before is None:
        return None
    return weekly_ratio(after, before, seed=seed_of(after.tobytes(), before.tobytes()))


def _of_ratios(after: LogRatio | None, before: LogRatio | None) -> LogRatio | None:
    """The ratio of two ratios, their half-widths joined on the log scale."""
    if after is None or before is None:
        return None
    value = after.value / before.value
    if after.low is None or after.high is None or before.low is None or before.high is None:
        return LogRatio(value, None, None)
    half = float(np.hypot(np.log(after.high / after.value), np.log(before.high / before.value)))
    return LogRatio(value, float(value * np.exp(-half)), float(value * np.exp(half)))


def _calendar(rows: Days, sides: Sides) -> LogRatio | None:
    """The same two stretches with weekdays evened out and special days left out of both."""
    plain = [tuple(day for day in side if not festivals(day)) for side in (sides.after, sides.before)]
    chosen = [*plain[0], *plain[1]]
    amounts = _amounts(rows, chosen)
    if amounts is None or min(map(len, plain)) < WEEK or amounts.min() <= 0:
        return None
    step = np.r_[np.ones(len(plain[0])), np.zeros(len(plain[1]))]
    weekday = np.array([day.weekday() for day in chosen])
    design = np.column_stack([step, *(weekday == one for one in sorted(set(weekday.tolist())))]).astype(float)
    logs = np.log(amounts)
    effect = float(np.linalg.lstsq(design, logs, rcond=None)[0][0])
    # The weekdays taken out, what is left is compared week by week like the others.
    even = np.exp(logs - design[:, 1:] @ np.linalg.lstsq(design, logs, rcond=None)[0][1:])
    inside = step == 1
    found = weekly_ratio(even[inside], even[~inside], seed=seed_of(even.tobytes()))
    if found.low is None or found.high is None:
        return LogRatio(float(np.exp(effect)), None, None)
    return LogRatio(*(float(np.exp(effect) * part / found.value) for part in found if part is not None))


def _change(name: str, found: LogRatio | None, sides: Sides) -> Metric:
    label = _("{metric}: {comparison}").format(metric=_(CHANGE.label), comparison=_(COMPARISONS[name]))
    if found is None:
        ordinary = _("needs sales by day") if sides.monthly else _("too few ordinary days")
        note = _("the table holds no sales of a year earlier") if name != "calendar" else ordinary
        return CHANGE.metric(None, source=_SOURCE, part=name, label=label, gap=Gap.NO_BASELINE, note=note)
    few = _("by month: no interval") if sides.monthly else _("fewer than {n} weeks: no interval")
    note = "" if found.low is not None else few.format(n=ENOUGH_WEEKS)
    left = _left_out(sides) if name == "calendar" and not sides.monthly else ""
    return CHANGE.metric(
        significant(100 * (found.value - 1)),
        source=_SOURCE,
        part=name,
        label=label,
        interval=_percent(found),
        n=2 * len(sides.after),
        note=_("; ").join(filter(None, (sides.words, left, note))),
    )


def _left_out(sides: Sides) -> str:
    """Which festivals the calendar model leaves out, and how many days; empty when there is none."""
    special = [found for day in (*sides.before, *sides.after) if (found := festivals(day))]
    if not special:
        return ""
    reached = frozenset().union(*special)
    names = pgettext("list", ", ").join(_(words) for name, words in NAMES.items() if name in reached)
    return _("{n} days of {names} left out: their own effect is not estimated").format(n=len(special), names=names)


def _percent(found: LogRatio) -> Interval | None:
    if found.low is None or found.high is None:
        return None
    return Interval(100 * (found.low - 1), 100 * (found.high - 1))


def _new(rows: Days, sides: Sides) -> Metric:
    counts = [_customers(rows, side) for side in (sides.after, sides.before)]
    if counts[0] is None or counts[1] is None:
        return NEW.metric(None, source=_SOURCE, gap=Gap.COVERAGE)
    (k1, n1), (k2, n2) = counts[0], counts[1]
    low, high = newcombe(k1, n1, k2, n2)
    value = significant(100 * (k1 / n1 - k2 / n2))
    interval = Interval(100 * low, 100 * high)
    return NEW.metric(value, source=_SOURCE, interval=interval, n=min(n1, n2), note=sides.words)


def _customers(rows: Days, side: Sequence[date]) -> tuple[int, int] | None:
    """New customers and all customers of a stretch; None where a day does not say."""
    if any(rows[day].new_customers is None or rows[day].existing_customers is None for day in side):
        return None
    new = sum(rows[day].new_customers or 0 for day in side)
    everyone = new + sum(rows[day].existing_customers or 0 for day in side)
    return (new, everyone) if everyone else None


def _existing(rows: Days, sides: Sides) -> Metric:
    known = [[rows[day].existing_amount for day in side] for side in (sides.after, sides.before)]
    if any(amount is None for side in known for amount in side):
        return EXISTING.metric(
            None, source=_SOURCE, gap=Gap.COVERAGE, note=_("sales to existing customers are not given")
        )
    after, before = (np.array(side, float) for side in known)
    if min(after.mean(), before.mean()) <= 0:
        return EXISTING.metric(None, source=_SOURCE, gap=Gap.TOO_FEW)
    found = weekly_ratio(after, before, seed=seed_of(after.tobytes(), before.tobytes()))
    interval = None if found.low is None or found.high is None else Interval(found.low, found.high)
    value = significant(found.value)
    return EXISTING.metric(value, source=_SOURCE, interval=interval, n=len(after), note=sides.words)


def _stretch(side: Sequence[date]) -> str:
    """`9月8日—11月1日`."""
    return days(*(datetime.combine(day, time(12), UTC) for day in (side[0], side[-1])))


def _months(side: Sequence[date]) -> str:
    """`6月—7月`."""
    names = [f"{day.month}月" if language() == "zh" else f"{day:%b}" for day in (side[0], side[-1])]
    return names[0] if names[0] == names[1] else stretch(*names)
