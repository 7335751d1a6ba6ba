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

from reporter.text.near import known_among, once
from reporter.windows import Window

Rows = npt.NDArray[np.void]
Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Groups of trees that are left out in turn.
GROUPS: Final = 20
#: Student's t of one group less over the normal's 1.96.
_WIDER: Final = 2.093 / 1.96
_MINUTE: Final = 60


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


#: A post of the window as trees see it: hashes of platform and id (0: none) of it and of the post it reposts; its
#: time, -1 where it is not known to the minute.
LINK: Final = np.dtype([("id", "<u8"), ("parent", "<u8"), ("at", "<i8")])


@dataclass(frozen=True, slots=True)
class Forest:
    """Posts with an edge, as numbers: parent of each (itself for a root), root, hops to it, time, group of its tree.

    Posts that were collected come first, behind them those `outside`; `at` is -1 where no time is known.
    """

    parent: Ints
    root: Ints
    depth: Ints
    at: Ints
    group: Ints
    outside: int = 0


def grown(stretches: Iterable[Rows], parents: Hashes, whole: Window) -> Trees:
    """The repost trees of a window; none when no export gives an edge.

    Args:
        stretches: the window's originals and reposts that have an id (`LINK`), those of one id together, ids rising.
        parents: the different ids that stand as a parent, rising.
        whole: the window.
    """
    if not len(parents):
        return NO_TREES
    linked, ages = [np.zeros(0, LINK)], Ages(whole.end)
    for rows in stretches:
        has_edge = (rows["parent"] != 0) | known_among(rows["id"], parents)
        some = rows[has_edge]
        # Where an id stands twice the earlier post is the one that was reposted.
        linked.append(some[np.lexsort((some["parent"], some["at"], some["id"]))])
        ages.add(rows["at"][~has_edge], _group(rows["id"][~has_edge]))
    return measured(*_forest(np.concatenate(linked), ages), whole.end)


def _group(ids: Hashes) -> Ints:
    return (ids % np.uint64(GROUPS)).astype(np.int64)


def rooted(parent: Ints) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Root of each post, hops to it, and which posts lead to none because their edges run in a circle.

    Args:
        parent: index of each post's parent, its own index for a root, shape (posts,).
    """
    up, hops = parent.copy(), (parent != np.arange(len(parent))).astype(np.int64)
    for _round in range(len(parent).bit_length() + 1):
        further = up[up]
        if np.array_equal(further, up):
            break
        hops, up = hops + hops[up], further
    circles = parent[up] != up
    return up, hops, circles


def _forest(linked: Rows, ages: Ages) -> tuple[Forest, Ages, int]:
    """The forest of the posts with an edge, the ages of all posts that were collected, how many were broken."""
    ids, n = linked["id"], len(linked)
    has_parent = linked["parent"] != 0
    place = np.searchsorted(ids, linked["parent"])
    found = has_parent & (ids[np.minimum(place, n - 1)] == linked["parent"])
    outside = once(linked["parent"][has_parent & ~found])
    beyond = n + np.searchsorted(outside, linked["parent"])
    parent = np.where(found, place, np.where(has_parent, beyond, np.arange(n)))
    parent = np.concatenate([parent, np.arange(n, n + len(outside))])
    root, depth, circles = rooted(parent)
    parent[circles], root[circles], depth[circles] = np.flatnonzero(circles), np.flatnonzero(circles), 0
    at = np.concatenate([linked["at"], np.full(len(outside), -1)])
    group = _group(np.concatenate([ids, outside]))[root]
    ages.add(at[:n], group[:n])
    return Forest(parent, root, depth, at, group, len(outside)), ages, int(circles.sum())


class Ages:
    """How old posts are when the window ends: posts of each group by whole minutes, and those of unknown age."""

    def __init__(self, end: int) -> None:
        self._end = end
        self.minutes = np.zeros((GROUPS, 0), np.int64)
        self.unknown = np.zeros(GROUPS, np.int64)

    @property
    def posts(self) -> int:
        """How many posts there are."""
        return int(self.minutes.sum() + self.unknown.sum())

    def less(self, part: Ages) -> Ages:
        """These posts without some of them."""
        left = Ages(self._end)
        left.minutes = self.minutes - _wide(part.minutes, self.minutes.shape[1])
        left.unknown = self.unknown - part.unknown
        return left

    def add(self, at: Ints, group: Ints) -> None:
        """Posts with their times (-1: unknown) and groups."""
        self.unknown += np.bincount(group[at < 0], minlength=GROUPS)
        known = at >= 0
        self.minutes = _summed(self.minutes, _by_minute((self._end - at[known]) // _MINUTE, group[known]))


def _by_minute(minutes: Ints, group: Ints) -> Ints:
    """How many there are of each group at each minute, shape (`GROUPS`, minutes); negative ones stand at 0."""
    minutes = np.maximum(minutes, 0)
    width = int(minutes.max(initial=-1)) + 1
    return np.bincount(group * width + minutes, minlength=GROUPS * width).reshape(GROUPS, width).astype(np.int64)


def _summed(one: Ints, other: Ints) -> Ints:
    width = max(one.shape[1], other.shape[1])
    return _wide(one, width) + _wide(other, width)


def _wide(counts: Ints, width: int) -> Ints:
    return np.pad(counts, ((0, 0), (0, width - counts.shape[1])))


def measured(forest: Forest, ages: Ages, broken: int, end: int) -> Trees:
    """What is asked of the trees.

    Args:
        forest: the posts with an edge, those collected first.
        ages: of all posts that were collected.
        broken: how many stood in circles.
        end: the instant the window ends, seconds since 1970 UTC.
    """
    child = np.flatnonzero(forest.parent != np.arange(len(forest.parent)))
    sizes = np.bincount(forest.root[child], minlength=len(forest.parent))
    roots = np.flatnonzero(sizes)
    deepest = np.zeros(len(forest.parent), np.int64)
    np.maximum.at(deepest, forest.root[child], forest.depth[child])
    rates = _Rates(forest, child, ages, end)
    return Trees(
        posts=ages.posts,
        edges=len(child),
        outside=forest.outside,
        broken=broken,
        trees=len(roots),
        depths=_histogram(deepest[roots]),
        breadths=_histogram(_widest(forest, child)),
        sizes=_histogram(sizes[roots]),
        raw=rates.reposts / ages.posts,
        branching=rates.without(None),
        error=rates.error(),
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


class _Rates:
    """Direct reposts per post over what could have been seen, of all trees or of all but one group of them.

    How much of its reposts a post can have had by the end is the delays' distribution at its age.  A repost is seen
    only when its delay is shorter than the time that was left: the delays are truncated on the right, and the
    product-limit estimate in reverse time undoes that.  Delays beyond the longest that could be seen are known to
    nobody: the whole is what comes within it.  First posts and reposts are reposted at rates of their own (a repost
    is often never passed on).  All of it rests on counts by minute, whatever the number of posts.
    Source: Lynden-Bell 1971, MNRAS 155:95-118; Lagakos, Barraj & De Gruttola 1988, Biometrika 75:515-523.
    """

    def __init__(self, forest: Forest, child: Ints, ages: Ages, end: int) -> None:
        inside = child[forest.parent[child] < len(forest.parent) - forest.outside]
        parent = forest.parent[inside]
        known = (forest.at[inside] >= 0) & (forest.at[parent] >= 0)
        group = forest.group[inside]
        delay = (forest.at[inside] - forest.at[parent])[known] // _MINUTE
        left = (end - forest.at[parent])[known] // _MINUTE
        self._ages = ages
        passed = child[child < len(forest.parent) - forest.outside]
        late = Ages(end)
        late.add(forest.at[passed], forest.group[passed])
        first = forest.parent[parent] == parent
        #: Posts by age, and their direct reposts by group: of first posts, and of reposts.
        self._kinds = (
            (ages.less(late), np.bincount(group[first], minlength=GROUPS)),
            (late, np.bincount(group[~first], minlength=GROUPS)),
        )
        collected = forest.root[: len(forest.root) - forest.outside]
        #: Trees, posts without an edge among them.
        self._trees = ages.posts - len(collected) + len(np.unique(collected))
        self._delays, self._left = _by_minute(delay, group[known]), _by_minute(left, group[known])
        #: Reposts whose parent was collected.
        self.reposts = len(inside)

    def without(self, group: int | None) -> float:
        """The rate of the trees that are not in the group; of all without one."""
        rates = ((ages.posts, self._rate(ages, reposts, group)) for ages, reposts in self._kinds)
        # First posts and reposts as many as they are, whichever trees are left out: what is asked is theirs.
        return sum(posts * rate for posts, rate in rates) / self._ages.posts if self._ages.posts else 0.0

    def _rate(self, ages: Ages, reposts: Ints, group: int | None) -> float:
        """Direct reposts per post of one kind."""
        minutes, unknown = _left_out(ages.minutes, group), int(_left_out(ages.unknown, group))
        whole = unknown + float((minutes * self._exposure(len(minutes), group)).sum())
        return float(_left_out(reposts, group)) / whole if whole else 0.0

    def _exposure(self, ages: int, group: int | None) -> Floats:
        """The share of its reposts that a post of each age can have had, shape (ages,)."""
        delays, left = _left_out(self._delays, group), _left_out(self._left, group)
        if not delays.any():
            return np.ones(ages)
        steps, share = _product_limit(delays, left)
        place = np.searchsorted(steps, np.arange(ages), side="right") - 1
        return np.where(place >= 0, share[np.maximum(place, 0)], 0.0)

    def error(self) -> float | None:
        """The error of the rate: whole trees left out, one group of them after the other, delays and all.

        The delays' distribution is estimated too: an error that takes it as known is a third of the true one.
        Widened by Student's t of the groups, so that 1.96 times it is half an interval.  None with few trees.
        Source: Kott 2001, Journal of Official Statistics 17:521-526 (delete-a-group jackknife).
        """
        rate = self.without(None)
        if self._trees < GROUPS or not rate:
            return None
        left = np.array([self.without(group) for group in range(GROUPS)])
        return _WIDER * float(np.sqrt((GROUPS - 1) / GROUPS * ((left - rate) ** 2).sum()))


def _left_out(counts: Ints, group: int | None) -> Ints:
    """The sum over all groups but one."""
    whole: Ints = counts.sum(axis=0)
    return whole if group is None else whole - counts[group]


def reverse_product_limit(delay: Ints, left: Ints) -> tuple[Ints, Floats]:
    """Different delays, rising, and the share of all delays not longer than each.

    Args:
        delay: observed delays, shape (n,), n > 0, 0 <= delay <= left.
        left: the longest delay each could have had and still be seen, shape (n,).
    """
    return _product_limit(np.bincount(delay), np.bincount(left))


def _product_limit(delays: Ints, left: Ints) -> tuple[Ints, Floats]:
    """As `reverse_product_limit`, from how often each delay and each time left occur."""
    steps = np.flatnonzero(delays)
    events, begun = delays[steps], np.cumsum(delays)[steps]
    over = np.append(0, np.cumsum(left))[np.minimum(steps, len(left))]
    at_risk = np.maximum(begun - over, events)
    # P(delay <= u) is the product of what stays over all later steps.  A late step at which only its own
    # delays could be seen would make all shorter ones nothing: there half a post more is reckoned.
    stays = np.where(at_risk == events, 0.5 / (events + 0.5), 1 - events / at_risk)
    share = np.append(np.cumprod(stays[1:][::-1])[::-1], 1.0)
    return steps, share
