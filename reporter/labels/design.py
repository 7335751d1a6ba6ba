"""The design of a labelling sample: strata, how many labels each gets, what each label stands for.

A stratum is a phase, a platform and a band of the machine's score.  Within a phase
labels go to strata in proportion to their posts, so that the plain mean is right
already; strata too small for two labels are pooled with their neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

#: Fewer labels than this in a stratum cannot say how much its posts differ.
LEAST: Final = 2
#: The score's bands are this wide; fixed, so that a stratum is the same for every draw.
BANDS: Final = 5
#: From the most negative; the last for posts without a score.
BAND_NAMES: Final = (*map(str, range(BANDS)), "-")


class Stratum(NamedTuple):
    """A platform and a band of the machine's score inside one phase.

    Args:
        platform: where the posts stand.
        band: `0` (most negative) to `4`, `-` for posts without a score.
    """

    platform: str
    band: str


def bands_of(score: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The place of each score's band in `BAND_NAMES`: fifths of 0..1, the last where there is no score."""
    fifth = np.minimum(BANDS - 1, np.nan_to_num(score) * BANDS).astype(np.int64)
    return np.where(np.isnan(score), BANDS, fifth)


def band_of(score: npt.NDArray[np.float64]) -> npt.NDArray[np.str_]:
    """The band of each score: fifths of 0..1, `-` where there is none."""
    return np.array(BAND_NAMES)[bands_of(score)]


def pools(counts: Mapping[Stratum, float], least: float = LEAST) -> dict[Stratum, int]:
    """The pool each stratum belongs to, 0, 1, ...: as few strata together as bring `least` into each.

    Neighbouring bands of a platform are pooled first, then small platforms, and what
    is left joins the largest pool.

    Args:
        counts: labels of each stratum, found or expected, >= 0.
        least: wanted in each pool.
    """
    groups: list[list[Stratum]] = []
    small: list[Stratum] = []
    for platform in sorted({stratum.platform for stratum in counts}):
        bands = sorted(stratum for stratum in counts if stratum.platform == platform)
        own = _runs(bands, counts, least)
        if own:
            groups += own
        else:
            small += bands
    if small and groups and sum(counts[one] for one in small) < least:
        max(groups, key=lambda group: sum(counts[one] for one in group)).extend(small)
    elif small:
        groups.append(small)
    return {stratum: i for i, group in enumerate(groups) for stratum in group}


def _runs(bands: Sequence[Stratum], counts: Mapping[Stratum, float], least: float) -> list[list[Stratum]]:
    """Neighbours together until each run holds `least`; empty when all together do not."""
    runs: list[list[Stratum]] = []
    run: list[Stratum] = []
    for stratum in bands:
        run.append(stratum)
        if sum(counts[one] for one in run) >= least:
            runs.append(run)
            run = []
    if runs:
        runs[-1] += run
    return runs


def allocation(sizes: Mapping[Stratum, int], n: int) -> dict[tuple[Stratum, ...], int]:
    """How many posts to draw from each pool of strata: `n` in proportion to the posts, largest remainders first.

    Args:
        sizes: posts of each stratum.
        n: posts to draw in all; all posts when there are no more.
    """
    filled = {stratum: size for stratum, size in sizes.items() if size}
    whole = sum(filled.values())
    n = min(n, whole)
    place = pools({stratum: n * size / whole for stratum, size in filled.items()})
    groups: dict[int, list[Stratum]] = {}
    for stratum, i in place.items():
        groups.setdefault(i, []).append(stratum)
    exact = {tuple(group): n * sum(filled[one] for one in group) / whole for group in groups.values()}
    floor = {group: int(quota) for group, quota in exact.items()}
    by_rest = sorted(exact, key=lambda group: (floor[group] - exact[group], group))
    extra = set(by_rest[: n - sum(floor.values())])
    return {group: floor[group] + (group in extra) for group in sorted(exact)}


def weights(labelled: Mapping[Stratum, int], posts: Mapping[Stratum, int]) -> dict[Stratum, float]:
    """How many posts each label of a stratum stands for: the posts of its pool by the labels of its pool.

    Args:
        labelled: labels found in each stratum.
        posts: all posts of each stratum, labelled ones too.
    """
    place = pools({stratum: labelled.get(stratum, 0) for stratum in posts})
    sizes, found = np.zeros(len(posts) + 1), np.zeros(len(posts) + 1)
    for stratum, i in place.items():
        sizes[i] += posts[stratum]
        found[i] += labelled.get(stratum, 0)
    return {stratum: sizes[i] / found[i] for stratum, i in place.items() if found[i]}
