"""Texts as hashed counts of their characters and pairs of characters: whole columns, no loop over texts.

One array of code points holds all texts, a line feed behind each, so that no pair
reaches into the next text and the end of a text is told apart from its inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

#: Names the features; part of a model's identity.
FEATURES: Final = "char-1-2/1"
#: Buckets the features are counted in.
BUCKETS: Final = 1 << 16

_GOLDEN: Final = np.uint32(0x9E3779B1)


def _bucket(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    """The upper 16 bits of Knuth's multiplicative hash: the same on every machine."""
    return (codes * _GOLDEN >> np.uint32(16)).astype(np.int32)


def ngrams(texts: Sequence[str]) -> Any:  # noqa: ANN401 - scipy has no types
    """The texts as a sparse matrix: one row each, its characters and pairs counted and scaled to its length.

    Args:
        texts: prepared texts; a line feed inside counts as a blank.

    Returns:
        `scipy.sparse.csr_array` of float32, shape (texts, BUCKETS); counts are divided by
        the square root of their sum, and an empty text has an empty row.  A bucket may
        stand several times in a row: its values add up.
    """
    from scipy.sparse import csr_array  # a fifth of a CPU second: only where there are labels

    if not texts:
        return csr_array((0, BUCKETS), dtype=np.float32)
    lengths = np.fromiter(map(len, texts), np.int64, count=len(texts))
    joined = "\n".join([text.replace("\n", " ") for text in texts]) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    inside = np.ones(len(codes), bool)
    inside[np.cumsum(lengths + 1) - 1] = False  # the line feeds
    both = np.empty((len(codes), 2), np.int32)
    both[:, 0] = _bucket(codes)
    both[:-1, 1] = _bucket((codes[:-1] + np.uint32(1)) * _GOLDEN ^ codes[1:])
    starts = np.concatenate([[0], np.cumsum(2 * lengths)]).astype(np.int32)
    scale = (1 / np.sqrt(np.maximum(2.0 * lengths, 1))).astype(np.float32)
    return csr_array((np.repeat(scale, 2 * lengths), both[inside].ravel(), starts), shape=(len(texts), BUCKETS))
