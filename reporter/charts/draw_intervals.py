"""Claimed above recomputed on one scale, as SVG."""

from __future__ import annotations

from typing import Final

from reporter import units
from reporter.charts.draw_bars import whisker
from reporter.charts.ink import TICK, Box, Form, Sheet, px, width
from reporter.charts.scale import multiples, nice_step
from reporter.charts.spec import Estimate, Intervals
from reporter.units import Unit

_ROW: Final = 36  # px
_EDGE: Final = 12  # px kept free left and right for half a tick label
_DIAMOND: Final = 8
_SHARES: Final = frozenset({Unit.PERCENT, Unit.POINTS})
_TEN_THOUSAND: Final = 10_000


def domain(body: Intervals) -> tuple[float, float]:
    """The ends of the scale: round numbers around every value and interval.

    Zero is on it for shares and wherever it is not far off; dots, unlike bars, may do without.
    """
    ends = [end for row in body.rows for end in (row.value, row.low, row.high) if end is not None]
    low, high = min(ends), max(ends)
    near = low <= 0 <= high or min(abs(low), abs(high)) < 2 * (high - low)
    if body.unit in _SHARES or near or low == high:
        low, high = min(low, 0), max(high, 0)
    if low == high:
        low, high = 0.0, 1.0
    step = nice_step(high - low, 4)
    first, last = step * _floor(low / step), -step * _floor(-high / step)
    # A mark on the very edge of the scale has no room for its own interval or arrow.
    first -= step if first and min(ends) - first < 0.04 * (last - first) else 0
    last += step if last and last - max(ends) < 0.04 * (last - first) else 0
    if body.unit is Unit.PERCENT and min(ends) >= -100 > first:  # noqa: PLR2004 - per cent
        first = -100.0
    return first, last


def _floor(value: float) -> int:
    return int((value + 1e-9) // 1)


def draw(body: Intervals, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    base = 10.0 + _ROW * len(body.rows)
    _scale(body, sheet, base)
    marks = Sheet(form.width)
    lines = [(10 + _ROW * (index + 0.5), row) for index, row in enumerate(body.rows)]
    labels = [_mark(body, marks, row, y) for y, row in lines]
    for y, row in lines:
        if row.kind == "claimed":
            _drop(sheet, _x(body, sheet, row.value), y + _DIAMOND, base, labels)
    sheet.parts += marks.parts
    return sheet, base + 24


def _drop(sheet: Sheet, x: float, start: float, base: float, labels: list[Box]) -> None:
    """The dotted line from a claimed value down to the scale; it leaves out the words it would run through."""
    for box in labels:
        if box.x0 - 4 < x < box.x1 + 4 and box.y0 > start:
            sheet.line(x, start, x, box.y0, "drop")
            start = box.y1
    sheet.line(x, start, x, base, "drop")


def _x(body: Intervals, sheet: Sheet, value: float) -> float:
    low, high = domain(body)
    return _EDGE + (value - low) / (high - low) * (sheet.width - 2 * _EDGE)


def _scale(body: Intervals, sheet: Sheet, base: float) -> None:
    """Grid lines with their numbers under them, the unit at the last, zero in ink."""
    low, high = domain(body)
    ticks = multiples(low, high, nice_step(high - low, 4))
    for value in ticks:
        x = _x(body, sheet, value)
        sheet.line(x, 0, x, base, "zero" if value == 0 else "grid")
    sheet.line(_EDGE, base, sheet.width - _EDGE, base, "axis")
    written = [_written(value, high) for value in ticks]
    written[-1] = units.joined(written[-1], body.unit)
    _tick_row(sheet, [(_x(body, sheet, v), words) for v, words in zip(ticks, written, strict=True)], base + 19)


def _written(value: float, high: float) -> str:
    """A tick's number; 4.5万 where the scale counts in ten thousands."""
    return units.large(value) if high >= _TEN_THOUSAND else units.shortest(value, 4)


def _tick_row(sheet: Sheet, ticks: list[tuple[float, str]], y: float) -> None:
    """Numbers under their lines, the last against the right edge; one that would touch it is left out."""
    last = width(ticks[-1][1], TICK)
    edge = min(ticks[-1][0] + last / 2, sheet.width)
    sheet.words(edge, y, ticks[-1][1], "tick", "end")
    used = -14.0  # the first may lean over the left edge a little: it is pushed back
    for x, words in ticks[:-1]:
        half = width(words, TICK) / 2
        if x - half > used + 8 and x + half < edge - last - 8:
            sheet.words(x, y, words, "tick", "middle")
            used = x + half


def _mark(body: Intervals, sheet: Sheet, row: Estimate, y: float) -> Box:
    """A row's mark with its words beside it, on the side that has room; returns where the words stand."""
    x = _x(body, sheet, row.value)
    claim = row.kind == "claimed"
    left, right = _claimed(body, sheet, row, y) if claim else _recomputed(body, sheet, row, y)
    kind = "label strong halo" + ("" if claim else " act")
    words = _words(body, row)
    wide = Sheet.measure(words, kind)
    drops = [] if claim else [_x(body, sheet, other.value) for other in body.rows if other.kind == "claimed"]
    fits = {"right": row.bound != "more" and right + 8 + wide <= sheet.width, "left": left - 8 - wide >= 0}
    crossed = {
        "right": any(right < drop < right + 16 + wide for drop in drops),
        "left": any(left - 16 - wide < drop < left for drop in drops),
    }
    # The side with room, and of two such sides the one that crosses no drop line.
    side = next((s for s in fits if fits[s] and not crossed[s]), next((s for s in fits if fits[s]), "above"))
    x0, y0 = {
        "right": (right + 8, y + 5),
        "left": (left - 8 - wide, y + 5),
        "above": (min(x + _DIAMOND + 4, sheet.width - wide), y - 8),
    }[side]
    if side == "left":
        sheet.words(left - 8, y0, words, kind, "end")
    else:
        sheet.words(x0, y0, words, kind)
    return Box(x0, y0 - 15, x0 + wide, y0 + 5)


def _words(body: Intervals, row: Estimate) -> str:
    """The row's name and number; a long unit stands at the scale only."""
    mark = units.sign(body.unit)
    short = len(mark) == 1
    value = _number(row.value, body.places)
    value = units.joined(value, body.unit) if short else value
    return row.name + (" " if row.name.isascii() else "") + value


def _number(value: float, places: int) -> str:
    """A round large number in the language's own steps (1.8亿), any other in full."""
    round_ = abs(value) >= _TEN_THOUSAND and float(f"{value:.3g}") == value
    return units.large(value) if round_ else units.shortest(value, places)


def _claimed(body: Intervals, sheet: Sheet, row: Estimate, y: float) -> tuple[float, float]:
    """Hollow diamond; an arrow for a bound.  Returns what it covers."""
    x = _x(body, sheet, row.value)
    ends = [x - _DIAMOND, x + _DIAMOND]
    if row.bound != "exact":
        # Below zero hours there is nothing to point at.
        floor = _EDGE + 2 if domain(body)[0] == 0 else 2
        tip, way = (sheet.width - 2, 1) if row.bound == "more" else (floor, -1)
        back = f"m{-7 * way} -5l{7 * way} 5l{-7 * way} 5"
        sheet.path(f"M{px(x + way * _DIAMOND)} {px(y)}H{px(tip)}{back}", "bound")
        ends[0 if way < 0 else 1] = tip
    elif row.low is not None and row.high is not None:
        # 约 and 近 stand for a range: whatever lies in it agrees.
        low, high = _x(body, sheet, row.low), _x(body, sheet, row.high)
        whisker(sheet, (low, high), y, 5, "bound")
        ends = [min(low, ends[0]), max(high, ends[1])]
    d = _DIAMOND
    sheet.path(f"M{px(x)} {px(y - d)}l{d} {d}l{-d} {d}l{-d} {-d}z", "claimed")
    return ends[0], ends[1]


def _recomputed(body: Intervals, sheet: Sheet, row: Estimate, y: float) -> tuple[float, float]:
    """Filled dot on its capped interval, small when the interval is.  Returns what it covers."""
    x = _x(body, sheet, row.value)
    ends, radius = [x - 6, x + 6], 5.5
    if row.low is not None and row.high is not None:
        low, high = _x(body, sheet, row.low), _x(body, sheet, row.high)
        whisker(sheet, (low, high), y, 6, "interval")
        ends = [min(low, ends[0]), max(high, ends[1])]
        radius = 5.5 if high - low > 20 else 3  # noqa: PLR2004 - px
    sheet.circle(x, y, radius, "recomputed")
    return ends[0], ends[1]
