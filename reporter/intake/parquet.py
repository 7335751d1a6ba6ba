"""Parquet files, row group by row group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.intake.bulk import Bulk
from reporter.intake.columns import strings
from reporter.intake.records import Fit, Record, Sheet, cell
from reporter.intake.sources import Source

_ROWS: Final = 20_000


def parquet_sheets(source: Source) -> Iterator[Sheet]:
    """The one table of a Parquet file.

    Raises: UserError (R204) - the file is damaged or cut off.
    """
    with source.open() as file:
        sheet = Sheet("", iter(()))
        sheet.records = _records(file, source.name, sheet.fit)
        yield sheet


def _records(file: IO[bytes], name: str, fit: Fit) -> Iterator[Record | Bulk]:
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(file)
        yield Record(0, list(table.schema_arrow.names), header=True)
        number = 1
        for batch in table.iter_batches(_ROWS):
            found = together(batch, number, fit)
            if found is not None:
                yield found
            else:
                yield from _one_by_one(batch, number)
            number += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        message = _("the Parquet file is damaged ({why})").format(why=str(error).split("\n", 1)[0])
        raise UserError([problem("R204", message, file=name)]) from error


def _one_by_one(batch: pa.RecordBatch, first: int) -> Iterator[Record]:
    rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
    for number, values in enumerate(rows, first):
        yield Record(number, [cell(value) for value in values])


def together(batch: pa.RecordBatch, first: int, fit: Fit) -> Bulk | None:
    """The rows of a batch; None where a header may stand among them, or no header is known yet.

    Args:
        batch: the rows.
        first: number of the first of them.
        fit: what the table wants of its columns.
    """
    if not fit.header or len(fit.header) != batch.num_columns or not batch.num_rows:
        return None
    columns = {index: _cells(batch.column(index)) for index in fit.wanted | {0}}
    if any(fit.header[0] in name for name in pc.unique(columns[0]).to_pylist()):
        return None
    numbers = np.arange(first, first + batch.num_rows)
    return Bulk({index: columns[index] for index in fit.wanted}, numbers, batch.num_rows)


def _cells(column: pa.Array) -> pa.Array:
    """The column as the text a CSV would hold."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_integer(column.type):
        return pc.fill_null(column.cast(pa.string()), "")
    return strings([cell(value) for value in column.to_pylist()])
