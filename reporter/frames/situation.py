"""情境危机传播理论: the strategies that were used beside those the situation calls for.

The table below is the theory's own and printed with the result; it says what goes
together, not whether it worked.
Source: Coombs 2007, Corporate Reputation Review 10:163-176, its guidelines for choosing a response; the paper itself
was not at hand, the guidelines were taken from summaries of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reporter.frames.tactics import KNOWN, Tactic, apologises, compensates
from reporter.i18n import N_
from reporter.incident import Action, ActionKind, Incident, Situation


class Response(StrEnum):
    """Classes of response strategies."""

    INFORM = "inform"
    DENY = "deny"
    DIMINISH = "diminish"
    REBUILD = "rebuild"
    BOLSTER = "bolster"


RESPONSES: Final = {
    "inform": N_("instructing and adjusting information"),
    "deny": N_("deny"),
    "diminish": N_("diminish"),
    "rebuild": N_("rebuild"),
    "bolster": N_("bolster"),
}
CLUSTERS: Final = {
    "victim": N_("victim cluster"),
    "accidental": N_("accidental cluster"),
    "preventable": N_("preventable cluster"),
}

#: Cluster -> what it calls for without and with an intensifier; information comes first in each.
MATCHES: Final[Mapping[str, tuple[Response, Response]]] = {
    "victim": (Response.INFORM, Response.DIMINISH),
    "accidental": (Response.DIMINISH, Response.REBUILD),
    "preventable": (Response.REBUILD, Response.REBUILD),
}
_KINDS: Final = {
    ActionKind.INVESTIGATION: Response.INFORM,
    ActionKind.RECTIFICATION: Response.INFORM,
    ActionKind.COMMUNICATION: Response.INFORM,
    ActionKind.CHARITY: Response.BOLSTER,
}
_BOLSTERING: Final = frozenset({"强化", "支持", "强调优点"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyUse:
    """A class of strategies with the measures that belong to it; `called_for` is what the situation asks."""

    response: Response
    actions: tuple[str, ...]
    called_for: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The match table of an incident.

    Args:
        cluster: how much blame the public lays on the organisation, as the analyst says.
        intensifiers: what adds to it: `crisis_history`, `prior_reputation`.
        unknown: intensifiers nobody stated.
        called_for: the class the situation calls for.
        uses: every class that was used or called for.
        mixed: whether denial stands beside an admission, which contradict each other.
    """

    cluster: str
    intensifiers: tuple[str, ...]
    unknown: tuple[str, ...]
    called_for: Response
    uses: tuple[StrategyUse, ...]
    mixed: bool

    @property
    def matched(self) -> bool:
        """Whether what the situation calls for was done."""
        return any(use.called_for and use.actions for use in self.uses)


def situation(incident: Incident) -> Match | None:
    """The match table; None until an analyst says what kind of crisis it is."""
    stated = incident.situation
    if stated is None:
        return None
    adding, unknown = _intensifiers(stated)
    wanted = MATCHES[stated.cluster][bool(adding)]
    done = {one: tuple(a.id for a in incident.actions if one in set(classes(a))) for one in Response}
    uses = tuple(
        StrategyUse(response=one, actions=done[one], called_for=one is wanted)
        for one in Response
        if done[one] or one is wanted
    )
    mixed = bool(done[Response.DENY]) and bool(done[Response.REBUILD] or done[Response.DIMINISH])
    return Match(
        cluster=stated.cluster,
        intensifiers=adding,
        unknown=unknown,
        called_for=wanted,
        uses=uses,
        mixed=mixed,
    )


def _intensifiers(stated: Situation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What adds to the blame, and what nobody stated."""
    history, reputation = stated.crisis_history, stated.prior_reputation
    adding = [*(["crisis_history"] if history else []), *(["prior_reputation"] if reputation == "unfavourable" else [])]
    unknown = [name for name, said in (("crisis_history", history), ("prior_reputation", reputation)) if said is None]
    return tuple(adding), tuple(unknown)


def classes(action: Action) -> Iterator[Response]:
    """The classes a measure belongs to, by its kind and its tags."""
    if apologises(action) or compensates(action):
        yield Response.REBUILD
    if action.kind in _KINDS:
        yield _KINDS[action.kind]
    for tag in action.tactics:
        if tag in _BOLSTERING:
            yield Response.BOLSTER
        elif KNOWN.get(tag) is Tactic.DENY:
            yield Response.DENY
        elif KNOWN.get(tag) is Tactic.CORRECT:
            yield Response.INFORM
        elif KNOWN.get(tag) is Tactic.EVADE or (KNOWN.get(tag) is Tactic.REDUCE and not compensates(action)):
            yield Response.DIMINISH
