"""Shares and counts as bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reporter.charts.spec.base import rounded
from reporter.units import Unit

#: Grey for facts, red for criticism, blue for what we recomputed.
BarTone = Literal["neutral", "negative", "ours"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar from zero, with its interval where there is one.

    Args:
        name: what it stands for; any length.
        value: its length, >= 0, in the unit of its `Bars`.
        low: lower end of the interval; None for a census.
        high: upper end of the interval; None for a census.
        tone: its colour, never the only bearer of a meaning.
        note: one word that says what the colour says (批评); may be empty.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    tone: BarTone = "neutral"
    note: str = ""

    def __post_init__(self) -> None:
        """Finite, rounded, from zero upwards."""
        rounded(self, "value", "low", "high")
        if self.value < 0:
            raise ValueError(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Ranked horizontal bars.

    Args:
        unit: of every bar.
        items: longest first, but a rest of small groups last.
        places: decimals printed.
    """

    unit: Unit
    items: tuple[Bar, ...]
    places: int = 0

    def __post_init__(self) -> None:
        """At least one bar."""
        if not self.items:
            raise ValueError(self.items)
