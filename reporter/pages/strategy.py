"""二、策略: the response clock, who decided what, and every measure with its times."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter import units
from reporter.drawings import CLOCK
from reporter.i18n import _
from reporter.incident import Action, Objective, Stage
from reporter.names import ACTION_KINDS, STAGES, word
from reporter.pages import words
from reporter.pages.figures import Figures
from reporter.report import Report
from reporter.safe import prose


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One stage of the response clock; `known` is false where no time is on record."""

    stage: str
    time: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyRow:
    """One strategy and the measures that carried it out."""

    text: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One measure: announced and executed apart, cost as stated."""

    name: str
    kind: str
    announced: str
    executed: str
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
    lead: str
    members: str
    principles: tuple[str, ...]
    objectives: tuple[str, ...]
    items: tuple[StrategyRow, ...]
    actions: tuple[ActionRow, ...]
    decisions: int


def strategy(report: Report, figures: Figures) -> Strategy:
    """The strategy chapter of a report."""
    incident = report.incident
    known = words.references(incident)
    team = incident.strategy.team
    return Strategy(
        prose=prose(str(incident.strategy.summary)),
        clock=figures.block(CLOCK),
        clock_rows=_clock(report),
        lead=str(team.lead) if team else "",
        members=words.listed([str(member) for member in team.members]) if team else "",
        principles=tuple(map(str, incident.strategy.principles)),
        objectives=tuple(_objective(report, objective) for objective in incident.strategy.objectives),
        items=tuple(
            StrategyRow(text=str(item.text), actions=tuple(known.get(i, i) for i in item.actions))
            for item in incident.strategy.items
        ),
        actions=tuple(_action(report, action) for action in incident.actions),
        decisions=len(incident.strategy.decisions),
    )


def _clock(report: Report) -> tuple[ClockRow, ...]:
    rows = []
    for stage in Stage:
        event = report.incident.stage(stage)
        time = words.moment(event.at, report.incident.timezone) if event else ""
        rows.append(ClockRow(stage=word(STAGES, stage.value), time=time or _("not on record"), known=bool(time)))
    return tuple(rows)


def _objective(report: Report, objective: Objective) -> str:
    set_at = words.moment(objective.set_at, report.incident.timezone)
    when = _("set {time}").format(time=set_at) if set_at else _("when it was set is not on record")
    return _("{objective} ({when})").format(objective=objective.text, when=when)


def _action(report: Report, action: Action) -> ActionRow:
    zone = report.incident.timezone
    return ActionRow(
        name=str(action.name),
        kind=words.listed([word(ACTION_KINDS, action.kind.value), *action.tactics]),
        announced=words.moment(action.announced_at, zone),
        executed=words.moment(action.executed_at, zone),
        channel=str(action.channel),
        cost=_cost(action),
        statement=str(action.statement),
        first_response=action.first_response,
    )


def _cost(action: Action) -> str:
    if action.cost is None:
        return ""
    amount = units.joined(units.large(action.cost.amount), units.Unit.YUAN)
    return _("over {amount}").format(amount=amount) if action.cost.at_least else amount
