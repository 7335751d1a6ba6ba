"""How often intervals of sales, trees and weighted shares hold the truth, in worlds whose truth is known.

python -m benchmarks.metrics [runs]

prints the table for docs/benchmarks.md.  The tests of the marker `simulation` hold the
same figures to their limits.  Nothing here is an incident.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.metrics.structure import quantile_interval
from reporter.metrics.weighted import author_interval
from reporter.stats.weekly import weekly_ratio
from reporter.tallies.trees import GROUPS, Ages, Forest, Ints, Trees, measured, rooted

Chance = np.random.Generator

SEED: Final = 20261125
#: A shop's week.
WEEK: Final = (1.0, 1.1, 1.0, 1.2, 1.3, 0.8, 0.7)
#: True sales ratio, and true reposts of a first post.
RATIO: Final = 0.8
REPOSTS: Final = 0.5
#: Hours the posts of a world are collected.
_HOURS: Final = 48
_POSTS: Final = 1_500
_WORLD: Final = 200_000


def sales_coverage(weeks: int, rho: float, runs: int, draws: int = 200) -> float:
    """Part of the weekly intervals that hold the true ratio: days that hang together, a rhythm of the week."""
    chance = np.random.default_rng([SEED, weeks, round(10 * rho)])
    held = 0
    for run in range(runs):
        noise = chance.normal(0, 0.1, (2, 7 * weeks + 20))
        for t in range(1, noise.shape[1]):
            noise[:, t] = rho * noise[:, t - 1] + math.sqrt(1 - rho**2) * noise[:, t]
        days = np.exp(noise[:, 20:]) * np.tile(WEEK, weeks)
        found = weekly_ratio(RATIO * days[0], days[1], seed=run, draws=draws)
        held += found.low is not None and found.high is not None and found.low <= RATIO <= found.high
    return held / runs


# Trees ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Branched:
    """Branching as counted and as corrected.

    Args:
        short: how much the figure as counted falls short of the truth, part of it, mean.
        corrected: the corrected figure over the truth, median.
        coverage: part of the 95 % intervals of the corrected figure that hold the truth.
    """

    short: float
    corrected: float
    coverage: float


def branching(hours: float, runs: int, *, again: bool = True) -> Branched:
    """Posts over two days, each reposted `REPOSTS` times within them, with delays of `hours` on the mean.

    Args:
        hours: mean delay; those beyond two days are known to nobody and no part of the truth.
        runs: worlds drawn.
        again: whether reposts are reposted as often as first posts, or never.
    """
    chance = np.random.default_rng([SEED, round(hours), again])
    rows = [_branched(chance, 60 * hours, again=again) for _run in range(runs)]
    raw, corrected, held = np.array(rows).T
    return Branched(short=float(1 - raw.mean()), corrected=float(np.median(corrected)), coverage=float(held.mean()))


def _branched(chance: Chance, delay: float, *, again: bool) -> tuple[float, float, bool]:
    """Of one world: raw and corrected figure, each over the truth, and whether the interval holds the truth."""
    end = 60 * _HOURS
    times, parents = [chance.integers(0, end, _POSTS)], [np.arange(_POSTS)]
    fresh = np.arange(_POSTS)
    while len(fresh):
        at = np.concatenate(times)
        parent = np.repeat(fresh, chance.poisson(REPOSTS, len(fresh)))
        when = at[parent] + chance.exponential(delay, len(parent)).astype(int)
        times.append(when[when < end])
        parents.append(parent[when < end])
        fresh = len(at) + np.arange(len(times[-1]) if again else 0)
    found = _trees(np.concatenate(times), np.concatenate(parents), end)
    truth = REPOSTS * (1 - math.exp(-end / delay)) * (1 if again else _POSTS / found.posts)
    return found.raw / truth, found.branching / truth, abs(found.branching - truth) <= 1.96 * (found.error or 0)


def _trees(at: Ints, parent: Ints, end: int) -> Trees:
    """The trees of posts known to the minute, all collected."""
    root, depth, _circles = rooted(parent)
    group, ages = np.arange(len(parent)) % GROUPS, Ages(60 * end)
    ages.add(60 * at, group[root])
    return measured(Forest(parent, root, depth, 60 * at, group[root]), ages, 0, 60 * end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Part of the intervals that hold the truth of all trees."""

    depth: float
    breadth: float


def trees_coverage(count: int, runs: int) -> Held:
    """Samples of `count` trees from a world of many; depths and breadths hang together and have heavy tails."""
    chance = np.random.default_rng([SEED, count])
    size = np.ceil(chance.pareto(1.5, _WORLD)).astype(np.int64)
    depth = 1 + np.floor(np.log(size) * chance.uniform(0, 2, _WORLD)).astype(np.int64)
    breadth = np.maximum(1, (size * chance.uniform(0.3, 1, _WORLD)).astype(np.int64))
    truths = [float(np.sort(one)[math.ceil(0.9 * _WORLD) - 1]) for one in (depth, breadth)]
    picks = [chance.integers(0, _WORLD, count) for _run in range(runs)]
    held = [
        float(np.mean([low <= truth <= high for _v, low, high in map(quantile_interval, found)]))
        for truth, found in (
            (truth, [_histogram(one[pick]) for pick in picks])
            for truth, one in zip(truths, (depth, breadth), strict=True)
        )
    ]
    return Held(depth=held[0], breadth=held[1])


def _histogram(values: npt.NDArray[np.int64]) -> dict[int, int]:
    found, n = np.unique(values, return_counts=True)
    return {int(value): int(count) for value, count in zip(found, n, strict=True)}


# Weighted shares --------------------------------------------------------------


def weighted_coverage(authors: int, runs: int) -> float:
    """Part of the intervals that hold the weighted negative share of all authors: few write much, each of one mind."""
    chance = np.random.default_rng([SEED, authors, 1])
    posts = np.ceil(chance.pareto(1.8, _WORLD)).astype(np.int64)
    weight = (1e6 * posts * (1 + chance.exponential(2, _WORLD))).astype(np.int64)
    mind = chance.beta(0.5, 0.7, _WORLD)
    negative = (weight * mind).astype(np.int64)
    truth = float(negative.sum() / weight.sum())
    held = 0
    for _run in range(runs):
        pick = chance.integers(0, _WORLD, authors)
        share = float(negative[pick].sum() / weight[pick].sum())
        ends = author_interval(share, negative[pick], weight[pick], np.ones(authors, np.int64))
        held += ends is not None and ends[0] <= truth <= ends[1]
    return held / runs


# The table --------------------------------------------------------------------


def main() -> None:
    """Print every figure as Markdown tables."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print("| sales: weeks a side | correlation of days | 95 % intervals that hold the truth |")
    print("| --- | --- | --- |")
    for weeks in (4, 8):
        for rho in (0.0, 0.5):
            print(f"| {weeks} | {rho:g} | {sales_coverage(weeks, rho, runs):.3f} |")
    print(
        "\n| branching: mean delay | reposts | as counted, short by | corrected over truth | intervals that hold it |"
    )
    print("| --- | --- | --- | --- | --- |")
    for again in (True, False):
        for hours in (2, 8, 24):
            one = branching(hours, runs, again=again)
            what = "reposted alike" if again else "never reposted"
            print(f"| {hours} h | {what} | {one.short:.1%} | {one.corrected:.3f} | {one.coverage:.3f} |")
    print("\n| trees | depth | breadth |")
    print("| --- | --- | --- |")
    for count in (30, 100, 1000):
        held = trees_coverage(count, runs)
        print(f"| {count} | {held.depth:.3f} | {held.breadth:.3f} |")
    print("\n| weighted share: authors | intervals that hold the truth |")
    print("| --- | --- |")
    for authors in (30, 100, 1000):
        print(f"| {authors} | {weighted_coverage(authors, runs):.3f} |")


if __name__ == "__main__":
    main()
