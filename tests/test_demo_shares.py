"""The simulated incident's figures beside the truth it was made with."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from typing import Any, Final

import pytest
from scipy.stats import norm

from reporter import resources
from reporter.flow import report_artefacts
from reporter.metrics import Calibration, Gap, Metric
from reporter.metrics.stability import error_stability
from reporter.pages import Templates
from reporter.report import Report
from reporter.windows import AFTER
from tests.projects import DEMO, ROOT, Demo
from tests.test_pages_blocks import BUDGET, SHELL
from tools.demo.build import TRUTH

FOLDER: Final = ROOT / "incidents" / DEMO
#: The window of a claim is a phase of the truth: from the first exposure to the first response.
FROM_EXPOSURE: Final = "baseline:C2"


@pytest.fixture(scope="module")
def report(demo: Demo) -> Report:
    """The incident in the repository, scored by a stand-in: the local model has to find the moods by itself."""
    return demo.report


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


@pytest.mark.parametrize("page", ["index", "evidence", "claims", "metrics", "collection"])
def test_the_pages_of_the_demo_keep_their_budget(report: Report, page: str) -> None:
    """The sibling is small; the fullest report there is must be light on a phone, too."""
    templates = Templates([resources.site_templates()])
    made = {one.path: str(one.content) for one in report_artefacts(report, templates) if one.kind == "page"}

    packed = gzip.compress(made[f"incidents/{DEMO}/{page}.md"].encode(), 9)
    assert len(packed) + SHELL <= BUDGET


# Who spoke, from where, how far it went --------------------------------------------


def test_concentration_of_authors_is_what_was_drawn(report: Report, truth: dict[str, Any]) -> None:
    """A census: the same accounts, the same part of the ten busiest, the same Gini and Herfindahl."""
    whole, planted = report.whole(), truth["authors"]

    assert whole["top10_share"].n == planted["accounts"]
    assert whole["top10_share"].value == pytest.approx(planted["top10_share"], abs=1e-3)
    assert whole["gini"].value == pytest.approx(planted["gini"], abs=1e-5)
    assert whole["hhi"].value == pytest.approx(planted["hhi"], abs=1e-7)
    assert [name for name in ("top10_share", "gini", "hhi") if not held(whole[name], whole[name].value)] == []


def held(metric: Metric, value: float | None) -> bool:
    """Whether the interval of a metric holds a value."""
    ends = metric.interval
    return value is not None and ends is not None and ends.low <= value <= ends.high


def test_volumes_and_platforms_are_what_was_drawn(report: Report, truth: dict[str, Any]) -> None:
    """Each platform's part, without the six posts whose time nobody can read."""
    whole = report.whole()
    lost = len(truth["files"]["imprecise"])
    volumes = {name: one["volume"] - (lost if name == "weibo" else 0) for name, one in truth["platforms"].items()}

    assert whole["volume"].value == truth["volume_told"] == sum(volumes.values())
    for name, n in volumes.items():
        assert whole[f"platform_share@{name}"].value == pytest.approx(100 * n / truth["volume_told"])


@pytest.mark.parametrize("facet", ["region", "account_type"])
def test_regions_and_accounts_are_what_was_drawn(report: Report, truth: dict[str, Any], facet: str) -> None:
    """Of the posts that name one; 未知 names none, and what is not shown by itself is in the rest."""
    planted = {name: n for name, n in truth["facets"][facet].items() if name != "未知"}
    stated = sum(planted.values())
    name = {"region": "region_share", "account_type": "account_share"}[facet]
    shown = {one.id.partition("@")[2]: one for one in report.metrics if one.id.startswith(f"{name}@")}

    others = shown.pop("others", None)
    assert len(shown) >= 4
    assert {one.n for one in shown.values()} == {stated}
    assert {key: one.value for key, one in shown.items()} == {
        key: pytest.approx(100 * planted[key] / stated) for key in shown
    }
    rest = 100 * sum(n for key, n in planted.items() if key not in shown) / stated
    assert (others.value if others is not None else 0) == pytest.approx(rest, abs=1e-9)


def test_one_channel_alone_is_told_and_not_compared(report: Report, truth: dict[str, Any]) -> None:
    """Only the vendor's workbook names a channel: a share of 100 % would speak for the whole."""
    found = report.whole()["channel_share"]
    (channel,) = truth["facets"]["channel"]

    assert found.gap is Gap.TOO_FEW
    assert channel in found.note


def test_repost_trees_are_what_was_drawn(report: Report, truth: dict[str, Any]) -> None:
    """Every repost names an original: one hop, so many wide; the corrected branching holds the counted one."""
    whole, planted = report.whole(), truth["trees"]

    assert whole["repost_depth"].value == planted["depth"]
    assert whole["repost_breadth"].value == planted["breadth_9_of_10"]
    assert (whole["repost_breadth"].n, whole["repost_concentration"].n) == (planted["trees"], planted["reposts"])
    assert whole["repost_concentration"].value == pytest.approx(planted["ten_largest"], abs=1e-3)
    assert held(whole["repost_branching"], planted["reposts_per_post"])
    assert (whole["repost_branching"].value or 0) >= planted["reposts_per_post"]


def test_key_nodes_are_the_posts_that_went_farthest(report: Report, truth: dict[str, Any]) -> None:
    """The ten largest, with the counts of the later collection and of sites that round them."""
    assert report.tally is not None
    planted = truth["reach"]

    assert [post.engagement for post in report.tally.top_posts(10)] == planted["key_nodes"]
    assert report.whole()["key_node_share"].value == pytest.approx(planted["key_node_share"], abs=1e-3)


def test_the_weighted_share_holds_the_truth(report: Report, truth: dict[str, Any]) -> None:
    """A machine's index would say 59.5 % where 55.9 are true: the labels take its error off here, too."""
    found = report.whole()["engagement_weighted_share"]

    assert held(found, truth["reach"]["weighted_negative_share"])
    assert found.calibration is Calibration.HAND
    assert found.interval is not None
    assert found.interval.high - found.interval.low < 8


def test_first_seen_is_the_first_post_drawn(report: Report, truth: dict[str, Any]) -> None:
    """To the minute, as Weibo writes it."""
    whole = report.whole()
    late = {
        name: (whole[f"first_seen@{name}"].value or 0) - datetime.fromisoformat(at).timestamp()
        for name, at in truth["first_seen"].items()
    }

    assert {name for name, seconds in late.items() if not -60 < seconds <= 0} == set()


def test_the_hot_search_record_is_what_was_written_down(report: Report, truth: dict[str, Any]) -> None:
    """Two terms, their best rank and their hours on the list."""
    whole, planted = report.whole(), truth["hot_search"]

    assert whole["hot_search"].value == len(planted)
    for row in planted:
        found = whole[f"hot_search_time@{row['list']}:{row['term']}"]
        assert found.value == pytest.approx(row["minutes"] / 60)
        assert str(row["best"]) in found.note
