"""传播结构: repost trees from the edges an export gives, by whole columns.

Edges join posts of the collection by platform and id; a parent that was not collected
is a root that is known by name only.  Depths come by pointer jumping: each round doubles
the steps, so a chain of a thousand takes ten rounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.tallies.tally import VOLUME
from reporter.windows import Window

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Groups of trees that are left out in turn.
GROUPS: Final = 20
#: Student's t of one group less over the normal's 1.96.
_WIDER: Final = 2.093 / 1.96
_MINUTE: Final = 60
_APART: Final = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """Repost trees of a window.

    Args:
        posts: posts of the collection that could be reposted.
        edges: reposts whose parent is known by id.
        outside: parents that were not collected.
        broken: posts in circles of edges (broken data), left out.
        trees: trees with a repost.
        depths: hops from the root to the deepest repost -> trees.
        breadths: most reposts at one distance from the root -> trees.
        sizes: reposts of a tree -> trees.
        raw: direct reposts per collected post, as counted.
        branching: the same, corrected for the time that was left to be reposted.
        error: half the 95 % interval of `branching` over 1.96, trees left out group by group; None with few trees.
    """

    posts: int
    edges: int
    outside: int
    broken: int
    trees: int
    depths: dict[int, int]
    breadths: dict[int, int]
    sizes: dict[int, int]
    raw: float
    branching: float
    error: float | None


NO_TREES: Final = Trees(
    posts=0,
    edges=0,
    outside=0,
    broken=0,
    trees=0,
    depths={},
    breadths={},
    sizes={},
    raw=0.0,
    branching=0.0,
    error=None,
)


@dataclass(frozen=True, slots=True)
class Forest:
    """Posts as numbers: parent of each (itself for a root), root, hops to it; `at` is -1 where no time is known."""

    parent: Ints
    root: Ints
    depth: Ints
    at: Ints


def grown(chunks: Iterable[pa.RecordBatch], whole: Window) -> Trees:
    """The repost trees of a window; none when no export gives an edge."""
    table = _posts(chunks, whole)
    if table.num_rows == 0 or table["parent"].null_count == table.num_rows:
        return NO_TREES
    return measured(*_forest(table), whole.end)


def _posts(chunks: Iterable[pa.RecordBatch], whole: Window) -> pa.Table:
    """Id, parent's id and time of the window's originals and reposts."""
    kept = [_kept(chunk, whole) for chunk in chunks]
    schema = pa.schema([("id", pa.string()), ("parent", pa.string()), ("at", pa.int64())])
    return pa.concat_tables([schema.empty_table(), *kept])


def _kept(chunk: pa.RecordBatch, whole: Window) -> pa.Table:
    seconds = chunk.column("time").cast(pa.int64()).fill_null(-1)
    exact = pc.is_in(chunk.column("time_precision"), value_set=pa.array(["minute"]))
    inside = pc.and_(pc.greater_equal(seconds, whole.start), pc.less(seconds, whole.end))
    kinds = pc.is_in(chunk.column("kind"), value_set=pa.array(VOLUME))
    wanted = pc.and_(pc.and_(kinds, inside), pc.is_valid(chunk.column("post_id")))
    named = [_named(chunk, column) for column in ("post_id", "repost_of")]
    at = pc.if_else(exact, seconds, -1)
    return pa.table({"id": named[0], "parent": named[1], "at": at}).filter(wanted)


def _named(chunk: pa.RecordBatch, column: str) -> pa.Array:
    """Ids with their platform: two platforms may use one number."""
    ids = chunk.column(column)
    ids = pc.if_else(pc.equal(ids, ""), pa.scalar(None, pa.string()), ids)
    return pc.binary_join_element_wise(chunk.column("platform"), ids, _APART)


def _forest(table: pa.Table) -> tuple[Forest, int, int]:
    """The forest, how many of its posts were collected, and how many posts were broken.

    Collected posts come first; parents that were not collected behind them.
    """
    ids = table["id"].combine_chunks()
    place = pc.index_in(table["parent"], value_set=ids)
    missing = pc.and_(pc.is_valid(table["parent"]), pc.is_null(place))
    outside = pc.unique(table["parent"].filter(missing))
    n = table.num_rows
    beyond = pc.add(pc.index_in(table["parent"], value_set=outside), n)
    parent = pc.coalesce(place, beyond, pa.array(np.arange(n, dtype=np.int32))).to_numpy().astype(np.int64)
    parent = np.concatenate([parent, np.arange(n, n + len(outside))])
    at = np.concatenate([table["at"].to_numpy(), np.full(len(outside), -1)])
    root, depth, circles = rooted(parent)
    parent[circles], root[circles], depth[circles] = np.flatnonzero(circles), np.flatnonzero(circles), 0
    return Forest(parent, root, depth, at), n, int(circles.sum())


def rooted(parent: Ints) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Root of each post, hops to it, and which posts lead to none because their edges run in a circle.

    Args:
        parent: index of each post's parent, its own index for a root, shape (posts,).
    """
    up, hops = parent.copy(), (parent != np.arange(len(parent))).astype(np.int64)
    for _round in range(len(parent).bit_length() + 1):
        hops, up = hops + hops[up], up[up]
    circles = parent[up] != up
    return up, hops, circles


def measured(forest: Forest, collected: int, broken: int, end: int) -> Trees:
    """What is asked of the trees.

    Args:
        forest: the posts, those collected first.
        collected: how many were collected.
        broken: how many stood in circles.
        end: the instant the window ends, seconds since 1970 UTC.
    """
    child = np.flatnonzero(forest.parent != np.arange(len(forest.parent)))
    sizes = np.bincount(forest.root[child], minlength=len(forest.parent))
    roots = np.flatnonzero(sizes)
    deepest = np.zeros(len(forest.parent), np.int64)
    np.maximum.at(deepest, forest.root[child], forest.depth[child])
    inside = child[forest.parent[child] < collected]
    rate = _rate(forest, inside, np.arange(collected), end)
    return Trees(
        posts=collected,
        edges=len(child),
        outside=len(forest.parent) - collected,
        broken=broken,
        trees=len(roots),
        depths=_histogram(deepest[roots]),
        breadths=_histogram(_widest(forest, child)),
        sizes=_histogram(sizes[roots]),
        raw=len(inside) / collected,
        branching=rate,
        error=_error(forest, inside, collected, end, rate),
    )


def _histogram(values: Ints) -> dict[int, int]:
    found, n = np.unique(values, return_counts=True)
    return {int(value): int(count) for value, count in zip(found, n, strict=True)}


def _widest(forest: Forest, child: Ints) -> Ints:
    """Most reposts at one distance from its root, of every tree with a repost."""
    level = forest.root[child] * (forest.depth.max(initial=0) + 1) + forest.depth[child]
    found, n = np.unique(level, return_counts=True)
    owner = found // (forest.depth.max(initial=0) + 1)
    _trees, where = np.unique(owner, return_inverse=True)
    widest = np.zeros(where.max(initial=-1) + 1, np.int64)
    np.maximum.at(widest, where, n)
    return widest


def _exposure(forest: Forest, inside: Ints, posts: Ints, end: int) -> Floats:
    """How much of its reposts each of some posts can have had by the end: the delays' distribution at its age.

    A repost is seen only when its delay is shorter than the time that was left: the delays
    are truncated on the right, and the product-limit estimate in reverse time undoes that.
    Delays beyond the longest that could be seen are known to nobody: the whole is what comes within it.
    Source: Lynden-Bell 1971, MNRAS 155:95-118; Lagakos, Barraj & De Gruttola 1988, Biometrika 75:515-523.
    """
    known = inside[(forest.at[inside] >= 0) & (forest.at[forest.parent[inside]] >= 0)]
    delay = np.maximum(forest.at[known] - forest.at[forest.parent[known]], 0) // _MINUTE
    left = np.maximum(end - forest.at[forest.parent[known]], 0) // _MINUTE
    at = forest.at[posts]
    age = np.where(at >= 0, (end - at) // _MINUTE, np.iinfo(np.int64).max)
    if not len(known):
        return np.ones(len(posts))
    steps, share = reverse_product_limit(delay, left)
    place = np.searchsorted(steps, age, side="right") - 1
    return np.where(place >= 0, share[np.maximum(place, 0)], 0.0)


def reverse_product_limit(delay: Ints, left: Ints) -> tuple[Ints, Floats]:
    """Different delays, rising, and the share of all delays not longer than each.

    Args:
        delay: observed delays, shape (n,), n > 0, 0 <= delay <= left.
        left: the longest delay each could have had and still be seen, shape (n,).
    """
    steps, events = np.unique(delay, return_counts=True)
    begun = np.searchsorted(np.sort(delay), steps, side="right")
    over = np.searchsorted(np.sort(left), steps, side="left")
    at_risk = np.maximum(begun - over, events)
    # P(delay <= u) is the product of what stays over all later steps.  A late step at which only its own
    # delays could be seen would make all shorter ones nothing: there half a post more is reckoned.
    stays = np.where(at_risk == events, 0.5 / (events + 0.5), 1 - events / at_risk)
    share = np.append(np.cumprod(stays[1:][::-1])[::-1], 1.0)
    return steps, share


def _rate(forest: Forest, inside: Ints, posts: Ints, end: int) -> float:
    """Direct reposts per post over what could have been seen."""
    whole = float(_exposure(forest, inside, posts, end).sum())
    return len(inside) / whole if whole else 0.0


def _error(forest: Forest, inside: Ints, collected: int, end: int, rate: float) -> float | None:
    """The error of the rate: whole trees left out, one group of them after the other, delays and all.

    The delays' distribution is estimated too: an error that takes it as known is a third of the true one.
    Widened by Student's t of the groups, so that 1.96 times it is half an interval.
    Source: Kott 2001, Journal of Official Statistics 17:521-526 (delete-a-group jackknife).
    """
    roots = np.unique(forest.root[:collected])
    if len(roots) < GROUPS or not rate:
        return None
    of_root = np.zeros(len(forest.parent), np.int64)
    # Neighbours in the files stand in different groups.
    of_root[roots] = np.arange(len(roots)) % GROUPS
    group = of_root[forest.root]
    left = [
        _rate(forest, inside[group[inside] != one], np.flatnonzero(group[:collected] != one), end)
        for one in range(GROUPS)
    ]
    return _WIDER * float(np.sqrt((GROUPS - 1) / GROUPS * ((np.array(left) - rate) ** 2).sum()))
