"""The drawings of a chart: one for each width it is shown at."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from reporter.charts import draw_bars, draw_beside, draw_clock, draw_forest, draw_intervals, draw_series, draw_spark
from reporter.charts.ink import MIDDLE, NARROW, SPARK, WIDE, Form, Sheet
from reporter.charts.spec import Bars, Beside, Body, ChartSpec, Clock, Forest, Intervals, Sparkline, TimeSeries

#: A curve uses every px; names and numbers gain nothing beyond the middle width.
_FORMS: Final = {TimeSeries: (NARROW, WIDE), Sparkline: (SPARK,)}


def forms(body: Body) -> tuple[Form, ...]:
    """The widths a body is drawn at, narrowest first."""
    return _FORMS.get(type(body), (NARROW, MIDDLE))


def drawing(spec: ChartSpec, form: Form) -> Markup:
    """The chart as one `<svg>` at one width; the same bytes for the same spec."""
    sheet, height = _draw(spec.body, form)
    return sheet.svg(form, height, spec.words.finding or spec.words.what, spec.description)


def drawings(spec: ChartSpec) -> Markup:
    """Every drawing of the chart; the style sheet shows the one that fits."""
    return Markup("").join(drawing(spec, form) for form in forms(spec.body))


def _draw(body: Body, form: Form) -> tuple[Sheet, float]:
    match body:
        case TimeSeries():
            made = draw_series.draw(body, form)
        case Bars():
            made = draw_bars.draw(body, form)
        case Intervals():
            made = draw_intervals.draw(body, form)
        case Clock():
            made = draw_clock.draw(body, form)
        case Sparkline():
            made = draw_spark.draw(body, form)
        case Beside():
            made = draw_beside.draw(body, form)
        case Forest():
            made = draw_forest.draw(body, form)
    return made
