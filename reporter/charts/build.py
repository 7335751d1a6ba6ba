"""Chart specs from plain numbers: the only door the metrics and pages need.

The caller gives the sentences (a finding is a judgement and belongs to the rooms
before this one); the description is computed here, from the data alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from reporter.charts import describe
from reporter.charts.spec import (
    Action,
    Bar,
    Bars,
    Beside,
    Bound,
    ChartSpec,
    Clock,
    Effect,
    Estimate,
    Forest,
    Grid,
    Intervals,
    Milestone,
    Reference,
    Series,
    Sparkline,
    Stage,
    TimeSeries,
    Words,
)
from reporter.i18n import _
from reporter.units import Unit

#: A tail is worth a zoom when the window is more than this many times the zoom.
_LONG: Final = 2.0


def volume_chart(  # noqa: PLR0913 - one keyword for each kind of mark
    chart_id: str,
    words: Words,
    grid: Grid,
    total: Iterable[float],
    negative: Iterable[float] | None = None,
    *,
    stages: Sequence[Stage] = (),
    actions: Sequence[Action] = (),
    unit: Unit = Unit.POSTS,
) -> ChartSpec:
    """The curve of volume, with its negative part, the stages and what we did.

    Args:
        chart_id: unique on the page, `a-z0-9-`.
        words: its sentences.
        grid: its cells of time.
        total: posts of each cell, >= 0; a list or a numpy array of at least one.
        negative: how many of them are negative; None when nobody labelled them.
        stages: named stretches of the window; parts outside it are cut off.
        actions: what we did; those outside the window are left out.
        unit: what is counted.
    """
    values = tuple(total)
    series = [Series(name=_("all posts"), values=values)]
    if negative is not None:
        series.append(Series(name=_("negative posts"), values=tuple(negative), role="part"))
    end = grid.start + len(values) * grid.step
    body = TimeSeries(
        grid=grid,
        unit=unit,
        series=tuple(series),
        stages=_inside(stages, grid.start, end),
        actions=tuple(sorted((a for a in actions if grid.start <= a.at < end), key=lambda a: a.at)),
        peak=_peak(values),
    )
    return ChartSpec(id=chart_id, words=words, description=describe.series(body), body=body)


def zoom(spec: ChartSpec, words: Words, hours: int = 72) -> ChartSpec | None:
    """The first `hours` after the curve begins to rise; None when the whole window is not much longer.

    A long flat tail takes most of the width of the full curve; this one shows the rise.
    The values, stages and actions are those of `spec`, cut and not recomputed.
    """
    body = spec.body
    if not isinstance(body, TimeSeries) or body.peak is None:
        return None
    grid, count = body.grid, hours * 3600 // body.grid.step
    if count < hours // 3 or len(body.series[0].values) < _LONG * count:
        return None
    first = _onset(body, count)
    cut = slice(first, first + count)
    total, *parts = (series.values[cut] for series in body.series)
    return volume_chart(
        f"{spec.id}-zoom",
        words,
        replace(grid, start=grid.start + first * grid.step),
        total,
        parts[0] if parts else None,
        stages=body.stages,
        actions=body.actions,
        unit=body.unit,
    )


def share_bars(  # noqa: PLR0913 - what a bar chart has
    chart_id: str,
    words: Words,
    bars: Iterable[Bar],
    *,
    others: Bar | None = None,
    unit: Unit = Unit.PERCENT,
    places: int = 0,
) -> ChartSpec:
    """Bars from zero, longest first; equal ones keep the order they came in.

    Args:
        chart_id: unique on the page, `a-z0-9-`.
        words: its sentences.
        bars: at least one, values in `unit`.
        others: what all other groups have together; it comes last, however long.
        unit: of every bar.
        places: decimals printed.
    """
    ranked = tuple(sorted(bars, key=lambda bar: -bar.value))
    body = Bars(unit=unit, items=(*ranked, *([others] if others else ())), places=places)
    return ChartSpec(id=chart_id, words=words, description=describe.bars(body), body=body)


def claim_interval(
    chart_id: str,
    words: Words,
    estimates: Iterable[Estimate],
    *,
    unit: Unit,
    places: int = 1,
) -> ChartSpec:
    """What was claimed above what we recomputed, on one scale.

    Args:
        chart_id: unique on the page, `a-z0-9-`.
        words: its sentences; `finding` may be empty inside a claim that states its verdict itself.
        estimates: rows from top to bottom, the claimed number first; `claimed()` and `recomputed()` make them.
        unit: of every number.
        places: decimals printed, at most.
    """
    body = Intervals(unit=unit, rows=tuple(estimates), places=places)
    return ChartSpec(id=chart_id, words=words, description=describe.intervals(body), body=body)


def claimed(  # noqa: PLR0913 - all named
    value: float,
    *,
    above: bool = False,
    below: bool = False,
    name: str = "",
    low: float | None = None,
    high: float | None = None,
) -> Estimate:
    """The claimed number; `above` for 超过 it, `below` for 低于 it, `low` and `high` for what 约 can mean."""
    usual = _("claimed: over") if above else _("claimed: under") if below else _("claimed")
    bound: Bound = "more" if above else "less" if below else "exact"
    return Estimate(name=name or usual, value=value, low=low, high=high, kind="claimed", bound=bound)


def recomputed(value: float, low: float | None = None, high: float | None = None, name: str = "") -> Estimate:
    """Our own number with its interval; `name` when several readings were recomputed."""
    return Estimate(name=name or _("recomputed"), value=value, low=low, high=high)


def clock_chart(
    chart_id: str,
    words: Words,
    zone: str,
    milestones: Iterable[Milestone],
    references: Iterable[Reference] = (),
) -> ChartSpec:
    """The response clock: a rail to scale, the longest wait thick and red and named.

    Args:
        chart_id: unique on the page, `a-z0-9-`.
        words: its sentences.
        zone: IANA time zone of the reader's clock.
        milestones: at least two; sorted here.
        references: hours after the first milestone others go by (4小时 参照).
    """
    ordered = tuple(sorted(milestones, key=lambda m: m.middle))
    marks = tuple(sorted(references, key=lambda reference: reference.hours))
    body = Clock(zone=zone, milestones=ordered, references=marks)
    return ChartSpec(id=chart_id, words=words, description=describe.clock(body), body=body)


def beside_chart(chart_id: str, words: Words, body: Beside) -> ChartSpec:
    """What was observed beside the band of what would have come by itself.

    Args:
        chart_id: unique on the page, `a-z0-9-`.
        words: its sentences.
        body: line and band.
    """
    return ChartSpec(id=chart_id, words=words, description=describe.beside(body), body=body)


def forest_chart(chart_id: str, words: Words, rows: Iterable[Effect]) -> ChartSpec:
    """Effects of several incidents; rows that cannot be told from no change stay.

    Args:
        chart_id: unique on the page, `a-z0-9-`.
        words: its sentences.
        rows: at least one, in order of date.
    """
    body = Forest(rows=tuple(rows))
    return ChartSpec(id=chart_id, words=words, description=describe.forest(body), body=body)


def sparkline(chart_id: str, title: str, values: Iterable[float], unit: Unit = Unit.POSTS) -> ChartSpec:
    """The bare shape of a curve for a list of incidents; `title` is its text alternative."""
    body = Sparkline(unit=unit, values=tuple(values))
    words = Words(finding=title, what="")
    return ChartSpec(id=chart_id, words=words, description=describe.spark(body), body=body)


def _inside(stages: Sequence[Stage], start: int, end: int) -> tuple[Stage, ...]:
    """The stages cut to [start, end), in order of time."""
    cut = (replace(stage, start=max(stage.start, start), end=min(stage.end, end)) for stage in stages)
    return tuple(sorted((stage for stage in cut if stage.start < stage.end), key=lambda stage: stage.start))


def _peak(values: Sequence[float]) -> int | None:
    """Index of the first highest value; None when there is none above zero."""
    highest = max(values, default=0)
    return list(values).index(highest) if highest > 0 else None


def _onset(body: TimeSeries, count: int) -> int:
    """First cell of the zoom: an eighth of it before the curve first reaches a twentieth of its peak."""
    values, peak = body.series[0].values, body.peak or 0
    rise = next(i for i, value in enumerate(values) if value * 20 >= values[peak])
    return max(0, min(rise - count // 8, len(values) - count))
