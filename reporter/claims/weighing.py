"""A reported figure against a recomputed one: compare intervals, never points.

Supported: a census meets the claim; or the 95 % interval covers it, excludes
no change and is narrow (a quarter of the claimed change: with a half, a twofold
exaggeration passes 50 % of the time, with a quarter 2.4 %).  Contradicted: the
99 % interval of the difference excludes zero, Holm over the page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from reporter.claims.families import CHANGES, family
from reporter.claims.figures import Span, implied, stated
from reporter.claims.recompute import LEVEL, Estimate, level, recompute, same_unit
from reporter.claims.record import Measured, NumberVerdict, Reason
from reporter.incident import Claim, ClaimUnit, Comparator, Reading
from reporter.stats import holm, wilson
from reporter.units import Unit

ALPHA: Final = 0.01
_Z95: Final = NormalDist().inv_cdf(0.975)
#: Widest half-width of a level that still counts as support: points of a share, part of any other.
_LEVEL_POINTS: Final = 5.0
_LEVEL_PART: Final = 0.05
_CHANGE_PART: Final = 0.25
#: A whole in per cent.
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One stated number beside one recomputed number.

    Args:
        claimed: the number as stated, with sign.
        span: what its print allows.
        found: the recomputed number.
        reading: decides the scale (log for ratios) and what "narrow" means.
        own_error: standard error of the claim itself, from its n; 0 when unknown.
    """

    claimed: float
    span: Span
    found: Estimate
    reading: Reading
    own_error: float = 0.0

    def scale(self, value: float) -> float:
        """`value` where its error is about symmetric: log of the ratio for a relative change."""
        if self.reading is not Reading.REL_CHANGE:
            return value
        return math.log1p(value / _WHOLE) if value > -_WHOLE else -math.inf

    def covered(self) -> bool:
        """Whether the print and the interval overlap; a bound must hold for the whole interval."""
        if self.span.bound:
            return self.span.low <= self.found.low and self.found.high <= self.span.high
        return self.found.low <= self.span.high and self.found.high >= self.span.low

    def narrow(self) -> bool:
        """Whether the interval is short enough for agreement to mean something."""
        if self.span.bound or self.found.exact:
            return True
        half = (self.scale(self.found.high) - self.scale(self.found.low)) / 2
        if self.reading in CHANGES:
            return half <= abs(self.scale(self.claimed)) * _CHANGE_PART
        widest = _LEVEL_POINTS if self.found.unit is Unit.PERCENT else abs(self.found.value) * _LEVEL_PART
        return half <= widest

    def moved(self) -> bool:
        """Whether the interval of a change excludes no change; a level has none to exclude."""
        if self.reading not in CHANGES or self.found.exact:
            return True
        return self.found.low > 0 or self.found.high < 0

    def agrees(self) -> bool:
        """Whether our data support the stated number."""
        return self.covered() and self.narrow() and self.moved()

    def truncated(self) -> bool:
        """Whether a whole number was cut and not rounded: 60.7 reported as 60."""
        whole = not self.span.bound and self.span.high - self.span.low == 1
        return whole and self.found.exact and self.span.high < self.found.value < self.claimed + 1

    def p_value(self) -> float:
        """Two-sided p of the difference; 0 or 1 where nothing is sampled."""
        start = (self.found.value, self.found.value) if self.found.sampled else (self.found.low, self.found.high)
        below = self.scale(self.span.low) - self.scale(start[1]) if self.span.low > start[1] else 0.0
        above = self.scale(start[0]) - self.scale(self.span.high) if self.span.high < start[0] else 0.0
        gap = max(below, above)
        if gap == 0 or self.truncated():
            return 1.0
        error = math.hypot(self._error(upwards=below > 0), self.own_error)
        return math.erfc(gap / error / math.sqrt(2)) if error else 0.0

    def _error(self, *, upwards: bool) -> float:
        """Standard error on the side the claim lies on; 0 for a census or bounds."""
        if not self.found.sampled:
            return 0.0
        middle = self.scale(self.found.value)
        end = self.scale(self.found.high if upwards else self.found.low)
        return abs(end - middle) / _Z95


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A claim under one reading, before the page's other claims are counted in.

    Args:
        reading: which.
        found: the recomputed figure; None without data.
        comparisons: what was compared (two when both levels are stated); empty when nothing could be.
        fits_unit: False when the claim's unit is not the metric's.
    """

    reading: Reading
    found: Estimate | None
    comparisons: tuple[Comparison, ...]
    fits_unit: bool = True

    @property
    def p(self) -> float | None:
        """Bonferroni over the stated numbers; None when nothing could be compared."""
        if not self.comparisons:
            return None
        return min(1.0, len(self.comparisons) * min(c.p_value() for c in self.comparisons))

    def outcome(self, claim: Claim, adjusted: float) -> tuple[NumberVerdict, Reason | None]:
        """The verdict under this reading and why it is not simply supported or contradicted.

        Args:
            claim: the claim, for what it says of its population and window.
            adjusted: `p` adjusted for every comparison of the page.
        """
        if self.found is None or self.p is None:
            return NumberVerdict.NOT_VERIFIABLE, None if self.fits_unit else Reason.NO_UNIT
        if all(c.agrees() or c.truncated() for c in self.comparisons):
            return self._agreed()
        if all(c.p_value() > 1 - LEVEL for c in self.comparisons):
            return NumberVerdict.NOT_VERIFIABLE, Reason.UNDERPOWERED
        other = _other(claim, self.found)
        if other is not None:
            return NumberVerdict.NOT_REPRODUCED, other
        if adjusted <= ALPHA:
            return NumberVerdict.CONTRADICTED, None
        return NumberVerdict.NOT_REPRODUCED, Reason.BORDERLINE

    def _agreed(self) -> tuple[NumberVerdict, Reason | None]:
        if self.found is not None and not self.found.calibrated:
            # Two classifiers of unknown error that agree prove nothing.
            return NumberVerdict.NOT_VERIFIABLE, Reason.UNCALIBRATED
        cut = any(c.truncated() for c in self.comparisons)
        return NumberVerdict.SUPPORTED, Reason.TRUNCATED if cut else None


def _other(claim: Claim, found: Estimate) -> Reason | None:
    """Why a difference is no contradiction: another classifier, population or window."""
    if not found.calibrated:
        return Reason.UNCALIBRATED
    if claim.population:
        return Reason.OTHER_POPULATION
    return Reason.OTHER_WINDOW if family(claim).windowed and claim.window is None else None


def _own_error(claim: Claim, reading: Reading) -> float:
    """Standard error of a stated share with known n, in points."""
    share = claim.unit is ClaimUnit.PERCENT and reading not in CHANGES
    if claim.n is None or claim.value is None or not share or not 0 <= claim.value <= _WHOLE:
        return 0.0
    low, high = wilson(round(claim.value / _WHOLE * claim.n), claim.n)
    return _WHOLE * (high - low) / 2 / _Z95


def _compare(claim: Claim, reading: Reading, found: Estimate, measured: Measured) -> tuple[Comparison, ...]:
    figure = implied(claim, reading)
    if figure is None:
        return ()
    value, span = figure
    error = _own_error(claim, reading)
    first = Comparison(claimed=value, span=span, found=found, reading=reading, own_error=error)
    before = level(claim, reading, measured, baseline=True)
    if reading in CHANGES or claim.value_from is None or before is None:
        return (first,)
    # 由6.2升至7.0 states two levels, and both must hold.
    span = stated(claim.value_from, claim.decimals, Comparator.EQUAL)
    return first, Comparison(claimed=claim.value_from, span=span, found=before, reading=reading)


def weigh(claim: Claim, reading: Reading, measured: Measured) -> Weighed:
    """The claim under one reading against our data."""
    found = recompute(claim, reading, measured)
    if found is None:
        return Weighed(reading=reading, found=None, comparisons=())
    if not same_unit(claim, reading, found.unit):
        return Weighed(reading=reading, found=found, comparisons=(), fits_unit=False)
    return Weighed(reading=reading, found=found, comparisons=_compare(claim, reading, found, measured))


def adjusted_p(weighed: Mapping[str, Sequence[Weighed]]) -> dict[tuple[str, Reading], float]:
    """Each comparison's p after Holm over the page, by claim id and reading."""
    found = {(name, one.reading): one.p for name, ones in weighed.items() for one in ones if one.p is not None}
    return dict(zip(found, holm(list(found.values())), strict=True))
