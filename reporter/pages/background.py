"""一、背景: what happened, how it spread, who was hit, and why."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter import units
from reporter.drawings import PLATFORMS, VOLUME, ZOOM
from reporter.i18n import _
from reporter.incident import Cause, Event, Level
from reporter.load import HotlistRow
from reporter.names import STAGES, word
from reporter.pages import words
from reporter.pages.figures import Figures
from reporter.pages.focus import Focus, focus
from reporter.report import Report
from reporter.safe import prose


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One dated fact of the timeline."""

    time: str
    what: str
    stage: str
    source: str
    known: bool
    key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A name and what is said of it."""

    name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HotRow:
    """One term's time on a hot-search list; empty where the table does not say."""

    term: str
    place: str
    time: str
    rank: str
    minutes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """The chapter."""

    prose: Markup
    facts: tuple[Pair, ...]
    volume: Markup
    zoom: Markup
    platforms: Markup
    no_posts: str
    no_curve: str
    focus: Focus | None
    hot: tuple[HotRow, ...]
    timeline: tuple[EventRow, ...]
    stakeholders: tuple[Pair, ...]
    impact: tuple[str, ...]
    causes: tuple[Pair, ...]


def background(report: Report, figures: Figures) -> Background:
    """The background chapter of a report."""
    incident = report.incident
    return Background(
        prose=prose(str(incident.background.summary)),
        facts=_facts(report),
        volume=figures.block(VOLUME),
        zoom=figures.phone_only(ZOOM),
        platforms=figures.block(PLATFORMS),
        no_posts="" if report.tally is not None else words.no_posts(),
        no_curve=_("No post of the report period carries its hour: there is no curve to draw."),
        focus=focus(report),
        hot=tuple(_hot(report, row) for row in sorted(report.loaded.tables.hotlist, key=lambda row: row.start.at)),
        timeline=tuple(_event(report, event) for event in incident.timeline),
        stakeholders=tuple(Pair(name=str(s.name), note=str(s.note)) for s in incident.background.stakeholders),
        impact=tuple(map(str, incident.background.impact)),
        causes=tuple(_cause(cause, words.references(incident)) for cause in incident.background.causes),
    )


def _facts(report: Report) -> tuple[Pair, ...]:
    incident = report.incident
    anonymous = _(" (anonymous)") if incident.organisation.anonymous else ""
    rows = (
        (_("organisation"), f"{incident.organisation.name}{anonymous}"),
        (_("sector"), str(incident.organisation.sector)),
        (_("kind of crisis"), words.listed([str(kind) for kind in incident.crisis_types])),
        (_("trigger"), str(incident.trigger)),
        (_("main platforms"), words.listed([str(name) for name in incident.platforms])),
        (_("warning level"), _level(incident.background.warning_level)),
        (_("event level"), _level(incident.background.event_level)),
    )
    return tuple(Pair(name=name, note=note) for name, note in rows if note)


def _hot(report: Report, row: HotlistRow) -> HotRow:
    return HotRow(
        term=row.term,
        place=row.list,
        time=words.moment(row.start, report.incident.timezone),
        rank="" if row.best_rank is None else _("rank {n}").format(n=row.best_rank),
        minutes="" if row.minutes is None else _("{n} min").format(n=units.decimal(row.minutes)),
    )


def _cause(cause: Cause, known: dict[str, str]) -> Pair:
    return Pair(name=str(cause.text), note=words.listed([known.get(i, i) for i in cause.evidence]))


def _level(level: Level | None) -> str:
    return _("{level} (by {rubric})").format(level=level.value, rubric=level.rubric) if level else ""


def _event(report: Report, event: Event) -> EventRow:
    time = words.moment(event.at, report.incident.timezone)
    return EventRow(
        time=time or _("time not on record"),
        what=str(event.what),
        stage=word(STAGES, event.stage.value) if event.stage else "",
        source=str(event.source),
        known=bool(time),
        key=event.key,
    )
