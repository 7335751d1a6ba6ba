"""What a reader who cannot see the chart must know, computed from its data alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from reporter import units
from reporter.charts.spec import (
    Bars,
    Beside,
    Clock,
    Estimate,
    Forest,
    Intervals,
    Milestone,
    Sparkline,
    TimeSeries,
    local,
)
from reporter.i18n import _, language
from reporter.units import Unit

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400


def number(value: float, unit: Unit, places: int = 2) -> str:
    """`value` with its unit and as many decimals as it needs, at most `places`."""
    return units.joined(units.shortest(value, places), unit)


def sentences(*parts: str) -> str:
    """Sentences as one paragraph."""
    return ("" if language() == "zh" else " ").join(filter(None, parts))


def cell_time(body: TimeSeries, cell: int) -> str:
    """When a cell starts, as exactly as its length deserves: `9月4日21时`, `9月4日`."""
    at = body.grid.at(cell)
    if body.grid.step >= _DAY:
        return units.day(at)
    return units.hour(at) if body.grid.step % _HOUR == 0 else units.minute(at)


def milestone_time(milestone: Milestone, zone: str) -> str:
    """`9月4日8时15分`, or `9月4日` when only the day is known."""
    at = local(milestone.at, zone)
    return units.minute(at) if milestone.until - milestone.at < _DAY else units.day(at)


def gap_length(earlier: Milestone, later: Milestone) -> str:
    """The time between two milestones; rounded and with 约 when one is known to the day only."""
    span = timedelta(seconds=round(later.middle - earlier.middle))
    sure = max(m.until - m.at for m in (earlier, later)) <= _MINUTE
    if sure and span < timedelta(days=3):
        return units.length(span)
    if span >= timedelta(days=2):
        return units.about(span / timedelta(days=1), Unit.DAYS)
    return units.about(span / timedelta(hours=1), Unit.HOURS)


def longest_gap(body: Clock) -> int | None:
    """Index of the milestone that ends the longest wait; the way to calm is not a wait of ours."""
    gaps = [
        (later.middle - earlier.middle, -index)
        for index, (earlier, later) in enumerate(zip(body.milestones, body.milestones[1:], strict=False), 1)
        if later.kind != "calm"
    ]
    span, index = max(gaps, default=(0, 0))
    return -index if span > 0 else None


def series(body: TimeSeries) -> str:
    """Range, peak and its time, change from the peak to the end, share of the part."""
    total = body.series[0].values
    low, high = (number(value, body.unit) for value in (min(total), max(total)))
    parts = [
        _("{n} values from {start} to {end}, the lowest {low}, the highest {high}.").format(
            n=len(total), start=cell_time(body, 0), end=cell_time(body, len(total) - 1), low=low, high=high
        ),
    ]
    if body.peak is not None:
        parts.append(_("Peak: {value}, at {time}.").format(value=high, time=cell_time(body, body.peak)))
        parts.append(_after_peak(body, body.peak))
    parts.extend(_part(body, part.name, sum(part.values)) for part in body.series[1:])
    parts.extend(
        _("First response at {time}.").format(time=units.hour(local(a.at, body.grid.zone)))
        for a in body.actions
        if a.first and not a.day_only
    )
    return sentences(*parts)


def _after_peak(body: TimeSeries, peak: int) -> str:
    total = body.series[0].values
    if peak == len(total) - 1:
        return _("The peak is the last value.")
    fall = units.exact(100 * (1 - total[-1] / total[peak]), Unit.PERCENT)
    return _("From the peak to the last value: down by {fall}.").format(fall=fall)


def _part(body: TimeSeries, name: str, part: float) -> str:
    whole = sum(body.series[0].values)
    if not whole:
        return ""
    share = units.exact(100 * part / whole, Unit.PERCENT, 1)
    return _("{name}: {value} in all, {share}.").format(name=name, value=number(part, body.unit), share=share)


def bars(body: Bars) -> str:
    """Every bar with its interval, longest first."""
    return _("Longest first: {rows}.").format(
        rows=_("; ").join(
            bar.name
            + (_(" ({word})").format(word=bar.note) if bar.note else "")
            + " "
            + _with_interval(bar.value, bar.low, bar.high, body.unit, body.places)
            for bar in body.items
        ),
    )


def intervals(body: Intervals) -> str:
    """Every number with its name and interval, and whether it lies inside the others' interval."""
    return _("; ").join(_estimate(row, body) for row in body.rows) + _(".")


def _estimate(row: Estimate, body: Intervals) -> str:
    return f"{row.name} {_with_interval(row.value, row.low, row.high, body.unit, body.places)}"


def _with_interval(value: float, low: float | None, high: float | None, unit: Unit, places: int) -> str:
    written = number(value, unit, places)
    if low is None or high is None:
        return written
    ends = units.span(number(low, unit, places), number(high, unit, places))
    return _("{value} (margin of error {ends})").format(value=written, ends=ends)


def clock(body: Clock) -> str:
    """Every milestone with its time and the wait before it, the longest wait named."""
    first, *later = body.milestones
    longest = longest_gap(body)
    rows = [f"{first.name} {milestone_time(first, body.zone)}"]
    for index, (before, milestone) in enumerate(zip(body.milestones, later, strict=False), 1):
        mark = _(", the longest wait") if index == longest else ""
        rows.append(
            f"{milestone.name} {milestone_time(milestone, body.zone)}"
            + _(" ({gap} later{mark})").format(gap=gap_length(before, milestone), mark=mark),
        )
    return _("; ").join(rows) + _(".")


def beside(body: Beside) -> str:
    """How many cells lie inside the band, above and below it, and the totals of both."""
    seen = body.observed[body.first :]
    below = sum(1 for value, low in zip(seen, body.low, strict=True) if value < low)
    above = sum(1 for value, high in zip(seen, body.high, strict=True) if value > high)
    words = _(
        "{n} values since {time}: {inside} inside the band, {below} below, {above} above; observed {seen} in all,"
        " expected {expected}.",
    )
    return words.format(
        n=len(seen),
        time=units.hour(local(body.since, body.grid.zone)),
        inside=len(seen) - below - above,
        below=below,
        above=above,
        seen=number(sum(seen), body.unit, 0),
        expected=number(sum(body.expected), body.unit, 0),
    )


def change(ratio: float) -> str:
    """A ratio as a change: `−23%`, `+4%`."""
    return units.joined(units.decimal(100 * (ratio - 1), 0, signed=True), Unit.PERCENT)


def forest(body: Forest) -> str:
    """Every row with its change, interval and verdict."""
    rows = []
    for row in body.rows:
        written = row.verdict
        if row.value is not None and row.low is not None and row.high is not None:
            ends = units.span(change(row.low), change(row.high))
            written = _("{value} (margin of error {ends})").format(value=change(row.value), ends=ends) + " " + written
        rows.append(f"{row.name} {written}")
    return _("; ").join(rows) + _(".")


def spark(body: Sparkline) -> str:
    """Range and length."""
    low, high = (number(value, body.unit) for value in (min(body.values), max(body.values)))
    return _("{n} values, the lowest {low}, the highest {high}.").format(n=len(body.values), low=low, high=high)
