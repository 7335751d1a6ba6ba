"""Drawing posts to be labelled: the first of every stratum in an order that only the seed decides.

Every post has a rank, the hash of its key under the seed; a stratum's sample are its
posts of lowest rank.  So the same posts are drawn on any machine and in any order of
the data, and asking for more keeps those drawn before.  A text that was copied often
has as many chances as posts, and is labelled once for all of them.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporter.labels.design import Stratum, allocation, band_of
from reporter.labels.hand import keys_of
from reporter.text.clean import copy_key
from reporter.windows import AFTER, BEFORE, WHOLE, Windows

#: What makes up volume; comments are in no share.
_KINDS: Final = ("original", "repost")


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

    def add(self, posts: Iterable[Candidate]) -> None:
        """Count posts of the data."""
        groups: dict[tuple[str, Stratum], list[Candidate]] = {}
        for post in posts:
            groups.setdefault((post.phase, post.stratum), []).append(post)
            if post.key in self.wanted:
                self.known[post.key] = post
        for (phase, stratum), group in groups.items():
            self.sizes.setdefault(phase, Counter())[stratum] += len(group)
            both = [*self.first.get((phase, stratum), ()), *group]
            self.first[phase, stratum] = heapq.nsmallest(self.most, both)


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
        frame.add(_candidates(_inside(chunk, windows, exported=exported), windows, seed))
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


def _candidates(chunk: pa.RecordBatch, windows: Windows, seed: str) -> Iterator[Candidate]:
    late = np.asarray(chunk.column("time").cast(pa.int64()).to_numpy(zero_copy_only=False)) >= (windows.t0 or 0)
    sides = [phase_of(windows, late=bool(one)) for one in late]
    bands = band_of(chunk.column("score").to_numpy(zero_copy_only=False)).tolist()
    columns = (keys_of(chunk), chunk.column("platform"), chunk.column("text"))
    rows = zip(*(column.to_pylist() for column in columns), sides, bands, strict=True)
    for key, platform, text, phase, band in rows:
        yield Candidate(
            rank=rank(seed, key),
            key=key,
            platform=platform,
            text=text,
            phase=phase,
            stratum=Stratum(platform, band),
        )


def phase_of(windows: Windows, *, late: bool) -> str:
    """The phase of a post before T0, or from it on."""
    if BEFORE not in windows:
        return WHOLE
    return AFTER if late else BEFORE


def rank(seed: str, key: str) -> bytes:
    """The place of a key in the seed's order."""
    return blake2b(key.encode("utf-8", "surrogatepass"), key=seed.encode()[:64], digest_size=8).digest()


def drawn(frame: Frame, per_phase: int, kept: Iterable[str]) -> list[Drawn]:
    """The sample: `per_phase` posts of each phase in proportion to the strata, and all posts `kept` from before.

    Args:
        frame: what can be drawn; it keeps at least `per_phase` candidates of each stratum.
        per_phase: posts wanted of each phase; all when there are no more.
        kept: keys of posts drawn or labelled before.
    """
    before = [frame.known[key] for key in dict.fromkeys(kept) if key in frame.known]
    found: list[Drawn] = []
    for phase, sizes in sorted(frame.sizes.items()):
        for group, n in allocation(sizes, per_phase).items():
            first = heapq.nsmallest(n, (post for stratum in group for post in frame.first[phase, stratum]))
            mine = [post for post in before if post.phase == phase and post.stratum in group]
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
    ordered = sorted(groups.items(), key=lambda pair: rank(f"order {seed}", pair[0]))
    return tuple(Item(id=_item_id(key), text=min(posts).text, posts=tuple(posts)) for key, posts in ordered)


def _item_id(key: str) -> str:
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def sizes_changed(sample: Mapping[str, int], now: Mapping[str, int], tolerance: float = 0.1) -> bool:
    """Whether the posts of any phase grew or shrank by more than `tolerance` since they were drawn."""
    return any(abs(now.get(phase, 0) - n) > tolerance * n for phase, n in sample.items())
