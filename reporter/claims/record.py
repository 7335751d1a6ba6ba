"""What the claim checker answers: a verdict for each claim, relations between claims."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from reporter.incident import Claim, ClaimUnit, Comparator, Reading
from reporter.metrics.record import Interval, Metric
from reporter.units import Unit, significant


class NumberVerdict(StrEnum):
    """What the data say about a reported figure."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_REPRODUCED = "not_reproduced"
    NOT_VERIFIABLE = "not_verifiable"


class Reason(StrEnum):
    """Why a figure has the verdict it has; the order here is the order they are told in."""

    AMBIGUOUS_READING = "AMBIGUOUS_READING"
    NO_DEFINITION = "NO_DEFINITION"
    NO_UNIT = "NO_UNIT"
    NO_BASELINE = "NO_BASELINE"
    NO_N = "NO_N"
    NO_DATA = "NO_DATA"
    NOT_COVERED = "NOT_COVERED"
    UNDERPOWERED = "UNDERPOWERED"
    UNCALIBRATED = "UNCALIBRATED"
    OTHER_DEFINITION = "OTHER_DEFINITION"
    OTHER_POPULATION = "OTHER_POPULATION"
    OTHER_WINDOW = "OTHER_WINDOW"
    BORDERLINE = "BORDERLINE"
    TRUNCATED = "TRUNCATED"


class Attribution(StrEnum):
    """What may be said about the response having caused the change."""

    DESCRIPTIVE = "descriptive"
    CONSISTENT = "consistent_with_effect"
    SUPPORTED = "supported_by_adjusted_test"
    NOT_SEPARABLE = "not_separable"
    NOT_ASSESSABLE = "not_assessable"


class AttributionReason(StrEnum):
    """Why a change cannot be attributed."""

    NO_SERIES = "NO_SERIES"
    NO_ESTIMATE = "NO_ESTIMATE"


class RelationVerdict(StrEnum):
    """How two claims stand to each other."""

    INCONSISTENT = "inconsistent"
    TENSION = "tension"
    IMPLIES = "implies"


class RelationReason(StrEnum):
    """Which rule found the relation."""

    PROMPT_AND_LATE = "PROMPT_AND_LATE"
    LATE_BY_CLOCK = "LATE_BY_CLOCK"
    GROWTH_AND_SPEED = "GROWTH_AND_SPEED"
    SALES_AND_NEW_CUSTOMERS = "SALES_AND_NEW_CUSTOMERS"
    NOT_CARRIED_OUT = "NOT_CARRIED_OUT"
    DATE_ORDER = "DATE_ORDER"
    TWO_VALUES = "TWO_VALUES"
    LEVELS_AND_CHANGE = "LEVELS_AND_CHANGE"
    POINTS_NOT_PER_CENT = "POINTS_NOT_PER_CENT"
    DOUBLING = "DOUBLING"
    SHARES_SUM = "SHARES_SUM"
    PART_AND_WHOLE = "PART_AND_WHOLE"
    SHARE_OF_WHOLE = "SHARE_OF_WHOLE"
    WEIGHTED_SUM = "WEIGHTED_SUM"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    GRIM = "GRIM"


class RateBase(StrEnum):
    """The two bases an hourly growth rate can have; read apart because they mean opposite things."""

    CUMULATIVE = "cumulative_base"
    HOUR_ON_HOUR = "hour_on_hour"


class Measured(Protocol):
    """Looks up a metric of a window (`period`, `claim:<id>`, `baseline:<id>`); None when there is none."""

    def __call__(self, metric_id: str, window_id: str, /) -> Metric | None:
        """The metric, which may itself hold a gap and no value."""
        ...


def lookup(metrics: Iterable[Metric]) -> Measured:
    """A `Measured` over metrics that exist already, found by id and window."""
    index = {(metric.id, metric.window): metric for metric in metrics}
    return lambda metric_id, window_id: index.get((metric_id, window_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A figure as it was reported.

    Args:
        value: as printed, without the sign of its direction; None for a sentence without a figure.
        value_from: the earlier level where the sentence gives one.
        unit: of both.
        comparator: what the words say (`超过` is a bound).
        low: lower end of what the print can mean (value - half its last digit, or the bound).
        high: upper end; infinite for a bound.
        text: figure, comparator and unit in the active language; empty without a figure.
    """

    value: float | None
    value_from: float | None
    unit: ClaimUnit | None
    comparator: Comparator
    low: float
    high: float
    text: str

    def as_dict(self) -> dict[str, Any] | None:
        """The form in report.json; None for a sentence without a figure; an open end is null."""
        if self.value is None or self.unit is None:
            return None
        return {
            "value": significant(self.value),
            "value_from": None if self.value_from is None else significant(self.value_from),
            "unit": self.unit.value,
            "comparator": self.comparator.value,
            "low": _finite(self.low),
            "high": _finite(self.high),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """The same figure from the incident's own data.

    Args:
        value: in `unit`; a fall is negative.
        unit: what `value` counts.
        interval: at 95 %, or bounds at level 1; None for a census.
        n: cases behind it; None where that has no meaning.
        method: method id with version.
        source: files and row filter, in words.
    """

    value: float
    unit: Unit
    interval: Interval | None
    n: int | None
    method: str
    source: str

    def as_dict(self) -> dict[str, Any]:
        """The form in report.json."""
        bounds = None if self.interval is None else [_finite(part) for part in self.interval]
        return {
            "value": significant(self.value),
            "unit": self.unit.value,
            "interval": bounds,
            "n": self.n,
            "method": self.method,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingResult:
    """A claim under one of its readings.

    Args:
        reading: which reading, or which base of a rate.
        words: what the figure says when read so, one sentence in the active language.
        value: the recomputed value under this reading; None without data.
        outcome: the verdict under this reading alone.
        found: the recomputed figure in words, with its range of error; empty without data.
        recomputed: ours under this reading; None without data.
    """

    reading: Reading | RateBase
    words: str
    value: float | None
    outcome: NumberVerdict
    found: str = ""
    recomputed: Recomputed | None = None

    def as_dict(self) -> dict[str, Any]:
        """The form in report.json."""
        value = None if self.value is None else significant(self.value)
        return {
            "reading": self.reading.value,
            "words": self.words,
            "value": value,
            "outcome": self.outcome.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Everything the report says about one claim alone.

    Args:
        claim: the claim as it was recorded.
        claimed: its figure with what the print can mean.
        recomputed: the same figure from our data under the first reading that has any; else None.
        readings: the claim under every reading.
        number: what the data say of the figure; None for a sentence without one.
        reasons: why, in the order of `Reason`.
        attribution: what may be said about cause, never taken from `number`.
        attribution_reason: why the cause cannot be assessed; None otherwise.
        explanation: one sentence on the figure; empty without a figure.
        attribution_note: one sentence on the cause; empty for a descriptive claim.
        cautions: what a careful reader must be told, a sentence each.
        needed: what would make it verifiable, a phrase each.
        exploratory: whether other claims were declared primary before, and this one was not.
    """

    claim: Claim
    claimed: Claimed
    recomputed: Recomputed | None
    readings: tuple[ReadingResult, ...]
    number: NumberVerdict | None
    reasons: tuple[Reason, ...]
    attribution: Attribution
    attribution_reason: AttributionReason | None
    explanation: str
    attribution_note: str
    cautions: tuple[str, ...]
    needed: tuple[str, ...]
    exploratory: bool = False

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id

    def as_dict(self) -> dict[str, Any]:
        """The form in report.json; `reason` is the list of codes."""
        return {
            "id": self.id,
            "quote": str(self.claim.quote),
            "claimed": self.claimed.as_dict(),
            "recomputed": None if self.recomputed is None else self.recomputed.as_dict(),
            "readings": [reading.as_dict() for reading in self.readings],
            "number": None if self.number is None else self.number.value,
            "reason": [reason.value for reason in self.reasons],
            "attribution": self.attribution.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How claims stand to each other, apart from each one's own verdict.

    Args:
        claims: their ids in the order claimed; one id when a claim stands against the clock.
        verdict: inconsistent, tension or implies.
        reason: the rule that found it.
        explanation: the arithmetic, a sentence each.
    """

    claims: tuple[str, ...]
    verdict: RelationVerdict
    reason: RelationReason
    explanation: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The form in report.json."""
        return {
            "claims": list(self.claims),
            "verdict": self.verdict.value,
            "reason": self.reason.value,
            "explanation": list(self.explanation),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The claim check of one incident, in the order claimed."""

    verdicts: tuple[Verdict, ...]
    relations: tuple[Relation, ...]

    def counted(self) -> dict[NumberVerdict, int]:
        """How many figures have each verdict; sentences without a figure are not counted."""
        found = [verdict.number for verdict in self.verdicts]
        return {number: found.count(number) for number in NumberVerdict}

    @property
    def unsettled(self) -> int:
        """待核实: figures that the data neither support nor contradict."""
        counted = self.counted()
        return counted[NumberVerdict.NOT_VERIFIABLE] + counted[NumberVerdict.NOT_REPRODUCED]


#: The only ends that are not numbers in JSON.
_OPEN: Final = (math.inf, -math.inf)


def _finite(value: float) -> float | None:
    return None if value in _OPEN else significant(value)
