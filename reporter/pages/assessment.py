"""三、评估: the key figures, the check of reported figures in short, what may be said of the effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter.metrics.record import Metric
from reporter.pages import words
from reporter.pages.claims import ShortCheck, short_check
from reporter.report import Report
from reporter.safe import prose

#: What the chapter's table shows; every other metric stands on the evidence page or in a block of its own.
KEY_FIGURES: Final = (
    *("volume", "comment_volume", "peak", "last_day_rate"),
    *("negative_share", "positive_share", "net_sentiment"),
    *("time_to_first_response", "volume_before_response"),
    *("statement_approval", "answer_coverage", "action_closure", "cost"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRow:
    """One key figure in the table of the chapter."""

    name: str
    value: str
    error: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The chapter."""

    prose: Markup
    metrics: tuple[MetricRow, ...]
    confounders: tuple[str, ...]
    check: ShortCheck
    attribution: str
    rivals: str


def assessment(report: Report) -> Assessment:
    """The assessment chapter of a report."""
    finding = report.finding("attribution")
    return Assessment(
        prose=prose(str(report.incident.assessment.summary)),
        metrics=_metrics(report),
        confounders=tuple(map(str, report.incident.assessment.confounders)),
        check=short_check(report),
        attribution=finding.statement if finding else "",
        rivals=words.listed(finding.rivals) if finding else "",
    )


def _metrics(report: Report) -> tuple[MetricRow, ...]:
    whole = report.whole()
    shown = [whole[name] for name in KEY_FIGURES if name in whole and whole[name].value is not None]
    return tuple(metric_row(metric) for metric in shown)


def metric_row(metric: Metric) -> MetricRow:
    """One metric in words."""
    return MetricRow(
        name=metric.label,
        value=words.value_words(metric),
        error=words.error_words(metric),
        note=metric.note or words.calibration_words(metric.calibration),
    )
