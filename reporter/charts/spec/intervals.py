"""Claimed and recomputed figures with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reporter.charts.spec.base import rounded
from reporter.units import Unit

#: `claimed` is a hollow diamond, `recomputed` a filled dot with its interval.
EstimateKind = Literal["claimed", "recomputed"]
#: What a claimed number is: the number itself, or 超过 / 低于 it.
Bound = Literal["exact", "more", "less"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number on a scale: claimed by somebody, or recomputed by us with its interval.

    Args:
        name: 上报 or 复算, or the reading it stands for.
        value: in the unit of its `Intervals`.
        low: lower end of its interval; None when it has none.
        high: upper end of its interval; None when it has none.
        kind: whose number it is.
        bound: whether a claim says 超过 or 低于 the value.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    kind: EstimateKind = "recomputed"
    bound: Bound = "exact"

    def __post_init__(self) -> None:
        """Finite and rounded."""
        rounded(self, "value", "low", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Claimed and recomputed numbers on one scale, each on a row of its own.

    Args:
        unit: of every number.
        rows: from top to bottom, the claimed number first.
        places: decimals printed, at most.
    """

    unit: Unit
    rows: tuple[Estimate, ...]
    places: int = 1

    def __post_init__(self) -> None:
        """At least one number."""
        if not self.rows:
            raise ValueError(self.rows)
