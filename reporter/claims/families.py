"""What each metric asks of a claim before its figure can be verified.

The rules run over these facts and over a claim's own fields, never over its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reporter.incident import Claim, ClaimUnit, Reading

#: Readings that speak of a change and so need something to compare with.
CHANGES: Final = frozenset({Reading.REL_CHANGE, Reading.ABS_CHANGE, Reading.PP})

#: The sales table counts new customers by head; it does not say what they spent or who bought the increase.
UNMEASURED: Final = frozenset({Reading.SHARE_OF_TOTAL, Reading.SHARE_OF_INCREASE})


class Source(StrEnum):
    """Which of the incident's files would settle a figure."""

    POSTS = "posts"
    CLOCK = "clock"
    SURVEY = "survey"
    SALES = "sales"
    COSTS = "costs"
    AWARD = "award"
    STATEMENTS = "statements"
    COUNTERS = "counters"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What kind of figure a metric is.

    Args:
        source: the files that would settle it.
        rate: says nothing until its base is defined (growth, speed).
        standard: has a definition of ours that data settle even when the claim's own is missing.
        survey: an estimate from respondents, void without their number.
        share: lies between 0 and 100 %, so per cent and percentage points must be told apart.
        windowed: depends on the stretch of time it is taken over.
    """

    source: Source
    rate: bool = False
    standard: bool = True
    survey: bool = False
    share: bool = False
    windowed: bool = True


_FAMILIES: Final = {
    "volume": Family(source=Source.POSTS),
    "negative_volume": Family(source=Source.POSTS),
    "negative_share": Family(source=Source.POSTS, share=True),
    "positive_share": Family(source=Source.POSTS, share=True),
    "platform_share": Family(source=Source.POSTS, share=True),
    "peak": Family(source=Source.POSTS),
    "spread_speed": Family(source=Source.POSTS, rate=True),
    # Its base is the very question: over a cumulative base a constant flow "slows down".
    "hourly_growth": Family(source=Source.POSTS, rate=True, standard=False),
    "time_to_first_response": Family(source=Source.CLOCK, windowed=False),
    "statement_approval": Family(source=Source.STATEMENTS, share=True),
    "satisfaction": Family(source=Source.SURVEY, survey=True, windowed=False),
    "survey_share": Family(source=Source.SURVEY, survey=True, share=True, windowed=False),
    "sales": Family(source=Source.SALES),
    "new_customer_share": Family(source=Source.SALES, share=True),
    "cost": Family(source=Source.COSTS, windowed=False),
    "topic_counter": Family(source=Source.COUNTERS),
    "award": Family(source=Source.AWARD, windowed=False),
}
_UNKNOWN: Final = Family(source=Source.UNKNOWN)
_UNNAMED: Final = Family(source=Source.UNKNOWN, rate=True, standard=False)


def family(claim: Claim) -> Family:
    """The family of a claim's metric; `platform_share@weibo` is a `platform_share`."""
    if claim.asserts is not None and claim.asserts.topic == "award":
        return _FAMILIES["award"]
    if not claim.metric:
        # A figure nobody named is not defined either.
        return _UNNAMED
    return _FAMILIES.get(claim.metric.partition("@")[0], _UNKNOWN)


def checkable(claim: Claim) -> bool:
    """Whether there is a fact to verify: a figure, or an award that was or was not given."""
    return claim.value is not None or family(claim).source is Source.AWARD


def readings_of(claim: Claim) -> tuple[Reading, ...]:
    """The ways to read a figure: as recorded, else every way its words allow."""
    if claim.readings or claim.value is None:
        return claim.readings
    if claim.value_from is not None or claim.direction is None:
        return (Reading.LEVEL,)
    if claim.unit is ClaimUnit.POINTS:
        return (Reading.PP,)
    if claim.unit is not ClaimUnit.PERCENT:
        return (Reading.ABS_CHANGE,)
    # "The share rose by 35 %": the words leave open which of the two is meant.
    return (Reading.REL_CHANGE, Reading.PP) if family(claim).share else (Reading.REL_CHANGE,)
