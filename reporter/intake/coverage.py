"""First facts on what a collection may have missed; facts, not verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.i18n import N_, _
from reporter.units import decimal, minute

#: Numbers of rows at which commercial platforms stop an export.
EXPORT_CAPS: Final = (5_000, 10_000, 20_000, 50_000)
_GAP_SECONDS: Final = 6 * 3600
_LEAST: Final = 10
_DAY: Final = 86_400
#: A gap is told when this many posts were to be expected in it by the platform's own day curve:
#: a quiet night of a small platform is none (none of 20 expected has a chance of 2 in a billion).
_EXPECTED: Final = 20
#: Posts are bunched when this share of them falls into one hour of the day, over this many days.
_BUNCHED: Final = 0.6
_BUNCHED_DAYS: Final = 4
#: Hours hold fewer posts than days, and small numbers are alike by chance.
_LEAST_HOURLY: Final = 20
#: Shares worth telling: of posts without an hour, of posts whose counts were taken within a day.
_VAGUE: Final = 0.05
_YOUNG: Final = 0.25

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


class CoverageKind(StrEnum):
    """What was noticed."""

    EXPORT_CAP = "export_cap"
    PAGE_CAP = "page_cap"
    HOUR_CAP = "hour_cap"
    BUNCHED = "bunched"
    END_BUNCHED = "end_bunched"
    GAP = "gap"
    IMPRECISE = "imprecise"
    YOUNG_COUNTS = "young_counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFact:
    """One fact about the collection.

    Args:
        kind: what was noticed.
        file: the file it is about, else "".
        platform: the platform it is about, else "".
        posts: export cap: rows of the file; page or hour cap: posts a day or hour; bunched: the hour of
            the day; imprecise: the posts; else 0.
        times: page or hour cap: days or hours with exactly `posts` posts; bunched, end_bunched, imprecise,
            young_counts: per cent of the posts; gap: how many; else 1.
        of: page or hour cap: days or hours with any post; else 0.
        start, end: the longest gap, UTC; else None.
        gaps: from .. to of every gap, seconds since 1970 UTC.
    """

    kind: CoverageKind
    file: str = ""
    platform: str = ""
    posts: int = 0
    times: int = 1
    of: int = 0
    start: datetime | None = None
    end: datetime | None = None
    gaps: tuple[tuple[int, int], ...] = ()

    def sentence(self, zone: tzinfo, names: Mapping[str, str] | None = None) -> str:
        """The fact in the active language; `names` gives platforms their reader's name."""
        who = (names or {}).get(self.platform, self.platform)
        start, end = (minute(at.astimezone(zone)) if at else "" for at in (self.start, self.end))
        return _(_SENTENCES[self.kind]).format(
            file=self.file,
            platform=who,
            n=decimal(self.posts),
            hour=self.posts,
            times=self.times,
            share=self.times,
            of=self.of,
            start=start,
            end=end,
        )


_SENTENCES: Final[Mapping[CoverageKind, str]] = {
    CoverageKind.EXPORT_CAP: N_("{file} holds exactly {n} rows: the export may have been cut there"),
    CoverageKind.PAGE_CAP: N_(
        "{platform}: {times} of {of} days hold exactly {n} posts: the crawler may have stopped there",
    ),
    CoverageKind.HOUR_CAP: N_(
        "{platform}: {times} of {of} hours hold exactly {n} posts: the crawler may have stopped there",
    ),
    CoverageKind.BUNCHED: N_("{platform}: {share}% of the posts stand in one hour of the day, {hour}:00"),
    CoverageKind.END_BUNCHED: N_(
        "{platform}: {share}% of the posts stand in the last tenth of the time: earlier ones may be missing",
    ),
    CoverageKind.GAP: N_(
        "{platform}: gaps of more than 6 hours in the report period: {times}, the longest {start} to {end}",
    ),
    CoverageKind.IMPRECISE: N_("{platform}: {share}% of {n} posts have no time exact to the hour"),
    CoverageKind.YOUNG_COUNTS: N_(
        "{platform}: likes, comments and reposts of {share}% of the posts were counted within a day of posting"
        " and were still growing",
    ),
}


def export_caps(read: Iterable[tuple[str, int]]) -> Iterator[CoverageFact]:
    """A fact for every (file, rows read) that stops at a known export cap."""
    for file, rows in read:
        if rows in EXPORT_CAPS:
            yield CoverageFact(kind=CoverageKind.EXPORT_CAP, file=file, posts=rows)


def time_facts(
    facts: pa.Table,
    period: tuple[datetime, datetime] | None,
    zone: tzinfo,
) -> Iterator[CoverageFact]:
    """Caps, bunches, gaps, doubtful times and counts by platform, comments left out, in alphabetical order.

    Args:
        facts: how many posts there are of each platform, kind and time (`facts.facts_of`).
        period: half-open; gaps are looked for inside it, everywhere without one.
        zone: days are its days.
    """
    if not facts.num_rows:
        # The filter's engine takes a moment to import: a case without posts does not pay for it.
        return
    posts = facts.filter(pc.field("kind") != "comment")
    for platform in sorted(pc.unique(posts["platform"]).to_pylist()):
        every = posts.filter(pc.field("platform") == platform)
        rows = every.filter(pc.field("time").is_valid())
        yield from _imprecise(platform, every)
        yield from _young(platform, rows)
        yield from _page_cap(platform, _by_second(rows), zone)
        exact = _by_second(rows.filter(pc.field("time_precision").isin(["minute", "hour"])))
        yield from _hour_cap(platform, exact)
        yield from _bunched(platform, exact, zone)
        yield from _end_bunched(platform, exact)
        yield from _gaps(platform, exact, period)


class _Curve(NamedTuple):
    """Different instants, seconds since 1970 UTC, rising, and posts at each, never 0."""

    seconds: _Ints
    n: _Ints

    @property
    def posts(self) -> int:
        return int(self.n.sum())

    def hours(self) -> Iterator[tuple[int, int]]:
        """(whole hours since 1970 UTC, posts in it)."""
        hours, where = np.unique(self.seconds // 3600, return_inverse=True)
        posts = np.bincount(where, weights=self.n).astype(np.int64)
        return zip(hours.tolist(), posts.tolist(), strict=True)


def _by_second(rows: pa.Table) -> _Curve:
    seconds, where = np.unique(rows["time"].to_numpy(), return_inverse=True)
    n = np.bincount(where, weights=rows["n"].to_numpy(), minlength=len(seconds)).astype(np.int64)
    return _Curve(seconds.astype(np.int64), n)


def _page_cap(platform: str, curve: _Curve, zone: tzinfo) -> Iterator[CoverageFact]:
    # Hours are few and posts many, so the zone is asked once an hour only.
    days: Counter[str] = Counter()
    for hour, n in curve.hours():
        days[datetime.fromtimestamp(hour * 3600, zone).date().isoformat()] += n
    for n, times in _caps(Counter(days.values()), _LEAST):
        yield CoverageFact(kind=CoverageKind.PAGE_CAP, platform=platform, posts=n, times=times, of=len(days))


def _hour_cap(platform: str, curve: _Curve) -> Iterator[CoverageFact]:
    posts = [n for _hour, n in curve.hours()]
    for n, times in _caps(Counter(posts), _LEAST_HOURLY):
        yield CoverageFact(kind=CoverageKind.HOUR_CAP, platform=platform, posts=n, times=times, of=len(posts))


def _caps(alike: Counter[int], least: int) -> Iterator[tuple[int, int]]:
    """(posts, how often) of every number that stands alone: chance makes its neighbours as frequent."""
    for n in sorted(alike):
        near = max(alike[n + d] for d in (-3, -2, -1, 1, 2, 3))
        # Caps are round numbers, mostly.
        if n >= least and alike[n] >= max(3 if n % 10 == 0 else 5, 3 * near):
            yield n, alike[n]


def _count(rows: pa.Table, name: str = "n") -> int:
    return int(pc.sum(rows[name], min_count=0).as_py())


def _imprecise(platform: str, every: pa.Table) -> Iterator[CoverageFact]:
    """Posts dated to the day, or not at all, are in no hourly curve."""
    posts = _count(every)
    vague = _count(every.filter(pc.field("time_precision").isin(["day", "imprecise"])))
    if vague > _VAGUE * posts:
        share = max(1, round(100 * vague / posts))
        yield CoverageFact(kind=CoverageKind.IMPRECISE, platform=platform, posts=posts, times=share)


def _young(platform: str, rows: pa.Table) -> Iterator[CoverageFact]:
    """Counts taken soon after posting are lower than those taken late: key posts cannot be compared by them."""
    known, young = _count(rows, "crawled"), _count(rows, "young")
    if known >= _LEAST and young > _YOUNG * known:
        share = round(100 * young / known)
        yield CoverageFact(kind=CoverageKind.YOUNG_COUNTS, platform=platform, times=share)


def _end_bunched(platform: str, curve: _Curve) -> Iterator[CoverageFact]:
    """A list sorted by the newest, cut at its length, holds the end of the time and little before it."""
    seconds = curve.seconds
    if curve.posts < _LEAST or seconds[-1] - seconds[0] < _BUNCHED_DAYS * _DAY:
        return
    tenth = (seconds[-1] - seconds[0]) // 10
    share = int(curve.n[seconds > seconds[-1] - tenth].sum()) / curve.posts
    if share >= _BUNCHED:
        yield CoverageFact(kind=CoverageKind.END_BUNCHED, platform=platform, times=round(100 * share))


def _bunched(platform: str, curve: _Curve, zone: tzinfo) -> Iterator[CoverageFact]:
    """A crawler that looks once a day finds what was posted just before it looked."""
    clock, days = Counter[int](), set()
    for hour, n in curve.hours():
        at = datetime.fromtimestamp(hour * 3600, zone)
        clock[at.hour] += n
        days.add(at.date())
    if len(days) < _BUNCHED_DAYS or curve.posts < _LEAST:
        return
    hour, most = max(clock.items(), key=lambda item: (item[1], -item[0]))
    if most >= _BUNCHED * curve.posts:
        share = round(100 * most / curve.posts)
        yield CoverageFact(kind=CoverageKind.BUNCHED, platform=platform, posts=hour, times=share)


def _gaps(platform: str, curve: _Curve, period: tuple[datetime, datetime] | None) -> Iterator[CoverageFact]:
    inside = curve if period is None else _within(curve, period)
    if inside.posts < _LEAST:
        return
    daily, seconds = _day_curve(inside), inside.seconds
    long: list[int] = np.flatnonzero(np.diff(seconds) > _GAP_SECONDS).tolist()
    wide = [i for i in long if _expected(inside, i, daily) >= _EXPECTED]
    if wide:
        at = max(wide, key=lambda i: seconds[i + 1] - seconds[i])
        start, end = (datetime.fromtimestamp(int(seconds[i]), UTC) for i in (at, at + 1))
        gaps = tuple((int(seconds[i]), int(seconds[i + 1])) for i in wide)
        yield CoverageFact(kind=CoverageKind.GAP, platform=platform, times=len(wide), start=start, end=end, gaps=gaps)


def _within(curve: _Curve, period: tuple[datetime, datetime]) -> _Curve:
    first, last = (at.timestamp() for at in period)
    inside = (curve.seconds >= first) & (curve.seconds < last)
    return _Curve(curve.seconds[inside], curve.n[inside])


def _day_curve(curve: _Curve) -> _Floats:
    """What part of a day's posts each hour of the (UTC) day has, shape (24,), sum 1."""
    return np.asarray(np.bincount(curve.seconds // 3600 % 24, weights=curve.n, minlength=24) / curve.posts, np.float64)


def _expected(curve: _Curve, before: int, daily: _Floats) -> float:
    """Posts the gap behind the `before`-th instant would have had at the level of the days around it."""
    seconds = curve.seconds
    start, end = int(seconds[before]), int(seconds[before + 1])
    around = ((seconds > start - _DAY) & (seconds <= start)) | ((seconds >= end) & (seconds < end + _DAY))
    share = sum(daily[hour % 24] for hour in range(start // 3600 + 1, end // 3600))
    return float(share * curve.n[around].sum() / 2)
