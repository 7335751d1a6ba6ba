"""The response clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: `first` is the first response, `calm` the end of the incident.
MilestoneKind = Literal["event", "first", "calm"]


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
