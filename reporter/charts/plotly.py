"""The chart as compact Plotly JSON for plotly.js *basic*: scatter and bar traces only.

Colours are not here: each trace names the site's tokens in `meta` (line, fill), and
`charts.js` reads them from the page, so the dark page has dark charts.  plotly itself
is not imported: `go.Figure` validates these specs in the tests.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from reporter import units
from reporter.charts.ink import wrapped
from reporter.charts.spec import (
    Bar,
    Bars,
    Beside,
    Body,
    ChartSpec,
    Clock,
    Estimate,
    Forest,
    Intervals,
    Sparkline,
    TimeSeries,
    local,
)
from reporter.i18n import _, language
from reporter.safe import plain
from reporter.units import Unit

_Json = dict[str, Any]

_DAY: Final = 86_400
_NAME: Final = 110  # px, a line of a name beside a bar on a phone
_TONES: Final = {"neutral": "--vol-f", "negative": "--neg-f", "ours": "--act"}
_AREAS: Final = {"total": ["--vol-e", "--vol-f"], "part": ["--neg", "--neg-f"]}


def plotly_json(spec: ChartSpec) -> str:
    """`{"data": [...], "layout": {...}}` without a needless space."""
    data, layout = _figure(spec.body)
    return json.dumps({"data": data, "layout": layout}, ensure_ascii=False, separators=(",", ":"))


def island(spec: ChartSpec) -> Markup:
    """`plotly_json` as a data block no browser executes and no `</script>` can leave."""
    safe = plotly_json(spec).translate(_IN_SCRIPT)
    return Markup(f'<script type="application/json" class="chart-data">{safe}</script>')  # noqa: S704 - escaped


_IN_SCRIPT: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def _label(words: str) -> str:
    """Words as plotly.js must get them: it reads labels as a small HTML."""
    return plain(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _compact(value: float) -> float:
    return int(value) if value == int(value) else value


def _numbers(values: tuple[float, ...]) -> list[float]:
    return list(map(_compact, values))


def _figure(body: Body) -> tuple[list[_Json], _Json]:
    match body:
        case TimeSeries():
            made = _series(body)
        case Bars():
            made = _bars(body)
        case Intervals():
            made = _intervals(body)
        case Clock():
            made = _clock(body)
        case Sparkline():
            made = _spark(body)
        case Beside():
            made = _beside(body)
        case Forest():
            made = _forest(body)
    return made


def _spark(body: Sparkline) -> tuple[list[_Json], _Json]:
    return [{"type": "scatter", "mode": "lines", "y": _numbers(body.values), "meta": _AREAS["total"]}], {}


def _stamp(at: float, zone: str) -> str:
    return f"{local(at, zone):%Y-%m-%d %H:%M:%S}"


def _series(body: TimeSeries) -> tuple[list[_Json], _Json]:
    """Each series as start + step; the first response as a line, the other actions as markers."""
    data: list[_Json] = [
        {
            "type": "scatter",
            "mode": "lines",
            "fill": "tozeroy",
            "name": _label(series.name),
            "x0": _stamp(body.grid.start, body.grid.zone),
            "dx": body.grid.step * 1000,
            "y": _numbers(series.values),
            "meta": _AREAS[series.role],
        }
        for series in body.series
    ]
    if body.actions:
        data.append(_actions(body))
    layout = {
        "hovermode": "x unified",
        "xaxis": {"type": "date", **_dates(body)},
        "yaxis": {"rangemode": "tozero", "tickformat": ",", **_scale(body.unit)},
        "shapes": [
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at}
            for at in (_stamp(a.at, body.grid.zone) for a in body.actions if a.first)
        ],
    }
    return data, layout


def _actions(body: TimeSeries) -> _Json:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _label(_("our actions")),
        "x": [_stamp(action.at, body.grid.zone) for action in body.actions],
        "y": [0] * len(body.actions),
        "text": [_label(action.name) for action in body.actions],
        "hoverinfo": "x+text",
        "meta": ["--act", "--act"],
    }


def _scale(unit: Unit) -> _Json:
    """An axis of numbers: the unit stands once, at the last tick, as in the drawing."""
    shown = "all" if unit is Unit.PERCENT else "last"
    return {"ticksuffix": _label(units.sign(unit)), "showticksuffix": shown, "tickangle": 0}


def _beside(body: Beside) -> tuple[list[_Json], _Json]:
    """The band as its upper end filled down to its lower one, its middle, and the observed line."""
    zone, step = body.grid.zone, body.grid.step * 1000
    line = ["--neg", "--neg-f"] if body.negative else ["--vol-e", "--vol-f"]
    grey = ["--band-c", "--band"]
    since = {"type": "scatter", "mode": "lines", "x0": _stamp(body.since, zone), "dx": step, "meta": grey}
    data: list[_Json] = [
        {**since, "name": _label(_("low end")), "y": _numbers(body.low)},
        {**since, "name": _label(_("high end")), "y": _numbers(body.high), "fill": "tonexty"},
        {**since, "name": _label(body.names[1]), "y": _numbers(body.expected), "line": {"dash": "dash"}},
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _label(body.names[0]),
            "x0": _stamp(body.grid.start, zone),
            "dx": step,
            "y": _numbers(body.observed),
            "meta": line,
        },
    ]
    at = _stamp(body.since, zone)
    layout = {
        "hovermode": "x unified",
        "xaxis": {"type": "date", **_dates(body)},
        "yaxis": {"rangemode": "tozero", "tickformat": ",", **_scale(body.unit)},
        "shapes": [{"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at}],
    }
    return data, layout


def _forest(body: Forest) -> tuple[list[_Json], _Json]:
    rows = [row for row in body.rows if row.value is not None]
    names = _names([row.name for row in body.rows])
    chosen = [name for name, row in zip(names, body.rows, strict=True) if row.value is not None]
    trace: _Json = {
        "type": "scatter",
        "mode": "markers",
        "x": [_compact(row.value or 0) for row in rows],
        "y": chosen,
        "marker": {"symbol": ["circle" if row.apart else "circle-open" for row in rows], "size": 12},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_arm(row.value, row.high) for row in rows],
            "arrayminus": [_arm(row.low, row.value) for row in rows],
        },
        "hoverinfo": "x+y",
        "meta": ["--act", "--act"],
    }
    axis = {**_names_axis(), "categoryorder": "array", "categoryarray": names}
    line = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": 1, "x1": 1}
    return [trace], {"xaxis": {"type": "log"}, "yaxis": axis, "showlegend": False, "shapes": [line]}


def _dates(body: TimeSeries | Beside) -> _Json:
    """How dates are written; the locale file knows short months as 九 only."""
    if language() != "zh":
        return {}
    short = body.end - body.grid.start <= 2 * _DAY
    return {"tickformat": "%-d日%-H时" if short else "%-m月%-d日", "hoverformat": "%-m月%-d日%-H时%M分"}


def _names(names: list[str]) -> list[str]:
    """Names on short lines, and none that a category axis could merge with another."""
    return _distinct(["<br>".join(map(_label, wrapped(name, _NAME))) for name in names])


def _distinct(names: list[str]) -> list[str]:
    """Names no category axis can merge: a repeated one gets its number."""
    seen: Counter[str] = Counter()
    out = []
    for name in names:
        seen[name] += 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def _interval(rows: Sequence[Bar | Estimate]) -> _Json:
    """Both arms of the intervals; nothing when no row has one."""
    if all(row.low is None for row in rows):
        return {}
    high = [_arm(row.value, row.high) for row in rows]
    low = [_arm(row.low, row.value) for row in rows]
    return {"error_x": {"type": "data", "symmetric": False, "array": high, "arrayminus": low}}


def _arm(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else _compact(float(f"{end - start:.10g}"))


def _names_axis() -> _Json:
    # 'type' is said because '007' and '1e5' would make a linear axis.
    return {"type": "category", "autorange": "reversed", "automargin": True, "tickangle": 0}


def _bars(body: Bars) -> tuple[list[_Json], _Json]:
    items = list(body.items)
    trace: _Json = {
        "type": "bar",
        "orientation": "h",
        "x": _numbers(tuple(bar.value for bar in items)),
        "y": _names([bar.name for bar in items]),
        "hoverinfo": "x+y",
        "meta": ["--ink", "--vol-f"],
        "customdata": [_TONES[bar.tone] for bar in items],
    }
    trace |= _interval(items)
    layout = {"xaxis": {"rangemode": "tozero", **_scale(body.unit)}, "yaxis": _names_axis(), "showlegend": False}
    return [trace], layout


def _intervals(body: Intervals) -> tuple[list[_Json], _Json]:
    names = _names([row.name for row in body.rows])
    data = []
    for kind, symbol, token in (("claimed", "diamond-open", "--ink"), ("recomputed", "circle", "--act")):
        chosen = [(name, row) for name, row in zip(names, body.rows, strict=True) if row.kind == kind]
        if chosen:
            data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [_compact(row.value) for _name, row in chosen],
                    "y": [name for name, _row in chosen],
                    **_interval([row for _name, row in chosen]),
                    "marker": {"symbol": symbol, "size": 12},
                    "hoverinfo": "x+y",
                    "meta": [token, token],
                }
            )
    axis = {**_names_axis(), "categoryorder": "array", "categoryarray": names}
    layout = {"xaxis": _scale(body.unit), "yaxis": axis, "showlegend": False}
    return data, layout


def _clock(body: Clock) -> tuple[list[_Json], _Json]:
    first = body.milestones[0].middle
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_compact(float(f"{(m.middle - first) / 3600:.10g}")) for m in body.milestones],
        "y": _names([milestone.name for milestone in body.milestones]),
        "hoverinfo": "x+y",
        "meta": ["--act", "--act"],
    }
    axis = {"rangemode": "tozero", **_scale(Unit.HOURS)}
    return [trace], {"xaxis": axis, "yaxis": _names_axis(), "showlegend": False}
