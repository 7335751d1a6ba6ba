"""Times until something ends, some of which were not seen to the end."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.shares import z_value

Array = npt.NDArray[np.float64]


class Survival(NamedTuple):
    """The part that goes on after each time at which something ended.

    Args:
        times: where the curve steps down, rising, in the unit of the input.
        share: the part still going on just after each time, in 0..1.
        low: lower ends of its interval.
        high: upper ends of its interval.
        at_risk: how many were still watched just before each time.
        median: the first time at which half or less goes on; None when the curve stays above.
    """

    times: Array
    share: Array
    low: Array
    high: Array
    at_risk: npt.NDArray[np.int64]
    median: float | None


def kaplan_meier(times: npt.ArrayLike, events: npt.ArrayLike, level: float = 0.95) -> Survival:
    """The Kaplan-Meier curve with intervals on the log(-log) scale.

    Args:
        times: how long each case was watched, >= 0, shape (cases,).
        events: whether it ended then (true) or was only not watched any longer (false), shape (cases,).
        level: confidence level, in 0..1.

    Raises:
        ValueError: no case, shapes that differ, a negative time (a bug upstream).

    Source: Kaplan & Meier 1958, JASA 53:457-481; Greenwood 1926; Kalbfleisch & Prentice 2002, section 1.4.
    """
    seen, ended = np.asarray(times, np.float64), np.asarray(events, np.bool_)
    if seen.shape != ended.shape or seen.size == 0 or (seen < 0).any():
        raise ValueError((seen.shape, ended.shape))
    steps = np.unique(seen[ended])
    deaths = np.array([(seen[ended] == at).sum() for at in steps], np.int64)
    at_risk = np.array([(seen >= at).sum() for at in steps], np.int64)
    share = np.asarray(np.cumprod(1 - deaths / np.maximum(at_risk, 1)), np.float64)
    low, high = _greenwood(share, deaths, at_risk, z_value(level))
    halved = np.flatnonzero(share <= 0.5)  # noqa: PLR2004 - the median
    return Survival(steps, share, low, high, at_risk, float(steps[halved[0]]) if halved.size else None)


def _greenwood(
    share: Array, deaths: npt.NDArray[np.int64], at_risk: npt.NDArray[np.int64], z: float
) -> tuple[Array, Array]:
    inside = (share > 0) & (share < 1)
    left = np.maximum(at_risk - deaths, 1)
    variance = np.cumsum(deaths / (np.maximum(at_risk, 1) * left))
    log = np.log(share, where=inside, out=np.full(share.shape, -1.0))
    half = z * np.sqrt(variance) / -log
    low, high = share ** np.exp(half), share ** np.exp(-half)
    return np.where(inside, low, share), np.where(inside, high, share)
