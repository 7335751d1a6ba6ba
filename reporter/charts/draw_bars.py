"""Ranked bars as SVG: the name above its bar on a phone, beside it where there is room."""

from __future__ import annotations

from typing import Final

from reporter import units
from reporter.charts.ink import Box, Form, Sheet, px, width, wrapped
from reporter.charts.spec import Bar, Bars

_BAR: Final = 8  # px, thickness on a phone
_WIDE_BAR: Final = 14
_CAP: Final = 4  # px, half an end cap
_LINE: Final = 20  # px, a line of words
_AIR: Final = 14


def draw(body: Bars, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    rows = _stacked if form.name == "narrow" else _beside
    return sheet, rows(body, sheet)


def _highest(body: Bars) -> float:
    """The end of the scale: the longest bar or interval; the scale begins at zero, always."""
    return max(max(bar.value, bar.high or 0) for bar in body.items) or 1.0


def _margin(bar: Bar, body: Bars) -> str:
    """`±4` when both sides are equal as printed, else `30至39`; empty for a census."""
    if bar.low is None or bar.high is None:
        return ""
    below, above = (units.decimal(d, body.places) for d in (bar.value - bar.low, bar.high - bar.value))
    if below == above:
        return f"±{below}"
    return units.span(units.decimal(bar.low, body.places), units.decimal(bar.high, body.places))


def _value(bar: Bar, body: Bars) -> list[tuple[str, str]]:
    value = units.exact(bar.value, body.unit, body.places)
    margin = _margin(bar, body)
    return [(value, "label strong")] + ([(f" {margin}", "label grey")] if margin else [])


def _bar(sheet: Sheet, bar: Bar, highest: float, box: Box) -> None:
    """A bar with its interval; `box` is the full extent of the scale, up to `highest`."""
    scale = (box.x1 - box.x0) / highest
    middle = (box.y0 + box.y1) / 2
    if bar.value:
        sheet.rect(Box(box.x0, box.y0, box.x0 + max(bar.value * scale, 1), box.y1), f"bar-{bar.tone}")
    if bar.low is None or bar.high is None:
        return
    low, high = box.x0 + max(bar.low, 0) * scale, box.x0 + bar.high * scale
    whisker(sheet, (low, high), middle, _CAP, "whisker")


def whisker(sheet: Sheet, ends: tuple[float, float], y: float, cap: float, kind: str) -> None:
    """An interval with its end caps."""
    low, high = ends
    caps = "".join(f"M{px(x)} {px(y - cap)}v{px(2 * cap)}" for x in ends)
    sheet.path(f"M{px(low)} {px(y)}H{px(high)}{caps}", kind)


def _name(sheet: Sheet, bar: Bar, x: float, y: float, room: float) -> float:
    """The name and its note on as many lines as they need; returns the y of the last baseline."""
    note = f"  {bar.note}" if bar.note else ""
    lines = wrapped(bar.name, room)
    # The note follows the name, on a line of its own when it would not fit behind it.
    fits = width(lines[-1]) + width(note, bold=True) <= room
    for index, line in enumerate(lines):
        runs = [(line, "label")]
        if note and fits and index == len(lines) - 1:
            runs.append((f"\u2003{bar.note}", "label strong neg"))
        sheet.runs(x, y + index * _LINE, runs)
    if note and not fits:
        sheet.words(x, y + len(lines) * _LINE, bar.note, "label strong neg")
        return y + len(lines) * _LINE
    return y + (len(lines) - 1) * _LINE


def _stacked(body: Bars, sheet: Sheet) -> float:
    """Name and value on a line, the bar under them, a hairline under the row."""
    y, highest = 0.0, _highest(body)
    for bar in body.items:
        value = _value(bar, body)
        room = sheet.width - sum(Sheet.measure(*run) for run in value) - _AIR
        last = _name(sheet, bar, 0, y + 20, room)
        sheet.runs(sheet.width, y + 20, value, "end")
        _bar(sheet, bar, highest, Box(0, last + 12, sheet.width, last + 12 + _BAR))
        y = last + 12 + _BAR + 12
        sheet.line(0, y, sheet.width, y, "grid")
    return y + 1


def _beside(body: Bars, sheet: Sheet) -> float:
    """Names in a column, bars in a column, values in a column."""
    values = [_value(bar, body) for bar in body.items]
    right = max(sum(Sheet.measure(*run) for run in value) for value in values) + _AIR
    named = max(width(bar.name) + width(f"  {bar.note}", bold=True) for bar in body.items) + _AIR
    left = min(max(named, 80), 0.42 * sheet.width)
    y, highest = 0.0, _highest(body)
    for bar, value in zip(body.items, values, strict=True):
        last = _name(sheet, bar, 0, y + 23, left - _AIR)
        middle = (y + 23 + last) / 2 - 5
        # The eye follows a hairline from a short bar to its number.
        sheet.line(left, middle, sheet.width - right, middle, "grid")
        _bar(sheet, bar, highest, Box(left, middle - _WIDE_BAR / 2, sheet.width - right, middle + _WIDE_BAR / 2))
        sheet.runs(sheet.width, middle + 5, value, "end")
        y = last + 13
        sheet.line(0, y, sheet.width, y, "grid")
    return y + 1
