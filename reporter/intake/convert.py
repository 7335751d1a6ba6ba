"""Rows of text to a batch of the canonical schema, column by column.

A column repeats itself, so each distinct cell is read once; texts are looked at
one by one only where RE2 finds something to clean or to mask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.accounts import Accounts, alias
from reporter.intake.balance import Notes, Reason
from reporter.intake.clean import SUSPECT as CLEANABLE
from reporter.intake.clean import cleaned
from reporter.intake.exporter import FIELDS, Exporter
from reporter.intake.layout import Layout
from reporter.intake.merge import WITH_RUN
from reporter.intake.numbers import Count, read_count
from reporter.intake.scope import Scope
from reporter.intake.table import Rows
from reporter.intake.times import ReadTime, read_time
from reporter.intake.words import (
    read_flag,
    read_id,
    read_kind,
    read_platform,
    read_stance,
    read_word,
)
from reporter.privacy import SUSPECT as PRIVATE
from reporter.privacy import mask, pseudonym

#: The platform of rows whose file names none.
UNKNOWN: Final = "unknown"

_In = TypeVar("_In", bound=Hashable)
_Out = TypeVar("_Out")
_Columns = Mapping[str, tuple[str, ...]]


def mapped(values: Sequence[_In], read: Callable[[_In], _Out]) -> list[_Out]:
    """`read` of every value, called once for each distinct one."""
    known = {value: read(value) for value in set(values)}
    return [known[value] for value in values]


def to_batch(rows: Rows, notes: Notes, scope: Scope) -> pa.RecordBatch:
    """The usable ones of `rows` as a batch of `merge.WITH_RUN`."""
    layout = rows.layout
    columns = dict(zip(FIELDS, zip(*rows.values, strict=True), strict=True))
    crawled = [t.seconds for t in mapped(columns["crawl_time"], lambda cell: read_time(cell, scope.zone))]
    times = _times(columns["time"], crawled, scope.zone)
    counts = {name: _counts(columns[name], layout.exporter) for name in ("likes", "comments", "reposts")}
    values = {
        **_who(columns, layout, notes, scope),
        **_said(columns, layout, notes),
        **_went(times, crawled, counts),
        **_context(columns),
        "file": [notes.file] * len(times),
        "line": rows.lines,
        "run": rows.runs,
    }
    batch = pa.RecordBatch.from_arrays([_array(values[f.name], f.type) for f in WITH_RUN], schema=WITH_RUN)
    _note(notes, times, counts.values())
    faults = _faults(columns, times, counts)
    for i, reason in faults.items():
        notes.reject(rows.lines[i], reason, rows.values[i])
    return batch.filter(pa.array([i not in faults for i in range(len(times))])) if faults else batch


def _array(values: Any, kind: pa.DataType) -> pa.Array:  # noqa: ANN401 - an arrow array or a list
    if isinstance(values, pa.Array):
        return values
    if values and values.count(values[0]) == len(values):
        # Most exports leave several columns empty.
        return pa.repeat(pa.scalar(values[0], kind), len(values))
    if pa.types.is_timestamp(kind):
        return pa.array(values, pa.int64()).cast(kind)
    return strings(values) if pa.types.is_string(kind) else pa.array(values, kind)


def strings(values: Sequence[str | None]) -> pa.Array:
    """`values` as an arrow array; lone surrogates (possible in JSON) become U+FFFD."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        fixed = [v and v.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for v in values]
        return pa.array(fixed, pa.string())


def _times(written: Sequence[str], crawled: Sequence[int | None], zone: tzinfo) -> list[ReadTime]:
    if any(crawled):
        return mapped(list(zip(written, crawled, strict=True)), lambda pair: read_time(pair[0], zone, pair[1]))
    return mapped(written, lambda cell: read_time(cell, zone))


def _counts(written: Sequence[str], exporter: Exporter) -> list[Count]:
    def read(cell: str) -> Count:
        count = read_count(cell)
        return count._replace(capped=count.capped or count.value in exporter.caps)

    return mapped(written, read)


def _faults(columns: _Columns, times: list[ReadTime], counts: Mapping[str, list[Count]]) -> dict[int, Reason]:
    # Only rows that look wrong at first sight are looked at twice.
    wordless = [i for i, text in enumerate(columns["text"]) if not text.strip()]
    said = ("title", "post_id", "time")
    found = {i: Reason.EMPTY for i in wordless if not any(columns[name][i].strip() for name in said)}
    for i in (i for i, time in enumerate(times) if not time.readable):
        if any(not count[i].readable for count in counts.values()):
            found[i] = Reason.SHIFTED
    return found


def _note(notes: Notes, times: list[ReadTime], counts: Iterable[list[Count]]) -> None:
    notes.counts["unreadable_times"] += sum(not t.readable for t in times)
    for column in counts:
        notes.counts["unreadable_counts"] += sum(not c.readable for c in column)


def _who(columns: _Columns, layout: Layout, notes: Notes, scope: Scope) -> dict[str, Any]:
    fixed = read_platform(layout.platform) or UNKNOWN
    platform = [written or fixed for written in mapped(columns["platform"], read_platform)]
    ids = [read_id(cell) for cell in columns["post_id"]]
    notes.counts["lossy_ids"] += sum(lossy for _, lossy in ids)
    accounts = list(zip(platform, columns["author_id"], columns["author_name"], strict=True))
    origins = list(zip(columns["kind"], columns["repost_of"], strict=True))
    return {
        "platform": platform,
        "post_id": [post_id for post_id, _ in ids],
        "kind": mapped(origins, lambda origin: _kind(layout, *origin)),
        "repost_of": mapped(columns["repost_of"], _edge),
        "author": mapped(accounts, lambda who: _author(scope, *who)),
        "account_type": _account_types(columns, accounts, scope.accounts),
    }


def _account_types(
    columns: _Columns,
    authors: Sequence[tuple[str, str, str]],
    listed: Accounts,
) -> list[str | None]:
    """The analyst's word for a listed account, else the export's; never a guess."""
    written = mapped(columns["account_type"], read_word)
    if not listed:
        return written
    rows = mapped(authors, lambda who: listed.find(*who))
    return [row.type if row else own for row, own in zip(rows, written, strict=True)]


def _author(scope: Scope, platform: str, author_id: str, name: str) -> str | None:
    listed = scope.accounts.find(platform, author_id, name) if scope.accounts else None
    if listed is not None:
        return alias(scope.secret, platform, listed)
    account, lossy = read_id(author_id)
    who = read_word(name) if account is None or lossy else account
    return None if who is None else pseudonym(scope.secret, platform, who)


def _kind(layout: Layout, written: str, repost_of: str) -> str:
    if layout.exporter.comments:
        return "comment"
    return read_kind(written) or ("repost" if _edge(repost_of) else "original")


def _edge(written: str) -> str | None:
    post_id, _lossy = read_id(written)
    return None if post_id == "0" else post_id


def _said(columns: _Columns, layout: Layout, notes: Notes) -> dict[str, Any]:
    stances = mapped(columns["stance"], lambda cell: read_stance(cell, layout.exporter.stances))
    flags = mapped(columns["sensitive"], read_flag)
    notes.counts["unknown_stances"] += sum(not s.known for s in stances)
    texts = columns["text"]
    if "title" in layout.fields:
        texts = tuple(_joined(title, text) for title, text in zip(columns["title"], texts, strict=True))
    return {
        "text": words(texts, notes.masked),
        "stance": [s.value for s in stances],
        "sensitive": [s.sensitive if f is None else f for s, f in zip(stances, flags, strict=True)],
    }


def _joined(title: str, text: str) -> str:
    # Many exporters repeat the title as the text's beginning, or have only one of the two.
    title, text = title.strip(), text.strip()
    return text if text.startswith(title.rstrip("….")) else f"{title}\n{text}".strip()


def words(texts: Sequence[str], masked: Counter[str]) -> pa.Array:
    """`texts` cleaned and masked; what was masked is added to `masked`."""

    def hidden(text: str) -> str:
        shown, kinds = mask(text)
        masked.update(kinds)
        return shown

    clean = pc.utf8_normalize(_treated(strings(texts), CLEANABLE, cleaned), "NFC")
    return _treated(clean, PRIVATE, hidden)


def _treated(texts: pa.Array, suspect: str, treat: Callable[[str], str]) -> pa.Array:
    # Python sees only the texts RE2 suspects.
    found = pc.match_substring_regex(texts, suspect)
    if not found.true_count:
        return texts
    treated = strings([treat(text) for text in texts.filter(found).to_pylist()])
    return pc.replace_with_mask(texts, found, treated)


def _went(times: list[ReadTime], crawled: list[int | None], counts: Mapping[str, list[Count]]) -> dict[str, Any]:
    capped = [a.capped or b.capped or c.capped for a, b, c in zip(*counts.values(), strict=True)]
    return {
        "time": [t.seconds for t in times],
        "time_precision": [t.precision for t in times],
        "crawl_time": crawled,
        **{name: [c.value for c in values] for name, values in counts.items()},
        "capped": capped,
    }


def _context(columns: _Columns) -> dict[str, Any]:
    return {name: mapped(columns[name], read_word) for name in ("channel", "region", "url")}
