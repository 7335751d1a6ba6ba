"""A reported figure against a recomputed one: compare intervals, never points.

Supported: a census meets the claim; or the 95 % interval covers it, excludes no
change and is narrow: at most a quarter of the claimed change, and short enough
that half the claimed change would have shown.  Contradicted: the 99 % interval of
the difference, the claim's own sampling error included, excludes zero after Holm.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

from reporter.claims.families import CHANGES, family
from reporter.claims.figures import Span, implied, stated
from reporter.claims.recompute import LEVEL, Data, Estimate, fitted
from reporter.claims.record import NumberVerdict, Reason
from reporter.incident import Claim, ClaimUnit, Comparator, Reading
from reporter.stats import holm, wilson
from reporter.units import Unit

ALPHA: Final = 0.01
_Z95: Final = NormalDist().inv_cdf(0.975)
#: Widest half-width of a level that still counts as support: points of a share, part of any other.
_LEVEL_POINTS: Final = 5.0
_LEVEL_PART: Final = 0.05
#: Widest half-width of a change, as a part of the claimed change: with a half, twice the truth
#: passes in 50 % of the runs, with a quarter in 2.4 % (benchmarks/claims.py).
CHANGE_PART: Final = 0.25
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
        own: standard errors of the claim itself towards smaller and larger numbers, from its n, on
            the scale; zeros when unknown.
        step: the last printed digit of a figure printed as a plain number; 0 for any other.
    """

    claimed: float
    span: Span
    found: Estimate
    reading: Reading
    own: tuple[float, float] = (0.0, 0.0)
    step: float = 0.0

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
        return (self.scale(self.found.high) - self.scale(self.found.low)) / 2 <= self._widest()

    def _widest(self) -> float:
        """The widest half-width that still supports the claim, on its scale.

        An interval no wider than half the way from the nearest number the print allows
        to half the claimed figure lets twice the truth pass in 2.5 % of the runs; for a
        change without rounding that is the quarter itself.
        """
        near = self.span.low if self.claimed > 0 else self.span.high
        telling = (abs(self.scale(near)) - abs(self.scale(self.claimed / 2))) / 2
        if self.reading in CHANGES:
            return min(abs(self.scale(self.claimed)) * CHANGE_PART, telling)
        if self.found.unit is Unit.PERCENT:
            return min(_LEVEL_POINTS, telling)
        return abs(self.found.value) * _LEVEL_PART

    def moved(self) -> bool:
        """Whether the interval of a change excludes no change; a level has none to exclude."""
        if self.reading not in CHANGES or self.found.exact:
            return True
        return self.found.low > 0 or self.found.high < 0

    def agrees(self) -> bool:
        """Whether our data support the stated number."""
        return self.covered() and self.narrow() and self.moved()

    def truncated(self) -> bool:
        """Whether the last digit was cut and not rounded: 60.7 reported as 60, -52.7 as -52."""
        if not self.step or not self.found.exact or self.covered():
            return False
        size = self.found.value if self.claimed >= 0 else -self.found.value
        return abs(self.claimed) < size < abs(self.claimed) + self.step

    def p_value(self) -> float:
        """Two-sided p of the difference; 0 or 1 where nothing is sampled."""
        start = (self.found.value, self.found.value) if self.found.sampled else (self.found.low, self.found.high)
        below = self.scale(self.span.low) - self.scale(start[1]) if self.span.low > start[1] else 0.0
        above = self.scale(start[0]) - self.scale(self.span.high) if self.span.high < start[0] else 0.0
        gap = max(below, above)
        if gap == 0 or self.truncated():
            return 1.0
        upwards = below > 0
        error = math.hypot(self.error(upwards=upwards), self.own[0 if upwards else 1])
        return math.erfc(gap / error / math.sqrt(2)) if error else 0.0

    def error(self, *, upwards: bool) -> float:
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
        other: why a difference would be no contradiction; None when it would.
    """

    reading: Reading
    found: Estimate | None
    comparisons: tuple[Comparison, ...]
    fits_unit: bool = True
    other: Reason | None = None

    @property
    def p(self) -> float | None:
        """Bonferroni over the stated numbers; None when nothing could be compared."""
        if not self.comparisons:
            return None
        return min(1.0, len(self.comparisons) * min(c.p_value() for c in self.comparisons))

    def outcome(self, adjusted: float) -> tuple[NumberVerdict, Reason | None]:
        """The verdict under this reading and why it is not simply supported or contradicted.

        Args:
            adjusted: `p` adjusted for every comparison it stands among.
        """
        if self.found is None or self.p is None:
            return NumberVerdict.NOT_VERIFIABLE, None if self.fits_unit else Reason.NO_UNIT
        if all(c.agrees() or c.truncated() for c in self.comparisons):
            return self._agreed()
        if all(c.p_value() > 1 - LEVEL for c in self.comparisons):
            return NumberVerdict.NOT_VERIFIABLE, Reason.UNDERPOWERED
        if self.other is not None:
            return NumberVerdict.NOT_REPRODUCED, self.other
        if adjusted <= ALPHA:
            return NumberVerdict.CONTRADICTED, None
        return NumberVerdict.NOT_REPRODUCED, Reason.BORDERLINE

    def _agreed(self) -> tuple[NumberVerdict, Reason | None]:
        if self.found is not None and not self.found.calibrated:
            # Two classifiers of unknown error that agree prove nothing.
            return NumberVerdict.NOT_VERIFIABLE, Reason.UNCALIBRATED
        cut = any(c.truncated() for c in self.comparisons)
        return NumberVerdict.SUPPORTED, Reason.TRUNCATED if cut else None


def _other(claim: Claim, found: Estimate, data: Data) -> Reason | None:
    """Why a difference is no contradiction: another classifier, base, population or window."""
    if not found.calibrated:
        return Reason.UNCALIBRATED
    if not family(claim).standard:
        return Reason.OTHER_DEFINITION
    if not data.same_population(claim):
        return Reason.OTHER_POPULATION
    return None if found.same_window else Reason.OTHER_WINDOW


def _own_errors(claim: Claim, comparison: Comparison) -> tuple[float, float]:
    """Standard errors of the claim's own figure to either side, from its n; zeros when that is unknown.

    A share has the two sides of its own Wilson interval; any other figure is taken
    to scatter as ours does, so that its error is ours times sqrt(our n / its n).
    """
    found = comparison.found
    if claim.n is None:
        return 0.0, 0.0
    if claim.unit is ClaimUnit.PERCENT and comparison.reading not in CHANGES and 0 <= comparison.claimed <= _WHOLE:
        low, high = (_WHOLE * end for end in wilson(round(comparison.claimed / _WHOLE * claim.n), claim.n))
        return max(comparison.claimed - low, 0) / _Z95, max(high - comparison.claimed, 0) / _Z95
    more = math.sqrt((found.n or claim.n) / claim.n)
    return comparison.error(upwards=False) * more, comparison.error(upwards=True) * more


def _census_change_error(claim: Claim, reading: Reading, data: Data) -> float:
    """Standard error of a claimed change of a share that somebody drew `n` of, where ours is a census.

    In points, or of the log ratio for a relative change; 0 for anything but a share.
    """
    ends = [data.level(claim, reading), data.level(claim, reading, baseline=True)]
    shares = [end.value / _WHOLE for end in ends if end is not None and 0 < end.value < _WHOLE]
    if claim.n is None or not family(claim).share or len(shares) < len(ends):
        return 0.0
    if reading is Reading.REL_CHANGE:
        return math.sqrt(sum((1 - p) / p for p in shares) / claim.n)
    return _WHOLE * math.sqrt(sum(p * (1 - p) for p in shares) / claim.n)


def _with_own_error(claim: Claim, comparison: Comparison, data: Data) -> Comparison:
    errors = _own_errors(claim, comparison)
    if comparison.reading in CHANGES and comparison.found.exact:
        error = _census_change_error(claim, comparison.reading, data)
        errors = error, error
    return replace(comparison, own=errors)


def _compare(claim: Claim, reading: Reading, found: Estimate, data: Data) -> tuple[Comparison, ...]:
    figure = implied(claim, reading)
    if figure is None:
        return ()
    value, span = figure
    plain = claim.comparator is Comparator.EQUAL and (claim.value_from is None or reading not in CHANGES)
    step = 10.0**-claim.decimals if plain else 0.0
    first = Comparison(claimed=value, span=span, found=found, reading=reading, step=step)
    made = [first]
    before = data.level(claim, reading, baseline=True)
    if reading not in CHANGES and claim.value_from is not None and before is not None:
        # 由6.2升至7.0 states two levels, and both must hold.
        span = stated(claim.value_from, claim.decimals, Comparator.EQUAL)
        made.append(Comparison(claimed=claim.value_from, span=span, found=before, reading=reading, step=step))
    return tuple(_with_own_error(claim, one, data) for one in made)


def weigh(claim: Claim, reading: Reading, data: Data) -> Weighed:
    """The claim under one reading against our data."""
    found = data.recompute(claim, reading)
    if found is None:
        return Weighed(reading=reading, found=None, comparisons=())
    same = fitted(claim, reading, found)
    if same is None:
        return Weighed(reading=reading, found=found, comparisons=(), fits_unit=False)
    return Weighed(
        reading=reading,
        found=same,
        comparisons=_compare(claim, reading, same, data),
        other=_other(claim, same, data),
    )


def adjusted_p(
    weighed: Mapping[str, Sequence[Weighed]],
    primary: Collection[str] = (),
) -> dict[tuple[str, Reading], float]:
    """Each comparison's p after Holm, by claim id and reading.

    Claims declared as primary stand among themselves; every other one among all
    comparisons of the page.
    """
    found = {(name, one.reading): one.p for name, ones in weighed.items() for one in ones if one.p is not None}
    page = dict(zip(found, holm(list(found.values())), strict=True))
    first = {key: p for key, p in found.items() if key[0] in primary}
    return page | dict(zip(first, holm(list(first.values())), strict=True))
