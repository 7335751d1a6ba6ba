"""Rows of text to a batch of the canonical schema, column by column.

A column repeats itself, so each distinct cell is read once; texts are looked at
one by one only where RE2 finds something to clean or to mask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.accounts import listed
from reporter.intake.balance import Notes, Reason
from reporter.intake.clean import SUSPECT as CLEANABLE
from reporter.intake.clean import cleaned
from reporter.intake.columns import Counts, Times, blank, counts, each, every, strings, times
from reporter.intake.layout import Layout
from reporter.intake.merge import WITH_RUN
from reporter.intake.scope import Scope
from reporter.intake.table import Rows
from reporter.intake.words import (
    known_platform,
    read_channel,
    read_flag,
    read_id,
    read_kind,
    read_platform,
    read_region,
    read_stance,
    read_word,
)
from reporter.privacy import SUSPECT as PRIVATE
from reporter.privacy import mask, pseudonym

#: The platform of rows whose file names none.
UNKNOWN: Final = "unknown"

#: An address that leads to one page, not to a site's front door.
_PAGE: Final = r"^https?://[^/\s]+/[^\s]*[^/\s]"
_CLOCK: Final = r"^\s*[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?\s*$"
_PLAIN_ID: Final = "^[0-9]{1,32}$"
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
    said = [columns[name] for name in ("text", "summary", "title", "post_id", "time") if name in columns]
    empty = _all([blank(cells) for cells in said], size)
    unread = _any([pc.invert(column.readable) for column in how_many.values()], size)
    faults = [(empty, Reason.EMPTY), (pc.and_(pc.invert(when.readable), unread), Reason.SHIFTED)]
    if notes.sheet and "time" in columns and len(columns) >= _NARROW:
        # Under a table stand its source, its totals, a telephone number: one cell, nothing else.
        filled = [pc.invert(blank(cells)).cast(pa.int8()) for cells in columns.values()]
        alone = pc.less_equal(_sum(filled), 1)
        faults.append((pc.and_(alone, blank(columns["time"])), Reason.REMARK))
    return faults


def _all(masks: Sequence[pa.Array], size: int) -> pa.Array:
    found = pa.repeat(pa.scalar(value=True), size)
    for one in masks:
        found = pc.and_(found, one)
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
    platform = _platforms(columns, layout, size)
    post_id, lossy = _ids(columns["post_id"]) if "post_id" in columns else (pa.nulls(size, pa.string()), None)
    notes.counts["lossy_ids"] += lossy.true_count if lossy is not None else 0
    if "url" in columns:
        # An export without ids still says where each post stands.
        page = pc.match_substring_regex(columns["url"], _PAGE)
        address = pc.if_else(page, pc.utf8_trim_whitespace(columns["url"]), None)
        post_id = pc.coalesce(post_id, address)
    edge = each(columns["repost_of"], _edge, pa.string()) if "repost_of" in columns else None
    return {
        "platform": platform,
        "post_id": post_id,
        "kind": _kinds(columns, layout, edge, size),
        "repost_of": edge,
        "parent_id": each(columns["parent_id"], _edge, pa.string()) if "parent_id" in columns else None,
        "author": _authors(columns, platform, secret),
    }


def _platforms(columns: _Columns, layout: Layout, size: int) -> pa.Array:
    fixed = read_platform(layout.platform)
    if "platform" not in columns:
        known = pa.repeat(fixed or None, size).cast(pa.string())
        return pc.fill_null(_elsewhere(known, columns), UNKNOWN)
    written = each(columns["platform"], lambda cell: read_platform(cell) or fixed or None, pa.string())
    sure = each(columns["platform"], lambda cell: known_platform(cell) or None, pa.string())
    return pc.fill_null(pc.coalesce(_elsewhere(sure, columns), written), UNKNOWN)


def _elsewhere(known: pa.Array, columns: _Columns) -> pa.Array:
    # A site nobody knows stands on a channel, and has an address: 澎湃新闻 is one of the news sites.
    for name in ("channel", "url"):
        if name in columns and known.null_count:
            other = each(columns[name], lambda cell: known_platform(cell) or None, pa.string())
            known = pc.coalesce(known, other)
    return known


def _ids(cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    if pc.match_substring_regex(cells, _PLAIN_ID).true_count == len(cells):
        return cells, pa.repeat(pa.scalar(value=False), len(cells))
    found = [read_id(cell) for cell in cells.to_pylist()]
    return strings([post_id for post_id, _lossy in found]), pa.array([lossy for _id, lossy in found], pa.bool_())


def _authors(columns: _Columns, platform: pa.Array, secret: bytes) -> pa.Array | None:
    names = [columns[name] for name in ("author_id", "author_name") if name in columns]
    if not names:
        return None
    blanks = pa.repeat("", len(platform))
    parts = [columns.get("author_id", blanks), columns.get("author_name", blanks)]
    if "author_id" in columns:
        # The name counts only where there is no id: without it there are fewer accounts to tell apart.
        has_id = pc.match_substring_regex(columns["author_id"], _PLAIN_ID)
        parts[1] = pc.if_else(has_id, "", parts[1])
    joined = pc.binary_join_element_wise(platform, *parts, "\x1f")
    return each(joined, lambda who: _author(secret, *who.split("\x1f")[:3]), pa.string())


def _author(secret: bytes, platform: str, author_id: str, name: str) -> str | None:
    if author_id.isdigit() and author_id.isascii():
        return pseudonym(secret, platform, author_id)
    account, lossy = read_id(author_id)
    who = read_word(name) if account is None or lossy else account
    return None if who is None else pseudonym(secret, platform, who)


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


def _edge(written: str) -> str | None:
    post_id, _lossy = read_id(written)
    return None if post_id == "0" else post_id


_STANCE: Final = (pa.string(), pa.bool_(), pa.bool_())


def _said(columns: _Columns, layout: Layout, notes: Notes, size: int) -> dict[str, Any]:
    values: dict[str, Any] = {"text": words(_texts(columns, size), notes.masked)}
    flag = each(columns["sensitive"], read_flag, pa.bool_()) if "sensitive" in columns else None
    if "stance" in columns:
        codes = layout.exporter.stances
        stance, also, known = every(columns["stance"], lambda cell: read_stance(cell, codes), _STANCE)
        notes.counts["unknown_stances"] += size - known.true_count
        values["stance"] = stance
        flag = also if flag is None else pc.coalesce(flag, also)
    return values | {"sensitive": flag}


def _texts(columns: _Columns, size: int) -> pa.Array:
    texts = columns.get("text")
    if texts is None:
        texts = pa.repeat("", size)
    if "summary" in columns:
        texts = pc.if_else(blank(texts), columns["summary"], texts)
    if "title" not in columns:
        return texts
    pairs = zip(columns["title"].to_pylist(), texts.to_pylist(), strict=True)
    return strings([_joined(title, text) for title, text in pairs])


def _joined(title: str, text: str) -> str:
    # Many exporters repeat the title as the text's beginning, or have only one of the two.
    title, text = title.strip(), text.strip()
    return text if text.startswith(title.rstrip("….")) else f"{title}\n{text}".strip()


def words(texts: pa.Array, masked: Counter[str]) -> pa.Array:
    """`texts` cleaned and masked; what was masked is added to `masked`."""

    def hidden(text: str) -> str:
        shown, kinds = mask(text)
        masked.update(kinds)
        return shown

    clean = pc.utf8_normalize(_treated(texts, CLEANABLE, cleaned), "NFC")
    return _treated(clean, PRIVATE, hidden)


def _treated(texts: pa.Array, suspect: str, treat: Callable[[str], str]) -> pa.Array:
    # Python sees only the texts RE2 suspects.
    found = pc.match_substring_regex(texts, suspect)
    if not found.true_count:
        return texts
    treated = strings([treat(text) for text in texts.filter(found).to_pylist()])
    return pc.replace_with_mask(texts, found, treated)


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
