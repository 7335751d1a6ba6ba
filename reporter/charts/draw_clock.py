"""The response clock as SVG: a rail to scale, its labels evenly spaced beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from reporter import units
from reporter.charts import describe
from reporter.charts.ink import LABEL, TICK, Form, Sheet, px, width, wrapped
from reporter.charts.scale import multiples, nice_step
from reporter.charts.spec import Clock, Milestone
from reporter.i18n import _
from reporter.units import Unit

_HOUR: Final = 3600
_TOP: Final = 14.0  # px above the first milestone
_LINE: Final = 18  # px
_TAIL: Final = 0.4  # the way to calm is broken when it would take more than this part of the rail


@dataclass(frozen=True, slots=True)
class _Rail:
    """Where everything stands.

    Args:
        x: of the rail in px.
        labels: x of the words in px.
        pitch: px between two milestones' words.
        broken: whether the last stretch is drawn out of scale.
        height: px of the rail that are to scale.
    """

    body: Clock
    x: float
    labels: float
    pitch: float
    broken: bool

    @property
    def ends(self) -> tuple[float, float]:
        """First and last instant that are to scale."""
        last = self.body.milestones[-2 if self.broken else -1]
        return self.body.milestones[0].middle, last.middle

    def row(self, index: int) -> float:
        """Where the words of a milestone stand."""
        return _TOP + index * self.pitch

    def y(self, at: float) -> float:
        """An instant that is to scale."""
        first, last = self.ends
        bottom = self.row(len(self.body.milestones) - (2 if self.broken else 1))
        return _TOP + (at - first) / max(last - first, 1) * (bottom - _TOP)

    def dot(self, index: int) -> float:
        """Where the dot of a milestone stands."""
        last = len(self.body.milestones) - 1
        if self.broken and index == last:
            return self.row(last)
        return self.y(self.body.milestones[index].middle)


def broken(body: Clock) -> bool:
    """Whether the way to calm is so long that the rest would shrink to nothing."""
    *_, before, last = body.milestones
    whole = last.middle - body.milestones[0].middle
    long = last.middle - before.middle > _TAIL * whole
    return last.kind == "calm" and len(body.milestones) > 2 and long  # noqa: PLR2004 - two make no rail


def draw(body: Clock, form: Form) -> tuple[Sheet, float]:
    """The sheet and its height in px."""
    sheet = Sheet(form.width)
    narrow = form.name == "narrow"
    left = max([width(_hours(0), TICK), *(width(_hours(r.hours), TICK, bold=True) for r in body.references),
                *(width(r.name, TICK) for r in body.references), width(_hours(36), TICK)])  # fmt: skip
    x = min(left, 0.3 * form.width) + 14
    rail = _Rail(body, x, x + (36 if narrow else 56), 50 if narrow else 40, broken(body))
    most = max(len(_under(rail, form.width, index)) for index in range(len(body.milestones))) if narrow else 1
    more = _LINE * max(most - 1, 0)
    rail = replace(rail, pitch=rail.pitch + more)
    _ticks(rail, sheet)
    _stretches(rail, sheet)
    for index, milestone in enumerate(body.milestones):
        _elbow(rail, sheet, index)
        sheet.circle(rail.x, rail.dot(index), 5, "dot-first" if milestone.kind == "first" else "dot")
        (_stacked if narrow else _in_line)(rail, sheet, index)
    last = rail.row(len(body.milestones) - 1)
    return sheet, last + (34 + more if narrow else 18)


def _hours(hours: float) -> str:
    return units.joined(units.shortest(hours, 1), Unit.HOURS) if hours else "0"


def _ticks(rail: _Rail, sheet: Sheet) -> None:
    """References, in bold and named, then round hours where they leave room."""
    first, last = rail.ends
    span = (last - first) / _HOUR
    used: list[float] = []
    for reference in rail.body.references:
        if reference.hours > span:
            continue
        y = rail.y(first + reference.hours * _HOUR)
        if any(abs(y - other) < 40 for other in used):  # noqa: PLR2004 - px
            continue
        used += [y, y + 17]
        _tick(rail, sheet, y, _hours(reference.hours), "tick strong")
        if reference.name:
            sheet.words(rail.x - 14, y + 22, reference.name, "tick", "end")
    for hours in multiples(0, span, _round_hours(span)) if span > 0 else [0.0]:
        y = rail.y(first + hours * _HOUR)
        if all(abs(y - other) > 18 for other in used):  # noqa: PLR2004 - px
            used.append(y)
            _tick(rail, sheet, y, _hours(hours), "tick")


def _round_hours(span: float) -> float:
    """3, 6, 12 or 24 hours rather than 10: days have 24."""
    return next((step for step in (1, 3, 6, 12, 24, 48, 72) if span / step <= 4), nice_step(span, 4))  # noqa: PLR2004


def _tick(rail: _Rail, sheet: Sheet, y: float, words: str, kind: str) -> None:
    sheet.line(rail.x - 10, y, rail.x, y, "leader")
    sheet.words(rail.x - 14, y + 5, words, kind, "end")


def _stretches(rail: _Rail, sheet: Sheet) -> None:
    """The rail, stretch by stretch; the longest wait thick and red; the break drawn."""
    count, longest = len(rail.body.milestones), describe.longest_gap(rail.body)
    for index in range(1, count):
        y0, y1 = rail.dot(index - 1), rail.dot(index)
        if rail.broken and index == count - 1:
            middle = (y0 + y1) / 2
            sheet.line(rail.x, y0, rail.x, middle - 5, "rail")
            sheet.line(rail.x, middle + 5, rail.x, y1, "rail-broken")
            for dy in (-5, 2):
                sheet.line(rail.x - 9, middle + dy + 4, rail.x + 9, middle + dy - 4, "leader")
        else:
            sheet.line(rail.x, y0, rail.x, y1, "rail-longest" if index == longest else "rail")


def _elbow(rail: _Rail, sheet: Sheet, index: int) -> None:
    y, row, end = rail.dot(index), rail.row(index), rail.labels - 6
    start, knee = rail.x + 6, (end - rail.x) / 3
    sheet.path(f"M{px(start)} {px(y)}H{px(rail.x + knee)}L{px(end - 6)} {px(row)}H{px(end)}", "leader")


def _words(rail: _Rail, index: int) -> tuple[Milestone, str, str, bool]:
    """A milestone, its time, the wait before it in words, and whether that is the longest."""
    milestone = rail.body.milestones[index]
    when = describe.milestone_time(milestone, rail.body.zone)
    if index == 0:
        return milestone, when, "", False
    gap = describe.gap_length(rail.body.milestones[index - 1], milestone)
    longest = describe.longest_gap(rail.body) == index
    written = _("{gap} later").format(gap=gap)
    if longest:
        written = _("{gap}, the longest").format(gap=gap)
    elif rail.broken and index == len(rail.body.milestones) - 1:
        written = _("{gap} later, not to scale").format(gap=gap)
    return milestone, when, written, longest


def _name_kind(milestone: Milestone) -> str:
    return "label strong act" if milestone.kind == "first" else "label strong"


def _under(rail: _Rail, form_width: float, index: int) -> list[tuple[str, str]]:
    """The lines under a milestone's name on a phone: its time where the name needs the line, and the wait before it."""
    milestone, when, gap, longest = _words(rail, index)
    whole = form_width - rail.labels
    kind = "label strong neg" if longest else "label"
    waits = [(words, kind) for words in wrapped(gap, whole / 1.02, lines=2)] if gap else []
    return [(when, "label grey"), *waits] if _apart(milestone, when, whole) else waits


def _apart(milestone: Milestone, when: str, whole: float) -> bool:
    return width(milestone.name, bold=True) > whole - width(when) - 8


def _stacked(rail: _Rail, sheet: Sheet, index: int) -> None:
    """Name and time on a line, the wait under them; a long name has the line for itself."""
    milestone, when, _gap, _longest = _words(rail, index)
    y, whole = rail.row(index) + LABEL / 3, sheet.width - rail.labels
    sheet.words(rail.labels, y, wrapped(milestone.name, whole / 1.05, lines=1)[0], _name_kind(milestone))
    if not _apart(milestone, when, whole):
        sheet.words(sheet.width, y, when, "label grey", "end")
    for row, (words, kind) in enumerate(_under(rail, sheet.width, index)):
        sheet.words(rail.labels, y + 21 + _LINE * row, words, kind)


def _in_line(rail: _Rail, sheet: Sheet, index: int) -> None:
    """Name, time and wait in three columns."""
    milestone, when, gap, longest = _words(rail, index)
    y = rail.row(index) + LABEL / 3
    names = max(width(m.name, bold=True) for m in rail.body.milestones) + 24
    names = min(names, 170)
    sheet.words(rail.labels, y, wrapped(milestone.name, names - 20, lines=1)[0], _name_kind(milestone))
    sheet.words(rail.labels + names, y, when, "label grey")
    sheet.words(rail.labels + names + 150, y, gap, "label strong neg" if longest else "label")
