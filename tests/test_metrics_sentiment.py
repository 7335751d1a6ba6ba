"""Shares of stance and of viewpoints: whose labels they rest on, counted by hand in small worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.metrics import Calibration, Gap
from reporter.metrics.shares import ENOUGH_LABELS
from reporter.stats import wilson
from reporter.windows import AFTER, BEFORE
from tests.labelled_posts import AFTER_HOUR, Said, Split, asked
from tests.soak import examples
from tests.test_metrics import measured

EXPORT = (Said(n=50, export="negative"), Said(n=150, export="positive"))
#: Of the 600 posts without the export's label 60 are labelled, two fifths of them negative.
HAND = (Said(n=24, hand="negative"), Said(n=12, hand="positive"), Said(n=24, hand="neutral"), Said(n=540))


def test_labelled_strata_are_added_by_their_size() -> None:
    """50 of 800 counted, 24 of 60 sampled from the other three quarters, a tenth of which cannot be wrong."""
    found = measured(asked([*EXPORT, *HAND], actions=[]))
    low, high = (100 * (50 / 800 + 0.75 * end) for end in wilson(0.4 * 60 / 0.9, 60 / 0.9))

    assert found["negative_share"].value == pytest.approx(100 * (50 / 800 + 0.75 * 0.4))
    assert found["negative_share"].interval == pytest.approx((low, high, 0.95))
    assert found["positive_share"].value == pytest.approx(100 * (150 / 800 + 0.75 * 0.2))
    assert {found[name].n for name in ("negative_share", "positive_share")} == {60}
    assert found["negative_share"].calibration is Calibration.HAND
    assert found["negative_volume"].value == pytest.approx(50 + 600 * 0.4)


def test_a_hand_label_of_a_post_the_export_has_labelled_is_counted_nowhere() -> None:
    """It belongs to the counted stratum; in the sample it would weigh for posts it is not drawn from."""
    twice = [Said(n=50, export="negative", hand="positive"), EXPORT[1], *HAND]

    found = measured(asked(twice, actions=[]))

    assert found["negative_share"].value == pytest.approx(100 * (50 / 800 + 0.75 * 0.4))


def test_phases_are_added_by_their_posts_and_not_by_their_labels() -> None:
    """40 labels for 200 posts before, 40 for 800 after: the plain mean of the labels would be 50 %."""
    groups = Split(32, 40, 200).groups() + Split(8, 40, 800, hour=AFTER_HOUR).groups()

    found = asked(groups)

    assert measured(found)["negative_share"].value == pytest.approx(100 * (0.2 * 0.8 + 0.8 * 0.2))
    assert measured(found, BEFORE)["negative_share"].gap is None
    assert {measured(found, window)["negative_share"].calibration for window in (BEFORE, AFTER)} == {
        Calibration.UNCALIBRATED  # forty labels are too few for a phase by itself
    }


def test_a_phase_nobody_labelled_leaves_the_whole_without_a_share() -> None:
    """Labels of the calm days say nothing of the storm."""
    groups = Split(10, 60, 500).groups() + Split(0, 0, 500, hour=AFTER_HOUR).groups()

    found = asked(groups)

    assert measured(found, BEFORE)["negative_share"].calibration is Calibration.HAND
    assert measured(found)["negative_share"].calibration is Calibration.UNCALIBRATED


def test_a_few_labels_drawn_from_both_phases_at_once_may_speak_for_both() -> None:
    """An old labels.csv is a simple random sample of everything: a small phase holds few of its labels."""
    groups = Split(45, 90, 900).groups() + Split(5, 10, 100, hour=AFTER_HOUR).groups()

    found = measured(asked(groups))["negative_share"]

    assert found.value == pytest.approx(50.0)
    assert found.n == 100


def test_a_score_that_knows_something_narrows_the_interval() -> None:
    """The same labels, once with a blind score, once with one that is right more often than not."""
    blind = [Said(n=50, hand="negative"), Said(n=50, hand="neutral"), Said(n=900)]
    seeing = [
        *(
            Said(n=n, hand=hand, local=(guess, 0.1))
            for n, hand, guess in [(40, "negative", 0.9), (10, "negative", 0.2)]
        ),
        *(Said(n=n, hand=hand, local=(guess, 0.1)) for n, hand, guess in [(5, "neutral", 0.9), (45, "neutral", 0.2)]),
        *(Said(n=n, local=(guess, 0.1)) for n, guess in [(405, 0.9), (495, 0.2)]),
    ]

    wide, narrow = (measured(asked(groups, actions=[]))["negative_share"] for groups in (blind, seeing))

    assert (wide.method, narrow.method) == ("stratified-wilson/1", "ppi-wilson/1")
    assert wide.interval is not None
    assert narrow.interval is not None
    assert np.ptp(narrow.interval[:2]) < 0.8 * np.ptp(wide.interval[:2])
    assert narrow.value == pytest.approx(50, abs=2)


def test_different_texts_count_once_however_often_they_were_copied() -> None:
    """90 copies of one complaint and 10 remarks: nine posts in ten are negative, one text in eleven."""
    groups = [
        Said(n=63, hand="negative", text="都被扣了", copies=True),
        Said(n=27, text="都被扣了", copies=True),
        Said(n=7, hand="neutral"),
        Said(n=3),
    ]

    found = measured(asked(groups, actions=[]))

    assert found["negative_share"].value == pytest.approx(90)
    assert found["negative_share_statements"].value == pytest.approx(100 / 11)
    assert found["positive_share_statements"].value == 0


def test_viewpoints_are_shares_of_posts_and_need_not_sum_to_one() -> None:
    """Several a post; a label given before there was a codebook says nothing of any."""
    book = [{"id": "V1", "name": "要求退款"}, {"id": "V2", "name": "质疑客服"}]
    groups = [
        Said(n=30, hand="negative", viewpoints="V1|V2"),
        Said(n=15, hand="negative", viewpoints="V2"),
        Said(n=15, hand="neutral", viewpoints=""),
        Said(n=40, hand="neutral"),
        Said(n=500),
    ]

    found = measured(asked(groups, actions=[], codebook=book))

    assert found["viewpoint_share@V1"].value == pytest.approx(50)
    assert found["viewpoint_share@V2"].value == pytest.approx(75)
    assert (found["viewpoint_share@V1"].label, found["viewpoint_share@V1"].n) == ("要求退款", 60)


def test_viewpoints_of_posts_nobody_drew_from_are_not_guessed() -> None:
    """A platform the vendor labelled and nobody was asked about lent its weight to the angriest band."""
    book = [{"id": "V1", "name": "要求退款"}]
    labelled = [
        Said(n=30, hand="negative", viewpoints="V1", score=0.1),
        Said(n=30, hand="neutral", viewpoints="", score=0.9),
        Said(n=270, score=0.1),
        Said(n=270, score=0.9),
    ]
    vendor = Said(n=400, export="neutral", platform="wechat")
    drawn = Said(n=40, export="neutral", hand="neutral", viewpoints="", platform="wechat")

    values = [
        measured(asked([*labelled, *more], actions=[], codebook=book))["viewpoint_share@V1"].value
        for more in ([], [vendor], [vendor, drawn])
    ]

    assert values == pytest.approx([50, 50, 100 * 300 / 1040])


def test_without_labels_the_share_is_an_index_without_an_interval() -> None:
    """Its published error is -26 to +12 points; an interval of sampling error would hide it."""
    found = measured(asked([*EXPORT, Said(n=600, score=0.1)], actions=[]))

    assert found["negative_share"].calibration is Calibration.UNCALIBRATED
    assert found["negative_share"].interval is None
    assert found["negative_share"].value == pytest.approx(100 * (50 + 600) / 800)
    assert "uncalibrated" in found["negative_share"].note or "未" in found["negative_share"].note
    assert found["negative_share_statements"].value is None


@given(st.integers(0, ENOUGH_LABELS - 1))
@settings(max_examples=examples(8))
def test_the_machine_never_gives_a_positive_share(labels: int) -> None:
    """A score band finds no neutral posts: what is not negative is not positive."""
    found = measured(asked([*EXPORT, Said(n=labels, hand="positive"), Said(n=100)], actions=[]))

    assert found["positive_share"].value is None
    assert found["positive_share"].gap is Gap.NO_LABELS
