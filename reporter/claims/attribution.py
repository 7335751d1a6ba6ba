"""What may be said about the cause of a reported change, once an effect has been looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reporter.claims.record import Attribution, AttributionReason, Checked, Verdict
from reporter.metrics import effect_words
from reporter.metrics.effect import Effect, Gate, Judged, Outcome

#: Which reported metrics each judged series speaks of.
_SPEAKS_OF: Final = {
    Judged.SHARE: frozenset({"negative_share", "negative_volume", "volume", "spread_speed", "hourly_growth"}),
    Judged.VOLUME: frozenset({"volume", "spread_speed", "hourly_growth"}),
}
_ATTRIBUTIONS: Final = {
    Outcome.NO_ESTIMATE: Attribution.NOT_ASSESSABLE,
    Outcome.NOT_SEPARABLE: Attribution.NOT_SEPARABLE,
    Outcome.HIGHER: Attribution.NOT_SEPARABLE,
    Outcome.CONSISTENT: Attribution.CONSISTENT,
    Outcome.SUPPORTED: Attribution.SUPPORTED,
}


def attributed(checked: Checked, effect: Effect) -> Checked:
    """The same verdicts with the cause judged by the estimate; a figure's own verdict never changes."""
    return replace(checked, verdicts=tuple(_attributed(verdict, effect) for verdict in checked.verdicts))


def _attributed(verdict: Verdict, effect: Effect) -> Verdict:
    known = verdict.attribution_reason is AttributionReason.NO_ESTIMATE and Gate.NO_POSTS not in effect.gates
    if not verdict.claim.causal or not known:
        return verdict
    judged = effect.headline.judged if effect.headline else Judged.SHARE
    if verdict.claim.metric not in _SPEAKS_OF.get(judged, frozenset()):
        return verdict
    reasons = effect_words.reasons(effect)
    note = effect_words.statement(effect) if effect.headline or not reasons else reasons[0]
    attribution = _ATTRIBUTIONS[effect.outcome]
    reason = AttributionReason.NO_ESTIMATE if attribution is Attribution.NOT_ASSESSABLE else None
    return replace(verdict, attribution=attribution, attribution_reason=reason, attribution_note=note)
