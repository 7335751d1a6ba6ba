"""Storms without any effect of a response: twelve ways in which attention goes away by itself.

Made for the judges of a response, never shown as an incident.  Each storm is
hourly and peaks at hour `BEFORE`; the day curve is no sine, on purpose: a method that
describes the day by sines must live with real days.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

#: Hours of rise before the peak, and hours watched after it.
BEFORE: Final = 30
AFTER: Final = 110
#: How lively each hour of the day is: two humps, a steep morning, a night at a tenth.
_DAY: Final = (
    0.55, 0.32, 0.20, 0.15, 0.14, 0.18, 0.36, 0.70, 0.95, 1.06, 1.04, 1.10,
    1.30, 1.15, 0.98, 0.96, 1.00, 1.05, 1.10, 1.24, 1.40, 1.44, 1.22, 0.90,
)  # fmt: skip
#: Part of that depth that an ordinary storm shows; the night family shows all of it.
_DEPTH: Final = 0.55
_CLOCKS: Final = (0, 6, 11, 17, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """Many runs of one family.

    Args:
        rate: expected posts an hour without any effect, shape (runs, hours).
        clock: time of day at which each run begins, in hours, shape (runs,).
    """

    rate: Array
    clock: Counts

    @property
    def hours(self) -> Array:
        """Middle of each hour, counted from the peak."""
        return np.arange(-BEFORE, AFTER, dtype=np.float64) + 0.5


Shape = Callable[[Array, np.random.Generator, int], Array]


def _spread(chance: np.random.Generator, runs: int, low: float, high: float) -> Array:
    return chance.uniform(low, high, (runs, 1))


def _exponential(past: Array, chance: np.random.Generator, runs: int) -> Array:
    return np.exp(-past / _spread(chance, runs, 14, 30))


def _power(past: Array, chance: np.random.Generator, runs: int) -> Array:
    return np.asarray((1 + past / _spread(chance, runs, 5, 10)) ** -_spread(chance, runs, 1, 1.6), np.float64)


def _stretched(past: Array, chance: np.random.Generator, runs: int) -> Array:
    return np.asarray(np.exp(-((past / _spread(chance, runs, 8, 16)) ** 0.6)), np.float64)


def _two_phase(past: Array, chance: np.random.Generator, runs: int) -> Array:
    fast, slow = _spread(chance, runs, 8, 16), _spread(chance, runs, 50, 90)
    return np.asarray(0.7 * np.exp(-past / fast) + 0.3 * np.exp(-past / slow), np.float64)


def _broken(past: Array, chance: np.random.Generator, runs: int) -> Array:
    turn = _spread(chance, runs, 10, 60)
    return np.exp(-0.015 * np.minimum(past, turn) - 0.05 * np.maximum(past - turn, 0))


def _plateau(past: Array, chance: np.random.Generator, runs: int) -> Array:
    return np.exp(-np.maximum(past - _spread(chance, runs, 4, 12), 0) / _spread(chance, runs, 14, 30))


def _second_peak(past: Array, chance: np.random.Generator, runs: int) -> Array:
    since = past - _spread(chance, runs, 12, 70)
    wave = np.clip(since / 8, 0, 1) * 0.5 ** (np.maximum(since - 8, 0) / 12)
    return _exponential(past, chance, runs) + _spread(chance, runs, 0.08, 0.2) * wave


def _bursts(past: Array, chance: np.random.Generator, runs: int) -> Array:
    rare = chance.uniform(size=(runs, past.shape[1])) < 0.03  # noqa: PLR2004 - one hour in thirty
    kicks = rare * chance.uniform(0.3, 1.5, rare.shape)
    for hour in range(1, past.shape[1]):
        kicks[:, hour] += 0.6 * kicks[:, hour - 1]
    return np.asarray(_exponential(past, chance, runs) * (1 + kicks), np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One way to go away.

    Args:
        name: in a word.
        words: the same in Chinese.
        shape: strength from hours past the peak, 1 at the peak.
        depth: how much of the day curve shows, 0..1.
        rho: autocorrelation of the noise from one hour to the next.
        noise: its standard deviation on the log scale.
        tops: posts an hour at the peak, from .. to.
        weekend: whether Saturdays and Sundays are quieter by 30 %.
    """

    name: str
    words: str
    shape: Shape = _exponential
    depth: float = _DEPTH
    rho: float = 0.6
    noise: float = 0.15
    tops: tuple[float, float] = (2000.0, 2000.0)
    weekend: bool = False

    def storms(self, runs: int, chance: np.random.Generator) -> Storm:
        """Expected rates of many runs."""
        hours = np.arange(-BEFORE, AFTER) + 0.5
        past = np.maximum(hours, 0)[None, :]
        start = chance.choice(_CLOCKS, runs)
        clock = hours[None, :] + BEFORE + start[:, None]
        rise = np.where(hours < 0, np.exp(hours / 6), 1)[None, :]
        rate = self.shape(past, chance, runs) * rise * day_curve(clock) ** self.depth
        if self.weekend:
            weekday = (clock // 24 + chance.integers(0, 7, (runs, 1))) % 7
            rate = rate * np.where(weekday >= 5, 0.7, 1)  # noqa: PLR2004 - Saturday
        low, high = self.tops
        top = np.exp(chance.uniform(math.log(low), math.log(high), (runs, 1)))
        rate = rate * np.exp(wander(chance, rate.shape, self.rho, self.noise)) + 0.002
        return Storm(rate=np.asarray(top * rate, np.float64), clock=np.asarray(start, np.int64))


def day_curve(clock: Array) -> Array:
    """Liveliness at times of day in hours, straight lines between the hours' middles."""
    place = (clock - 0.5) % 24
    left = place.astype(np.int64)
    part, day = place - left, np.array(_DAY)
    return np.asarray(day[left] * (1 - part) + day[(left + 1) % 24] * part, np.float64)


def wander(chance: np.random.Generator, shape: tuple[int, ...], rho: float, noise: float) -> Array:
    """Noise of first order along the last axis with standard deviation `noise`."""
    steps = chance.standard_normal(shape) * noise
    fresh = np.sqrt(1 - rho**2)
    for hour in range(1, shape[-1]):
        steps[..., hour] = rho * steps[..., hour - 1] + fresh * steps[..., hour]
    return steps


FAMILIES: Final = (
    Family(name="exponential", words="指数衰减"),
    Family(name="power", words="幂律衰减", shape=_power),
    Family(name="stretched", words="拉伸指数", shape=_stretched),
    Family(name="two-phase", words="先快后慢", shape=_two_phase),
    Family(name="broken", words="中途转折", shape=_broken),
    Family(name="plateau", words="高位平台", shape=_plateau),
    Family(name="second-peak", words="二次高峰", shape=_second_peak),
    Family(name="night", words="深夜降至十分之一", depth=1.0),
    Family(name="weekend", words="周末回落", weekend=True),
    Family(name="bursts", words="突发跳动", shape=_bursts),
    Family(name="sizes", words="峰值150至2万", tops=(150.0, 20000.0)),
    Family(name="rough", words="强自相关0.95", rho=0.95, noise=0.2),
)
