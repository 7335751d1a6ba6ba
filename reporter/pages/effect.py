"""应对效果: the verdict first, then the figure with its doubt, the curve, and what it does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.charts.signs import SignKind, sign
from reporter.drawings import EFFECT
from reporter.i18n import _
from reporter.metrics import effect_words
from reporter.metrics.effect import Echo, Fit, Gate, Outcome
from reporter.pages import words
from reporter.pages.figures import Figures
from reporter.report import Report

_SIGNS: Final[dict[Outcome, SignKind]] = {
    Outcome.NO_ESTIMATE: "no_estimate",
    Outcome.NOT_SEPARABLE: "not_separable",
    Outcome.HIGHER: "up",
    Outcome.CONSISTENT: "consistent",
    Outcome.SUPPORTED: "supported",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectBlock:
    """The block on the report page; `name` is empty when there is nothing to judge by.

    Args:
        outcome: id of the verdict, for its colour.
        sign: its sign.
        name: its words.
        statement: the verdict as a sentence, with its figure where there is one.
        figure: the curve beside natural decay; empty without an estimate.
        rows: a term and the sentences it stands for.
    """

    outcome: str
    sign: Markup
    name: str
    statement: str
    figure: Markup
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitRow:
    """One fit of the annex."""

    name: str
    change: str
    interval: str
    smallest: str
    df: str
    rho: str
    rates: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectDetail:
    """The block on the evidence page: every fit with its error rates, and the rank among incidents."""

    verdict: str
    only_to_check: bool
    reasons: tuple[str, ...]
    fits: tuple[FitRow, ...]
    rank: str


def effect_block(report: Report, figures: Figures) -> EffectBlock:
    """The block for leaders: no method has a name here."""
    effect = report.effect
    finding = report.finding("attribution")
    shown = finding is not None or effect.headline is not None
    return EffectBlock(
        outcome=effect.outcome.value,
        sign=sign(_SIGNS[effect.outcome]),
        name=effect_words.verdict(effect.outcome) if shown else "",
        statement=finding.statement if finding else effect_words.statement(effect),
        figure=figures.captioned(EFFECT),
        rows=_rows(report),
    )


def _rows(report: Report) -> tuple[tuple[str, tuple[str, ...]], ...]:
    effect = report.effect
    beside = tuple(map(str, report.incident.assessment.confounders))
    left_out = effect_words.left_out(effect)
    seen, beside_it = effect_words.detectable(effect), effect_words.second(effect)
    rows = (
        (_("why there is no estimate") if effect.gates else _("what is judged"), effect_words.reasons(effect)),
        (_("left out"), (left_out,) if left_out else ()),
        (_("negative volume"), (beside_it,) if beside_it else ()),
        (_("what could be detected"), (seen,) if seen else ()),
        (_("other explanations"), (words.listed(effect_words.rivals()) + _("."),)),
        (_("at the same time"), (_("; ").join(beside),) if beside else ()),
        (_("do not misread"), (effect_words.misread(effect),)),
    )
    return tuple((term, sentences) for term, sentences in rows if sentences)


def effect_detail(report: Report) -> EffectDetail | None:
    """The block for who checks; None without a post."""
    effect = report.effect
    if Gate.NO_POSTS in effect.gates:
        return None
    return EffectDetail(
        verdict=effect_words.verdict(effect.outcome),
        only_to_check=bool(effect.gates),
        reasons=effect_words.reasons(effect),
        fits=tuple(_fit(fit, effect.echo) for fit in effect.fits),
        rank=effect_words.ranked(effect.rank) if effect.headline else "",
    )


def _fit(fit: Fit, echo: Echo | None) -> FitRow:
    return FitRow(
        name=effect_words.fit_name(fit),
        change=effect_words.percent(fit.change[0]),
        interval=effect_words.ends(fit),
        smallest=effect_words.percent(fit.smallest),
        df=units.shortest(fit.df, 1),
        rho=units.shortest(fit.rho, 2),
        rates=effect_words.rates(fit, echo),
    )
