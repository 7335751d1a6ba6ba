"""Small things with defaults: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa

from reporter.posts import SCHEMA

#: A minute in the founding case, in UTC.
NOON: Final = datetime(2021, 6, 18, 4, 0, tzinfo=UTC)

_POST: Final[dict[str, object]] = {
    "platform": "weibo",
    "post_id": None,
    "kind": "original",
    "time": NOON,
    "time_precision": "minute",
    "text": "同一件商品，我看到的价格比朋友高",
    "capped": False,
    "file": "posts/a.csv",
    "line": 2,
}


def a_post(**given: object) -> dict[str, object]:
    """One canonical post with every column of `SCHEMA`; unnamed ones are plain or null."""
    unknown = given.keys() - set(SCHEMA.names)
    if unknown:
        raise KeyError(*sorted(unknown))
    return {name: given.get(name, _POST.get(name)) for name in SCHEMA.names}


def a_chunk(posts: Iterable[dict[str, object]] = ()) -> pa.RecordBatch:
    """The posts as a chunk of the canonical schema; an empty chunk when there are none."""
    return pa.RecordBatch.from_pylist(list(posts), schema=SCHEMA)
