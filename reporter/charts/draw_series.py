"""The curve of volume as SVG: stages above, dates and numbered actions below, words where there is room."""

from __future__ import annotations

from typing import Final

import numpy as np

from reporter import units
from reporter.charts import place
from reporter.charts.ink import LABEL, TICK, Box, Form, Sheet, polyline, px, width
from reporter.charts.scale import date_ticks
from reporter.charts.series_labels import key_labels
from reporter.charts.series_plot import Plot, mark_boxes, mark_words, marks, peak_point, x_at
from reporter.charts.spec import Action, Series, TimeSeries, local
from reporter.i18n import language

_ROW: Final = 21  # px, a line of words
_STRIP: Final = 6  # px, height of the stages strip
_CIRCLE: Final = 11  # px, radius of a numbered action
_APART: Final = 25  # px, least distance of two circles' centres
_MOST_FLAGS: Final = 6  # actions whose words may stand above the plot
#: Head room tried above the peak, in px: none, a line for its label, two for the first response too.
_HEADS: Final = (12, 34, 56, 84)


def flags(body: TimeSeries, form: Form) -> list[place.Flag] | None:
    """Where words of the actions stand above the plot; None when circles with numbers are used."""
    if form.name == "narrow" or not body.actions or len(body.actions) > _MOST_FLAGS:
        return None
    xs = [x_at(body, form, action.at) for action in body.actions]
    wides = [sum(Sheet.measure(*run) for run in _flag_words(body, action)) for action in body.actions]
    return place.flags(xs, wides, form.width)


def numbered(body: TimeSeries, form: Form) -> bool:
    """Whether the drawing shows numbers that need the list of actions below it."""
    return _needs_numbers(body) and flags(body, form) is None


def _needs_numbers(body: TimeSeries) -> bool:
    """Whether there is an action besides a first response, whose words stand on the plot."""
    return len(body.actions) > 1 or any(not action.first for action in body.actions)


def _flag_words(body: TimeSeries, action: Action) -> list[tuple[str, str]]:
    """A name and the time without its month, which the axis tells."""
    at = local(action.at, body.grid.zone)
    if language() == "zh":
        when = f"{at.day}日" + ("" if action.day_only else f"{at.hour}时")
    else:
        when = units.day(at) if action.day_only else units.hour(at)
    return [(action.name, "label strong act"), (f" {when}", "label grey")]


def _highest(body: TimeSeries) -> float:
    return max(max(series.values) for series in body.series) or 1.0


def draw(body: TimeSeries, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    plot, labels = _arranged(body, form, sheet)
    _stages(plot)
    _grid(plot)
    _areas(plot)
    _lines(plot)
    _peak_mark(plot)
    sheet.parts.extend(labels.parts)
    _tick_words(plot)
    height = _below(plot)
    return sheet, height


def _arranged(body: TimeSeries, form: Form, sheet: Sheet) -> tuple[Plot, Sheet]:
    """The plot with the least head room at which its labels are free, and those labels."""
    rows, highest, spots = _stage_rows(body, form), _highest(body), flags(body, form)
    strip = (max(row for _, row in rows) + 1) * _ROW if rows else 0.0
    words = (max(flag.row for flag in spots) + 1) * _ROW + 6 if spots else 0
    top = strip + (_STRIP + 4 if rows else 0) + words
    base = top + form.plot
    for head in _HEADS:
        curves = tuple(_points(series, form, base, (form.plot - head) / highest) for series in body.series)
        lowest = np.minimum.reduce([ys for _, ys in curves])
        ground = place.Ground(place.roof(curves[0][0], lowest, form.width), top - 2)
        plot = Plot(
            body=body, form=form, sheet=sheet, strip=strip, top=top, base=base, head=head,
            flags=spots, ground=ground, curves=curves, highest=highest, rows=rows,
        )  # fmt: skip
        labels = Sheet(form.width)
        if key_labels(plot, labels):
            break
    return plot, labels


def _points(series: Series, form: Form, base: float, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """The curve in px: each value at the middle of its cell, the ends drawn out to the window's."""
    values = np.array(series.values)
    middles = (np.arange(len(values)) + 0.5) / len(values) * form.width
    xs = np.concatenate(([0.0], middles, [form.width]))
    return xs, base - np.concatenate((values[:1], values, values[-1:])) * scale


# -- stages ---------------------------------------------------------------------------------------


def _stage_rows(body: TimeSeries, form: Form) -> list[tuple[float, int]]:
    names = [place.Name(x_at(body, form, s.start), x_at(body, form, s.end), width(s.name, TICK)) for s in body.stages]
    return place.name_rows(names, form.width)


def _stages(plot: Plot) -> None:
    """Strip with names; a border between two stages runs dotted through the plot."""
    for stage, (left, row) in zip(plot.body.stages, plot.rows, strict=True):
        x0, x1 = plot.x(stage.start), plot.x(stage.end)
        gap = 1 if x1 - x0 > 3 and x1 < plot.form.width else 0  # noqa: PLR2004 - px
        plot.sheet.rect(Box(x0, plot.strip, x1 - gap, plot.strip + _STRIP), f"stage-{stage.tone}")
        if row:
            plot.sheet.line((x0 + x1) / 2, plot.strip - row * _ROW + 1, (x0 + x1) / 2, plot.strip - 1, "leader")
        plot.sheet.words(left, plot.strip - row * _ROW - 6, stage.name, "tick dark")
    for before, after in zip(plot.body.stages, plot.body.stages[1:], strict=False):
        x = plot.x(after.start)
        plot.sheet.line(x, plot.strip + _STRIP + 2, x, plot.base, "border")
        if before.end != after.start:
            plot.sheet.line(plot.x(before.end), plot.strip + _STRIP + 2, plot.x(before.end), plot.base, "border")


# -- scale, areas, lines --------------------------------------------------------------------------


def _grid(plot: Plot) -> None:
    for value in marks(plot):
        plot.sheet.line(0, plot.y(value), plot.form.width, plot.y(value), "grid")


def _tick_words(plot: Plot) -> None:
    for box, (words, y) in zip(mark_boxes(plot), mark_words(plot), strict=True):
        if box.x0 == 0:
            plot.sheet.words(0, y, words, "tick halo")
        else:
            plot.sheet.words(plot.form.width, y, words, "tick halo", "end")


def _areas(plot: Plot) -> None:
    for series, (xs, ys) in zip(plot.body.series, plot.curves, strict=True):
        line = polyline(*place.thinned(xs, ys))
        plot.sheet.path(f"{line}V{px(plot.base)}H0z", f"{series.role}-fill")
        plot.sheet.path(line, f"{series.role}-line")
    plot.sheet.line(0, plot.base, plot.form.width, plot.base, "axis")


def _lines(plot: Plot) -> None:
    """The first response from the strip to the axis; with words above the plot every action has its line."""
    for index, action in enumerate(plot.body.actions):
        x = plot.x(action.at)
        if plot.flags:
            flag = plot.flags[index]
            y = plot.top - 6 - (max(f.row for f in plot.flags) + 1 - flag.row) * _ROW
            plot.sheet.line(x, y + 4, x, plot.base, "first" if action.first else "action")
            words = _flag_words(plot.body, action)
            at, anchor = (x - 6, "end") if flag.left else (x + 6, "start")
            plot.sheet.runs(at, y + 17, words, "end" if anchor == "end" else "start")
        elif action.first:
            plot.sheet.line(x, plot.strip + _STRIP, x, plot.base, "first")


def _peak_mark(plot: Plot) -> None:
    if plot.body.peak is not None:
        plot.sheet.circle(*peak_point(plot, plot.body.peak), 4.5, "peak")


# -- below the axis -------------------------------------------------------------------------------


def _below(plot: Plot) -> float:
    """Rail of circles, then the dates; returns the height of the drawing."""
    rail = _rail(plot) if plot.flags is None and _needs_numbers(plot.body) else plot.base
    ticks = date_ticks(plot.body.grid.start, plot.body.end, plot.body.grid.zone, plot.form.width, plot.body.grid.step)
    for tick in ticks:
        x = plot.x(tick.at)
        plot.sheet.line(x, plot.base, x, plot.base + (6 if tick.words else 4), "tickmark")
        if tick.words and x + width(tick.words, TICK) <= plot.form.width + 4:
            plot.sheet.words(x, rail + 20, tick.words, "tick")
    return rail + 26


def _rail(plot: Plot) -> float:
    """Numbered circles under the axis, pushed apart, each tied to its time; returns the rail's lower edge."""
    actions, room = plot.body.actions, plot.form.width - 2 * _CIRCLE - 2
    rows = -(-len(actions) * _APART // room) if len(actions) > 1 else 1
    for row in reversed(range(rows)):
        chosen = [(n, a) for n, a in enumerate(actions, 1) if (n - 1) % rows == row]
        wanted = [plot.x(a.at) for _, a in chosen]
        # The circle of the first response stays under its line.
        weights = [50.0 if a.first else 1.0 for _, a in chosen]
        xs = place.pushed_apart(wanted, _APART, _CIRCLE + 1, room + _CIRCLE + 1, weights)
        y = plot.base + 10 + _CIRCLE + row * (2 * _CIRCLE + 4)
        for (number, action), x in zip(chosen, xs, strict=True):
            _circle(plot, number, action, x, y)
    return plot.base + 10 + 2 * _CIRCLE + (rows - 1) * (2 * _CIRCLE + 4)


def _circle(plot: Plot, number: int, action: Action, x: float, y: float) -> None:
    at, kind = plot.x(action.at), "first" if action.first else "action"
    plot.sheet.path(f"M{px(at)} {px(plot.base)}v4L{px(x)} {px(y - _CIRCLE)}", f"{kind} elbow")
    plot.sheet.circle(x, y, _CIRCLE - 0.75, f"{kind}-circle")
    plot.sheet.words(x, y + LABEL / 3, str(number), f"label strong {kind}-number", "middle")
