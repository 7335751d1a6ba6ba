"""Times as analysts write them: aware, half-open, and as precise as they were written.

`2021-06-14` is a whole day and not midnight; arithmetic on such times gives an
interval.  Everything is `Asia/Shanghai` unless the text carries an offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

DEFAULT_ZONE: Final = "Asia/Shanghai"

#: Years a crisis and its documents can lie in; 0221 is a slip.  Zones were uneven to
#: the second in early years, and arithmetic at the calendar's edge would overflow.
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2200

_WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})"
    r"(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?P<offset>Z|[+-]\d{2}:\d{2})?)?)?",
)


class Precision(StrEnum):
    """The shortest unit a time was written with."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A time with the precision it was written with.

    Args:
        at: first instant of the moment, aware.
        precision: how long it may last: a minute, a day or a month.
    """

    at: datetime
    precision: Precision = Precision.MINUTE

    @property
    def until(self) -> datetime:
        """The instant just after the moment: [at, until)."""
        if self.precision is Precision.MINUTE:
            return self.at + timedelta(minutes=1)
        if self.precision is Precision.DAY:
            return self.at + timedelta(days=1)
        return (self.at.replace(day=1) + timedelta(days=32)).replace(day=1)

    @property
    def middle(self) -> datetime:
        """The instant shown when one instant must be shown: the start of a minute, noon of a day."""
        return self.at if self.precision is Precision.MINUTE else self.at + (self.until - self.at) / 2

    def isoformat(self) -> str:
        """The moment as it was written, without more precision than it has."""
        shape = {Precision.MONTH: "%Y-%m", Precision.DAY: "%Y-%m-%d"}.get(self.precision)
        return self.at.strftime(shape) if shape else self.at.isoformat(timespec="minutes")


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone of the IANA data base."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # ZoneInfo looks for a file of that name: `..`, a folder and NUL each raise their own error.
        return False
    return True


def read_moment(written: str, zone: str = DEFAULT_ZONE) -> Moment:
    """The moment `written` as `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DD HH:MM[:SS][+HH:MM]`.

    Raises: ValueError - another form, or a date the calendar does not have (the user's mistake).
    """
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise ValueError(written)
    part = match.groupdict()
    if not FIRST_YEAR <= int(part["year"]) <= LAST_YEAR:
        raise ValueError(written)
    tz = UTC if part["offset"] == "Z" else ZoneInfo(zone)
    if part["offset"] and part["offset"] != "Z":
        tz = datetime.strptime(part["offset"], "%z").tzinfo  # type: ignore[assignment]
    at = datetime(
        int(part["year"]),
        int(part["month"]),
        int(part["day"] or 1),
        int(part["hour"] or 0),
        int(part["minute"] or 0),
        int(part["second"] or 0),
        tzinfo=tz,
    )
    precision = Precision.MINUTE if part["hour"] else Precision.DAY if part["day"] else Precision.MONTH
    return Moment(at, precision)


def _hours(earlier: datetime, later: datetime) -> float:
    # Python subtracts times of one zone by their wall clocks: wrong by an hour across a clock change.
    return (later.astimezone(UTC) - earlier.astimezone(UTC)) / timedelta(hours=1)


def hours_between(earlier: Moment, later: Moment) -> tuple[float, float, float]:
    """Hours from `earlier` to `later`: (middle estimate, lowest, highest), by interval arithmetic.

    Two times written to the minute give three equal numbers.
    """
    middle = _hours(earlier.middle, later.middle)
    if earlier.precision is later.precision is Precision.MINUTE:
        return middle, middle, middle
    return middle, _hours(earlier.until, later.at), _hours(earlier.at, later.until)
