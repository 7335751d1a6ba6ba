"""Columns of cells to columns of values: in arrow where a cell is plain, in Python once for each other one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.numbers import Count, read_count
from reporter.intake.times import NO_TIME, ReadTime, read_time

_PLAIN_COUNT: Final = "^[0-9]{1,12}$"
_PLAIN_TIME: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-5][0-9](:[0-5][0-9])?$"
_HOUR_ENDS: Final = 13


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

    plain = pc.match_substring_regex(cells, _PLAIN_COUNT)
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
    plain = pc.match_substring_regex(cells, _PLAIN_TIME)
    if plain.true_count == len(cells) and len(cells):
        quick = _plain_times(cells, zone)
        if quick is not None:
            return quick
    if crawled is None or crawled.null_count == len(crawled):
        return Times(*every(cells, lambda cell: read_time(cell, zone), _TIME))
    return _beside_crawls(cells, crawled, zone)


def _plain_times(cells: pa.Array, zone: tzinfo) -> Times | None:
    # Posts come many to the hour, so the zone is asked once an hour; None when no calendar has a day.
    coded = pc.utf8_slice_codeunits(cells, 0, _HOUR_ENDS).dictionary_encode()
    hours = [read_time(f"{hour}:00", zone) for hour in coded.dictionary.to_pylist()]
    if not all(hour.readable for hour in hours):
        return None
    seconds = pa.array([hour.seconds for hour in hours], pa.int64()).take(coded.indices)
    minutes = pc.utf8_slice_codeunits(cells, 14, 16).cast(pa.int64())
    rest = pc.utf8_slice_codeunits(cells, 17, 19)
    rest = pc.if_else(pc.equal(rest, ""), "0", rest).cast(pa.int64())
    size = len(cells)
    return Times(
        pc.add(seconds, pc.add(pc.multiply(minutes, 60), rest)),
        pa.repeat("minute", size),
        pa.repeat(pa.scalar(value=True), size),
    )


def _beside_crawls(cells: pa.Array, crawled: pa.Array, zone: tzinfo) -> Times:
    known: dict[tuple[str, int | None], ReadTime] = {}
    pairs = list(zip(cells.to_pylist(), crawled.to_pylist(), strict=True))
    for pair in pairs:
        if pair not in known:
            known[pair] = read_time(pair[0], zone, pair[1])
    found = [known[pair] for pair in pairs] or [NO_TIME]
    parts = zip(*found, strict=True)
    return Times(*(pa.array(part, kind)[: len(pairs)] for part, kind in zip(parts, _TIME, strict=True)))
