"""声明自身的转发、评论与同文: which posts are the first statement itself, tell it again, or hang on it.

An announcement makes an echo of its own.  What the export joins to the statement, by
link, id, wording or edge, can be left out of what is judged; where part of the posts
could belong to it unseen, nothing is, and the hours of the echo are left out instead.

`statement` how it is known, `related` what each group of posts gives, here what all groups give together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reporter.buckets import Buckets
from reporter.tallies.related import EARLY, HANGS, OWN, REPOST, SAID, Bools, Hashes, Related, added, related
from reporter.tallies.statement import Statement
from reporter.tallies.tally import Tally
from reporter.text.copies import Keys
from reporter.text.near import known_among, once

Rows = npt.NDArray[np.void]
#: The cluster of near copies of each text's key.
Clusters = Callable[[Keys], Keys]

#: The part of the posts of the first hours that may belong to the thread unseen.
UNSEEN: Final = 0.05
#: Where passing on makes a post of its own.
_REPOSTING: Final = "weibo"
#: A post as it waits for the others (see `related.ROWS`).
_ROW: Final = np.dtype(
    [
        *(("id", "<u8"), ("parent", "<u8"), ("key", "<u8")),
        *(("group", "<i4"), ("row", "<i4"), ("platform", "<u2"), ("flags", "u1")),
    ]
)
#: Bytes of waiting posts that are held, and posts read back together.
_HELD: Final = 1 << 22
_TOGETHER: Final = 250_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How much of what belongs to the thread.

    Args:
        own: posts that are the statement or tell it again.
        hanging: reposts of these.
        comments: comments under any of these; no part of the volume in any case.
        early: volume of the first six hours after the statement.
        unseen: posts among these that may belong to the thread without the export saying so.
    """

    own: int
    hanging: int
    comments: int
    early: int
    unseen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread(Facts):
    """The statement's own thread.

    Args:
        tally: the thread's posts, parts cut by time only.
    """

    tally: Tally

    @property
    def told(self) -> bool:
        """Whether the thread can be left out: it was found, and hardly a post could belong to it unseen."""
        return self.own + self.hanging > 0 and self.unseen <= UNSEEN * self.early

    @property
    def posts(self) -> int:
        """Posts of the volume that belong to the thread."""
        return self.own + self.hanging

    def to_bytes(self) -> bytes:
        """The thread as bytes: equal threads give equal bytes."""
        facts = {name: getattr(self, name) for name in Facts.__slots__}
        return json.dumps(facts).encode() + b"\n" + self.tally.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Thread:
        """The thread `to_bytes` wrote."""
        head, _newline, body = data.partition(b"\n")
        return cls(**json.loads(head), tally=Tally.from_bytes(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Which posts of some chunks, or of groups of posts, belong to the thread.

    Args:
        facts: what `Thread` holds besides its tally.
        rows: number of a chunk or group -> the rows of it that belong to the thread, rising.
    """

    facts: Facts
    rows: dict[int, npt.NDArray[np.int32]]

    def of(self, chunks: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The posts themselves, from the same chunks in the same order."""
        for number, chunk in enumerate(chunks):
            if number in self.rows:
                yield chunk.take(pa.array(self.rows[number]))

    def thread(self, tally: Tally) -> Thread:
        """The thread with the tally of its posts."""
        return Thread(**asdict(self.facts), tally=tally.timed())


def members(chunks: Iterable[pa.RecordBatch], statement: Statement, clusters: Clusters | None = None) -> Members:
    """The posts of the statement's thread.

    Args:
        chunks: posts in the canonical schema.
        statement: how it is known.
        clusters: the cluster of near copies of each text's key.
    """
    return joined((related(chunk, statement) for chunk in chunks), clusters)


def joined(parts: Iterable[Related], clusters: Clusters | None = None) -> Members:
    """The posts of the thread, from what each group of posts gives; read once, a few of them in memory at a time.

    What is held of all is the thread itself.  Ids meet as 64-bit hashes: the chance that any post is taken for the
    parent of another's is members times reposts over 2**64, 2 in ten million for a million members among four million
    reposts; and posts are told apart by the same hashes when copies are merged.

    Args:
        parts: what each group gives, numbered from 0.
        clusters: the cluster of near copies of each text's key.
    """
    waiting = _Waiting(clusters or _itself)
    for part in parts:
        waiting.add(part)
    own, hanging = waiting.found()
    inside = np.concatenate([own, hanging])
    facts = Facts(
        own=len(_with(own, SAID)),
        hanging=len(_with(hanging, SAID)),
        comments=len(hanging) - len(_with(hanging, SAID)),
        early=sum(posts for posts, _passed, _loose in waiting.early.values()),
        unseen=sum(waiting.unseen(inside)),
    )
    return Members(facts=facts, rows=_places(inside))


def _itself(keys: Keys) -> Keys:
    return keys


def _with(rows: Rows, flags: np.uint8) -> Rows:
    """The rows that have all of these marks."""
    marked: Rows = rows[rows["flags"] & flags == flags]
    return marked


def _places(inside: Rows) -> dict[int, npt.NDArray[np.int32]]:
    inside = inside[np.lexsort((inside["row"], inside["group"]))]
    groups, first = np.unique(inside["group"], return_index=True)
    rows = np.split(inside["row"], first[1:]) if len(groups) else []
    return {int(group): some.astype(np.int32) for group, some in zip(groups, rows, strict=True)}


class _Waiting:
    """The posts that may belong to the thread, until all groups are known.

    Args:
        clusters: the cluster of near copies of each text's key.
    """

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        #: Those that pass on or answer something, by what that is; the others.
        self._linked = Buckets(_ROW, "parent", held=_HELD, together=_TOGETHER)
        self._alone = Buckets(_ROW, "key", held=_HELD, together=_TOGETHER)
        self._told = np.zeros(0, np.uint64)
        self._platforms: dict[str, int] = {}
        self._groups = 0
        self.early: dict[str, tuple[int, int, int]] = {}

    def add(self, part: Related) -> None:
        """What the next group gives."""
        rows = np.zeros(part.rows.num_rows, _ROW)
        for name in ("id", "parent", "key", "row", "flags"):
            rows[name] = part.rows[name].to_numpy()
        coded = part.rows["platform"].combine_chunks()
        codes = [self._platforms.setdefault(name, len(self._platforms)) for name in coded.dictionary.to_pylist()]
        rows["platform"] = np.array([*codes, 0], "<u2")[coded.indices.to_numpy()]
        rows["group"] = self._groups
        self._groups += 1
        self._told = once(np.concatenate([self._told, _with(rows, OWN)["key"]]))
        self._linked.add(rows[rows["parent"] != 0])
        self._alone.add(rows[rows["parent"] == 0])
        self.early = added([self.early, part.early])

    def found(self) -> tuple[Rows, Rows]:
        """The statement's posts and every copy of one, near copies among them; what hangs on these and is none."""
        told = once(self._clusters(self._told[self._told != 0]))
        none = np.zeros(0, _ROW)
        own = np.concatenate([none, *(rows[self._own(rows, told)] for rows in chain(self._alone, self._linked))])
        named = np.concatenate([none, *(_with(rows, HANGS) for rows in self._linked)])
        ids = self._followed(once(_known(np.concatenate([own["id"], named["id"]]))))
        hanging = [none]
        for rows in self._linked:
            hangs = (rows["flags"] & HANGS != 0) | known_among(rows["parent"], ids)
            hanging.append(rows[hangs & ~self._own(rows, told)])
        return own, np.concatenate(hanging)

    def _own(self, rows: Rows, told: Keys) -> Bools:
        copied = (rows["key"] != 0) & known_among(self._clusters(rows["key"]), told)
        return np.asarray(copied | (rows["flags"] & OWN != 0), np.bool_)

    def _followed(self, ids: Hashes) -> Hashes:
        """These ids and those of whatever passes on or answers one of them, to the last link; rising."""
        before = -1
        while before != len(ids):
            before = len(ids)
            for rows in self._linked:
                ids = _within(rows, ids)
        return ids

    def unseen(self, inside: Rows) -> Iterator[int]:
        """Of each platform the posts of the first hours that may belong to the thread, though no edge says so.

        A repost without a parent may; so may every repost of a platform on which the statement was not
        found, and every post of Weibo where the export tells no reposts apart.
        """
        for name, (posts, passed, loose) in self.early.items():
            here = inside[inside["platform"] == self._platforms.get(name, -1)]
            early = _with(here, EARLY)
            if passed:
                alone = early[early["parent"] == 0]
                yield loose - len(_with(alone, REPOST)) if len(here) else passed
            elif name == _REPOSTING:
                yield posts - len(early)


def _within(rows: Rows, ids: Hashes) -> Hashes:
    """The ids and those of whatever of these rows hangs on one of them, to the last link among the rows."""
    order = np.argsort(rows["parent"])
    parents, children = rows["parent"][order], rows["id"][order]
    new = ids
    while len(new):
        first, end = np.searchsorted(parents, new), np.searchsorted(parents, new, side="right")
        further = once(_known(children[_stretches(first, end)]))
        new = further[~known_among(further, ids)]
        ids = once(np.concatenate([ids, new]))
    return ids


def _known(ids: Hashes) -> Hashes:
    known: Hashes = ids[ids != 0]
    return known


def _stretches(first: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """All places from each `first` up to its `end`, one stretch behind the other."""
    sizes = end - first
    return np.asarray(np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum()), np.int64)
