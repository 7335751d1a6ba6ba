"""二、策略: the response clock, who decided what, and every measure with its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from reporter import units
from reporter.drawings import CLOCK
from reporter.i18n import _
from reporter.incident import Action, Objective, Stage
from reporter.moments import Precision
from reporter.names import ACTION_KINDS, STAGES, word
from reporter.pages import words
from reporter.pages.figures import Figures
from reporter.report import Report
from reporter.safe import prose


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One stage of the response clock and its time."""

    stage: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyRow:
    """One strategy and the measures that carried it out."""

    text: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One measure: when it was announced and executed, which of the two is not on record, cost as stated."""

    name: str
    kind: str
    when: str
    untold: str
    channel: str
    cost: str
    statement: str
    first_response: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """The chapter."""

    prose: Markup
    clock: Markup
    clock_rows: tuple[ClockRow, ...]
    clock_gap: str
    lead: str
    members: str
    principles: tuple[str, ...]
    objectives: tuple[str, ...]
    items: tuple[StrategyRow, ...]
    actions: tuple[ActionRow, ...]
    untimed: str
    decisions: int


def strategy(report: Report, figures: Figures) -> Strategy:
    """The strategy chapter of a report."""
    incident = report.incident
    known = words.references(incident)
    team = incident.strategy.team
    timed = any(action.announced_at or action.executed_at for action in incident.actions)
    untold = _("not one measure has a time on record, neither announced nor executed")
    clock, lacking = _clock(report)
    return Strategy(
        prose=prose(str(incident.strategy.summary)),
        clock=figures.block(CLOCK),
        clock_rows=clock,
        clock_gap=lacking,
        lead=str(team.lead) if team else "",
        members=words.listed([str(member) for member in team.members]) if team else "",
        principles=tuple(map(str, incident.strategy.principles)),
        objectives=tuple(_objective(report, objective) for objective in incident.strategy.objectives),
        items=tuple(
            StrategyRow(text=str(item.text), actions=tuple(known.get(i, i) for i in item.actions))
            for item in incident.strategy.items
        ),
        actions=tuple(_action(report, action, told=timed) for action in sorted(incident.actions, key=_moment)),
        untimed=untold if incident.actions and not timed else "",
        decisions=len(incident.strategy.decisions),
    )


def _moment(action: Action) -> tuple[bool, datetime]:
    """By time, as the curve numbers the measures: one number must not mean two; what has no time comes last."""
    if action.at is None or action.at.precision is Precision.MONTH:
        return True, datetime.min.replace(tzinfo=UTC)
    return False, action.at.middle


def _clock(report: Report) -> tuple[tuple[ClockRow, ...], str]:
    """The steps whose times are on record, and one sentence on those whose are not."""
    rows, lacking = [], []
    for stage in Stage:
        event = report.incident.stage(stage)
        name, time = word(STAGES, stage.value), words.moment(event.at, report.incident.timezone) if event else ""
        if time:
            rows.append(ClockRow(stage=name, time=time))
        else:
            lacking.append(name)
    gap = _("no time on record: {steps}").format(steps=words.listed(lacking)) if lacking else ""
    return tuple(rows), gap


def _objective(report: Report, objective: Objective) -> str:
    set_at = words.moment(objective.set_at, report.incident.timezone)
    when = _("set {time}").format(time=set_at) if set_at else _("when it was set is not on record")
    return _("{objective} ({when})").format(objective=objective.text, when=when)


def _action(report: Report, action: Action, *, told: bool) -> ActionRow:
    """The row of a measure; what is not on record is named where any measure has a time (`told`)."""
    zone = report.incident.timezone
    announced, executed = words.moment(action.announced_at, zone), words.moment(action.executed_at, zone)
    return ActionRow(
        name=str(action.name),
        kind=words.listed([word(ACTION_KINDS, action.kind.value), *action.tactics]),
        when=_when(announced, executed),
        untold=_untold(announced, executed) if told else "",
        channel=str(action.channel),
        cost=_cost(action),
        statement=str(action.statement),
        first_response=action.first_response,
    )


def _when(announced: str, executed: str) -> str:
    if announced and announced == executed:
        return _("announced and executed {time}").format(time=announced)
    told = (
        _("announced {time}").format(time=announced) if announced else "",
        _("executed {time}").format(time=executed) if executed else "",
    )
    return _("; ").join(filter(None, told))


def _untold(announced: str, executed: str) -> str:
    if not announced and not executed:
        return _("times not on record")
    if not announced:
        return _("time of the announcement not on record")
    return "" if executed else _("time of the execution not on record")


def _cost(action: Action) -> str:
    if action.cost is None:
        return ""
    amount = units.joined(units.large(action.cost.amount), units.Unit.YUAN)
    return _("over {amount}").format(amount=amount) if action.cost.at_least else amount
