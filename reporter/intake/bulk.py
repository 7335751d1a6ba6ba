"""A block of CSV lines at once, where nothing in it looks odd; any doubt leaves it to the careful way.

Arrow parses fast and forgives much.  So before its answer is taken, every quotation
mark must open or close a cell, every record that ends must be a row of the right
width, and as many rows as records must have come out.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from reporter.intake.sources import is_utf8

_QUOTE: Final = b'"'
_MARK: Final = codecs.BOM_UTF8
_Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows that were read together.

    Args:
        columns: index in the header -> cells, for the columns that were asked for.
        lines: per row how many lines of the block stand before it.
        height: lines of the block.
    """

    columns: Mapping[int, pa.Array]
    lines: _Places
    height: int


def parsed(block: bytes, delimiter: str, header: Sequence[str], wanted: frozenset[int]) -> Bulk | None:
    """The rows of `block`, whole lines of UTF-8 below `header`; None where anything needs a closer look."""
    block += b"" if block.endswith(b"\n") else b"\n"
    if b"\0" in block or block.startswith(_MARK) or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        return None
    if not _sound(block, delimiter, len(header)):
        return None
    starts, height = _records(block)
    table = _table(block, delimiter, len(header), wanted)
    if table is None or table.num_rows != len(starts):
        return None
    columns = {int(name): table[name].combine_chunks() for name in table.column_names}
    if _repeats(columns[0], header[0]):
        # A header inside the data begins another run.
        return None
    return Bulk({index: columns[index] for index in wanted}, starts, height)


def _repeats(cells: pa.Array, name: str) -> bool:
    alike = cells.filter(pc.match_substring(cells, name)).to_pylist()
    return any(cell.lstrip("\ufeff").strip() == name for cell in alike)


def _sound(block: bytes, delimiter: str, width: int) -> bool:
    # Between quotation marks stand, in turn, what is outside and what is inside of quotes.
    if _QUOTE not in block:
        return True
    parts, mark = block.split(_QUOTE), delimiter.encode()
    if len(parts) % 2 == 0:
        return False
    opens, closes = (mark, b"\n"), (mark, b"\n", b"\r\n")
    last = len(parts) - 1
    for i in range(1, last, 2):
        before, inside, after = parts[i - 1], parts[i], parts[i + 1]
        # Nothing outside between two marks is a doubled mark: the cell goes on.
        if (before and not before.endswith(opens)) or (after and not after.startswith(closes)):
            return False
        if b"\n" in inside and inside.count(mark) >= width - 1:
            # A mark nobody closed may have swallowed whole rows.
            return False
    return True


def _records(block: bytes) -> tuple[_Places, int]:
    # Per record the lines before it: a line feed ends one where an even number of marks stands before it.
    octets = np.frombuffer(block, np.uint8)
    feeds = np.flatnonzero(octets == ord("\n"))
    if _QUOTE in block:
        marks = np.flatnonzero(octets == ord(_QUOTE))
        ends = feeds[np.searchsorted(marks, feeds) % 2 == 0]
    else:
        ends = feeds
    begins = np.concatenate([[0], ends[:-1] + 1])
    length = ends - begins
    # Blank lines are no records.
    blank = (length == 0) | ((length == 1) & (octets[begins] == ord("\r")))
    return np.searchsorted(feeds, begins[~blank]), len(feeds)


def _table(block: bytes, delimiter: str, width: int, wanted: frozenset[int]) -> pa.Table | None:
    names = [str(index) for index in range(width)]
    chosen = [str(index) for index in sorted(wanted | {0})]
    try:
        return csv.read_csv(
            pa.BufferReader(block),
            read_options=csv.ReadOptions(column_names=names, use_threads=False, block_size=len(block) + 1),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=_QUOTE in block),
            convert_options=csv.ConvertOptions(
                include_columns=chosen,
                column_types=dict.fromkeys(chosen, pa.string()),
                strings_can_be_null=False,
                # Cell by cell is slower; of a block that is not whole in every byte the cells that are read may be.
                check_utf8=not is_utf8(block),
            ),
        )
    except pa.ArrowInvalid:
        return None
