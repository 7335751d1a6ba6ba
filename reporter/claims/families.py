"""What each metric asks of a claim before its figure can be verified.

The facts follow from the metric's own definition (its unit and the files it is
worked out from), so a metric added to the catalogue is checkable at once; only
what a definition cannot say stands here.  The rules run over these facts and
over a claim's own fields, never over its id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from reporter.i18n import _
from reporter.incident import Claim, ClaimUnit, Reading
from reporter.metrics import DEFINITIONS, Definition
from reporter.units import Unit

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
        change: is a change already, so a claim of a change is read off it directly.
        windowed: depends on the stretch of time it is taken over.
    """

    source: Source
    rate: bool = False
    standard: bool = True
    survey: bool = False
    share: bool = False
    change: bool = False
    windowed: bool = True


_SOURCES: Final = {
    "posts": Source.POSTS,
    "labels": Source.POSTS,
    "survey": Source.SURVEY,
    "sales": Source.SALES,
    "costs": Source.COSTS,
    "statements": Source.STATEMENTS,
    "counters": Source.COUNTERS,
    "incident": Source.CLOCK,
}
#: Settled once for the whole incident: the clock, the books, a survey's own date.
_ONCE: Final = frozenset({Source.CLOCK, Source.COSTS, Source.SURVEY})
_RATES: Final = frozenset({Unit.POSTS_PER_HOUR, Unit.PERCENT_PER_HOUR})
_CHANGED: Final = "_change"
#: One hour or one moment of the curve needs no further base.
_POINTS_IN_TIME: Final = frozenset({"peak", "last_day_rate"})
#: Figures people report that have a family before, or without, a metric of ours.
_REPORTED: Final = {
    "award": Family(source=Source.AWARD, windowed=False),
}
_UNKNOWN: Final = Family(source=Source.UNKNOWN)
_UNNAMED: Final = Family(source=Source.UNKNOWN, rate=True, standard=False)


def _defined(definition: Definition) -> Family:
    """The family a definition implies by its unit and its inputs."""
    source = next((_SOURCES[name] for name in definition.inputs if name in _SOURCES), Source.UNKNOWN)
    change = definition.id.endswith(_CHANGED)
    return Family(
        source=source,
        rate=definition.unit in _RATES and definition.id not in _POINTS_IN_TIME,
        # A growth rate of ours has one base, the reported one may have another: over a
        # cumulative base a constant flow "slows down".
        standard=definition.unit is not Unit.PERCENT_PER_HOUR,
        survey=source is Source.SURVEY,
        share=definition.unit is Unit.PERCENT and not change,
        change=change,
        windowed=source not in _ONCE,
    )


@cache
def _families() -> dict[str, Family]:
    return {definition.id: _defined(definition) for definition in DEFINITIONS} | _REPORTED


def resolved(claim: Claim) -> Claim:
    """The claim with its metric's id, where it was written by the metric's name: 满意度 is `satisfaction`."""
    name, at, part = claim.metric.partition("@")
    if not name or name in _families():
        return claim
    labels = {said: d.id for d in DEFINITIONS for said in (d.label, _(d.label))}
    return claim.model_copy(update={"metric": labels[name] + at + part}) if name in labels else claim


def unheard_of(claim: Claim) -> bool:
    """Whether a claim names a metric that is none of ours."""
    return bool(claim.metric) and base_id(claim.metric) not in _families()


def base_id(metric: str) -> str:
    """A metric's id without its part: `platform_share@weibo` is a `platform_share`."""
    return metric.partition("@")[0]


def family(claim: Claim) -> Family:
    """The family of a claim's metric."""
    if claim.asserts is not None and claim.asserts.topic == "award":
        return _REPORTED["award"]
    if not claim.metric:
        # A figure nobody named is not defined either.
        return _UNNAMED
    found = _families().get(base_id(claim.metric), _UNKNOWN)
    # A metric we do not know is a share when its figures are.
    points = found is _UNKNOWN and claim.unit is ClaimUnit.POINTS
    return replace(found, share=True) if points else found


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
