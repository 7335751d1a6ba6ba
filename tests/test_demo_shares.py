"""The simulated incident's shares beside the truth it was made with."""

from __future__ import annotations

import json
import shutil
from typing import Any, Final

import pytest
from scipy.stats import norm

from reporter.flow import evaluate
from reporter.metrics import Calibration, Metric
from reporter.metrics.stability import error_stability
from reporter.report import Report
from reporter.windows import AFTER
from tests.projects import ROOT, quick
from tools.demo.build import TRUTH

SLUG: Final = "2023-demo-bike-billing"
FOLDER: Final = ROOT / "incidents" / SLUG
#: The window of a claim is a phase of the truth: from the first exposure to the first response.
FROM_EXPOSURE: Final = "baseline:C2"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The incident in the repository, scored by a stand-in: the local model has to find the moods by itself."""
    project = tmp_path_factory.mktemp("demo")
    shutil.copytree(FOLDER, project / "incidents" / SLUG)
    return evaluate(SLUG, quick(project))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """What was planted."""
    return dict(json.loads((FOLDER / TRUTH).read_text(encoding="utf-8")))


def measured(report: Report, metric_id: str, window: str) -> Metric:
    """One metric of one window."""
    return next(one for one in report.metrics if (one.id, one.window) == (metric_id, window))


@pytest.mark.parametrize(("phase", "window"), [("before_response", FROM_EXPOSURE), ("after_response", AFTER)])
def test_the_share_of_each_phase_holds_the_truth_and_is_worth_more_than_its_labels(
    report: Report, truth: dict[str, Any], phase: str, window: str
) -> None:
    """Three hundred labels and a model of them: about ±2 points, against ±5.6 without the model."""
    found = measured(report, "negative_share", window)

    assert found.interval is not None
    assert found.interval.low <= truth["phases"][phase]["share_of_volume"]["negative"] <= found.interval.high
    assert found.interval.high - found.interval.low < 8
    assert found.calibration is Calibration.HAND
    assert found.method == "ppi-wilson/1"


def test_the_fall_across_the_response_is_found(report: Report, truth: dict[str, Any]) -> None:
    """The two intervals do not meet, as the two truths do not."""
    before, after = (measured(report, "negative_share", window).interval for window in (FROM_EXPOSURE, AFTER))

    assert before is not None
    assert after is not None
    assert after.high < before.low
    phases: dict[str, Any] = truth["phases"]
    fall = phases["before_response"]["share_of_volume"]["negative"]
    fall -= phases["after_response"]["share_of_volume"]["negative"]
    assert before.low - after.high <= fall <= before.high - after.low


def test_shares_of_viewpoints_hold_the_truth(report: Report, truth: dict[str, Any]) -> None:
    """Counted by hand from the sample alone: one draw, so each of the three at 98.3 %, all at 95 (Bonferroni)."""
    planted = truth["phases"]["after_response"]["viewpoints_of_volume_with_id"]
    wider = norm.isf(0.05 / 6) / norm.isf(0.05 / 2)

    for viewpoint in ("V2", "V3", "V4"):
        found = measured(report, f"viewpoint_share@{viewpoint}", AFTER)
        assert found.value is not None
        assert found.interval is not None
        low, high = (found.value + wider * (end - found.value) for end in found.interval[:2])
        assert low <= planted[viewpoint] <= high


def test_the_errors_of_the_score_are_stable_as_they_were_made(report: Report) -> None:
    """People speak of other things after T0, and about as plainly: 300 labels tell no difference."""
    assert report.tally is not None

    found = error_stability(report.tally)

    assert found is not None
    assert found.stable


def test_copies_are_found_as_they_were_planted(report: Report, truth: dict[str, Any]) -> None:
    """Forwarded headlines, pasted complaints, alike praise: within what other thresholds would say."""
    found = report.whole()["copy_share"]

    assert found.interval is not None
    assert found.value == pytest.approx(truth["copies"]["share"], abs=2)
    assert 15 <= truth["copies"]["share"] <= 25
    # A post without a readable time is in no period.
    assert found.n == truth["copies"]["originals"] - len(truth["files"]["imprecise"])
    assert report.whole()["largest_wave"].value == truth["copies"]["largest"]
