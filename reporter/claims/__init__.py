"""The claim checker: stated number + metrics -> verdict, and relations between claims.

Pure: reads no file, no clock.  Start at `judge_all`.
"""

from reporter.claims.attribution import attributed
from reporter.claims.figures import Span, implied
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
from reporter.claims.wording import short_reading

__all__ = [
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
    "Span",
    "Verdict",
    "attributed",
    "implied",
    "judge",
    "judge_all",
    "lookup",
    "short_reading",
]
