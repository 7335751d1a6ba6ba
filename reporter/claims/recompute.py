"""A claim's figure from our own metrics, reading by reading."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

from reporter.claims.families import CHANGES, UNMEASURED, base_id, family
from reporter.claims.record import Measured, Recomputed
from reporter.incident import Claim, ClaimUnit, Incident, Period, Reading
from reporter.metrics.record import Calibration, Gap, Interval, Metric
from reporter.units import Unit
from reporter.windows import WHOLE

LEVEL: Final = 0.95
_Z95: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
_COUNTER: Final = "topic_counter"
#: Plain counts, whatever is counted.
_COUNTS: Final = frozenset({Unit.POSTS, Unit.COUNT, Unit.PEOPLE, Unit.AUTHORS})
#: What a figure in the second unit is multiplied by to stand in the first.
_FACTORS: Final = {(Unit.HOURS, Unit.DAYS): 24.0, (Unit.DAYS, Unit.HOURS): 1 / 24}
#: What stands between the platforms a population lists.
_BETWEEN: Final = re.compile(r"[、，,;；和及与/\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A recomputed number with the ends of its interval.

    Args:
        value: in `unit`, low <= value <= high.
        low: lower 95 % end or bound; `value` itself for a census.
        high: upper end likewise.
        sampled: whether the ends come from sampling and not from arithmetic bounds.
        calibrated: False when it rests on a classifier of unknown error.
        same_window: False when it covers another stretch of time than the claim.
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
    same_window: bool = True

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
        same_window=after.same_window and before.same_window,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Our side of the comparison: the metrics, and what they were taken over.

    Args:
        measured: our metrics by id and window.
        incident: its period and its platforms say what our data cover.
    """

    measured: Measured
    incident: Incident

    def level(self, claim: Claim, reading: Reading, *, baseline: bool = False) -> Estimate | None:
        """The measured level in the claim's window or its baseline; None when there is none."""
        if reading in UNMEASURED or (baseline and claim.baseline is None):
            return None
        metric_id = _metric_id(claim, reading)
        if baseline:
            return self._over(metric_id, claim.baseline, f"baseline:{claim.id}")
        if claim.window is None:
            found = estimate(self.measured(metric_id, WHOLE))
            return replace(found, same_window=not family(claim).windowed) if found else None
        own = self._over(metric_id, claim.window, f"claim:{claim.id}")
        if own is not None or self.measured(metric_id, f"claim:{claim.id}") is not None:
            return own
        # Measured once for the incident (costs, the clock, the peak): no window of its own.
        found = estimate(self.measured(metric_id, WHOLE))
        return replace(found, same_window=not family(claim).windowed) if found else None

    def _over(self, metric_id: str, period: Period | None, window: str) -> Estimate | None:
        own = estimate(self.measured(metric_id, window))
        if own is None and period is not None and period.bounds == self.incident.period.bounds:
            return estimate(self.measured(metric_id, WHOLE))
        return own

    def uncovered(self, claim: Claim, reading: Reading) -> bool:
        """Whether our data hold the metric but not one of the claim's two periods."""
        metric_id = _metric_id(claim, reading)
        names = [f"claim:{claim.id}"] if claim.window is not None else []
        names += [f"baseline:{claim.id}"] if claim.baseline is not None else []
        found = [self.measured(metric_id, name) for name in names]
        return any(one is not None and one.gap is Gap.COVERAGE for one in found)

    def same_population(self, claim: Claim) -> bool:
        """Whether the claim speaks of what our data were collected from.

        It names no population, or the analyst confirmed it, or it lists the incident's platforms.
        """
        if not claim.population or claim.same_population:
            return True
        named = set(filter(None, _BETWEEN.split(str(claim.population))))
        return named == {str(one) for one in self.incident.platforms}

    def recompute(self, claim: Claim, reading: Reading) -> Estimate | None:
        """The claim's figure under one reading; None when our data do not hold it."""
        after = self.level(claim, reading)
        if reading not in CHANGES or after is None or family(claim).change:
            return after
        before = self.level(claim, reading, baseline=True)
        return None if before is None else change(after, before, reading)


def _metric_id(claim: Claim, reading: Reading) -> str:
    """The metric a reading asks for; a part the claim names (`topic_counter@reads`) stays."""
    counter = base_id(claim.metric) == _COUNTER
    if reading is Reading.TOPIC_COUNTER and not counter:
        return _COUNTER
    return "volume" if reading is Reading.COUNT_POSTS and (counter or not claim.metric) else claim.metric


def fitted(claim: Claim, reading: Reading, found: Estimate) -> Estimate | None:
    """The recomputed figure in the claim's unit; None when the two cannot be compared."""
    if claim.unit is None:
        return None
    if reading is Reading.PP:
        return found if claim.unit in {ClaimUnit.POINTS, ClaimUnit.PERCENT} and found.unit is Unit.POINTS else None
    if reading is Reading.REL_CHANGE and claim.value_from is not None:
        # Two levels in any unit give a change in per cent.
        return found if found.unit is Unit.PERCENT else None
    stated = Unit(claim.unit.value)
    if stated is found.unit or {stated, found.unit} <= _COUNTS:
        return found
    if reading is Reading.ABS_CHANGE and (stated, found.unit) == (Unit.PERCENT, Unit.POINTS):
        # An absolute change of a share is one in points, however it was printed.
        return found
    factor = _FACTORS.get((stated, found.unit))
    return None if factor is None else _scaled(found, factor, stated)


def _scaled(found: Estimate, factor: float, unit: Unit) -> Estimate:
    """The same number in another unit of time."""
    return replace(found, value=found.value * factor, low=found.low * factor, high=found.high * factor, unit=unit)
