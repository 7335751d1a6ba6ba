"""加权占比: the negative share when a post counts by how far it went."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.i18n import N_, _
from reporter.labels import Source
from reporter.metrics.inputs import Definition, Inputs, seed_of
from reporter.metrics.record import Amec, Calibration, Direction, Gap, Interval, Metric
from reporter.metrics.shares import pulled_share, sampled_phases
from reporter.stats import z_value
from reporter.tallies import Tally
from reporter.tallies.samples import exported_pull
from reporter.units import Unit, decimal, significant
from reporter.windows import WHOLE, Window

WEIGHTED: Final = Definition(
    id="engagement_weighted_share",
    label=N_("negative share weighted by engagement"),
    unit=Unit.PERCENT,
    method="author-bootstrap/1",
    direction=Direction.DOWN,
    meaning=N_(
        "Negative posts among all, each counted as 1 + ln(1 + reposts, comments and likes), estimated from the hand"
        " labels where there are enough; once more without the 1% of posts with most engagement, so that a few giants"
        " do not decide.",
    ),
    level=Amec.OUTTAKE,
    reference="Davison & Hinkley 1997, Bootstrap Methods and their Application, 3.8; with labels: Angelopoulos, Duchi &"
    " Zrnic 2023, PPI++, arXiv:2311.01453",
)
DEFINITIONS: Final = (WEIGHTED,)
#: Part of the posts with most engagement that is left out of the trimmed share.
TRIMMED: Final = 0.01
#: Fewer authors are no sample of authors.
ENOUGH: Final = 30
#: Different authors' weights that are drawn again; more cost seconds and change nothing.
MOST: Final = 10_000
_DRAWS: Final = 1000
Ints = npt.NDArray[np.int64]


def weighted(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Both shares; only for the whole period: the tally does not cut engagement at windows."""
    if window.id != WHOLE:
        return
    if inputs.tally is None:
        yield WEIGHTED.metric(None, source=inputs.source, gap=Gap.NO_POSTS)
        return
    engagement, n, negative = inputs.tally.reach()
    if not n.sum():
        yield WEIGHTED.metric(None, source=inputs.source, gap=Gap.NO_FIELD)
        return
    value = weighted_share(engagement, n, negative)
    yield _from_labels(inputs.tally, engagement, n) or _metric(
        inputs, value, int(n.sum()), interval=_interval(inputs, value)
    )
    kept = trimmed(engagement, n)
    yield _metric(inputs, weighted_share(engagement, kept, negative), int(kept.sum()), part="trimmed")


def _from_labels(tally: Tally, engagement: Ints, n: Ints) -> Metric | None:
    """The share with the scores' error taken off by the hand labels; None with too few of them."""
    found = pulled_share(sampled_phases(tally, WHOLE))
    if found is None:
        return None
    negative, exported = exported_pull(tally)
    whole = float((n * (1 + np.log1p(engagement))).sum())
    known, rest = negative / whole, 1 - exported / whole
    value, low, high = (100 * (known + rest * end) for end in (found.value, found.low, found.high))
    return WEIGHTED.metric(
        significant(value),
        source=_("{n} posts labelled by hand (labels.csv)").format(n=found.labels),
        interval=Interval(significant(low), significant(high)),
        n=found.labels,
        calibration=Calibration.HAND,
        method="ppi-wilson/1",
        note=_("{n} posts state their counts").format(n=decimal(int(n.sum()))),
    )


def weighted_share(engagement: Ints, n: Ints, negative: npt.NDArray[np.bool_]) -> float:
    """Weight of the negative posts over that of all, in 0..1.

    Args:
        engagement: different engagements, shape (values,), >= 0.
        n: posts of each, same shape, not all 0.
        negative: whether these posts are negative, same shape.
    """
    weight = n * (1 + np.log1p(engagement))
    return float(weight[negative].sum() / weight.sum())


def trimmed(engagement: Ints, n: Ints) -> Ints:
    """The posts of each engagement without the 1 % with most; those of equal engagement go in equal parts.

    Args:
        engagement: rising, shape (values,).
        n: posts of each, same shape.
    """
    drop = math.floor(TRIMMED * int(n.sum()))
    kept = n.copy()
    for value in np.unique(engagement)[::-1]:
        alike = engagement == value
        here = int(kept[alike].sum())
        if drop < here:
            kept[alike] -= np.rint(kept[alike] * drop / here).astype(np.int64)
            break
        kept[alike], drop = 0, drop - here
    return kept


def author_interval(value: float, negative: Ints, whole: Ints, n: Ints) -> tuple[float, float] | None:
    """Ends of the share's interval, authors drawn again: what one person writes hangs together; None for few authors.

    Authors of equal weights are one cell, drawn together.  With more than `MOST` cells the ratio estimator's error
    takes the place of the draws: with so many authors both give the same ends.

    Args:
        value: the share, 0..1.
        negative: weight of an author's negative posts, shape (cells,).
        whole: weight of all of them, > 0, same shape.
        n: authors of these weights, > 0, same shape.

    Source: Davison & Hinkley 1997, 3.8; Cochran 1977, Sampling Techniques, 6.4.
    """
    k = int(n.sum())
    if k < ENOUGH:
        return None
    cells = np.stack([negative, whole])
    if len(n) > MOST:
        error = math.sqrt(k / (k - 1) * float((n * (negative - value * whole) ** 2).sum())) / float((n * whole).sum())
        half = z_value(0.95) * error
        return max(0.0, value - half), min(1.0, value + half)
    chance = np.random.default_rng(seed_of(cells.tobytes(), n.tobytes()))
    totals = np.stack([chance.multinomial(k, n / k) @ cells.T.astype(float) for _draw in range(_DRAWS)])
    low, high = np.quantile(totals[:, 0] / totals[:, 1], [0.025, 0.975])
    return float(low), float(high)


def _interval(inputs: Inputs, value: float) -> Interval | None:
    """None where a machine told the stances: authors drawn again say nothing of its error."""
    if inputs.tally is None or _machine(inputs.tally):
        return None
    ends = author_interval(value, *inputs.tally.pull())
    return Interval(100 * ends[0], 100 * ends[1]) if ends is not None else None


def _machine(tally: Tally) -> bool:
    return bool({Source.MACHINE.value, Source.LOCAL.value} & set(tally.source_counts()))


def _metric(inputs: Inputs, value: float, n: int, *, part: str = "", interval: Interval | None = None) -> Metric:
    machine = inputs.tally is not None and _machine(inputs.tally)
    return WEIGHTED.metric(
        significant(100 * value),
        source=inputs.source,
        part=part,
        label=_("negative share weighted by engagement, without the top 1%") if part else "",
        interval=interval,
        n=n,
        calibration=Calibration.UNCALIBRATED if machine else Calibration.EXPORT,
        note=_("{n} posts state their counts").format(n=decimal(n)),
    )
