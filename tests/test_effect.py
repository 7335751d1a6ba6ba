"""What may be said about a response: gates, one table of words, three layers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.effect import STORED
from reporter.archive import Trace, among, trace_of, traces
from reporter.artefacts import Artefact
from reporter.claims import Attribution, attributed, judge_all, lookup
from reporter.coverage import CoverageNote
from reporter.errors import UserError
from reporter.i18n import LANGUAGES, speaking
from reporter.metrics import effect_fit, effect_words, measure
from reporter.metrics.effect import Effect, Fit, Gate, Judged, Limit, Outcome, Rank, outcome_of
from reporter.metrics.effect_fit import estimate
from reporter.metrics.stability import Shift, Stability, calibrated_hours
from reporter.metrics.stages import quiet_hours
from reporter.shelf import comparison
from tests.projects import DEMO, Demo, an_incident
from tests.storms import HOURS, PEAK, a_curve, a_storm, clock
from tools.demo.archive import archived, write_archive

STEEP: Final = a_curve(effect=0.25)
PLAIN: Final = a_curve()
REST: Final = a_curve(80, seed=9)


def a_fit(step: float = -0.5, error: float = 0.1, judged: Judged = Judged.SHARE) -> Fit:
    """A fit with an even interval of two standard errors."""
    return Fit(
        judged=judged,
        echo=True,
        step=step,
        error=error,
        df=12,
        rho=0.2,
        low=step - 2 * error,
        high=step + 2 * error,
        detectable=3 * error,
        before=6,
        after=14,
    )


def test_a_strong_fall_is_consistent_with_an_effect_and_no_more() -> None:
    """Without nineteen comparable incidents natural decay is never excluded."""
    effect = estimate(a_storm(STEEP, REST))

    fit = effect.headline
    assert effect.gates == ()
    assert fit is not None
    assert (fit.judged, fit.echo) == (Judged.SHARE, True)
    assert fit.change[1] < -0.75 < fit.change[2] < 0
    assert effect.outcome is Outcome.CONSISTENT
    assert effect.hours == pytest.approx(42 - PEAK, abs=4)


def test_natural_decay_alone_is_told_as_such_with_its_interval() -> None:
    """A verdict, not a failure: the interval is shown and holds no change."""
    effect = estimate(a_storm(PLAIN, REST))

    assert effect.outcome is Outcome.NOT_SEPARABLE
    with speaking("zh"):
        said = effect_words.statement(effect)
    assert "没有变化" in said
    assert "误差范围" in said


@pytest.mark.parametrize(
    ("response", "top", "gate"),
    [
        (None, 120, Gate.NO_RESPONSE),
        (PEAK - 10, 120, Gate.BEFORE_PEAK),
        (PEAK + 8, 120, Gate.SOON_AFTER_PEAK),
        (HOURS - 10, 120, Gate.TOO_SHORT_AFTER),
        (42, 4, Gate.TOO_FEW),
        (42, 120, Gate.COVERAGE),
    ],
)
def test_a_gate_that_fails_leaves_no_estimate(response: float | None, top: float, gate: Gate) -> None:
    """The page says why; what could be fitted stays on the evidence page."""
    note = CoverageNote(code="declared_total", message="", collected=90, total=100)
    coverage = (note,) if gate is Gate.COVERAGE else ()

    effect = estimate(a_storm(a_curve(top), REST, response=response, coverage=coverage))

    assert gate in effect.gates
    assert effect.outcome is Outcome.NO_ESTIMATE
    assert effect.headline is None
    with speaking("zh"):
        assert "%" not in effect_words.statement(effect)
        assert effect_words.reasons(effect)[0]


def test_a_response_before_the_peak_never_reads_as_failure() -> None:
    """It is what a fast team does."""
    effect = estimate(a_storm(PLAIN, REST, response=PEAK - 10))

    with speaking("zh"):
        first = effect_words.reasons(effect)[0]
    assert "不是应对不力" in first


def test_seven_quiet_days_tell_the_day_themselves() -> None:
    """The incident's own rhythm instead of two harmonics; with six days, or hardly a post, the harmonics stay."""
    storm, rest = a_curve(effect=0.25), a_curve(80, seed=9)
    days = [np.full(24 * days, 6, np.int64) for days in (8, 6)]
    hours = [_hours(np.concatenate([quiet, storm]), np.concatenate([quiet, rest]), len(quiet)) for quiet in days]
    bare = np.zeros(24 * 8, np.int64)

    own, short = (effect_fit.fitted(one, Judged.SHARE, echo=True) for one in hours)
    empty = effect_fit.fitted(
        _hours(np.concatenate([bare, storm]), np.concatenate([bare, rest]), len(bare)), Judged.SHARE, echo=True
    )

    assert own is not None
    assert short is not None
    assert empty is not None
    assert (own.own_day, short.own_day, empty.own_day) == (True, False, False)
    assert own.low < np.log(0.25) < own.high
    with speaking("zh"):
        assert "平静期" in effect_words.fit_name(own)
        assert effect_words.rates(own) != effect_words.rates(replace(own, own_day=False))


def test_the_quiet_before_is_what_comes_before_the_stated_exposure() -> None:
    """By the stages' rule, and never later than what the analyst states."""
    quiet, storm = np.full(24 * 8, 3, np.int64), a_curve()
    series = np.concatenate([quiet, storm])

    assert 192 <= quiet_hours(series, 0, None) < 192 + PEAK
    assert quiet_hours(series, 0, 100 * 3600.0) == 100
    assert quiet_hours(series, 7200, 0.0) == 0


def _hours(negative: npt.NDArray[np.int64], rest: npt.NDArray[np.int64], quiet: int) -> effect_fit.Hours:
    return effect_fit.Hours(
        start=0,
        t0=quiet + 42,
        clock=0.0,
        volume=(negative + rest).astype(np.float64),
        negative=negative.astype(np.float64),
        known=True,
        quiet=quiet,
    )


def test_other_measures_within_twelve_hours_are_judged_together() -> None:
    """Nobody can tell two steps of one afternoon apart; one of the next week is another matter."""
    near = {"id": "A2", "name": "下架商品", "announced_at": clock(48)}
    far = {"id": "A3", "name": "发放补偿", "announced_at": clock(90)}

    effect = estimate(a_storm(STEEP, REST, actions=(near, far)))

    assert effect.limits == (Limit.ANOTHER_ACTION,)
    assert effect.actions == ("下架商品",)
    assert effect.headline is not None


def test_an_unchecked_machine_lets_only_the_total_volume_be_judged() -> None:
    """Its own step is fitted for who checks, and never called an effect."""
    effect = estimate(a_storm(STEEP, REST, stance=False))

    assert effect.limits == (Limit.UNCALIBRATED,)
    assert effect.headline is not None
    assert effect.headline.judged is Judged.VOLUME
    assert {fit.judged for fit in effect.fits} == {Judged.VOLUME, Judged.MACHINE}


def test_scores_that_err_differently_before_and_after_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten points less sensitivity at T0 make a false fall in every third storm: only the total is judged then."""
    shift = Shift(0.9, 0.6, -0.4, -0.2, 0.001)
    moved = Stability(sensitivity=shift, specificity=shift, labels=(300, 300), enough=True)
    monkeypatch.setattr(effect_fit, "error_stability", lambda _tally: moved)

    effect = estimate(a_storm(STEEP, REST, stance=False))

    assert effect.limits == (Limit.ERRORS_DIFFER,)
    assert effect.headline is not None
    assert effect.headline.judged is Judged.VOLUME


@pytest.mark.parametrize(
    ("fit", "rank", "outcome"),
    [
        (None, None, Outcome.NO_ESTIMATE),
        (a_fit(judged=Judged.MACHINE), None, Outcome.NO_ESTIMATE),
        (a_fit(-0.1), None, Outcome.NOT_SEPARABLE),
        (a_fit(0.5), None, Outcome.HIGHER),
        (a_fit(), None, Outcome.CONSISTENT),
        (a_fit(), Rank(incidents=18, p=None, low=-2, high=2, own=-5), Outcome.CONSISTENT),
        (a_fit(), Rank(incidents=19, p=0.1, low=-6, high=2, own=-5), Outcome.CONSISTENT),
        (a_fit(), Rank(incidents=19, p=0.05, low=-2, high=2, own=-5), Outcome.SUPPORTED),
        (a_fit(-0.1), Rank(incidents=19, p=0.05, low=-2, high=2, own=-5), Outcome.NOT_SEPARABLE),
    ],
)
def test_only_interval_and_rank_together_let_the_data_support_anything(
    fit: Fit | None, rank: Rank | None, outcome: Outcome
) -> None:
    """The one rule that every sentence rests on."""
    assert outcome_of(fit, rank) is outcome


def test_the_words_never_prove_anything_in_either_language() -> None:
    """证明 stands only in the sentence that denies it."""
    for language in LANGUAGES:
        with speaking(language):
            said = [effect_words.verdict(outcome) for outcome in Outcome]
            assert len(set(said)) == len(Outcome)
            assert not any("证明" in words or "prove" in words for words in said)
    with speaking("zh"):
        assert effect_words.verdict(Outcome.SUPPORTED) == "数据支持应对与下降有关"
        assert effect_words.verdict(Outcome.CONSISTENT) == "与应对效果一致，尚不能排除自然回落"
        assert effect_words.verdict(Outcome.NOT_SEPARABLE) == "与自然回落不能区分"


def some_traces(count: int) -> list[Trace]:
    """The simulated archive: storms of mixed families without any effect."""
    kept = [Artefact(path="/report.json", content=json.dumps(one), kind="data") for one in archived(count)]
    return list(traces(kept))


def test_the_committed_archive_is_what_its_generator_writes(tmp_path: Path) -> None:
    """Twenty files, each marked as simulated; none of them is an incident."""
    committed = Path(__file__).parents[1] / "archives" / "simulated"

    write_archive(tmp_path)

    names = [path.name for path in sorted(tmp_path.iterdir())]
    assert names == [path.name for path in sorted(committed.iterdir())]
    assert len(names) == 20
    assert all((tmp_path / name).read_bytes() == (committed / name).read_bytes() for name in names)
    assert all(trace.simulated for trace in comparison(tmp_path))


def test_an_archive_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """No file, no hours, hours that do not go together: each is named."""
    with pytest.raises(UserError, match="R005"):
        comparison(tmp_path)
    (tmp_path / "a.json").write_text('{"slug": "a"}', encoding="utf-8")
    hours = {"clock": 0, "known": True, "volume": [1, 2], "negative": [1]}
    (tmp_path / "b.json").write_text(json.dumps({"slug": "b", "simulated": True, "hours": hours}), encoding="utf-8")

    with pytest.raises(UserError) as told:
        comparison(tmp_path)

    assert [Path(found.place.file).name for found in told.value.problems] == ["a.json", "b.json"]


def test_ours_is_ranked_by_the_step_that_is_fitted_as_theirs_are() -> None:
    """With the quiet days' own rhythm we would be compared with harmonics: the rank takes ours with harmonics, too."""
    own, plain = a_fit(-0.5, 0.05), a_fit(-0.5, 0.5)
    effect = replace(estimate(a_storm(STEEP, REST)), fits=(own,), alike=plain)

    ranked = among(effect, some_traces(20)).rank

    assert ranked is not None
    assert ranked.own == plain.t
    assert ranked.simulated
    with speaking("zh"):
        assert "模拟" in effect_words.ranked(ranked)


def test_twenty_comparable_incidents_let_the_data_support_a_strong_fall() -> None:
    """Layer 3 on a simulated archive; with eighteen the band is shown and the words stay weak."""
    effect = estimate(a_storm(a_curve(400, 0.1), a_curve(200, seed=3)))

    twenty, few = among(effect, some_traces(20)), among(effect, some_traces(10))

    assert effect.outcome is Outcome.CONSISTENT
    assert twenty.rank is not None
    assert twenty.rank.incidents >= 19
    assert twenty.rank.p is not None
    assert twenty.rank.p <= 0.05
    assert twenty.outcome is Outcome.SUPPORTED
    assert few.rank is not None
    assert few.rank.p is None
    assert few.outcome is Outcome.CONSISTENT


def test_an_incident_without_estimate_is_not_ranked() -> None:
    """A gate stays a gate whatever the archive holds."""
    effect = estimate(a_storm(PLAIN, REST, response=PEAK + 8))

    assert among(effect, some_traces(20)) is effect
    assert among(replace(effect, gates=()), []) == replace(effect, gates=())


def test_a_causal_sentence_gets_what_the_estimate_allows() -> None:
    """The figure keeps its own verdict; a claim about sales is not touched by posts."""
    claims = [
        {"id": "C1", "quote": "声量下降60%，措施见效", "metric": "volume", "value": 60, "unit": "%", "causal": True},
        {"id": "C2", "quote": "销售因此回升5%", "metric": "sales_change", "value": 5, "unit": "%", "causal": True},
        {"id": "C3", "quote": "声量下降60%", "metric": "volume", "value": 60, "unit": "%"},
    ]
    inputs = a_storm(STEEP, REST)
    incident = an_incident(claims=claims)
    checked = judge_all(incident, lookup(measure(inputs)))

    said = [
        [verdict.attribution for verdict in attributed(checked, effect).verdicts]
        for effect in (estimate(inputs), estimate(a_storm(PLAIN, REST)), estimate(a_storm(PLAIN, REST, response=22)))
    ]

    assert [row[0] for row in said] == [Attribution.CONSISTENT, Attribution.NOT_SEPARABLE, Attribution.NOT_ASSESSABLE]
    assert {row[1] for row in said} == {Attribution.NOT_ASSESSABLE}
    assert {row[2] for row in said} == {Attribution.DESCRIPTIVE}
    assert [v.number for v in attributed(checked, estimate(inputs)).verdicts] == [v.number for v in checked.verdicts]


def test_the_printed_error_rates_are_the_simulated_ones() -> None:
    """Pooled over the families of `benchmarks/effect.json`, weighted by fitted runs; none above its limit."""
    families = json.loads(STORED.read_text(encoding="utf-8"))["families"].values()
    ways = {
        (Judged.SHARE, True, False): "share_echo",
        (Judged.SHARE, False, False): "share",
        (Judged.VOLUME, True, False): "echo",
        (Judged.VOLUME, False, False): "volume",
        (Judged.SHARE, True, True): "own_share_echo",
        (Judged.SHARE, False, True): "own_share",
        (Judged.VOLUME, True, True): "own_echo",
        (Judged.VOLUME, False, True): "own",
    }

    told = {
        (Judged.SHARE, False): "share_thread",
        (Judged.VOLUME, False): "thread",
        (Judged.SHARE, True): "own_share_thread",
        (Judged.VOLUME, True): "own_thread",
    }

    def pooled(way: str) -> list[float]:
        fitted = np.array([row[way]["fitted"] for row in families])
        names = ("rejected", "covered", "power_40", "power_60")
        return [float(np.average([row[way][name] for row in families], weights=fitted)) for name in names]

    for kind, way in ways.items():
        assert effect_words.RATES[kind] == pytest.approx(pooled(way), abs=6e-4)
    for one, way in told.items():
        assert effect_words.TOLD[one] == pytest.approx(pooled(way), abs=6e-4)
        assert pooled(way)[0] <= 0.07
        assert pooled(way)[1] >= 0.92
    for row in families:
        for way in ("volume", "share", "own", "own_share"):
            assert row[way]["rejected"] <= 0.07
            assert min(row[way]["covered"], row[way]["covered_40"]) >= 0.92


def test_no_words_break_on_an_empty_effect() -> None:
    """An incident without posts has an effect record like any other."""
    effect = Effect(outcome=Outcome.NO_ESTIMATE, gates=(Gate.NO_POSTS,))

    assert effect_words.reasons(effect)
    assert effect_words.detectable(effect) == ""
    assert effect_words.second(effect) == ""


@pytest.mark.slow
def test_the_simulated_incidents_estimates_cover_its_truth(demo_scored: Demo) -> None:
    """The whole way, from the exports to the record and the trace for others: -40 % was planted, in every fit."""
    truth = demo_scored.project / "incidents" / DEMO / ".truth.json"
    planted = json.loads(truth.read_text(encoding="utf-8"))["effect"]["factor"]

    report = demo_scored.report
    effect, trace = report.effect, trace_of(report)

    assert trace is not None
    assert report.judged is not None
    assert trace.known
    labelled = calibrated_hours(report.judged)
    assert labelled is not None
    assert trace.negative == pytest.approx(np.minimum(labelled.counts, trace.volume), abs=0.5)
    assert trace.negative != tuple(report.judged.hourly(stance="negative").counts.tolist())
    assert sum(trace.volume) == report.judged.count()
    assert effect.gates == ()
    assert effect.echo is not None
    assert effect.echo.told
    assert effect.headline is not None
    assert not effect.headline.echo
    assert {fit.judged for fit in effect.fits} == {Judged.SHARE, Judged.NEGATIVE}
    assert all(fit.low <= np.log(planted) <= fit.high for fit in effect.fits)
    assert effect.outcome is not Outcome.HIGHER
