"""应对效果: the step beside natural decay as a metric of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.i18n import N_
from reporter.labels import Source
from reporter.metrics import effect_words
from reporter.metrics.effect_fit import estimate
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Calibration, Direction, Gap, Interval, Metric
from reporter.units import Unit
from reporter.windows import WHOLE, Window

EFFECT: Final = Definition(
    id="response_effect",
    label=N_("change against natural decay after the response"),
    unit=Unit.PERCENT,
    method="gls-ar1-step/1",
    direction=Direction.DOWN,
    meaning=N_(
        "The step at the first response in the ratio of negative to other posts (else in the total volume), beside"
        " natural decay and the day's rhythm, in buckets of three hours from four hours after the peak to 48 hours"
        " after the response.",
    ),
    level=Amec.OUTCOME,
    inputs=("posts", "incident"),
    reference="Aitken 1936; 本项目docs/decisions.md",
)
DEFINITIONS: Final = (EFFECT,)


def effect(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The headline step; its gate's reason instead where one fails."""
    if window.id != WHOLE:
        return
    found = estimate(inputs)
    fit = found.headline
    if fit is None:
        gap = Gap.NO_POSTS if inputs.tally is None else Gap.TOO_FEW
        yield EFFECT.metric(None, source=inputs.source, gap=gap, note=effect_words.reasons(found)[0])
        return
    value, low, high = (100 * change for change in fit.change)
    yield EFFECT.metric(
        value,
        source=inputs.source,
        interval=Interval(low, high),
        n=fit.before + fit.after,
        calibration=_calibration(inputs),
        note=effect_words.verdict(found.outcome),
    )


def _calibration(inputs: Inputs) -> Calibration:
    counts = inputs.tally.source_counts() if inputs.tally is not None else {}
    return Calibration.EXPORT if set(counts) == {Source.EXPORT.value} else Calibration.HAND
