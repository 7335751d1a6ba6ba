"""What reading posts depends on besides the files: taken from the incident, or assumed where there is none yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from reporter.incident import Incident, PostsMapping
from reporter.intake.accounts import Accounts
from reporter.load import AccountRow
from reporter.moments import DEFAULT_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How files are read, and what their posts are held against.

    Args:
        zone: the zone of times written without one.
        secret: key of the authors' pseudonyms.
        mappings: the analyst's own columns.
        period: the report period, half open, UTC; None counts no post as outside.
        until: when the data were collected; None counts no post as dated after it.
        accounts: whose type is known, some of which may be named.
    """

    zone: tzinfo
    secret: bytes
    mappings: Sequence[PostsMapping] = ()
    period: tuple[datetime, datetime] | None = None
    until: datetime | None = None
    accounts: Accounts = field(default_factory=Accounts)


def scope_of(incident: Incident | None, secret: bytes, accounts: Iterable[AccountRow] = ()) -> Scope:
    """The scope an incident states; without one, the usual zone and neither period nor mappings."""
    if incident is None:
        return Scope(zone=ZoneInfo(DEFAULT_ZONE), secret=secret)
    return Scope(
        zone=ZoneInfo(incident.timezone),
        secret=secret,
        mappings=incident.posts.mappings,
        period=incident.period.bounds,
        until=incident.as_of.until,
        accounts=Accounts(accounts),
    )
