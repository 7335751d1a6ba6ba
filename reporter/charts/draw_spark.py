"""The shape of a curve as a small SVG without words."""

from __future__ import annotations

from typing import Final

import numpy as np

from reporter.charts import place
from reporter.charts.ink import Form, Sheet, polyline, px
from reporter.charts.spec import Sparkline

_EDGE: Final = 2  # px above and below, half a line and its join


def draw(body: Sparkline, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    base = form.plot
    values = np.array([body.values[0], *body.values, body.values[-1]])
    count = len(body.values)
    xs = np.concatenate(([0.0], (np.arange(count) + 0.5) / count * form.width, [form.width]))
    ys = base - values / (float(values.max()) or 1.0) * (base - _EDGE)
    line = polyline(*place.thinned(xs, ys))
    sheet.path(f"{line}V{px(base)}H0z", "total-fill")
    sheet.path(line, "total-line")
    return sheet, base + _EDGE
