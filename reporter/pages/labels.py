"""情感标注: what the shares rest on, phase by phase; without labels, how many would buy which margin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter import units
from reporter.i18n import _
from reporter.metrics.labelled import PhaseLabels, agreement, phase_labels
from reporter.metrics.record import Calibration
from reporter.metrics.stability import Stability, error_stability
from reporter.pages import words
from reporter.report import Report
from reporter.stats import Kappa
from reporter.tallies import Tally
from reporter.units import Unit
from reporter.windows import AFTER, BEFORE


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """One phase: its labels and its share, or the labels that a margin takes."""

    phase: str
    posts: str
    labels: str
    share: str
    margin: str
    worth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WidthRow:
    """A margin and the labels that each phase needs for it."""

    margin: str
    labels: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelBlock:
    """What the shares of stance rest on; `widths` only as long as labels are missing."""

    sentence: str
    rows: tuple[LabelRow, ...]
    notes: tuple[str, ...]
    widths: tuple[WidthRow, ...]
    command: str


def label_block(report: Report) -> LabelBlock | None:
    """The block of the evidence page; None without posts or a share."""
    metric = report.whole().get("negative_share")
    if report.tally is None or metric is None or metric.value is None:
        return None
    state = phase_labels(report.tally, report.windows)
    wanting = metric.calibration is Calibration.UNCALIBRATED
    return LabelBlock(
        sentence=_("Shares of stance rest on: {what}.").format(what=words.calibration_words(metric.calibration)),
        rows=tuple(map(_row, state)) if any(part.labels for part in state) else (),
        notes=tuple(_notes(report, report.tally, wanting=wanting)),
        widths=tuple(_widths(state)) if wanting else (),
        command=f"reporter label {report.slug}" if wanting else "",
    )


def _row(part: PhaseLabels) -> LabelRow:
    found = part.share
    return LabelRow(
        phase=phase_name(part.phase),
        posts=units.decimal(part.posts),
        labels=units.decimal(part.labels),
        share="" if part.value is None else units.joined(units.shortest(100 * part.value, 1), Unit.PERCENT),
        margin="" if part.half_width is None else _points(100 * part.half_width),
        worth="" if found is None else units.decimal(round(found.estimate.effective_n)),
    )


def phase_name(phase: str) -> str:
    """A phase in words."""
    names = {BEFORE: _("before the first response"), AFTER: _("after the first response")}
    return names.get(phase, _("report period"))


def _points(points: float) -> str:
    return "±" + units.joined(units.shortest(points, 1), Unit.POINTS)


def _widths(state: tuple[PhaseLabels, ...]) -> Iterator[WidthRow]:
    for i, one in enumerate(state[0].bought if state else ()):
        most = max(part.bought[i].labels for part in state)
        yield WidthRow(margin=_points(one.points), labels=units.decimal(most))


def _notes(report: Report, tally: Tally, *, wanting: bool) -> Iterator[str]:
    if wanting:
        yield _("The machine index errs by -26 to +12 points in published tests, and which way depends on the topic.")
        yield _("Its neutral and positive posts are not told apart; no change in points is stated from it.")
        return
    kappa = agreement(report.loaded.tables)
    if kappa is not None:
        yield _kappa(kappa)
    stability = error_stability(tally)
    if stability is not None:
        yield _stability(stability)


def _kappa(kappa: Kappa) -> str:
    if kappa.value is None:
        return _("Two labellers gave the same answer to all {n} posts both labelled.").format(n=kappa.n)
    sentence = _("Two labellers agree on {same} of {n} posts both labelled: kappa {value} ({low} to {high}).")
    ends = {"value": kappa.value, "low": kappa.low or 0.0, "high": kappa.high or 0.0}
    numbers = {name: f"{end:.2f}" for name, end in ends.items()}
    same = units.joined(units.shortest(100 * kappa.same, 0), Unit.PERCENT)
    return sentence.format(same=same, n=kappa.n, **numbers)


def _stability(found: Stability) -> str:
    """Whether the score errs alike before and after the first response."""
    if not found.enough:
        return _("Too few labels of a kind on one side of the first response to compare the errors of the score.")
    pairs = (found.sensitivity, found.specificity)
    rates = [units.shortest(100 * (rate or 0), 0) for pair in pairs for rate in (pair.before, pair.after)]
    sentence = (
        _("The score errs alike before and after the first response: {rates}.")
        if found.stable
        else _("The score errs differently before and after the first response; no change rests on it: {rates}.")
    )
    told = _("it finds {a}% and {b}% of the negative posts and spares {c}% and {d}% of the others")
    return sentence.format(rates=told.format(**dict(zip("abcd", rates, strict=True))))
