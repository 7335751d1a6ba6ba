"""What one claim says against itself: impossible values, means no answers give, periods in disorder."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from reporter.claims.families import family, readings_of
from reporter.claims.figures import Span, implied, stated
from reporter.claims.record import Measured, Relation, RelationReason, RelationVerdict
from reporter.claims.wording import claimed_text, quantity, unit_of
from reporter.i18n import _
from reporter.incident import Claim, ClaimUnit, Comparator, Incident, Reading
from reporter.units import Unit, decimal

#: A whole in per cent.
_WHOLE: Final = 100.0
#: A scale as reports write it: 满分10分, 10分制, 1分至10分, 1—5分.
_SCALES: Final = (
    re.compile(r"满分(?:为|是)?(?P<high>\d{1,3})分"),
    re.compile(r"(?P<high>\d{1,3})分制"),
    re.compile(r"(?P<low>\d{1,2})分?[至到~—–-](?P<high>\d{1,3})分"),
    re.compile(r"out of (?P<high>\d{1,3})"),
)
#: Words for a factor, and the relative change it is.
_FACTORS: Final = (
    (re.compile(r"翻两番|翻了两番|quadrupled"), 300.0),
    (re.compile(r"翻一番|翻了一番|翻番|翻倍|翻了一倍|\bdoubled"), 100.0),
    (re.compile(r"增加两倍|增长两倍|tripled"), 200.0),
    (re.compile(r"减半|腰斩|下降一半|减少一半|\bhalved"), -50.0),
)
_WEIGHTED: Final = re.compile(r"加权|weighted", re.IGNORECASE)


def _alone(claim: Claim, verdict: RelationVerdict, reason: RelationReason, *words: str) -> Relation:
    return Relation(claims=(claim.id,), verdict=verdict, reason=reason, explanation=words)


def order(claim: Claim, incident: Incident, _measured: Measured) -> Iterator[Relation]:
    """Periods in disorder: days after the cut-off, or a comparison period that is not earlier."""
    if claim.window is None:
        return
    start, end = claim.window.bounds
    if start >= incident.as_of.until:
        words = _("It covers days after the cut-off of the data, which were not over when the data were taken.")
        yield _alone(claim, RelationVerdict.INCONSISTENT, RelationReason.DATE_ORDER, words)
    if claim.baseline is None:
        return
    first, last = claim.baseline.bounds
    if first >= end:
        words = _("Its period of comparison lies after the period it is compared with.")
        yield _alone(claim, RelationVerdict.TENSION, RelationReason.DATE_ORDER, words)
    elif last > start:
        words = _("Its period of comparison overlaps the period it is compared with.")
        yield _alone(claim, RelationVerdict.TENSION, RelationReason.DATE_ORDER, words)


def _limits(claim: Claim) -> Span | None:
    """The numbers a level of its kind can be; None when nothing limits it."""
    if claim.unit is ClaimUnit.PERCENT and family(claim).share:
        return Span(0.0, _WHOLE)
    if claim.unit is not ClaimUnit.SCORE:
        return None
    for text in (str(claim.definition), str(claim.quote)):
        for pattern in _SCALES:
            match = pattern.search(text)
            if match is not None:
                return Span(float(match.groupdict().get("low") or 0), float(match["high"]))
    return None


def _outside(claim: Claim, reading: Reading) -> str:
    """Why the figure cannot be under this reading; empty when it can."""
    figure, limits = implied(claim, reading), _limits(claim)
    if figure is None:
        return ""
    low, high = figure[1]
    if reading is Reading.REL_CHANGE:
        fallen = _("Nothing can fall by more than 100%.")
        return fallen if high < -_WHOLE and claim.unit is ClaimUnit.PERCENT else ""
    if reading is Reading.PP:
        return (
            _("A share cannot change by more than 100 percentage points.") if min(abs(low), abs(high)) > _WHOLE else ""
        )
    if reading is not Reading.LEVEL and claim.value_from is None:
        return ""
    ends = [stated(v, claim.decimals) for v in (claim.value, claim.value_from) if v is not None]
    if limits is None or all(end.low <= limits.high and end.high >= limits.low for end in ends):
        return ""
    bounds = (quantity(end, unit_of(claim)) for end in limits)
    return _("{figure} lies outside the scale from {low} to {high}.").format(
        figure=claimed_text(claim),
        **dict(zip(("low", "high"), bounds, strict=True)),
    )


def out_of_range(claim: Claim, _incident: Incident, _measured: Measured) -> Iterator[Relation]:
    """A figure that its own scale does not have, under any reading."""
    if claim.value is None:
        return
    reasons = [_outside(claim, reading) for reading in readings_of(claim)]
    if reasons and all(reasons):
        yield _alone(claim, RelationVerdict.INCONSISTENT, RelationReason.OUT_OF_RANGE, reasons[0])


def grid(claim: Claim, _incident: Incident, _measured: Measured) -> Iterator[Relation]:
    """A mean or share of so many whole answers that no answers give (GRIM).

    Source: Brown and Heathers 2017, Soc. Psychol. Personal. Sci. 8:363-369.
    """
    share = claim.unit is ClaimUnit.PERCENT and readings_of(claim) == (Reading.LEVEL,)
    mean = claim.unit is ClaimUnit.SCORE and Reading.REL_CHANGE not in readings_of(claim)
    weighted = _WEIGHTED.search(f"{claim.definition}{claim.quote}")
    if claim.n is None or not (share or mean) or weighted or claim.comparator is not Comparator.EQUAL:
        return
    whole = _WHOLE / claim.n if share else 1 / (claim.n * (claim.items or 1))
    levels = [value for value in (claim.value_from, claim.value) if value is not None]
    missed = [value for value in levels if _between(value, claim.decimals, whole)]
    if missed:
        # The number of questions a mean is made of may be more than one.
        sure = share or claim.items is not None
        verdict = RelationVerdict.INCONSISTENT if sure else RelationVerdict.TENSION
        yield _alone(claim, verdict, RelationReason.GRIM, _grid_words(claim, missed[0], whole))


def _between(value: float, decimals: int, whole: float) -> bool:
    """Whether no whole number of answers rounds to `value`."""
    low, high = stated(value, decimals)
    slack = 1e-9
    return math.floor(high / whole + slack) < math.ceil(low / whole - slack)


def _grid_words(claim: Claim, value: float, whole: float) -> str:
    unit, places = unit_of(claim), claim.decimals + 1
    below = math.floor(value / whole) * whole
    template = _(
        "With {n} respondents and whole answers the figure can be {below} or {above}, but not {value}.",
    )
    if unit is Unit.SCORE and claim.items is None:
        template = _(
            "With {n} respondents and one whole answer each the mean can be {below} or {above}, but not {value}; "
            "how many questions it is made of is not stated.",
        )
    return template.format(
        n=decimal(claim.n or 0),
        below=quantity(below, unit, places),
        above=quantity(below + whole, unit, places),
        value=quantity(value, unit, claim.decimals),
    )


def doubled(claim: Claim, _incident: Incident, _measured: Measured) -> Iterator[Relation]:
    """翻倍 or 减半 in a sentence whose own figures say something else."""
    if claim.value is None or Reading.REL_CHANGE not in _readable(claim):
        return
    figure = implied(claim, Reading.REL_CHANGE)
    word, change = next(((m[0], c) for pattern, c in _FACTORS if (m := pattern.search(str(claim.quote)))), ("", 0.0))
    if not word or figure is None or figure[1].low <= change <= figure[1].high:
        return
    words = _("“{word}” is a change of {change}; the figures of the sentence give {found}.").format(
        word=word,
        change=quantity(change, Unit.PERCENT, signed=True),
        found=quantity(figure[0], Unit.PERCENT, 1, signed=True),
    )
    yield _alone(claim, RelationVerdict.TENSION, RelationReason.DOUBLING, words)


def _readable(claim: Claim) -> tuple[Reading, ...]:
    """Two levels give a relative change whatever the sentence means by them."""
    return (Reading.REL_CHANGE,) if claim.value_from is not None else readings_of(claim)
