"""发布者: how many speak in an hour, and how much of all comes from how few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.coverage import caveat
from reporter.i18n import N_
from reporter.metrics.inputs import Definition, Inputs, seed_of
from reporter.metrics.record import Direction, Gap, Interval, Metric
from reporter.tallies import Tally
from reporter.units import Unit, significant
from reporter.windows import WHOLE, Window

ACTIVE: Final = Definition(
    id="active_authors",
    label=N_("active authors"),
    unit=Unit.AUTHORS_PER_HOUR,
    method="distinct-per-hour/1",
    direction=Direction.DOWN,
    meaning=N_(
        "Different authors of an hour, mean over the hours of the window. New authors are not counted: their number"
        " falls by itself as everybody has spoken once.",
    ),
)
TOP: Final = Definition(
    id="top10_share",
    label=N_("share of the ten most active authors"),
    unit=Unit.PERCENT,
    method="bootstrap/1",
    direction=Direction.CONTEXT,
    meaning=N_("Part of the volume with a known author that comes from the ten authors with most posts."),
    reference="Efron & Tibshirani 1993, An Introduction to the Bootstrap, 13.3",
)
GINI: Final = Definition(
    id="gini",
    label=N_("concentration of authors (Gini)"),
    unit=Unit.RATIO,
    method="gini-corrected-bootstrap/1",
    direction=Direction.CONTEXT,
    meaning=N_("Gini coefficient of posts over authors, corrected by n / (n - 1): 0 all alike, 1 all from one."),
    reference="Deltas 2003, Review of Economics and Statistics 85:226-234",
)
HHI: Final = Definition(
    id="hhi",
    label=N_("concentration of authors (Herfindahl)"),
    unit=Unit.RATIO,
    method="hhi-bootstrap/1",
    direction=Direction.CONTEXT,
    meaning=N_("Sum of the squared shares of all authors: 1 / n all alike, 1 all from one."),
    reference="Hirschman 1964, American Economic Review 54:761",
)
DEFINITIONS: Final = (ACTIVE, TOP, GINI, HHI)
#: Fewer authors than this are no distribution.
ENOUGH: Final = 30
_DRAWS: Final = 1000
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def authors(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Active authors of the window; concentration of the whole period."""
    if inputs.tally is None:
        if window.id == WHOLE:
            yield from (one.metric(None, source=inputs.source, gap=Gap.NO_POSTS) for one in DEFINITIONS)
        return
    yield _active(inputs, inputs.tally, window)
    if window.id == WHOLE:
        yield from _concentration(inputs, inputs.tally)


def _active(inputs: Inputs, tally: Tally, window: Window) -> Metric:
    found = tally.active_authors(window.id)
    if found is None:
        gap = Gap.NO_FIELD if not tally.authors() else Gap.TOO_FEW
        return ACTIVE.metric(None, source=inputs.source, window=window.id, gap=gap)
    return ACTIVE.metric(
        significant(float(found.mean())),
        source=inputs.source,
        window=window.id,
        n=len(found),
        note=caveat(inputs.coverage),
    )


def _concentration(inputs: Inputs, tally: Tally) -> Iterator[Metric]:
    posts = tally.posts_per_author()
    if len(posts) < ENOUGH:
        gap = Gap.TOO_FEW if len(posts) else Gap.NO_FIELD
        yield from (one.metric(None, source=inputs.source, gap=gap) for one in (TOP, GINI, HHI))
        return
    held, n = np.unique(posts, return_counts=True)
    drawn = np.random.default_rng(seed_of(posts.tobytes())).multinomial(n.sum(), n / n.sum(), _DRAWS)
    own = n[None, :]
    for definition, measure, factor in ((TOP, top_ten, 100.0), (GINI, gini_of, 1.0), (HHI, hhi_of, 1.0)):
        low, high = np.quantile(measure(held, drawn), [0.025, 0.975])
        yield definition.metric(
            significant(factor * float(measure(held, own)[0])),
            source=inputs.source,
            interval=Interval(significant(factor * float(low)), significant(factor * float(high))),
            n=len(posts),
        )


def top_ten(held: Ints, n: Ints) -> Floats:
    """The ten largest authors' part of all posts, one number for each row of `n`.

    Args:
        held: different numbers of posts an author has, rising, shape (values,).
        n: how many authors have so many, shape (draws, values).
    """
    above = np.cumsum(n[:, ::-1], axis=1)[:, ::-1] - n  # authors with more posts
    taken = np.clip(10 - above, 0, n)
    return np.asarray((taken * held).sum(axis=1) / (n * held).sum(axis=1))


def gini_of(held: Ints, n: Ints) -> Floats:
    """The corrected Gini coefficient, as `top_ten`.

    Authors with equal numbers take the mean of their ranks, so a histogram is enough.
    """
    authors_, before = n.sum(axis=1), np.cumsum(n, axis=1) - n
    rank = before + (n + 1) / 2
    weighted = (rank * n * held).sum(axis=1)
    whole = (n * held).sum(axis=1)
    plain = 2 * weighted / (authors_ * whole) - (authors_ + 1) / authors_
    return np.asarray(plain * authors_ / (authors_ - 1))


def hhi_of(held: Ints, n: Ints) -> Floats:
    """The Herfindahl-Hirschman index, as `top_ten`."""
    return np.asarray((n * held.astype(float) ** 2).sum(axis=1) / (n * held).sum(axis=1).astype(float) ** 2)
