"""Words on a curve's plot: the first response, the peak, the names of the curves, each on free paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise, product
from typing import Final

import numpy as np

from reporter.charts import describe
from reporter.charts.ink import Box, Sheet, width
from reporter.charts.series_plot import Plot, action_time, mark_boxes, peak_point
from reporter.charts.spec import Action, TimeSeries
from reporter.i18n import _, language

_HOUR: Final = 3600
_DAY: Final = 86_400
_HILL: Final = 12  # px, height of a hill worth pointing at
#: Places tried for the name of a curve: px sidewards and upwards from the point it names.
_REACHES: Final = ((14, 8), (22, 20), (36, 30), (50, 44), (70, 60), (96, 24), (96, 76), (130, 44))


def key_labels(plot: Plot, labels: Sheet) -> bool:
    """Whether all words on the plot found free places; they are drawn on `labels` in any case."""
    plot.ground.taken.extend(mark_boxes(plot))
    for action in plot.body.actions:
        if plot.flags or action.first:
            x = plot.x(action.at)
            plot.ground.taken.append(Box(x - 2, 0, x + 2, plot.base))
    done = [_first_label(plot, action, labels) for action in plot.body.actions if action.first]
    return all([*done, _peak_label(plot, labels), _series_labels(plot, labels)])


def _first_label(plot: Plot, action: Action, labels: Sheet) -> bool:
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


def _peak_lines(plot: Plot, cell: int) -> list[list[tuple[str, str]]]:
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
    at, hours = body.grid.at(cell), body.grid.step in range(_HOUR, _DAY, _HOUR)
    return f"{at.day}日{at.hour}时" if language() == "zh" and hours else ""


def _peak_label(plot: Plot, labels: Sheet) -> bool:
    """Words close beside the peak, else above it, else further away with a leader."""
    cell = plot.body.peak
    if cell is None:
        return True
    x, y = peak_point(plot, cell)
    plot.ground.taken.append(Box(x - 6, y - 6, x + 6, y + 6))
    two, three, one = _peak_lines(plot, cell)
    tried = [(two, 9), (three, 7), (one, 0), (two, 0), (two, 26), (three, 26)]
    for lines, away in tried:
        box = plot.ground.first_free(_beside_peak(plot, x, y, lines, away))
        if box:
            break
    else:
        lines, box = one, None
    spot = box or next(iter(_beside_peak(plot, x, y, one, 0)))
    plot.ground.taken.append(spot)
    _write(labels, spot, lines, x)
    return box is not None


def _beside_peak(plot: Plot, x: float, y: float, lines: list[tuple[str, str]], away: float) -> Iterator[Box]:
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


def _series_labels(plot: Plot, labels: Sheet) -> bool:
    """The name of each series in free paper, with a leader to its curve."""
    if len(plot.body.series) == 1 or plot.body.peak is None:
        return True  # one curve is named by the grey line above the chart
    free = True
    for series, (xs, ys) in zip(plot.body.series, plot.curves, strict=True):
        kind = "label strong neg halo" if series.role == "part" else "label grey halo"
        (x, y), box = _chosen(plot, _label_spots(plot, xs, ys, Sheet.measure(series.name, kind)))
        free = free and plot.ground.free(box)
        plot.ground.taken.append(box)
        labels.line(x, y, box.x0 - 3 if box.x0 > x else box.x1 + 3, (box.y0 + box.y1) / 2, "leader")
        labels.words(box.x0, box.y1 - 4, series.name, kind)
    return free


_Spot = tuple[tuple[float, float], Box]


def _chosen(plot: Plot, spots: Iterator[_Spot]) -> _Spot:
    """The first spot that is free with its leader, else free in itself, else the first."""
    first = fallback = None
    for (x, y), box in spots:
        first = first or ((x, y), box)
        if plot.ground.free(box):
            if plot.ground.clear(x, y, box.x0 if box.x0 > x else box.x1, (box.y0 + box.y1) / 2):
                return (x, y), box
            fallback = fallback or ((x, y), box)
    chosen = fallback or first
    if chosen is None:  # impossible: every curve has a highest point
        raise ValueError(plot.body.series)
    return chosen


def _label_spots(plot: Plot, xs: np.ndarray, ys: np.ndarray, wide: float) -> Iterator[_Spot]:
    """Points of a curve with a box beside each, best first: high on a hill, a short leader."""
    turned = ((x, y, -way) for x, y, way in _hillsides(plot, xs, ys))
    for x, y, way in chain(_hillsides(plot, xs, ys), turned):
        for reach, rise in _REACHES:
            x0 = x + reach if way == 1 else x - reach - wide
            yield (x, y), Box(x0, y - rise - 18, x0 + wide, y - rise)


def _hillsides(plot: Plot, xs: np.ndarray, ys: np.ndarray) -> Iterator[tuple[float, float, int]]:
    """A point on the far and near side of each hill between the lines, the tallest hills first.

    Leaders then need not cross a line.  `way` is 1 on a falling side, -1 on a rising one.
    """
    lines = [plot.x(a.at) for a in plot.body.actions if plot.flags or a.first]
    cuts = [0, *np.searchsorted(xs, lines).tolist(), len(xs)]
    hills = [(a + int(ys[a:b].argmin()), a, b) for a, b in pairwise(cuts) if a < b]
    hills.sort(key=lambda hill: float(ys[hill[0]]))
    # A hill of a few px names nothing; the tallest is named whatever its height.
    hills = hills[:1] + [hill for hill in hills[1:] if plot.base - ys[hill[0]] >= _HILL]
    for parts in ((0.7, 0.4), (0.15,)):
        for way, part, (top, start, end) in product((1, -1), parts, hills):
            level = plot.base - (plot.base - float(ys[top])) * part
            low = np.flatnonzero(ys[start:end] >= level) + start
            side = low[low >= top][:1] if way == 1 else low[low <= top][-1:]
            if side.size:
                # One px inside the area, so that the leader ends in what it names.
                yield float(xs[side[0]]) - way, level + 2, way
    for top, start, end in hills:  # a plateau without sides of its own: from its middle upwards
        flat = np.flatnonzero(ys[start:end] <= ys[top] + 1) + start
        yield float(xs[flat].mean()), float(ys[top]) + 3, 1
