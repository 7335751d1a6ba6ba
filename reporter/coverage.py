"""采集覆盖: what the collection missed, as noticed in the files and as the analyst declared it.

Every note weighs on the volumes of its platform; none of them corrects a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from reporter.errors import Severity
from reporter.i18n import _
from reporter.incident import Incident
from reporter.intake import PostsFacts
from reporter.intake.words import read_platform
from reporter.load import CoverageRow
from reporter.names import platform, platforms
from reporter.tallies import Tally
from reporter.units import Unit, exact, joined, minute, shortest

_HOUR: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageNote:
    """One thing a reader of a volume has to know.

    Args:
        code: noticed: a `CoverageKind`; stated: declared_cap, declared_gap, declared_total; unread: a broken file;
            rejected: a file of which too many rows could not be read.
        file: the file it is about, else "".
        platform: the platform it is about, else "".
        message: the note as a sentence without its full stop, in the active language.
        collected: posts and reposts collected where the platform's own total is stated; else None.
        total: that total; else None.
        spans: from .. to, seconds since 1970 UTC, of the stretches in which the platform was not wholly collected,
            where they are known.
    """

    code: str
    file: str = ""
    platform: str = ""
    message: str
    collected: int | None = None
    total: int | None = None
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def share(self) -> float | None:
        """Per cent of the platform's own total that was collected; None where no total is stated."""
        if self.collected is None or not self.total:
            return None
        return 100 * self.collected / self.total

    @property
    def missing(self) -> int:
        """Posts the platform counts beyond those collected, as far as it is known."""
        return max(0, (self.total or 0) - (self.collected or 0))


#: Notes that make a curve a picture of the collecting and not of the posting.
_DISTORTING: Final = ("page_cap", "hour_cap", "bunched")
_TOTAL: Final = "declared_total"
#: Notes that make volumes lower bounds, the gravest first.
_BOUNDING: Final = (
    *(*_DISTORTING, _TOTAL, "unread", "export_cap", "declared_cap"),
    *("declared_gap", "gap", "end_bunched", "rejected"),
)
#: A share of the total collected that is as good as all of it (methods.md: coverage < 95 % forbids estimates).
_ENOUGH: Final = 95


def distorted(notes: Iterable[CoverageNote]) -> CoverageNote | None:
    """The first note that forbids reading a rise, a peak or stages from the curve; None when there is none."""
    return next((note for note in notes if note.code in _DISTORTING), None)


def bounding(notes: Iterable[CoverageNote], platform: str = "") -> tuple[CoverageNote, ...]:
    """The notes that make volumes lower bounds: all, or those that touch one platform."""
    return tuple(
        note
        for note in notes
        if note.code in _BOUNDING
        and (note.code != _TOTAL or (note.share is not None and note.share < _ENOUGH))
        and (not platform or note.platform in {"", platform})
    )


def caveat(notes: Iterable[CoverageNote], platform: str = "") -> str:
    """What stands beside a volume, one line: the first limit of the collection and how many more; empty when none."""
    found = sorted(bounding(notes, platform), key=lambda note: _BOUNDING.index(note.code))
    if not found:
        return ""
    words = _("lower bound: {why}").format(why=found[0].message)
    if len(found) == 1:
        return words
    return _("{first} (and {n} more, see coverage)").format(first=words, n=len(found) - 1)


def coverage_notes(
    incident: Incident,
    declared: Iterable[CoverageRow],
    read: PostsFacts,
    tally: Tally | None = None,
) -> tuple[CoverageNote, ...]:
    """Files that could not be read, then what was declared, then what was noticed.

    Args:
        incident: its period and zone.
        declared: the coverage table.
        read: what intake noticed.
        tally: the posts a declared total is compared with.
    """
    rows = tuple(declared)
    totals = _totals(incident, rows, tally) if tally is not None else ()
    return (*_unread(read), *_rejected(read), *_declared(incident, rows), *totals, *_noticed(incident, read))


def _totals(incident: Incident, rows: Iterable[CoverageRow], tally: Tally) -> Iterator[CoverageNote]:
    """The collected share of each total a platform states for a time inside the report period."""
    first, last = incident.period.bounds
    for row in rows:
        end = row.end.at if row.end.precision == "minute" else row.end.until
        if row.total is not None and first <= row.start.at < end <= last:
            yield _total(row, row.total, _collected(tally, row, end))


def _collected(tally: Tally, row: CoverageRow, end: datetime) -> int:
    hourly = tally.hourly(platform=read_platform(row.platform))
    low, high = (round((at.timestamp() - hourly.start) / _HOUR) for at in (row.start.at, end))
    return int(hourly.counts[max(0, low) : max(0, high)].sum())


def _total(row: CoverageRow, total: int, collected: int) -> CoverageNote:
    code = read_platform(row.platform)
    words = (
        _("{platform}: {share} of the {total} the platform itself counts were collected")
        if collected <= total
        else _("{platform}: more was collected than the {total} the platform itself counts; the queries differ")
    )
    share = joined(shortest(100 * collected / total if total else 0, 1), Unit.PERCENT)
    message = words.format(platform=platform(code), share=share, total=exact(total, Unit.POSTS))
    return CoverageNote(code=_TOTAL, platform=code, message=message, collected=collected, total=total)


def _short(file: str) -> str:
    """A posts file as a reader of the report knows it, without the folders around it."""
    return file.rpartition("/posts/")[2]


def _unread(read: PostsFacts) -> Iterator[CoverageNote]:
    for found in read.problems:
        if found.severity is Severity.ERROR:
            words = _("{file} could not be read and is missing from every count").format(file=_short(found.place.file))
            yield CoverageNote(code="unread", file=found.place.file, message=words)


def _rejected(read: PostsFacts) -> Iterator[CoverageNote]:
    for file in read.files:
        if file.doubtful:
            share = joined(shortest(100 * file.lost / file.read, 1), Unit.PERCENT)
            words = _("{file}: {share} of the rows could not be read and are missing from every count")
            yield CoverageNote(
                code="rejected", file=file.file, message=words.format(file=_short(file.file), share=share)
            )


def _noticed(incident: Incident, read: PostsFacts) -> Iterator[CoverageNote]:
    zone, names = ZoneInfo(incident.timezone), platforms()
    for fact in read.coverage:
        words = replace(fact, file=_short(fact.file)).sentence(zone, names)
        yield CoverageNote(code=fact.kind.value, file=fact.file, platform=fact.platform, message=words, spans=fact.gaps)


def _by_platform(declared: Iterable[CoverageRow]) -> dict[str, list[CoverageRow]]:
    rows: dict[str, list[CoverageRow]] = {}
    for row in declared:
        rows.setdefault(read_platform(row.platform), []).append(row)
    return rows


def _declared(incident: Incident, declared: Iterable[CoverageRow]) -> Iterator[CoverageNote]:
    for code, own in _by_platform(declared).items():
        yield from (_cap(incident, row) for row in own if row.cap is not None)
        yield from (_gap(incident, code, start, end) for start, end in _holes(incident, own))


def _clock(at: datetime, incident: Incident) -> str:
    return minute(at.astimezone(ZoneInfo(incident.timezone)))


def _cap(incident: Incident, row: CoverageRow) -> CoverageNote:
    words = _("{platform}: collection capped at {n} from {start} to {end}, volumes there are lower bounds").format(
        platform=platform(read_platform(row.platform)),
        n=exact(row.cap or 0, Unit.POSTS),
        start=_clock(row.start.at, incident),
        end=_clock(row.end.at, incident),
    )
    span = (int(row.start.at.timestamp()), int(row.end.until.timestamp()))
    return CoverageNote(code="declared_cap", platform=read_platform(row.platform), message=words, spans=(span,))


def _gap(incident: Incident, code: str, start: datetime, end: datetime) -> CoverageNote:
    words = _("{platform}: not collected from {start} to {end}").format(
        platform=platform(code),
        start=_clock(start, incident),
        end=_clock(end, incident),
    )
    span = (int(start.timestamp()), int(end.timestamp()))
    return CoverageNote(code="declared_gap", platform=code, message=words, spans=(span,))


def _holes(incident: Incident, rows: Iterable[CoverageRow]) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of the report period no row covers."""
    reached, last = incident.period.bounds
    for row in sorted(rows, key=lambda row: row.start.at):
        if row.start.at > reached:
            yield reached, min(row.start.at, last)
        reached = max(reached, row.end.at if row.end.precision == "minute" else row.end.until)
    if reached < last:
        yield reached, last
