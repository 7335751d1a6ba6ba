"""A step in a series of counts: Poisson regression with a known exposure."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_ROUNDS: Final = 50
_CLOSE: Final = 1e-10
_Z: Final = 1.959963984540054


class PoissonStep(NamedTuple):
    """The factor by which counts changed at the step.

    Args:
        ratio: the rate ratio, > 0.
        low: lower end of its 95 % interval, for counts that vary as Poisson's do.
        high: upper end.
        dispersion: Pearson's chi-squared over the degrees of freedom; 1 for Poisson counts, more where they wander.
    """

    ratio: float
    low: float
    high: float
    dispersion: float

    def quasi(self) -> tuple[float, float]:
        """The interval widened by the root of the dispersion, where that is above 1."""
        half = np.log(self.high / self.ratio) * np.sqrt(max(1.0, self.dispersion))
        return float(self.ratio * np.exp(-half)), float(self.ratio * np.exp(half))


def poisson_step(counts: npt.ArrayLike, design: npt.ArrayLike, exposure: npt.ArrayLike | None = None) -> PoissonStep:
    """The last column's rate ratio, by iteratively reweighted least squares.

    For independent counts: neighbours of a storm are not, so a response is judged by `gls_ar1_step`.

    Args:
        counts: whole numbers >= 0, shape (cells,).
        design: shape (cells, columns), full rank, the step last; cells > columns.
        exposure: what the counts arose from, > 0, shape (cells,): people, posts, hours; None where it is constant.

    Raises:
        ValueError: shapes that do not fit, a design without full rank (a bug upstream), or no fit.

    Source: Nelder & Wedderburn 1972, J. R. Stat. Soc. A 135:370-384; Wedderburn 1974, Biometrika 61:439-447.
    """
    y, x = np.asarray(counts, np.float64), np.asarray(design, np.float64)
    cells, columns = x.shape
    if y.shape != (cells,) or cells <= columns or np.linalg.matrix_rank(x) < columns:
        raise ValueError((y.shape, x.shape))
    offset = np.zeros(cells) if exposure is None else np.log(np.asarray(exposure, np.float64))
    fitted = _fitted(y, x, offset)
    mean = np.exp(x @ fitted + offset)
    error = float(np.sqrt(np.linalg.inv((x.T * mean) @ x)[-1, -1]))
    low, middle, high = np.exp(fitted[-1] + _Z * error * np.array([-1, 0, 1]))
    pearson = float(((y - mean) ** 2 / mean).sum()) / (cells - columns)
    return PoissonStep(float(middle), float(low), float(high), pearson)


def _fitted(y: Array, x: Array, offset: Array) -> Array:
    """The coefficients; each round is a least squares fit of the linearised counts."""
    eta = np.log(y + 0.5)
    fitted: Array = np.zeros(x.shape[1])
    for _round in range(_ROUNDS):
        mean = np.exp(eta)
        working = eta - offset + (y - mean) / mean
        nearer = np.asarray(np.linalg.solve((x.T * mean) @ x, (x.T * mean) @ working), np.float64)
        eta = x @ nearer + offset
        if np.abs(nearer - fitted).max() < _CLOSE:
            return nearer
        fitted = nearer
    raise ValueError("no fit")
