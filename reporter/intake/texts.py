"""Columns of words: title and text become one, cleaned and masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.clean import SUSPECT as CLEANABLE
from reporter.intake.clean import cleaned
from reporter.intake.columns import blank, each, strings
from reporter.privacy import SUSPECT as PRIVATE
from reporter.privacy import mask

_SUSPECT: Final = f"{CLEANABLE}|{PRIVATE}"


def texts_of(columns: Mapping[str, pa.Array], size: int) -> pa.Array:
    """The text of each row as the export gives it, its title before it."""
    texts = columns.get("text")
    if texts is None:
        texts = pa.repeat("", size)
    if "summary" in columns:
        texts = pc.if_else(blank(texts), columns["summary"], texts)
    if "title" not in columns:
        return texts
    return _joined(pc.utf8_trim_whitespace(columns["title"]), pc.utf8_trim_whitespace(texts))


def _joined(titles: pa.Array, texts: pa.Array) -> pa.Array:
    # Many exporters repeat the title as the text's beginning, or have only one of the two.
    apart = pc.invert(_begin(texts, pc.utf8_rtrim(titles, "….")))
    if not apart.true_count:
        return texts
    both = pc.binary_join_element_wise(titles.filter(apart), texts.filter(apart), "\n")
    return pc.replace_with_mask(texts, apart, pc.utf8_trim_whitespace(both))


def _begin(texts: pa.Array, heads: pa.Array) -> pa.Array:
    """Whether each text begins with its head: it stands, in the order of bytes, between it and all that begin so."""
    said, first = texts.cast(pa.binary()), heads.cast(pa.binary())
    # No byte of UTF-8 is as large as 255.
    last = pc.binary_join_element_wise(first, b"\xff", b"")
    return pc.and_(pc.greater_equal(said, first), pc.less(said, last))


def words(texts: pa.Array, masked: Counter[str]) -> pa.Array:
    """`texts` cleaned and masked; what was masked is added to `masked`."""

    def hidden(text: str) -> str:
        shown, kinds = mask(text)
        masked.update(kinds)
        return shown

    # Python sees only the texts RE2 suspects, which sees each of the others once.
    found = pc.match_substring_regex(texts, _SUSPECT)
    if not found.true_count:
        return texts
    clean = each(texts.filter(found), cleaned, pa.string())
    private = pc.match_substring_regex(clean, PRIVATE)
    shown = strings([hidden(text) for text in clean.filter(private).to_pylist()])
    return pc.replace_with_mask(texts, found, pc.replace_with_mask(clean, private, shown))
