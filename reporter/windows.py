"""Every declared boundary of an incident: the argument of `tally` and part of its cache key.

A window is half-open [start, end) in whole UTC seconds, so that a chunk can be
cut without thinking about time zones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from reporter.incident import Incident

#: The id of the window that covers the whole report period.
WHOLE: Final = "period"
#: The windows before and after the first public response (T0), inside the period.
BEFORE: Final = "before_response"
AFTER: Final = "after_response"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A named half-open stretch of time.

    Args:
        id: stable name; claims use `claim:<id>` and `baseline:<id>`.
        start: first instant, seconds since 1970 UTC.
        end: instant just after the last, seconds since 1970 UTC.
    """

    id: str
    start: int
    end: int

    @property
    def hours(self) -> float:
        """Length in hours."""
        return (self.end - self.start) / 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """All windows of an incident.

    Args:
        zone: IANA time zone in which hours and days are told to the reader.
        t0: first public response, seconds since 1970 UTC; None when unknown or known only to the day.
        items: the windows, the whole period first.
    """

    zone: str
    t0: int | None
    items: tuple[Window, ...]

    def __getitem__(self, window_id: str) -> Window:
        """The window of that id; KeyError when it was not declared."""
        for window in self.items:
            if window.id == window_id:
                return window
        raise KeyError(window_id)

    def __contains__(self, window_id: object) -> bool:
        """Whether a window of that id was declared."""
        return any(window.id == window_id for window in self.items)

    @property
    def whole(self) -> Window:
        """The report period."""
        return self.items[0]


def _seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())


def declared_windows(incident: Incident) -> Windows:
    """The windows an incident declares: its period, before and after T0, every claim's own."""
    start, end = map(_seconds, incident.period.bounds)
    windows = [Window(WHOLE, start, end)]
    response = incident.first_response()
    t0 = None
    if response is not None and response.until - response.at <= timedelta(minutes=1):
        t0 = _seconds(response.at)
        if start < t0 < end:
            windows += [Window(BEFORE, start, t0), Window(AFTER, t0, end)]
    for claim in incident.claims:
        for name, period in (("claim", claim.window), ("baseline", claim.baseline)):
            if period is not None:
                windows.append(Window(f"{name}:{claim.id}", *map(_seconds, period.bounds)))
    return Windows(zone=incident.timezone, t0=t0, items=tuple(windows))
