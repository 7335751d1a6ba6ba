"""Two waves of a survey: textbook intervals, pairs only of the same people, scales without equal steps."""

from __future__ import annotations

import builtins
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from reporter.load import CostRow, SurveyRow, Tables
from reporter.metrics import Gap, Metric
from reporter.moments import read_moment
from reporter.stats.samples import Moments, paired, superiority, welch
from tests.projects import ROOT, an_incident
from tests.test_metrics import inputs, measured

_SCORES: Final = st.lists(st.integers(1, 10), min_size=5, max_size=40).filter(lambda x: len(set(x)) > 1)


def moments(x: list[int]) -> Moments:
    """Mean, standard deviation and size."""
    return Moments(float(np.mean(x)), float(np.std(x, ddof=1)), len(x))


@given(_SCORES, _SCORES)
def test_welch_is_scipys(after: list[int], before: list[int]) -> None:
    """The same interval as an independent library's."""
    found = welch(moments(after), moments(before))
    oracle = scipy_stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)

    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high), abs=1e-9)


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10)), min_size=5, max_size=40))
def test_paired_is_scipys(pairs: list[tuple[int, int]]) -> None:
    """Including pairs that all changed alike, where the interval is a point."""
    after, before = zip(*pairs, strict=True)
    found = paired(after, before)
    if len({a - b for a, b in pairs}) == 1:
        assert found.low == found.high == after[0] - before[0]
        return
    oracle = scipy_stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high), abs=1e-9)


@given(_SCORES, _SCORES)
def test_superiority_has_brunner_and_munzels_error(after: list[int], before: list[int]) -> None:
    """Their statistic is (p - 1/2) over the standard error; ours must give the same."""
    found = superiority(after, before)
    oracle = scipy_stats.brunnermunzel(before, after, distribution="normal").statistic
    if found.error:
        assert (found.value - 0.5) / found.error == pytest.approx(oracle)
    assert 0 <= found.low <= found.value <= found.high <= 1


# As metrics ---------------------------------------------------------------------


def wave(name: str, date: str, scores: Iterable[float], people: str = "") -> list[SurveyRow]:
    """One wave's respondents; `people` names them so that they can be met again."""
    return [
        SurveyRow(
            wave=name,
            date=read_moment(date),
            measure="满意度",
            value=score,
            scale_min=1,
            scale_max=10,
            respondent=f"{people or name}{i}",
        )
        for i, score in enumerate(scores)
    ]


def found(rows: list[SurveyRow], **tables: Any) -> dict[str, Metric]:  # noqa: ANN401 - other tables
    """The whole period's metrics over a survey."""
    return measured(inputs(an_incident(), None, Tables(survey=tuple(rows), sources={}, **tables)))


BEFORE: Final = [4, 5, 6, 5] * 10
AFTER: Final = [6, 7, 5, 7] * 10


def test_two_samples_of_strangers_are_not_paired() -> None:
    """Respondent 1 of either wave is another person: Welch, and said so."""
    whole = found(wave("前测", "2021-06-01", BEFORE) + wave("后测", "2021-06-30", AFTER))

    assert (whole["satisfaction_change"].value, whole["satisfaction_change"].method) == (1.25, "welch/1")


def test_the_same_people_are_compared_with_themselves() -> None:
    """Forty people asked twice: the spread between people does not count."""
    whole = found(wave("前测", "2021-06-01", BEFORE, "P") + wave("后测", "2021-06-30", AFTER, "P"))

    change = whole["satisfaction_change"]
    assert (change.value, change.n, change.method) == (1.25, 40, "paired-t/1")


def test_one_wave_has_nothing_to_compare_with() -> None:
    """6.2 to 7.0 needs the 6.2."""
    whole = found(wave("后测", "2021-06-30", AFTER))

    assert {whole[name].gap for name in ("satisfaction_change", "satisfaction_better", "satisfaction_odds")} == {
        Gap.NO_BASELINE
    }


def test_the_odds_agree_with_the_direction() -> None:
    """An odds ratio above 1 and a probability above 50 % say the same in two ways."""
    whole = found(wave("前测", "2021-06-01", BEFORE) + wave("后测", "2021-06-30", AFTER))

    odds, better = whole["satisfaction_odds"], whole["satisfaction_better"]
    assert odds.value is not None
    assert odds.interval is not None
    assert odds.interval.low > 1
    assert better.value is not None
    assert better.value > 50
    # Four answers repeat themselves: the sixteen pairs of them are all there is.
    pairs = [(a > b) + (a == b) / 2 for a in AFTER[:4] for b in BEFORE[:4]]
    assert better.value == pytest.approx(100 * sum(pairs) / 16)


def test_waves_that_do_not_touch_have_no_odds() -> None:
    """The ratio would be endless; the difference of means still stands."""
    whole = found(wave("前测", "2021-06-01", [2, 3] * 20) + wave("后测", "2021-06-30", [8, 9] * 20))

    assert whole["satisfaction_odds"].gap is Gap.TOO_FEW
    assert whole["satisfaction_change"].value == 6


def test_without_the_extra_the_odds_are_a_gap_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report never fails for a library the analyst did not install."""
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as `__import__`
        if name.startswith("statsmodels"):
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    whole = found(wave("前测", "2021-06-01", BEFORE) + wave("后测", "2021-06-30", AFTER))

    assert whole["satisfaction_odds"].gap is Gap.NO_EXTRA
    assert whole["satisfaction_better"].value is not None


def test_a_share_asked_twice_has_newcombes_interval() -> None:
    """56/70 and 48/80: Newcombe 1998, table II, method 10: .0524 to .3339."""
    rows = [
        SurveyRow(wave=name, date=read_moment(date), measure="愿意", n=n, share=k / n)
        for name, date, k, n in (("前测", "2021-06-01", 48, 80), ("后测", "2021-06-30", 56, 70))
    ]

    metric = found(rows)["survey_difference"]

    assert metric.value == pytest.approx(20)
    assert metric.interval == pytest.approx((5.24, 33.39, 0.95), abs=0.01)


# Money over points ----------------------------------------------------------------


def priced(after: list[float]) -> Metric:
    """Cost per point of satisfaction when 100,000 yuan were spent."""
    rows = wave("前测", "2021-06-01", BEFORE) + wave("后测", "2021-06-30", after)
    return found(rows, costs=(CostRow(kind="公关", amount=100_000.0),))["cost_per_point@satisfaction"]


def test_a_price_is_the_money_over_the_points_with_fiellers_interval() -> None:
    """With money known exactly Fieller's ends are the money over the ends of the change."""
    metric = priced([float(score) for score in AFTER])
    half = 1.25 - welch(moments(AFTER), moments(BEFORE)).low

    assert metric.value == pytest.approx(100_000 / 1.25)
    assert metric.interval is not None
    assert metric.interval.low == pytest.approx(100_000 / (1.25 + half))
    assert metric.interval.high == pytest.approx(100_000 / (1.25 - half))


@pytest.mark.parametrize("shift", [0.05, -1.0], ids=["perhaps none", "a fall"])
def test_no_price_stands_beside_a_change_that_may_be_none(shift: float) -> None:
    """Any number of yuan a point could be written there."""
    metric = priced([score + shift for score in BEFORE])

    assert (metric.value, metric.gap) == (None, Gap.TOO_FEW)
    assert metric.note


def test_a_case_without_respondents_pays_for_no_modelling_library(tmp_path: Path) -> None:
    """Statsmodels costs 1.2 CPU seconds and brings pandas: the founding case, evaluated, loads neither."""
    code = (
        "import shutil, sys\n"
        "from pathlib import Path\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from reporter.flow import evaluate\n"
        "from tests.projects import FOUNDING, ROOT, quick\n"
        f"project = Path({str(tmp_path)!r})\n"
        "shutil.copytree(ROOT / 'incidents' / FOUNDING, project / 'incidents' / FOUNDING)\n"
        "assert evaluate(FOUNDING, quick(project)).metrics\n"
        "print(*sorted({'statsmodels', 'pandas', 'scipy.stats', 'scipy.optimize'} & set(sys.modules)))\n"
    )

    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == ""
