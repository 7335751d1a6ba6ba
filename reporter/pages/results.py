"""用户调查与经营数据: what respondents said in two waves, and what was sold, in four comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.charts.inline import mini_interval
from reporter.i18n import _, sentence
from reporter.metrics.record import Metric
from reporter.metrics.trade import COMPARISONS
from reporter.names import word
from reporter.pages import words
from reporter.report import Report
from reporter.units import Unit

_PLACES: Final = {Unit.PERCENT: 0, Unit.POINTS: 1, Unit.SCORE: 2, Unit.RATIO: 2}
_SALES: Final = tuple(f"sales_change@{name}" for name in COMPARISONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A change with its interval beside no change; `note` stands where there is no value."""

    name: str
    value: str
    ends: str
    bar: Markup
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One block: a sentence, its rows on one scale, what stands beside them."""

    finding: str
    what: str
    rows: tuple[ChangeRow, ...]
    facts: tuple[str, ...]
    source: str


def survey_block(report: Report) -> Results | None:
    """The survey in two waves; None without two waves."""
    whole = report.whole()
    change = whole.get("satisfaction_change")
    shares = [m for m in whole.values() if m.id.partition("@")[0] == "survey_difference" and m.value is not None]
    if change is None or (change.value is None and not shares):
        return None
    last = shares[0] if change.value is None else change
    # Points of a scale and percentage points share no axis.
    rows = [*_rows([change]), *_rows(shares)]
    return Results(
        finding=_survey_finding(change, whole.get("satisfaction")) if change.value is not None else "",
        what=_("change from the first wave to the last; the upright line is no change"),
        rows=tuple(rows),
        facts=tuple(_survey_facts(report, whole)),
        source=_("; ").join(part for part in (_frame(report), last.note) if part),
    )


def _survey_finding(change: Metric, last: Metric | None) -> str:
    value = change.value or 0.0
    amount = units.joined(units.shortest(abs(value), 1), Unit.SCORE)
    if change.interval is not None and change.interval.low <= 0 <= change.interval.high:
        return _("Satisfaction may have risen or fallen between the two waves")
    now = units.joined(units.shortest(last.value, 1), Unit.SCORE) if last is not None and last.value is not None else ""
    rose = _("Satisfaction rose by {amount} to {now}") if value > 0 else _("Satisfaction fell by {amount} to {now}")
    return rose.format(amount=amount, now=now)


def _survey_facts(report: Report, whole: dict[str, Metric]) -> list[str]:
    better = whole.get("satisfaction_better")
    facts = []
    if better is not None and better.value is not None:
        share = units.joined(units.rounded(better.value, Unit.PERCENT), Unit.PERCENT)
        facts.append(
            _("Of one answer taken from each wave the later is the higher in {share} of cases").format(share=share),
        )
    sizes = _sizes(report)
    return [*facts, *([sizes] if sizes else [])]


def _sizes(report: Report) -> str:
    """`第一波（9月10日）400人、第二波（10月10日）400人`."""
    rows = [row for row in report.loaded.tables.survey if row.value is not None and row.date is not None]
    zone = report.incident.timezone
    named = dict.fromkeys((row.wave, words.moment(row.date, zone)) for row in rows)
    parts = [
        _("{wave} ({date}): {n}").format(
            wave=wave,
            date=date,
            n=units.joined(units.decimal(sum(1 for row in rows if row.wave == wave)), Unit.PEOPLE),
        )
        for wave, date in named
    ]
    return words.listed(parts)


def _frame(report: Report) -> str:
    rows = report.loaded.tables.survey
    return next((words.listed([p for p in (row.frame, row.mode) if p]) for row in rows if row.frame or row.mode), "")


def sales_block(report: Report) -> Results | None:
    """Sales in four comparisons; None without a sales table that covers both sides."""
    whole = report.whole()
    metrics = [whole[name] for name in _SALES if name in whole]
    measured = [metric for metric in metrics if metric.value is not None]
    if not measured:
        return None
    return Results(
        finding=_sales_finding(measured),
        what=_("change of daily sales after the first response; the upright line is no change"),
        rows=tuple(_rows(metrics, short=True)),
        facts=tuple(_trade_facts(whole)),
        source=_("whole weeks or months, {sides}; no statement about the cause of the change").format(
            sides=measured[0].note.partition(_("; "))[0],
        ),
    )


def _sales_finding(measured: Sequence[Metric]) -> str:
    values = [metric.value or 0.0 for metric in measured]
    low, high = (units.joined(units.decimal(end, signed=True), Unit.PERCENT) for end in (min(values), max(values)))
    if len(values) == 1:
        return _("Sales changed by {change} after the first response").format(change=low)
    if min(values) > 0 or max(values) < 0:
        ends = sorted(abs(value) for value in values)
        amount = units.span(units.exact(ends[0], Unit.PERCENT), units.exact(ends[-1], Unit.PERCENT))
        words_ = _("Sales rose by {amount}, whichever way they are compared")
        if max(values) < 0:
            words_ = _("Sales fell by {amount}, whichever way they are compared")
        return words_.format(amount=amount)
    return _("The ways of comparing disagree on sales: {low} to {high}").format(low=low, high=high)


def _trade_facts(whole: dict[str, Metric]) -> list[str]:
    facts = []
    for name in ("new_customer_change", "existing_revenue_index"):
        metric = whole.get(name)
        if metric is not None and metric.value is not None:
            value, error = _signed(metric), _ends(metric)
            said = _("{name}: {value}").format(name=metric.label, value=value)
            facts.append(sentence(_(", ").join(part for part in (said, error) if part)))
    return facts


def cost_facts(report: Report) -> tuple[str, ...]:
    """Costs by kind."""
    whole = report.whole()
    total = whole.get("cost")
    if total is None or total.value is None:
        return ()
    kinds = [m for m in whole.values() if m.id.startswith("cost@") and m.value is not None]
    parts = [_("{name} {amount}").format(name=m.id.partition("@")[2], amount=_money(m)) for m in kinds]
    return (_("Costs {total}: {kinds}").format(total=_money(total), kinds=words.listed(parts)),)


def _money(metric: Metric) -> str:
    return units.joined(units.large(metric.value or 0.0), Unit.YUAN)


def _rows(metrics: Sequence[Metric], *, short: bool = False) -> list[ChangeRow]:
    """The metrics on one scale that holds 0 and every interval."""
    ends = [end for m in metrics if m.value is not None for end in (m.value, *(m.interval[:2] if m.interval else ()))]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    air = 0.06 * (high - low) or 1.0
    return [_row(metric, (low - air, high + air), short=short) for metric in metrics]


def _row(metric: Metric, span: tuple[float, float], *, short: bool) -> ChangeRow:
    name = word(COMPARISONS, metric.id.partition("@")[2]) if short else metric.label
    if metric.value is None:
        note = metric.note or words.gap_words(metric.gap)
        return ChangeRow(name=name, value="", ends="", bar=Markup(), note=note)
    interval = metric.interval
    ends = (interval.low, interval.high) if interval else None
    return ChangeRow(
        name=name,
        value=_signed(metric),
        ends=_ends(metric),
        bar=mini_interval(metric.value, ends, span),
        note="" if interval else _("no margin of error: fewer than 8 weeks, or months only"),
    )


def _ends(metric: Metric) -> str:
    """`误差范围−16%至−1%`: of a relative change, whose margin in points would be read as another thing; else ±."""
    if metric.interval is None or metric.value is None:
        return ""
    if metric.unit is Unit.PERCENT:
        ends = (units.joined(units.decimal(end, signed=True), metric.unit) for end in metric.interval[:2])
        return _("range {ends}").format(ends=units.span(*ends))
    margin = max(metric.value - metric.interval.low, metric.interval.high - metric.value)
    places = _PLACES.get(metric.unit, 1)
    return _("margin ±{margin}").format(margin=units.joined(units.decimal(margin, places), metric.unit))


def _signed(metric: Metric) -> str:
    """A change with its sign; a ratio as it is."""
    places = _PLACES.get(metric.unit, 1)
    signed = metric.unit is not Unit.RATIO
    return units.joined(units.decimal(metric.value or 0.0, places, signed=signed), metric.unit)
