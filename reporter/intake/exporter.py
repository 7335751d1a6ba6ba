"""What an exporter writes: a header signature and the way to the canonical columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: The canonical columns a file's columns are read into, in the order rows carry them.
#: `title` and `text` (or `summary`) become one text, `author_id` or `author_name` one pseudonym.
FIELDS: Final = (
    "platform",
    "channel",
    "post_id",
    "kind",
    "is_repost",
    "repost_of",
    "parent_id",
    "time",
    "date",
    "crawl_time",
    "author_id",
    "author_name",
    "account_type",
    "title",
    "text",
    "summary",
    "stance",
    "sensitive",
    "likes",
    "comments",
    "reposts",
    "region",
    "url",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """A program that writes posts files, known by its column names.

    Args:
        id: stable name, lower case, as the evidence page prints it.
        signature: columns that are all present, and none of `absent`; the largest signature wins.
        columns: canonical column -> the file's columns, the preferred one first.
        absent: columns that never occur (they belong to a sibling format).
        platform: code of the platform when the format serves one only.
        comments: whether every row is a comment.
        headers: complete headers of older and newer versions, so that rows of another
            width inside one file are read by the header they were written with.
        stances: the format's own codes of stance, such as `{"1": "positive"}`.
        caps: counts the exporter writes for "this many or more".
    """

    id: str
    signature: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    absent: frozenset[str] = frozenset()
    platform: str = ""
    comments: bool = False
    headers: tuple[tuple[str, ...], ...] = ()
    stances: Mapping[str, str] = field(default_factory=dict)
    caps: frozenset[int] = frozenset()


def exporter(exporter_id: str, signature: str, *, absent: str = "", **columns: str) -> Exporter:
    """A plain `Exporter`: names separated by spaces, `columns` as `canonical="first second"`.

    For the formats that need nothing but a platform; `platform` is the part before
    the first `:` of the id, as in `weibo:mediacrawler-contents`.
    """
    platform, _, name = exporter_id.rpartition(":")
    return Exporter(
        id=f"{name}-{platform}" if platform else name,
        signature=frozenset(signature.split()),
        absent=frozenset(absent.split()),
        platform=platform,
        comments=name.endswith("comments"),
        columns={key: tuple(names.split()) for key, names in columns.items()},
    )
