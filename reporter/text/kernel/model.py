"""SnowNLP's two models as plain counts, read from its installed files without importing it.

Its import loads a tagger nobody asked for (4 CPU s, 430 MB).  Its files are
marshal, which is safe to read only when it is known what they hold: each is
read behind its own hash.
"""

from __future__ import annotations

import gzip
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

#: A character (empty before the sentence's begin) and its place in a word: b, m, e, s or BOS.
Tagged = tuple[str, str]

#: What SnowNLP's polarity depends on: two models, its stop words and the code that reads them, each
#: with its sha256 in the release this kernel repeats (0.12.3, the last one).
#: The package name alone is no witness: `snownlp-pro` installs itself over `snownlp`.
KNOWN: Final[Mapping[str, str]] = {
    "classification/bayes.py": "303974dfceb2db0039e3d83b847b3df14bfbc4a325301ff05416b752815259ae",
    "normal/__init__.py": "ad529e2531865ebd7b5e85652ca0d8f74a2d9ee3f6b9224629dc143e5d542473",
    "normal/stopwords.txt": "fc7a55a0fb8622cdc8f12ff4d35703fe17a71a92a746b7091e1eca6923397413",
    "seg/__init__.py": "fbbce86c2139c2bd863c14ae9dbaa317e1a68346cc340c1e9295fbd2fc2757ec",
    "seg/seg.marshal.3": "ccdf2df719ca98f28f2194eb6d1df31ff732f8d434afc4a43f670784a7074cfd",
    "seg/seg.py": "55777343a1253cdf415e1cbbd5c9392ca42546a4acfc9834de0267f4b9b39e34",
    "seg/y09_2047.py": "6854e95ba836cb66cdb853ebc074095837f2a7890b20f75c0dd1c5c9b39849bc",
    "sentiment/__init__.py": "e0505e635866e52528b195b1e67625f6300eb7068e0c7d26bc7d3366db316dd9",
    "sentiment/sentiment.marshal.3": "70e3feeef768a6e7d8abdf00cbf8cce7c20be884b03da16efd4c0edfaaddd4d1",
    "utils/frequency.py": "c25f35609d895c6d85fa5a4f4a70d383c124402a0430722e7295a9435150cb92",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmenter:
    """Counts of the generative model over (character, place in word).

    Args:
        uni: how often each tagged character was seen.
        bi: the same for two in a row.
        tri: the same for three.
        total: sum of `uni`.
        weights: of one, two and three in the interpolation.
    """

    uni: Mapping[Tagged, int]
    bi: Mapping[tuple[Tagged, Tagged], int]
    tri: Mapping[tuple[Tagged, Tagged, Tagged], int]
    total: float
    weights: tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarity:
    """Counts of the naive Bayes model.

    Args:
        words: how often each word was seen, by class (`neg`, `pos`), add-one included.
        totals: sum of a class's counts.
        unseen: the count of a word the class never saw.
        total: sum over the classes.
        stop: words that are left out.
    """

    words: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, float]
    unseen: Mapping[str, int]
    total: float
    stop: frozenset[str]


def digests(root: Path) -> dict[str, str]:
    """The sha256 of every file in `KNOWN` under the package's folder; equal to it: the kernel repeats this package."""
    return {name: sha256((root / name).read_bytes()).hexdigest() for name in KNOWN}


def _checked(root: Path, name: str) -> bytes:
    data = (root / name).read_bytes()
    if sha256(data).hexdigest() != KNOWN[name]:
        raise ValueError(f"{name} is not the model this kernel repeats")
    return data


def _marshalled(root: Path, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    return marshal.loads(gzip.decompress(_checked(root, name)))  # noqa: S302 - its hash is known


def read_segmenter(root: Path) -> Segmenter:
    """The counts in `seg/seg.marshal.3` under the package's folder.

    Raises: ValueError - it is another model (the caller has not compared `digests`).
    """
    raw = _marshalled(root, "seg/seg.marshal.3")
    return Segmenter(
        uni=raw["uni"]["d"],
        bi=raw["bi"]["d"],
        tri=raw["tri"]["d"],
        total=raw["uni"]["total"],
        weights=(raw["l1"], raw["l2"], raw["l3"]),
    )


def read_polarity(root: Path) -> Polarity:
    """The counts in `sentiment/sentiment.marshal.3` and the stop words.

    Raises: ValueError - as `read_segmenter`.
    """
    raw = _marshalled(root, "sentiment/sentiment.marshal.3")
    lines = _checked(root, "normal/stopwords.txt").decode().splitlines()
    return Polarity(
        words={name: one["d"] for name, one in raw["d"].items()},
        totals={name: one["total"] for name, one in raw["d"].items()},
        unseen={name: one["none"] for name, one in raw["d"].items()},
        total=raw["total"],
        stop=frozenset(line.strip() for line in lines),
    )
