"""5S (游昌乔): 承担责任 真诚沟通 速度第一 系统运行 权威证实, each as questions the records answer.

Source: 游昌乔, 危机公关5S原则 (registered with the National Copyright Administration on 4 June 2012; interview in
《国际公关》, 2012).  A book's title and year could not be checked.  Other lists called 5S circulate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from reporter import units
from reporter.claims import Checked, RelationVerdict
from reporter.frames.record import Item, Standing, found
from reporter.frames.tactics import apologises, compensates
from reporter.i18n import _, ngettext
from reporter.incident import Action, ActionKind, Incident, Stage
from reporter.metrics.record import Metric
from reporter.units import Unit

#: Stands for the record of the team, which has no id of its own.
TEAM: Final = "strategy.team"
_AUTHORITIES: Final = frozenset({ActionKind.AUDIT, ActionKind.REGULATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """One of the five principles with its items."""

    name: str
    items: tuple[Item, ...]


def five_s(incident: Incident, measured: Mapping[str, Metric], checked: Checked, mark: float) -> tuple[Principle, ...]:
    """The five principles, in the author's order.

    Args:
        incident: what is on record.
        measured: the whole period's metrics by id.
        checked: verdicts and relations of what was reported.
        mark: hours the first response is read against.
    """
    return (
        Principle(name=_("shoulder the matter: take responsibility"), items=_responsibility(incident)),
        Principle(name=_("sincerity: talk honestly"), items=_sincerity(incident, measured, checked)),
        Principle(name=_("speed first"), items=(_speed(measured, mark),)),
        Principle(name=_("system: act as one"), items=_system(incident)),
        Principle(name=_("standard: proof by an authority"), items=_authority(incident)),
    )


def _ids(actions: Iterable[Action], wanted: Callable[[Action], bool]) -> tuple[str, ...]:
    return tuple(action.id for action in actions if wanted(action))


def _responsibility(incident: Incident) -> tuple[Item, ...]:
    return (
        found(_("Fault admitted or apology made in public"), _ids(incident.actions, apologises)),
        found(_("Those affected compensated"), _ids(incident.actions, compensates)),
    )


def _sincerity(incident: Incident, measured: Mapping[str, Metric], checked: Checked) -> tuple[Item, ...]:
    texts = _ids(incident.actions, lambda action: bool(action.statement))
    return (
        found(_("The statements' own words are on record"), texts),
        _answers(measured.get("answer_coverage")),
        _one_voice(checked),
    )


def _answers(metric: Metric | None) -> Item:
    question = _("Public questions answered")
    if metric is None or metric.value is None:
        return Item(question=question, standing=Standing.MISSING)
    return Item(question=question, standing=Standing.RECORDED, words=metric.note, evidence=(metric.id,))


def _one_voice(checked: Checked) -> Item:
    """Statements that cannot both hold speak against one voice; none found is no proof of it."""
    question = _("No two statements that cannot both hold")
    clashes = [r for r in checked.relations if r.verdict is RelationVerdict.INCONSISTENT]
    if clashes:
        ids = tuple(dict.fromkeys(claim for relation in clashes for claim in relation.claims))
        return Item(question=question, standing=Standing.AGAINST, evidence=ids)
    compared = tuple(verdict.claim.id for verdict in checked.verdicts)
    words = _("none among {n} reported figures").format(n=len(compared)) if compared else ""
    return found(question, compared, words)


def _speed(measured: Mapping[str, Metric], mark: float) -> Item:
    hours = units.joined(units.shortest(mark, 1), Unit.HOURS)
    question = _("First response within the reference of {hours}").format(hours=hours)
    wait = measured.get("time_to_first_response")
    if wait is None or wait.value is None:
        return Item(question=question, standing=Standing.MISSING)
    standing = Standing.RECORDED if wait.value <= mark else Standing.AGAINST
    words = _("it took {hours}").format(hours=units.joined(units.shortest(wait.value, 1), Unit.HOURS))
    return Item(question=question, standing=standing, words=words, evidence=(wait.id,))


def _system(incident: Incident) -> tuple[Item, ...]:
    started = incident.stage(Stage.ACTIVATION)
    team = incident.strategy.team
    dated = [decision for decision in incident.strategy.decisions if decision.at is not None]
    counted = ngettext("{n} decision with a time", "{n} decisions with a time", len(dated)).format(n=len(dated))
    logged = dict.fromkeys(one for decision in dated for one in decision.evidence)
    return (
        found(_("The plan was activated at a known time"), (started.id,) if started is not None else ()),
        Item(
            question=_("A team with a named lead"),
            standing=Standing.RECORDED if team is not None else Standing.MISSING,
            words=str(team.lead) if team is not None else "",
            evidence=(TEAM,) if team is not None else (),
        ),
        Item(
            question=_("Decisions are logged"),
            standing=Standing.RECORDED if dated else Standing.MISSING,
            words=counted if dated else "",
            evidence=tuple(logged),
        ),
    )


def _authority(incident: Incident) -> tuple[Item, ...]:
    named = _ids(incident.actions, lambda action: action.kind in _AUTHORITIES)
    media = _ids(incident.actions, lambda action: action.kind is ActionKind.MEDIA)
    return (
        found(_("An auditor, laboratory or regulator spoke"), named),
        found(_("Media reported on their own account"), media),
    )
