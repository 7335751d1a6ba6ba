"""Whether what the scores get wrong changed at the first response.

A machine whose sensitivity falls by ten points at T0 makes a fall of the negative
share out of nothing (in 34 to 49 of 100 simulated incidents), so a shift may only
be judged when labels of both phases show the same errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.labels import THRESHOLD
from reporter.labels.design import weights
from reporter.metrics.shares import counted
from reporter.stats import holm, newcombe
from reporter.tallies import HOUR, MILLION, SCORED, Drawn, Phase, Tally, phases
from reporter.windows import WHOLE

#: Labelled posts of a kind in a phase below which its error is not known.
ENOUGH_OF_A_KIND: Final = 20
#: The level of the test.
ALPHA: Final = 0.05
_NEGATIVE: Final = "negative"

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


class Shift(NamedTuple):
    """A rate after the first response minus the one before, with its interval.

    Args:
        before: the rate before, 0..1; None without a labelled post of that kind.
        after: the rate after.
        low: lower 95 % end of after - before, Newcombe.
        high: upper end.
        p: of no change, two-sided, adjusted for two tests (Holm).
    """

    before: float | None
    after: float | None
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How the negative calls of the scores err before and after the first response.

    Args:
        sensitivity: part of the truly negative posts that is called negative.
        specificity: part of the other posts that is not.
        labels: labelled posts before and after.
        enough: whether both phases hold `ENOUGH_OF_A_KIND` negative and other labelled posts.
    """

    sensitivity: Shift
    specificity: Shift
    labels: tuple[int, int]
    enough: bool

    @property
    def stable(self) -> bool:
        """Whether a shift of the negative share may be judged: enough labels, and no error that moved."""
        return self.enough and min(self.sensitivity.p, self.specificity.p) >= ALPHA


def error_stability(tally: Tally, window: str = WHOLE) -> Stability | None:
    """The errors of the scores on both sides of the first response; None without T0 or labels on one side."""
    found = phases(tally, window)
    if len(found) < 2:  # noqa: PLR2004 - before and after
        return None
    drawn = [phase.drawn for phase in found]
    if not all(one.n for one in drawn):
        return None
    called = [_hits(one, negative=True) for one in drawn]
    spared = [_hits(one, negative=False) for one in drawn]
    p = holm([_p_value(*called), _p_value(*spared)])
    return Stability(
        sensitivity=_shift(called, p[0]),
        specificity=_shift(spared, p[1]),
        labels=(drawn[0].n, drawn[1].n),
        enough=min(n for _k, n in (*called, *spared)) >= ENOUGH_OF_A_KIND,
    )


def _hits(drawn: Drawn, *, negative: bool) -> tuple[int, int]:
    """(rightly called, all) of the labelled posts that are negative, or of those that are not."""
    truly = (drawn.stances == _NEGATIVE) == negative
    called = (drawn.scores[:, SCORED.index(_NEGATIVE)] >= THRESHOLD) == negative
    return int((truly & called).sum()), int(truly.sum())


def _shift(counts: Sequence[tuple[int, int]], p: float) -> Shift:
    before, after = counts
    if not (before[1] and after[1]):
        return Shift(None, None, -1.0, 1.0, 1.0)
    low, high = newcombe(*after, *before)
    return Shift(before[0] / before[1], after[0] / after[1], low, high, p)


def _p_value(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Two-sided p of two equal shares, pooled variance (Pearson's chi-squared without correction)."""
    (k1, n1), (k2, n2) = before, after
    pooled = (k1 + k2) / max(1, n1 + n2)
    if not (n1 and n2) or pooled in {0.0, 1.0}:
        return 1.0
    z = (k2 / n2 - k1 / n1) / sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return erfc(abs(z) / sqrt(2))


class CalibratedHours(NamedTuple):
    """Negative posts per hour of a window, estimated from labels and scores.

    Args:
        start: first instant of the first hour, seconds since 1970 UTC.
        counts: estimated negative posts in each hour, shape (hours,); not whole numbers, never below 0.
        labels: labelled posts of each phase whose errors were taken off.
    """

    start: int
    counts: npt.NDArray[np.float64]
    labels: tuple[int, ...]


def calibrated_hours(tally: Tally, window: str = WHOLE, *, from_response: bool = False) -> CalibratedHours | None:
    """The hourly negative posts: labels where there are any, else the score with its mean error of the phase taken off.

    Posts the export has labelled count by its label, posts without a usable hour nowhere.
    None when a phase has no label to calibrate with.

    Args:
        tally: of all posts.
        window: id of the window.
        from_response: hours begin at T0 plus whole hours instead of full hours UTC.
    """
    found = phases(tally, window)
    if not found or not all(phase.drawn.n for phase in found):
        return None
    hours = tally.hourly(window, from_response=from_response)
    counts = np.zeros(len(hours.counts))
    for start, span, posts in _negative_posts(tally, window, found):
        hour, placed = (start + span // 2 - hours.start) // HOUR, span <= HOUR
        np.add.at(counts, hour[placed], posts[placed])
    return CalibratedHours(hours.start, np.maximum(counts, 0.0), tuple(phase.drawn.n for phase in found))


def _negative_posts(tally: Tally, window: str, found: Sequence[Phase]) -> Iterator[tuple[_Ints, _Ints, _Floats]]:
    """Start, span and negative posts of every cell: by the export, by hand, by the calibrated score."""
    cells, marks, strata = (tally.rows(part, window) for part in ("cells", "marks", "strata"))
    exported = (_is(cells, "source", "export") & _is(cells, "stance", _NEGATIVE)) * _column(cells, "n")
    marked = (_is(marks, "export", "") & _is(marks, "hand", _NEGATIVE)) * _column(marks, "n")
    t0 = tally.windows.t0 if tally.windows is not None else None
    late = (_column(strata, "start") >= t0) if t0 is not None and len(found) > 1 else np.zeros(strata.num_rows, bool)
    error = np.array([_mean_error(phase) for phase in found])[late.astype(int)]
    scored = _column(strata, _NEGATIVE) / MILLION + error * _column(strata, "n")
    for rows, posts in ((cells, exported), (marks, marked), (strata, _is(strata, "export", "") * scored)):
        yield _column(rows, "start"), _column(rows, "span"), posts.astype(float)


def _column(rows: pa.Table, name: str) -> _Ints:
    return np.asarray(rows[name].to_numpy(), np.int64)


def _is(rows: pa.Table, name: str, value: str) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.equal(rows[name], value).to_numpy(), bool)


def _mean_error(phase: Phase) -> float:
    """What the score of negative misses on average: label minus score, each label weighing what it stands for."""
    drawn = phase.drawn
    stands_for = weights(counted(drawn), phase.sizes)
    weight = np.array([stands_for[stratum] for stratum in drawn.strata])
    gap = (drawn.stances == _NEGATIVE) - drawn.scores[:, SCORED.index(_NEGATIVE)]
    return float(weight @ gap / weight.sum())
