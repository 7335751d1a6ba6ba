"""A labelled chunk becomes a tally, by whole columns and never row by row."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies.more import active, flags, pulled, reached, seen
from reporter.tallies.samples import sample_tables
from reporter.tallies.tables import FIRST, PARTS, POST, TOP
from reporter.tallies.tally import HOUR, UNTIMED, VOLUME, Tally, within
from reporter.text.copies import Marks, marks, text_hashes
from reporter.text.different import Different, different
from reporter.windows import Windows

#: How long a time of each precision may last, in seconds; a minute counts as an instant,
#: a guess as no time at all.
SPANS: Final = {"minute": 0, "hour": HOUR, "day": 24 * HOUR, "imprecise": UNTIMED}
FACETS: Final = ("channel", "account_type", "region")
#: What is counted of the posts of the period.
_COUNTED: Final = ("kind", "final_stance", "likes", "comments", "reposts", *FACETS)

_Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]


class Known(NamedTuple):
    """What is worked out once for each different value of a chunk: posts are full of copies.

    Args:
        authors: 64 bits of each row's author; 0 where the export names nobody.
        texts: the marks of each row's text.
    """

    authors: Hashes
    texts: Marks


def known(chunk: pa.RecordBatch, texts: Different | None = None) -> Known:
    """What is known of the authors and texts of a chunk.

    Args:
        chunk: it needs these two columns.
        texts: its different texts, where they are told apart already.
    """
    authors, said = different(chunk.column("author")), texts or different(chunk.column("text"))
    # Nobody is no name: the number of that is one behind the others.
    keys = np.append(text_hashes(authors.texts), np.uint64(0))
    return Known(keys[authors.number], marks(said.texts).of(said.number))


def tally(chunk: pa.RecordBatch, windows: Windows, given: Known | None = None) -> Tally:
    """Everything counted of one chunk.

    Args:
        chunk: posts with their labels: schema `labels.LABELLED`.
        windows: the incident's declared boundaries.
        given: what is `known` of the chunk, where that is worked out already.
    """
    who, texts = known(chunk) if given is None else given
    at, span = _times(chunk)
    when = {"start": np.where(span == 0, _cut(at, windows), at), "span": span}
    inside = within(at, span, windows.whole)
    posts, shown = _where(chunk.select(_COUNTED), inside), _shown(chunk)
    far = inside & (shown["engagement"].to_numpy() > 0)
    tables = {
        "cells": _cells(chunk, when),
        "hand": _hand(chunk, when),
        **sample_tables(chunk, when),
        "texts": _hashed(posts, texts.key[inside]),
        "authors": _hashed(posts, who[inside]),
        "facets": _facets(posts),
        "top": shown.take(pa.array(TOP.leading(shown, far))),
        "first": shown.take(pa.array(FIRST.leading(shown, span == 0))),
        **_engaged(posts, who[inside]),
        "flags": flags(chunk, when),
        "seen": seen(chunk, when),
        "active": _active(chunk, who, at, inside & (span == 0)),
    }
    return Tally(windows, {name: PARTS[name].merged([tables[name]]) for name in PARTS})


def _times(chunk: pa.RecordBatch) -> tuple[_Ints, _Ints]:
    """Seconds since 1970 UTC and span of each post; 0 and UNTIMED where the time is no use."""
    seconds = chunk.column("time").cast(pa.int64())
    names = chunk.column("time_precision").dictionary_encode()
    spans = np.array([SPANS[name] for name in names.dictionary.to_pylist()], np.int64)
    span = spans[names.indices.to_numpy()] if len(spans) else np.zeros(0, np.int64)
    span = np.where(seconds.is_valid().to_numpy(zero_copy_only=False), span, UNTIMED)
    return np.where(span == UNTIMED, 0, seconds.fill_null(0).to_numpy()).astype(np.int64), span


def _cut(at: _Ints, windows: Windows) -> _Ints:
    """The last boundary at or before each instant: full hour, T0 plus whole hours, edge of a window."""
    cut = at - at % HOUR
    if windows.t0 is not None:
        cut = np.maximum(cut, at - (at - windows.t0) % HOUR)
    edges = np.array(sorted({edge for w in windows.items for edge in (w.start, w.end)}), np.int64)
    behind = np.searchsorted(edges, at, side="right") - 1
    return np.where(behind >= 0, np.maximum(cut, edges[behind]), cut).astype(np.int64)


def _where(posts: pa.RecordBatch, chosen: npt.NDArray[np.bool_]) -> pa.RecordBatch:
    """The chosen posts; nothing is copied where that is all of them."""
    return posts if chosen.all() else posts.filter(pa.array(chosen))


def _ones(n: int) -> _Ints:
    return np.ones(n, np.int64)


def _table(name: str, columns: dict[str, object]) -> pa.Table:
    return pa.table(columns, schema=PARTS[name].schema)


def _known(chunk: pa.RecordBatch) -> _Ints:
    """1 where the export states any count, else 0."""
    stated = (pc.is_valid(chunk.column(name)) for name in ("likes", "comments", "reposts"))
    return np.asarray(np.any([one.to_numpy(zero_copy_only=False) for one in stated], axis=0), np.int64)


def _cells(chunk: pa.RecordBatch, when: dict[str, _Ints]) -> pa.Table:
    counts = {name: chunk.column(name).fill_null(0) for name in ("likes", "comments", "reposts")}
    return _table(
        "cells",
        {
            **when,
            "platform": chunk.column("platform"),
            "kind": chunk.column("kind"),
            "stance": chunk.column("final_stance"),
            "source": chunk.column("stance_source"),
            "n": _ones(chunk.num_rows),
            **counts,
            "counted": _known(chunk),
            "capped": chunk.column("capped").cast(pa.int64()),
        },
    )


def _hand(chunk: pa.RecordBatch, when: dict[str, _Ints]) -> pa.Table:
    columns = {
        **when,
        "platform": chunk.column("platform"),
        "kind": chunk.column("kind"),
        "hand": chunk.column("hand_label"),
        "machine": chunk.column("machine_stance").fill_null(""),
        "n": _ones(chunk.num_rows),
    }
    return _table("hand", columns).filter(pc.is_valid(chunk.column("hand_label")))


def _hashed(posts: pa.RecordBatch, keys: Hashes) -> pa.Table:
    """Kind and key of each row; rows whose key is 0 are left out."""
    rows = {"kind": posts.column("kind"), "hash": keys, "n": _ones(posts.num_rows)}
    return _table("texts", rows).filter(pa.array(keys != 0))


def _of_volume(posts: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    kinds = pc.is_in(posts.column("kind"), value_set=pa.array(VOLUME))
    return np.asarray(kinds.to_numpy(zero_copy_only=False), np.bool_)


def _active(chunk: pa.RecordBatch, who: Hashes, at: _Ints, usable: npt.NDArray[np.bool_]) -> pa.Table:
    """The authors of each hour, of volume whose time is known to the minute."""
    chosen = usable & _of_volume(chunk) & (who != 0)
    return active(who[chosen], at[chosen])


def _engaged(posts: pa.RecordBatch, who: Hashes) -> dict[str, pa.Table]:
    """How far the volume went, of posts whose export states any count: by engagement, and by author."""
    usable = _of_volume(posts) & (_known(posts) == 1)
    chosen, who = _where(posts, usable), who[usable]
    counts = [chosen.column(name).fill_null(0).to_numpy() for name in ("likes", "comments", "reposts")]
    engagement, named = np.asarray(counts[0] + counts[1] + counts[2], np.int64), who != 0
    return reached(chosen, engagement) | pulled(who[named], _where(chosen, named), engagement[named])


def _facets(posts: pa.RecordBatch) -> pa.Table:
    n = posts.num_rows
    common = {"kind": posts.column("kind"), "stance": posts.column("final_stance"), "n": _ones(n)}
    values = {name: posts.column(name).fill_null("") for name in FACETS}
    return pa.concat_tables(
        _table("facets", {"facet": pa.repeat(name, n), "value": value, **common}) for name, value in values.items()
    )


def _shown(posts: pa.RecordBatch) -> pa.Table:
    """Posts with the columns pages show."""
    counts = [posts.column(name).fill_null(0) for name in ("likes", "comments", "reposts")]
    own = {
        "engagement": pc.add(pc.add(counts[0], counts[1]), counts[2]),
        "time": posts.column("time").cast(pa.int64()),
        "stance": posts.column("final_stance"),
        "source": posts.column("stance_source"),
    }
    return pa.table({name: own[name] if name in own else posts.column(name) for name in POST.names}, schema=POST)
