"""The whole block of a chart on a page: sentence, drawings, source, buttons, table, data."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.charts import draw_series, plotly, series_plot, svg, table
from reporter.charts.ink import WIDE
from reporter.charts.spec import ChartSpec, TimeSeries
from reporter.charts.table import Cell
from reporter.i18n import _, sentence
from reporter.safe import clauses, text, unbroken

_NOTHING: Final = Markup("")
#: Figures a reader takes in; no share or hour is known better.
_FIGURES: Final = 4


def figure(spec: ChartSpec, *, csv_href: str = "") -> Markup:
    """The `<figure>` of a chart, on one line so that no Markdown parser breaks it.

    Args:
        spec: the chart.
        csv_href: address of its CSV, relative to the page; no link when empty.
    """
    return Markup(
        '<figure class="chart" id="chart-{id}" data-search-exclude>{caption}'
        "{box}{actions}{source}{tools}{data}</figure>",
    ).format(
        id=spec.id,
        caption=_caption(spec),
        box=_box(spec),
        actions=_actions(spec),
        source=_paragraph("chart-source", _source(spec)),
        tools=_tools(spec, csv_href),
        data=plotly.island(spec),
    )


def _box(spec: ChartSpec) -> Markup:
    """The drawings; the style sheet shows the one that fits."""
    wide = " chart-wide-too" if WIDE in svg.forms(spec.body) else ""
    return Markup('<div class="chart-box{}">{}</div>').format(wide, svg.drawings(spec))


def _caption(spec: ChartSpec) -> Markup:
    finding = _paragraph("chart-finding", clauses(spec.words.finding))
    what = _paragraph("chart-what", sentence(spec.words.what))
    return Markup("<figcaption>{}{}</figcaption>").format(finding, what) if finding or what else _NOTHING


def _paragraph(kind: str, words: str) -> Markup:
    """A `<p>` of that class; nothing when there are no words."""
    kept = words if isinstance(words, Markup) else unbroken(words)
    return Markup('<p class="{}">{}</p>').format(kind, kept) if words else _NOTHING


def _source(spec: ChartSpec) -> str:
    return _("Source: {source}").format(source=spec.words.source) if spec.words.source else ""


def _actions(spec: ChartSpec) -> Markup:
    """The words behind the numbers, for the widths whose drawing shows numbers."""
    body = spec.body
    if not isinstance(body, TimeSeries) or len(body.actions) <= 1:
        return _NOTHING
    hidden = "".join(f" not-{form.name}" for form in (WIDE,) if not draw_series.numbered(body, form))
    rows = (
        Markup(
            '<li{first}><span class="number">{n}</span><div><strong>{name}</strong> '
            "<time>{time}</time>{detail}</div></li>",
        ).format(
            first=Markup(' class="first"') if action.first else _NOTHING,
            n=number,
            name=text(action.name),
            time=text(series_plot.action_time(action, body.grid.zone)),
            detail=Markup('<span class="detail">{}</span>').format(text(action.detail)) if action.detail else "",
        )
        for number, action in enumerate(body.actions, 1)
    )
    return Markup('<ol class="chart-actions{}">{}</ol>').format(hidden, Markup("").join(rows))


def _tools(spec: ChartSpec, csv_href: str) -> Markup:
    """The button (shown by the script), the table, the link to the CSV."""
    link = Markup('<a href="{}" download>{}</a>').format(text(csv_href), text(_("Download CSV")))
    return Markup(
        '<div class="chart-tools"><button type="button" class="chart-live" data-back="{back}" hidden>{live}'
        '</button><details class="chart-table"><summary>{title}</summary>{table}</details>{link}</div>',
    ).format(
        live=text(_("Tap for values")),
        back=text(_("Back to the drawing")),
        title=text(_("Data table")),
        table=_table(spec),
        link=link if csv_href else "",
    )


def _table(spec: ChartSpec) -> Markup:
    """The data table, scrolling inside itself."""
    data = table.shown(spec)
    columns = range(len(data.headers))
    numeric = [all(not isinstance(row[i], str) for row in data.rows) for i in columns]
    places = [_places(row[i] for row in data.rows) for i in columns]
    head = Markup("").join(
        Markup("<th{} scope=col>{}</th>").format(_figure_class(right), text(name))
        for name, right in zip(data.headers, numeric, strict=True)
    )
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup("<td{}>{}</td>").format(_figure_class(right), text(_written(cell, digits)))
                for cell, right, digits in zip(row, numeric, places, strict=True)
            ),
        )
        for row in data.rows
    )
    return Markup(
        '<div class="chart-rows" tabindex="0" role="region" aria-label="{}"><table><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
    ).format(text(_("Data table")), head, rows)


def _figure_class(right: bool) -> Markup:  # noqa: FBT001 - one private helper
    return Markup(" class=figure") if right else _NOTHING


def _places(column: Iterable[Cell]) -> int:
    """Decimals of a column, the same in every row: none for whole numbers, else four figures of its largest."""
    values = [abs(cell) for cell in column if isinstance(cell, float)]
    if all(value.is_integer() for value in values):
        return 0
    return min(max(_FIGURES - 1 - floor(log10(max(values))), 1), _FIGURES)


def _written(cell: Cell, places: int) -> str:
    """A cell as the page shows it; its every digit is in the CSV."""
    if cell is None:
        return "—"
    return units.decimal(cell, places) if isinstance(cell, float) else cell
