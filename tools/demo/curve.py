"""How many posts are expected when: growth, natural decay, the day's own rhythm, and the planted effect."""

from __future__ import annotations

import math
from typing import Final

from tools.demo.plan import DAYS, EFFECT, EXPOSURE, PEAK, PLATFORMS, REBOUND, RESPONSE, STANCES, Platform, Stance, hours

#: Length of a cell in which the rate is taken as constant, in hours.
CELL: Final = 1 / 6
CELLS: Final = round(DAYS * 24 / CELL)

#: How lively each hour of the day is; deliberately not a sine: two humps, a steep morning, a deep night.
DAY: Final = (
    0.58, 0.34, 0.21, 0.15, 0.13, 0.17, 0.33, 0.66, 0.92, 1.02, 1.06, 1.12,
    1.26, 1.12, 0.99, 1.00, 1.03, 1.07, 1.12, 1.22, 1.36, 1.42, 1.28, 0.94,
)  # fmt: skip

#: Where people post, and how many hours each platform lags behind 微博.
SHARE: Final[dict[Platform, float]] = {"weibo": 0.57, "douyin": 0.19, "xhs": 0.13, "wechat": 0.11}
LAG: Final[dict[Platform, float]] = {"weibo": 0.0, "douyin": 1.0, "xhs": 0.5, "wechat": 2.5}

#: Stances of quiet days and of the storm before any effect, by platform: negative, neutral, positive.
QUIET: Final = (0.12, 0.66, 0.22)
STORM: Final[dict[Platform, tuple[float, float, float]]] = {
    "weibo": (0.66, 0.27, 0.07),
    "douyin": (0.68, 0.24, 0.08),
    "xhs": (0.62, 0.28, 0.10),
    "wechat": (0.38, 0.52, 0.10),
}
#: The rate of quiet days relative to the peak of the storm.
BASE: Final = 0.018
#: The second, smaller wave (slow refunds): its height relative to the first, negative posts only.
SECOND: Final = 0.11


def day_curve(hour: float) -> float:
    """Liveliness at an hour counted from the period's start, straight lines between the hours' middles."""
    position = (hour - 0.5) % 24
    left = int(position)
    part = position - left
    return DAY[left] * (1 - part) + DAY[(left + 1) % 24] * part


def storm(hour: float) -> float:
    """The storm's strength, 0..1: steep growth to the peak, then a fast and a slow decay together."""
    start, top = hours(EXPOSURE), hours(PEAK)
    if hour < start:
        return 0.0
    if hour < top:
        return float(0.02 + 0.98 * ((hour - start) / (top - start)) ** 2.2)
    past = hour - top
    return 0.70 * math.exp(-past / 20) + 0.30 * math.exp(-past / 70)


def second_wave(hour: float) -> float:
    """The second wave's strength, 0..1: six hours up, then down with a half-life of nine hours."""
    past = hour - hours(REBOUND)
    return 0.0 if past < 0 else min(past / 6, 1.0) * 0.5 ** (max(past - 6, 0) / 9)


def intensity(platform: Platform, stance: Stance, hour: float, effect: float = EFFECT) -> float:
    """Relative rate of posts of a stance on a platform at an hour of the period.

    The effect multiplies the negative posts of the storm and of quiet talk alike from T0 on;
    the second wave comes later and is left alone, so that a before/after fit around T0 has one truth.
    """
    which = STANCES.index(stance)
    rate = BASE * QUIET[which] + storm(hour - LAG[platform]) * STORM[platform][which]
    if stance == "negative":
        rate *= effect if hour >= hours(RESPONSE) else 1.0
        rate += SECOND * second_wave(hour)
    return SHARE[platform] * day_curve(hour) * rate


def total() -> float:
    """The sum of all intensities over the period, in cells: what the plan's size is divided by."""
    middles = [(cell + 0.5) * CELL for cell in range(CELLS)]
    return sum(intensity(p, s, hour) for p in PLATFORMS for s in STANCES for hour in middles)
