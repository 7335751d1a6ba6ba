"""The response beside natural decay; effects of several incidents."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.charts.spec.base import Grid, numbers, rounded
from reporter.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What was observed beside the band of what would have come by itself.

    Args:
        grid: the cells.
        unit: what the values count, in one cell.
        observed: one value for each cell.
        expected: the middle of the band for the last cells, as many as the band covers.
        low: its lower end, equally long.
        high: its upper end, equally long.
        names: of the observed line, of the band, of the instant between.
        negative: whether negative posts are counted (drawn red).
    """

    grid: Grid
    unit: Unit
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    names: tuple[str, str, str]
    negative: bool = True

    def __post_init__(self) -> None:
        """Finite and rounded; the band is no longer than the line."""
        for name in ("observed", "expected", "low", "high"):
            object.__setattr__(self, name, numbers(getattr(self, name)))
        if not 0 < len(self.expected) == len(self.low) == len(self.high) <= len(self.observed):
            raise ValueError(len(self.observed))

    @property
    def first(self) -> int:
        """The first cell that has a band."""
        return len(self.observed) - len(self.expected)

    @property
    def end(self) -> int:
        """The instant just after the last cell."""
        return self.grid.start + len(self.observed) * self.grid.step

    @property
    def since(self) -> int:
        """The instant at which the band begins."""
        return self.grid.start + self.first * self.grid.step


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One row of a forest: a ratio with its interval, or a word why there is none.

    Args:
        name: the incident.
        detail: a second line (峰值后19.5小时); may be empty.
        verdict: the verdict in a few words.
        value: ratio to what was expected, > 0 (1: no change); None without an estimate.
        low: lower end of its interval.
        high: upper end of its interval.
    """

    name: str
    verdict: str
    detail: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        """Finite and rounded; all three or none, and above zero."""
        rounded(self, "value", "low", "high")
        given = [end for end in (self.value, self.low, self.high) if end is not None]
        if len(given) not in {0, 3} or any(end <= 0 for end in given):
            raise ValueError(given)

    @property
    def apart(self) -> bool:
        """Whether the interval excludes no change."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Effects of several incidents on one scale of ratios, in the order given.

    Args:
        rows: from top to bottom, by date and never by size.
    """

    rows: tuple[Effect, ...]

    def __post_init__(self) -> None:
        """At least one row."""
        if not self.rows:
            raise ValueError(self.rows)
