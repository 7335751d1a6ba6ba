"""Life-cycle stages 潜伏期 · 爆发期 · 蔓延期 · 回落期 · 平息期 by a rule that is printed with them.

The rule reads the three-hour mean of the hourly volume and its highest value P:
latent until the run that holds the peak first reaches 10 % of P; outbreak until
the peak; spread until the last hour at 30 % of P or more; decline until the last
hour at 5 % of P or more; calm after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from reporter.i18n import N_

StageName = Literal["latent", "outbreak", "spread", "decline", "calm"]

RULE: Final = N_(
    "Stages by rule, on the three-hour mean: outbreak from 10% of the peak, spread to the last hour at 30%,"
    " decline to the last hour at 5%.",
)
#: In per cent of the peak.
RISING: Final = 10
SPREADING: Final = 30
DECLINING: Final = 5
_SMOOTH: Final = 3


@dataclass(frozen=True, slots=True)
class LifeStage:
    """One stage as half-open hours [first, end) of the series."""

    name: StageName
    first: int
    end: int


def life_stages(hourly: NDArray[np.int64]) -> tuple[LifeStage, ...]:
    """The stages of an hourly series, empty ones left out.

    Args:
        hourly: posts per hour, shape (hours,), >= 0.

    Returns: stages that cover the series without gap; none when nothing was posted.
    """
    if hourly.size < _SMOOTH or not hourly.any():
        return ()
    # Whole numbers: thirds of counts would decide a plateau by their rounding.
    total = np.convolve(hourly, np.ones(_SMOOTH, np.int64), mode="same")
    top = int(total.argmax())
    high = int(total[top])
    below = np.flatnonzero(100 * total[: top + 1] < RISING * high)
    rise = int(below[-1]) + 1 if below.size else 0
    spread = _last(100 * total, SPREADING * high, top)
    decline = _last(100 * total, DECLINING * high, spread)
    edges = (0, rise, top + 1, spread + 1, decline + 1, int(hourly.size))
    names: tuple[StageName, ...] = ("latent", "outbreak", "spread", "decline", "calm")
    pairs = zip(names, edges, edges[1:], strict=False)
    return tuple(LifeStage(name, first, end) for name, first, end in pairs if first < end)


def _last(total: NDArray[np.int64], level: int, after: int) -> int:
    """Index of the last hour at `level` or more, not before `after`."""
    found = np.flatnonzero(total >= level)
    return max(after, int(found[-1])) if found.size else after


def quiet_hours(hourly: NDArray[np.int64], start: int, exposed: float | None) -> int:
    """How many hours the quiet before the incident lasts, from the first hour on.

    Args:
        hourly: posts per hour, shape (hours,), >= 0.
        start: when the first hour begins, seconds since 1970 UTC.
        exposed: when the analyst says it began to be seen, in the same; None when unknown.
    """
    first = next((stage.first for stage in life_stages(hourly) if stage.name != "latent"), 0)
    return first if exposed is None else min(first, max(0, int((exposed - start) // 3600)))
