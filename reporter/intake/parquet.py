"""Parquet files, row group by row group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

import pyarrow as pa

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.intake.records import Record, Sheet, cell
from reporter.intake.sources import Source

_ROWS: Final = 20_000


def parquet_sheets(source: Source) -> Iterator[Sheet]:
    """The one table of a Parquet file.

    Raises: UserError (R204) - the file is damaged or cut off.
    """
    with source.open() as file:
        yield Sheet("", _records(file, source.name))


def _records(file: IO[bytes], name: str) -> Iterator[Record]:
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(file)
        yield Record(0, list(table.schema_arrow.names), header=True)
        number = 0
        for batch in table.iter_batches(_ROWS):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield Record(number, [cell(value) for value in values])
    except (pa.ArrowException, OSError) as error:
        message = _("the Parquet file is damaged ({why})").format(why=str(error).split("\n", 1)[0])
        raise UserError([problem("R204", message, file=name)]) from error
