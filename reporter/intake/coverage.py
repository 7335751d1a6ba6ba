"""First facts on what a collection may have missed; facts, not verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final

import numpy as np
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

_Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


_Seconds = np.ndarray[tuple[int], np.dtype[np.int64]]


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
    """

    kind: CoverageKind
    file: str = ""
    platform: str = ""
    posts: int = 0
    times: int = 1
    of: int = 0
    start: datetime | None = None
    end: datetime | None = None

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
        "{platform}: {times} gaps of more than 6 hours in the report period, the longest {start} to {end}",
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
    chunks: Sequence[pa.RecordBatch],
    period: tuple[datetime, datetime] | None,
    zone: tzinfo,
) -> Iterator[CoverageFact]:
    """Caps, bunches, gaps, doubtful times and counts by platform, comments left out, in alphabetical order.

    Days are those of `zone`; gaps are looked for inside the half-open `period`, everywhere without one.
    """
    if not chunks:
        return
    table = pa.Table.from_batches([_coded(chunk) for chunk in chunks]).unify_dictionaries()
    for platform in sorted(pc.unique(table["platform"]).to_pylist()):
        every = table.filter(pc.field("platform") == platform)
        rows = every.filter(pc.field("time").is_valid())
        yield from _imprecise(platform, every["time_precision"])
        yield from _young(platform, rows)
        yield from _page_cap(platform, _seconds(rows["time"]), zone)
        exact = _seconds(rows.filter(pc.field("time_precision").isin(["minute", "hour"]))["time"])
        yield from _hour_cap(platform, exact)
        yield from _bunched(platform, exact, zone)
        yield from _end_bunched(platform, exact)
        yield from _gaps(platform, exact, period)


def _coded(chunk: pa.RecordBatch) -> pa.RecordBatch:
    """The columns looked at, comments left out, words as codes: a million rows in 30 MB instead of 200."""
    posts = chunk.filter(pc.not_equal(chunk.column("kind"), "comment"))
    words = {name: posts.column(name).dictionary_encode() for name in ("platform", "time_precision")}
    return pa.RecordBatch.from_pydict({**words, **{name: posts.column(name) for name in ("time", "crawl_time")}})


def _seconds(times: pa.ChunkedArray) -> _Ints:
    return np.sort(times.cast(pa.int64()).to_numpy())


def _page_cap(platform: str, seconds: _Ints, zone: tzinfo) -> Iterator[CoverageFact]:
    # Hours are few and posts many, so the zone is asked once an hour only.
    hours, posts = np.unique(seconds // 3600, return_counts=True)
    days: Counter[str] = Counter()
    for hour, n in zip(hours.tolist(), posts.tolist(), strict=True):
        days[datetime.fromtimestamp(hour * 3600, zone).date().isoformat()] += n
    for n, times in _caps(Counter(days.values()), _LEAST):
        yield CoverageFact(kind=CoverageKind.PAGE_CAP, platform=platform, posts=n, times=times, of=len(days))


def _hour_cap(platform: str, seconds: _Ints) -> Iterator[CoverageFact]:
    _hours, posts = np.unique(seconds // 3600, return_counts=True)
    for n, times in _caps(Counter(posts.tolist()), _LEAST_HOURLY):
        yield CoverageFact(kind=CoverageKind.HOUR_CAP, platform=platform, posts=n, times=times, of=len(posts))


def _caps(alike: Counter[int], least: int) -> Iterator[tuple[int, int]]:
    """(posts, how often) of every number that stands alone: chance makes its neighbours as frequent."""
    for n in sorted(alike):
        near = max(alike[n + d] for d in (-3, -2, -1, 1, 2, 3))
        # Caps are round numbers, mostly.
        if n >= least and alike[n] >= max(3 if n % 10 == 0 else 5, 3 * near):
            yield n, alike[n]


def _imprecise(platform: str, precisions: pa.ChunkedArray) -> Iterator[CoverageFact]:
    """Posts dated to the day, or not at all, are in no hourly curve."""
    vague = pc.sum(pc.is_in(precisions, value_set=pa.array(["day", "imprecise"]))).as_py() or 0
    if vague > _VAGUE * len(precisions):
        share = max(1, round(100 * vague / len(precisions)))
        yield CoverageFact(kind=CoverageKind.IMPRECISE, platform=platform, posts=len(precisions), times=share)


def _young(platform: str, rows: pa.Table) -> Iterator[CoverageFact]:
    """Counts taken soon after posting are lower than those taken late: key posts cannot be compared by them."""
    known = rows.filter(pc.field("crawl_time").is_valid())
    age = pc.subtract(known["crawl_time"].cast(pa.int64()), known["time"].cast(pa.int64()))
    young = pc.sum(pc.less(age, _DAY)).as_py() or 0
    if len(known) >= _LEAST and young > _YOUNG * len(known):
        share = round(100 * young / len(known))
        yield CoverageFact(kind=CoverageKind.YOUNG_COUNTS, platform=platform, times=share)


def _end_bunched(platform: str, seconds: _Ints) -> Iterator[CoverageFact]:
    """A list sorted by the newest, cut at its length, holds the end of the time and little before it."""
    if len(seconds) < _LEAST or seconds[-1] - seconds[0] < _BUNCHED_DAYS * _DAY:
        return
    tenth = (seconds[-1] - seconds[0]) // 10
    share = float((seconds > seconds[-1] - tenth).mean())
    if share >= _BUNCHED:
        yield CoverageFact(kind=CoverageKind.END_BUNCHED, platform=platform, times=round(100 * share))


def _bunched(platform: str, seconds: _Seconds, zone: tzinfo) -> Iterator[CoverageFact]:
    """A crawler that looks once a day finds what was posted just before it looked."""
    hours, posts = np.unique(seconds // 3600, return_counts=True)
    clock, days = Counter[int](), set()
    for hour, n in zip(hours.tolist(), posts.tolist(), strict=True):
        at = datetime.fromtimestamp(hour * 3600, zone)
        clock[at.hour] += n
        days.add(at.date())
    if len(days) < _BUNCHED_DAYS or len(seconds) < _LEAST:
        return
    hour, most = max(clock.items(), key=lambda item: (item[1], -item[0]))
    if most >= _BUNCHED * len(seconds):
        share = round(100 * most / len(seconds))
        yield CoverageFact(kind=CoverageKind.BUNCHED, platform=platform, posts=hour, times=share)


def _gaps(platform: str, seconds: _Seconds, period: tuple[datetime, datetime] | None) -> Iterator[CoverageFact]:
    inside = seconds if period is None else _within(seconds, period)
    if len(inside) < _LEAST:
        return
    curve = _day_curve(inside)
    long: list[int] = np.flatnonzero(np.diff(inside) > _GAP_SECONDS).tolist()
    wide = [i for i in long if _expected(inside, i, curve) >= _EXPECTED]
    if wide:
        at = max(wide, key=lambda i: inside[i + 1] - inside[i])
        start, end = (datetime.fromtimestamp(int(inside[i]), UTC) for i in (at, at + 1))
        yield CoverageFact(kind=CoverageKind.GAP, platform=platform, times=len(wide), start=start, end=end)


def _within(seconds: _Seconds, period: tuple[datetime, datetime]) -> _Seconds:
    first, last = (at.timestamp() for at in period)
    return seconds[(seconds >= first) & (seconds < last)]


def _day_curve(seconds: _Seconds) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What part of a day's posts each hour of the (UTC) day has, shape (24,), sum 1."""
    posts = np.bincount(seconds // 3600 % 24, minlength=24)
    return np.asarray(posts / posts.sum(), np.float64)


def _expected(seconds: _Seconds, before: int, curve: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Posts the gap behind the `before`-th would have had at the level of the days around it."""
    start, end = int(seconds[before]), int(seconds[before + 1])
    around = ((seconds > start - _DAY) & (seconds <= start)) | ((seconds >= end) & (seconds < end + _DAY))
    share = sum(curve[hour % 24] for hour in range(start // 3600 + 1, end // 3600))
    return float(share * around.sum() / 2)
