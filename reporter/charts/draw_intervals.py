"""Claimed above recomputed on one scale, as SVG."""

from __future__ import annotations

from typing import Final

from reporter import units
from reporter.charts import describe
from reporter.charts.draw_bars import whisker
from reporter.charts.ink import TICK, Anchor, Form, Sheet, px, width
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
    if body.unit is Unit.PERCENT and -100 <= min(ends) and first < -100:  # noqa: PLR2004 - per cent
        first = -100.0
    return first, last


def _floor(value: float) -> int:
    return int((value + 1e-9) // 1)


def draw(body: Intervals, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    base = 10.0 + _ROW * len(body.rows)
    _scale(body, sheet, base)
    for index, row in enumerate(body.rows):
        _mark(body, sheet, row, 10 + _ROW * (index + 0.5), base)
    return sheet, base + 24


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
    used = -8.0
    for x, words in ticks[:-1]:
        half = width(words, TICK) / 2
        if x - half > used + 8 and x + half < edge - last - 8:
            sheet.words(x, y, words, "tick", "middle")
            used = x + half


def _mark(body: Intervals, sheet: Sheet, row: Estimate, y: float, base: float) -> None:
    x = _x(body, sheet, row.value)
    reach = _claimed(sheet, row, x, y, base) if row.kind == "claimed" else _recomputed(body, sheet, row, x, y)
    value = describe.number(row.value, body.unit, body.places)
    if width(units.sign(body.unit)) > width("%"):
        value = _written(float(units.decimal(row.value, body.places).replace(",", "").replace(units.MINUS, "-")),
                         max(abs(row.value), 1))  # fmt: skip
    kind = "label strong halo" + (" act" if row.kind == "recomputed" else "")
    words = f"{row.name}{'' if row.name.isascii() is False else ' '}{value}"
    wide = Sheet.measure(words, kind)
    right, left = reach[1] + 8, reach[0] - 8
    # A claim that says 超过 has its arrow on the right, so its words go left.
    prefer_left = row.bound == "more" or right + wide > sheet.width
    spot: tuple[float, Anchor] = (left, "end") if prefer_left and left - wide >= 0 else (right, "start")
    if spot[1] == "start" and right + wide > sheet.width:
        sheet.words(sheet.width, y - 14, words, kind, "end")
        return
    sheet.words(spot[0], y + 5, words, kind, spot[1])


def _claimed(sheet: Sheet, row: Estimate, x: float, y: float, base: float) -> tuple[float, float]:
    """Hollow diamond with its dotted drop line; an arrow for a bound.  Returns what it covers."""
    sheet.line(x, y + _DIAMOND, x, base, "drop")
    ends = [x - _DIAMOND, x + _DIAMOND]
    if row.bound != "exact":
        tip, way = (sheet.width - 2, 1) if row.bound == "more" else (2, -1)
        back = f"m{-7 * way} -5l{7 * way} 5l{-7 * way} 5"
        sheet.path(f"M{px(x + way * _DIAMOND)} {px(y)}H{px(tip)}{back}", "bound")
        ends[0 if way < 0 else 1] = tip
    d = _DIAMOND
    sheet.path(f"M{px(x)} {px(y - d)}l{d} {d}l{-d} {d}l{-d} {-d}z", "claimed")
    return ends[0], ends[1]


def _recomputed(body: Intervals, sheet: Sheet, row: Estimate, x: float, y: float) -> tuple[float, float]:
    """Filled dot on its capped interval.  Returns what it covers."""
    ends = [x - 6, x + 6]
    if row.low is not None and row.high is not None:
        low, high = _x(body, sheet, row.low), _x(body, sheet, row.high)
        whisker(sheet, low, high, y, 6, "interval")
        ends = [min(low, ends[0]), max(high, ends[1])]
    sheet.circle(x, y, 5.5, "recomputed")
    return ends[0], ends[1]
