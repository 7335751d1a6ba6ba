"""采集覆盖: what the collection missed, as noticed in the files and as the analyst declared it.

Every note weighs on the volumes of its platform; none of them corrects a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from reporter.errors import Severity
from reporter.i18n import _
from reporter.incident import Incident
from reporter.intake import PostsRead
from reporter.load import CoverageRow
from reporter.names import PLATFORMS, platform
from reporter.units import Unit, exact, minute


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageNote:
    """One thing a reader of a volume has to know.

    Args:
        code: export_cap, page_cap, bunched, gap (noticed), declared_cap, declared_gap (stated), unread (a broken file).
        file: the file it is about, else "".
        platform: the platform it is about, else "".
        message: the note as a sentence without its full stop, in the active language.
    """

    code: str
    file: str = ""
    platform: str = ""
    message: str


#: Notes that make a curve a picture of the collecting and not of the posting.
_DISTORTING: Final = frozenset({"page_cap", "bunched"})


def distorted(notes: Iterable[CoverageNote]) -> CoverageNote | None:
    """The first note that forbids reading a rise, a peak or stages from the curve; None when there is none."""
    return next((note for note in notes if note.code in _DISTORTING), None)


def coverage_notes(incident: Incident, declared: Iterable[CoverageRow], read: PostsRead) -> tuple[CoverageNote, ...]:
    """Files that could not be read, then what was declared, then what was noticed."""
    return (*_unread(read), *_declared(incident, declared), *_noticed(incident, read))


def _unread(read: PostsRead) -> Iterator[CoverageNote]:
    for found in read.problems:
        if found.severity is Severity.ERROR:
            words = _("{file} could not be read and is missing from every count").format(file=found.place.file)
            yield CoverageNote(code="unread", file=found.place.file, message=words)


def _noticed(incident: Incident, read: PostsRead) -> Iterator[CoverageNote]:
    zone, names = ZoneInfo(incident.timezone), {code: platform(code) for code in PLATFORMS}
    for fact in read.coverage:
        words = fact.sentence(zone, names)
        yield CoverageNote(code=fact.kind.value, file=fact.file, platform=fact.platform, message=words)


def _declared(incident: Incident, declared: Iterable[CoverageRow]) -> Iterator[CoverageNote]:
    rows: dict[str, list[CoverageRow]] = {}
    for row in declared:
        rows.setdefault(row.platform, []).append(row)
    for code, own in rows.items():
        yield from (_cap(incident, row) for row in own if row.cap is not None)
        yield from (_gap(incident, code, start, end) for start, end in _holes(incident, own))


def _clock(at: datetime, incident: Incident) -> str:
    return minute(at.astimezone(ZoneInfo(incident.timezone)))


def _cap(incident: Incident, row: CoverageRow) -> CoverageNote:
    words = _("{platform}: collection capped at {n} from {start} to {end}, volumes there are lower bounds").format(
        platform=platform(row.platform),
        n=exact(row.cap or 0, Unit.POSTS),
        start=_clock(row.start.at, incident),
        end=_clock(row.end.at, incident),
    )
    return CoverageNote(code="declared_cap", platform=row.platform, message=words)


def _gap(incident: Incident, code: str, start: datetime, end: datetime) -> CoverageNote:
    words = _("{platform}: not collected from {start} to {end}").format(
        platform=platform(code),
        start=_clock(start, incident),
        end=_clock(end, incident),
    )
    return CoverageNote(code="declared_gap", platform=code, message=words)


def _holes(incident: Incident, rows: Iterable[CoverageRow]) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of the report period no row covers."""
    reached, last = incident.period.bounds
    for row in sorted(rows, key=lambda row: row.start.at):
        if row.start.at > reached:
            yield reached, min(row.start.at, last)
        reached = max(reached, row.end.at if row.end.precision == "minute" else row.end.until)
    if reached < last:
        yield reached, last
