"""传播结构: how deep and wide reposts run, how many a post gets, how few trees hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.i18n import N_, _
from reporter.metrics.authors import top_ten
from reporter.metrics.inputs import Definition, Inputs, seed_of
from reporter.metrics.record import Direction, Gap, Interval, Metric
from reporter.stats import z_value
from reporter.tallies.trees import Trees
from reporter.units import Unit, significant
from reporter.windows import WHOLE, Window

DEPTH: Final = Definition(
    id="repost_depth",
    label=N_("depth of reposts"),
    unit=Unit.HOPS,
    method="tree-quantile-bootstrap/1",
    direction=Direction.DOWN,
    meaning=N_(
        "Hops from the first post to its farthest repost: what nine of ten trees with a repost do not exceed. Exports"
        " that name only the first post make every tree one hop deep: a lower bound.",
    ),
    reference="Davison & Hinkley 1997, Bootstrap Methods and their Application, 3.8",
)
BREADTH: Final = Definition(
    id="repost_breadth",
    label=N_("breadth of reposts"),
    unit=Unit.POSTS,
    method="tree-quantile-bootstrap/1",
    direction=Direction.DOWN,
    meaning=N_("Most reposts at one distance from the first post: what nine of ten trees do not exceed."),
    reference="Davison & Hinkley 1997, Bootstrap Methods and their Application, 3.8",
)
BRANCHING: Final = Definition(
    id="repost_branching",
    label=N_("reposts per post"),
    unit=Unit.RATIO,
    method="right-truncation/2",
    direction=Direction.DOWN,
    meaning=N_(
        "Direct reposts a collected post gets, corrected for late posts that had less time to be reposted; the share"
        " each can have had by the end follows from the delays of all, first posts and reposts at rates of their own."
        " Reposts later than any that could be seen are"
        " no part of it.",
    ),
    reference="Lagakos, Barraj & De Gruttola 1988, Biometrika 75:515-523",
)
CONCENTRATION: Final = Definition(
    id="repost_concentration",
    label=N_("reposts in the ten largest trees"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_(
        "Reposts that belong to the ten most reposted posts among all reposts with a known first post. A count of what"
        " was collected, without a margin: with trees as unequal as these no margin tried held the truth often enough.",
    ),
)
DEFINITIONS: Final = (DEPTH, BREADTH, BRANCHING, CONCENTRATION)
#: Of all trees with a repost.
_MOST: Final = 0.9
#: Fewer trees are no sample of trees.
ENOUGH: Final = 30
_DRAWS: Final = 1000
Ints = npt.NDArray[np.int64]


def structure(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The trees of the whole period."""
    if window.id != WHOLE:
        return
    trees = inputs.trees
    if trees is None or not trees.trees:
        gap = Gap.NO_POSTS if inputs.tally is None else Gap.NO_FIELD
        yield from (one.metric(None, source=inputs.source, gap=gap) for one in DEFINITIONS)
        return
    yield _quantile(DEPTH, inputs, trees, trees.depths)
    yield _quantile(BREADTH, inputs, trees, trees.breadths)
    yield _branching(inputs, trees)
    yield _concentration(inputs, trees)


def redrawn(histogram: Mapping[int, int]) -> tuple[Ints, Ints, Ints]:
    """Different values of a number each tree has, how many trees have each, and the same for trees drawn again.

    A tree goes with its root, so drawing roots again is drawing the cells of the histogram: exact, whatever the
    number of trees.

    Args:
        histogram: value -> trees, not empty.

    Returns:
        Values, rising, shape (values,); trees of each, shape (1, values); of each draw, shape (draws, values).
    """
    values = np.array(sorted(histogram), np.int64)
    n = np.array([histogram[int(value)] for value in values], np.int64)
    chance = np.random.default_rng(seed_of(values.tobytes(), n.tobytes()))
    return values, n[None, :], chance.multinomial(n.sum(), n / n.sum(), _DRAWS)


def quantile(values: Ints, n: Ints, part: float) -> Ints:
    """The smallest value that `part` of all do not exceed, one for each row of `n`.

    Args:
        values: rising, shape (values,).
        n: trees of each, shape (rows, values), no row all 0.
        part: in 0..1.
    """
    seen = np.cumsum(n, axis=1)
    # A whole number against a product of floats: .9 of 10 is 9 and no more.
    return np.asarray(values[np.argmax(seen >= part * seen[:, -1:] - 1e-9, axis=1)])


def _middle(found: npt.NDArray[np.float64] | Ints) -> tuple[float, float]:
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def quantile_interval(histogram: Mapping[int, int]) -> tuple[int, float, float]:
    """What nine of ten trees do not exceed, with the ends of its interval by bootstrap of roots."""
    values, n, drawn = redrawn(histogram)
    return int(quantile(values, n, _MOST)[0]), *_middle(quantile(values, drawn, _MOST))


def concentration(sizes: Mapping[int, int]) -> float:
    """The ten largest trees' part of all reposts, 0..1."""
    held = np.array(sorted(sizes), np.int64)
    n = np.array([[sizes[int(value)] for value in held]], np.int64)
    return float(top_ten(held, n)[0])


def _concentration(inputs: Inputs, trees: Trees) -> Metric:
    return CONCENTRATION.metric(
        significant(100 * concentration(trees.sizes)), source=inputs.source, n=trees.edges, note=_known(trees)
    )


def _quantile(definition: Definition, inputs: Inputs, trees: Trees, histogram: Mapping[int, int]) -> Metric:
    most = _("at most {n}").format(n=max(histogram))
    note = _("; ").join(filter(None, (most, _known(trees))))
    value, low, high = quantile_interval(histogram)
    interval = Interval(low, high) if trees.trees >= ENOUGH else None
    return definition.metric(value, source=inputs.source, interval=interval, n=trees.trees, note=note)


def _branching(inputs: Inputs, trees: Trees) -> Metric:
    half = z_value(0.95) * trees.error if trees.error is not None else None
    interval = Interval(max(0.0, trees.branching - half), trees.branching + half) if half is not None else None
    note = _("{raw} as counted").format(raw=f"{trees.raw:.3g}")
    return BRANCHING.metric(
        significant(trees.branching), source=inputs.source, interval=interval, n=trees.posts, note=note
    )


def _known(trees: Trees) -> str:
    """How many first posts are known by id only."""
    return _("{n} first posts were not collected").format(n=trees.outside) if trees.outside else ""
