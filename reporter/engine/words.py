"""The words the posts of the period share."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies import VOLUME
from reporter.text.words import CommonWords, common_words
from reporter.windows import Window, Windows


def shared_words(chunks: Iterable[pa.RecordBatch], windows: Windows) -> CommonWords:
    """The words most different texts of the period hold; comments are no part of it, as of the volume."""
    return common_words(text for chunk in chunks for text in _period_texts(chunk, windows.whole))


def _period_texts(chunk: pa.RecordBatch, period: Window) -> list[str]:
    seconds = chunk.column("time").cast(pa.int64()).fill_null(period.end)
    inside = pc.and_(pc.greater_equal(seconds, period.start), pc.less(seconds, period.end))
    said = pc.is_in(chunk.column("kind"), value_set=pa.array(VOLUME))
    usable = pc.not_equal(chunk.column("time_precision"), "imprecise")
    rows = chunk.filter(pc.and_(pc.and_(inside, said), usable))
    texts: list[str] = rows.column("text").unique().to_pylist()
    return texts
