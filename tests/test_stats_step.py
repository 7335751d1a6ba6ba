"""How the errors of a series hang together: what is summed once for all, beside the matrices it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.stats import step


@given(st.sets(st.integers(0, 60), min_size=6, max_size=40), st.integers(1, 3))
def test_the_expected_autocorrelation_is_that_of_the_matrices(cells: set[int], columns: int) -> None:
    """With cells left out, too: tr(N M C M) / tr(M C M), written down as it stands, one rho after the other."""
    at = np.array(sorted(cells))
    apart = np.abs(at[:, None] - at[None, :])
    design = np.column_stack([np.ones(len(at)), at - at.mean(), at > np.median(at)])[:, :columns]
    maker = np.eye(len(at)) - design @ np.linalg.pinv(design)
    neighbours = (apart == 1) / 2

    found = step._expected(maker, neighbours, apart)  # noqa: SLF001

    left = [maker @ step._correlation(float(rho), apart) @ maker for rho in step._GRID]  # noqa: SLF001
    plain = [(neighbours * one).sum() / np.trace(one) for one in left]
    assert found.tolist() == pytest.approx(plain, rel=1e-9, abs=1e-12)
