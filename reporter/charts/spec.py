"""The chart spec: everything a chart says, before anybody has drawn it.

Times are whole seconds since 1970 UTC, told to the reader in the spec's `zone`.
Every number is finite and rounded to 10 significant digits on its way in, so
that the drawing, the interactive chart and the table start from the same value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from reporter.units import Unit, significant

#: `total` is drawn grey from the zero line, `part` red in front of it.
Role = Literal["total", "part"]
#: The five stages of the field: 潜伏期, 爆发期, 蔓延期, 回落期, 平息期.
StageTone = Literal["latent", "outbreak", "spread", "decline", "calm"]
#: Grey for facts, red for criticism, blue for what we recomputed.
BarTone = Literal["neutral", "negative", "ours"]
#: `claimed` is a hollow diamond, `recomputed` a filled dot with its interval.
EstimateKind = Literal["claimed", "recomputed"]
#: What a claimed number is: the number itself, or 超过 / 低于 it.
Bound = Literal["exact", "more", "less"]
#: `first` is the first response, `calm` the end of the incident.
MilestoneKind = Literal["event", "first", "calm"]

_ID: Final = re.compile(r"[a-z][a-z0-9-]*")


def _number(value: float) -> float:
    """`value` as every rendering will show it.

    Raises: ValueError - not finite (a bug upstream: a gap is told in words, never drawn as NaN).
    """
    if not math.isfinite(value):
        raise ValueError(value)
    return significant(float(value))


def _numbers(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(map(_number, values))


def _round(record: object, *names: str) -> None:
    """Round the named numeric fields of a frozen record while it is being made."""
    for name in names:
        value = getattr(record, name)
        if value is not None:
            object.__setattr__(record, name, _number(value))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(at: float, zone: str) -> datetime:
    """The instant `at` (seconds since 1970 UTC) as a clock in `zone` shows it."""
    return datetime.fromtimestamp(at, _zone(zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The sentences around a chart, already in the reader's language.

    Args:
        finding: what the chart shows, as a bold sentence.
        what: what is drawn, its unit and its window; the grey line.
        source: where the numbers come from and their known weakness.
    """

    finding: str
    what: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Equal cells of time: cell i covers [start + i * step, start + (i + 1) * step).

    Args:
        start: first instant of the first cell, seconds since 1970 UTC.
        step: length of a cell in seconds, > 0 (3600 for hours).
        zone: IANA time zone of the reader's clock.
    """

    start: int
    step: int
    zone: str

    def __post_init__(self) -> None:
        """A cell lasts at least a second."""
        if self.step <= 0:
            raise ValueError(self.step)

    def at(self, cell: int) -> datetime:
        """When a cell starts, by the reader's clock."""
        return local(self.start + cell * self.step, self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One number for each cell of a grid."""

    name: str
    values: tuple[float, ...]
    role: Role = "total"

    def __post_init__(self) -> None:
        """Finite and rounded."""
        object.__setattr__(self, "values", _numbers(self.values))


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
        _round(self, "value", "low", "high")
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
        _round(self, "value", "low", "high")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step of the response clock.

    Args:
        name: 首曝, 发现, …
        at: first instant it may have been, seconds since 1970 UTC.
        until: the instant just after the last; a minute later when written to the minute.
        kind: whether it is the first response or the calm at the end.
    """

    name: str
    at: int
    until: int
    kind: MilestoneKind = "event"

    @property
    def middle(self) -> float:
        """The instant it is drawn at: its start when known to the minute, else its middle."""
        return self.at if self.until - self.at <= 60 else (self.at + self.until) / 2  # noqa: PLR2004 - seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A mark on the other side of the clock: so many hours after the first milestone."""

    hours: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The response clock.

    Args:
        zone: IANA time zone of the reader's clock.
        milestones: in order of time, at least two.
        references: marks such as 4小时 参照.
    """

    zone: str
    milestones: tuple[Milestone, ...]
    references: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        """Two milestones make a clock."""
        if len(self.milestones) < 2:  # noqa: PLR2004 - two ends
            raise ValueError(self.milestones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """The shape of a curve, without scale; for lists."""

    unit: Unit
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        """Finite and rounded, at least one value."""
        object.__setattr__(self, "values", _numbers(self.values))
        if not self.values:
            raise ValueError(self.values)


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
            object.__setattr__(self, name, _numbers(getattr(self, name)))
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
        _round(self, "value", "low", "high")
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


Body = TimeSeries | Bars | Intervals | Clock | Sparkline | Beside | Forest


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """A chart: its sentences and its body.

    Args:
        id: unique on the page; becomes `id="chart-<id>"`; `a-z0-9-`.
        words: the sentences around it.
        description: what a reader who cannot see it must know, computed from the data.
        body: what is drawn.
    """

    id: str
    words: Words
    description: str
    body: Body

    def __post_init__(self) -> None:
        """An id that is safe in HTML and in a URL."""
        if not _ID.fullmatch(self.id):
            raise ValueError(self.id)
