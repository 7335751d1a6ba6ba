"""The first screen: cover line, judgement, five answers, four figures, what is unverified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.charts.signs import SignKind, sign
from reporter.claims import RelationVerdict
from reporter.i18n import N_, _, language, ngettext, sentence
from reporter.metrics.record import Metric
from reporter.names import word
from reporter.pages import words
from reporter.report import Report
from reporter.stats import difference
from reporter.units import Unit
from reporter.windows import AFTER, BEFORE

STATES: Final = {
    "起草": N_("draft"),
    "审核": N_("under review"),
    "会签": N_("countersigning"),
    "签发": N_("signed"),
    "归档": N_("filed"),
}
CLASSES: Final = {
    "公开": N_("public"),
    "内部资料": N_("internal"),
    "普通商密": N_("trade secret"),
    "核心商密": N_("core trade secret"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The cover line: who may read it, which version, what period, until when."""

    classification: str
    revision: str
    changes: str
    period: str
    as_of: str
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the five questions a leader asks; `head` and `tail` break the label on phones."""

    head: str
    tail: str
    text: str
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A first-screen figure in four lines: name, value, error, comparison."""

    name: str
    value: str
    unit: str
    error: str
    mark: Markup
    comparison: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstScreen:
    """Everything a leader sees before scrolling."""

    cover: Cover
    judgement: str
    answers: tuple[Answer, ...]
    figures: tuple[Figure, ...]
    unverified: str


def cover(report: Report) -> Cover:
    """The cover line of a report."""
    incident, zone = report.incident, report.incident.timezone
    revision = _("revision {n}").format(n=incident.revision.number)
    return Cover(
        classification=word(CLASSES, incident.classification.value),
        revision=f"{revision}{_(' · ')}{word(STATES, incident.revision.state.value)}",
        changes=str(incident.revision.note),
        period=words.period(incident.period, zone),
        as_of=words.moment(incident.as_of, zone, year=incident.as_of.at.year != incident.period.end.at.year),
        simulated=incident.simulated,
    )


def first_screen(report: Report) -> FirstScreen:
    """The first screen of a report."""
    return FirstScreen(
        cover=cover(report),
        judgement=_judgement(report),
        answers=_answers(report),
        figures=_figures(report),
        unverified=unverified(report),
    )


def _judgement(report: Report) -> str:
    finding = report.finding("judgement")
    if finding is not None:
        return sentence(finding.statement)
    if report.incident.summary.judgement:
        return _("A judgement has been written, but no record and no figure here supports it; it is not shown.")
    return _("No judgement has been written and the data allow none.")


def unverified(report: Report) -> str:
    """One line: `N 项上报数据待核实`, with the pairs that clash; empty when nothing is open."""
    figures = report.checked.unsettled
    clashes = sum(1 for r in report.checked.relations if r.verdict is RelationVerdict.INCONSISTENT)
    line = ngettext(
        "{n} reported figure is not yet verified",
        "{n} reported figures are not yet verified",
        figures,
    ).format(n=figures)
    pairs = ngettext("{n} pair of statements clashes", "{n} pairs of statements clash", clashes).format(n=clashes)
    return _("; ").join(text for text, n in ((line, figures), (pairs, clashes)) if n)


def _answers(report: Report) -> tuple[Answer, ...]:
    stated = report.incident.summary
    rows = (
        (_("What|happened"), stated.what_happened or _happened(report), "volume"),
        (_("Handled|in time?"), stated.timely, "timely"),
        (_("Is it|calm now?"), stated.calm, "calm"),
        (_("What risk|remains"), stated.risk, ""),
        (_("What to|decide"), stated.decide, ""),
    )
    return tuple(_answer(report, label, str(text), finding) for label, text, finding in rows)


def _happened(report: Report) -> str:
    """What set it off and how much was posted; empty where only one of the two is known."""
    trigger, finding = str(report.incident.trigger).strip().rstrip("。."), report.finding("volume")
    stop = "；" if language() == "zh" else ". "
    return f"{trigger}{stop}{finding.statement}" if trigger and finding is not None else trigger


def _answer(report: Report, label: str, stated: str, finding_id: str) -> Answer:
    finding = report.finding(finding_id) if finding_id else None
    text = stated or (sentence(finding.statement) if finding else "")
    head, _bar, tail = label.partition("|")
    return Answer(head=head, tail=tail, text=text or _("not yet filled in"), missing=not text)


def _figures(report: Report) -> tuple[Figure, ...]:
    whole = report.whole()
    made = (
        _wait(whole.get("time_to_first_response"), report.loaded.benchmark.hours),
        _negative(report, whole.get("negative_share")),
        _volume(report, whole.get("volume"), whole.get("peak")),
        _passed(whole.get("volume_before_response")),
    )
    return tuple(figure for figure in made if figure is not None)


def _figure(metric: Metric, name: str, mark: SignKind | None, comparison: str) -> Figure:
    if metric.value is None:
        raise ValueError(metric.id)
    return Figure(
        name=name,
        value=units.approximately(metric.value, metric.unit),
        unit=units.sign(metric.unit),
        error=words.error_words(metric),
        mark=sign(mark) if mark else Markup(),
        comparison=sentence(comparison),
    )


def _wait(metric: Metric | None, mark: float) -> Figure | None:
    if metric is None or metric.value is None:
        return None
    long = metric.value > mark
    comparison = _("long, reference {n} hours") if long else _("within the reference of {n} hours")
    return _figure(metric, _("first response"), "up" if long else "down", comparison.format(n=units.shortest(mark, 1)))


def _negative(report: Report, metric: Metric | None) -> Figure | None:
    if metric is None or metric.value is None:
        return None
    mark, comparison = _negative_change(report)
    return _figure(metric, _("negative share"), mark, comparison)


def _negative_change(report: Report) -> tuple[SignKind | None, str]:
    """How the share moved across the first response: only said when the interval excludes no change."""
    found = {m.window: m for m in report.metrics if m.id == "negative_share"}
    sides = (found.get(AFTER), found.get(BEFORE))
    shares = [(m.value, m.interval.low, m.interval.high) for m in sides if m and m.value is not None and m.interval]
    if len(shares) < 2:  # noqa: PLR2004 - both sides
        return None, _("no comparison without labels by hand")
    low, high = difference(shares[0], shares[1])
    earlier = units.joined(units.rounded(shares[1][0], Unit.PERCENT), Unit.PERCENT)
    if low <= 0 <= high:
        return "either", _("may be up or down, {share} before the response").format(share=earlier)
    words_ = _("better, {share} before the response") if high < 0 else _("worse, {share} before the response")
    return ("down" if high < 0 else "up"), words_.format(share=earlier)


def _volume(report: Report, metric: Metric | None, peak: Metric | None) -> Figure | None:
    if metric is None or metric.value is None:
        return None
    comparison = ""
    if report.tally is not None and peak is not None and peak.value is not None:
        # The highest hour, as the curve names it, not the metric's three-hour mean: two peaks read as a mistake.
        most = units.exact(float(report.tally.hourly().counts.max()), Unit.POSTS)
        comparison = _("at most {posts} an hour").format(posts=most)
    return _figure(metric, _("volume"), None, comparison)


def _passed(metric: Metric | None) -> Figure | None:
    if metric is None or metric.value is None:
        return None
    return _figure(metric, _("past before the response"), None, _("of the period's volume"))
