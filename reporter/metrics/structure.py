"""传播结构: how deep and wide reposts run, how many a post gets, how few trees hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reporter.i18n import N_, _
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Direction, Gap, Interval, Metric
from reporter.stats import z_value
from reporter.tallies.trees import Trees
from reporter.units import Unit, significant
from reporter.windows import WHOLE, Window

DEPTH: Final = Definition(
    id="repost_depth",
    label=N_("depth of reposts"),
    unit=Unit.HOPS,
    method="tree-quantile/1",
    direction=Direction.DOWN,
    meaning=N_(
        "Hops from the first post to its farthest repost: what nine of ten trees with a repost do not exceed. Exports"
        " that name only the first post make every tree one hop deep: a lower bound.",
    ),
)
BREADTH: Final = Definition(
    id="repost_breadth",
    label=N_("breadth of reposts"),
    unit=Unit.POSTS,
    method="tree-quantile/1",
    direction=Direction.DOWN,
    meaning=N_("Most reposts at one distance from the first post: what nine of ten trees do not exceed."),
)
BRANCHING: Final = Definition(
    id="repost_branching",
    label=N_("reposts per post"),
    unit=Unit.RATIO,
    method="right-truncation/1",
    direction=Direction.DOWN,
    meaning=N_(
        "Direct reposts a collected post gets, corrected for late posts that had less time to be reposted; the share"
        " each can have had by the end follows from the delays of all.",
    ),
    reference="Lagakos, Barraj & De Gruttola 1988, Biometrika 75:515-523",
)
CONCENTRATION: Final = Definition(
    id="repost_concentration",
    label=N_("reposts in the ten largest trees"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_("Reposts that belong to the ten most reposted posts among all reposts with a known first post."),
)
DEFINITIONS: Final = (DEPTH, BREADTH, BRANCHING, CONCENTRATION)
#: Of all trees with a repost.
_MOST: Final = 0.9


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
    yield CONCENTRATION.metric(
        significant(100 * sum(trees.largest) / trees.edges), source=inputs.source, n=trees.edges, note=_known(trees)
    )


def quantile(histogram: Mapping[int, int], part: float) -> int:
    """The smallest value that `part` of all do not exceed; `histogram` is not empty."""
    whole, seen = sum(histogram.values()), 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen >= part * whole:
            return value
    raise ValueError(histogram)


def _quantile(definition: Definition, inputs: Inputs, trees: Trees, histogram: Mapping[int, int]) -> Metric:
    most = _("at most {n}").format(n=max(histogram))
    note = _("; ").join(filter(None, (most, _known(trees))))
    return definition.metric(quantile(histogram, _MOST), source=inputs.source, n=trees.trees, note=note)


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
