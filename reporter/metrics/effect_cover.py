"""Whether the collection itself could look like an effect: what is missing, and what was looked at when.

A platform that was not collected for some hours weighs by how far it moves the step;
posts collected late have lost what was deleted, those collected at once have not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.coverage import distorted
from reporter.metrics.effect import Collected, Gate
from reporter.metrics.inputs import Inputs
from reporter.stats import filled
from reporter.tallies import HOUR, Tally

Posts = npt.NDArray[np.float64]
#: The step of the total volume beside natural decay for a series of hours, and its error; None where it has none.
Step = Callable[[Posts], tuple[float, float] | None]

#: Per cent of a platform's own total that must have been collected, and of the posts on either side of the response.
_ENOUGH: Final = 95.0
#: A gap that moves the step by no more than this part of its error is no reason to be silent.
SHIFT: Final = 0.5
#: Points by which what was collected within a day, and what shows no text, may differ across the response.
YOUNG: Final = 20.0
GONE: Final = 5.0
#: Posts of a side below which its shares are chance.
_FEWEST: Final = 100
_DAY: Final = 24 * HOUR


def collected(inputs: Inputs, tally: Tally, window: tuple[int, int], step: Step) -> Collected:
    """What the collection missed and how it looked, on both sides of the response.

    Args:
        inputs: the incident, with T0.
        tally: the posts that are judged.
        window: the judged hours, from .. to, in hours of the series that is anchored at T0.
        step: of the total volume.
    """
    t0 = inputs.windows.t0 or 0
    sides = [tally.looked_at(t0 - _DAY, t0), tally.looked_at(t0, t0 + _DAY)]
    young = [100 * side.young / side.dated for side in sides if side.dated >= _FEWEST]
    gone = [100 * side.gone / side.posts for side in sides if side.posts >= _FEWEST]
    missing, shift = _missing(inputs, tally, window, step)
    return Collected(young=_pair(young), gone=_pair(gone), missing=missing, shift=shift)


def _pair(shares: list[float]) -> tuple[float, float] | None:
    return (shares[0], shares[1]) if len(shares) == 2 else None  # noqa: PLR2004 - before and after


def gates(inputs: Inputs, found: Collected) -> Iterator[Gate]:
    """Why the collection forbids an estimate."""
    low = [note for note in inputs.coverage if note.share is not None and note.share < _ENOUGH]
    if distorted(inputs.coverage) is not None or low or found.missing > 100 - _ENOUGH or found.shift > SHIFT:
        yield Gate.COVERAGE
    if _apart(found.young) > YOUNG:
        yield Gate.COLLECTED_UNEVENLY
    if _apart(found.gone) > GONE:
        yield Gate.TEXTS_GONE


def _apart(pair: tuple[float, float] | None) -> float:
    return 0.0 if pair is None else abs(pair[1] - pair[0])


def _missing(inputs: Inputs, tally: Tally, window: tuple[int, int], step: Step) -> tuple[float, float]:
    """Per cent of the posts missing on the worse side, and how far they move the step, in its errors."""
    volume = tally.hourly(from_response=True)
    at = ((inputs.windows.t0 or 0) - volume.start) // HOUR
    whole = volume.counts.astype(np.float64)
    full = whole + sum((_added(tally, gap, window, whole, volume.start) for gap in _by_platform(inputs)), 0 * whole)
    sides = (slice(window[0], at), slice(at, window[1]))
    missing = max(100 * (1 - whole[side].sum() / max(1.0, full[side].sum())) for side in sides)
    if not missing:
        return 0.0, 0.0
    seen, wanted = step(whole), step(full)
    if seen is None or wanted is None:
        return missing, 0.0
    return missing, abs(wanted[0] - seen[0]) / min(seen[1], wanted[1])


def _by_platform(inputs: Inputs) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Platform and the stretches in which it was not wholly collected, as stated or as noticed."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for note in inputs.coverage:
        spans.setdefault(note.platform, []).extend(note.spans)
    yield from ((platform, tuple(some)) for platform, some in spans.items() if some and platform)


def _added(
    tally: Tally,
    gap: tuple[str, tuple[tuple[int, int], ...]],
    window: tuple[int, int],
    whole: Posts,
    start: int,
) -> Posts:
    """Posts to be expected in the hours one platform was not collected, beyond those collected, hour by hour."""
    platform, spans = gap
    own = tally.hourly(platform=platform, from_response=True).counts.astype(np.float64)
    begins = start + HOUR * np.arange(len(own))
    missed = np.zeros(len(own), np.bool_)
    for first, last in spans:
        missed |= (begins < last) & (begins + HOUR > first)
    judged = slice(*window)
    added = np.zeros(len(own))
    added[judged] = filled(own[judged], (whole - own)[judged], missed[judged]) - own[judged]
    return added
