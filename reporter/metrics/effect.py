"""应对效果: what the data say about the response having brought the volume down, as one record.

Three layers: what was seen, a step beside natural decay, a rank among other
incidents.  A gate that fails leaves no estimate; the words stand in `effect_words`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: Comparison incidents from which on a rank can be rare enough to count.
ENOUGH_INCIDENTS: Final = 19
#: The level of the rank.
RARE: Final = 0.05
#: Ends of log intervals beyond this say "anything"; e^20 is half a billion times.
MOST: Final = 20.0


class Judged(StrEnum):
    """Which series a step was fitted on."""

    SHARE = "negative_share"  # logit of the negative share: the primary one
    NEGATIVE = "negative_volume"
    VOLUME = "volume"
    MACHINE = "machine_index"  # negative posts by an uncalibrated machine: never an effect


class Gate(StrEnum):
    """Why there is no estimate, the first that holds being told."""

    NO_POSTS = "no_posts"
    NO_RESPONSE = "no_response"
    BEFORE_PEAK = "before_peak"
    SOON_AFTER_PEAK = "soon_after_peak"
    TOO_SHORT_AFTER = "too_short_after"
    COVERAGE = "coverage"
    COLLECTED_UNEVENLY = "collected_unevenly"
    TEXTS_GONE = "texts_gone"
    TOO_FEW = "too_few"
    NO_FIT = "no_fit"


class Limit(StrEnum):
    """What narrows the subject of an estimate without forbidding it."""

    ANOTHER_ACTION = "another_action"  # the bundle of actions is judged
    UNCALIBRATED = "uncalibrated"  # only the total volume is judged
    SMALL_GAP = "small_gap"  # a gap too small to matter
    ERRORS_DIFFER = "errors_differ"  # the same: the classifier errs differently before and after


class Outcome(StrEnum):
    """What may be said; there is no other wording."""

    NO_ESTIMATE = "no_estimate"
    NOT_SEPARABLE = "not_separable"
    HIGHER = "higher"
    CONSISTENT = "consistent"
    SUPPORTED = "supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One step beside natural decay.

    Args:
        judged: the series.
        echo: whether the first six hours after the response were left out.
        step: on the log scale.
        error: its standard error.
        df: degrees of freedom of its t distribution.
        rho: autocorrelation from one bucket to the next.
        low: lower end of the step's 95 % interval.
        high: upper end.
        detectable: the smallest step found four times in five.
        before: buckets before the response.
        after: buckets after it.
        own_day: whether the rhythm of the day is that of the quiet days before the crisis, and not two harmonics.
    """

    judged: Judged
    echo: bool
    step: float
    error: float
    df: float
    rho: float
    low: float
    high: float
    detectable: float
    before: int
    after: int
    own_day: bool = False

    @property
    def t(self) -> float:
        """The step in standard errors."""
        return self.step / self.error

    @property
    def change(self) -> tuple[float, float, float]:
        """Relative change with its ends, -1 .. infinity."""
        step, low, high = (math.expm1(min(end, MOST)) for end in (self.step, self.low, self.high))
        return step, low, high

    @property
    def smallest(self) -> float:
        """The smallest relative fall found four times in five, -1 .. 0."""
        return math.expm1(-self.detectable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The hours around the response for the eye: observed buckets and what natural decay alone would give.

    Args:
        start: when the first bucket begins, seconds since 1970 UTC.
        step: length of a bucket in seconds.
        observed: posts in each bucket.
        expected: what decay alone would give, from the response on; None before it.
        low: lower end for 95 of 100 such buckets; None before the response.
        high: upper end.
    """

    start: int
    step: int
    observed: tuple[float, ...]
    expected: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Layer 3: where the incident stands among others of the archive.

    Args:
        incidents: how many were compared.
        p: how rarely a step as low is seen among them; None below 19 incidents.
        low: the lowest of their steps in standard errors.
        high: the highest.
        own: ours.
        simulated: whether all of them are invented, as ours is.
    """

    incidents: int
    p: float | None
    low: float
    high: float
    own: float
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What was done about the echo of the announcement itself.

    Args:
        told: whether the statement's own thread was left out; else the first six hours are.
        own: posts that are the statement or tell it again.
        hanging: reposts of these.
        unseen: posts of the first six hours that may belong to it without the export saying so.
        early: all posts of these hours.
        heard: whether these hours still stand out without the thread: then they are left out, too.
    """

    told: bool
    own: int
    hanging: int
    unseen: int
    early: int
    heard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """How the posts around the response were collected; pairs are before and after it, in per cent.

    Args:
        young: posts of the day on either side collected within a day of posting; None where hardly any export says.
        gone: posts of the day on either side that show no text; None with too few.
        missing: posts missing on the worse side of the judged hours, per cent, as far as gaps are known.
        shift: how far those move the step, in standard errors.
    """

    young: tuple[float, float] | None
    gone: tuple[float, float] | None
    missing: float
    shift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """All that may be said about the response and what came after it.

    Args:
        outcome: which sentence of the table holds.
        gates: why there is no estimate; empty when there is one.
        limits: what narrows its subject.
        actions: names of the actions within twelve hours, judged together with the response.
        response: T0 in seconds since 1970 UTC; None when unknown.
        peak: middle of the peak before it, in the same; None without a series.
        hours: from the peak to the response; None without either; negative when it came before.
        after: hours of data behind the response.
        median: posts in the middle bucket of the judged series; None without a frame.
        fits: every step that could be fitted, the headline first; on the evidence page only when a gate fails.
        path: the curve beside the decay; None without a fit.
        rank: layer 3; None without a comparison.
        alike: the headline with harmonics, as the comparison incidents are fitted; None where it has them itself.
        echo: the statement's own thread; None where nothing in the incident says how it is known.
        collected: how the posts were collected; None without a response to judge.
    """

    outcome: Outcome
    gates: tuple[Gate, ...] = ()
    limits: tuple[Limit, ...] = ()
    actions: tuple[str, ...] = ()
    response: int | None = None
    peak: int | None = None
    hours: float | None = None
    after: float | None = None
    median: float | None = None
    fits: tuple[Fit, ...] = ()
    path: Path | None = None
    rank: Rank | None = None
    alike: Fit | None = None
    echo: Echo | None = None
    collected: Collected | None = None

    @property
    def headline(self) -> Fit | None:
        """The fit that decides; None when a gate failed."""
        return self.fits[0] if self.fits and not self.gates else None


def outcome_of(fit: Fit | None, rank: Rank | None) -> Outcome:
    """The sentence that holds: layers 2 and 3 must both say fall before the data support anything.

    Args:
        fit: the headline; None when a gate failed.
        rank: layer 3, if any.
    """
    if fit is None or fit.judged is Judged.MACHINE:
        return Outcome.NO_ESTIMATE
    if fit.low > 0:
        return Outcome.HIGHER
    if fit.high >= 0:
        return Outcome.NOT_SEPARABLE
    rare = rank is not None and rank.p is not None and rank.p <= RARE
    return Outcome.SUPPORTED if rare else Outcome.CONSISTENT
