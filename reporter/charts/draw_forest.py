"""Effects of several incidents on one scale of ratios, as SVG; rows that cannot be told apart stay."""

from __future__ import annotations

import math
from typing import Final

from reporter import units
from reporter.charts import describe
from reporter.charts.draw_bars import whisker
from reporter.charts.ink import TICK, Form, Sheet, shortened, width
from reporter.charts.spec import Effect, Forest
from reporter.i18n import _

_ROW: Final = 64  # px: a name, its figures, its bar
_BAR: Final = 51  # px from a row's top to its bar
_HEAD: Final = 24  # px
_EDGE: Final = 14  # px
#: Ratios a scale may end at, and those that get a mark.
_ENDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)
_MARKS: Final = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, 10.0)


def domain(body: Forest) -> tuple[float, float]:
    """The ends of the scale: the marks around every interval, at most a tenth and ten times."""
    low = min((row.low for row in body.rows if row.low is not None), default=0.5)
    high = max((row.high for row in body.rows if row.high is not None), default=2.0)
    first = max((end for end in _ENDS[:3] if end <= low), default=_ENDS[0])
    last = min((end for end in _ENDS[4:] if end >= high), default=_ENDS[-1])
    return first, last


def draw(body: Forest, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    base = _HEAD + _ROW * len(body.rows)
    _scale(body, sheet, base)
    for index, row in enumerate(body.rows):
        _row(body, sheet, row, _HEAD + _ROW * index)
    return sheet, base + 26


def _x(body: Forest, sheet: Sheet, ratio: float) -> float:
    low, high = (math.log(end) for end in domain(body))
    part = (math.log(min(max(ratio, math.exp(low)), math.exp(high))) - low) / (high - low)
    return _EDGE + part * (sheet.width - 2 * _EDGE)


def _scale(body: Forest, sheet: Sheet, base: float) -> None:
    low, high = domain(body)
    no_change = _x(body, sheet, 1.0)
    sheet.words(no_change - 8, 14, _("← below what decay alone would give"), "tick", "end")
    sheet.words(no_change + 8, 14, _("above →"), "tick")
    used = -math.inf
    for ratio in (1.0, *(mark for mark in _MARKS if low <= mark <= high and mark != 1)):
        x = _x(body, sheet, ratio)
        # Lines stand behind the bars only: words above them stay clear.
        for top in range(_HEAD, round(base), _ROW):
            sheet.line(x, top + _BAR - 8, x, top + _ROW, "zero" if ratio == 1 else "grid")
    for ratio in (mark for mark in _MARKS if low <= mark <= high):
        words = _("no change") if ratio == 1 else describe.change(ratio)
        x, half = _x(body, sheet, ratio), width(words, TICK) / 2
        room = ratio == 1 or abs(x - no_change) > half + width(_("no change"), TICK) / 2 + 8
        if room and x - half > used + 6:
            sheet.words(x, base + 19, words, "tick dark" if ratio == 1 else "tick", "middle")
            used = x + half


def _row(body: Forest, sheet: Sheet, row: Effect, top: float) -> None:
    """Name and verdict on one line, figures under them, the bar below."""
    sheet.line(0, top, sheet.width, top, "grid")
    style = "label strong act halo" if row.apart else "label grey halo"
    wide = Sheet.measure(row.verdict, style)
    name = shortened(row.name, max(sheet.width - wide - 14, sheet.width / 2), bold=True)
    sheet.words(0, top + 18, name, "label strong halo")
    sheet.words(sheet.width, top + 18, shortened(row.verdict, sheet.width / 2 - 14), style, "end")
    sheet.words(0, top + 37, row.detail, "tick halo")
    if row.value is None or row.low is None or row.high is None:
        return
    figures = f"{describe.change(row.value)} {units.span(describe.change(row.low), describe.change(row.high))}"
    sheet.words(sheet.width, top + 37, figures, "tick dark halo", "end")
    y = top + _BAR
    ends = _x(body, sheet, row.low), _x(body, sheet, row.high)
    whisker(sheet, ends, y, 5, "interval" if row.apart else "unsure")
    sheet.circle(_x(body, sheet, row.value), y, 5.5, "recomputed" if row.apart else "unsure-dot")
