"""The curve of volume as SVG: stages above, dates and numbered actions below, words where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter import units
from reporter.charts import describe, place
from reporter.charts.ink import LABEL, TICK, Box, Form, Sheet, polyline, px, width
from reporter.charts.scale import date_ticks, multiples, nice_step
from reporter.charts.spec import Action, Series, TimeSeries, local
from reporter.i18n import _, language
from reporter.units import Unit

_ROW: Final = 21  # px, a line of words
_STRIP: Final = 6  # px, height of the stages strip
_CIRCLE: Final = 11  # px, radius of a numbered action
_APART: Final = 25  # px, least distance of two circles' centres
_MOST_FLAGS: Final = 6  # actions whose words may stand above the plot
#: Head room tried above the peak, in px: none, a line for its label, two for the first response too.
_HEADS: Final = (12, 34, 56, 84)
#: Places tried for the name of a curve: px sidewards and upwards from the point it names.
_REACHES: Final = ((14, 8), (22, 20), (36, 30), (50, 44), (70, 60), (96, 24), (96, 76), (130, 44))
_WHOLE_UNITS: Final = frozenset({Unit.POSTS, Unit.AUTHORS, Unit.COUNT, Unit.PEOPLE})


def action_time(action: Action, zone: str) -> str:
    """`9月5日18时30分`, or the day when only the day is known."""
    at = local(action.at, zone)
    return units.day(at) if action.day_only else units.minute(at)


def flags(body: TimeSeries, form: Form) -> list[place.Flag] | None:
    """Where words of the actions stand above the plot; None when circles with numbers are used."""
    if form.name == "narrow" or not body.actions or len(body.actions) > _MOST_FLAGS:
        return None
    xs = [_x(body, form, action.at) for action in body.actions]
    wides = [sum(Sheet.measure(*run) for run in _flag_words(body, action)) for action in body.actions]
    return place.flags(xs, wides, form.width)


def numbered(body: TimeSeries, form: Form) -> bool:
    """Whether the drawing shows numbers that need the list of actions below it."""
    if all(action.first for action in body.actions[:2]) and len(body.actions) <= 1:
        return False
    return bool(body.actions) and flags(body, form) is None


def _x(body: TimeSeries, form: Form, at: float) -> float:
    return (at - body.grid.start) / (body.end - body.grid.start) * form.width


def _flag_words(body: TimeSeries, action: Action) -> list[tuple[str, str]]:
    """A name and the time without its month, which the axis tells."""
    at = local(action.at, body.grid.zone)
    if language() == "zh":
        when = f"{at.day}日" + ("" if action.day_only else f"{at.hour}时")
    else:
        when = units.day(at) if action.day_only else units.hour(at)
    return [(action.name, "label strong act"), (f" {when}", "label grey")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
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
        return _x(self.body, self.form, at)

    def y(self, value: float) -> float:
        return self.base - value * (self.base - self.top - self.head) / self.highest


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


def _arranged(body: TimeSeries, form: Form, sheet: Sheet) -> tuple[_Plot, Sheet]:
    """The plot with the least head room at which its labels are free, and those labels."""
    rows, highest, spots = _stage_rows(body, form), _highest(body), flags(body, form)
    strip = (max(row for _, row in rows) + 1) * _ROW if rows else 0.0
    words = (max(flag.row for flag in spots) + 1) * _ROW + 6 if spots else 0
    top = strip + (_STRIP + 4 if rows else 0) + words
    base = top + form.plot
    for head in _HEADS:
        curves = tuple(_points(series, form, base, (form.plot - head) / highest) for series in body.series)
        lowest = np.minimum.reduce([ys for _, ys in curves])
        ground = place.Ground(place.roof(curves[0][0], lowest, form.width))
        plot = _Plot(
            body=body, form=form, sheet=sheet, strip=strip, top=top, base=base, head=head,
            flags=spots, ground=ground, curves=curves, highest=highest, rows=rows,
        )  # fmt: skip
        labels = Sheet(form.width)
        if _key_labels(plot, labels):
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
    names = [
        place.Name(_x(body, form, s.start), _x(body, form, s.end), width(s.name, TICK)) for s in body.stages
    ]
    return place.name_rows(names, form.width)


def _stages(plot: _Plot) -> None:
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


def _marks(plot: _Plot) -> list[float]:
    """Round values above zero that lie under the highest value."""
    high = plot.highest
    step = nice_step(high, plot.form.ticks, whole=plot.body.unit in _WHOLE_UNITS)
    marks = multiples(step, high, step)
    return marks[-plot.form.ticks :] if marks else [high]


def _grid(plot: _Plot) -> None:
    for value in _marks(plot):
        plot.sheet.line(0, plot.y(value), plot.form.width, plot.y(value), "grid")


def _mark_words(plot: _Plot) -> list[tuple[str, float]]:
    """Words of each mark with the y of their baseline; the top one carries the unit."""
    marks = _marks(plot)
    written = [units.shortest(value) if value < 1e5 else units.large(value) for value in marks]  # noqa: PLR2004
    written[-1] = units.joined(written[-1], plot.body.unit)
    return [(words, plot.y(value) - 5) for words, value in zip(written, marks, strict=True)]


def _mark_boxes(plot: _Plot) -> list[Box]:
    """Where the marks' words stand: at the right edge, at the left where the curve is in their way there."""
    words = _mark_words(plot)
    right = [Box(plot.form.width - width(w, TICK), y - TICK, plot.form.width, y + 2) for w, y in words]
    left = [Box(0, y - TICK, width(w, TICK), y + 2) for w, y in words]
    if all(map(plot.ground.above_curve, right)) or not all(map(plot.ground.above_curve, left)):
        return right
    return left


def _tick_words(plot: _Plot) -> None:
    for box, (words, y) in zip(_mark_boxes(plot), _mark_words(plot), strict=True):
        if box.x0 == 0:
            plot.sheet.words(0, y, words, "tick halo")
        else:
            plot.sheet.words(plot.form.width, y, words, "tick halo", "end")


def _areas(plot: _Plot) -> None:
    for series, (xs, ys) in zip(plot.body.series, plot.curves, strict=True):
        line = polyline(*place.thinned(xs, ys))
        plot.sheet.path(f"{line}V{px(plot.base)}H0z", f"{series.role}-fill")
        plot.sheet.path(line, f"{series.role}-line")
    plot.sheet.line(0, plot.base, plot.form.width, plot.base, "axis")


def _lines(plot: _Plot) -> None:
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


# -- labels ---------------------------------------------------------------------------------------


def _key_labels(plot: _Plot, labels: Sheet) -> bool:
    """Whether all words on the plot found free places; they are drawn on `labels` in any case."""
    plot.ground.taken.extend(_mark_boxes(plot))
    for action in plot.body.actions:
        if plot.flags or action.first:
            x = plot.x(action.at)
            plot.ground.taken.append(Box(x - 2, 0, x + 2, plot.base))
    done = [_first_label(plot, action, labels) for action in plot.body.actions if action.first]
    return all([*done, _peak_label(plot, labels), _series_labels(plot, labels)])


def _first_label(plot: _Plot, action: Action, labels: Sheet) -> bool:
    """Two lines beside the line of the first response, as high as the curve allows."""
    if plot.flags:
        return True
    lines = [action.name, action_time(action, plot.body.grid.zone)]
    wide = max(width(lines[0], bold=True), width(lines[1]))
    x = plot.x(action.at)
    high = range(round(plot.top) + 2, round(plot.base) - 60, 14)
    spots = [Box(x0, y, x0 + wide, y + 36) for y in high for x0 in (x + 7, x - 7 - wide)]
    box = plot.ground.first_free(spots)
    spot = box or next((b for b in spots if b.x0 >= 0 and b.x1 <= plot.form.width), spots[0])
    plot.ground.taken.append(spot)
    left = spot.x0 < x
    edge = spot.x1 if left else spot.x0
    labels.words(edge, spot.y0 + 14, lines[0], "label strong act halo", "end" if left else "start")
    labels.words(edge, spot.y0 + 33, lines[1], "label act halo", "end" if left else "start")
    return box is not None


def _peak_lines(plot: _Plot, cell: int) -> list[list[tuple[str, str]]]:
    """Three ways to write the peak: on two lines, narrow on three, on one."""
    value = describe.number(plot.body.series[0].values[cell], plot.body.unit)
    when = describe.cell_time(plot.body, cell)
    name = _("peak {value}").format(value=value)
    bold, plain = "label strong halo", "label halo"
    return [
        [(name, bold), (when, plain)],
        [(_("peak"), bold), (value, bold), (_short(plot.body, cell) or when, plain)],
        [(name + ("，" if language() == "zh" else ", ") + when, bold)],
    ]


def _short(body: TimeSeries, cell: int) -> str:
    """The peak's time without its month, which the axis tells; empty outside Chinese hours."""
    at = body.grid.at(cell)
    return f"{at.day}日{at.hour}时" if language() == "zh" and body.grid.step % 3600 == 0 < 86400 else ""


def _peak_label(plot: _Plot, labels: Sheet) -> bool:
    """Words close beside the peak, else above it, else further away with a leader."""
    cell = plot.body.peak
    if cell is None:
        return True
    x, y = _peak_point(plot, cell)
    plot.ground.taken.append(Box(x - 6, y - 6, x + 6, y + 6))
    two, three, one = _peak_lines(plot, cell)
    tried = [(two, 9), (three, 7), (one, 0), (two, 0), (two, 26), (three, 26)]
    for lines, away in tried:
        box = plot.ground.first_free(b for b in _beside_peak(plot, x, y, lines, away) if b.y0 >= plot.top - 2)
        if box:
            break
    else:
        lines, box = one, None
    spot = box or next(iter(_beside_peak(plot, x, y, one, 0)))
    plot.ground.taken.append(spot)
    _write(labels, spot, lines, x)
    return box is not None


def _beside_peak(
    plot: _Plot, x: float, y: float, lines: list[tuple[str, str]], away: float
) -> Iterator[Box]:
    """Boxes for lines of words left and right of a point, or above it when `away` is 0."""
    wide, tall = max(Sheet.measure(*line) for line in lines), 19 * len(lines)
    if not away:
        for wanted in (x - wide / 2, x - 6, x + 6 - wide):
            start = min(max(wanted, 0), plot.form.width - wide)
            yield Box(start, y - 9 - tall, start + wide, y - 9)
        return
    for start in (x - away - wide, x + away):
        for rise in (-10, -18):
            yield Box(start, y + rise, start + wide, y + rise + tall)


def _write(labels: Sheet, spot: Box, lines: list[tuple[str, str]], x: float) -> None:
    """Lines of words in their box, set against the point they speak of, with a leader when apart."""
    left, right = spot.x1 < x, spot.x0 > x
    if left and x - spot.x1 > 12:  # noqa: PLR2004 - px
        labels.line(spot.x1 + 3, spot.y0 + 10, x - 6, spot.y0 + 10, "leader")
    if right and spot.x0 - x > 12:  # noqa: PLR2004 - px
        labels.line(x + 6, spot.y0 + 10, spot.x0 - 3, spot.y0 + 10, "leader")
    for row, (words, kind) in enumerate(lines):
        labels.words(spot.x1 if left else spot.x0, spot.y0 + 15 + 19 * row, words, kind, "end" if left else "start")


def _peak_point(plot: _Plot, cell: int) -> tuple[float, float]:
    grid = plot.body.grid
    return plot.x(grid.start + (cell + 0.5) * grid.step), plot.y(plot.body.series[0].values[cell])


def _peak_mark(plot: _Plot) -> None:
    if plot.body.peak is not None:
        plot.sheet.circle(*_peak_point(plot, plot.body.peak), 4.5, "peak")


def _series_labels(plot: _Plot, labels: Sheet) -> bool:
    """The name of each series in free paper, with a leader to its curve."""
    if len(plot.body.series) == 1 or plot.body.peak is None:
        return True  # one curve is named by the grey line above the chart
    free = True
    for series, (xs, ys) in zip(plot.body.series, plot.curves, strict=True):
        kind = "label strong neg halo" if series.role == "part" else "label grey halo"
        spots = list(_label_spots(plot, xs, ys, Sheet.measure(series.name, kind)))
        (x, y), box = _chosen(plot, spots)
        free = free and plot.ground.free(box)
        plot.ground.taken.append(box)
        labels.line(x, y, box.x0 - 3 if box.x0 > x else box.x1 + 3, (box.y0 + box.y1) / 2, "leader")
        labels.words(box.x0, box.y1 - 4, series.name, kind)
    return free


_Spot = tuple[tuple[float, float], Box]


def _chosen(plot: _Plot, spots: Sequence[_Spot]) -> _Spot:
    """The first spot that is free with its leader, else free in itself, else the first."""
    fallback = None
    for (x, y), box in spots:
        if plot.ground.free(box):
            if plot.ground.clear(x, y, box.x0 if box.x0 > x else box.x1, (box.y0 + box.y1) / 2):
                return (x, y), box
            fallback = fallback or ((x, y), box)
    return fallback or spots[0]


def _label_spots(plot: _Plot, xs: np.ndarray, ys: np.ndarray, wide: float) -> Iterator[_Spot]:
    """Points of a curve with a box beside each, best first: high on a hill, a short leader."""
    for x, y, way in _hillsides(plot, xs, ys):
        for reach, rise in _REACHES:
            x0 = x + reach if way == 1 else x - reach - wide
            yield (x, y), Box(x0, y - rise - 18, x0 + wide, y - rise)


def _hillsides(plot: _Plot, xs: np.ndarray, ys: np.ndarray) -> list[tuple[float, float, int]]:
    """A point on the far and near side of each hill between the lines, the tallest hills first.

    Leaders then need not cross a line.  `way` is 1 on a falling side, -1 on a rising one.
    """
    lines = [plot.x(a.at) for a in plot.body.actions if plot.flags or a.first]
    cuts = [0, *np.searchsorted(xs, lines).tolist(), len(xs)]
    found: list[tuple[int, float, float, int]] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        if start == end:
            continue
        top = start + int(ys[start:end].argmin())
        for order, part in enumerate((0.7, 0.4, 0.15, 0.97)):
            level = plot.base - (plot.base - float(ys[top])) * part
            low = np.flatnonzero(ys[start:end] >= level) + start
            # One px inside the area, so that the leader ends in what it names.
            found += [(order, level + 2, float(xs[i]) - 1, 1) for i in low[low >= top][:1]]
            found += [(order, level + 2, float(xs[i]) + 1, -1) for i in low[low <= top][-1:]]
    ordered = sorted(found, key=lambda spot: (spot[0] > 1, spot[3] == -1, spot[0], spot[1]))
    return [(x, y, way) for _order, y, x, way in ordered]


# -- below the axis -------------------------------------------------------------------------------


def _below(plot: _Plot) -> float:
    """Rail of circles, then the dates; returns the height of the drawing."""
    rail = _rail(plot) if numbered(plot.body, plot.form) else plot.base
    ticks = date_ticks(plot.body.grid.start, plot.body.end, plot.body.grid.zone, plot.form.width, plot.body.grid.step)
    for tick in ticks:
        x = plot.x(tick.at)
        plot.sheet.line(x, plot.base, x, plot.base + (6 if tick.words else 4), "tickmark")
        if tick.words and x + width(tick.words, TICK) <= plot.form.width + 4:
            plot.sheet.words(x, rail + 20, tick.words, "tick")
    return rail + 26


def _rail(plot: _Plot) -> float:
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


def _circle(plot: _Plot, number: int, action: Action, x: float, y: float) -> None:
    at, kind = plot.x(action.at), "first" if action.first else "action"
    plot.sheet.path(f"M{px(at)} {px(plot.base)}v4L{px(x)} {px(y - _CIRCLE)}", f"{kind} elbow")
    plot.sheet.circle(x, y, _CIRCLE - 0.75, f"{kind}-circle")
    plot.sheet.words(x, y + LABEL / 3, str(number), f"label strong {kind}-number", "middle")
