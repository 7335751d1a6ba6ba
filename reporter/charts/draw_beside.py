"""The observed line over the band of what would have come by itself, as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from reporter import units
from reporter.charts.ink import TICK, Box, Form, Sheet, polyline, px, width
from reporter.charts.scale import date_ticks, multiples, nice_step
from reporter.charts.spec import Beside, local

_Line = npt.NDArray[np.float64]
_Curve = tuple[_Line, _Line]

_TOP: Final = 26.0  # px for the words of the instant
_ROOM: Final = 1.12  # of the highest line, and of the band
_WHOLE: Final = 2.5  # of the highest line: a band further above it is cut at the upper edge
_LINE: Final = 19  # px
_STEP: Final = 8  # px between places tried for a label
_AIR: Final = 5  # px between a label and a line
_EDGE: Final = 48.0**2  # px squared: how much further off a label goes rather than across the band's edge


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    body: Beside
    form: Form
    sheet: Sheet
    highest: float

    @property
    def base(self) -> float:
        return _TOP + self.form.plot

    def x(self, at: float) -> float:
        return (at - self.body.grid.start) / (self.body.end - self.body.grid.start) * self.form.width

    def y(self, value: float) -> float:
        return max(_TOP, self.base - value / self.highest * self.form.plot)

    def middles(self, first: int) -> _Line:
        """The middle of each cell from `first` on, in px."""
        grid = self.body.grid
        cells = np.arange(first, len(self.body.observed))
        return np.array([self.x(grid.start + (cell + 0.5) * grid.step) for cell in cells])

    def ys(self, values: tuple[float, ...]) -> _Line:
        return np.array([self.y(value) for value in values])


def draw(body: Beside, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    line = max(*body.observed, *body.expected, 1.0)
    highest = _ROOM * max(line, min(max(body.high), _WHOLE * line))
    plot = _Plot(body=body, form=form, sheet=sheet, highest=highest)
    expected = _band(plot)
    _grid(plot)
    observed = _observed(plot)
    _instant(plot)
    _labels(plot, expected, observed)
    _dates(plot)
    return sheet, plot.base + 26


def _band(plot: _Plot) -> _Curve:
    body, xs = plot.body, plot.middles(plot.body.first)
    low, high, middle = plot.ys(body.low), plot.ys(body.high), plot.ys(body.expected)
    there = polyline(xs, high) if len(xs) > 1 else f"M{px(xs[0])} {px(high[0])}l0 0"
    back = "".join(f"L{px(x)} {px(y)}" for x, y in zip(xs[::-1], low[::-1], strict=True))
    plot.sheet.path(f"{there}{back}z", "band")
    if len(xs) > 1:
        plot.sheet.path(polyline(xs, middle), "band-middle")
    return xs, middle


def _grid(plot: _Plot) -> None:
    step = nice_step(plot.highest, plot.form.ticks, whole=True)
    values = multiples(step, plot.highest, step)[-plot.form.ticks :]
    for value in values:
        y = plot.y(value)
        plot.sheet.line(0, y, plot.form.width, y, "grid")
        words = units.large(value) if values[-1] >= 100_000 else units.shortest(value)  # noqa: PLR2004 - 10万
        words = units.joined(words, plot.body.unit) if value == values[-1] else words
        plot.sheet.words(plot.form.width, y - 5, words, "tick halo", "end")
    plot.sheet.line(0, plot.base, plot.form.width, plot.base, "axis")


def _observed(plot: _Plot) -> _Curve:
    xs, ys = plot.middles(0), plot.ys(plot.body.observed)
    kind = "seen-neg" if plot.body.negative else "seen"
    if len(xs) > 1:
        plot.sheet.path(polyline(xs, ys), kind)
    else:
        plot.sheet.circle(float(xs[0]), float(ys[0]), 2.5, f"{kind}-dot")
    return xs, ys


def _instant(plot: _Plot) -> None:
    """The line of the response with its words above the plot, on the side that has room."""
    x = plot.x(plot.body.since)
    plot.sheet.line(x, _TOP - 6, x, plot.base, "first")
    when = units.hour(local(plot.body.since, plot.body.grid.zone))
    runs = [(plot.body.names[2], "label strong act"), (f" {when}", "label act")]
    wide = sum(Sheet.measure(*run) for run in runs)
    fits = x + wide <= plot.form.width
    plot.sheet.runs(x if fits else plot.form.width, 14, runs, "start" if fits else "end")


def _labels(plot: _Plot, expected: _Curve, observed: _Curve) -> None:
    """The names of line and band, each in the free place nearest to what it names."""
    xs, _ys = expected
    columns = np.arange(-_AIR, plot.form.width + _AIR + 1)
    edges = [(xs, plot.ys(values)) for values in (plot.body.low, plot.body.high)]
    heights = np.array([np.interp(columns, *curve) for curve in (expected, observed, *edges)])
    line_x = plot.x(plot.body.since)
    taken = [Box(line_x - 3, 0, line_x + 3, plot.base), *_tick_boxes(plot)]
    kind = "label strong neg halo" if plot.body.negative else "label strong halo"
    names = ((plot.body.names[1], "label grey halo", expected), (plot.body.names[0], kind, observed))
    for name, style, aim in names:
        spot = _place(plot, Sheet.measure(name, style), taken, aim, heights)
        if spot is None:
            continue
        taken.append(spot)
        _leader(plot, spot, aim)
        plot.sheet.words(spot.x0, spot.y1 - 4, name, style)


def _tick_boxes(plot: _Plot) -> Iterator[Box]:
    step = nice_step(plot.highest, plot.form.ticks, whole=True)
    for value in multiples(step, plot.highest, step)[-plot.form.ticks :]:
        wide = width(units.joined(units.shortest(value), plot.body.unit), TICK)
        yield Box(plot.form.width - wide, plot.y(value) - 20, plot.form.width, plot.y(value))


def _place(plot: _Plot, wide: float, taken: list[Box], aim: _Curve, heights: _Line) -> Box | None:
    """The place nearest to a curve that holds no other label and that neither line crosses.

    One across an edge of the band is taken only where any other is far off.  All places are weighed at once.

    Args:
        plot: the drawing under way.
        wide: width of the label in px.
        taken: what no label may touch.
        aim: the curve it names.
        heights: y of both lines, then of both edges of the band, a column a px from `_AIR` left of the plot on.
    """
    lefts = np.arange(0, int(plot.form.width - wide), _STEP)
    tops = np.arange(int(_TOP) + 2, int(plot.base) - _LINE - 2, _STEP)
    if not lefts.size or not tops.size:
        return None
    cost = (_outside(lefts, wide, aim[0])[:, None] + _outside(tops, _LINE, aim[1])[None]).min(axis=2)
    windows = sliding_window_view(heights, int(wide) + 2 * _AIR, axis=1)[:, lefts]
    low, high = windows.min(axis=2)[..., None], windows.max(axis=2)[..., None]
    crossed = (tops + _LINE + _AIR >= low) & (tops - _AIR <= high)
    cost += _EDGE * crossed[2:].sum(axis=0)
    cost[crossed[0] | crossed[1]] = np.inf
    for box in taken:
        across, along = (lefts < box.x1) & (lefts + wide > box.x0), (tops < box.y1) & (tops + _LINE > box.y0)
        cost[np.ix_(across, along)] = np.inf
    left, top = divmod(int(cost.argmin()), tops.size)
    x0, y0 = float(lefts[left]), float(tops[top])
    return Box(x0, y0, x0 + wide, y0 + _LINE) if np.isfinite(cost[left, top]) else None


def _outside(starts: npt.NDArray[np.int_], size: float, points: _Line) -> _Line:
    """How far each point lies outside each stretch [start, start + size], squared; one row a stretch."""
    before = starts[:, None] - points
    return np.maximum(np.maximum(before, -size - before), 0) ** 2


def _nearest(box: Box, aim: _Curve) -> tuple[float, float]:
    """The point of a curve that is nearest to the box."""
    xs, ys = aim
    across = np.maximum(np.maximum(box.x0 - xs, xs - box.x1), 0)
    along = np.maximum(np.maximum(box.y0 - ys, ys - box.y1), 0)
    best = int((across**2 + along**2).argmin())
    return float(xs[best]), float(ys[best])


def _leader(plot: _Plot, box: Box, aim: _Curve) -> None:
    x, y = _nearest(box, aim)
    edge = box.y1 + 1 if y > box.y1 else box.y0 - 1
    start = min(max(x, box.x0 + 6), box.x1 - 6)
    if abs(y - edge) > 6:  # noqa: PLR2004 - px
        plot.sheet.line(start, edge, x, y + (-4 if y > edge else 4), "leader")


def _dates(plot: _Plot) -> None:
    grid = plot.body.grid
    for tick in date_ticks(grid.start, plot.body.end, grid.zone, plot.form.width, grid.step):
        x = plot.x(tick.at)
        plot.sheet.line(x, plot.base, x, plot.base + (6 if tick.words else 4), "tickmark")
        if tick.words and x + width(tick.words, TICK) <= plot.form.width + 4:
            plot.sheet.words(x, plot.base + 20, tick.words, "tick")
