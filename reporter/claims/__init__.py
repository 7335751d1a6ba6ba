"""The claim checker: stated number + metrics -> verdict, and relations between claims.

Pure: reads no file, no clock.  Start at `judge_all`.
"""

from reporter.claims.figures import CEILINGS, FLOORS
from reporter.claims.record import (
    Attribution,
    AttributionReason,
    Checked,
    Claimed,
    Measured,
    NumberVerdict,
    RateBase,
    ReadingResult,
    Reason,
    Recomputed,
    Relation,
    RelationReason,
    RelationVerdict,
    Verdict,
    lookup,
)
from reporter.claims.verdicts import judge, judge_all

__all__ = [
    "CEILINGS",
    "FLOORS",
    "Attribution",
    "AttributionReason",
    "Checked",
    "Claimed",
    "Measured",
    "NumberVerdict",
    "RateBase",
    "ReadingResult",
    "Reason",
    "Recomputed",
    "Relation",
    "RelationReason",
    "RelationVerdict",
    "Verdict",
    "judge",
    "judge_all",
    "lookup",
]
