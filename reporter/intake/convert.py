"""Rows of text to a batch of the canonical schema, column by column.

A column repeats itself, so what has no regular form is read once for each distinct cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.accounts import listed
from reporter.intake.balance import Notes, Reason
from reporter.intake.columns import Counts, Times, blank, counts, each, every, times
from reporter.intake.layout import Layout
from reporter.intake.merge import WITH_RUN
from reporter.intake.scope import Scope
from reporter.intake.table import Rows
from reporter.intake.texts import texts_of, words
from reporter.intake.who import authors, edges, ids, platforms
from reporter.intake.words import (
    read_channel,
    read_flag,
    read_kind,
    read_region,
    read_stance,
    read_word,
)

#: An address that leads to one page, not to a site's front door.
_PAGE: Final = r"^https?://[^/\s]+/[^\s]*[^/\s]"
_CLOCK: Final = r"^\s*[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?\s*$"
_COUNTED: Final = ("likes", "comments", "reposts")
#: A table narrower than this may hold texts and nothing else.
_NARROW: Final = 4

_Columns = Mapping[str, pa.Array]


def to_batch(rows: Rows, notes: Notes, scope: Scope) -> pa.RecordBatch:
    """The usable ones of `rows` as a batch of `merge.WITH_RUN`."""
    layout, columns, size = rows.layout, rows.columns, len(rows.lines)
    crawled = _crawled(columns, scope)
    when = times(_moments(columns, size), crawled, scope.zone)
    how_many = {name: counts(columns[name], layout.exporter.caps) for name in _COUNTED if name in columns}
    values = {
        **_who(columns, layout, notes, scope.secret, size),
        **_said(columns, layout, notes, size),
        **_went(when, crawled, how_many, size),
        **_context(columns, layout, size),
        "file": pa.repeat(notes.file, size),
        "line": pa.array(rows.lines, pa.int64()),
        "run": pa.array(rows.runs, pa.int64()),
    }
    values |= listed(scope.accounts, scope.secret, columns, values)
    arrays = [_typed(values.get(field.name), field.type, size) for field in WITH_RUN]
    batch = pa.RecordBatch.from_arrays(arrays, schema=WITH_RUN)
    _note(notes, when, how_many)
    return _without_faults(batch, rows, _faults(rows, notes, when, how_many), notes)


def _typed(values: pa.Array | None, kind: pa.DataType, size: int) -> pa.Array:
    if values is None:
        return pa.nulls(size, kind)
    return values if values.type == kind else values.cast(kind)


def _crawled(columns: _Columns, scope: Scope) -> pa.Array | None:
    return times(columns["crawl_time"], None, scope.zone).seconds if "crawl_time" in columns else None


def _moments(columns: _Columns, size: int) -> pa.Array:
    # Some exports write the day and the time of the day into two columns.
    if "time" not in columns:
        return pa.repeat("", size)
    moments = columns["time"]
    if "date" not in columns:
        return moments
    clock = pc.match_substring_regex(moments, _CLOCK)
    joined = pc.binary_join_element_wise(columns["date"], pc.utf8_trim_whitespace(moments), " ")
    return pc.if_else(clock, joined, pc.if_else(blank(moments), columns["date"], moments))


def _faults(rows: Rows, notes: Notes, when: Times, how_many: Mapping[str, Counts]) -> list[tuple[pa.Array, Reason]]:
    columns = rows.columns
    size = len(rows.lines)
    # Ids and times first: where none is blank, nobody has to look at the texts.
    said = (columns[name] for name in ("post_id", "time", "title", "text", "summary") if name in columns)
    empty = _all((blank(cells) for cells in said), size)
    unread = _any([pc.invert(column.readable) for column in how_many.values()], size)
    faults = [(empty, Reason.EMPTY), (pc.and_(pc.invert(when.readable), unread), Reason.SHIFTED)]
    if notes.sheet and "time" in columns and len(columns) >= _NARROW:
        # Under a table stand its source, its totals, a telephone number: one cell, nothing else.
        filled = [pc.invert(blank(cells)).cast(pa.int8()) for cells in columns.values()]
        alone = pc.less_equal(_sum(filled), 1)
        faults.append((pc.and_(alone, blank(columns["time"])), Reason.REMARK))
    return faults


def _all(masks: Iterable[pa.Array], size: int) -> pa.Array:
    found = pa.repeat(pa.scalar(value=True), size)
    for one in masks:
        found = pc.and_(found, one)
        if not found.true_count:
            break
    return found


def _any(masks: Sequence[pa.Array], size: int) -> pa.Array:
    return pc.invert(_all([pc.invert(one) for one in masks], size))


def _sum(columns: Sequence[pa.Array]) -> pa.Array:
    total = columns[0]
    for column in columns[1:]:
        total = pc.add(total, column)
    return total


def _without_faults(
    batch: pa.RecordBatch,
    rows: Rows,
    faults: Sequence[tuple[pa.Array, Reason]],
    notes: Notes,
) -> pa.RecordBatch:
    wrong = _any([found for found, _reason in faults], batch.num_rows)
    if not wrong.true_count:
        return batch
    for i in pc.indices_nonzero(wrong).to_pylist():
        reason = next(reason for found, reason in faults if found[i].as_py())
        notes.reject(int(rows.lines[i]), reason, rows.cells(i))
    return batch.filter(pc.invert(wrong))


def _note(notes: Notes, when: Times, how_many: Mapping[str, Counts]) -> None:
    notes.counts["unreadable_times"] += len(when.readable) - when.readable.true_count
    for column in how_many.values():
        notes.counts["unreadable_counts"] += len(column.readable) - column.readable.true_count


def _who(columns: _Columns, layout: Layout, notes: Notes, secret: bytes, size: int) -> dict[str, Any]:
    platform = platforms(columns, layout, size)
    post_id, lossy = ids(columns["post_id"]) if "post_id" in columns else (pa.nulls(size, pa.string()), 0)
    notes.counts["lossy_ids"] += lossy
    if "url" in columns and post_id.null_count:
        # An export without ids still says where each post stands.
        page = pc.match_substring_regex(columns["url"], _PAGE)
        address = pc.if_else(page, pc.utf8_trim_whitespace(columns["url"]), None)
        post_id = pc.coalesce(post_id, address)
    edge = edges(columns["repost_of"]) if "repost_of" in columns else None
    return {
        "platform": platform,
        "post_id": post_id,
        "kind": _kinds(columns, layout, edge, size),
        "repost_of": edge,
        "parent_id": edges(columns["parent_id"]) if "parent_id" in columns else None,
        "author": authors(columns, platform, secret),
    }


def _kinds(columns: _Columns, layout: Layout, edge: pa.Array | None, size: int) -> pa.Array:
    if layout.exporter.comments:
        return pa.repeat("comment", size)
    kind = pa.nulls(size, pa.string())
    if "kind" in columns:
        kind = each(columns["kind"], read_kind, pa.string())
    if "is_repost" in columns:
        flag = each(columns["is_repost"], read_flag, pa.bool_())
        kind = pc.coalesce(kind, pc.if_else(flag, "repost", None))
    if edge is not None:
        kind = pc.coalesce(kind, pc.if_else(pc.is_valid(edge), "repost", None))
    return pc.fill_null(kind, "original")


_STANCE: Final = (pa.string(), pa.bool_(), pa.bool_())


def _said(columns: _Columns, layout: Layout, notes: Notes, size: int) -> dict[str, Any]:
    values: dict[str, Any] = {"text": words(texts_of(columns, size), notes.masked)}
    flag = each(columns["sensitive"], read_flag, pa.bool_()) if "sensitive" in columns else None
    if "stance" in columns:
        codes = layout.exporter.stances
        stance, also, known = every(columns["stance"], lambda cell: read_stance(cell, codes), _STANCE)
        notes.counts["unknown_stances"] += size - known.true_count
        values["stance"] = stance
        flag = also if flag is None else pc.coalesce(flag, also)
    return values | {"sensitive": flag}


def _went(when: Times, crawled: pa.Array | None, how_many: Mapping[str, Counts], size: int) -> dict[str, Any]:
    return {
        "time": when.seconds,
        "time_precision": when.precision,
        "crawl_time": crawled,
        **{name: column.values for name, column in how_many.items()},
        "capped": _any([column.capped for column in how_many.values()], size),
    }


def _context(columns: _Columns, layout: Layout, size: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, read in (("account_type", read_word), ("region", read_region), ("channel", read_channel)):
        if name in columns:
            values[name] = each(columns[name], read, pa.string())
    if layout.channel:
        there = values.get("channel", pa.nulls(size, pa.string()))
        values["channel"] = pc.fill_null(there, layout.channel)
    if "url" in columns:
        trimmed = pc.utf8_trim_whitespace(columns["url"])
        values["url"] = pc.if_else(pc.match_substring_regex(trimmed, r"[^-\s]"), trimmed, None)
    return values
