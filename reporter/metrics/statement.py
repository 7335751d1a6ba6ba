"""How the first statement is known among the posts: by what the analyst wrote of it."""

from __future__ import annotations

from reporter.incident import Incident
from reporter.load import Tables
from reporter.tallies.statement import Statement

#: A row of the statements' table is the first statement when it was made within this time of the response.
_SAME: int = 300


def statement_of(incident: Incident, tables: Tables, t0: int | None) -> Statement | None:
    """The links and wordings of the first response; None when there is neither, or its time is not known.

    Args:
        incident: its marked actions.
        tables: the table of statements, whose text of that time is the same one.
        t0: the first response, seconds since 1970 UTC.
    """
    if t0 is None:
        return None
    marked = incident.first_statements()
    links = tuple(link for action in marked for link in action.links)
    texts = [str(action.statement) for action in marked]
    texts += [row.text for row in tables.statements if abs(row.time.at.timestamp() - t0) <= _SAME]
    found = Statement(links=links, texts=tuple(filter(None, texts)), t0=t0)
    return found if links or found.wordings else None
