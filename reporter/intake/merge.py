"""One row per post: the latest crawl wins, else the copy with the most engagement.

A post is known by platform and id.  Exports without ids are known by what they
say: crawlers append run after run to one file, and then a post stands there once
per run.  Equal rows of one run are copies by several accounts and stay.

Of a row 9 bytes are looked at together, whatever its text; what decides between copies only of those that are copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.posts import SCHEMA
from reporter.repeats import repeated

#: The canonical columns and the run of the crawler (numbered in its file) a row belongs to.
WITH_RUN: Final = SCHEMA.append(pa.field("run", pa.int64(), nullable=False))

#: Separates the parts of a key; cleaned text contains no control character.
_BETWEEN: Final = "\x1f"
_RUNS: Final = 1 << 32
#: Digits that fit a 64-bit number, whatever they are.
_DIGITS: Final = 18

_Ints = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]
_KINDS: Final = {"post": "<u8", "known": "i1", "crawl": "<i8", "engagement": "<i8", "run": "<i8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What tells the rows of a batch apart.

    Args:
        post: 64-bit hash of what a post is known by.
        known: 2 known by its id, 1 by what it says, 0 by nothing.
        crawl: when it was crawled, seconds since 1970 UTC; -1 unknown.
        engagement: likes, comments and reposts together.
        run: the run of the crawler.
    """

    post: _Hashes
    known: npt.NDArray[np.int8]
    crawl: _Ints
    engagement: _Ints
    run: _Ints


def keys_of(batch: pa.RecordBatch) -> Keys:
    """The keys of a batch of `WITH_RUN`.

    Two different posts share a hash with a chance of n * n / 2**65: one in a million for five million posts.
    """
    space = _spaces(batch["platform"], pc.equal(batch["kind"], "comment"))
    named = pc.is_valid(batch["post_id"])
    said = pc.and_(pc.and_(pc.invert(named), pc.is_valid(batch["time"])), pc.not_equal(batch["text"], ""))
    number = _numeric(batch["post_id"])
    post = np.zeros(batch.num_rows, np.uint64)
    _by_number(batch["post_id"], space, number, post)
    _by_address(batch, space, _bools(named) & ~number, post)
    _by_words(batch, space, said, post)
    return Keys(
        post=post,
        known=np.where(_bools(named), 2, _bools(said)).astype(np.int8),
        crawl=_filled(batch["crawl_time"].cast(pa.int64()), -1),
        engagement=_filled(batch["likes"], 0) + _filled(batch["comments"], 0) + _filled(batch["reposts"], 0),
        run=_filled(batch["run"], 0),
    )


def _spaces(platform: pa.Array, comment: pa.Array | None = None) -> pa.DictionaryArray:
    """Within what an id is one post: the platform, its comments apart from its posts."""
    coded = platform.dictionary_encode()
    if comment is None:
        return coded
    names = coded.dictionary.to_pylist()
    both = pa.array([f"{name}{_BETWEEN}{kind}" for kind in "pc" for name in names], pa.string())
    place = coded.indices.to_numpy() + len(names) * comment.to_numpy(zero_copy_only=False)
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32)), both)


def id_keys(platform: pa.Array, ids: pa.Array) -> _Hashes:
    """64 bits of platform and id of each row, the same wherever that post is named; 0 without an id."""
    keys, space = np.zeros(len(ids), np.uint64), _spaces(platform)
    number = _numeric(ids)
    _by_number(ids, space, number, keys)
    rows = np.flatnonzero(_bools(pc.fill_null(pc.not_equal(ids, ""), fill_value=False)) & ~number)
    if len(rows):
        rows = pa.array(rows)
        _hash_into(keys, rows, space.take(rows).cast(pa.string()), ids.take(rows))
    return keys


def _numeric(ids: pa.Array) -> npt.NDArray[np.bool_]:
    """Which ids are numbers: digits alone, without a zero in front; a seventh of the cost of a regular expression."""
    short = pc.less_equal(pc.binary_length(ids), _DIGITS)
    plain = pc.and_not(pc.and_(pc.ascii_is_decimal(ids), short), pc.starts_with(ids, "0"))
    return _bools(pc.fill_null(plain, fill_value=False))


def _by_number(ids: pa.Array, space: pa.DictionaryArray, number: npt.NDArray[np.bool_], post: _Hashes) -> None:
    spaces = np.array([*map(_hash, space.dictionary.to_pylist()), 0], np.uint64)
    if not number.all():
        rows = pa.array(np.flatnonzero(number))
        ids, space = ids.take(rows), space.take(rows)
    numbers = ids.cast(pa.int64()).to_numpy(zero_copy_only=False).view(np.uint64)
    post[number] = _mixed(numbers) ^ spaces[space.indices.to_numpy()]


def _by_address(
    batch: pa.RecordBatch,
    space: pa.DictionaryArray,
    wanted: npt.NDArray[np.bool_],
    post: _Hashes,
) -> None:
    # Some exports give every post the address of its account: the time tells such posts apart.
    if not wanted.any():
        return
    rows = pa.array(np.flatnonzero(wanted))
    ids = batch["post_id"].take(rows)
    seconds = pc.fill_null(batch["time"].take(rows).cast(pa.int64()).cast(pa.string()), "")
    when = pc.if_else(pc.starts_with(ids, "http"), seconds, "")
    _hash_into(post, rows, space.take(rows).cast(pa.string()), ids, when)


def _by_words(batch: pa.RecordBatch, space: pa.DictionaryArray, said: pa.Array, post: _Hashes) -> None:
    rows = _rows(said)
    if not len(rows):
        return
    plain = batch.take(rows)
    seconds = plain["time"].cast(pa.int64()).cast(pa.string())
    parts = (pc.fill_null(plain["author"], ""), seconds, plain["text"])
    _hash_into(post, rows, space.take(rows).cast(pa.string()), *parts)


def _hash_into(post: _Hashes, rows: pa.Array, *parts: pa.Array) -> None:
    if len(rows):
        joined = pc.binary_join_element_wise(*parts, _BETWEEN).to_pylist()
        post[rows.to_numpy()] = np.fromiter((_hash(key) for key in joined), np.uint64, len(joined))


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


def _mixed(numbers: _Hashes) -> _Hashes:
    """Numbers spread over all 64 bits, one to one (splitmix64's finaliser, Steele et al. 2014)."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


#: What gives the keys of all rows of a file, each time it is asked.
Keyed = Callable[[], Keys]
#: Rows looked at together; bounds memory.
_TOGETHER: Final = 4_000_000


def joined(keys: Sequence[Keys]) -> Keys:
    """The keys of all batches, one behind the other."""
    each = {field.name: [getattr(one, field.name) for one in keys] for field in fields(Keys)}
    return Keys(**{name: np.concatenate([np.zeros(0, _KINDS[name]), *some]) for name, some in each.items()})


def no_keys() -> Keys:
    """Of a file without a row."""
    return joined(())


def duplicates(files: Sequence[Keyed]) -> list[npt.NDArray[np.bool_]]:
    """For every file which rows stay.

    Args:
        files: the keys of the rows of each, in order.  They are asked for once, and once more where copies are.

    Comments are kept apart from posts.  Between copies the latest crawl wins, then
    the highest sum of likes, comments and reposts, then the first in order.
    """
    every = [(keys.post, keys.known) for keys in (file() for file in files)]
    ends = np.cumsum([0, *(len(post) for post, _known in every)])
    post = np.concatenate([np.zeros(0, np.uint64), *(one for one, _known in every)])
    known = np.concatenate([np.zeros(0, np.int8), *(one for _post, one in every)])
    del every
    keep = np.ones(len(post), np.bool_)
    for kind in (2, 1):
        for places in _blocks(_repeated(post, known == kind), post):
            _drop(keep, places, post[places], _looked_up(files, ends, places), said=kind == 1)
    return [keep[begin:end] for begin, end in pairwise(ends.tolist())]


def _repeated(post: _Hashes, wanted: npt.NDArray[np.bool_]) -> _Ints:
    """Places of the wanted rows whose post stands more than once among them, by post and place."""
    width = 2**64 // (len(post) // _TOGETHER + 1) + 1
    found = [np.zeros(0, np.int64)]
    for low in range(0, 2**64, width):
        high = min(low + width, 2**64) - 1
        found.append(repeated(post, wanted & (post >= np.uint64(low)) & (post <= np.uint64(high))))
    return np.concatenate(found)


def _blocks(places: _Ints, post: _Hashes) -> Iterator[_Ints]:
    """The places in pieces of some million, none of which parts one post's."""
    at = 0
    while at < len(places):
        end = min(at + _TOGETHER, len(places))
        while end < len(places) and post[places[end]] == post[places[end - 1]]:
            end += 1
        yield places[at:end]
        at = end


def _looked_up(files: Sequence[Keyed], ends: _Ints, places: _Ints) -> dict[str, _Ints]:
    """What decides between copies at these places; a file is read again only when one of its rows is among them."""
    found = {name: np.zeros(len(places), np.int64) for name in ("run", "crawl", "engagement")}
    of_file = np.searchsorted(ends, places, side="right") - 1
    for file in np.unique(of_file).tolist():
        keys, mine = files[file](), of_file == file
        for name, column in found.items():
            column[mine] = getattr(keys, name)[places[mine] - ends[file]]
        found["run"][mine] += file * _RUNS
    return found


def _drop(
    keep: npt.NDArray[np.bool_],
    places: _Ints,
    codes: _Hashes,
    told: Mapping[str, _Ints],
    *,
    said: bool,
) -> None:
    """Of rows with equal codes all but one are dropped; posts known by what they are `said` to be may stand often."""
    codes = _numbered(codes, told["run"], places) if said else codes
    order = np.lexsort((places, -told["engagement"], -told["crawl"], codes))
    group = codes[order]
    keep[places[order[1:][group[1:] == group[:-1]]]] = False


def _numbered(words: _Hashes, runs: _Ints, places: _Ints) -> _Hashes:
    # The how-manieth equal row of its run each row is: the third copy of one run is
    # the third copy of the next, and nobody's second.
    order = np.lexsort((places, runs, words))
    begins = np.ones(len(words), dtype=bool)
    begins[1:] = (words[order][1:] != words[order][:-1]) | (np.diff(runs[order]) != 0)
    first = np.maximum.accumulate(np.where(begins, np.arange(len(words)), 0))
    nth = np.empty(len(words), np.uint64)
    nth[order] = (np.arange(len(words)) - first).astype(np.uint64)
    return _mixed(words + nth * np.uint64(0x9E3779B97F4A7C15))


def _rows(found: pa.Array) -> pa.Array:
    return pc.indices_nonzero(pc.fill_null(found, fill_value=False))


def _bools(found: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)


def _filled(values: Any, empty: int) -> _Ints:  # noqa: ANN401 - an arrow array
    filled: _Ints = pc.fill_null(values, empty).to_numpy(zero_copy_only=False)
    return filled
