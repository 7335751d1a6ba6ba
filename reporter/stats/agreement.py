"""How far two people say the same of the same things, beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from reporter.stats.shares import z_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Agreement of two raters.

    Args:
        value: 1 is full agreement, 0 what chance gives; None when both gave one answer to everything.
        low: lower 95 % end; None when there is no value.
        high: upper end.
        n: things both rated.
        same: part of them on which they agree, 0..1.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    same: float


def cohen_kappa(first: Sequence[str], second: Sequence[str], level: float = 0.95) -> Kappa:
    """Cohen's kappa of two raters' answers, with its interval cut at -1 and 1.

    Args:
        first: answers of one rater, at least one.
        second: answers of the other to the same things, in the same order.
        level: confidence level.

    Raises:
        ValueError: no answers, or two lists of different length (a bug).

    Source: Cohen 1960, Educational and Psychological Measurement 20:37-46; standard error by
        Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72:323-327, formula 13.
    """
    if not first or len(first) != len(second):
        raise ValueError((len(first), len(second)))
    answers = sorted({*first, *second})
    place = {answer: i for i, answer in enumerate(answers)}
    counts = np.zeros((len(answers), len(answers)), np.int64)
    for one, other in zip(first, second, strict=True):
        counts[place[one], place[other]] += 1
    p = counts / len(first)
    rows, columns, same = p.sum(axis=1), p.sum(axis=0), float(np.trace(counts)) / len(first)
    # By counts: a sum of sixths falls short of 1, and a kappa of 0.5 came of two who always say the same.
    if len(answers) == 1:
        return Kappa(value=None, low=None, high=None, n=len(first), same=same)
    chance = float(rows @ columns)
    value = (same - chance) / (1 - chance)
    both = rows[None, :] + columns[:, None]  # [i, j]: column share of i plus row share of j
    diagonal = float(np.diag(p) @ ((1 - chance) - (rows + columns) * (1 - same)) ** 2)
    beside = float(((p - np.diag(np.diag(p))) * both**2).sum()) * (1 - same) ** 2
    whole = (same * chance - 2 * chance + same) ** 2
    half = z_value(level) * sqrt(max(0.0, diagonal + beside - whole) / len(first)) / (1 - chance) ** 2
    return Kappa(value=value, low=max(-1.0, value - half), high=min(1.0, value + half), n=len(first), same=same)
