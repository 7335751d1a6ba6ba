"""A step in a short, autocorrelated series: what changed at a known instant, beside the trend.

Fitted by generalised least squares with errors of first order, for many series
of one design at once: everything that depends on the design alone is worked out once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: The largest autocorrelation that is believed; beyond it a short series is a straight line.
MOST_RHO: Final = 0.97
#: The fewest degrees of freedom a step is judged with.
LEAST_DF: Final = 3.0
_GRID: Final = np.linspace(-0.5, MOST_RHO, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFit:
    """Steps of one or many series, each array of shape (series,).

    Args:
        step: the fitted step, in the unit of the series.
        error: its standard error.
        df: degrees of freedom of its t distribution, 3 or more.
        rho: the errors' autocorrelation from one cell to the next, as estimated.
        p_drop: one-sided p value of a fall, in 0..1.
        p_change: two-sided p value of any change, in 0..1.
    """

    step: Array
    error: Array
    df: Array
    rho: Array

    @property
    def t(self) -> Array:
        """The steps in standard errors."""
        return self.step / self.error

    @property
    def p_drop(self) -> Array:
        """One-sided p value of a fall, each in 0..1."""
        from scipy.special import stdtr

        return np.asarray(stdtr(self.df, self.t), np.float64)

    @property
    def p_change(self) -> Array:
        """Two-sided p value of any change, each in 0..1."""
        return np.asarray(2 * np.minimum(self.p_drop, 1 - self.p_drop), np.float64)

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """The steps' t intervals: (low, high)."""
        half = t_value(self.df, level) * self.error
        return self.step - half, self.step + half

    def detectable(self, power: float = 0.8, level: float = 0.95) -> Array:
        """The smallest step found with probability `power`: (t.975 + t.80) standard errors."""
        from scipy.special import stdtrit

        return np.asarray((t_value(self.df, level) + stdtrit(self.df, power)) * self.error, np.float64)


def t_value(df: Array, level: float = 0.95) -> Array:
    """The quantiles of t that leave (1 - level) / 2 on either side."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(df, (1 + level) / 2), np.float64)


def gls_ar1_step(series: npt.ArrayLike, design: npt.ArrayLike, at: npt.ArrayLike | None = None) -> StepFit:
    """The last column's coefficient with errors of first order.

    1. Least squares; the residuals' lag-1 autocorrelation is compared with the one that the
       residual-maker leads to expect of each rho, which tells rho without the bias of short series.
    2. Refit with rho* = min(.97, rho + sqrt((1 - rho^2) / n)): one standard error on the safe side.
    3. t with n (1 - rho*) / (1 + rho*) degrees of freedom, at least 3.

    Args:
        series: shape (cells,) or (series, cells); finite; equal cells of time, in order.
        design: shape (cells, columns), full rank, the step last; cells > columns.
        at: whole-number places of the cells where some are left out, shape (cells,); else 0, 1, 2, …

    Raises:
        ValueError: shapes that do not fit, too few cells, a design without full rank (a bug upstream).

    Source: calibrated by `python -m benchmarks.effect`; the fit is Aitken's (1936, Proc. R. Soc. Edinb. 55:42-48).
    """
    x, y = np.asarray(design, np.float64), np.atleast_2d(np.asarray(series, np.float64))
    cells, columns = x.shape
    if y.shape[1] != cells or cells <= columns or np.linalg.matrix_rank(x) < columns:
        raise ValueError((y.shape, x.shape))
    places = np.arange(cells) if at is None else np.asarray(at, np.int64)
    apart = np.abs(places[:, None] - places[None, :])
    rho = _rho(y, x, apart)
    safe = _safe(rho, cells)
    step, error = _refits(y, x, apart, safe)
    df = np.maximum(LEAST_DF, cells * (1 - safe) / (1 + safe))
    return StepFit(step=step, error=error, df=df, rho=rho)


def _safe(rho: Array, cells: int) -> Array:
    """Rho one standard error higher, rounded up to 1/200 so that many series share few fits."""
    return np.asarray(np.minimum(MOST_RHO, np.ceil(200 * (rho + np.sqrt((1 - rho**2) / cells))) / 200), np.float64)


def _correlation(rho: float, apart: npt.NDArray[np.int64]) -> Array:
    """The errors' correlation matrix, shape (cells, cells)."""
    return np.asarray(np.power(rho, apart, where=apart > 0, out=np.ones(apart.shape)), np.float64)


def _rho(y: Array, x: Array, apart: npt.NDArray[np.int64]) -> Array:
    """The rho whose expected residual autocorrelation is the one seen; 0 or more."""
    maker = np.eye(len(x)) - x @ np.linalg.pinv(x)
    neighbours = (apart == 1) / 2
    residuals = y @ maker
    power = np.maximum((residuals**2).sum(axis=1), np.finfo(np.float64).tiny)
    seen = np.einsum("si,ij,sj->s", residuals, neighbours, residuals, optimize=True) / power
    rising = np.maximum.accumulate(_expected(maker, neighbours, apart)) + 1e-12 * np.arange(len(_GRID))
    return np.asarray(np.maximum(0.0, np.interp(seen, rising, _GRID)), np.float64)


def _expected(maker: Array, neighbours: Array, apart: npt.NDArray[np.int64]) -> Array:
    """The autocorrelation of residuals to be expected for each rho of the grid.

    It is tr(N M C M) / tr(M C M), M the residual maker, N the neighbours, C the correlation of the errors, which
    depends on distance alone: so what stands before each power of rho is summed once, for all rho.
    """
    distance = apart.ravel()
    shared = np.bincount(distance, (maker @ neighbours @ maker).ravel())
    whole = np.bincount(distance, maker.ravel())
    powers = _GRID[:, None] ** np.arange(len(whole))
    return np.asarray((powers @ shared) / (powers @ whole), np.float64)


def _refits(y: Array, x: Array, apart: npt.NDArray[np.int64], safe: Array) -> tuple[Array, Array]:
    step, error = np.empty(len(y)), np.empty(len(y))
    for rho in np.unique(safe):
        mine = safe == rho
        fitted, spread, variance = _weighted(y[mine], x, _correlation(float(rho), apart))
        step[mine], error[mine] = fitted[:, -1], np.sqrt(variance * spread[-1, -1])
    return step, error


def _weighted(y: Array, x: Array, correlation: Array) -> tuple[Array, Array, Array]:
    """Coefficients (series, columns), their covariance for errors of variance 1, that variance (series,)."""
    weight = np.linalg.inv(correlation)
    spread = np.asarray(np.linalg.inv(x.T @ weight @ x), np.float64)
    fitted = y @ (spread @ x.T @ weight).T
    left = y - fitted @ x.T
    variance = np.einsum("si,ij,sj->s", left, weight, left, optimize=True) / (len(x) - x.shape[1])
    return fitted, spread, np.asarray(variance, np.float64)


def without_step(
    series: npt.ArrayLike, design: npt.ArrayLike, wanted: npt.ArrayLike, at: npt.ArrayLike | None = None
) -> tuple[Array, Array, Array]:
    """What one cell would show without the step: middle, low and high of 95 % of such cells, each of shape (rows,).

    Args:
        series: one series, shape (cells,).
        design: as in `gls_ar1_step`, the step last.
        wanted: rows of the same columns to be told, shape (rows, columns); their step is taken as 0.
        at: as in `gls_ar1_step`.
    """
    x, y = np.asarray(design, np.float64), np.asarray(series, np.float64)
    places = np.arange(len(x)) if at is None else np.asarray(at, np.int64)
    apart = np.abs(places[:, None] - places[None, :])
    rho = _rho(y[None, :], x, apart)
    safe = float(_safe(rho, len(x))[0])
    fitted, spread, variance = _weighted(y[None, :], x, _correlation(safe, apart))
    rows = np.array(wanted, np.float64)
    rows[:, -1] = 0
    middle = rows @ fitted[0]
    df = np.array(max(LEAST_DF, len(x) * (1 - safe) / (1 + safe)))
    inside = np.einsum("ri,ij,rj->r", rows, spread, rows)
    half = t_value(df) * np.sqrt(variance[0] * (1 + inside))
    return middle, middle - half, middle + half
