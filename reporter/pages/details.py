"""指标明细: every metric with its interval, n, method and source, on a page of its own.

The tables of a rich incident are as large as all the rest of its evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reporter import units
from reporter.i18n import _, ngettext
from reporter.metrics.record import Metric
from reporter.pages import words
from reporter.pages.cover import Cover, cover
from reporter.report import Report
from reporter.windows import WHOLE

#: A note of more rows than this stands once, over the tables.
_RARE: Final = 3
#: A shorter note is no longer than the words that would point to it.
_SHORT: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDetail:
    """One metric with all that makes it checkable; `note` may be the number of a note that many share."""

    name: str
    value: str
    interval: str
    n: str
    method: str
    source: str
    window: str
    calibration: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsPage:
    """The page of all metrics: the whole period's, their parts, those of other windows; notes many of them share."""

    cover: Cover
    headline: str
    notes: tuple[str, ...]
    metrics: tuple[MetricDetail, ...]
    parts: tuple[MetricDetail, ...]
    windows: tuple[MetricDetail, ...]


def details(report: Report) -> DetailsPage:
    """The page of all metrics of a report."""
    measured = _measured(report)
    shared = _shared(measured)
    return DetailsPage(
        cover=cover(report),
        headline=metrics_headline(report),
        notes=tuple(_("{n}: {note}").format(n=mark, note=note) for note, mark in shared.items()),
        metrics=_details(report, (m for m in measured if m.window == WHOLE and "@" not in m.id), shared),
        parts=_details(report, (m for m in measured if m.window == WHOLE and "@" in m.id), shared),
        windows=_details(report, (m for m in measured if m.window != WHOLE), shared),
    )


def metrics_headline(report: Report) -> str:
    """How many figures were computed; empty when none was."""
    n = len(_measured(report))
    sentence = ngettext(
        "{n} figure was computed; it stands with its interval, n, method and source",
        "{n} figures were computed; each stands with its interval, n, method and source",
        n,
    )
    return sentence.format(n=units.decimal(n)) if n else ""


def _measured(report: Report) -> list[Metric]:
    return [metric for metric in report.metrics if metric.value is not None]


def _window(metric: Metric) -> str:
    name, _colon, claim = metric.window.partition(":")
    fixed = {
        "before_response": _("before the first response"),
        "after_response": _("after the first response"),
        "claim": _("window of {claim}").format(claim=claim),
        "baseline": _("comparison period of {claim}").format(claim=claim),
    }
    return fixed.get(name, metric.window)


def _shared(metrics: Sequence[Metric]) -> dict[str, str]:
    """Notes of many metrics with the mark their rows show instead, the first met first."""
    often = [note for note, n in Counter(metric.note for metric in metrics).items() if n > _RARE and len(note) > _SHORT]
    return {note: _("note {n}").format(n=number) for number, note in enumerate(often, start=1)}


def _details(report: Report, metrics: Iterable[Metric], shared: dict[str, str]) -> tuple[MetricDetail, ...]:
    return tuple(_metric(metric, report.incident.timezone, shared) for metric in metrics)


def _metric(metric: Metric, zone: str, shared: dict[str, str]) -> MetricDetail:
    return MetricDetail(
        name=metric.label,
        value=words.value_words(metric, zone),
        interval=_ends(metric),
        n=units.decimal(metric.n) if metric.n is not None else "",
        method=metric.method,
        source=metric.source,
        window=_window(metric) if metric.window != WHOLE else "",
        calibration=words.calibration_words(metric.calibration),
        note=shared.get(metric.note, metric.note),
    )


def _ends(metric: Metric) -> str:
    """The two ends as exact as the value beside them, and the level."""
    if metric.interval is None:
        return ""
    low, high, level = metric.interval
    ends = units.span(*(units.shortest(end, words.places(metric.unit)) for end in (low, high)))
    if level == 1:
        # The range of a rule's own setting, no interval of a sample.
        return ends
    return _("{ends} ({level}%)").format(ends=ends, level=units.shortest(100 * level, 0))
