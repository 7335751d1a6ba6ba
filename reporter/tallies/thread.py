"""声明自身的转发、评论与同文: which posts are the first statement itself, tell it again, or hang on it.

An announcement makes an echo of its own.  What the export joins to the statement, by
link, id, wording or edge, can be left out of what is judged; where part of the posts
could belong to it unseen, nothing is, and the hours of the echo are left out instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies.tally import HOUR, VOLUME, Tally
from reporter.text.clean import letters
from reporter.text.copies import Keys, marks

_Bools = npt.NDArray[np.bool_]

#: Letters a wording must have for a post to be known by it.
LEAST_WORDS: Final = 12
#: A post tells the statement again when so much of it is the statement.
_MOSTLY: Final = 0.5
#: Hours after the response in which the echo sounds, and the part of the posts then that may belong to it unseen.
EARLY: Final = 6
UNSEEN: Final = 0.05
#: Where passing on makes a post of its own.
_REPOSTING: Final = "weibo"
_APART: Final = "\x1f"
_ADDRESS: Final = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_LEAST_ID: Final = 8
_BASE62: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLOCK: Final = 4
_ROWS: Final = pa.schema(
    [
        *(("chunk", pa.int32()), ("row", pa.int32()), ("at", pa.int64()), ("id", pa.string()), ("parent", pa.string())),
        *(("platform", pa.string()), ("kind", pa.string()), ("key", pa.uint64())),
        *(("own", pa.bool_()), ("hangs", pa.bool_())),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """How the first statement is known among the posts.

    Args:
        links: addresses or ids of its posts, as the analyst wrote them.
        texts: its wordings.
        t0: when it was made, seconds since 1970 UTC.
    """

    links: tuple[str, ...]
    texts: tuple[str, ...]
    t0: int

    @property
    def addresses(self) -> frozenset[str]:
        """The links without scheme and trailing marks."""
        return frozenset(map(address, self.links))

    @property
    def ids(self) -> frozenset[str]:
        """The ids in the links: as they stand, and the number behind the short form of Weibo."""
        ends = [address(link).partition("?")[0].rpartition("/")[2] for link in self.links]
        found = [end for end in ends if len(end) >= _LEAST_ID]
        return frozenset((*found, *filter(None, map(weibo_number, found))))

    @property
    def wordings(self) -> tuple[str, ...]:
        """The letters of its texts that are long enough to be known by."""
        return tuple(words for words in map(letters, self.texts) if len(words) >= LEAST_WORDS)


def address(link: str) -> str:
    """A link as it is compared: without scheme, fragment and trailing slash."""
    return _ADDRESS.sub("", link.strip()).partition("#")[0].rstrip("/")


def weibo_number(short: str) -> str:
    """The number behind Weibo's short form of a post's id; empty when it is none.

    Four signs of base 62 are seven digits, from the right: `z0JH2lOMb` is 3501756485200075.
    """
    if short.isdigit() or not short.isascii() or not short.isalnum():
        return ""
    first = len(short) % _BLOCK or _BLOCK
    blocks = [short[:first], *(short[at : at + _BLOCK] for at in range(first, len(short), _BLOCK))]
    values = [_value(block) for block in blocks]
    return str(values[0]) + "".join(f"{value:07d}" for value in values[1:])


def _value(block: str) -> int:
    value = 0
    for sign in block:
        value = value * len(_BASE62) + _BASE62.index(sign)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The statement's own thread.

    Args:
        own: posts that are the statement or tell it again.
        hanging: reposts of these.
        comments: comments under any of these; no part of the volume in any case.
        early: volume of the first six hours after the statement.
        unseen: posts among these that may belong to the thread without the export saying so.
        tally: the thread's posts, parts cut by time only.
    """

    own: int
    hanging: int
    comments: int
    early: int
    unseen: int
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
        facts = {name: getattr(self, name) for name in ("own", "hanging", "comments", "early", "unseen")}
        return json.dumps(facts).encode() + b"\n" + self.tally.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Thread:
        """The thread `to_bytes` wrote."""
        head, _newline, body = data.partition(b"\n")
        return cls(**json.loads(head), tally=Tally.from_bytes(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Which posts of some chunks belong to the thread.

    Args:
        facts: what `Thread` holds besides its tally.
        rows: chunk -> the rows of it that belong to the thread.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """See `Thread`."""

    own: int
    hanging: int
    comments: int
    early: int
    unseen: int


def members(
    chunks: Iterable[pa.RecordBatch], statement: Statement, clusters: Callable[[Keys], Keys] | None = None
) -> Members:
    """The posts of the statement's thread.

    Args:
        chunks: posts in the canonical schema.
        statement: how it is known.
        clusters: the cluster of near copies of each text's key.
    """
    every = [_rows(number, chunk, statement) for number, chunk in enumerate(chunks)]
    table = pa.concat_tables([_ROWS.empty_table(), *every])
    own = _copied(table, clusters)
    hangs = _hanging(table, own)
    said = pc.is_in(table["kind"], value_set=pa.array(VOLUME)).to_numpy()
    early = said & (_ints(table, "at") >= statement.t0) & (_ints(table, "at") < statement.t0 + EARLY * HOUR)
    facts = Facts(
        own=int((own & said).sum()),
        hanging=int((hangs & said & ~own).sum()),
        comments=int((hangs & ~said).sum()),
        early=int(early.sum()),
        unseen=_unseen(table, own | hangs, early),
    )
    inside = own | hangs
    chunk, row = _ints(table, "chunk")[inside], table["row"].to_numpy()[inside]
    return Members(facts=facts, rows={int(one): row[chunk == one] for one in np.unique(chunk)})


def _ints(table: pa.Table, name: str) -> npt.NDArray[np.int64]:
    return np.asarray(table[name].to_numpy(), np.int64)


def _rows(number: int, chunk: pa.RecordBatch, statement: Statement) -> pa.Table:
    """The posts of a chunk that can belong to the thread, and those of its first hours.

    Nothing is older than what it answers; a short post that answers nothing is left out at
    once: of millions of posts only some are held.
    """
    seconds = chunk.column("time").cast(pa.int64()).fill_null(-1)
    late = np.flatnonzero(np.asarray(seconds.to_numpy()) >= statement.t0 - HOUR).astype(np.int32)
    posts = chunk.take(pa.array(late))
    platform, parent = posts.column("platform"), _parent(posts)
    key, tells = _told_again(posts, statement.wordings)
    ids = pa.array(sorted(statement.ids), pa.string())
    named = pc.is_in(posts.column("post_id"), value_set=ids).to_numpy(zero_copy_only=False)
    linked = _linked(posts.column("url"), statement.addresses) | _linked(posts.column("post_id"), statement.addresses)
    rows = pa.table(
        {
            "chunk": np.full(len(late), number, np.int32),
            "row": late,
            "at": seconds.take(pa.array(late)),
            "id": pc.binary_join_element_wise(platform, posts.column("post_id"), _APART),
            "parent": pc.binary_join_element_wise(platform, parent, _APART),
            "platform": platform,
            "kind": posts.column("kind"),
            "key": key,
            "own": tells | named | linked,
            "hangs": pc.is_in(parent, value_set=ids).to_numpy(zero_copy_only=False),
        },
        schema=_ROWS,
    )
    at = seconds.take(pa.array(late)).to_numpy()
    early = (at >= statement.t0) & (at < statement.t0 + EARLY * HOUR)
    joined = rows["own"].to_numpy() | (key != 0) | pc.is_valid(parent).to_numpy(zero_copy_only=False)
    return rows.filter(pa.array(joined | early))


def _parent(posts: pa.RecordBatch) -> pa.Array:
    """What each post passes on or answers; null where the export does not say."""
    parent = pc.coalesce(posts.column("repost_of"), posts.column("parent_id"))
    return pc.if_else(pc.equal(parent, ""), pa.scalar(None, pa.string()), parent)


def _linked(urls: pa.Array, addresses: frozenset[str]) -> _Bools:
    """Which addresses are the statement's; an export without ids has them as ids."""
    plain = pc.utf8_rtrim(pc.replace_substring_regex(urls, r"(?i)^(?:https?:)?//|#.*$", ""), "/")
    return np.asarray(
        pc.is_in(plain, pa.array(sorted(addresses), pa.string())).to_numpy(zero_copy_only=False), np.bool_
    )


def _told_again(posts: pa.RecordBatch, wordings: Sequence[str]) -> tuple[npt.NDArray[np.uint64], _Bools]:
    """The key of each text by which copies meet, and whether most of the text is the statement; comments have neither.

    Without a wording nobody asks for keys, and of a text of half its letters or fewer neither.
    """
    keys, tells = np.zeros(posts.num_rows, np.uint64), np.zeros(posts.num_rows, np.bool_)
    if not wordings:
        return keys, tells
    long = pc.greater(pc.utf8_length(pc.fill_null(posts.column("text"), "")), int(_MOSTLY * min(map(len, wordings))))
    volume = pc.is_in(posts.column("kind"), value_set=pa.array(VOLUME))
    said = np.flatnonzero(pc.and_(volume, long).to_numpy(zero_copy_only=False))
    if not len(said):
        return keys, tells
    texts = posts.column("text").take(pa.array(said)).dictionary_encode()
    different = texts.dictionary.to_pylist()
    where = texts.indices.to_numpy()
    keys[said] = marks(different).key[where]
    tells[said] = np.array([_tells(text, wordings) for text in different], np.bool_)[where]
    return keys, tells


def _tells(text: str, wordings: Sequence[str]) -> bool:
    if len(text) < min(map(len, wordings)):
        return False
    words = letters(text)
    return any(one in words and len(one) >= _MOSTLY * len(words) for one in wordings)


def _copied(table: pa.Table, clusters: Callable[[Keys], Keys] | None) -> _Bools:
    """The statement's posts and every copy of one, near copies among them."""
    own, keys = table["own"].to_numpy(), table["key"].to_numpy()
    if clusters is not None:
        keys = np.where(keys == 0, keys, clusters(keys))
    return np.asarray(own | (np.isin(keys, keys[own]) & (keys != 0)), np.bool_)


def _hanging(table: pa.Table, own: _Bools) -> _Bools:
    """Whatever passes on or answers the statement, or what does so, to the last link."""
    inside = own | table["hangs"].to_numpy()
    while True:
        ids = table["id"].filter(pa.array(inside)).drop_null()
        further = inside | pc.is_in(table["parent"], value_set=ids.combine_chunks(), skip_nulls=True).to_numpy()
        if (further == inside).all():
            return np.asarray(inside & ~own, np.bool_)
        inside = further


def _unseen(table: pa.Table, inside: _Bools, early: _Bools) -> int:
    """Posts of the first hours that may belong to the thread, though the export joins them to nothing of it.

    A repost without a parent may; so may every repost of a platform on which the statement was not
    found, and every post of Weibo where the export tells no reposts apart.
    """
    platforms, reposts = table["platform"], pc.equal(table["kind"], "repost").to_numpy()
    loose = pc.is_null(table["parent"]).to_numpy()
    unseen = 0
    for name in pc.unique(platforms.filter(pa.array(early))).to_pylist():
        here = early & pc.equal(platforms, name).to_numpy()
        found = (inside & pc.equal(platforms, name).to_numpy()).any()
        passed = here & reposts
        if passed.any():
            unseen += int((passed & ~inside & (loose | (not found))).sum())
        elif name == _REPOSTING:
            unseen += int((here & ~inside).sum())
    return unseen
