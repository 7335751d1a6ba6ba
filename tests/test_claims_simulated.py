"""The claim check's error rates on simulated claims with known truth: permanent, and run by the engine itself."""

from __future__ import annotations

import pytest

from benchmarks.claims import KINDS, Kind, own_sample_rate, page_rate, rate, rates, table
from reporter.claims import NumberVerdict
from reporter.claims.weighing import Comparison
from reporter.incident import Reading
from tests.soak import examples

pytestmark = pytest.mark.simulation

SUPPORTED, CONTRADICTED = NumberVerdict.SUPPORTED, NumberVerdict.CONTRADICTED
RUNS = examples(3_000)
#: A change of ten points printed exactly, so that only the width of the interval decides.
EXACT = Kind(name="exact", reading=Reading.PP, after=0.40, before=0.30, decimals=3)

#: Means have no equal counts to be judged together.
FEWER = examples(1_000)


def runs_of(kind: Kind) -> int:
    """How often a kind is drawn at each sample size."""
    return FEWER if kind.spread else RUNS


each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def most(part: float, runs: int) -> float:
    """A share that a true rate of `part` exceeds in about one series of a thousand."""
    return float(part + 3.1 * (part * (1 - part) / runs) ** 0.5)


@each_kind
def test_a_true_claim_is_contradicted_in_at_most_one_run_of_a_hundred(kind: Kind) -> None:
    """Whatever is claimed, of however many cases: nobody may be called a liar by chance."""
    found = rates(kind, CONTRADICTED, times=1, runs=runs_of(kind))

    assert sum(found.values()) / len(found) <= 0.01
    assert {n: part for n, part in found.items() if part > most(0.01, runs_of(kind))} == {}


@each_kind
def test_twice_the_truth_is_supported_in_at_most_five_runs_of_a_hundred(kind: Kind) -> None:
    """At the sample size where the interval is just narrow enough, too."""
    found = rates(kind, SUPPORTED, times=2, runs=runs_of(kind))

    assert {n: part for n, part in found.items() if part > 0.05} == {}


def test_a_true_claim_is_supported_once_there_are_cases_enough() -> None:
    """A check that never supports anything would keep every promise above."""
    found = [rate(kind, SUPPORTED, times=1, n=5_000, runs=500) for kind in KINDS if "约20%" not in kind.name]

    assert min(found) >= 0.9


def test_many_true_claims_on_a_page_are_contradicted_no_more_often_than_one() -> None:
    """Holm over the page: with eleven claims on it, a page accuses anybody wrongly in one of a hundred."""
    runs = examples(600)

    assert page_rate(KINDS, n=150, runs=runs) <= most(0.01, runs)


@pytest.mark.parametrize("kind", KINDS[:2], ids=lambda kind: kind.name)
def test_a_figure_from_a_sample_of_its_own_is_given_its_own_error(kind: Kind) -> None:
    """An honest share of 200 cases differs from ours of 1,500 by chance twice."""
    runs = examples(1_500)

    assert own_sample_rate(kind, n=1_500, own=200, runs=runs) <= most(0.012, runs)


@pytest.mark.parametrize(("part", "least", "most_often"), [(0.25, 0.0, 0.04), (0.5, 0.35, 0.6)])
def test_half_the_change_is_too_wide_an_interval_to_support_it(
    part: float,
    least: float,
    most_often: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a half-width of half the change twice the truth passes every other time; with a quarter hardly ever."""

    def widest(comparison: Comparison) -> float:
        return abs(comparison.claimed) * part

    monkeypatch.setattr(Comparison, "_widest", widest)
    sizes = range(100, 1_000, 60)

    worst = max(rate(EXACT, SUPPORTED, times=2, n=n, runs=1_000) for n in sizes)

    assert least <= worst <= most_often


def test_the_table_of_the_benchmark_has_every_kind() -> None:
    """What docs/benchmarks.md prints is what is held here."""
    lines = list(table(runs=20))

    assert len(lines) == 2 + len(KINDS)
