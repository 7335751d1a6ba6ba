"""Shares from a labelled sample and a score of everything else: prediction-powered inference.

The score need not be right: what it gets wrong is measured on the labelled sample
and taken off.  How much it is listened to (lambda) is tuned so that a useless score
costs nothing.  The interval is Wilson's on the effective n, for a normal interval
covers .85 where it should cover .95 (3 % of 100 labels).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.shares import wilson

#: A variance below this is none.
_NOISE: Final = 1e-12
#: The score may be worth this many times the labels, and no more: a small sample can flatter it.
MOST_GAIN: Final = 8.0


class Rest(NamedTuple):
    """The posts nobody labelled, as far as an estimate needs them.

    Args:
        n: how many there are.
        total: sum of their scores.
        squares: sum of the squares of their scores.
    """

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Mean score; 0 when there is no post."""
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Variance of the scores (divided by n); 0 when there is no post."""
        return max(0.0, self.squares / self.n - self.mean**2) if self.n else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean with what its interval is made of.

    Args:
        value: the estimate; a share may come out a little below 0 or above 1.
        variance: of `value`.
        plain: the mean of the labels alone.
        plain_variance: of `plain`: what the labels alone would have given.
        n: labels it rests on, as many equally weighted ones would weigh.
        lam: how much the score was listened to, 0..1.
    """

    value: float
    variance: float
    plain: float
    plain_variance: float
    n: float
    lam: float

    @property
    def gain(self) -> float:
        """How many labels each label is worth thanks to the score, 1..8."""
        if self.variance <= 0 or self.plain_variance <= 0:
            return 1.0
        return min(MOST_GAIN, max(1.0, self.plain_variance / self.variance))

    @property
    def effective_n(self) -> float:
        """The size of a simple random sample that would say as much."""
        spread = self.plain * (1 - self.plain)
        # Labels that all agree leave rounding noise for a variance, which would be worth endless labels.
        alone = spread / self.plain_variance if min(spread, self.plain_variance) > _NOISE else self.n
        return alone * self.gain


def ppi_mean(
    labels: npt.ArrayLike,
    scores: npt.ArrayLike,
    rest: Rest,
    *,
    weights: npt.ArrayLike | None = None,
    lam: float | None = None,
) -> Estimate:
    """The mean of a label over labelled and unlabelled posts together.

    lam * mean(scores of the rest) + mean(labels - lam * scores).

    Args:
        labels: what the sample was found to be, shape (n,), n > 0; 0 or 1 for a share.
        scores: the score of each of them, shape (n,), made without knowing its label.
        rest: the unlabelled posts.
        weights: how many posts each label stands for, shape (n,), > 0; equal without.
        lam: how much the score counts; None tunes it, clamped to 0..1.

    Raises:
        ValueError: no label, or shapes that differ (a bug).

    Source: Angelopoulos, Duchi and Zrnic 2023, PPI++, arXiv:2311.01453, section 6; at lam = 1
        Angelopoulos et al. 2023, Science 382:669-674.  Weights as in Hajek's ratio estimator.
    """
    y, f = np.asarray(labels, float), np.asarray(scores, float)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, float)
    if not len(y) or not y.shape == f.shape == w.shape:
        raise ValueError((y.shape, f.shape, w.shape))
    w = w / w.sum()
    if lam is None:
        lam = _tuned(y, f, w, rest)
    gap = y - lam * f
    plain = float(w @ y)
    value = lam * rest.mean + float(w @ gap)
    return Estimate(
        value=value,
        variance=float(w**2 @ (gap - w @ gap) ** 2) + lam**2 * rest.variance / max(1, rest.n),
        plain=plain,
        plain_variance=float(w**2 @ (y - plain) ** 2),
        n=float(1 / (w @ w)),
        lam=lam,
    )


def _tuned(y: npt.NDArray[np.float64], f: npt.NDArray[np.float64], w: npt.NDArray[np.float64], rest: Rest) -> float:
    """The lambda of least variance, clamped to 0..1.

    Source: PPI++ (as above), equation 6; the variance of the score is taken over both groups.
    """
    n = len(y)
    covariance = float(w @ ((y - w @ y) * (f - w @ f)))
    both, total, squares = n + rest.n, rest.total + f.sum(), rest.squares + (f**2).sum()
    variance = (squares - total**2 / both) / max(1, both - 1)
    if rest.n == 0 or variance <= 0:
        return 0.0
    return float(min(1.0, max(0.0, covariance / ((1 + n / rest.n) * variance))))


def stratified(shares: Sequence[float], estimates: Sequence[Estimate]) -> Estimate:
    """The mean over strata that were sampled apart: each counts by its share of all posts.

    Args:
        shares: part of all posts in each stratum, > 0; they sum to 1.
        estimates: one for each stratum.

    Source: Cochran 1977, Sampling Techniques, chapter 5: sum of W_h^2 times the variances.
    """
    w = np.asarray(shares, float)
    parts = np.array([[e.value, e.variance, e.plain, e.plain_variance, 1 / e.n, e.lam] for e in estimates])
    return Estimate(
        value=float(w @ parts[:, 0]),
        variance=float(w**2 @ parts[:, 1]),
        plain=float(w @ parts[:, 2]),
        plain_variance=float(w**2 @ parts[:, 3]),
        n=float(1 / (w**2 @ parts[:, 4])),
        lam=float(w @ parts[:, 5]),
    )


def share_interval(estimate: Estimate, *, sampled: float = 0.0, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share on the effective n: (low, high) in 0..1.

    Args:
        estimate: of a share.
        sampled: part of all posts that was labelled, 0..1: what was counted cannot be wrong.
        level: confidence level.

    Source: Wilson 1927 on plain variance / variance times the labels, simulated in tests/test_shares_simulated.py;
        1 - sampled is the finite population correction (Cochran 1977, chapter 2).
    """
    if sampled >= 1:
        return estimate.value, estimate.value
    n = estimate.effective_n / (1 - sampled)
    value = min(1.0, max(0.0, estimate.value))
    return wilson(value * n, n, level)


def difference(
    after: tuple[float, float, float],
    before: tuple[float, float, float],
) -> tuple[float, float]:
    """The interval of after - before for two independent estimates, each given as (value, low, high).

    With Wilson intervals this is Newcombe's interval, here on the effective n.

    Source: Newcombe 1998, Statistics in Medicine 17:873-890, method 10; Zou and Donner 2008, 27:1693-1702.
    """
    middle = after[0] - before[0]
    below = np.hypot(after[0] - after[1], before[2] - before[0])
    above = np.hypot(after[2] - after[0], before[0] - before[1])
    return float(middle - below), float(middle + above)


def labels_for(half_width: float, share: float = 0.5, gain: float = 1.0) -> int:
    """How many labels give an interval of a share about this wide.

    Args:
        half_width: half the interval's width, 0..1.
        share: the share expected.
        gain: what the score is worth (`Estimate.gain`).

    Source: Wilson 1927 solved for n by bisection.
    """
    few, many = 1, 1_000_000
    while few < many:
        n = (few + many) // 2
        low, high = wilson(share * n, n)
        few, many = (few, n) if (high - low) / 2 <= half_width else (n + 1, many)
    return int(np.ceil(few / gain))
