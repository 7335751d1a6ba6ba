"""How often the claim check errs: simulated claims about simulated samples whose truth is known.

    python -m benchmarks.claims [RUNS]

Two rates for every kind of figure: how often a true claim is called 与数据不符, and how often
twice the truth is called 数据支持.  The engine itself gives the verdicts, only the samples are
drawn.  `tests/test_claims_simulated.py` holds the rates, docs/benchmarks.md keeps the table.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reporter.claims import NumberVerdict, lookup
from reporter.claims.recompute import Data
from reporter.claims.weighing import adjusted_p, weigh
from reporter.incident import Claim, Comparator, Incident, Reading
from reporter.metrics.record import Interval, Metric
from reporter.stats import wilson, z_value
from reporter.units import Unit

RUNS: Final = 2_000
#: Sample sizes on either side of every rule's edge: where an interval is just narrow enough, errors are largest.
SIZES: Final = (40, 60, 100, 150, 200, 300, 450, 700, 1_000, 1_500, 2_500, 5_000)
_JUNE: Final = {"start": "2021-06-01", "end": "2021-06-30"}
_MAY: Final = {"start": "2021-05-01", "end": "2021-05-31"}
_INCIDENT: Final = Incident.model_validate(
    {"title": "…", "organisation": {"name": "…"}, "period": _JUNE, "as_of": "2021-07"},
)
#: A claim's readings by the kind of figure.
_SHARE: Final = "positive_share"
_MEAN: Final = "satisfaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of figure with its truth.

    Args:
        name: as the table prints it.
        reading: what a claim says of it.
        after: the true level now, a share in 0..1 or a mean.
        before: the true level of the comparison period.
        spread: standard deviation of one answer; 0 for a share.
        decimals: digits a claim prints.
        comparator: words around the figure.
    """

    name: str
    reading: Reading
    after: float
    before: float = 0.0
    spread: float = 0.0
    decimals: int = 0
    comparator: Comparator = Comparator.EQUAL

    @property
    def truth(self) -> float:
        """The true figure as a claim would print it, unrounded: per cent, points or a mean."""
        if self.reading is Reading.REL_CHANGE:
            return 100 * (self.after / self.before - 1)
        unit = 1 if self.spread else 100
        return unit * (self.after - (0 if self.reading is Reading.LEVEL else self.before))

    def claim(self, times: float = 1, number: int = 1, own: int | None = None, printed: float | None = None) -> Claim:
        """A claim of `times` the truth (or of `printed`), drawn from `own` cases where that is known."""
        figure = times * self.truth if printed is None else printed
        change = self.reading is not Reading.LEVEL
        if self.comparator is Comparator.ABOUT and figure:
            # 约 prints two digits at most.
            step = 10 ** (math.floor(math.log10(abs(figure))) - 1)
            figure = round(figure / step) * step
        fields: dict[str, Any] = {
            "id": f"C{number}",
            "quote": "…",
            "metric": _MEAN if self.spread else _SHARE,
            "value": round(abs(figure), self.decimals),
            "decimals": self.decimals,
            "unit": self._unit(),
            "comparator": self.comparator,
            "readings": [self.reading],
            "window": _JUNE,
            "baseline": _MAY if change else None,
            "direction": ("up" if figure > 0 else "down") if change else None,
            "n": own,
        }
        return Claim.model_validate(fields)

    def _unit(self) -> str:
        if self.reading is Reading.PP:
            return "pp"
        return "points" if self.spread and self.reading is not Reading.REL_CHANGE else "%"

    def drawn(self, rng: np.random.Generator, n: int, size: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """`size` pairs of sample results (counts of a share, means) of both periods, n cases each."""
        truth = np.array([self.after, self.before])
        if self.spread:
            # Means on a grid of a twentieth of their error, so that equal pairs are judged once.
            error = self.spread / math.sqrt(n)
            return truth + error / 20 * np.round(20 * rng.normal(0, 1, (size, 2)))
        return rng.binomial(n, truth, (size, 2)).astype(float)

    def metrics(self, pair: Sequence[float], n: int, number: int = 1) -> Iterator[Metric]:
        """What our own metrics say of one drawn pair, with their intervals."""
        for result, window in zip(pair, (f"claim:C{number}", f"baseline:C{number}"), strict=True):
            yield self._metric(result, n, window)

    def _metric(self, result: float, n: int, window: str) -> Metric:
        value, (low, high) = 100 * result / n, (0.0, 0.0)
        if self.spread:
            half = z_value(0.95) * self.spread / math.sqrt(n)
            value, low, high = result, result - half, result + half
        else:
            low, high = (100 * end for end in wilson(round(result), n))
        return Metric(
            id=_MEAN if self.spread else _SHARE,
            label="…",
            value=value,
            unit=Unit.SCORE if self.spread else Unit.PERCENT,
            method="simulated/1",
            source="simulated",
            interval=Interval(low, high),
            n=n,
            window=window,
        )


KINDS: Final = (
    Kind(name="占比，20%", reading=Reading.LEVEL, after=0.20),
    Kind(name="占比，4%，一位小数", reading=Reading.LEVEL, after=0.04, decimals=1),
    Kind(name="占比，约40%", reading=Reading.LEVEL, after=0.40, comparator=Comparator.ABOUT),
    Kind(name="占比升10个百分点", reading=Reading.PP, after=0.40, before=0.30),
    Kind(name="占比降20个百分点", reading=Reading.PP, after=0.40, before=0.60),
    Kind(name="占比相对增长50%", reading=Reading.REL_CHANGE, after=0.30, before=0.20),
    Kind(name="占比相对下降30%", reading=Reading.REL_CHANGE, after=0.35, before=0.50),
    Kind(name="占比相对增长约20%", reading=Reading.REL_CHANGE, after=0.48, before=0.40, comparator=Comparator.ABOUT),
    Kind(name="均值，6.5分", reading=Reading.LEVEL, after=6.5, spread=2.0, decimals=1),
    Kind(name="均值升0.8分", reading=Reading.ABS_CHANGE, after=6.5, before=5.7, spread=2.0, decimals=1),
    Kind(name="均值相对增长20%", reading=Reading.REL_CHANGE, after=6.0, before=5.0, spread=2.0),
)


def verdicts(kind: Kind, claim: Claim, n: int, drawn: np.ndarray[Any, np.dtype[np.float64]]) -> Counter[NumberVerdict]:
    """How often each verdict falls on one claim standing alone, over the drawn samples of n cases."""
    pairs, times = np.unique(drawn, axis=0, return_counts=True)
    found: Counter[NumberVerdict] = Counter()
    for pair, count in zip(pairs.tolist(), times.tolist(), strict=True):
        found[_page([(claim, tuple(kind.metrics(pair, n)))])[0]] += count
    return found


def _page(claims: Sequence[tuple[Claim, Sequence[Metric]]]) -> list[NumberVerdict]:
    """The verdicts of one page of claims, as the engine gives them."""
    data = Data(measured=lookup(m for _claim, metrics in claims for m in metrics), incident=_INCIDENT)
    weighed = {claim.id: (weigh(claim, claim.readings[0], data),) for claim, _metrics in claims}
    adjusted = adjusted_p(weighed)
    return [
        weighed[claim.id][0].outcome(adjusted.get((claim.id, claim.readings[0]), 1.0))[0] for claim, _metrics in claims
    ]


def rate(kind: Kind, verdict: NumberVerdict, *, times: float, n: int, runs: int = RUNS) -> float:
    """Part of the runs in which a claim of `times` the truth gets `verdict`, in 0..1."""
    rng = np.random.default_rng([1, n])
    return verdicts(kind, kind.claim(times), n, kind.drawn(rng, n, runs))[verdict] / runs


def own_sample_rate(kind: Kind, *, n: int, own: int, runs: int = RUNS) -> float:
    """Part of the runs in which a figure honestly drawn from `own` cases is contradicted by ours from `n`."""
    rng = np.random.default_rng([2, n, own])
    theirs, ours = kind.drawn(rng, own, runs), kind.drawn(rng, n, runs)
    contradicted = 0
    for their, our in zip(theirs.tolist(), ours.tolist(), strict=True):
        printed = _figure(kind, their, own)
        claim = kind.claim(own=own, printed=printed)
        verdict = _page([(claim, tuple(kind.metrics(our, n)))])[0]
        contradicted += verdict is NumberVerdict.CONTRADICTED
    return contradicted / runs


def _figure(kind: Kind, pair: Sequence[float], n: int) -> float:
    """The figure somebody works out of a sample of their own."""
    after, before = pair if kind.spread else (100 * one / n for one in pair)
    if kind.reading is Reading.REL_CHANGE:
        return 100 * (after / before - 1)
    return after if kind.reading is Reading.LEVEL else after - before


def page_rate(kinds: Sequence[Kind], *, n: int, runs: int = RUNS) -> float:
    """Part of the pages of true claims, one of each kind, on which any claim is contradicted."""
    rng = np.random.default_rng([3, n, len(kinds)])
    drawn = [kind.drawn(rng, n, runs).tolist() for kind in kinds]
    claims = [kind.claim(number=number) for number, kind in enumerate(kinds)]
    wrong = 0
    for run in range(runs):
        page = [
            (claim, tuple(kind.metrics(drawn[number][run], n, number)))
            for number, (kind, claim) in enumerate(zip(kinds, claims, strict=True))
        ]
        wrong += NumberVerdict.CONTRADICTED in _page(page)
    return wrong / runs


def rates(kind: Kind, verdict: NumberVerdict, *, times: float, runs: int = RUNS) -> dict[int, float]:
    """The rate at every sample size."""
    return {n: rate(kind, verdict, times=times, n=n, runs=runs) for n in SIZES}


def table(runs: int = RUNS) -> Iterator[str]:
    """The table of docs/benchmarks.md, line by line."""
    yield f"| figure ({runs:,} runs for each of {len(SIZES)} sample sizes) | true, contradicted | twice, supported |"
    yield "| --- | --- | --- |"
    for kind in KINDS:
        true = rates(kind, NumberVerdict.CONTRADICTED, times=1, runs=runs)
        twice = rates(kind, NumberVerdict.SUPPORTED, times=2, runs=runs)
        yield f"| {kind.name} | {_written(true)} | {_written(twice)} |"


def _written(found: dict[int, float]) -> str:
    """`0.70%, at most 1.06% (n = 200)`; the mean over all sizes first."""
    mean, worst = sum(found.values()) / len(found), max(found, key=lambda n: found[n])
    return f"{mean:.2%}, at most {found[worst]:.2%} (n = {worst:,})" if mean else "never"


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    for line in table(runs):
        print(line, flush=True)
    for n in (100, 400, 1_500):
        print(f"\n{len(KINDS)} true claims on a page, n = {n}: any contradicted {page_rate(KINDS, n=n, runs=runs):.2%}")
        own = [own_sample_rate(kind, n=n, own=200, runs=runs) for kind in KINDS]
        print(f"a claim from 200 cases of its own, n = {n}: contradicted at most {max(own):.2%}", flush=True)


if __name__ == "__main__":
    main()
