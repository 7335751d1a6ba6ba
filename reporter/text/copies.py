"""同质化文本: how many posts say what another post says, word for word or nearly, and the largest waves of them.

Three sieves, the finest last: the text as it stands, its letters and digits alone
(`clean.copy_key`), its runs of three characters (`near`).  That many people post
one text is a fact about texts; who asked them to, no text tells.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from reporter.cache import text_digests
from reporter.text.clean import all_copy_keys
from reporter.text.near import BANDS, LEAST, ROWS, SHINGLE, SURE, groups, near_pairs

Keys = npt.NDArray[np.uint64]

#: Shorter texts (支持, 转发微博) are what people write by themselves: no copy of anything.
LEAST_LETTERS: Final = 8
#: Two texts that share so many of their shingles are near copies; `LEAST` and `SURE` bound what others would say.
NEAR: Final = 0.6
#: Different texts compared with one another at most; of more the smallest hashes, so any order gives the same.
MOST_TEXTS: Final = 200_000
#: Waves told, and the posts and accounts a wave must have to be told.
WAVES: Final = 5
LEAST_POSTS: Final = 5

#: What decides who is a near copy, for the ledger.
METHOD: Final = "copies/1"
PARAMETERS: Final[Mapping[str, str]] = {
    "method": METHOD,
    "letters": str(LEAST_LETTERS),
    "shingle": str(SHINGLE),
    "minhash": f"{BANDS}x{ROWS}",
    "jaccard": f"{NEAR} ({LEAST}-{SURE})",
    "compared at most": str(MOST_TEXTS),
}


class Share(NamedTuple):
    """Posts of a stretch of time that say what another post says.

    Args:
        posts: posts with at least `LEAST_LETTERS` letters of their own.
        verbatim: those whose text stands in another post to the last sign.
        same: those whose letters are another post's (`verbatim` among them).
        near: those that are near copies at `NEAR` (`same` among them).
        near_least: the same at `SURE`: hardly anybody would call fewer copies.
        near_most: the same at `LEAST`: hardly anybody would call more copies.
    """

    posts: int
    verbatim: int
    same: int
    near: int
    near_least: int
    near_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One text, or near copies of it, in many posts.

    Args:
        text: the wording most posts have, as a page may quote it.
        posts: how many posts say it.
        wordings: how many different wordings there are.
        authors: different accounts, as far as the exports name them.
        first: when the first of them was posted, seconds since 1970 UTC.
        last: when the last was.
        platforms: platform and posts on it, most first.
    """

    text: str
    posts: int
    wordings: int
    authors: int
    first: int
    last: int
    platforms: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What is copied.

    Args:
        shares: window id -> posts of that window that are copies of any post of the period.
        different: different texts of the period, by their letters.
        compared: how many of these were compared for near copies: all, or `MOST_TEXTS`.
        waves: the largest, most posts first.
        members: base64 of little-endian 64-bit key and cluster, of every text that has near copies; sorted by key.
    """

    shares: dict[str, Share]
    different: int
    compared: int
    waves: tuple[Wave, ...]
    members: str = ""

    def clusters(self, keys: Keys) -> Keys:
        """The cluster of each key (`text_hashes` of its letters): what is counted once when copies are one.

        A text without near copies is its own cluster.
        """
        known = np.frombuffer(base64.b64decode(self.members), "<u8").reshape(2, -1)
        return clustered(keys, known)


def text_hashes(letters: Sequence[str]) -> Keys:
    """The 64-bit key of each text's letters (`clean.copy_key`), the same in every process; 0 for none."""
    digests = np.frombuffer(text_digests(letters, 8), "<u8").astype(np.uint64)
    some = np.fromiter(map(bool, letters), np.bool_, len(letters))
    return np.where(some, np.maximum(digests, 1), 0)


class Marks(NamedTuple):
    """What copies of texts are told by: a column each, a row for each text.

    Args:
        key: that of the text's letters (`text_hashes`).
        raw: 64 bits that differ where the text does, to the last sign.
        statement: whether it has letters enough to be a copy of something.
    """

    key: Keys
    raw: Keys
    statement: npt.NDArray[np.bool_]

    def of(self, rows: npt.NDArray[np.integer[Any]] | npt.NDArray[np.bool_]) -> Marks:
        """Those of some rows."""
        return Marks(self.key[rows], self.raw[rows], self.statement[rows])


def marks(texts: Sequence[str]) -> Marks:
    """What copies of each text are told by."""
    letters = all_copy_keys(texts)
    key = text_hashes(letters)
    # Texts of one key are told apart by a checksum: a tenth of the work of a hash.
    sums = (crc32(text.encode("utf-8", "surrogatepass")) for text in texts)
    long = np.fromiter(map(len, letters), np.int64, len(texts)) >= LEAST_LETTERS
    return Marks(key, key ^ np.fromiter(sums, np.uint64, len(texts)), long)


def clustered(keys: Keys, members: Keys) -> Keys:
    """The cluster of each key by `members` (keys sorted, and the cluster of each): itself where it is none of these."""
    known, cluster = members
    if not len(known):
        return keys
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, cluster[at], keys).astype(np.uint64)


def encoded(members: Keys) -> str:
    """`members` as `Copies` keeps them."""
    return base64.b64encode(members.astype("<u8").tobytes()).decode("ascii")


def near_members(keys: Keys, letters: Sequence[str]) -> dict[float, Keys]:
    """Threshold -> the texts that have near copies at it: a row of keys, sorted, and a row of their clusters.

    Args:
        keys: hashes of different texts, sorted.
        letters: the letters of each.
    """
    pairs = near_pairs(letters)
    found = {}
    for least in (LEAST, NEAR, SURE):
        smallest = groups(len(keys), pairs, least)
        sizes = np.bincount(smallest, minlength=len(keys))
        several = sizes[smallest] > 1
        found[least] = np.stack([keys[several], keys[smallest[several]]])
    return found


def listed_platforms(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Each platform with its number of posts, most first, ties by name; those without a post are left out."""
    return tuple(sorted(((name, n) for name, n in counts.items() if n), key=lambda item: (-item[1], item[0])))
