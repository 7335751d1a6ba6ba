"""档案: every incident of the site in one list, with the open follow-ups of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reporter import units
from reporter.charts.svg import drawings
from reporter.drawings import spark
from reporter.i18n import Language, _, ngettext
from reporter.incident import FollowUpStatus
from reporter.names import word
from reporter.pages import words
from reporter.pages.claims import open_count
from reporter.pages.cover import CLASSES, cover
from reporter.pages.lessons import closed_words, follow_up_row, is_overdue
from reporter.report import Report
from reporter.units import Unit


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
class ArchiveRow:
    """One report in the list; plain words, so that it can be kept for a later build."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The list page."""

    headline: str
    rows: tuple[ArchiveRow, ...]
    open_items: tuple[OpenItem, ...]


def archive(rows: Sequence[ArchiveRow]) -> Archive:
    """The list of all reports, the latest incident first; overdue follow-ups before the others."""
    ordered = sorted(rows, key=lambda row: (row.start, row.slug), reverse=True)
    items = [item for row in ordered for item in row.items]
    return Archive(
        headline=_headline(len(ordered), items),
        rows=tuple(ordered),
        open_items=tuple(sorted(items, key=lambda item: not item.overdue)),
    )


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
    )


def _items(report: Report) -> tuple[OpenItem, ...]:
    rows = [
        (follow_up_row(report, item), is_overdue(report, item))
        for item in report.incident.follow_ups
        if item.status is FollowUpStatus.OPEN
    ]
    href, title = f"incidents/{report.slug}/index.html#follow-ups", str(report.incident.title)
    return tuple(
        OpenItem(action=row.action, owner=row.owner, due=row.due, overdue=late, title=title, href=href)
        for row, late in rows
    )
