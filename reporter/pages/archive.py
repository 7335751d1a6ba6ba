"""档案: every incident of the site in one list, with the open follow-ups of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.archive import calming
from reporter.charts.build import forest_chart
from reporter.charts.figure import figure
from reporter.charts.spec import Effect, Words
from reporter.charts.svg import drawings
from reporter.drawings import spark
from reporter.i18n import Language, _, ngettext
from reporter.incident import FollowUp, FollowUpStatus
from reporter.metrics import Gap as Missing
from reporter.metrics import effect_words
from reporter.metrics.effect import Gate
from reporter.names import word
from reporter.pages import words
from reporter.pages.claims import open_count
from reporter.pages.cover import CLASSES, cover
from reporter.pages.lessons import closed_words, follow_up_row, is_overdue
from reporter.report import Report
from reporter.units import Unit

#: Effects from which on a chart of them compares anything.
_ENOUGH_EFFECTS: Final = 2
#: Open follow-ups that stand unfolded.
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """An open follow-up of any incident."""

    action: str
    owner: str
    due: str
    overdue: bool
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectLine:
    """What the chart of effects shows of an incident.

    Args:
        verdict: in a few words.
        detail: how long after the peak the response came; may be empty.
        ratio: to what decay alone would have given, with its ends; empty without an estimate.
        name: the incident's short title; empty for the title of its row.
    """

    verdict: str
    detail: str
    ratio: tuple[float, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRow:
    """One report in the list; plain words, so that it can be kept for a later build.

    `effect` is its line in the chart of effects, None without posts; `calm` the hours from its onset
    to calm or to the end of the period, and whether it was calm.
    """

    slug: str
    start: str
    as_of: int
    language: Language
    href: str
    title: str
    month: str
    kind: str
    spark: Markup
    wait: str
    follow_ups: str
    revision: str
    open_claims: str
    simulated: bool
    classification: str
    items: tuple[OpenItem, ...]
    effect: EffectLine | None = None
    calm: tuple[float, bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The list page; `more_items` are the open follow-ups beyond the first few."""

    headline: str
    rows: tuple[ArchiveRow, ...]
    open_items: tuple[OpenItem, ...]
    more_items: tuple[OpenItem, ...]
    effects: Markup
    calming: str


def archive(rows: Sequence[ArchiveRow]) -> Archive:
    """The list of all reports, the latest incident first; overdue follow-ups before the others."""
    ordered = sorted(rows, key=lambda row: (row.start, row.slug), reverse=True)
    items = [item for row in ordered for item in row.items]
    pressing = tuple(sorted(items, key=lambda item: not item.overdue))
    return Archive(
        headline=_headline(len(ordered), items),
        rows=tuple(ordered),
        open_items=pressing[:_SHOWN],
        more_items=pressing[_SHOWN:],
        effects=_effects(_alike(ordered)),
        calming=_calming(_alike(ordered)),
    )


def _alike(rows: Sequence[ArchiveRow]) -> list[ArchiveRow]:
    """The real incidents; the simulated ones only where there is no real one with posts."""
    told = [row for row in rows if row.effect is not None]
    return [row for row in told if not row.simulated] or told


def _effects(rows: Sequence[ArchiveRow]) -> Markup:
    """The effects of all in one chart, once two were estimated; rows that cannot be told apart stay."""
    lines = [(row, row.effect) for row in rows if row.effect is not None]
    known = sum(1 for _row, line in lines if line.ratio)
    if known < _ENOUGH_EFFECTS:
        return Markup()
    spec = forest_chart("effects", _effect_words(known, len(lines)), [_forest_row(row, line) for row, line in lines])
    return figure(spec)


def _effect_words(known: int, all_of_them: int) -> Words:
    return Words(
        finding=_("{n} of {total} responses could be judged beside natural decay").format(n=known, total=all_of_them),
        what=_("change after the first response beside what natural decay alone would give; by date, no ranking"),
        source=_("Only an interval that excludes no change speaks of a difference; none proves a cause."),
    )


def _forest_row(row: ArchiveRow, line: EffectLine) -> Effect:
    value, low, high = line.ratio or (None, None, None)
    return Effect(
        name=line.name or row.title, detail=line.detail, verdict=line.verdict, value=value, low=low, high=high
    )


def _calming(rows: Sequence[ArchiveRow]) -> str:
    """How long incidents take to calm down, once there are five."""
    found = calming([row.calm for row in rows if row.calm is not None])
    if found is None:
        return ""
    if found.median is None:
        words = _("{n} incidents; {open} were not calm when their period ended, so that half of them give no median.")
        return words.format(n=found.incidents, open=found.open)
    time = units.about(found.median, Unit.HOURS)
    ends = [_("open") if end is None else units.rounded(end, Unit.HOURS) for end in (found.low, found.high)]
    words = _("Half of {n} incidents were calm {time} after their onset (margin {ends}); {open} were not by the end.")
    return words.format(n=found.incidents, time=time, ends=units.span(*ends), open=found.open)


def _headline(incidents: int, items: Sequence[OpenItem]) -> str:
    late = sum(1 for item in items if item.overdue)
    head = ngettext("{n} incident", "{n} incidents", incidents).format(n=incidents)
    if items:
        head += _("; {n} follow-ups open").format(n=len(items))
    return head + (_(", {n} of them overdue").format(n=late) if late else "")


def archive_row(report: Report) -> ArchiveRow:
    """One report's line in the list."""
    incident, line, spec = report.incident, cover(report), spark(report)
    wait = report.whole().get("time_to_first_response")
    hours = wait.value if wait is not None else None
    return ArchiveRow(
        slug=report.slug,
        start=incident.period.start.isoformat(),
        as_of=int(incident.as_of.at.timestamp()),
        language=incident.language,
        href=f"incidents/{report.slug}/index.html",
        title=str(incident.title),
        month=words.month(incident.period.start, incident.timezone),
        kind=words.listed([str(kind) for kind in incident.crisis_types]),
        spark=drawings(spec) if spec else Markup(),
        wait="" if hours is None else units.joined(units.rounded(hours, Unit.HOURS), Unit.HOURS),
        follow_ups=closed_words(incident.follow_ups),
        revision=line.revision,
        open_claims=open_count(report),
        simulated=incident.simulated,
        classification=word(CLASSES, incident.classification.value),
        items=_items(report),
        effect=_effect_line(report),
        calm=_calm(report),
    )


def _effect_line(report: Report) -> EffectLine | None:
    effect = report.effect
    if Gate.NO_POSTS in effect.gates:
        return None
    fit, detail = effect.headline, ""
    if effect.hours is not None and effect.hours > 0:
        hours = units.joined(units.rounded(effect.hours, Unit.HOURS), Unit.HOURS)
        detail = _("{hours} after the peak").format(hours=hours)
    elif effect.hours is not None:
        detail = _("before the peak")
    ratio = () if fit is None else tuple(1 + end for end in fit.change)
    short = str(report.incident.short_title)
    return EffectLine(verdict=effect_words.short(effect.outcome), detail=detail, ratio=ratio, name=short)


def _calm(report: Report) -> tuple[float, bool] | None:
    found = report.whole().get("recovery_time")
    if found is None:
        return None
    if found.value is not None:
        return found.value, True
    return (float(found.n), False) if found.gap is Missing.CENSORED and found.n else None


def _items(report: Report) -> tuple[OpenItem, ...]:
    rows = [
        (follow_up_row(report, item), is_overdue(report, item), item)
        for item in report.incident.follow_ups
        if item.status is FollowUpStatus.OPEN
    ]
    href, title = (
        f"incidents/{report.slug}/index.html#follow-ups",
        str(report.incident.short_title or report.incident.title),
    )
    return tuple(
        OpenItem(action=row.action, owner=row.owner, due=_due(row.due, item), overdue=late, title=title, href=href)
        for row, late, item in rows
    )


def _due(written: str, item: FollowUp) -> str:
    return _("due {date}").format(date=written) if item.due is not None else written
