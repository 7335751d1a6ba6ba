"""Charts as page blocks: a spec's whole figure with its CSV link, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter.charts.figure import figure
from reporter.drawings import Charts


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
