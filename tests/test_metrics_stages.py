"""The life-cycle rule: stages cover the series, in order, whatever its shape."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reporter.metrics.stages import life_stages

NAMES = ("latent", "outbreak", "spread", "decline", "calm")
series = arrays(np.int64, st.integers(0, 80), elements=st.integers(0, 10_000))


@given(series)
def test_stages_cover_the_series_without_a_gap_and_in_order(hourly: np.ndarray) -> None:
    """A chart colours every hour exactly once."""
    stages = life_stages(hourly)

    if not stages:
        assert hourly.size < 3 or not hourly.any()
        return
    assert (stages[0].first, stages[-1].end) == (0, hourly.size)
    assert all(earlier.end == later.first for earlier, later in pairwise(stages))
    assert all(stage.first < stage.end for stage in stages)
    places = [NAMES.index(stage.name) for stage in stages]
    assert places == sorted(set(places))


@given(series, st.integers(2, 1_000))
def test_stages_do_not_depend_on_the_scale(hourly: np.ndarray, factor: int) -> None:
    """The rule is about shares of the peak: a collection ten times larger has the same stages."""
    assert life_stages(hourly * factor) == life_stages(hourly)


@pytest.mark.parametrize(
    ("hourly", "stages"),
    [
        # Three-hour means 0 0 1/3 4 16/3 5 4/3 0 0, the peak 16/3: a tenth of it is reached at hour 3,
        # three tenths last at hour 5, a twentieth last at hour 6.
        (
            [0, 0, 0, 1, 11, 4, 0, 0, 0],
            {"latent": (0, 3), "outbreak": (3, 5), "spread": (5, 6), "decline": (6, 7), "calm": (7, 9)},
        ),
        ([9, 9, 9], {"outbreak": (0, 2), "spread": (2, 3)}),
    ],
)
def test_stages_of_small_series_are_those_of_the_printed_rule(
    hourly: list[int], stages: dict[str, tuple[int, int]]
) -> None:
    """Worked out by hand from the sentence under the chart."""
    found = life_stages(np.array(hourly))

    assert {stage.name: (stage.first, stage.end) for stage in found} == stages
