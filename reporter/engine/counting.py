"""Labelled chunks become one tally, the same bytes wherever they are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Final

import pyarrow as pa

from reporter.engine.executors import spread, workers_for
from reporter.tallies import Tally, merged, tally
from reporter.windows import Windows

#: Rows beyond which counting is worth another process.
MANY_ROWS: Final = 500_000

_TOGETHER: Final = 16  # tallies added in one go


def tally_all(chunks: Iterable[pa.RecordBatch], windows: Windows, *, workers: int | None = None) -> Tally:
    """The tally of all labelled chunks; the same bytes in any order, any cut, any number of processes.

    Args:
        chunks: posts with labels (schema `labels.LABELLED`).
        windows: the incident's declared boundaries.
        workers: processes; None chooses by the number of rows.
    """
    source = iter(chunks)
    if workers is None:
        first, rows = _taken(source, MANY_ROWS)
        source, workers = chain(first, source), workers_for(rows, MANY_ROWS, None)
    tallies = spread(partial(tally, windows=windows), source, workers)
    total = Tally(windows)
    while some := list(islice(tallies, _TOGETHER)):
        total = merged([total, *some])
    return total


def _taken(chunks: Iterator[pa.RecordBatch], enough: int) -> tuple[list[pa.RecordBatch], int]:
    """Chunks until more than `enough` rows are taken, and their rows."""
    taken: list[pa.RecordBatch] = []
    rows = 0
    for chunk in chunks:
        taken.append(chunk)
        rows += chunk.num_rows
        if rows > enough:
            break
    return taken, rows
