"""Drawing posts to be labelled: the first of every stratum in an order that only the seed decides.

Every post has a rank, the hash of its key under the seed; a stratum's sample are its
posts of lowest rank.  So the same posts are drawn on any machine and in any order of
the data, and asking for more keeps those drawn before.  A text that was copied often
has as many chances as posts, and is labelled once for all of them.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.labels.design import BAND_NAMES, Stratum, allocation, bands_of
from reporter.labels.hand import keys_of
from reporter.text.clean import copy_key
from reporter.windows import AFTER, BEFORE, WHOLE, Windows

#: What makes up volume; comments are in no share.
_KINDS: Final = ("original", "repost")
#: Part of a phase's posts that may come or go before its sample is called outgrown.
GROWN: Final = 0.1
_RANK_BYTES: Final = 8
_HIGHEST: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Candidate:
    """A post that may be labelled.

    Args:
        rank: its place in the seed's order.
        key: its id, or its text key.
        platform: where it stands.
        text: its cleaned text.
        phase: `before_response`, `after_response`, or `period` without a first response.
        stratum: platform and band of the machine's score.
    """

    rank: bytes
    key: str
    platform: str
    text: str
    phase: str
    stratum: Stratum


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawn post with what it stands for.

    Args:
        post: the post.
        stratum: its stratum, or the strata it was pooled with, in words such as `weibo 0+1`.
        population: posts of these strata in this phase.
        drawn: how many of them were drawn.
    """

    post: Candidate
    stratum: str
    population: int
    drawn: int

    @property
    def weight(self) -> float:
        """Posts it stands for."""
        return self.population / self.drawn


@dataclass(slots=True)
class Frame:
    """What can be drawn: sizes of the strata of each phase, their first candidates, and posts known by key.

    Args:
        most: candidates kept of each stratum.
        wanted: keys that are kept whatever their rank.
    """

    most: int
    wanted: frozenset[str]
    sizes: dict[str, Counter[Stratum]] = field(default_factory=dict)
    first: dict[tuple[str, Stratum], list[Candidate]] = field(default_factory=dict)
    known: dict[str, Candidate] = field(default_factory=dict)

    def add(self, posts: _Posts) -> None:
        """Count posts of the data; only those that may be drawn become candidates."""
        codes, counts = np.unique(posts.codes, return_counts=True)
        for code, n in zip(codes.tolist(), counts.tolist(), strict=True):
            phase, stratum = posts.cell(code)
            self.sizes.setdefault(phase, Counter())[stratum] += n
            kept = self.first.get((phase, stratum), [])
            fresh = posts.first(np.flatnonzero(posts.codes == code), self.most, self._last(kept))
            self.first[phase, stratum] = heapq.nsmallest(self.most, [*kept, *map(posts.candidate, fresh)])
        self.known.update((post.key, post) for post in map(posts.candidate, posts.among(self.wanted)))

    def _last(self, kept: Sequence[Candidate]) -> int:
        """The rank behind which no post can be drawn any more."""
        return int.from_bytes(kept[-1].rank) if len(kept) == self.most else _HIGHEST


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posts:
    """Posts of a chunk that can be drawn, column by column.

    Args:
        chunk: their canonical columns.
        keys: their keys.
        ranks: their places in the seed's order, shape (posts,).
        codes: the cell of each: a number made of phase, platform and band, shape (posts,).
        phases: the phases, by number.
        platforms: the platforms, by number.
    """

    chunk: pa.RecordBatch
    keys: pa.StringArray
    ranks: npt.NDArray[np.uint64]
    codes: npt.NDArray[np.int64]
    phases: tuple[str, ...]
    platforms: tuple[str, ...]

    def cell(self, code: int) -> tuple[str, Stratum]:
        """Phase and stratum of a code."""
        rest, band = divmod(code, len(BAND_NAMES))
        phase, platform = divmod(rest, len(self.platforms))
        return self.phases[phase], Stratum(self.platforms[platform], BAND_NAMES[band])

    def first(self, rows: npt.NDArray[np.int64], most: int, last: int) -> list[int]:
        """Those of the rows that may be among the `most` of lowest rank: all ties, none ranked behind `last`."""
        rows = rows[self.ranks[rows] <= last]
        if len(rows) > most:
            rows = rows[self.ranks[rows] <= np.partition(self.ranks[rows], most - 1)[most - 1]]
        return [int(row) for row in rows]

    def among(self, keys: Iterable[str]) -> list[int]:
        """The rows whose key is one of these."""
        mine = pc.is_in(self.keys, value_set=pa.array(list(keys), pa.string()), skip_nulls=True)
        return [int(row) for row in np.flatnonzero(mine.to_numpy(zero_copy_only=False))]

    def candidate(self, row: int) -> Candidate:
        """The post of a row."""
        phase, stratum = self.cell(int(self.codes[row]))
        return Candidate(
            rank=int(self.ranks[row]).to_bytes(_RANK_BYTES),
            key=self.keys[row].as_py(),
            platform=stratum.platform,
            text=self.chunk.column("text")[row].as_py(),
            phase=phase,
            stratum=stratum,
        )


def framed(chunks: Iterable[pa.RecordBatch], windows: Windows, seed: str, frame: Frame, *, exported: bool) -> Frame:
    """`frame` with every post of the period that can be drawn.

    Args:
        chunks: posts with their labels (`labels.LABELLED`).
        windows: the declared windows.
        seed: of the order.
        frame: an empty frame.
        exported: with the posts whose stance the export states (they are asked for viewpoints).
    """
    for chunk in chunks:
        frame.add(_posts(_inside(chunk, windows, exported=exported), windows, seed))
    return frame


def _inside(chunk: pa.RecordBatch, windows: Windows, *, exported: bool) -> pa.RecordBatch:
    """The rows that make up the volume of the period, by the rule of the tallies for posts known to the minute."""
    seconds = chunk.column("time").cast(pa.int64())
    period = windows.whole
    inside = pc.and_(pc.greater_equal(seconds, period.start), pc.less(seconds, period.end))
    usable = pc.and_(
        pc.is_in(chunk.column("kind"), value_set=pa.array(_KINDS)),
        pc.not_equal(chunk.column("time_precision"), "imprecise"),
    )
    rows = pc.and_(pc.coalesce(inside, pa.scalar(value=False)), usable)
    return chunk.filter(rows if exported else pc.and_(rows, pc.is_null(chunk.column("stance"))))


def _posts(chunk: pa.RecordBatch, windows: Windows, seed: str) -> _Posts:
    keys, platforms = keys_of(chunk), chunk.column("platform").dictionary_encode()
    phases = (BEFORE, AFTER) if BEFORE in windows else (WHOLE,)
    late = _numbers(pc.greater_equal(chunk.column("time").cast(pa.int64()), windows.t0 or 0)) * (len(phases) - 1)
    place = late * len(platforms.dictionary) + _numbers(platforms.indices)
    return _Posts(
        chunk=chunk,
        keys=keys,
        ranks=ranks(seed, keys),
        codes=place * len(BAND_NAMES) + bands_of(chunk.column("score").to_numpy(zero_copy_only=False)),
        phases=phases,
        platforms=tuple(platforms.dictionary.to_pylist()),
    )


def _numbers(column: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(column.to_numpy(zero_copy_only=False), np.int64)


def ranks(seed: str, keys: pa.StringArray) -> npt.NDArray[np.uint64]:
    """The place of each key in the seed's order, shape (keys,): its hash under the seed."""
    secret = seed.encode()[:64]
    digests = (blake2b(key, key=secret, digest_size=_RANK_BYTES).digest() for key in keys.cast(pa.binary()).to_pylist())
    return np.frombuffer(b"".join(digests), ">u8").astype(np.uint64)


def drawn(frame: Frame, per_phase: int, kept: Iterable[str], renewed: frozenset[str] = frozenset()) -> list[Drawn]:
    """The sample: `per_phase` posts of each phase in proportion to the strata, and all posts `kept` from before.

    Args:
        frame: what can be drawn; it keeps at least `per_phase` candidates of each stratum.
        per_phase: posts wanted of each phase; all when there are no more.
        kept: keys of posts drawn or labelled before.
        renewed: phases with other posts than were drawn from: a post kept there beyond its turn would
            have had more chances than one that came later, so as many are drawn anew as there were.
    """
    before = [frame.known[key] for key in dict.fromkeys(kept) if key in frame.known]
    found: list[Drawn] = []
    for phase, sizes in sorted(frame.sizes.items()):
        there = [post for post in before if post.phase == phase]
        wanted = max(per_phase, len(there)) if phase in renewed else per_phase
        for group, n in allocation(sizes, wanted).items():
            first = heapq.nsmallest(n, (post for stratum in group for post in frame.first[phase, stratum]))
            mine = [post for post in there if post.stratum in group and phase not in renewed]
            posts = {post.key: post for post in (*first, *mine)}
            population = sum(sizes[stratum] for stratum in group)
            found += (
                Drawn(post=post, stratum=_named(group), population=population, drawn=len(posts))
                for post in sorted(posts.values())
            )
    return found


def _named(group: Sequence[Stratum]) -> str:
    """`weibo 0+1`, or `douyin 0+1, xhs 2`."""
    platforms: dict[str, list[str]] = {}
    for platform, band in group:
        platforms.setdefault(platform, []).append(band)
    return ", ".join(f"{platform} {'+'.join(bands)}" for platform, bands in platforms.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A text to be labelled, for all its drawn posts at once.

    Args:
        id: what names it in a workbook; made of the text alone.
        text: as one of the posts says it.
        posts: the drawn posts that say it.
    """

    id: str
    text: str
    posts: tuple[Candidate, ...]


def items(sample: Sequence[Drawn], seed: str) -> tuple[Item, ...]:
    """The texts of a sample in an order that tells nothing of score, phase or platform."""
    groups: dict[str, list[Candidate]] = {}
    for one in sample:
        groups.setdefault(copy_key(one.post.text) or one.post.text, []).append(one.post)
    order = ranks(f"order {seed}", pa.array(list(groups), pa.string())).tolist()
    ordered = [pair for _rank, pair in sorted(zip(order, groups.items(), strict=True), key=lambda both: both[0])]
    return tuple(Item(id=_item_id(key), text=min(posts).text, posts=tuple(posts)) for key, posts in ordered)


def _item_id(key: str) -> str:
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def changed(then: Mapping[str, int], now: Mapping[str, int], tolerance: float = 0.0) -> frozenset[str]:
    """The phases drawn from whose posts grew or shrank by more than `tolerance` of what they were."""
    return frozenset(phase for phase, n in then.items() if abs(now.get(phase, 0) - n) > tolerance * n)
