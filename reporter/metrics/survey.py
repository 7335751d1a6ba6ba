"""调查: satisfaction and shares of answers, each with n; a mean without n is never printed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from reporter.i18n import N_, _
from reporter.load import SurveyRow
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.moments import Moment
from reporter.stats import wilson, z_value
from reporter.units import Unit
from reporter.windows import WHOLE, Window

#: Fewer answers than this have no normal interval worth printing.
ENOUGH: Final = 30
SATISFACTION_MEASURES: Final = frozenset({"satisfaction", "满意度"})

SATISFACTION: Final = Definition(
    id="satisfaction",
    label=N_("satisfaction"),
    unit=Unit.SCORE,
    method="mean-normal/1",
    direction=Direction.UP,
    meaning=N_("Weighted mean of the answers of one survey wave on its scale."),
    level=Amec.OUTCOME,
    inputs=("survey",),
    reference="Kish 1965, Survey Sampling, 11.7",
)
SHARE: Final = Definition(
    id="survey_share",
    label=N_("share of answers"),
    unit=Unit.PERCENT,
    method="wilson/1",
    direction=Direction.UP,
    meaning=N_("Share of the respondents of one survey wave who gave an answer."),
    level=Amec.OUTTAKE,
    inputs=("survey",),
    reference="Wilson 1927, JASA 22:209-212",
)
DEFINITIONS: Final = (SATISFACTION, SHARE)


@dataclass(frozen=True, slots=True)
class Sample:
    """A weighted sample: mean, standard deviation and effective size (Kish)."""

    mean: float
    sd: float
    n: float


def survey(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Satisfaction and answer shares of the wave in the window; the last wave for the whole period."""
    rows = _wave(inputs.tables.survey, window)
    if not inputs.tables.survey:
        if window.id == WHOLE:
            yield from (one.metric(None, source="survey", gap=Gap.NO_TABLE) for one in DEFINITIONS)
        return
    yield _satisfaction(rows, window)
    yield from _shares(rows, window)


def _wave(rows: Iterable[SurveyRow], window: Window) -> list[SurveyRow]:
    dated = [(row.date, row) for row in rows if row.date is not None]
    if window.id != WHOLE:
        return [row for date, row in dated if window.start <= date.at.timestamp() < window.end]
    last = max((date for date, _row in dated), default=None)
    return [row for date, row in dated if last is not None and date == last]


def _source(rows: list[SurveyRow]) -> str:
    parts = [rows[0].wave, _date(rows[0].date), rows[0].frame, rows[0].mode]
    return "survey: " + _(", ").join(part for part in parts if part)


def _date(date: Moment | None) -> str:
    return date.isoformat() if date else ""


def _satisfaction(rows: list[SurveyRow], window: Window) -> Metric:
    asked = [row for row in rows if row.measure in SATISFACTION_MEASURES]
    found = sample(asked)
    if found is None:
        return SATISFACTION.metric(None, source="survey", window=window.id, gap=Gap.TOO_FEW, note=lacking(asked))
    half = z_value(0.95) * found.sd / math.sqrt(found.n)
    scale = (asked[0].scale_min, asked[0].scale_max)
    note = "" if None in scale else _("scale {low} to {high}").format(low=f"{scale[0]:g}", high=f"{scale[1]:g}")
    alike = "" if found.sd else _("all answers are alike: no interval")
    return SATISFACTION.metric(
        found.mean,
        source=_source(asked),
        window=window.id,
        interval=Interval(found.mean - half, found.mean + half) if found.sd else None,
        n=round(found.n),
        note=_("; ").join(filter(None, (note, alike))),
    )


def sample(rows: list[SurveyRow]) -> Sample | None:
    """The answers as one sample: respondents where there are any, else one aggregate row."""
    answers = [(row.value, 1.0 if row.weight is None else row.weight) for row in rows if row.value is not None]
    if answers:
        return _weighted(answers)
    for row in rows:
        if row.mean is not None and row.sd is not None and row.n is not None and row.n >= ENOUGH:
            return Sample(row.mean, row.sd, row.n)
    return None


def lacking(rows: list[SurveyRow]) -> str:
    """Why the answers are no sample: what an aggregate row does not give, or that there are too few; may be empty."""
    means = [row for row in rows if row.mean is not None]
    if not rows:
        return _("this wave did not ask for it")
    if means and all(row.n is None for row in means):
        return _("the number of answers is not given")
    if means and all(row.sd is None for row in means):
        return _("the standard deviation is not given")
    return _("fewer than {n} answers").format(n=ENOUGH)


def _weighted(answers: list[tuple[float, float]]) -> Sample | None:
    total = sum(weight for _value, weight in answers)
    if not total:
        return None
    # Kish 1965: a weighted sample is worth (sum w)^2 / sum w^2 unweighted answers.
    n = total**2 / sum(weight**2 for _value, weight in answers)
    if n < ENOUGH:
        return None
    mean = sum(value * weight for value, weight in answers) / total
    variance = sum(weight * (value - mean) ** 2 for value, weight in answers) / total * n / (n - 1)
    return Sample(mean, math.sqrt(variance), n)


def _shares(rows: list[SurveyRow], window: Window) -> Iterator[Metric]:
    found = [row for row in rows if row.share is not None and row.n]
    for row in found:
        k, n = round((row.share or 0) * (row.n or 0)), row.n or 0
        low, high = wilson(k, n)
        yield SHARE.metric(
            100 * (row.share or 0),
            source=_source([row]),
            window=window.id,
            # One question needs no part: a claim then finds it by the plain id.
            part="" if len(found) == 1 else row.measure,
            label=_("share of answers: {measure}").format(measure=row.measure),
            interval=Interval(100 * low, 100 * high),
            n=n,
        )
