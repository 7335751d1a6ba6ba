"""What a printed figure can mean: rounding, comparators, and the change it implies."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final, NamedTuple

from reporter.claims.families import CHANGES
from reporter.incident import Claim, Comparator, Reading

#: Words that bound a figure from below, and from above.
FLOORS: Final = frozenset({Comparator.OVER, Comparator.AT_LEAST, Comparator.REACHED})
CEILINGS: Final = frozenset({Comparator.BELOW, Comparator.AT_MOST})


class Span(NamedTuple):
    """A closed range of numbers; an end may be infinite."""

    low: float
    high: float

    @property
    def bound(self) -> bool:
        """Whether it is open to one side, as 超过 is."""
        return math.isinf(self.low) or math.isinf(self.high)

    def mirrored(self) -> Span:
        """The same range of falls instead of rises."""
        return Span(-self.high, -self.low)


def _half(value: float, decimals: int) -> float:
    """Half the last printed digit; for a round number the last digit that is not zero."""
    exact = Decimal(repr(value)).normalize()
    exponent = exact.as_tuple().exponent
    step = max(int(exponent), -decimals) if isinstance(exponent, int) else -decimals
    return 0.5 * 10.0**step


def stated(value: float, decimals: int, comparator: Comparator = Comparator.EQUAL) -> Span:
    """The numbers a print can stand for.

    `=` is the value and half its last printed digit either way; 约 half its last
    digit that is not zero; 近 falls short by at most half such a digit; 超过, 不少于
    and 达到 are bounds from below, 低于 and 不超过 bounds from above.
    """
    half = 0.5 * 10.0**-decimals
    if comparator in FLOORS:
        return Span(value, math.inf)
    if comparator in CEILINGS:
        return Span(-math.inf, value)
    if comparator is Comparator.ABOUT:
        half = _half(value, decimals)
    if comparator is Comparator.NEAR:
        return Span(value - _half(value, decimals), value)
    return Span(value - half, value + half)


def rel_change(later: float, earlier: float) -> float:
    """Relative change in per cent; infinite from nothing."""
    return 100 * (later / earlier - 1) if earlier > 0 else math.inf


def implied(claim: Claim, reading: Reading) -> tuple[float, Span] | None:
    """The figure a claim states under a reading, with sign, and the range its print allows.

    With an earlier level (由6.2升至7.0) a change reading means the change between
    the two levels; without one the value is itself the change.  None without a figure,
    and for a relative change from nothing.
    """
    if claim.value is None:
        return None
    later = stated(claim.value, claim.decimals, claim.comparator)
    if reading not in CHANGES:
        return claim.value, later
    if claim.value_from is None:
        fall = claim.direction == "down" and claim.value > 0
        return (-claim.value, later.mirrored()) if fall else (claim.value, later)
    earlier = stated(claim.value_from, claim.decimals)
    if reading is Reading.REL_CHANGE and claim.value_from <= 0:
        return None
    if reading is Reading.REL_CHANGE:
        low, high = rel_change(later.low, earlier.high), rel_change(later.high, earlier.low)
        return rel_change(claim.value, claim.value_from), Span(low, high)
    return claim.value - claim.value_from, Span(later.low - earlier.high, later.high - earlier.low)
