"""What stands in the way of verifying a figure, by rules over the record.

The questions come in the order a reader asks them: which reading, which measure,
compared with what, from how many, and only then: where are the data?  NO_DATA is
told when data would settle the claim as it stands, so that nobody is asked for
files that could not help.
"""

from __future__ import annotations

from reporter.claims.families import CHANGES, UNMEASURED, checkable, family, readings_of
from reporter.claims.record import Reason
from reporter.incident import Claim


def undefined(claim: Claim) -> bool:
    """Whether the measure needs a definition and has none."""
    return family(claim).rate and not claim.definition


def _no_baseline(claim: Claim, *, has_data: bool) -> bool:
    """Whether a change has nothing to be compared with.

    A claim's own earlier level lets a reader follow it; recomputing it takes the period.
    """
    if claim.baseline is not None or undefined(claim):
        return False
    compares = not CHANGES.isdisjoint(readings_of(claim))
    if claim.value_from is not None:
        return has_data
    return compares


def _defects(claim: Claim, *, has_data: bool) -> set[Reason]:
    """What the sentence itself leaves out."""
    found = set()
    if undefined(claim):
        found.add(Reason.NO_DEFINITION)
    if _no_baseline(claim, has_data=has_data):
        found.add(Reason.NO_BASELINE)
    # Two questions in one share: no question of ours stands for it, so its own n is asked for.
    if family(claim).survey and claim.n is None and (claim.double_barrelled or not has_data):
        found.add(Reason.NO_N)
    return found


def _settleable(claim: Claim, found: set[Reason]) -> bool:
    """Whether data would settle the claim as it stands."""
    if Reason.NO_BASELINE in found or Reason.NO_N in found:
        return False
    if Reason.NO_DEFINITION in found and not family(claim).standard:
        return False
    return UNMEASURED.isdisjoint(readings_of(claim))


def missing(claim: Claim, *, has_data: bool) -> tuple[Reason, ...]:
    """Everything that is missing, in the order of `Reason`; empty when the figure can be judged.

    Args:
        claim: the claim.
        has_data: whether the incident's data hold its metric.
    """
    if not checkable(claim):
        return ()
    reasons = _defects(claim, has_data=has_data)
    ambiguous = len(readings_of(claim)) > 1 and (bool(reasons) or not has_data)
    if not has_data and (_settleable(claim, reasons) or not (reasons or ambiguous)):
        reasons.add(Reason.NO_DATA)
    if ambiguous:
        # With data every reading is worked out, and only disagreement leaves it ambiguous.
        reasons.add(Reason.AMBIGUOUS_READING)
    return tuple(reason for reason in Reason if reason in reasons)
