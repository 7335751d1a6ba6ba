"""Shares of stance: whose labels they rest on, and intervals that hold over a known truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.metrics import Calibration, Gap, Inputs, Metric
from reporter.metrics.sentiment import ENOUGH_LABELS, sentiment
from reporter.stats import wilson
from reporter.tallies import Tally
from reporter.windows import WHOLE
from tests.projects import an_incident
from tests.soak import examples
from tests.test_metrics import Rows, counted, inputs, measured

#: Eighty posts: the export labels 20 (5 negative, 15 positive), the other 60 are labelled by hand.
LABELLED: Final = ["negative"] * 5 + ["positive"] * 15
HAND: Final = ["negative"] * 24 + ["positive"] * 12 + ["neutral"] * 24
EIGHTY: Final[Rows] = tuple((1.0, "weibo", "original", label) for label in [*LABELLED, *[None] * 60])


def eighty(hand: Mapping[str, str]) -> Inputs:
    """The eighty posts; the machine calls each unlabelled one negative."""
    incident = an_incident()
    return inputs(incident, counted(EIGHTY, incident, (np.nan,) * 20 + (0.1,) * 60, dict(hand)))


def test_labelled_strata_are_added_by_their_size() -> None:
    """5 of 80 counted, 24 of 60 sampled from the other three quarters: (5 + 24) / 80."""
    found = measured(eighty({str(20 + i): label for i, label in enumerate(HAND)}))
    low, high = (100 * (5 / 80 + 0.75 * end) for end in wilson(24, 60))

    assert found["negative_share"].value == pytest.approx(36.25)
    assert found["negative_share"].interval == pytest.approx((low, high, 0.95))
    assert found["positive_share"].value == pytest.approx(100 * (15 + 12) / 80)
    assert {found[name].n for name in ("negative_share", "positive_share")} == {60}
    assert found["negative_share"].calibration is Calibration.HAND


def test_a_hand_label_of_a_post_the_export_has_labelled_is_counted_nowhere() -> None:
    """It belongs to the counted stratum; in the sample it would weigh for posts it is not drawn from."""
    sample = {str(20 + i): label for i, label in enumerate(HAND)}

    with_more = measured(eighty({**sample, **{str(i): "negative" for i in range(20)}}))

    assert with_more["negative_share"].value == pytest.approx(36.25)


def test_without_labels_the_share_is_an_index_without_an_interval() -> None:
    """Its published error is -26 to +12 points; an interval of sampling error would hide it."""
    found = measured(eighty({}))

    assert found["negative_share"].calibration is Calibration.UNCALIBRATED
    assert found["negative_share"].interval is None
    assert found["negative_share"].value == pytest.approx(100 * (5 + 60) / 80)
    assert "uncalibrated" in found["negative_share"].note or "未" in found["negative_share"].note


@given(st.integers(0, ENOUGH_LABELS - 1))
@settings(max_examples=examples(10))
def test_the_machine_never_gives_a_positive_share(labels: int) -> None:
    """A score band finds no neutral posts: what is not negative is not positive."""
    found = measured(eighty({str(20 + i): "positive" for i in range(labels)}))

    assert found["positive_share"].value is None
    assert found["positive_share"].gap is Gap.NO_LABELS


# Coverage over a known truth ------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """The three answers of a tally this family asks for."""

    posts: int
    export: Mapping[str, int]
    hand: Mapping[str, int]

    def count(self, _window: str, **_where: str) -> int:
        """All posts."""
        return self.posts

    def stance_counts(self, _window: str, **_where: str) -> Mapping[str, int]:
        """By the export's label."""
        return self.export

    def hand_pairs(self, _window: str) -> Mapping[tuple[str, str], int]:
        """By hand label; the machine scored every one."""
        return {(label, "undetermined"): n for label, n in self.hand.items()}


def sampled(posts: int, export: Mapping[str, int], hand: Mapping[str, int]) -> Metric:
    """The negative share of such counts."""
    found = inputs(an_incident(), cast("Tally", Counts(posts, export, hand)))
    (metric, *_others) = sentiment(found, found.windows[WHOLE])
    return metric


def held(truth: float, labels: int, export: Mapping[str, int]) -> float:
    """How many of 1,000 samples of 10,000 posts give an interval that holds the true share."""
    rest = 10_000 - sum(export.values())
    negative = round(truth * rest)
    share = 100 * (export.get("negative", 0) + negative) / 10_000
    draws = np.random.default_rng(20210618).hypergeometric(negative, rest - negative, labels, size=1_000)
    intervals = {
        k: sampled(10_000, export, {"negative": k, "neutral": labels - k}).interval for k in set(draws.tolist())
    }
    hits = {k: found is not None and found.low <= share <= found.high for k, found in intervals.items()}
    return float(np.mean([hits[k] for k in draws.tolist()]))


@pytest.mark.parametrize("labels", [50, 300])
@pytest.mark.parametrize("export", [{}, {"negative": 1_000, "positive": 3_000}], ids=["none", "counted"])
def test_the_interval_covers_the_truth(labels: int, export: Mapping[str, int]) -> None:
    """Simulated truths from 2 to 95 %: 93 in 100 intervals hold on the whole, 92 at the worst of them."""
    found = [held(truth, labels, export) for truth in (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)]

    assert np.mean(found) >= 0.93
    assert min(found) >= 0.915
