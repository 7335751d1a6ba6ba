"""Posts and the posts they repost, joined by stretches of their ids."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from reporter.buckets import Buckets
from reporter.corpus.said import linked
from reporter.tallies.trees import LINK, Trees, grown
from reporter.text.near import once
from reporter.windows import Window


def trees(chunks: Iterable[pa.RecordBatch], whole: Window) -> Trees:
    """The repost trees of the chunks' posts in a window."""
    return trees_of((linked(chunk, whole) for chunk in chunks), whole)


def trees_of(parts: Iterable[pa.Table], whole: Window) -> Trees:
    """The same of all groups.

    Args:
        parts: what each gives (the columns id, parent, at and span of `said.SAID`), read once.
        whole: the window.
    """
    posts, parents = Buckets(LINK, "id"), [np.zeros(0, np.uint64)]
    for part in parts:
        rows = np.zeros(part.num_rows, LINK)
        rows["id"], rows["parent"] = part["id"].to_numpy(), part["parent"].to_numpy()
        rows["at"] = np.where(part["span"].to_numpy() == 0, part["at"].to_numpy(), -1)
        named = rows[rows["id"] != 0]
        posts.add(named)
        parents.append(once(named["parent"][named["parent"] != 0]))
    return grown(posts, once(np.concatenate(parents)), whole)
