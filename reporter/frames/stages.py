"""生命周期: the stages of an incident with their hours, by the rule that is printed beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reporter.coverage import CoverageNote, distorted
from reporter.metrics.stages import StageName, life_stages
from reporter.tallies import Tally

__all__ = ["Stage", "StageName", "dated_stages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage as the half-open time [start, end)."""

    name: StageName
    start: datetime
    end: datetime


def dated_stages(tally: Tally | None, coverage: Iterable[CoverageNote], zone: str) -> tuple[Stage, ...]:
    """The stages in order; none without posts, or where the curve shows the collecting and not the talk."""
    if tally is None or distorted(coverage):
        return ()
    hourly = tally.hourly()
    begin = datetime.fromtimestamp(hourly.start, ZoneInfo(zone))
    return tuple(
        Stage(name=one.name, start=begin + timedelta(hours=one.first), end=begin + timedelta(hours=one.end))
        for one in life_stages(hourly.counts)
    )
