"""A claim's figure from our own metrics, reading by reading."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from reporter.claims.families import CHANGES, UNMEASURED, family
from reporter.claims.record import Measured, Recomputed
from reporter.incident import Claim, ClaimUnit, Reading
from reporter.metrics.record import Calibration, Interval, Metric
from reporter.units import Unit
from reporter.windows import WHOLE

LEVEL: Final = 0.95
_Z95: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
_METRIC_OF: Final = {Reading.COUNT_POSTS: "volume", Reading.TOPIC_COUNTER: "topic_counter"}
_COUNTS: Final = frozenset({Unit.POSTS, Unit.COUNT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A recomputed number with the ends of its interval.

    Args:
        value: in `unit`, low <= value <= high.
        low: lower 95 % end or bound; `value` itself for a census.
        high: upper end likewise.
        sampled: whether the ends come from sampling and not from arithmetic bounds.
        calibrated: False when it rests on a classifier of unknown error.
        unit, n, method, source: as in `Metric`.
    """

    value: float
    low: float
    high: float
    sampled: bool
    calibrated: bool
    unit: Unit
    n: int | None
    method: str
    source: str

    @property
    def exact(self) -> bool:
        """Whether it is a census without open ends."""
        return self.low == self.high

    def recomputed(self) -> Recomputed:
        """The record the report shows."""
        level = LEVEL if self.sampled else 1.0
        interval = None if self.exact else Interval(self.low, self.high, level)
        return Recomputed(
            value=self.value,
            unit=self.unit,
            interval=interval,
            n=self.n,
            method=self.method,
            source=self.source,
        )


def estimate(metric: Metric | None) -> Estimate | None:
    """The metric as an estimate at 95 %; None when it has no value."""
    if metric is None or metric.value is None:
        return None
    low, high, sampled = metric.value, metric.value, False
    if metric.interval is not None:
        sampled = metric.interval.level < 1
        # Intervals of another level are brought to 95 %, each side by itself.
        z = NormalDist().inv_cdf((1 + metric.interval.level) / 2) if sampled else _Z95
        low += (metric.interval.low - metric.value) * _Z95 / z
        high += (metric.interval.high - metric.value) * _Z95 / z
    return Estimate(
        value=metric.value,
        low=low,
        high=high,
        sampled=sampled,
        calibrated=metric.calibration is not Calibration.UNCALIBRATED,
        unit=metric.unit,
        n=metric.n,
        method=metric.method,
        source=metric.source,
    )


def _log_gap(upper: float, lower: float) -> float:
    return math.log(upper / lower) if lower > 0 else math.inf


def _joined(first: float, second: float, *, sampled: bool) -> float:
    """Two half-widths as one: independent samples by squares, bounds by plain addition."""
    return math.hypot(first, second) if sampled else first + second


def _ends(after: Estimate, before: Estimate, *, ratio: bool) -> tuple[float, float, float]:
    """Middle, low and high of the difference, or of the log ratio.

    Source: MOVER, Zou and Donner 2008, Stat. Med. 27:1693-1702; with Wilson
    intervals it is Newcombe's hybrid score method (1998, Stat. Med. 17:873-890).
    """
    sampled = after.sampled and before.sampled
    if not ratio:
        down = _joined(after.value - after.low, before.high - before.value, sampled=sampled)
        up = _joined(after.high - after.value, before.value - before.low, sampled=sampled)
        middle = after.value - before.value
        return middle, middle - down, middle + up
    down = _joined(_log_gap(after.value, after.low), _log_gap(before.high, before.value), sampled=sampled)
    up = _joined(_log_gap(after.high, after.value), _log_gap(before.value, before.low), sampled=sampled)
    middle = math.log(after.value / before.value)
    return middle, middle - down, middle + up


def change(after: Estimate, before: Estimate, reading: Reading) -> Estimate | None:
    """The change from `before` to `after` under a change reading; None when it is undefined."""
    ratio = reading is Reading.REL_CHANGE
    if ratio and min(after.value, before.value) <= 0:
        return None
    ends = _ends(after, before, ratio=ratio)
    value, low, high = (100 * math.expm1(end) if ratio else end for end in ends)
    points = Unit.POINTS if after.unit is Unit.PERCENT else after.unit
    known = [part.n for part in (after, before) if part.n is not None]
    return Estimate(
        value=value,
        low=low,
        high=high,
        sampled=after.sampled or before.sampled,
        calibrated=after.calibrated and before.calibrated,
        unit=Unit.PERCENT if ratio else points,
        n=min(known, default=None),
        method=f"{'ratio' if ratio else 'difference'}/1({after.method})",
        source=after.source,
    )


def level(claim: Claim, reading: Reading, measured: Measured, *, baseline: bool = False) -> Estimate | None:
    """The measured level in the claim's window or its baseline; None when there is none."""
    if reading in UNMEASURED or (baseline and claim.baseline is None):
        return None
    metric_id = _METRIC_OF.get(reading, claim.metric)
    if baseline:
        return estimate(measured(metric_id, f"baseline:{claim.id}"))
    own = estimate(measured(metric_id, f"claim:{claim.id}")) if claim.window is not None else None
    if own is not None or (claim.window is not None and family(claim).windowed):
        return own
    # Costs and the clock have no window of their own.
    return estimate(measured(metric_id, WHOLE))


def recompute(claim: Claim, reading: Reading, measured: Measured) -> Estimate | None:
    """The claim's figure under one reading; None when our data do not hold it."""
    after = level(claim, reading, measured)
    if reading not in CHANGES or after is None:
        return after
    before = level(claim, reading, measured, baseline=True)
    return None if before is None else change(after, before, reading)


def same_unit(claim: Claim, reading: Reading, unit: Unit) -> bool:
    """Whether the claim's unit and the recomputed one can be compared."""
    if claim.unit is None:
        return False
    if reading is Reading.PP:
        return claim.unit in {ClaimUnit.POINTS, ClaimUnit.PERCENT} and unit is Unit.POINTS
    if reading is Reading.REL_CHANGE and claim.value_from is not None:
        # Two levels in any unit give a change in per cent.
        return unit is Unit.PERCENT
    stated = Unit(claim.unit.value)
    return stated is unit or {stated, unit} <= _COUNTS
