"""Columns of cells to columns of values: in arrow where a cell is plain, in Python once for each other one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.numbers import Count, read_count
from reporter.intake.times import YEARS, ReadTime, read_hour, read_time

#: Digits of a count that is read at once; a longer number may be an id in the wrong column.
_PLAIN_COUNT: Final = 12
_CLOCK: Final = (
    r"^(?P<hour>[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2} [0-9]{1,2})"
    r":(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?$"
)
#: Digits of seconds since 1970, and of thousandths of them.
_SECONDS: Final = 10
_THOUSANDTHS: Final = 13


def strings(values: Sequence[str | None]) -> pa.Array:
    """`values` as an arrow array; lone surrogates (possible in JSON) become U+FFFD."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        fixed = [v and v.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for v in values]
        return pa.array(fixed, pa.string())


def blank(cells: pa.Array) -> pa.Array:
    """True where a cell holds nothing but blanks."""
    return pc.equal(pc.binary_length(pc.utf8_trim_whitespace(cells)), 0)


def each(cells: pa.Array, read: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`read` of every cell as an array of `kind`, called once for each distinct cell."""
    coded = cells.dictionary_encode()
    found = [read(cell) for cell in coded.dictionary.to_pylist()]
    values = strings(found) if pa.types.is_string(kind) else pa.array(found, kind)
    return values.take(coded.indices)


def every(cells: pa.Array, read: Callable[[str], tuple[Any, ...]], kinds: Iterable[pa.DataType]) -> list[pa.Array]:
    """As `each` for a reader of several values: one array per kind."""
    coded = cells.dictionary_encode()
    found = [read(cell) for cell in coded.dictionary.to_pylist()]
    parts = zip(*found, strict=True) if found else ((),) * len(tuple(kinds := tuple(kinds)))
    return [pa.array(part, kind).take(coded.indices) for part, kind in zip(parts, kinds, strict=True)]


class Counts(NamedTuple):
    """A column of counts: the values, whether each is a lower bound, whether each could be read."""

    values: pa.Array
    capped: pa.Array
    readable: pa.Array


_COUNT: Final = (pa.int64(), pa.bool_(), pa.bool_())


def counts(cells: pa.Array, caps: frozenset[int]) -> Counts:
    """`cells` as counts; those of `caps` are lower bounds."""

    def read(cell: str) -> Count:
        count = read_count(cell)
        return count._replace(capped=count.capped or count.value in caps)

    plain = pc.and_(pc.ascii_is_decimal(cells), pc.less_equal(pc.binary_length(cells), _PLAIN_COUNT))
    if plain.true_count < len(cells):
        return Counts(*every(cells, read, _COUNT))
    values = cells.cast(pa.int64())
    capped = pc.is_in(values, pa.array(sorted(caps), pa.int64()))
    return Counts(values, capped, pa.repeat(pa.scalar(value=True), len(cells)))


class Times(NamedTuple):
    """A column of times: seconds since 1970 UTC, how precise each is, whether each could be read."""

    seconds: pa.Array
    precision: pa.Array
    readable: pa.Array


_TIME: Final = (pa.int64(), pa.string(), pa.bool_())


def times(cells: pa.Array, crawled: pa.Array | None, zone: tzinfo) -> Times:
    """`cells` as times of `zone`; `crawled` (seconds) is what 2分钟前 is counted from."""
    size = len(cells)
    seconds = _by_clock(cells, zone)
    if seconds.null_count:
        seconds = pc.coalesce(seconds, _by_epoch(cells))
    regular = Times(seconds, pa.repeat("minute", size), pa.repeat(pa.scalar(value=True), size))
    if not seconds.null_count:
        return regular
    odd = pc.is_null(seconds)
    read = _one_by_one(cells.filter(odd), None if crawled is None else crawled.filter(odd), zone)
    return Times(*(pc.replace_with_mask(column, odd, found) for column, found in zip(regular, read, strict=True)))


def _by_clock(cells: pa.Array, zone: tzinfo) -> pa.Array:
    # Posts come many to the hour, so the calendar and the zone are asked once an hour.
    if not pc.match_substring(cells, ":").true_count:
        return pa.nulls(len(cells), pa.int64())
    hour, minute, second = pc.extract_regex(cells, _CLOCK).flatten()
    began = each(hour, lambda written: read_hour(written, zone), pa.int64())
    return pc.add(began, pc.add(pc.multiply(_number(minute), 60), _number(second)))


def _number(digits: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(digits, ""), "0", digits).cast(pa.int64())


def _by_epoch(cells: pa.Array) -> pa.Array:
    # What lies in no year of posts is somebody's number.
    length = pc.binary_length(cells)
    whole = pc.or_(pc.equal(length, _SECONDS), pc.equal(length, _THOUSANDTHS))
    digits = pc.if_else(pc.and_(pc.ascii_is_decimal(cells), whole), cells, None)
    seconds = pc.utf8_slice_codeunits(digits, 0, _SECONDS).cast(pa.int64())
    first, end = YEARS
    return pc.if_else(pc.and_(pc.greater_equal(seconds, first), pc.less(seconds, end)), seconds, None)


def _one_by_one(cells: pa.Array, crawled: pa.Array | None, zone: tzinfo) -> Times:
    if crawled is None or crawled.null_count == len(crawled):
        return Times(*every(cells, lambda cell: read_time(cell, zone), _TIME))
    known: dict[tuple[str, int | None], ReadTime] = {}
    pairs = list(zip(cells.to_pylist(), crawled.to_pylist(), strict=True))
    for pair in pairs:
        if pair not in known:
            known[pair] = read_time(pair[0], zone, pair[1])
    parts = zip(*(known[pair] for pair in pairs), strict=True)
    return Times(*(pa.array(part, kind) for part, kind in zip(parts, _TIME, strict=True)))
