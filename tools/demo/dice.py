"""Chance that falls the same way on every machine and in every Python version.

Only `random.Random.random()` is promised to stay as it is; everything else is built on it here.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A named stream of chance: what one part of the incident draws never shifts another part."""

    def __init__(self, seed: int, name: str) -> None:
        """Start the stream `name` of `seed`."""
        self._random = random.Random(f"{seed}:{name}")  # noqa: S311 - a simulation, no secret

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def below(self, end: int) -> int:
        """A whole number in [0, end)."""
        return int(self.unit() * end)

    def between(self, low: int, high: int) -> int:
        """A whole number in [low, high]."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, all equally likely."""
        return items[self.below(len(items))]

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.unit() < probability

    def weighted(self, edges: Sequence[float]) -> int:
        """An index drawn by the cumulative weights `edges` (see `cumulative`)."""
        return min(bisect_right(edges, self.unit() * edges[-1]), len(edges) - 1)

    def normal(self) -> float:
        """A standard normal number (Box and Muller 1958)."""
        radius = math.sqrt(-2 * math.log(1 - self.unit()))
        return radius * math.cos(2 * math.pi * self.unit())

    def poisson(self, mean: float) -> int:
        """A Poisson count; `mean` is small (a ten-minute cell), so counting arrivals is quick enough."""
        limit, arrivals, product = math.exp(-mean), 0, self.unit()
        while product > limit:
            arrivals += 1
            product *= self.unit()
        return arrivals

    def sample(self, items: Sequence[T], size: int) -> list[T]:
        """A simple random sample without replacement (the first steps of Fisher and Yates)."""
        pool = list(items)
        for i in range(min(size, len(pool))):
            j = i + self.below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:size]


def cumulative(weights: Sequence[float]) -> list[float]:
    """The running sums that `Dice.weighted` draws by."""
    return list(accumulate(weights))


def zipf(size: int, exponent: float) -> list[float]:
    """Cumulative weights of ranks 1..size falling as 1 / rank**exponent."""
    return cumulative([1 / rank**exponent for rank in range(1, size + 1)])
