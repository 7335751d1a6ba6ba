"""What every spec shares: rounded numbers, local time, the sentences around a chart, a grid of hours."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from reporter.units import significant


def number(value: float) -> float:
    """`value` as every rendering will show it.

    Raises: ValueError - not finite (a bug upstream: a gap is told in words, never drawn as NaN).
    """
    if not math.isfinite(value):
        raise ValueError(value)
    return significant(float(value))


def numbers(values: Iterable[float]) -> tuple[float, ...]:
    """The values as every rendering will show them."""
    return tuple(map(number, values))


def rounded(record: object, *names: str) -> None:
    """Round the named numeric fields of a frozen record while it is being made."""
    for name in names:
        value = getattr(record, name)
        if value is not None:
            object.__setattr__(record, name, number(value))


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
