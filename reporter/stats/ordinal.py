"""Answers on an ordered scale against what may explain them: statsmodels' own business."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.stats.shares import z_value

Array = npt.NDArray[np.float64]


class OddsRatios(NamedTuple):
    """Cumulative odds ratios, one for each column: above 1 means higher answers.

    Args:
        value: shape (columns,).
        low: lower ends of their intervals.
        high: upper ends of their intervals.
        p: two-sided p values.
    """

    value: Array
    low: Array
    high: Array
    p: Array


def ordinal_logit(x: npt.ArrayLike, y: npt.ArrayLike, level: float = 0.95) -> OddsRatios:
    """The proportional-odds model of ordered answers.

    Args:
        x: explaining columns without a constant, shape (people,) or (people, columns).
        y: answers as ordered numbers, at least two different, shape (people,).
        level: confidence level, in 0..1.

    Raises:
        ModuleNotFoundError: the extra `[survey]` is not installed; the message says how to get it.
        ValueError: shapes that differ, or one answer only (a bug upstream).

    Source: McCullagh 1980, Journal of the Royal Statistical Society B 42:109-142; fitted by statsmodels.
    """
    columns, answers = np.asarray(x, np.float64), np.asarray(y, np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    codes = np.unique(answers, return_inverse=True)[1]
    if len(columns) != len(codes) or codes.max(initial=0) < 1:
        raise ValueError((columns.shape, len(codes)))
    try:
        # statsmodels costs 2 CPU seconds to import: only an incident with such a survey pays for it.
        from statsmodels.miscmodels.ordinal_model import OrderedModel
    except ModuleNotFoundError as error:
        words = "ordinal_logit needs statsmodels: pip install 'yuqing-reporter[survey]'"
        raise ModuleNotFoundError(words, name="statsmodels") from error
    fit = OrderedModel(codes, columns, distr="logit").fit(method="bfgs", disp=False)
    wide = columns.shape[1]
    slope, error_ = fit.params[:wide], fit.bse[:wide]
    half = z_value(level) * error_
    return OddsRatios(np.exp(slope), np.exp(slope - half), np.exp(slope + half), np.asarray(fit.pvalues[:wide]))
