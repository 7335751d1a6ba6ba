"""A column of texts, each different one once: posts are full of copies, and what a text is asked for is dear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa


class Different(NamedTuple):
    """The different texts of a column.

    Args:
        texts: each once.
        number: which of them each row has; where it has none, how many there are.
    """

    texts: Sequence[str]
    number: npt.NDArray[np.int64]


def different(column: pa.Array) -> Different:
    """The different texts of a column, in the order in which they are met."""
    coded = column.dictionary_encode()
    number = coded.indices.fill_null(len(coded.dictionary)).to_numpy()
    return Different(coded.dictionary.to_pylist(), number.astype(np.int64))
