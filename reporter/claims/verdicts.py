"""From claims and metrics to verdicts: the claim checker's way through, top to bottom."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from reporter.claims import wording
from reporter.claims.cautions import cautions
from reporter.claims.families import checkable, readings_of, resolved
from reporter.claims.figures import stated
from reporter.claims.missing import missing
from reporter.claims.recompute import Data
from reporter.claims.record import (
    Attribution,
    AttributionReason,
    Checked,
    Claimed,
    Measured,
    NumberVerdict,
    ReadingResult,
    Reason,
    Verdict,
)
from reporter.claims.relations import relations
from reporter.claims.weighing import Weighed, adjusted_p, weigh
from reporter.incident import Claim, Incident, Reading
from reporter.windows import WHOLE

#: Verdicts that agree in this: our data do not give the reported figure.
_UNREPRODUCED: Final = frozenset({NumberVerdict.CONTRADICTED, NumberVerdict.NOT_REPRODUCED})


class Settled(NamedTuple):
    """One reading with its outcome and why."""

    weighed: Weighed
    outcome: NumberVerdict
    reason: Reason | None


def judge_all(incident: Incident, measured: Measured) -> Checked:
    """Every claim's verdict and the relations between claims, in the order claimed.  Pure.

    Args:
        incident: its claims, and the records that put them in context.
        measured: our metrics by id and window; see `Measured`.
    """
    named = tuple(map(resolved, incident.claims))
    incident = incident.model_copy(update={"claims": named})
    return Checked(
        verdicts=_judged(incident.claims, Data(measured=measured, incident=incident)),
        relations=relations(incident, measured),
    )


def judge(claim: Claim, incident: Incident, measured: Measured) -> Verdict:
    """The verdict of one claim, as if it stood alone on the page."""
    (verdict,) = _judged((resolved(claim),), Data(measured=measured, incident=incident))
    return verdict


def _judged(claims: Sequence[Claim], data: Data) -> tuple[Verdict, ...]:
    weighed = {claim.id: _weigh(claim, data) for claim in claims}
    primary = {claim.id for claim in claims if claim.primary}
    adjusted = adjusted_p(weighed, primary)
    verdicts = (_conclude(claim, _settle(claim, weighed[claim.id], adjusted), data) for claim in claims)
    return tuple(replace(v, exploratory=bool(primary) and not v.claim.primary) for v in verdicts)


def _weigh(claim: Claim, data: Data) -> tuple[Weighed, ...]:
    if claim.value is None:
        return ()
    return tuple(weigh(claim, reading, data) for reading in readings_of(claim))


def _settle(
    claim: Claim,
    weighed: tuple[Weighed, ...],
    adjusted: Mapping[tuple[str, Reading], float],
) -> tuple[Settled, ...]:
    """Every reading with its outcome, the whole page's comparisons counted in."""
    return tuple(Settled(one, *one.outcome(adjusted.get((claim.id, one.reading), 1.0))) for one in weighed)


def _conclude(claim: Claim, settled: tuple[Settled, ...], data: Data) -> Verdict:
    lacking = missing(claim, has_data=_has_data(claim, settled, data))
    number, reasons = _number(claim, settled, lacking)
    found = next((one.weighed.found for one in settled if one.weighed.found is not None), None)
    attribution, why_not = _attribution(claim, data.measured)
    return Verdict(
        claim=claim,
        claimed=_claimed(claim),
        recomputed=found.recomputed() if found else None,
        readings=_readings(claim, settled, blocked=bool(lacking)),
        number=number,
        reasons=reasons,
        attribution=attribution,
        attribution_reason=why_not,
        explanation=wording.explanation(claim, number, reasons, _found(claim, settled)) if number else "",
        attribution_note=wording.attribution_note(why_not),
        cautions=cautions(claim, data.incident),
        needed=wording.needed(claim, reasons),
    )


def _found(claim: Claim, settled: tuple[Settled, ...]) -> list[tuple[Reading, str]]:
    """The recomputed figure in words under every reading that has one."""
    return [(one.weighed.reading, words) for one in settled if (words := _found_words(claim, one.weighed))]


def _found_words(claim: Claim, weighed: Weighed) -> str:
    """The recomputed figure, with the earlier level where the claim states two; empty without one."""
    if weighed.found is None:
        return ""
    later = wording.found_text(claim, weighed.reading, weighed.found)
    if len(weighed.comparisons) < 2:  # noqa: PLR2004 - two levels
        return later
    earlier = wording.found_text(claim, weighed.reading, weighed.comparisons[1].found)
    return wording.from_to(earlier, later)


def _has_data(claim: Claim, settled: tuple[Settled, ...], data: Data) -> bool:
    """Whether our data hold the metric at all, if only for one of the two periods or another stretch."""
    readings = [one.weighed.reading for one in settled]
    if any(one.weighed.found is not None for one in settled):
        return True
    return any(data.level(claim, reading) is not None or data.uncovered(claim, reading) for reading in readings)


def _number(
    claim: Claim,
    settled: tuple[Settled, ...],
    lacking: tuple[Reason, ...],
) -> tuple[NumberVerdict | None, tuple[Reason, ...]]:
    """The verdict of the figure and its reasons; None for a sentence without one."""
    if not checkable(claim):
        return None, ()
    if lacking:
        return NumberVerdict.NOT_VERIFIABLE, lacking
    outcomes = {one.outcome for one in settled}
    if len(outcomes) > 1 and not outcomes <= _UNREPRODUCED:
        # An ambiguous claim has a verdict only when every reading gives the same one.
        return NumberVerdict.NOT_VERIFIABLE, (Reason.AMBIGUOUS_READING,)
    # At odds under one reading and not reproduced under the other: not reproduced under any.
    outcome = outcomes.pop() if len(outcomes) == 1 else NumberVerdict.NOT_REPRODUCED
    reasons = {one.reason for one in settled}
    found = tuple(reason for reason in Reason if reason in reasons)
    if outcome is NumberVerdict.NOT_VERIFIABLE and not found:
        # One of the two periods is outside the data.
        return outcome, (Reason.NOT_COVERED,)
    return outcome, found


def _readings(claim: Claim, settled: tuple[Settled, ...], *, blocked: bool) -> tuple[ReadingResult, ...]:
    """The claim under every reading; an undefined growth rate over both of its bases instead."""
    unknown = NumberVerdict.NOT_VERIFIABLE
    bases = wording.rate_words(claim)
    if bases:
        return tuple(ReadingResult(reading=b, words=w, value=None, outcome=unknown) for b, w in bases)
    return tuple(
        ReadingResult(
            reading=one.weighed.reading,
            words=wording.reading_words(claim, one.weighed.reading),
            value=one.weighed.found.value if one.weighed.found else None,
            outcome=unknown if blocked else one.outcome,
            found=_found_words(claim, one.weighed),
            recomputed=one.weighed.found.recomputed() if one.weighed.found else None,
        )
        for one in settled
    )


def _claimed(claim: Claim) -> Claimed:
    low, high = -math.inf, math.inf
    if claim.value is not None:
        low, high = stated(claim.value, claim.decimals, claim.comparator)
    return Claimed(
        value=claim.value,
        value_from=claim.value_from,
        unit=claim.unit,
        comparator=claim.comparator,
        low=low,
        high=high,
        text=wording.claimed_text(claim),
    )


def _attribution(claim: Claim, measured: Measured) -> tuple[Attribution, AttributionReason | None]:
    """A causal sentence never inherits its number's verdict; effects are not estimated here."""
    if not claim.causal:
        return Attribution.DESCRIPTIVE, None
    series = measured("volume", WHOLE)
    if series is None or series.value is None:
        return Attribution.NOT_ASSESSABLE, AttributionReason.NO_SERIES
    return Attribution.NOT_ASSESSABLE, AttributionReason.NO_ESTIMATE
