"""Charts as page blocks: a spec's whole figure with its CSV link, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter.charts.figure import figure
from reporter.charts.ink import NARROW
from reporter.charts.svg import drawing
from reporter.drawings import Charts
from reporter.i18n import sentence
from reporter.safe import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The charts of one report.

    Args:
        charts: specs by id.
        folder: where the page's CSV files lie, relative to the page; empty for no link.
    """

    charts: Charts
    folder: str = ""

    def block(self, chart_id: str) -> Markup:
        """The whole figure of a chart; empty when the report has no such chart."""
        spec = self.charts.get(chart_id)
        if spec is None:
            return Markup()
        return figure(spec, csv_href=f"{self.folder}{chart_id}.csv")

    def bare(self, chart_id: str) -> Markup:
        """The narrow drawing alone, for a chart whose numbers stand in the words around it.

        One drawing for every width: a page with twenty claims stays light.
        """
        return self._narrow(chart_id, "rp-bare", Markup())

    def captioned(self, chart_id: str) -> Markup:
        """The narrow drawing with its line of what is drawn, for every width."""
        return self._narrow(chart_id, "rp-bare", self._what(chart_id))

    def phone_only(self, chart_id: str) -> Markup:
        """The narrow drawing with its line of what is drawn, shown on phones."""
        return self._narrow(chart_id, "rp-bare rp-zoom", self._what(chart_id))

    def _what(self, chart_id: str) -> Markup:
        spec = self.charts.get(chart_id)
        return Markup('<p class="chart-what">{}</p>').format(text(sentence(spec.words.what))) if spec else Markup()

    def _narrow(self, chart_id: str, kind: str, caption: Markup) -> Markup:
        spec = self.charts.get(chart_id)
        if spec is None:
            return Markup()
        return Markup('<figure class="chart {}" data-search-exclude>{}{}</figure>').format(
            kind,
            caption,
            drawing(spec, NARROW),
        )
