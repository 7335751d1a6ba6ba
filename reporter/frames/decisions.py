"""决策记录: what was decided, knowing what, instead of what; a field nobody filled in is named.

Source: ISO 22361:2022, Security and resilience - Crisis management (records of decisions).
"""

from __future__ import annotations

from dataclasses import dataclass

from reporter.i18n import _
from reporter.incident import Decision, Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """A decision with what its record lacks, in words."""

    decision: Decision
    lacking: tuple[str, ...]


def decision_log(incident: Incident) -> tuple[LoggedDecision, ...]:
    """Every decision, in order."""
    return tuple(LoggedDecision(decision=one, lacking=_lacking(one)) for one in incident.strategy.decisions)


def _lacking(decision: Decision) -> tuple[str, ...]:
    asked = (
        (_("time"), decision.at is not None),
        (_("who decided"), bool(decision.by)),
        (_("why it was decided"), bool(decision.why)),
        (_("what was known"), bool(decision.known)),
        (_("other options"), bool(decision.options)),
        (_("outcome"), bool(decision.outcome)),
    )
    return tuple(name for name, given in asked if not given)
