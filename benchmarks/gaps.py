"""Hours in which one platform was not collected: which of them may be overlooked.

Storms without or with an effect on two platforms, one of them missing for 3 to 24 hours near
the response, before it, later, or anywhere.  A gap passes the product's rule when the posts to be
expected in it move the step by half its error at most and are no more than 5 % of either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.decays import BEFORE, FAMILIES, Storm
from benchmarks.effect import Array, Counts, Fits, each, together
from reporter.metrics.effect_cover import SHIFT
from reporter.stats import bucketed, filled, gls_ar1_step, log_counts, peak_middle, response_frame

#: Part of all posts that the missing platform has, from .. to, and how many hours are missing.
_SHARES: Final = (0.05, 0.7)
_HOURS: Final = (3, 6, 12, 24)
_MOST: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Gapped:
    """Steps of storms with a gap.

    Args:
        every: all of them, as if gaps did not matter.
        passing: those whose gap passes the rule.
    """

    every: Fits
    passing: Fits


def gapped(runs: int, effect: float, *, echo: bool = False) -> Gapped:
    """The step of log volume under gaps.

    Args:
        runs: storms of each family.
        effect: what the response multiplies by.
        echo: whether the fit leaves the first six hours out.
    """
    found = [
        _judged(*_lost(storm, lag, effect, chance), storm.clock, lag, echo=echo)
        for family in FAMILIES
        for storm, lag, chance in each(family, runs)
    ]
    every = together([one for one, _passes in found])
    passes = np.concatenate([passes for _one, passes in found])
    names = ("step", "error", "low", "high")
    return Gapped(every=every, passing=Fits(**{name: getattr(every, name)[passes] for name in names}))


def _lost(storm: Storm, lag: int, effect: float, chance: np.random.Generator) -> tuple[Array, Array, Array]:
    """Posts as collected, as they would be with the gap filled, and the larger part missing on a side."""
    rate = storm.rate * np.where(storm.hours > lag, effect, 1.0)
    size = chance.uniform(*_SHARES, (len(rate), 1))
    own, others = chance.poisson(rate * size), chance.poisson(rate * (1 - size))
    low, t0, high = BEFORE + 4, BEFORE + lag, BEFORE + lag + 48
    whole, worst = others.astype(np.float64), np.zeros(len(rate))
    for row, mine in enumerate(own):
        missed = _gap(chance, low, t0, high)
        mine[low:high][missed] = 0
        guess = filled(mine[low:high], others[row, low:high], missed)
        added = np.zeros(len(mine))
        added[low:high] = guess - mine[low:high]
        whole[row] += mine + added
        sides = (slice(low, t0), slice(t0, high))
        worst[row] = max(added[side].sum() / max(1.0, whole[row, side].sum()) for side in sides)
    return (own + others).astype(np.float64), whole, worst


def _gap(chance: np.random.Generator, low: int, t0: int, high: int) -> npt.NDArray[np.bool_]:
    """Which of the judged hours are missing: behind the response, before it, at the end, or anywhere."""
    length = int(chance.choice(_HOURS))
    start = int(chance.choice([t0, max(low, t0 - length), high - length, int(chance.integers(low, high - length))]))
    hours = np.arange(low, high)
    return np.asarray((hours >= start) & (hours < start + length), np.bool_)


def _judged(  # noqa: PLR0913 - what a storm with a gap is made of
    counts: Array, whole: Array, worst: Array, clock: Counts, lag: int, *, echo: bool
) -> tuple[Fits, npt.NDArray[np.bool_]]:
    t0 = BEFORE + lag
    peaks = np.array([peak_middle(one, t0) for one in counts])
    fits: list[Fits] = []
    passes: list[npt.NDArray[np.bool_]] = []
    for peak, hour in sorted(set(zip(peaks.tolist(), clock.tolist(), strict=True))):
        frame = response_frame(peak, t0, counts.shape[1], hour, echo=echo)
        if t0 - peak < 16 or frame is None:  # noqa: PLR2004 - the gate of methods.md
            continue
        mine = (peaks == peak) & (clock == hour)
        seen, wanted = (
            gls_ar1_step(log_counts(bucketed(posts[mine], frame)), frame.design, frame.places)
            for posts in (counts, whole)
        )
        low, high = seen.interval()
        fits.append(Fits(step=seen.step, error=seen.error, low=low, high=high))
        shift = np.abs(wanted.step - seen.step) / np.minimum(seen.error, wanted.error)
        passes.append((shift <= SHIFT) & (worst[mine] <= _MOST))
    return together(fits), np.concatenate(passes)
