"""How long incidents take to calm down, those not seen to their end counted as such."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from reporter.stats import kaplan_meier

#: Fewer incidents than this are told one by one, and no curve is drawn through them.
ENOUGH: Final = 5
_HALF: Final = 0.5


class Calming(NamedTuple):
    """Time to calm over incidents, in hours.

    Args:
        incidents: how many.
        open: how many were not calm when their period ended.
        median: half are calm by then; None when fewer than half are seen to calm.
        low: lower end of the median's interval; None where it cannot be told.
        high: upper end.
    """

    incidents: int
    open: int
    median: float | None
    low: float | None
    high: float | None


def calming(times: Sequence[tuple[float, bool]]) -> Calming | None:
    """Kaplan and Meier's median over incidents; None with fewer than five.

    Args:
        times: hours from the onset to calm, or to the end of the period, and whether it was calm.

    Source: the median's interval after Brookmeyer & Crowley 1982, Biometrics 38:29-41.
    """
    if len(times) < ENOUGH:
        return None
    ended = [over for _hours, over in times]
    curve = kaplan_meier([hours for hours, _over in times], ended)
    # The median may be any time at which the curve's interval holds one half.
    low = next((float(t) for t, share in zip(curve.times, curve.low, strict=True) if share <= _HALF), None)
    high = next((float(t) for t, share in zip(curve.times, curve.high, strict=True) if share <= _HALF), None)
    return Calming(len(times), ended.count(False), curve.median, low, high)
