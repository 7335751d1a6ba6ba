"""调查前后对比: two waves of one survey, paired only where the same people answered both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.i18n import N_, _
from reporter.load import SurveyRow
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.metrics.survey import ENOUGH, SATISFACTION_MEASURES, lacking, sample
from reporter.moments import Moment
from reporter.stats import newcombe, ordinal_logit
from reporter.stats.samples import Difference, Moments, paired, superiority, welch
from reporter.units import Unit, significant
from reporter.windows import WHOLE, Window

CHANGE: Final = Definition(
    id="satisfaction_change",
    label=N_("change of satisfaction"),
    unit=Unit.SCORE,
    method="welch/1",
    direction=Direction.UP,
    meaning=N_("Mean of the last wave minus mean of the first; in pairs only when the same people answered both."),
    level=Amec.OUTCOME,
    inputs=("survey",),
    reference="Welch 1947, Biometrika 34:28-35",
)
BETTER: Final = Definition(
    id="satisfaction_better",
    label=N_("higher satisfaction in the last wave"),
    unit=Unit.PERCENT,
    method="brunner-munzel/1",
    direction=Direction.UP,
    meaning=N_(
        "How often an answer of the last wave is higher than one of the first, ties counted by half; 50% is no"
        " difference. The steps of the scale need not be equal.",
    ),
    level=Amec.OUTCOME,
    inputs=("survey",),
    reference="Brunner & Munzel 2000, Biometrical Journal 42:17-25",
)
ODDS: Final = Definition(
    id="satisfaction_odds",
    label=N_("odds of a higher answer"),
    unit=Unit.RATIO,
    method="ordinal-logit/1",
    direction=Direction.UP,
    meaning=N_("Odds of an answer above any given point in the last wave over those in the first; 1 is no difference."),
    level=Amec.OUTCOME,
    inputs=("survey",),
    reference="McCullagh 1980, Journal of the Royal Statistical Society B 42:109-142",
)
DIFFERENCE: Final = Definition(
    id="survey_difference",
    label=N_("change of a share of answers"),
    unit=Unit.POINTS,
    method="newcombe/1",
    direction=Direction.UP,
    meaning=N_("Share of one answer in the last wave minus its share in the first, in percentage points."),
    level=Amec.OUTTAKE,
    inputs=("survey",),
    reference="Newcombe 1998, Statistics in Medicine 17:873-890, method 10",
)
DEFINITIONS: Final = (CHANGE, BETTER, ODDS, DIFFERENCE)
_PAIRED: Final = replace(CHANGE, method="paired-t/1")
#: A ratio fitted by a library is the same on every machine to so many digits.
_FITTED: Final = 4
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Waves:
    """The first and the last wave of one question."""

    first: list[SurveyRow]
    last: list[SurveyRow]

    @property
    def source(self) -> str:
        """Both waves by name and date."""
        return "survey: " + _(", ").join(f"{rows[0].wave} {_date(rows[0].date)}" for rows in (self.first, self.last))

    def pairs(self) -> tuple[Array, Array] | None:
        """Answers of the people of both waves (last, first); None when they are not the same people."""
        before, after = (
            {row.respondent: row.value for row in rows if row.respondent and row.value is not None}
            for rows in (self.first, self.last)
        )
        same = sorted(before.keys() & after.keys())
        if len(same) < max(ENOUGH, (min(len(before), len(after)) + 1) // 2):
            return None
        return np.array([after[one] for one in same], float), np.array([before[one] for one in same], float)

    def answers(self) -> tuple[Array, Array] | None:
        """All answers (last, first); None without enough respondents in both waves."""
        both = [np.array([r.value for r in rows if r.value is not None], float) for rows in (self.last, self.first)]
        return (both[0], both[1]) if min(map(len, both)) >= ENOUGH else None


def waves(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """What changed between the first and the last wave; only for the whole period."""
    if window.id != WHOLE:
        return
    rows = inputs.tables.survey
    if not rows:
        yield from (one.metric(None, source="survey", gap=Gap.NO_TABLE) for one in DEFINITIONS)
        return
    asked = _between([row for row in rows if row.measure in SATISFACTION_MEASURES])
    if asked is None:
        note = _("only one wave has a date") if rows else ""
        yield from (one.metric(None, source="survey", gap=Gap.NO_BASELINE, note=note) for one in (CHANGE, BETTER, ODDS))
    else:
        yield _change(asked)
        yield from _ordinal(asked)
    yield from _differences(rows)


def _between(rows: list[SurveyRow]) -> Waves | None:
    """The waves of the earliest and the latest date; None when there is only one."""
    dates = sorted({row.date for row in rows if row.date is not None})
    if len(dates) < 2:  # noqa: PLR2004 - before and after
        return None
    first, last = ([row for row in rows if row.date == date] for date in (dates[0], dates[-1]))
    return Waves(first, last)


def _date(date: Moment | None) -> str:
    return date.isoformat() if date is not None else ""


def _change(asked: Waves) -> Metric:
    pairs = asked.pairs()
    if pairs is not None:
        note = _("; ").join(filter(None, (_("{n} people asked twice").format(n=len(pairs[0])), _unweighted(asked))))
        return _metric(_PAIRED, paired(*pairs), asked, len(pairs[0]), note)
    after, before = sample(asked.last), sample(asked.first)
    if after is None or before is None:
        note = lacking(asked.last if after is None else asked.first)
        return CHANGE.metric(None, source=asked.source, gap=Gap.TOO_FEW, note=note)
    found = welch(Moments(after.mean, after.sd, after.n), Moments(before.mean, before.sd, before.n))
    return _metric(CHANGE, found, asked, round(min(after.n, before.n)), note=_("different people in both waves"))


def _metric(definition: Definition, found: Difference, asked: Waves, n: int, note: str = "") -> Metric:
    return definition.metric(
        found.value,
        source=asked.source,
        interval=Interval(found.low, found.high),
        n=n,
        note=note,
    )


def _ordinal(asked: Waves) -> Iterator[Metric]:
    """Both ordinal measures; they need respondents, and leave weights aside."""
    answers = asked.answers()
    if answers is None:
        note = _("needs the answers of each respondent, {n} or more in both waves").format(n=ENOUGH)
        yield from (one.metric(None, source=asked.source, gap=Gap.TOO_FEW, note=note) for one in (BETTER, ODDS))
        return
    note = _unweighted(asked)
    after, before = answers
    if before.max() < after.min() or after.max() < before.min():
        # One wave above the other as a whole: neither the chance nor the odds have an end to their interval.
        apart = _("the answers of the two waves do not overlap")
        yield from (one.metric(None, source=asked.source, gap=Gap.TOO_FEW, note=apart) for one in (BETTER, ODDS))
        return
    found = superiority(*answers)
    percent = Difference(*(100 * part for part in found))
    yield _metric(BETTER, percent, asked, sum(map(len, answers)), note)
    yield _odds(asked, *answers, note)


def _unweighted(asked: Waves) -> str:
    """That the answers' weights were left aside; empty where none differs."""
    weights = {row.weight for rows in (asked.first, asked.last) for row in rows if row.value is not None}
    return _("weights are left aside") if len(weights) > 1 else ""


def _odds(asked: Waves, after: Array, before: Array, note: str) -> Metric:
    late = np.concatenate([np.ones(len(after)), np.zeros(len(before))])
    scores = np.concatenate([after, before])
    if before.max() <= after.min() or after.max() <= before.min():
        # Only ties at one score: the odds have no end.
        apart = _("the answers of the two waves do not overlap")
        return ODDS.metric(None, source=asked.source, gap=Gap.TOO_FEW, note=apart)
    try:
        found = ordinal_logit(late, scores)
    except ModuleNotFoundError:
        return ODDS.metric(None, source=asked.source, gap=Gap.NO_EXTRA)
    value, low, high = (float(f"{part[0]:.{_FITTED}g}") for part in found[:3])
    return ODDS.metric(value, source=asked.source, interval=Interval(low, high), n=len(scores), note=note)


def _differences(rows: tuple[SurveyRow, ...]) -> Iterator[Metric]:
    """Every share asked in two waves."""
    shares = [row for row in rows if row.share is not None and row.n]
    found = {measure: _between([row for row in shares if row.measure == measure]) for measure in _measures(shares)}
    compared = {measure: asked for measure, asked in found.items() if asked is not None}
    if not compared:
        yield DIFFERENCE.metric(None, source="survey", gap=Gap.NO_BASELINE)
    for measure, asked in compared.items():
        part = "" if len(compared) == 1 else measure
        yield _difference(asked, part, measure)


def _measures(rows: list[SurveyRow]) -> list[str]:
    return list(dict.fromkeys(row.measure for row in rows))


def _difference(asked: Waves, part: str, measure: str) -> Metric:
    after, before = ((round((r[0].share or 0) * (r[0].n or 0)), r[0].n or 1) for r in (asked.last, asked.first))
    low, high = newcombe(*after, *before)
    value = (asked.last[0].share or 0) - (asked.first[0].share or 0)
    return DIFFERENCE.metric(
        significant(100 * value),
        source=asked.source,
        part=part,
        label=_("change of a share of answers: {measure}").format(measure=measure),
        interval=Interval(100 * low, 100 * high),
        n=min(after[1], before[1]),
    )
