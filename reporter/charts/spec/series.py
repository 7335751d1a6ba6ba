"""Posts over time: series, stages, actions; the small line beside a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reporter.charts.spec.base import Grid, numbers
from reporter.units import Unit

#: `total` is drawn grey from the zero line, `part` red in front of it.
Role = Literal["total", "part"]
#: The five stages of the field: 潜伏期, 爆发期, 蔓延期, 回落期, 平息期.
StageTone = Literal["latent", "outbreak", "spread", "decline", "calm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One number for each cell of a grid."""

    name: str
    values: tuple[float, ...]
    role: Role = "total"

    def __post_init__(self) -> None:
        """Finite and rounded."""
        object.__setattr__(self, "values", numbers(self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A named stretch of the incident, [start, end) in seconds since 1970 UTC."""

    name: str
    start: int
    end: int
    tone: StageTone


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing we did, at a time.

    Args:
        name: in a few words (首次回应).
        at: seconds since 1970 UTC; the middle of the day when `day_only`.
        detail: a second line in the list below the chart; may be empty.
        first: whether it is the first public response.
        day_only: whether only the day is known.
    """

    name: str
    at: int
    detail: str = ""
    first: bool = False
    day_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSeries:
    """A curve over time, with what happened when.

    Args:
        grid: the cells.
        unit: what the values count; in one cell, so `posts` and not `posts an hour`.
        series: one `total` first, then at most one `part`; equally long, at least one cell.
        stages: in order of time, not overlapping; may be empty.
        actions: in order of time.
        peak: index of the highest cell of the first series; None when all are 0.
    """

    grid: Grid
    unit: Unit
    series: tuple[Series, ...]
    stages: tuple[Stage, ...] = ()
    actions: tuple[Action, ...] = ()
    peak: int | None = None

    def __post_init__(self) -> None:
        """Series of one length, at least one value; no curve below zero."""
        lengths = {len(series.values) for series in self.series}
        if len(lengths) != 1 or 0 in lengths:
            raise ValueError(lengths)
        if min(min(series.values) for series in self.series) < 0:
            raise ValueError(self.unit)

    @property
    def end(self) -> int:
        """The instant just after the last cell."""
        return self.grid.start + len(self.series[0].values) * self.grid.step


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """The shape of a curve, without scale; for lists."""

    unit: Unit
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        """Finite and rounded, at least one value."""
        object.__setattr__(self, "values", numbers(self.values))
        if not self.values:
            raise ValueError(self.values)
