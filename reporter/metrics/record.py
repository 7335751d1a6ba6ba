"""The Metric record: a number never travels alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from reporter.units import Unit


class Direction(StrEnum):
    """Which way is good."""

    UP = "up_good"
    DOWN = "down_good"
    CONTEXT = "context"


class Amec(StrEnum):
    """Level of a metric in the chain from what was spent to what changed.

    Source: AMEC Integrated Evaluation Framework 2.0 (2024).
    """

    INPUT = "input"
    ACTIVITY = "activity"
    OUTPUT = "output"
    OUTTAKE = "out-take"
    OUTCOME = "outcome"
    IMPACT = "impact"


class Calibration(StrEnum):
    """Whose labels a number of stance rests on."""

    NONE = "not_applicable"
    EXPORT = "export_labels"
    HAND = "hand_labels"
    UNCALIBRATED = "machine_uncalibrated"


class Gap(StrEnum):
    """Why a metric has no value."""

    NO_POSTS = "no_posts"
    NO_TIME = "no_time"
    NO_LABELS = "no_labels"
    NO_TABLE = "no_table"
    TOO_FEW = "too_few"
    NO_BASELINE = "no_baseline"
    COVERAGE = "coverage"
    CENSORED = "censored"  # not over when the period ended
    NO_EXTRA = "no_extra"  # a library is not installed
    NO_FIELD = "no_field"  # the posts have no such column


class Interval(NamedTuple):
    """An interval with its confidence level (0.95), or 1.0 for interval arithmetic."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One measured number with everything a reader needs to judge it.

    Args:
        id: catalogue id, stable (`volume`, `negative_share`, `volume@weibo`).
        label: the field's name for it in the active language.
        value: in `unit`; None when it could not be computed, and then `gap` says why.
        unit: what `value` counts.
        interval: None for a census or when it could not be computed.
        method: method id with version, such as `wilson/1`.
        n: how many posts, people or rows it rests on; None where that has no meaning.
        source: files and row filter, in words.
        direction: which way is good.
        window: id of the window it covers.
        calibration: whose labels it rests on.
        gap: why `value` is None.
        note: a caveat printed beside it, in the active language.
    """

    id: str
    label: str
    value: float | None
    unit: Unit
    method: str
    source: str
    direction: Direction = Direction.CONTEXT
    interval: Interval | None = None
    n: int | None = None
    window: str = "period"
    calibration: Calibration = Calibration.NONE
    gap: Gap | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """A value or a reason for its absence: never both, never neither."""
        if (self.value is None) != (self.gap is not None):
            raise ValueError(self.id)
