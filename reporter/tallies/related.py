"""What a group of posts gives to the search for the statement's thread: rows of numbers, worked out anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.merge import id_keys
from reporter.tallies.statement import Statement
from reporter.tallies.tables import from_ipc, to_ipc
from reporter.tallies.tally import HOUR, VOLUME
from reporter.text.clean import all_copy_keys, all_letters
from reporter.text.copies import text_hashes

Bools = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]

#: Bits of `flags`: known as the statement's own by itself; answers it by its id; is of the volume; lies in the first
#: hours; is a repost.
OWN, HANGS, SAID, EARLY, REPOST = (np.uint8(1 << bit) for bit in range(5))
#: A row for each post since the statement that may belong to its thread.
ROWS: Final = pa.schema(
    [
        ("id", pa.uint64()),  # hash of platform and id; 0 without an id
        ("parent", pa.uint64()),  # the same of the post it passes on or answers
        ("key", pa.uint64()),  # hash of the text's letters; 0 where it is too short for a copy, or nobody asks
        ("platform", pa.dictionary(pa.int32(), pa.string())),
        ("row", pa.int32()),  # where it stands in its group
        ("flags", pa.uint8()),
    ]
)
#: The columns that are looked at.
READ: Final = ("platform", "post_id", "kind", "time", "text", "url", "repost_of", "parent_id")
#: A post tells the statement again when so much of it is the statement.
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What a group gives.

    Args:
        rows: the posts that may belong to the thread (`ROWS`).
        early: platform -> volume of the first hours: posts, reposts among them, of these the ones without a parent.
    """

    rows: pa.Table
    early: dict[str, tuple[int, int, int]]

    def to_bytes(self) -> bytes:
        """What `from_bytes` reads."""
        return json.dumps(self.early).encode() + b"\n" + to_ipc(self.rows)

    @classmethod
    def from_bytes(cls, data: bytes) -> Related:
        """What `to_bytes` wrote."""
        head, _newline, body = data.partition(b"\n")
        early = {name: (posts, passed, loose) for name, (posts, passed, loose) in json.loads(head).items()}
        return cls(rows=from_ipc(body), early=early)


def related_all(
    chunks: Iterable[pa.RecordBatch], statement: Statement, keys: Iterable[Hashes | None] = repeat(None)
) -> Related:
    """What the posts of a group give, which lie in these chunks one behind the other; see `related`."""
    rows, early, begin = [ROWS.empty_table()], list[dict[str, tuple[int, int, int]]](), 0
    for chunk, given in zip(chunks, keys, strict=False):
        found = related(chunk, statement, given)
        place = pc.add(found.rows["row"], pa.scalar(begin, pa.int32()))
        rows.append(found.rows.set_column(ROWS.get_field_index("row"), "row", place))
        early.append(found.early)
        begin += chunk.num_rows
    return Related(rows=pa.concat_tables(rows).unify_dictionaries().combine_chunks(), early=added(early))


def added(counts: Iterable[dict[str, tuple[int, int, int]]]) -> dict[str, tuple[int, int, int]]:
    """The sums of each platform, by its name."""
    total: dict[str, tuple[int, int, int]] = {}
    for some in counts:
        for name, (posts, passed, loose) in some.items():
            known = total.get(name, (0, 0, 0))
            total[name] = (known[0] + posts, known[1] + passed, known[2] + loose)
    return dict(sorted(total.items()))


def related(chunk: pa.RecordBatch, statement: Statement, keys: Hashes | None = None) -> Related:
    """The posts of a chunk that may belong to the thread, and how many of its first hours there are.

    Nothing is older than what it answers; a post that answers nothing and is too short to be a copy is left out.

    Args:
        chunk: the posts; it needs the columns `READ`.
        statement: how it is known.
        keys: that of each row's text (`text.copies.marks`), where they are worked out already.
    """
    seconds = np.asarray(chunk.column("time").cast(pa.int64()).fill_null(-1).to_numpy(), np.int64)
    late = np.flatnonzero(seconds >= statement.t0 - HOUR)
    posts, at = _taken(chunk.select(READ), late), seconds[late]
    said, passed = _is(posts, "kind", VOLUME), _is(posts, "kind", ("repost",))
    begin, end = statement.echo
    early = said & (at >= begin) & (at < end)
    parent = _parent(posts)
    linked = np.asarray(pc.is_valid(parent).to_numpy(zero_copy_only=False), np.bool_)
    key, tells = _told_again(posts, said, statement.wordings, None if keys is None else keys[late])
    own = tells | _is(posts, "post_id", sorted(statement.ids))
    for name in ("url", "post_id"):
        own |= _linked(posts.column(name), statement.addresses)
    hangs = _among(parent, sorted(statement.ids))
    may = np.flatnonzero(own | linked | (key != 0))
    some = _taken(posts.select(["platform", "post_id"]), may)
    found = own * OWN | hangs * HANGS | said * SAID | early * EARLY | passed * REPOST
    columns = {
        "id": id_keys(some.column("platform"), some.column("post_id")),
        "parent": id_keys(some.column("platform"), parent.take(pa.array(may))),
        "key": key[may],
        "platform": some.column("platform").dictionary_encode(),
        "row": late[may].astype(np.int32),
        "flags": found[may],
    }
    counts = _by_platform(posts.column("platform"), early, passed, passed & ~linked)
    return Related(rows=pa.table(columns, schema=ROWS), early=counts)


def _taken(posts: pa.RecordBatch, rows: npt.NDArray[np.int64]) -> pa.RecordBatch:
    """These rows, rising; exports in order of time have them in one piece, which is no copy."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return posts.slice(int(rows[0]), len(rows))
    return posts.take(pa.array(rows))


def _by_platform(platforms: pa.Array, early: Bools, *further: Bools) -> dict[str, tuple[int, int, int]]:
    coded = platforms.dictionary_encode()
    names, code = coded.dictionary.to_pylist(), coded.indices.to_numpy()
    counts = [np.bincount(code[early & one], minlength=len(names)) for one in (early, *further)]
    found = {name: (int(counts[0][i]), int(counts[1][i]), int(counts[2][i])) for i, name in enumerate(names)}
    return {name: some for name, some in found.items() if some[0]}


def _is(posts: pa.RecordBatch, name: str, values: Sequence[str]) -> Bools:
    return _among(posts.column(name), values)


def _among(column: pa.Array, values: Sequence[str]) -> Bools:
    inside = pc.is_in(column, value_set=pa.array(values, pa.string()))
    return np.asarray(inside.to_numpy(zero_copy_only=False), np.bool_)


def _parent(posts: pa.RecordBatch) -> pa.Array:
    """What each post passes on or answers; null where the export does not say."""
    parent = pc.coalesce(posts.column("repost_of"), posts.column("parent_id"))
    return pc.if_else(pc.equal(parent, ""), pa.scalar(None, pa.string()), parent)


def _linked(urls: pa.Array, addresses: frozenset[str]) -> Bools:
    """Which addresses are the statement's; an export without ids has them as ids."""
    linked = np.zeros(len(urls), np.bool_)
    for address in sorted(addresses):
        # Few hold it at all: only these are taken apart.
        rows = np.flatnonzero(pc.fill_null(pc.match_substring(urls, address), fill_value=False))
        some = urls.take(pa.array(rows))
        plain = pc.utf8_rtrim(pc.replace_substring_regex(some, r"(?i)^(?:https?:)?//|#.*$", ""), "/")
        linked[rows] |= _among(plain, [address])
    return linked


def _told_again(
    posts: pa.RecordBatch, said: Bools, wordings: Sequence[str], keys: Hashes | None
) -> tuple[Hashes, Bools]:
    """The key of each text by which copies meet, and whether most of the text is the statement; comments have neither.

    Without a wording nobody asks for keys, and of a text of half its letters or fewer neither.
    """
    key, tells = np.zeros(posts.num_rows, np.uint64), np.zeros(posts.num_rows, np.bool_)
    if not wordings:
        return key, tells
    shortest = min(map(len, wordings))
    size = np.asarray(pc.utf8_length(posts.column("text")).to_numpy(), np.int64)
    rows = np.flatnonzero(said & (size > int(_MOSTLY * shortest)))
    if keys is None:
        texts, where = _different(posts, rows)
        key[rows] = text_hashes(all_copy_keys(texts))[where]
    else:
        key[rows] = keys[rows]
    rows = np.flatnonzero(said & (size >= shortest))
    texts, where = _different(posts, rows)
    tells[rows] = np.fromiter((_tells(one, wordings) for one in all_letters(texts)), np.bool_, len(texts))[where]
    return key, tells


def _different(posts: pa.RecordBatch, rows: npt.NDArray[np.int64]) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The different texts of some rows, and which of them each has."""
    coded = posts.column("text").take(pa.array(rows)).dictionary_encode()
    return coded.dictionary.to_pylist(), np.asarray(coded.indices.to_numpy(), np.int32)


def _tells(words: str, wordings: Sequence[str]) -> bool:
    return any(one in words and len(one) >= _MOSTLY * len(words) for one in wordings)
