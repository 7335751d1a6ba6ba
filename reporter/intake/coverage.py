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

from reporter.i18n import _
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

_Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


_Seconds = np.ndarray[tuple[int], np.dtype[np.int64]]


class CoverageKind(StrEnum):
    """What was noticed."""

    EXPORT_CAP = "export_cap"
    PAGE_CAP = "page_cap"
    BUNCHED = "bunched"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFact:
    """One fact about the collection.

    Args:
        kind: what was noticed.
        file: the file it is about, else "".
        platform: the platform it is about, else "".
        posts: export cap: rows of the file; page cap: posts a day; bunched: the hour of the day; gap: 0.
        times: page cap: days with exactly `posts` posts; bunched: per cent of the posts; gap: how many; else 1.
        of: page cap: days with any post; else 0.
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
        if self.kind is CoverageKind.EXPORT_CAP:
            words = _("{file} holds exactly {n} rows: the export may have been cut there")
            return words.format(file=self.file, n=decimal(self.posts))
        if self.kind is CoverageKind.PAGE_CAP:
            words = _("{platform}: {times} of {of} days hold exactly {n} posts: the crawler may have stopped there")
            return words.format(platform=who, times=self.times, of=self.of, n=decimal(self.posts))
        if self.kind is CoverageKind.BUNCHED:
            words = _("{platform}: {share}% of the posts stand in one hour of the day, {hour}:00")
            return words.format(platform=who, share=self.times, hour=self.posts)
        words = _("{platform}: {times} gaps of more than 6 hours in the report period, the longest {start} to {end}")
        start, end = (minute(at.astimezone(zone)) for at in (self.start, self.end) if at is not None)
        return words.format(platform=who, times=self.times, start=start, end=end)


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
    """Page caps and gaps by platform, comments left out, platforms in alphabetical order.

    Days are those of `zone`; gaps are looked for inside the half-open `period`, everywhere without one.
    """
    if not chunks:
        return
    table = pa.Table.from_batches(chunks).select(["platform", "kind", "time", "time_precision"])
    table = table.filter((pc.field("kind") != "comment") & pc.field("time").is_valid())
    for platform in sorted(pc.unique(table["platform"]).to_pylist()):
        rows = table.filter(pc.field("platform") == platform)
        yield from _page_cap(platform, _seconds(rows["time"]), zone)
        exact = _seconds(rows.filter(pc.field("time_precision").isin(["minute", "hour"]))["time"])
        yield from _bunched(platform, exact, zone)
        yield from _gaps(platform, exact, period)


def _seconds(times: pa.ChunkedArray) -> _Ints:
    return np.sort(times.cast(pa.int64()).to_numpy())


def _page_cap(platform: str, seconds: _Ints, zone: tzinfo) -> Iterator[CoverageFact]:
    # Hours are few and posts many, so the zone is asked once an hour only.
    hours, posts = np.unique(seconds // 3600, return_counts=True)
    days: Counter[str] = Counter()
    for hour, n in zip(hours.tolist(), posts.tolist(), strict=True):
        days[datetime.fromtimestamp(hour * 3600, zone).date().isoformat()] += n
    alike = Counter(days.values())
    for n in sorted(alike):
        # Chance makes neighbours as frequent; a cap stands alone. Caps are round numbers, mostly.
        near = max(alike[n + d] for d in (-3, -2, -1, 1, 2, 3))
        if n >= _LEAST and alike[n] >= max(3 if n % 10 == 0 else 5, 3 * near):
            yield CoverageFact(kind=CoverageKind.PAGE_CAP, platform=platform, posts=n, times=alike[n], of=len(days))


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
