"""What a tally answers with, and how rows of its tables become that."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_Key = TypeVar("_Key", bound=Hashable)


class Hourly(NamedTuple):
    """Posts per hour of a window.

    Args:
        start: first instant of the first hour, seconds since 1970 UTC.
        counts: posts in each hour from there on; the hours at the window's ends hold its part only.
        unplaced: posts inside the window whose hour is not known (written to the day).
    """

    start: int
    counts: npt.NDArray[np.int64]
    unplaced: int


class Engagement(NamedTuple):
    """How far posts went: sums, the posts whose export states counts, those with a lower bound."""

    likes: int
    comments: int
    reposts: int
    counted: int
    capped: int


class LookedAt(NamedTuple):
    """When and how posts were seen.

    Args:
        posts: how many.
        dated: those whose export says when they were collected.
        young: of these, collected within a day of posting.
        gone: posts that show no text: a picture alone, or a notice that they were deleted.
    """

    posts: int
    dated: int
    young: int
    gone: int


class Post(NamedTuple):
    """A post as pages show it; None and not zero where the export does not say."""

    engagement: int
    time: int | None
    platform: str
    kind: str
    stance: str
    source: str
    text: str
    likes: int | None
    comments: int | None
    reposts: int | None
    capped: bool
    author: str | None
    channel: str | None
    account_type: str | None
    region: str | None
    url: str | None
    post_id: str | None
    file: str
    line: int


def added(keys: Iterable[_Key], counts: Iterable[int]) -> dict[_Key, int]:
    """The sum of the counts under each key, in the order keys are met."""
    sums: dict[_Key, int] = {}
    for key, n in zip(keys, counts, strict=True):
        sums[key] = sums.get(key, 0) + n
    return sums


def sums_by(cells: pa.Table, column: str) -> dict[str, int]:
    """Posts by the value of a column of the cells, in the order of the values."""
    sums = added(cells[column].to_pylist(), cells["n"].to_pylist())
    return dict(sorted(sums.items()))


def posts_of(rows: pa.Table) -> list[Post]:
    """The posts of the rows of a table that holds all of `Post`."""
    return [Post(**row) for row in rows.to_pylist()]


def in_place(post: Post) -> tuple[int, str, str, str, int]:
    """An order of posts without ties: by time, then by what and where they are."""
    return (post.time or 0, post.platform, post.text, post.file, post.line)
