"""A curve's plot under way: its scales, its words and what is taken on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter import units
from reporter.charts import place
from reporter.charts.ink import TICK, Box, Form, Sheet, width
from reporter.charts.scale import multiples, nice_step
from reporter.charts.spec import Action, TimeSeries, local
from reporter.units import Unit

_WHOLE_UNITS: Final = frozenset({Unit.POSTS, Unit.AUTHORS, Unit.COUNT, Unit.PEOPLE})
_LARGE: Final = 100_000  # from here on the scale counts in 万


def action_time(action: Action, zone: str) -> str:
    """`9月5日18时30分`, or the day when only the day is known."""
    at = local(action.at, zone)
    return units.day(at) if action.day_only else units.minute(at)


def x_at(body: TimeSeries, form: Form, at: float) -> float:
    """An instant on the plot's horizontal scale, in px."""
    return (at - body.grid.start) / (body.end - body.grid.start) * form.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A drawing under way.

    Args:
        body: what is drawn.
        form: at which width.
        sheet: where it is drawn.
        top: y of the plot's upper edge, under the stages and the words above it.
        base: y of the zero line.
        head: px between `top` and the highest point.
        flags: places of the actions' words; None for numbered circles.
        ground: what is taken.
        curves: px points of each series.
        highest: value at the highest point, never 0.
        rows: left edge and row of each stage's name.
    """

    body: TimeSeries
    form: Form
    sheet: Sheet
    strip: float
    top: float
    base: float
    head: float
    flags: list[place.Flag] | None
    ground: place.Ground
    curves: tuple[tuple[np.ndarray, np.ndarray], ...]
    highest: float
    rows: list[tuple[float, int]]

    def x(self, at: float) -> float:
        """An instant (seconds since 1970 UTC), in px."""
        return x_at(self.body, self.form, at)

    def y(self, value: float) -> float:
        """A value, in px."""
        return self.base - value * (self.base - self.top - self.head) / self.highest


def marks(plot: Plot) -> list[float]:
    """Round values above zero that lie under the highest value."""
    high = plot.highest
    step = nice_step(high, plot.form.ticks, whole=plot.body.unit in _WHOLE_UNITS)
    marks = multiples(step, high, step)
    return marks[-plot.form.ticks :] if marks else [high]


def mark_words(plot: Plot) -> list[tuple[str, float]]:
    """Words of each mark with the y of their baseline; the top one carries the unit."""
    values = marks(plot)
    write = units.large if values[-1] >= _LARGE else units.shortest
    written = [write(value) for value in values]
    written[-1] = units.joined(written[-1], plot.body.unit)
    return [(words, plot.y(value) - 5) for words, value in zip(written, values, strict=True)]


def mark_boxes(plot: Plot) -> list[Box]:
    """Where the marks' words stand: at the right edge, at the left where the curve is in their way there."""
    words = mark_words(plot)
    right = [Box(plot.form.width - width(w, TICK), y - TICK, plot.form.width, y + 2) for w, y in words]
    left = [Box(0, y - TICK, width(w, TICK), y + 2) for w, y in words]
    if all(map(plot.ground.above_curve, right)) or not all(map(plot.ground.above_curve, left)):
        return right
    return left


def peak_point(plot: Plot, cell: int) -> tuple[float, float]:
    """The highest point, in px: a cell's value stands at its middle."""
    grid = plot.body.grid
    return plot.x(grid.start + (cell + 0.5) * grid.step), plot.y(plot.body.series[0].values[cell])
