"""What the posts say, in compact columns: the one pass over texts from which copies and keywords are worked out.

Of a post only hashes, its time and its platform are kept (40 bytes), of a text one
spelling, however many posts hold it.  The columns of any cut of the posts, in any
order, give the same results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies import VOLUME
from reporter.tallies.count import SPANS
from reporter.tallies.tally import UNTIMED, within
from reporter.text.clean import copy_key, quotable
from reporter.text.copies import (
    LEAST_LETTERS,
    LEAST_POSTS,
    MOST_TEXTS,
    NEAR,
    WAVES,
    Copies,
    Share,
    Wave,
    clustered,
    encoded,
    listed_platforms,
    marks,
    near_members,
    repeated,
    text_hash,
)
from reporter.text.keywords import SAMPLE, Keywords, compared
from reporter.text.near import LEAST, SURE
from reporter.text.segment import Segmenter
from reporter.text.words import MOST_WORDS, CommonWords, common_words
from reporter.windows import AFTER, BEFORE, WHOLE, Window, Windows

_Bools = npt.NDArray[np.bool_]

#: One row for each post of the period.
_POST: Final = np.dtype(
    [
        ("key", "<u8"),  # hash of the text's letters; 0 when it has none
        ("raw", "<u8"),  # hash of the text as it stands
        ("author", "<u8"),  # hash of the pseudonym; 0 when the export names nobody
        ("at", "<i8"),  # seconds since 1970 UTC
        ("span", "<i4"),  # how long the time may last
        ("platform", "<u2"),  # index into `platforms`
        ("statement", "?"),  # an original with letters enough to be a copy of something
    ],
)
#: What is read of a post, and rows read together.
_READ: Final = ("platform", "kind", "time", "time_precision", "author", "text")
_GROUP: Final = 100_000
_TEXT: Final = pa.schema([("key", pa.uint64()), ("text", pa.string())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The posts of the report period, comments left out.

    Args:
        posts: a row for each post, dtype `_POST`.
        platforms: what the rows' `platform` means, sorted.
        texts: columns `key` and `text`, sorted by key: one spelling of each text, of the `MOST_TEXTS` smallest keys.
    """

    posts: npt.NDArray[np.void]
    platforms: tuple[str, ...]
    texts: pa.Table

    @property
    def keys(self) -> npt.NDArray[np.uint64]:
        """The keys of `texts`."""
        return np.asarray(self.texts["key"].to_numpy(), np.uint64)

    def spelling(self, keys: npt.NDArray[np.uint64]) -> list[str]:
        """The text of each of `keys`, all of which are known."""
        rows: list[str] = self.texts["text"].take(pa.array(np.searchsorted(self.keys, keys))).to_pylist()
        return rows

    def inside(self, window: Window) -> _Bools:
        """Which posts lie in the window."""
        return within(self.posts["at"], self.posts["span"].astype(np.int64), window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is worked out of a corpus.

    Args:
        copies: what is copied.
        words: what many texts of the period hold.
        keywords: which words one stretch of time holds more often than another.
    """

    copies: Copies
    words: CommonWords
    keywords: tuple[Keywords, ...]


# Gathering ------------------------------------------------------------------


def gather(chunks: Iterable[pa.RecordBatch], windows: Windows) -> Corpus:
    """The corpus of all chunks; read once, whatever the size."""
    platforms: dict[str, int] = {}
    posts: list[npt.NDArray[np.void]] = [np.zeros(0, _POST)]
    texts = _TEXT.empty_table()
    waiting: list[pa.Table] = []
    for chunk in _grouped(chunks):
        rows, spellings = _columns(chunk, windows.whole, platforms)
        posts.append(rows)
        waiting.append(spellings)
        if sum(len(one) for one in waiting) > MOST_TEXTS:
            texts, waiting = _smallest([texts, *waiting]), []
    return Corpus(
        posts=_renamed(np.concatenate(posts), platforms),
        platforms=tuple(sorted(platforms)),
        texts=_smallest([texts, *waiting]),
    )


def _grouped(chunks: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The columns that are looked at, many rows together: a text that stands in all chunks is read once a group."""
    source = (chunk.select(_READ) for chunk in chunks)
    for first in source:
        some, rows = [first], first.num_rows
        while rows < _GROUP and (following := next(source, None)) is not None:
            some.append(following)
            rows += following.num_rows
        yield from pa.Table.from_batches(some).combine_chunks().to_batches()


def _columns(
    chunk: pa.RecordBatch,
    period: Window,
    platforms: dict[str, int],
) -> tuple[npt.NDArray[np.void], pa.Table]:
    """The rows of a chunk's posts in the period, and a spelling of each text."""
    chunk, at, span = _posts(chunk, period)
    rows = np.zeros(chunk.num_rows, _POST)
    rows["at"], rows["span"] = at, span
    texts = chunk.column("text").dictionary_encode()
    spellings: list[str] = texts.dictionary.to_pylist()
    found, where = [marks(text) for text in spellings], texts.indices.to_numpy()
    keys = _numbers(one.key for one in found)
    rows["key"] = keys[where]
    rows["raw"] = _numbers(one.raw for one in found)[where]
    rows["author"] = _by_value(chunk.column("author"), text_hash)
    rows["platform"] = _by_value(chunk.column("platform"), lambda name: platforms.setdefault(name, len(platforms)))
    long = np.fromiter((one.statement for one in found), np.bool_, count=len(found))
    originals = pc.equal(chunk.column("kind"), "original").to_numpy(zero_copy_only=False)
    rows["statement"] = originals & long[where] if len(rows) else False
    known = pa.array(keys != 0)
    return rows, pa.table({"key": keys, "text": texts.dictionary}, schema=_TEXT).filter(known)


def _posts(
    chunk: pa.RecordBatch,
    period: Window,
) -> tuple[pa.RecordBatch, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Originals and reposts of the period, with when each was and how long that may last."""
    names = chunk.column("time_precision").dictionary_encode()
    spans = pa.array([SPANS[name] for name in names.dictionary.to_pylist()], pa.int64())
    span = spans.take(names.indices).to_numpy().copy()
    span[pc.is_null(chunk.column("time")).to_numpy(zero_copy_only=False)] = UNTIMED
    at = np.asarray(chunk.column("time").cast(pa.int64()).fill_null(0).to_numpy(), np.int64)
    said = pc.is_in(chunk.column("kind"), value_set=pa.array(VOLUME)).to_numpy(zero_copy_only=False)
    kept = within(at, span, period) & said
    return chunk.filter(pa.array(kept)), at[kept], span[kept]


def _numbers(values: Iterable[int]) -> npt.NDArray[np.uint64]:
    return np.fromiter(values, np.uint64)


def _by_value(column: pa.Array, number: Callable[[str], int]) -> npt.NDArray[np.uint64]:
    """`number` of each value, worked out once for each different one; 0 for null."""
    values = column.dictionary_encode()
    numbers = pa.array(_numbers(number(value) for value in values.dictionary.to_pylist()), pa.uint64())
    return np.asarray(numbers.take(values.indices).fill_null(0).to_numpy(), np.uint64)


def _renamed(posts: npt.NDArray[np.void], platforms: dict[str, int]) -> npt.NDArray[np.void]:
    """The posts with platforms numbered by name instead of by who came first."""
    places = {name: place for place, name in enumerate(sorted(platforms))}
    new = np.array([places[name] for name in platforms], "<u2")
    if len(posts):
        posts["platform"] = new[posts["platform"]]
    return posts


def _smallest(tables: list[pa.Table]) -> pa.Table:
    """Of all texts the `MOST_TEXTS` with the smallest keys, each once, in its smallest spelling."""
    ordered = pa.concat_tables(tables).sort_by([("key", "ascending"), ("text", "ascending")])
    keys = ordered["key"].to_numpy()
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    return ordered.take(pa.array(first[:MOST_TEXTS])).combine_chunks()


# Working out ----------------------------------------------------------------


def wording(corpus: Corpus, windows: Windows, segmenter: Segmenter) -> Wording:
    """Copies, common words and keywords of the posts.

    Args:
        corpus: the posts.
        windows: the incident's declared boundaries.
        segmenter: cuts texts into words that count.
    """
    statements = _statements(corpus)
    members = near_members(np.fromiter(statements, np.uint64, count=len(statements)), list(statements.values()))
    copies = _copies(corpus, windows, members)
    sample = _Sampled(corpus, clustered(corpus.posts["key"], members[NEAR]), segmenter)
    return Wording(
        copies=copies,
        words=common_words(sample.words(windows.whole), MOST_WORDS),
        keywords=tuple(_keywords(windows, sample)),
    )


def _statements(corpus: Corpus) -> dict[int, str]:
    """Key -> letters of every text that has enough of them to be a copy of something, by key."""
    found: dict[int, str] = {}
    for some in corpus.texts.to_batches(max_chunksize=_GROUP):  # as Python text a few at a time: memory
        letters = map(copy_key, some.column("text").to_pylist())
        keys = some.column("key").to_pylist()
        found |= {key: one for key, one in zip(keys, letters, strict=True) if len(one) >= LEAST_LETTERS}
    return found


def _copies(
    corpus: Corpus,
    windows: Windows,
    members: dict[float, npt.NDArray[np.uint64]],
) -> Copies:
    said = corpus.posts["statement"]
    posts = corpus.posts[said]
    copied = {
        "verbatim": repeated(posts["raw"]),
        "same": repeated(posts["key"]),
        **{name: repeated(clustered(posts["key"], members[least])) for name, least in _BAND.items()},
    }
    shares = {}
    for window in (one for one in windows.items if one.id in {WHOLE, BEFORE, AFTER}):
        inside = corpus.inside(window)[said]
        shares[window.id] = Share(
            posts=int(inside.sum()), **{name: int((is_ & inside).sum()) for name, is_ in copied.items()}
        )
    different = np.sort(posts["key"])
    different = different[np.append(True, different[1:] != different[:-1])[: len(different)]]
    return Copies(
        shares=shares,
        different=len(different),
        compared=int(np.isin(different, corpus.keys).sum()),
        waves=tuple(_waves(corpus, posts, clustered(posts["key"], members[NEAR]))),
        members=encoded(members[NEAR]),
    )


_BAND: Final = {"near": NEAR, "near_least": SURE, "near_most": LEAST}


def _waves(
    corpus: Corpus,
    posts: npt.NDArray[np.void],
    cluster: npt.NDArray[np.uint64],
) -> Iterator[Wave]:
    """The largest clusters of `LEAST_POSTS` posts or more."""
    numbers, sizes = np.unique(cluster, return_counts=True)
    order = np.lexsort((numbers, -sizes))[:WAVES]
    for which in order[sizes[order] >= LEAST_POSTS]:
        rows = posts[cluster == numbers[which]]
        keys, counts = np.unique(rows["key"], return_counts=True)
        most = keys[np.lexsort((keys, -counts))][:1]
        known = np.isin(most, corpus.keys)  # beyond `MOST_TEXTS` texts a wave may have kept no spelling
        yield Wave(
            text=quotable(corpus.spelling(most)[0]) if known.all() else "",
            posts=len(rows),
            wordings=len(keys),
            authors=len(np.unique(rows["author"][rows["author"] != 0])),
            first=int(rows["at"].min()),
            last=int(rows["at"].max()),
            platforms=listed_platforms(corpus.platforms[code] for code in rows["platform"]),
        )


class _Sampled:
    """The words of a stretch of time: of each cluster of copies one text, of very many a sample."""

    def __init__(self, corpus: Corpus, cluster: npt.NDArray[np.uint64], segmenter: Segmenter) -> None:
        self._corpus, self._cluster, self._segmenter = corpus, cluster, segmenter
        self._spelt = np.isin(corpus.posts["key"], corpus.keys)

    def words(self, window: Window) -> list[frozenset[str]]:
        """The words of each text that speaks for the window."""
        rows = self._corpus.inside(window) & self._spelt
        keys, clusters = self._corpus.posts["key"][rows], self._cluster[rows]
        order = np.lexsort((keys, clusters))
        clusters, keys = clusters[order], keys[order]
        first = np.append(True, clusters[1:] != clusters[:-1])[: len(clusters)]
        # Clusters go by their smallest key, which is smaller the larger they are: mixed again, none comes first.
        mixed = clusters[first] * np.uint64(0x9E3779B97F4A7C15)
        chosen = keys[first][np.argsort(mixed ^ (mixed >> np.uint64(32)), kind="stable")[:SAMPLE]]
        return self._segmenter.words(self._corpus.spelling(np.sort(chosen)))


def _keywords(windows: Windows, sample: _Sampled) -> Iterator[Keywords]:
    """After the response beside before; each claim's window beside the period it is compared with."""
    pairs = [(BEFORE, AFTER)]
    pairs += [(f"baseline:{name}", f"claim:{name}") for name in _claims(windows)]
    for before, after in pairs:
        if before in windows and after in windows and _apart(windows[before], windows[after]):
            yield compared((before, after), sample.words(windows[before]), sample.words(windows[after]))


def _claims(windows: Windows) -> Iterator[str]:
    for window in windows.items:
        kind, _colon, name = window.id.partition(":")
        if kind == "claim":
            yield name


def _apart(one: Window, other: Window) -> bool:
    """Whether the windows share no time: a text of both would be compared with itself."""
    return one.end <= other.start or other.end <= one.start
