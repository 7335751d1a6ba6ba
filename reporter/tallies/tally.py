"""The tally: counts that add up, and the questions metrics ask of them.

Volume (声量) is originals and reposts; comments are counted apart and only when
asked for by kind.  A window counts exactly the posts inside it to the second.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies.answers import Engagement, Hourly, LookedAt, Post, added, in_place, posts_of, sums_by
from reporter.tallies.closed import WIDE, closed_tables, wide_rows
from reporter.tallies.tables import CLOSED, PARTS, TIMED, from_ipc, to_ipc
from reporter.windows import WHOLE, Window, Windows

#: The kinds that make up volume.
VOLUME: Final = ("original", "repost")
#: `span` of a post whose time is unknown or only guessed.
UNTIMED: Final = -1
HOUR: Final = 3600

_FORMAT: Final = 3


def _empty() -> dict[str, pa.Table]:
    return {name: part.schema.empty_table() for name, part in PARTS.items()}


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything counted of some posts: a commutative monoid, `Tally()` its zero.

    Closed, it answers the same questions and adds up no more: a report keeps a closed one.

    Args:
        windows: the boundaries the posts were cut at; None only in the zero.
        tables: one table for each of `tables.PARTS`; in a closed tally those of `tables.CLOSED` in their place.
    """

    windows: Windows | None = None
    tables: Mapping[str, pa.Table] = field(default_factory=_empty)

    def __add__(self, other: Tally) -> Tally:
        """The tally of both together."""
        return merged([self, other])

    def timed(self) -> Tally:
        """The parts that are cut by time, all others empty: posts without words or names."""
        kept = {name: table if name in TIMED else table.slice(0, 0) for name, table in self.tables.items()}
        return Tally(self.windows, kept)

    def without(self, part: Tally) -> Tally:
        """The parts cut by time with some posts of the tally taken off.

        Raises: ValueError - tallies cut at different windows (a bug).
        """
        if part.windows != self.windows:
            raise ValueError("tallies of different windows")
        left = dict(self.timed().tables)
        for name, kind in TIMED.items():
            left[name] = kind.less(self.tables[name], part.tables[name])
        return Tally(self.windows, left)

    def to_bytes(self) -> bytes:
        """The tally as bytes: equal tallies give equal bytes, in any process."""
        parts = {name: to_ipc(self.tables[name]) for name in _names(closed=self.is_closed)}
        sizes = {name: len(data) for name, data in parts.items()}
        windows = asdict(self.windows) if self.windows else None
        head = json.dumps({"format": _FORMAT, "closed": self.is_closed, "windows": windows, "sizes": sizes})
        return b"\n".join([head.encode(), b"".join(parts.values())])

    @classmethod
    def from_bytes(cls, data: bytes) -> Tally:
        """The tally `to_bytes` wrote.

        Raises: ValueError - another format (a bug: the cache's key holds the version).
        """
        head, _newline, body = data.partition(b"\n")
        facts = json.loads(head)
        if facts["format"] != _FORMAT or tuple(facts["sizes"]) != _names(closed=facts["closed"]):
            raise ValueError(facts["format"])
        tables, at = {}, 0
        for name, size in facts["sizes"].items():
            tables[name] = from_ipc(body[at : at + size])
            at += size
        return cls(_windows(facts["windows"]), tables)

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be added."""
        return "drawn" in self.tables

    def closed(self, wide: Mapping[str, Iterable[npt.NDArray[np.void]]] | None = None) -> Tally:
        """The tally to which nothing is added any more, with histograms in the place of its widest parts.

        Args:
            wide: the rows of these parts (`closed.WIDE`), those of one hash together; None takes the tally's own.
        """
        if self.is_closed:
            return self
        drawn = np.asarray(self.tables["marks"]["hash"].to_numpy(), np.uint64)
        tables = dict(self.tables)
        for part in WIDE:
            rows = wide[part] if wide is not None else [wide_rows(self.tables[part], part)]
            tables |= closed_tables(part, rows, drawn)
        return Tally(self.windows, tables)

    def narrow(self) -> Tally:
        """The same without the rows of its widest parts."""
        tables = {name: table.slice(0, 0) if name in WIDE else table for name, table in self.tables.items()}
        return Tally(self.windows, tables)

    def _closed(self, part: str) -> pa.Table:
        return self.closed().tables[part]

    # Counts -----------------------------------------------------------------

    def count(
        self,
        window: str = WHOLE,
        *,
        platform: str | None = None,
        stance: str | None = None,
        source: str | None = None,
        kinds: Sequence[str] = VOLUME,
    ) -> int:
        """Posts inside the window, to the second; a post known to the day counts if its day is inside."""
        return _sum(self._inside(window, kinds=kinds, platform=platform, stance=stance, source=source))

    def uncertain(self, window: str = WHOLE, *, kinds: Sequence[str] = VOLUME) -> int:
        """Posts that may or may not lie inside the window: their time is longer than the overlap."""
        cells, bounds = _where(self.tables["cells"], kind=kinds), self._window(window)
        start, span = _ints(cells, "start"), _ints(cells, "span")
        touches = (span > 0) & (start < bounds.end) & (start + span > bounds.start)
        return _sum(cells.filter(pa.array(touches & ~_inside(cells, bounds))))

    def untimed(self, *, kinds: Sequence[str] = VOLUME) -> int:
        """Posts without a usable time: in no window."""
        return _sum(_where(self.tables["cells"], kind=kinds, span=(UNTIMED,)))

    def total(self, *, kinds: Sequence[str] = VOLUME) -> int:
        """All posts, inside a window or not."""
        return _sum(_where(self.tables["cells"], kind=kinds))

    def hourly(
        self,
        window: str = WHOLE,
        *,
        platform: str | None = None,
        stance: str | None = None,
        kinds: Sequence[str] = VOLUME,
        from_response: bool = False,
    ) -> Hourly:
        """Posts per hour of the window, by the clock or counted from T0.

        Args:
            window: id of the window.
            platform: one platform; all without it.
            stance: one final stance; all without it.
            kinds: kinds counted.
            from_response: hours begin at T0 plus whole hours instead of full hours UTC.
        """
        cells = self._inside(window, kinds=kinds, platform=platform, stance=stance)
        bounds, origin = self._window(window), self._origin(from_response=from_response)
        first, last = (bounds.start - origin) // HOUR, -(-(bounds.end - origin) // HOUR)
        start, span, n = (_ints(cells, name) for name in ("start", "span", "n"))
        # "9 hours ago" is an hour with ragged ends: it stands where its middle is.
        hour, placed = (start + span // 2 - origin) // HOUR, span <= HOUR
        counts = np.zeros(last - first, np.int64)
        np.add.at(counts, hour[placed] - first, n[placed])
        return Hourly(first * HOUR + origin, counts, int(n[~placed].sum()))

    def stance_counts(
        self,
        window: str = WHOLE,
        *,
        platform: str | None = None,
        source: str | None = None,
        kinds: Sequence[str] = VOLUME,
    ) -> dict[str, int]:
        """Posts inside the window by final stance (`labels.FINAL_STANCES`); absent means none."""
        return sums_by(self._inside(window, kinds=kinds, platform=platform, source=source), "stance")

    def source_counts(self, window: str = WHOLE, *, kinds: Sequence[str] = VOLUME) -> dict[str, int]:
        """Posts inside the window by who says what their stance is (`labels.Source`)."""
        return sums_by(self._inside(window, kinds=kinds), "source")

    def platform_counts(self, window: str = WHOLE, *, kinds: Sequence[str] = VOLUME) -> dict[str, int]:
        """Posts inside the window by platform, the largest first."""
        counts = sums_by(self._inside(window, kinds=kinds), "platform")
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def kind_counts(self, window: str = WHOLE) -> dict[str, int]:
        """Posts inside the window by kind, comments among them."""
        return sums_by(self._inside(window), "kind")

    def platforms(self) -> tuple[str, ...]:
        """Every platform of any post, by name."""
        return tuple(sorted(pc.unique(self.tables["cells"]["platform"]).to_pylist()))

    def kinds(self) -> tuple[str, ...]:
        """Every kind of any post, by name."""
        return tuple(sorted(pc.unique(self.tables["cells"]["kind"]).to_pylist()))

    def engagement(
        self,
        window: str = WHOLE,
        *,
        platform: str | None = None,
        stance: str | None = None,
        kinds: Sequence[str] = VOLUME,
    ) -> Engagement:
        """Likes, comments and reposts of the posts inside the window, as the exports state them."""
        cells = self._inside(window, kinds=kinds, platform=platform, stance=stance)
        return Engagement(*(_sum(cells, name) for name in Engagement._fields))

    def extent(self, *, kinds: Sequence[str] = VOLUME) -> tuple[int, int] | None:
        """First and last hour with a post in the collection, seconds since 1970 UTC; None without any."""
        cells = _where(self.tables["cells"], kind=kinds)
        start = _ints(cells, "start")[_ints(cells, "span") >= 0]
        return (int(start.min()), int(start.max())) if len(start) else None

    # Labels, posts, authors -------------------------------------------------

    def hand_counts(
        self,
        window: str = WHOLE,
        *,
        platform: str | None = None,
        kinds: Sequence[str] = VOLUME,
    ) -> dict[str, int]:
        """Hand-labelled posts inside the window by their hand label."""
        return sums_by(self._labelled(window, platform, kinds), "hand")

    def hand_pairs(
        self,
        window: str = WHOLE,
        *,
        platform: str | None = None,
        kinds: Sequence[str] = VOLUME,
    ) -> dict[tuple[str, str], int]:
        """Hand-labelled posts inside the window by (hand label, machine stance; '' if not scored)."""
        rows = self._labelled(window, platform, kinds)
        return added(zip(rows["hand"].to_pylist(), rows["machine"].to_pylist(), strict=True), rows["n"].to_pylist())

    def top_posts(self, n: int = 10, *, stance: str | None = None, kinds: Sequence[str] = VOLUME) -> tuple[Post, ...]:
        """The posts of the period with the most engagement, at most 30 of each stance are known."""
        rows = posts_of(_where(self.tables["top"], kind=kinds, stance=stance))
        return tuple(sorted(rows, key=lambda post: (-post.engagement, *in_place(post)))[:n])

    def first_seen(
        self,
        *,
        platform: str | None = None,
        stance: str | None = None,
        kinds: Sequence[str] = VOLUME,
    ) -> Post | None:
        """The earliest post of the collection whose time is known to the minute; None without any."""
        rows = posts_of(_where(self.tables["first"], kind=kinds, platform=platform, stance=stance))
        return min(rows, key=in_place, default=None)

    def first_negative(self, *, platform: str | None = None, kinds: Sequence[str] = VOLUME) -> int | None:
        """When the collection's first negative post appeared, seconds since 1970 UTC; None without any."""
        first = self.first_seen(platform=platform, stance="negative", kinds=kinds)
        return first.time if first else None

    def authors(self, *, kinds: Sequence[str] = VOLUME) -> int:
        """Different authors in the period; posts without an author are left out."""
        return int(self._shared("authors", kinds)[1].sum())

    def posts_per_author(self, *, kinds: Sequence[str] = VOLUME) -> npt.NDArray[np.int64]:
        """How many posts of the period each author wrote, rising, shape (authors,)."""
        posts, authors = self._shared("authors", kinds)
        return np.sort(np.repeat(posts, authors))

    def _shared(self, part: str, kinds: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Posts of these kinds that share a text or an author, never 0, and how many texts or authors have so many."""
        table = self._closed(part)
        posts = sum((_ints(table, kind) for kind in dict.fromkeys(kinds)), np.zeros(table.num_rows, np.int64))
        return posts[posts > 0], _ints(table, "n")[posts > 0]

    def active_authors(self, window: str = WHOLE) -> npt.NDArray[np.int64] | None:
        """Different authors of volume in each full hour (UTC) that lies in the window; None when none is known."""
        bounds = self._window(window)
        hours = range(-(-bounds.start // HOUR) * HOUR, bounds.end // HOUR * HOUR, HOUR)
        table = self._closed("active")
        if not table.num_rows or not hours:
            return None
        place, counts = (_ints(table, "hour") - hours.start) // HOUR, np.zeros(len(hours), np.int64)
        inside = (place >= 0) & (place < len(hours))
        counts[place[inside]] = _ints(table, "n")[inside]
        return counts

    def reach(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Volume of the period whose export states counts: different engagements, posts of each, whether negative.

        Three arrays of one shape, by engagement rising; a value occurs once for negative posts and once for others.
        """
        rows = self.tables["reach"].sort_by("engagement")
        negative = np.asarray(pc.equal(rows["stance"], "negative").to_numpy(), np.bool_)
        return _ints(rows, "engagement"), _ints(rows, "n"), negative

    def pull(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """What authors' posts weigh in the period, negative ones and all, in millionths, and authors of such weights.

        Three arrays of one shape, no two pairs of weights the same, in order of the pairs.
        """
        table = self._closed("pull")
        return _ints(table, "negative"), _ints(table, "all"), _ints(table, "n")

    def sensitive(self, window: str = WHOLE, *, kinds: Sequence[str] = VOLUME) -> tuple[int, int]:
        """Posts of the window that the vendor flags as sensitive, and posts it judged at all."""
        rows = _where(self.tables["flags"], kind=kinds)
        inside = rows.filter(pa.array(_inside(rows, self._window(window))))
        return _sum(inside.filter(inside["sensitive"])), _sum(inside)

    def looked_at(self, start: int, end: int, *, kinds: Sequence[str] = VOLUME) -> LookedAt:
        """When and how the collection saw the posts of [start, end), seconds since 1970 UTC, edges at cells' edges."""
        rows = _where(self.tables["seen"], kind=kinds)
        at = _ints(rows, "start")
        inside = rows.filter(pa.array((at >= start) & (at < end) & (_ints(rows, "span") == 0)))
        return LookedAt(*(_sum(inside, name) for name in ("n", "dated", "young", "gone")))

    def distinct_texts(self, *, kinds: Sequence[str] = VOLUME) -> int:
        """Different texts in the period after normalisation; posts without words are left out."""
        return int(self._shared("texts", kinds)[1].sum())

    def most_copied(self, *, kinds: Sequence[str] = VOLUME) -> int:
        """How many posts of the period share the most frequent text; 0 without any text."""
        return int(self._shared("texts", kinds)[0].max(initial=0))

    def copies(self, *, kinds: Sequence[str] = VOLUME) -> dict[int, int]:
        """Posts of the period that share the text of each labelled post, by the hash of the text."""
        table = self._closed("drawn")
        posts = sum((_ints(table, kind) for kind in dict.fromkeys(kinds)), np.zeros(table.num_rows, np.int64))
        return {text: n for text, n in zip(table["hash"].to_pylist(), posts.tolist(), strict=True) if n}

    def texts(self, *, kinds: Sequence[str] = VOLUME) -> int:
        """Posts of the period that have words: what `distinct_texts` is a part of."""
        posts, texts = self._shared("texts", kinds)
        return int((posts * texts).sum())

    def facet(self, facet: str, *, stance: str | None = None, kinds: Sequence[str] = VOLUME) -> dict[str, int]:
        """Posts of the period by channel, account_type or region; under '' where the export does not say."""
        return sums_by(_where(self.tables["facets"], facet=(facet,), kind=kinds, stance=stance), "value")

    # Parts ------------------------------------------------------------------

    def rows(self, part: str, window: str = WHOLE, kinds: Sequence[str] = VOLUME) -> pa.Table:
        """The rows inside the window of a part that is cut by time, such as `strata`."""
        rows = _where(self.tables[part], kind=kinds)
        return rows.filter(pa.array(_inside(rows, self._window(window))))

    def _window(self, window: str) -> Window:
        return self.windows[window] if self.windows else Window(window, 0, 0)

    def _origin(self, *, from_response: bool) -> int:
        t0 = self.windows.t0 if self.windows else None
        if from_response and t0 is None:
            raise ValueError("no T0")
        return (t0 or 0) % HOUR if from_response else 0

    def _labelled(self, window: str, platform: str | None, kinds: Sequence[str]) -> pa.Table:
        rows = _where(self.tables["hand"], kind=kinds, platform=platform)
        return rows.filter(pa.array(_inside(rows, self._window(window))))

    def _inside(self, window: str, *, kinds: Sequence[str] | None = None, **where: str | None) -> pa.Table:
        cells = _where(self.tables["cells"], kind=kinds, **where)
        return cells.filter(pa.array(_inside(cells, self._window(window))))


def merged(tallies: Sequence[Tally]) -> Tally:
    """The sum of all, in one go: much cheaper than adding one by one.

    Raises: ValueError - tallies cut at different windows, or a closed one (a bug).
    """
    if any(tally.is_closed for tally in tallies):
        raise ValueError("closed")
    cuts = {tally.windows for tally in tallies if tally.windows is not None}
    if len(cuts) > 1:
        raise ValueError("tallies of different windows")
    if len(tallies) == 1:
        return tallies[0]
    each = [Tally(), *tallies]
    tables = {name: part.merged([tally.tables[name] for tally in each]) for name, part in PARTS.items()}
    return Tally(cuts.pop() if cuts else None, tables)


def _names(*, closed: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*PARTS, *CLOSED) if closed else PARTS))


def _windows(facts: dict[str, Any] | None) -> Windows | None:
    if facts is None:
        return None
    return Windows(zone=facts["zone"], t0=facts["t0"], items=tuple(Window(**item) for item in facts["items"]))


def _ints(table: pa.Table, name: str) -> npt.NDArray[np.int64]:
    return np.asarray(table[name].to_numpy(), np.int64)


def _sum(table: pa.Table, name: str = "n") -> int:
    return int(pc.sum(table[name], min_count=0).as_py())


def _where(table: pa.Table, **wanted: str | Sequence[Any] | None) -> pa.Table:
    """The rows whose columns have one of the wanted values; None wants all."""
    for name, values in wanted.items():
        if values is not None:
            some = [values] if isinstance(values, str) else list(values)
            table = table.filter(pc.is_in(table[name], value_set=pa.array(some, table.schema.field(name).type)))
    return table


def within(
    start: npt.NDArray[np.int64],
    span: npt.NDArray[np.int64],
    window: Window,
) -> npt.NDArray[np.bool_]:
    """Which times lie inside the window: an instant by itself, a longer time only as a whole.

    Args:
        start: instants in seconds since 1970 UTC, or starts of cells (none reaches over an edge).
        span: how long each may last in seconds; UNTIMED lies in no window.
        window: the window.
    """
    inside = (start >= window.start) & (start < window.end) & (start + span <= window.end)
    return np.asarray(inside & (span != UNTIMED), np.bool_)


def _inside(rows: pa.Table, window: Window) -> npt.NDArray[np.bool_]:
    start, span = _ints(rows, "start"), _ints(rows, "span")
    return within(start, span, window)
