"""四、经验与整改: lessons with what supports and contradicts them, and the follow-up register."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter.i18n import _
from reporter.incident import FollowUp, FollowUpStatus, Lesson
from reporter.names import STATUSES, word
from reporter.pages import words
from reporter.report import Report
from reporter.safe import prose


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRow:
    """One lesson; `supports` and `contradicts` in the words of what they point to."""

    text: str
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    follow_ups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRow:
    """One line of 整改台账; overdue is measured against the report's 截至, never the clock."""

    action: str
    owner: str
    due: str
    status: str
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """The chapter."""

    prose: Markup
    lessons: tuple[LessonRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    closed: str


def lessons(report: Report) -> Lessons:
    """The lessons chapter of a report."""
    incident = report.incident
    known = words.references(incident)
    rows = tuple(follow_up_row(report, item) for item in incident.follow_ups)
    return Lessons(
        prose=prose(str(incident.lessons_summary)),
        lessons=tuple(_lesson(lesson, known) for lesson in incident.lessons),
        follow_ups=rows,
        closed=closed_words(incident.follow_ups),
    )


def closed_words(items: tuple[FollowUp, ...]) -> str:
    """How many of the due items are closed: `2项已完成，共6项`."""
    done = sum(1 for item in items if item.status is FollowUpStatus.DONE)
    return _("{done} of {all} closed").format(done=done, all=len(items)) if items else ""


def _lesson(lesson: Lesson, known: dict[str, str]) -> LessonRow:
    return LessonRow(
        text=str(lesson.text),
        supports=tuple(known.get(i, i) for i in lesson.supports),
        contradicts=tuple(known.get(i, i) for i in lesson.contradicts),
        follow_ups=tuple(known.get(i, i) for i in lesson.follow_ups),
    )


def is_overdue(report: Report, item: FollowUp) -> bool:
    """Whether an open item was past its due date at the report's 截至."""
    return item.status is FollowUpStatus.OPEN and item.due is not None and item.due.until <= report.incident.as_of.at


def follow_up_row(report: Report, item: FollowUp) -> FollowUpRow:
    """One row of the register, in words."""
    zone = report.incident.timezone
    return FollowUpRow(
        action=str(item.action),
        owner=str(item.owner_role) or _("no owner named"),
        due=words.moment(item.due, zone, year=True) or _("no due date"),
        status=word(STATUSES, item.status.value),
        overdue=is_overdue(report, item),
    )
