"""The chart spec: everything a chart says, before anybody has drawn it.

Times are whole seconds since 1970 UTC, told to the reader in the spec's `zone`.
Every number is finite and rounded to 10 significant digits on its way in, so
that the drawing, the interactive chart and the table start from the same value.
One file for each kind of chart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reporter.charts.spec.bars import Bar, Bars, BarTone
from reporter.charts.spec.base import Grid, Words, local
from reporter.charts.spec.clock import Clock, Milestone, MilestoneKind, Reference
from reporter.charts.spec.effect import Beside, Effect, Forest
from reporter.charts.spec.intervals import Bound, Estimate, EstimateKind, Intervals
from reporter.charts.spec.series import Action, Role, Series, Sparkline, Stage, StageTone, TimeSeries

__all__ = [
    "Action",
    "Bar",
    "BarTone",
    "Bars",
    "Beside",
    "Body",
    "Bound",
    "ChartSpec",
    "Clock",
    "Effect",
    "Estimate",
    "EstimateKind",
    "Forest",
    "Grid",
    "Intervals",
    "Milestone",
    "MilestoneKind",
    "Reference",
    "Role",
    "Series",
    "Sparkline",
    "Stage",
    "StageTone",
    "TimeSeries",
    "Words",
    "local",
]

_ID: Final = re.compile(r"[a-z][a-z0-9-]*")

Body = TimeSeries | Bars | Intervals | Clock | Sparkline | Beside | Forest


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """A chart: its sentences and its body.

    Args:
        id: unique on the page; becomes `id="chart-<id>"`; `a-z0-9-`.
        words: the sentences around it.
        description: what a reader who cannot see it must know, computed from the data.
        body: what is drawn.
    """

    id: str
    words: Words
    description: str
    body: Body

    def __post_init__(self) -> None:
        """An id that is safe in HTML and in a URL."""
        if not _ID.fullmatch(self.id):
            raise ValueError(self.id)
