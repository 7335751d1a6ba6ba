"""Our statistics against printed numbers, and against the libraries that everybody trusts."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.stats import (
    block_bootstrap,
    changepoint,
    cluster_bootstrap,
    fieller,
    gini,
    gls_ar1_step,
    growth,
    hhi,
    kaplan_meier,
    log_ratio,
    more_likely,
    permutation_rank,
    poisson_step,
    ranks,
    ratio_of_ratios,
    rogan_gladen,
    top_share,
    wilcoxon,
)
from tools.published import checks, tables

amounts = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=40)
answers = st.lists(st.integers(1, 5), min_size=1, max_size=30)


def test_every_published_number_is_met() -> None:
    """The manual's validation page lists the same checks."""
    made = tuple(checks())

    assert [(one.source, one.expected, one.ours) for one in made if not one.agrees] == []
    assert {one.function for one in made} >= {"wilson", "newcombe", "gls_ar1_step", "kaplan_meier", "ordinal_logit"}


def test_kaplan_meier_agrees_with_lifelines() -> None:
    """Curve, interval and median, on data with ties and losses."""
    from lifelines import KaplanMeierFitter

    theirs = KaplanMeierFitter().fit(tables.REMISSION, tables.RELAPSED)

    ours = kaplan_meier(tables.REMISSION, tables.RELAPSED)

    at = theirs.survival_function_at_times(ours.times).to_numpy()
    ends = theirs.confidence_interval_.loc[ours.times].to_numpy()
    assert ours.share == pytest.approx(at)
    assert np.column_stack([ours.low, ours.high]) == pytest.approx(ends)
    assert ours.median == theirs.median_survival_time_


def test_nobody_seen_to_the_end_has_no_median() -> None:
    """A curve that never steps down says nothing of its middle."""
    curve = kaplan_meier([3, 5], [False, False])

    assert curve.median is None
    assert not curve.times.size


def test_the_step_agrees_with_statsmodels_at_the_same_autocorrelation() -> None:
    """The refit is generalised least squares; only the choice of rho is ours."""
    from statsmodels.regression.linear_model import GLS

    months = np.arange(59.0)
    design = np.column_stack([np.ones(59), months, months >= 36])
    series = np.log(np.array(tables.EPISODES) / np.array(tables.POPULATION))
    ours = gls_ar1_step(series, design)
    safe = math.ceil(200 * (ours.rho[0] + math.sqrt((1 - ours.rho[0] ** 2) / 59))) / 200

    theirs = GLS(series, design, sigma=safe ** np.abs(months[:, None] - months)).fit()

    assert ours.step[0] == pytest.approx(theirs.params[-1])
    assert ours.error[0] == pytest.approx(theirs.bse[-1])


def test_the_poisson_step_agrees_with_statsmodels() -> None:
    """Coefficient, error and Pearson's dispersion, with an offset and without one."""
    from statsmodels.api import GLM, families

    months = np.arange(59.0)
    design = np.column_stack([np.ones(59), months, months >= 36])
    for exposure in (None, tables.POPULATION):
        offset = None if exposure is None else np.log(exposure)

        ours = poisson_step(tables.EPISODES, design, exposure)

        theirs = GLM(np.array(tables.EPISODES), design, family=families.Poisson(), offset=offset).fit()
        assert ours.ratio == pytest.approx(np.exp(theirs.params[-1]))
        assert (ours.low, ours.high) == pytest.approx(tuple(np.exp(theirs.conf_int()[-1])))
        assert ours.dispersion == pytest.approx(theirs.pearson_chi2 / theirs.df_resid)
        low, high = ours.quasi()
        wide = GLM(np.array(tables.EPISODES), design, family=families.Poisson(), offset=offset).fit(scale="X2")
        assert (low, high) == pytest.approx(tuple(np.exp(wide.conf_int()[-1])))


def test_a_poisson_step_without_a_fit_is_told() -> None:
    """Nothing before the step has no ratio; a design that does not fit is a bug."""
    step = np.column_stack([np.ones(6), np.arange(6) >= 3])

    with pytest.raises(ValueError, match=r"Singular|no fit"):
        poisson_step([0, 0, 0, 5, 6, 7], step)
    with pytest.raises(ValueError, match="2"):
        poisson_step([1, 2], step)
    assert poisson_step([10, 10, 10, 5, 5, 5], step).ratio == pytest.approx(0.5)


def test_cells_left_out_are_as_good_as_a_dummy_for_each() -> None:
    """The echo of an announcement is left out of the fit without closing the gap it leaves."""
    from statsmodels.regression.linear_model import GLS

    chance = np.random.default_rng(7)
    at = np.arange(24)
    design = np.column_stack([np.ones(24), at, at >= 10])
    series = chance.normal(size=24) - 0.5 * design[:, 2]
    kept = np.delete(at, [10, 11])
    dummies = np.column_stack([at == 10, at == 11])

    ours = gls_ar1_step(series[kept], design[kept], kept)

    safe = min(0.97, math.ceil(200 * (ours.rho[0] + math.sqrt((1 - ours.rho[0] ** 2) / 22))) / 200)
    theirs = GLS(series, np.column_stack([dummies, design]), sigma=safe ** np.abs(at[:, None] - at)).fit()
    assert ours.step[0] == pytest.approx(theirs.params[-1])
    assert ours.error[0] == pytest.approx(theirs.bse[-1])


@given(st.integers(0, 2**32), st.floats(-3, 3))
def test_many_series_are_fitted_as_each_alone_and_a_shift_is_the_step(seed: int, shift: float) -> None:
    """A batch changes nothing; what is added after the step is found as the step."""
    chance = np.random.default_rng(seed)
    at = np.arange(20)
    design = np.column_stack([np.ones(20), at, at >= 9])
    series = chance.normal(size=(3, 20))

    together = gls_ar1_step(series, design)

    alone = [gls_ar1_step(one, design) for one in series]
    moved = gls_ar1_step(series + shift * design[:, 2], design)
    assert together.step == pytest.approx([one.step[0] for one in alone])
    assert together.df == pytest.approx([one.df[0] for one in alone])
    assert moved.step - together.step == pytest.approx(shift, abs=1e-6)
    assert moved.error == pytest.approx(together.error, rel=1e-6)


def test_interval_p_value_and_detectable_step_belong_together() -> None:
    """The interval excludes 0 exactly where the two-sided p value is below .05."""
    chance = np.random.default_rng(3)
    at = np.arange(24)
    fit = gls_ar1_step(chance.normal(size=(200, 24)), np.column_stack([np.ones(24), at >= 12]))

    low, high = fit.interval()

    assert np.array_equal((low > 0) | (high < 0), fit.p_change < 0.05)
    assert (fit.detectable() > (high - low) / 2).all()
    assert (fit.p_drop < 0.5).tolist() == (fit.step < 0).tolist()


def test_a_step_needs_cells_and_a_full_design() -> None:
    """Two columns that say the same have no answer."""
    for design in (np.ones((10, 2)), np.ones((3, 3))):
        with pytest.raises(ValueError, match=r"\("):
            gls_ar1_step(np.zeros(len(design)), design)


def test_growth_is_the_slope_and_not_new_over_cumulative() -> None:
    """A steady flow grows by nothing; 10 % an hour doubles in 7.3 hours."""
    chance = np.random.default_rng(1)

    steady = growth(chance.poisson(200, 48))
    rising = growth(1000 * 1.1 ** np.arange(12))

    assert steady is not None
    assert steady.doubling is None
    assert abs(steady.rate[0]) < 0.01
    assert rising is not None
    assert rising.rate[0] == pytest.approx(0.1, abs=0.001)
    assert rising.doubling is not None
    assert rising.doubling[0] == pytest.approx(math.log(2) / math.log(1.1), abs=0.05)
    assert growth([0] * 9) is growth([1, 2, 3]) is None


@given(amounts)
def test_concentration_agrees_with_its_definitions(held: list[float]) -> None:
    """Gini: mean absolute difference over twice the mean; HHI: sum of squared shares."""
    x = np.array(held)
    apart = np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())

    assert gini(x) == pytest.approx(apart, abs=1e-9)
    assert gini(x, corrected=True) == pytest.approx(apart * len(x) / (len(x) - 1), abs=1e-9)
    assert hhi(x) == pytest.approx(((x / x.sum()) ** 2).sum())
    assert top_share(x, len(x)) == 1.0
    assert top_share(x, 1) == pytest.approx(x.max() / x.sum())


def test_one_holder_of_all_is_fully_unequal_only_with_the_correction() -> None:
    """Times n / (n - 1): else ten authors can never reach 1."""
    assert gini([0, 0, 0, 5]) == pytest.approx(0.75)
    assert gini([0, 0, 0, 5], corrected=True) == pytest.approx(1)


@given(st.floats(-5, 5), st.floats(0.5, 5), st.floats(0, 2), st.floats(0, 2), st.floats(-0.9, 0.9))
def test_fiellers_ends_solve_fiellers_equation(
    top: float, bottom: float, top_error: float, bottom_error: float, correlation: float
) -> None:
    """(top - r bottom)^2 = t^2 Var(top - r bottom) at either end; no ends where the bottom may be 0."""
    covariance = correlation * top_error * bottom_error

    found = fieller(top, bottom, top_error, bottom_error, covariance=covariance)

    if found.low is None or found.high is None:
        assert 1.95996 * bottom_error > bottom * 0.999
        return
    for r in (found.low, found.high):
        variance = top_error**2 - 2 * r * covariance + r**2 * bottom_error**2
        assert (top - r * bottom) ** 2 == pytest.approx(1.9599640**2 * variance, rel=1e-3, abs=1e-4 * (1 + r * r))
    assert found.low - 1e-6 <= found.value <= found.high + 1e-6


@given(answers, answers)
def test_comparisons_by_rank_agree_with_scipy(one: list[int], other: list[int]) -> None:
    """P(after > before) + half the ties is Mann and Whitney's U over n m."""
    from scipy.stats import mannwhitneyu, rankdata

    u = mannwhitneyu(one, other, method="asymptotic").statistic if len({*one, *other}) > 1 else None

    assert ranks(one) == pytest.approx(rankdata(one))
    assert more_likely(one, other) == pytest.approx(0.5 if u is None else u / (len(one) * len(other)))


def test_a_signed_rank_test_of_many_pairs_agrees_with_scipy() -> None:
    """Without ties both use the normal curve from 21 pairs on."""
    from scipy.stats import wilcoxon as theirs

    chance = np.random.default_rng(5)
    before = chance.normal(size=60)
    after = before + chance.normal(0.2, 1, 60)

    ours = wilcoxon(after, before)

    assert ours.p == pytest.approx(theirs(after, before, correction=False, method="asymptotic").pvalue, rel=1e-6)


def test_ratios_of_sales_add_up_on_the_log_scale() -> None:
    """Twice as much while last year fell by half is four times as much."""
    assert log_ratio([20, 20], [10]) == pytest.approx(math.log(2))
    assert ratio_of_ratios([20], [10], [5], [10]) == pytest.approx(4)


def test_resampling_is_repeatable_and_covers_the_mean() -> None:
    """The same seed gives the same ends; whole groups widen the interval that rows alone would have."""
    chance = np.random.default_rng(2)
    groups = np.repeat(np.arange(40), 10)
    values = chance.normal(size=40)[groups] + 0.1 * chance.normal(size=400)

    ends = cluster_bootstrap(values, groups, np.mean, seed=9, draws=400)

    rows = cluster_bootstrap(values, np.arange(400), np.mean, seed=9, draws=400)
    assert ends == cluster_bootstrap(values, groups, np.mean, seed=9, draws=400)
    assert ends != cluster_bootstrap(values, groups, np.mean, seed=10, draws=400)
    assert ends[0] < values.mean() < ends[1]
    assert ends[1] - ends[0] > 2 * (rows[1] - rows[0])


def test_stretches_keep_what_neighbours_share() -> None:
    """A slowly moving series knows less of its mean than its length suggests."""
    series = np.repeat(np.random.default_rng(4).normal(size=20), 12)

    short = block_bootstrap(series, np.mean, length=1, seed=1, draws=400)
    long = block_bootstrap(series, np.mean, length=24, seed=1, draws=400)

    assert long[1] - long[0] > 2 * (short[1] - short[0])


def test_nineteen_comparisons_are_the_fewest_for_five_per_cent() -> None:
    """With fewer even the lowest of all is no rarer than chance allows."""
    assert permutation_rank(-9, np.zeros(19)) == pytest.approx(0.05)
    assert permutation_rank(-9, np.zeros(18)) > 0.05
    assert permutation_rank(0, np.zeros(19)) == 1.0


def test_a_series_cut_at_its_only_step_is_cut_there() -> None:
    """Two flat levels leave no square at all."""
    found = changepoint([1] * 5 + [4] * 7)

    assert (found.after, found.before_mean, found.after_mean) == (4, 1.0, 4.0)
    assert found.gain == pytest.approx(1)


def test_what_cannot_be_is_a_bug() -> None:
    """Callers say why there is no value; they do not ask for one."""
    wrong = (
        lambda: gini([0, 0]),
        lambda: rogan_gladen(0.2, 0.5, 0.5),
        lambda: kaplan_meier([], []),
        lambda: permutation_rank(0, []),
        lambda: fieller(1, 0, 1, 1),
        lambda: log_ratio([0], [1]),
        lambda: more_likely([], [1]),
        lambda: wilcoxon([1], [1]),
        lambda: changepoint([1, 2, 3]),
        lambda: block_bootstrap([1, 2], np.mean, length=3, seed=0),
        lambda: cluster_bootstrap([1, 2], [1, 1], np.mean, seed=0),
    )
    for call in wrong:
        with pytest.raises(ValueError, match=r"."):
            call()


def test_the_statistics_load_numpy_and_scipys_special_functions_only() -> None:
    """scipy.stats and statsmodels cost 1 and 2 CPU seconds: only a respondent-level survey pays for them."""
    code = (
        "import sys, numpy as np\n"
        "from reporter.stats import gls_ar1_step, kaplan_meier, fieller, growth, cluster_bootstrap\n"
        "import reporter.metrics.effect_fit\n"
        "gls_ar1_step(np.arange(9.0) ** 2, np.column_stack([np.ones(9), np.arange(9) > 4])).interval()\n"
        "fieller(1, 2, 0.1, 0.1, df=9)\n"
        "heavy = {'statsmodels', 'scipy.stats', 'scipy.optimize', 'pandas', 'lifelines'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == ""
