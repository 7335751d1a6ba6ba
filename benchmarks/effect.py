"""How often each way of judging a response is wrong, on storms whose truth is known.

python -m benchmarks.effect [runs]

writes `benchmarks/effect.json`, which the manual's page and the error rates beside every
estimate are made from.  The tests of the marker `simulation` hold the figures to their
limits.  Nothing here is an incident.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.decays import BEFORE, FAMILIES, Family, Storm, day_curve, wander
from reporter.stats import (
    Frame,
    bucketed,
    early_t,
    gls_ar1_step,
    log_counts,
    logit_share,
    own_day,
    peak_middle,
    permutation_rank,
    response_frame,
)
from reporter.stats.response import HEARD

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

#: Hours from the peak to the response, drawn from these.
LAGS: Final = (20, 26, 33)
#: What a response multiplies the negative posts by: nothing, -40 %, -60 %.
EFFECTS: Final = (1.0, 0.6, 0.4)
_SEED: Final = 20261125
#: Quiet days before a storm whose own day is known, and posts an hour in them.
_QUIET_DAYS: Final = 8
_QUIET_RATE: Final = 40.0
#: Part of the echo that stays when the statement's own thread is left out: talk that hangs on nothing.
LEFT: Final = 0.2
#: Incidents of a simulated archive.
ARCHIVE: Final = 20
_PARTS: Final = ("step", "error", "low", "high")
STORED: Final = Path(__file__).with_name("effect.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Steps of many runs; runs that no frame fits are left out."""

    step: Array
    error: Array
    low: Array
    high: Array

    @property
    def runs(self) -> int:
        """How many were fitted."""
        return len(self.step)

    @property
    def t(self) -> Array:
        """Studentised steps."""
        return self.step / self.error

    @property
    def rejected(self) -> float:
        """Part whose interval excludes no change."""
        return float(((self.high < 0) | (self.low > 0)).mean())

    @property
    def dropped(self) -> float:
        """Part whose interval says that it fell."""
        return float((self.high < 0).mean())

    def covered(self, effect: float) -> float:
        """Part whose interval holds the truth."""
        truth = np.log(effect)
        return float(((self.low <= truth) & (truth <= self.high)).mean())


def together(parts: list[Fits]) -> Fits:
    """The runs of all."""
    return Fits(**{name: np.concatenate([np.zeros(0), *(getattr(part, name) for part in parts)]) for name in _PARTS})


def judged(  # noqa: PLR0913 - what a way of judging may vary, each named
    counts: Counts,
    clock: Counts,
    lag: int,
    *,
    rest: Counts | None = None,
    echo: bool | None = False,
    quiet: Counts | tuple[Counts, Counts] | None = None,
) -> Fits:
    """The product's own fit of every run: of log counts, or of the logit share where the rest is given.

    With the hours of whole quiet days before the series, the day's own profile is taken off instead of harmonics.
    An `echo` of None is left out where it is heard, as with a thread that was told.
    """
    t0 = BEFORE + lag
    peaks = np.array([peak_middle(one, t0) for one in counts])
    found: list[Fits] = []
    for peak, hour in sorted(set(zip(peaks.tolist(), clock.tolist(), strict=True))):
        mine = (peaks == peak) & (clock == hour)
        ways = [response_frame(peak, t0, counts.shape[1], hour, echo=gap, day=quiet is None) for gap in _gaps(echo)]
        if t0 - peak < 16 or not all(ways):  # noqa: PLR2004 - the gate of methods.md
            continue
        framed = [(frame, _framed(counts, rest, quiet, mine, frame)) for frame in ways if frame is not None]
        first, *other = [_stepped(series, frame) for frame, series in framed]
        if other:
            heard = early_t(framed[0][1], framed[0][0])
            first = (
                first if heard is None else _either(first, other[0], (heard if rest is None else np.abs(heard)) > HEARD)
            )
        found.append(first)
    return together(found)


def _gaps(echo: bool | None) -> tuple[bool, ...]:  # noqa: FBT001 - yes, no, or as it is heard
    return (False, True) if echo is None else (echo,)


def _framed(
    counts: Counts,
    rest: Counts | None,
    quiet: Counts | tuple[Counts, Counts] | None,
    mine: npt.NDArray[np.bool_],
    frame: Frame,
) -> Array:
    cells = bucketed(counts[mine], frame)
    series = log_counts(cells) if rest is None else logit_share(cells, bucketed(rest[mine], frame))
    return series if quiet is None else series - _own(quiet, mine, frame)


def _stepped(series: Array, frame: Frame) -> Fits:
    fit = gls_ar1_step(series, frame.design, frame.places)
    low, high = fit.interval()
    return Fits(step=fit.step, error=fit.error, low=low, high=high)


def _either(one: Fits, other: Fits, second: npt.NDArray[np.bool_]) -> Fits:
    """Run by run the one fit or, where `second` says so, the other."""
    return Fits(**{name: np.where(second, getattr(other, name), getattr(one, name)) for name in _PARTS})


def _own(quiet: Counts | tuple[Counts, Counts], mine: npt.NDArray[np.bool_], frame: Frame) -> Array:
    """What the quiet days take off; every simulated one has posts enough."""
    parts = [own_day(one[mine], frame) for one in (quiet if isinstance(quiet, tuple) else (quiet,))]
    first, *rest = [part for part in parts if part is not None]
    return first - rest[0] if rest else first


def _posted(storm: Storm, lag: int, effect: float, chance: np.random.Generator, echo: Array | None = None) -> Counts:
    """Posts drawn with an effect from the response on, and an echo in its first six hours."""
    after = storm.hours > lag
    rate = storm.rate * np.where(after, effect, 1.0)
    if echo is not None:
        rate = rate * (1 + echo[:, None] * (after & (storm.hours < lag + 6)))
    return np.asarray(chance.poisson(rate), np.int64)


def each(family: Family, runs: int) -> Iterator[tuple[Storm, int, np.random.Generator]]:
    """The family's storms for each lag, the same whatever is asked of them."""
    for number, lag in enumerate(LAGS):
        chance = np.random.default_rng([_SEED, FAMILIES.index(family), number])
        yield family.storms(runs // len(LAGS), chance), lag, chance


def _quiet(family: Family, storm: Storm, chance: np.random.Generator) -> Counts:
    """Posts in the hours of the quiet days: few, with the storm's day curve and noise of their own."""
    clock = np.asarray(storm.clock[:, None] + np.arange(_QUIET_DAYS * 24)[None, :] + 0.5, np.float64)
    noise = np.exp(wander(chance, clock.shape, family.rho, family.noise))
    return np.asarray(chance.poisson(_QUIET_RATE * day_curve(clock) ** family.depth * noise), np.int64)


def volume(  # noqa: PLR0913 - what a test may vary, each named
    family: Family, runs: int, effect: float, *, echo: bool | None = False, announced: float = 0.0, own: bool = False
) -> Fits:
    """The step of log volume.

    Args:
        family: how attention goes away.
        runs: how many storms.
        effect: what the response multiplies by.
        echo: whether the fit leaves the first six hours out; None where they stand out.
        announced: part of the announcement's echo of 30 to 150 % that is in the data: all of it is 1,
            0.2 when four posts of five are the statement's own thread and left out.
        own: whether the day of eight quiet days is taken off instead of harmonics.
    """
    parts = []
    for storm, lag, chance in each(family, runs):
        size = announced * chance.uniform(0.3, 1.5, len(storm.rate)) if announced else None
        counts = _posted(storm, lag, effect, chance, size)
        quiet = _quiet(family, storm, chance) if own else None
        parts.append(judged(counts, storm.clock, lag, echo=echo, quiet=quiet))
    return together(parts)


def share(  # noqa: PLR0913 - what a test may vary, each named
    family: Family, runs: int, effect: float, *, echo: bool | None = False, announced: float = 0.0, own: bool = False
) -> Fits:
    """The step of the logit share; the share drifts by itself and wanders.

    An announcement's echo is mostly not negative: it is added to the other posts.
    """
    parts = []
    for storm, lag, chance in each(family, runs):
        past = np.maximum(storm.hours, 0)
        drift = 0.8 - chance.uniform(0.2, 1.2, (len(storm.rate), 1)) * np.log1p(past / 24)
        part = 1 / (1 + np.exp(-(drift + wander(chance, storm.rate.shape, 0.6, 0.12))))
        negative = chance.poisson(storm.rate * part * np.where(storm.hours > lag, effect, 1.0))
        size = announced * chance.uniform(0.3, 1.5, (len(storm.rate), 1)) if announced else 0.0
        echoing = (storm.hours > lag) & (storm.hours < lag + 6)
        rest = chance.poisson(storm.rate * (1 - part + size * echoing))
        quiet = (_quiet(family, storm, chance), _quiet(family, storm, chance)) if own else None
        parts.append(judged(negative, storm.clock, lag, rest=rest, echo=echo, quiet=quiet))
    return together(parts)


def on_a_burst(runs: int) -> Fits:
    """No effect, but the response is made right after the most violent hour that may still be answered."""
    family = next(one for one in FAMILIES if one.name == "bursts")
    chance = np.random.default_rng([_SEED, 99])
    storm = family.storms(runs, chance)
    counts = _posted(storm, LAGS[0], 1.0, chance)
    smooth = np.exp(-np.maximum(storm.hours, 0) / 20)
    window = slice(BEFORE + 18, BEFORE + 40)
    when = 18 + (counts / smooth)[:, window].argmax(axis=1) + 1
    return together([judged(counts[when == lag], storm.clock[when == lag], int(lag)) for lag in np.unique(when)])


# Habits of the field, shown failing -------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How often each habit sees an effect where there is none, 0..1.

    Args:
        fallen: the volume of the day after is 40 % or more below that of the day before.
        tested: Welch's test of the hours before and after finds a fall at .05.
        halved: new posts over all posts so far, by day, has halved.
    """

    fallen: float
    tested: float
    halved: float


def habits(runs: int) -> Habits:
    """The habits on all families together."""
    seen: list[Array] = []
    for family in FAMILIES:
        for storm, lag, chance in each(family, runs):
            seen.append(_by_habit(_posted(storm, lag, 1.0, chance), BEFORE + lag))
    fallen, tested, halved = np.concatenate(seen, axis=1).mean(axis=1)
    return Habits(fallen=float(fallen), tested=float(tested), halved=float(halved))


def _by_habit(counts: Counts, t0: int) -> Array:
    before, after = counts[:, t0 - 24 : t0], counts[:, t0 : t0 + 24]
    fallen = after.sum(axis=1) <= 0.6 * before.sum(axis=1)
    total = np.cumsum(counts, axis=1)
    growth = [before.sum(axis=1) / np.maximum(total[:, t0 - 25], 1), after.sum(axis=1) / total[:, t0 - 1]]
    return np.array([fallen, _welch(before, after) < 0.025, growth[1] <= growth[0] / 2])  # noqa: PLR2004 - .05 two-sided


def _welch(before: Counts, after: Counts) -> Array:
    """One-sided p value of a fall."""
    from scipy.special import stdtr

    parts = [one.var(axis=1, ddof=1) / one.shape[1] for one in (before, after)]
    t = (after.mean(axis=1) - before.mean(axis=1)) / np.sqrt(parts[0] + parts[1])
    df = (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / 23 + parts[1] ** 2 / 23)
    return np.asarray(stdtr(df, t), np.float64)


def new_authors() -> tuple[float, float]:
    """Authors never seen before, per hour, on the first and on the seventh day of a perfectly steady flow."""
    chance = np.random.default_rng([_SEED, 7])
    accounts = 1 / np.arange(1, 6001) ** 0.8
    who = chance.choice(accounts.size, 7 * 24 * 40, p=accounts / accounts.sum())
    first = np.unique(who, return_index=True)[1] // (24 * 40)
    per_day = np.bincount(first, minlength=7) / 24
    return float(per_day[0]), float(per_day[-1])


# Three layers together -----------------------------------------------------------


def archive(runs: int, effect: float) -> tuple[float, float]:
    """Part of targets that layer 3 alone, and layers 2 and 3 together, call a fall.

    Each target is judged among `ARCHIVE` other storms of mixed families without effect.
    """
    others = [volume(family, 3 * runs // len(LAGS), 1.0).t for family in FAMILIES]
    chance = np.random.default_rng([_SEED, 3])
    pool = np.concatenate(others)
    targets = together([volume(family, runs // len(FAMILIES) + len(LAGS), effect) for family in FAMILIES])
    ranks = np.array([permutation_rank(t, chance.choice(pool, ARCHIVE, replace=False)) for t in targets.t])
    rare = ranks <= 0.05  # noqa: PLR2004 - the level
    return float(rare.mean()), float((rare & (targets.high < 0)).mean())


# The table -----------------------------------------------------------------------


def table(runs: int) -> dict[str, object]:
    """Every figure, as it is stored."""
    habit = habits(runs)
    first, seventh = new_authors()
    both = {str(effect): archive(runs, effect)[1] for effect in EFFECTS}
    return {
        "runs": runs,
        "families": {family.name: _row(family, runs) for family in FAMILIES},
        "on_a_burst": _rounded(on_a_burst(runs).dropped),
        "habits": {
            "fallen": _rounded(habit.fallen),
            "tested": _rounded(habit.tested),
            "halved": _rounded(habit.halved),
        },
        "new_authors": [_rounded(first), _rounded(seventh)],
        "gaps": gaps(runs),
        "layers_2_and_3": {key: _rounded(value) for key, value in both.items()},
    }


def _row(family: Family, runs: int) -> dict[str, dict[str, float]]:
    ways = {
        "volume": [volume(family, runs, effect) for effect in EFFECTS],
        "share": [share(family, runs, effect) for effect in EFFECTS],
        "share_echo": [share(family, runs, effect, echo=True, announced=1) for effect in EFFECTS],
        "echo": [volume(family, runs, effect, echo=True, announced=1) for effect in EFFECTS],
        "own": [volume(family, runs, effect, own=True) for effect in EFFECTS],
        "own_echo": [volume(family, runs, effect, echo=True, announced=1, own=True) for effect in EFFECTS],
        "own_share": [share(family, runs, effect, own=True) for effect in EFFECTS],
        "own_share_echo": [share(family, runs, effect, echo=True, announced=1, own=True) for effect in EFFECTS],
        "echo_ignored": [volume(family, runs, effect, announced=1) for effect in EFFECTS],
        "thread": [volume(family, runs, effect, echo=None) for effect in EFFECTS],
        "share_thread": [share(family, runs, effect, echo=None) for effect in EFFECTS],
        "own_thread": [volume(family, runs, effect, echo=None, own=True) for effect in EFFECTS],
        "own_share_thread": [share(family, runs, effect, echo=None, own=True) for effect in EFFECTS],
        "thread_rest": [volume(family, runs, effect, echo=None, announced=LEFT) for effect in EFFECTS],
        "share_thread_rest": [share(family, runs, effect, echo=None, announced=LEFT) for effect in EFFECTS],
    }
    return {name: _figures(fits) for name, fits in ways.items()}


def _figures(fits: list[Fits]) -> dict[str, float]:
    none, less, least = fits
    figures = {
        "fitted": float(none.runs),
        "rejected": none.rejected,
        "dropped": none.dropped,
        "covered": none.covered(1.0),
        "covered_40": less.covered(EFFECTS[1]),
        "power_40": less.dropped,
        "power_60": least.dropped,
    }
    return {name: _rounded(value) for name, value in figures.items()}


def _rounded(value: float) -> float:
    return round(value, 4)


def gaps(runs: int) -> dict[str, float]:
    """How often a gap of a platform makes a change out of nothing: any gap, and one that passes the rule."""
    from benchmarks.gaps import gapped

    found = gapped(runs, 1.0)
    figures = {
        "any": found.every.rejected,
        "passing": found.passing.rejected,
        "covered": found.passing.covered(1.0),
        "part_passing": found.passing.runs / found.every.runs,
    }
    return {name: _rounded(value) for name, value in figures.items()}


def main(arguments: list[str]) -> int:
    """Measure, store, print."""
    found = table(int(arguments[0]) if arguments else 600)
    STORED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
