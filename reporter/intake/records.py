"""One physical record of a file, whatever the file is, and its cells as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isnan
from types import NoneType
from typing import Any, Final, NamedTuple

from reporter.intake.balance import Reason
from reporter.intake.bulk import Bulk

#: Spreadsheets keep 15 digits, floats 53 bits; a longer number has lost its end.
_FIFTEEN_DIGITS: Final = 10**15
_FLOAT_EXACT: Final = 2**53
_MONGO: Final = frozenset({"$numberInt", "$numberLong", "$numberDouble", "$oid", "$date"})


class Record(NamedTuple):
    """A record as the reader found it.

    Args:
        line: 1-based line, worksheet row or record number where it begins.
        cells: its cells as text.
        fault: why it may be unusable; used when its cells do not fit the header.
        header: whether the reader knows it to be a header (the keys of JSON objects).
        link: the address behind a cell of the record, "" without one.
    """

    line: int
    cells: list[str]
    fault: Reason | None = None
    header: bool = False
    link: str = ""


@dataclass(slots=True)
class Fit:
    """What the table tells a reader about good rows, once the header is known.

    Args:
        widths: the numbers of cells a row may have; empty while unknown.
        is_row: whether cells look like a whole row by themselves.
        header: the header rows are read by at the moment; empty while rows must be looked at one by one.
        wanted: the columns of it that are read.
    """

    widths: frozenset[int]
    is_row: Callable[[list[str]], bool]
    header: tuple[str, ...] = ()
    wanted: frozenset[int] = frozenset()


@dataclass(slots=True)
class Sheet:
    """A table inside a file.

    Args:
        name: of the worksheet; "" where a file is one table.
        records: its records from the first one on, many together where the reader can.
        preview: the first records, roughly, to find the header in; empty where the
            reader itself marks headers.
        fit: set by the table as soon as the header is known.
    """

    name: str
    records: Iterator[Record | Bulk]
    preview: Sequence[Record] = ()
    fit: Fit = field(default_factory=lambda: Fit(frozenset(), lambda _cells: False))


def cell(value: object) -> str:
    """A JSON, Parquet or worksheet value as the text a CSV would hold.

    Whole floats too long for a spreadsheet keep their `.0`, by which they are
    known as destroyed ids.
    """
    if isinstance(value, str):
        return value
    for kind, written in _WRITTEN.items():
        if isinstance(value, kind):
            return written(value)
    return str(value)


def _float(value: float) -> str:
    if isnan(value):
        return ""
    if not value.is_integer():
        return repr(value)
    return str(int(value)) if abs(value) < _FIFTEEN_DIGITS else f"{value:.0f}.0"


def _mongo(value: dict[str, object]) -> str:
    return next((cell(inner) for key, inner in value.items() if key in _MONGO), "")


#: How values that are not text are written; a kind stands before the one it is a kind of.
_WRITTEN: Final[dict[type, Callable[[Any], str]]] = {
    NoneType: lambda _value: "",
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    datetime: lambda value: value.isoformat(" ", "seconds"),
    date: date.isoformat,
    dict: _mongo,
    list: lambda _value: "",
}


def worksheet_cell(value: object) -> str:
    """A worksheet value as text; a number that Excel has or may have cut is marked by `.0`."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _FIFTEEN_DIGITS:
        # Excel writes a 0 for every digit behind the fifteenth.
        exact = abs(value) < _FLOAT_EXACT and value % 10
        return str(value) if exact else f"{value}.0"
    return cell(value)
