"""Columns of platforms, ids and accounts: who posted, which post it is, which one it passes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.columns import each, every
from reporter.intake.layout import Layout
from reporter.intake.words import known_platform, read_id, read_platform, read_word
from reporter.privacy import BEHIND, pseudonyms

#: The platform of rows whose file names none.
UNKNOWN: Final = "unknown"

_Columns = Mapping[str, pa.Array]


def platforms(columns: _Columns, layout: Layout, size: int) -> pa.Array:
    """The platform of each row."""
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


def ids(cells: pa.Array) -> tuple[pa.Array, int]:
    """The ids, and how many of them a spreadsheet destroyed."""
    odd = pc.invert(pc.ascii_is_decimal(cells))
    if not odd.true_count:
        return cells, 0
    read, lossy = every(cells.filter(odd), read_id, (pa.string(), pa.bool_()))
    return pc.replace_with_mask(cells, odd, read), lossy.true_count


def edges(cells: pa.Array) -> pa.Array:
    """The posts that `cells` name; null where they name none."""
    posts, _lossy = ids(cells)
    return pc.if_else(pc.equal(posts, "0"), None, posts)


def authors(columns: _Columns, platform: pa.Array, secret: bytes) -> pa.Array | None:
    """The pseudonym of each row's author, null where the row names nobody; None where no column does."""
    account = _accounts(columns)
    if account is None:
        return None
    joined = pc.binary_join_element_wise(platform, account, BEHIND).cast(pa.binary())
    coded = joined.dictionary_encode()
    return pa.array(pseudonyms(secret, coded.dictionary.to_pylist()), pa.string()).take(coded.indices)


def _accounts(columns: _Columns) -> pa.Array | None:
    # The name counts only where there is no id.
    known = ids(columns["author_id"])[0] if "author_id" in columns else None
    if "author_name" not in columns or (known is not None and not known.null_count):
        return known
    names = each(columns["author_name"], read_word, pa.string())
    return names if known is None else pc.coalesce(known, names)
