"""Copies, common words and keywords, worked out of a corpus one stretch of keys after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.corpus.gathering import Corpus, Rows, inside
from reporter.repeats import repeated
from reporter.text.clean import all_copy_keys, quotable
from reporter.text.copies import (
    LEAST_LETTERS,
    LEAST_POSTS,
    NEAR,
    WAVES,
    Copies,
    Keys,
    Share,
    Wave,
    clustered,
    encoded,
    listed_platforms,
    near_members,
)
from reporter.text.keywords import SAMPLE, Keywords, compared
from reporter.text.near import LEAST, SURE, known_among, once
from reporter.text.segment import Segmenter
from reporter.text.words import MOST_WORDS, CommonWords, common_words
from reporter.windows import AFTER, BEFORE, WHOLE, Window, Windows

_Ints = npt.NDArray[np.int64]
#: Texts read as Python text at once; bounds memory.
_TOGETHER: Final = 100_000
_BAND: Final = {"near": NEAR, "near_least": SURE, "near_most": LEAST}


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


def wording(corpus: Corpus, windows: Windows, segmenter: Segmenter) -> Wording:
    """Copies, common words and keywords of the posts.

    Args:
        corpus: the posts.
        windows: the incident's declared boundaries.
        segmenter: cuts texts into words that count.
    """
    statements = _statements(corpus)
    members = near_members(np.fromiter(statements, np.uint64, count=len(statements)), list(statements.values()))
    del statements
    pairs = list(_pairs(windows))
    sizes = _Sizes(corpus, members)
    seen = _Seen(corpus, windows, sizes, {WHOLE, *(name for pair in pairs for name in pair)})
    words = {name: segmenter.words(corpus.spelling(keys)) for name, keys in seen.samples(members[NEAR]).items()}
    copies = Copies(
        shares={name: share for name, share in seen.shares.items() if name in {WHOLE, BEFORE, AFTER}},
        different=sizes.different,
        compared=sizes.compared,
        waves=tuple(seen.waves()),
        members=encoded(members[NEAR]),
    )
    keywords = tuple(compared(pair, words[pair[0]], words[pair[1]]) for pair in pairs)
    return Wording(copies=copies, words=common_words(words[WHOLE], MOST_WORDS), keywords=keywords)


def _statements(corpus: Corpus) -> dict[int, str]:
    """Key -> letters of every text that has enough of them to be a copy of something, by key."""
    found: dict[int, str] = {}
    for some in corpus.texts.to_batches(max_chunksize=_TOGETHER):
        letters = all_copy_keys(some.column("text").to_pylist())
        keys = some.column("key").to_pylist()
        found |= {key: one for key, one in zip(keys, letters, strict=True) if len(one) >= LEAST_LETTERS}
    return found


def _pairs(windows: Windows) -> Iterator[tuple[str, str]]:
    """Stretches of time whose words are compared: after the response with before, a claim's with its baseline."""
    claims = (window.id.partition(":")[2] for window in windows.items if window.id.startswith("claim:"))
    for before, after in ((BEFORE, AFTER), *((f"baseline:{name}", f"claim:{name}") for name in claims)):
        if before in windows and after in windows and _apart(windows[before], windows[after]):
            yield before, after


def _apart(one: Window, other: Window) -> bool:
    """Whether the windows share no time: a text of both would be compared with itself."""
    return one.end <= other.start or other.end <= one.start


# How many ---------------------------------------------------------------------


class _Sizes:
    """How many posts each cluster of copies has: first pass over the posts.

    Args:
        corpus: the posts.
        members: threshold -> texts with near copies, and the cluster of each (`near_members`).
    """

    def __init__(self, corpus: Corpus, members: Mapping[float, Keys]) -> None:
        self.members = members
        self.different = self.compared = 0
        self._clusters = {least: once(cluster) for least, (_keys, cluster) in members.items()}
        self._totals = {least: np.zeros(len(numbers), np.int64) for least, numbers in self._clusters.items()}
        largest = [(np.zeros(0, np.uint64), np.zeros(0, np.int64))]
        spelt = corpus.keys
        for posts in corpus.posts:
            keys, n = _tallied(posts["key"][posts["statement"]])
            self.different += len(keys)
            self.compared += int(known_among(keys, spelt).sum())
            for least, (known, _cluster) in members.items():
                mine = known_among(keys, known)
                np.add.at(self._totals[least], self._at(least, keys[mine]), n[mine])
            alone = ~known_among(keys, members[NEAR][0])
            largest = [_largest([*largest, (keys[alone], n[alone])])]
        largest = [_largest([*largest, (self._clusters[NEAR], self._totals[NEAR])])]
        #: The clusters with most posts, the largest first.
        self.largest = largest[0][0].tolist()

    def _at(self, least: float, keys: Keys) -> _Ints:
        return np.searchsorted(self._clusters[least], clustered(keys, self.members[least]))

    def of(self, least: float, keys: Keys, n: _Ints) -> _Ints:
        """The posts of the cluster of each key, of whom `n` say the key's own text."""
        mine = known_among(keys, self.members[least][0])
        sizes = n.copy()
        sizes[mine] = self._totals[least][self._at(least, keys[mine])]
        return sizes


def _largest(some: Sequence[tuple[Keys, _Ints]]) -> tuple[Keys, _Ints]:
    """The `WAVES` clusters with most posts of those that have `LEAST_POSTS`, and their posts."""
    numbers, sizes = (np.concatenate(one) for one in zip(*some, strict=True))
    order = np.lexsort((numbers, -sizes))
    chosen = order[sizes[order] >= LEAST_POSTS][:WAVES]
    return numbers[chosen], sizes[chosen]


def _tallied(values: Keys) -> tuple[Keys, _Ints]:
    """The different values, sorted, and how many there are of each."""
    ordered = np.sort(values)
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    return ordered[first], np.diff(np.append(first, len(ordered)))


def _numbered(values: Keys) -> tuple[Keys, _Ints]:
    """The different values, sorted, and which of them each value is."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    number = np.empty(len(values), np.int64)
    number[order] = np.cumsum(first) - 1
    return ordered[first], number


# Which ------------------------------------------------------------------------


class _Seen:
    """Which posts are copies, the posts of the largest waves, the texts of every window: second pass over the posts.

    Args:
        corpus: the posts.
        windows: the incident's declared boundaries.
        sizes: how many posts each cluster has.
        wanted: ids of the windows whose texts are wanted.
    """

    def __init__(self, corpus: Corpus, windows: Windows, sizes: _Sizes, wanted: set[str]) -> None:
        self._corpus, self._sizes = corpus, sizes
        named = [window for window in windows.items if window.id in wanted | {BEFORE, AFTER}]
        #: Window id -> how many of its posts are copies.
        self.shares = {window.id: Share(0, 0, 0, 0, 0, 0) for window in named}
        self._waves: list[Rows] = []
        self._texts: dict[str, list[Keys]] = {name: [] for name in wanted}
        spelt, largest = corpus.keys, np.sort(np.array(sizes.largest, np.uint64))
        for posts in corpus.posts:
            # What is looked up by key is looked up once for each, in order, and then told to its posts.
            keys, number = _numbered(posts["key"])
            statements, stated = posts[posts["statement"]], number[posts["statement"]]
            copied = self._copied(statements["raw"], keys, stated)
            known = known_among(keys, spelt)[number]
            for window in named:
                within = inside(statements, window)
                found = (within.sum(), *((is_ & within).sum() for is_ in copied.values()))
                both = zip(self.shares[window.id], found, strict=True)
                self.shares[window.id] = Share(*(int(one + other) for one, other in both))
                if window.id in wanted:
                    self._texts[window.id].append(once(posts["key"][inside(posts, window) & known]))
            cluster = clustered(keys, sizes.members[NEAR])[stated]
            self._waves.append(statements[known_among(cluster, largest)])

    def _copied(self, raw: Keys, keys: Keys, number: _Ints) -> dict[str, npt.NDArray[np.bool_]]:
        """Share's columns but the first -> which of the posts it counts, each of which says `keys[number]`."""
        n = np.bincount(number, minlength=len(keys))
        verbatim = np.zeros(len(raw), np.bool_)
        verbatim[repeated(raw)] = True
        near = {name: (self._sizes.of(least, keys, n) > 1)[number] for name, least in _BAND.items()}
        return {"verbatim": verbatim, "same": (n > 1)[number], **near}

    def waves(self) -> Iterator[Wave]:
        """The largest clusters of `LEAST_POSTS` posts or more."""
        posts = np.concatenate(self._waves)
        cluster = clustered(posts["key"], self._sizes.members[NEAR])
        for number in self._sizes.largest:
            yield self._wave(posts[cluster == np.uint64(number)])

    def _wave(self, posts: Rows) -> Wave:
        keys, counts = _tallied(posts["key"])
        most = keys[np.lexsort((keys, -counts))][:1]
        # Beyond `MOST_TEXTS` texts a wave may have kept no spelling.
        spelling = self._corpus.spelling(most)[0] if known_among(most, self._corpus.keys).all() else ""
        platforms = np.bincount(posts["platform"], minlength=len(self._corpus.platforms))
        return Wave(
            text=quotable(spelling),
            posts=len(posts),
            wordings=len(keys),
            authors=len(once(posts["author"][posts["author"] != 0])),
            first=int(posts["at"].min()),
            last=int(posts["at"].max()),
            platforms=listed_platforms(dict(zip(self._corpus.platforms, platforms.tolist(), strict=True))),
        )

    def samples(self, members: Keys) -> dict[str, Keys]:
        """Window id -> the texts that speak for it: of each cluster of copies one text, of very many a sample."""
        return {name: _sampled(np.concatenate(keys), members) for name, keys in self._texts.items()}


def _sampled(keys: Keys, members: Keys) -> Keys:
    clusters = clustered(keys, members)
    order = np.lexsort((keys, clusters))
    clusters, keys = clusters[order], keys[order]
    first = np.append(True, clusters[1:] != clusters[:-1])[: len(clusters)]
    # Clusters go by their smallest key, which is smaller the larger they are: mixed again, none comes first.
    mixed = clusters[first] * np.uint64(0x9E3779B97F4A7C15)
    return np.sort(keys[first][np.argsort(mixed ^ (mixed >> np.uint64(32)), kind="stable")[:SAMPLE]])
