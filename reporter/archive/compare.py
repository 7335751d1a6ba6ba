"""Layer 3: is the step after our response rarer than steps of incidents at the same age?

Every other incident is cut as long after its own peak as ours was answered, and
fitted alike; whatever it went through then is what happens without our response.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from reporter.archive.trace import Trace
from reporter.claims.attribution import attributed
from reporter.findings import find
from reporter.metrics.effect import ENOUGH_INCIDENTS, Effect, Judged, Rank, outcome_of
from reporter.metrics.effect_fit import Hours, fitted
from reporter.report import Report
from reporter.stats import peak_middle, permutation_rank

#: Fewer posts than this in the busiest three hours are no storm.
_LEAST_PEAK: Final = 30


def compared(report: Report, others: Iterable[Trace]) -> Report:
    """The report with layer 3: rank, outcome, and every sentence that rests on them.

    Args:
        report: one incident alone.
        others: the traces of the archive; its own and those of the other kind (real, simulated) are left out.
    """
    real = [one for one in others if one.slug != report.slug and one.simulated == report.incident.simulated]
    effect = among(report.effect, real)
    if effect is report.effect:
        return report
    checked = attributed(report.checked, effect)
    findings = find(report.incident, report.whole(), checked, effect)
    return replace(report, effect=effect, checked=checked, findings=findings)


def among(effect: Effect, others: Sequence[Trace]) -> Effect:
    """The effect with its rank among other incidents; unchanged without an estimate or a comparison.

    Ours and theirs are fitted alike, with harmonics for the day.
    """
    fit = effect.headline
    if fit is None or effect.hours is None:
        return effect
    steps = [step for one in others if (step := _step(one, effect.hours, fit.judged, echo=fit.echo)) is not None]
    if not steps:
        return effect
    own = (effect.alike or fit).t
    rank = Rank(
        incidents=len(steps),
        p=permutation_rank(own, steps) if len(steps) >= ENOUGH_INCIDENTS else None,
        low=min(steps),
        high=max(steps),
        own=own,
        simulated=all(one.simulated for one in others),
    )
    return replace(effect, rank=rank, outcome=outcome_of(fit, rank))


def _step(other: Trace, lag: float, judged: Judged, *, echo: bool) -> float | None:
    """The studentised step of another incident at the same lag; None where it cannot be told."""
    if judged in {Judged.SHARE, Judged.NEGATIVE} and not other.known:
        return None
    volume, negative = np.array(other.volume, np.float64), np.array(other.negative, np.float64)
    main = negative if judged is not Judged.VOLUME else volume
    if len(main) < 3 or main.max() * 3 < _LEAST_PEAK:  # noqa: PLR2004 - three hours
        return None
    t0 = round(peak_middle(main, len(main)) + lag)
    hours = Hours(
        start=0, t0=t0, clock=other.clock, volume=volume, negative=negative, known=judged is not Judged.VOLUME
    )
    if t0 >= len(main) or not np.isclose(hours.t0 - hours.peak, lag, atol=1):
        return None
    fit = fitted(hours, judged, echo=echo)
    return None if fit is None else fit.t
