"""The canonical posts table: what every export becomes, whatever its maker.

A chunk is a `pyarrow.RecordBatch` of `SCHEMA` from the first day.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, Final

import pyarrow as pa


class _NoPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(self, fullname: str, *_more: Any) -> ModuleSpec | None:  # noqa: ANN401 - the machinery's own
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)
        return None


def _arrow_alone() -> None:
    """Arrow looks for pandas now and does not find it.

    With the first array it makes, arrow imports all of pandas (0.5 CPU s and 35 MB of every process) only to
    ask whether it was given a Series; nothing here makes one.  Whoever calls `to_pandas` still gets pandas: for
    that arrow looks again.
    """
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([""])
    finally:
        sys.meta_path.remove(finder)


_arrow_alone()

KINDS: Final = ("original", "repost", "comment")
STANCES: Final = ("negative", "neutral", "positive")

SCHEMA: Final = pa.schema(
    [
        # Who said what, where, when.
        pa.field("platform", pa.string(), nullable=False),  # weibo, wechat, douyin, xhs, ... or as written
        pa.field("post_id", pa.string()),  # text, never a float; null when absent or lossy
        pa.field("kind", pa.string(), nullable=False),  # one of KINDS
        pa.field("time", pa.timestamp("s", tz="UTC")),  # null when it could not be read
        pa.field("time_precision", pa.string(), nullable=False),  # minute, hour, day, imprecise
        pa.field("author", pa.string()),  # keyed pseudonym, never the id or name itself
        pa.field("text", pa.string(), nullable=False),  # cleaned and masked
        pa.field("stance", pa.string()),  # one of STANCES: the export's own label, null when it has none
        pa.field("sensitive", pa.bool_()),  # the vendor's flag; never read as negative
        # How far it went; null when the export does not say.
        pa.field("likes", pa.int64()),
        pa.field("comments", pa.int64()),
        pa.field("reposts", pa.int64()),
        pa.field("capped", pa.bool_(), nullable=False),  # a count is a lower bound (100万+)
        # Context, as the export states it; never guessed.
        pa.field("channel", pa.string()),
        pa.field("account_type", pa.string()),
        pa.field("region", pa.string()),
        pa.field("url", pa.string()),
        pa.field("repost_of", pa.string()),
        pa.field("crawl_time", pa.timestamp("s", tz="UTC")),
        # Where the row stood, so that everything can be traced back.
        pa.field("file", pa.string(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        # The post a comment was made under; null when the export does not say.
        pa.field("parent_id", pa.string()),
    ],
)
