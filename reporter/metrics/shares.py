"""Shares one can believe: from the labelling sample, with what the scores of all other posts add.

Phases (before and after the first response) are sampled apart and added by their
posts; inside a phase each label stands for the posts of its stratum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.labels.design import Stratum, weights
from reporter.stats import Estimate, Rest, labels_for, ppi_mean, share_interval, stratified
from reporter.tallies import NOT_ASKED, SCORED, Drawn, Phase, Tally, phases

#: Fewer labels than this in a window say less than the machine's known error.
ENOUGH_LABELS: Final = 50
#: A phase of a window needs as many labels of its own to be estimated by itself.
ENOUGH_IN_PHASE: Final = 20

#: Half-widths in points that a report may want to promise.
WIDTHS: Final = (10, 7, 5)

#: 1 where a labelled post counts, 0 where not.
Counts = Callable[[Drawn], npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share estimated from labels.

    Args:
        value: 0..1.
        low: lower end of its 95 % interval.
        high: upper end.
        labels: how many labelled posts it rests on.
        estimate: what the interval was made of.
    """

    value: float
    low: float
    high: float
    labels: int
    estimate: Estimate


def stance(name: str) -> Counts:
    """Counts the posts labelled with that stance."""
    return lambda drawn: (drawn.stances == name).astype(float)


def viewpoint(identifier: str) -> Counts:
    """Counts the posts in which that viewpoint was found."""
    return lambda drawn: np.array([identifier in said.split("|") for said in drawn.viewpoints.tolist()], float)


def asked(phase: Phase) -> Phase:
    """The phase with only those labels whose labeller was asked for viewpoints, and no scores."""
    drawn = phase.drawn
    keep = drawn.viewpoints != NOT_ASKED
    kept = Drawn(
        strata=tuple(one for one, wanted in zip(drawn.strata, keep, strict=True) if wanted),
        stances=drawn.stances[keep],
        viewpoints=drawn.viewpoints[keep],
        scores=drawn.scores[keep],
        hashes=drawn.hashes[keep],
    )
    return Phase(drawn=kept, sizes=phase.sizes, rest=phase.rest + drawn.n - kept.n, totals={})


def sampled_phases(tally: Tally, window: str, *, exported: bool = False) -> tuple[Phase, ...]:
    """The phases of a window as they can be estimated; none when there are too few labels.

    A phase with too few labels joins the other one if all labels together look like a
    simple random sample of both; if one phase was labelled and the other was not, there is no estimate.
    """
    apart = phases(tally, window, exported=exported)
    found = [phase.drawn.n for phase in apart]
    if sum(found) < ENOUGH_LABELS:
        return ()
    if min(found) >= ENOUGH_IN_PHASE:
        return apart
    posts = sum(phase.posts for phase in apart)
    expected = [sum(found) * phase.posts / posts for phase in apart]
    if all(abs(n - mean) <= 1 + 3 * mean**0.5 for n, mean in zip(found, expected, strict=True)):
        return phases(tally, window, exported=exported, parted=False)
    return ()


def viewpoint_phases(tally: Tally, window: str) -> tuple[Phase, ...]:
    """The phases of a window with the labels whose labeller was asked for viewpoints; none when they are too few.

    Posts the export has labelled are in, as far as they were drawn at all.
    """
    own, every = (tuple(map(asked, phases(tally, window, exported=exported))) for exported in (False, True))
    # Posts nobody could be drawn from are not spoken for: their share would be guessed from other platforms.
    parts = every if sum(part.drawn.n for part in every) > sum(part.drawn.n for part in own) else own
    found = [part.drawn.n for part in parts]
    return parts if sum(found) >= ENOUGH_LABELS and min(found) >= ENOUGH_IN_PHASE else ()


def share(parts: Sequence[Phase], counts: Counts, scored: str = "") -> Share:
    """The share of posts that count, over all phases.

    Args:
        parts: phases with at least one label each (`sampled_phases`).
        counts: which labelled posts count.
        scored: the score that goes with it, one of SCORED; empty for none.
    """
    posts = sum(part.posts for part in parts)
    estimates = [_estimate(part, counts, scored) for part in parts]
    whole = stratified([part.posts / posts for part in parts], estimates)
    labels = sum(part.drawn.n for part in parts)
    low, high = share_interval(whole, sampled=labels / posts)
    value = min(high, max(low, min(1.0, max(0.0, whole.value))))
    return Share(value=value, low=low, high=high, labels=labels, estimate=whole)


def _estimate(part: Phase, counts: Counts, scored: str) -> Estimate:
    drawn = part.drawn
    stands_for = weights(counted(drawn), part.sizes)
    weight = [stands_for[stratum] for stratum in drawn.strata]
    if not scored:
        return ppi_mean(counts(drawn), np.zeros(drawn.n), Rest(0, 0.0, 0.0), weights=weight, lam=0.0)
    scores = drawn.scores[:, SCORED.index(scored)]
    return ppi_mean(counts(drawn), scores, Rest(part.rest, *part.totals[scored]), weights=weight)


def pulled_share(parts: Sequence[Phase]) -> Share | None:
    """The negative share when a post counts by how far it went, over all phases; None where a phase went nowhere.

    A ratio whose denominator is known to the post: labels and scores are weighed by a post's weight over the mean.

    Args:
        parts: phases with at least one label each (`sampled_phases`).
    """
    weighs = [part.pull[0] + float(part.drawn.pulls.sum()) for part in parts]
    if not parts or min(weighs) <= 0:
        return None
    estimates = [_pulled(part, weight / part.posts) for part, weight in zip(parts, weighs, strict=True)]
    whole = stratified([weight / sum(weighs) for weight in weighs], estimates)
    low, high = share_interval(whole)
    value = min(high, max(low, whole.value))
    return Share(value=value, low=low, high=high, labels=sum(part.drawn.n for part in parts), estimate=whole)


def _pulled(part: Phase, mean: float) -> Estimate:
    drawn = part.drawn
    stands_for = weights(counted(drawn), part.sizes)
    weight = [stands_for[stratum] for stratum in drawn.strata]
    relative = drawn.pulls / mean
    _whole, negative, squares = part.pull
    return ppi_mean(
        stance("negative")(drawn) * relative,
        drawn.scores[:, SCORED.index("negative")] * relative,
        Rest(part.rest, negative / mean, squares / mean**2),
        weights=weight,
    )


def counted(drawn: Drawn) -> Mapping[Stratum, int]:
    """Labelled posts of each stratum."""
    return Counter(drawn.strata)


def statements_share(parts: Sequence[Phase], counts: Counts, copies: Mapping[int, int]) -> Share:
    """The share of different texts that count: a text drawn as often as it was copied weighs once.

    Args:
        parts: phases with at least one label each.
        counts: which labelled posts count.
        copies: hash of a text -> posts of the period that share it.
    """
    y = np.concatenate([counts(part.drawn) for part in parts])
    weight = np.concatenate([_statement_weights(part, copies) for part in parts])
    whole = ppi_mean(y, np.zeros(len(y)), Rest(0, 0.0, 0.0), weights=weight, lam=0.0)
    low, high = share_interval(whole)
    return Share(value=whole.value, low=low, high=high, labels=len(y), estimate=whole)


def _statement_weights(part: Phase, copies: Mapping[int, int]) -> npt.NDArray[np.float64]:
    stands_for = weights(counted(part.drawn), part.sizes)
    pairs = zip(part.drawn.strata, part.drawn.hashes.tolist(), strict=True)
    return np.array([stands_for[stratum] / copies.get(text, 1) for stratum, text in pairs])


class Bought(NamedTuple):
    """What labels buy: about `labels` labels in a phase give an interval of `points` points on either side."""

    points: int
    labels: int


def bought(seen: float | None = None) -> tuple[Bought, ...]:
    """How many labels a phase needs for each of `WIDTHS`, at the share `seen` so far, else at one half.

    What a score may add is left out: a model of the incident is taught by the labels and not before.
    """
    # Near 0 or 1 a share is cheap to tell, and easily misjudged from few labels.
    planned = min(0.9, max(0.1, 0.5 if seen is None else seen))
    return tuple(Bought(points, max(ENOUGH_LABELS, labels_for(points / 100, planned))) for points in WIDTHS)
