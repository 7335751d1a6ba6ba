"""How claims stand to each other, by rules over their fields.

`inconsistent`: cannot both hold under any reading and rounding.  `tension`: do
not agree at face value.  `implies`: an arithmetic consequence, shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Final

from reporter.claims.families import readings_of
from reporter.claims.figures import Span, implied
from reporter.claims.record import Measured, Relation, RelationReason, RelationVerdict
from reporter.claims.wording import quantity
from reporter.i18n import _
from reporter.incident import Claim, Incident, Reading
from reporter.metrics.record import Metric
from reporter.metrics.references import GOLDEN_HOURS
from reporter.units import Unit, decimal, exact, span
from reporter.windows import WHOLE

#: An earlier share of new customers that shows how the conclusion turns, in per cent.
_EXAMPLE_SHARE: Final = 15.0


def _clock(measured: Measured) -> Metric | None:
    metric = measured("time_to_first_response", WHOLE)
    return metric if metric is not None and metric.value is not None else None


def _clock_sentence(measured: Measured) -> str:
    clock = _clock(measured)
    if clock is None or clock.value is None:
        return _("Which holds cannot be told without a timeline: the times of first exposure and first response.")
    hours = exact(clock.value, Unit.HOURS, 1)
    return _("By the timeline the first response came {hours} after first exposure.").format(hours=hours)


def _asserts(claim: Claim, value: str) -> bool:
    return claim.asserts is not None and (claim.asserts.topic, claim.asserts.value) == ("first_response", value)


def _promptness(first: Claim, second: Claim, measured: Measured) -> Iterator[Relation]:
    """One sentence says the first response was prompt, another that it was late."""
    if _asserts(first, "prompt") and _asserts(second, "late"):
        words = _("“{prompt}” and “{late}” cannot both hold.").format(prompt=first.quote, late=second.quote)
        yield Relation(
            claims=(first.id, second.id),
            verdict=RelationVerdict.INCONSISTENT,
            reason=RelationReason.PROMPT_AND_LATE,
            explanation=(words, _clock_sentence(measured)),
        )


def _apart(one: Span, other: Span) -> bool:
    return one.high < other.low or other.high < one.low


def _same_measure(first: Claim, second: Claim) -> bool:
    """Whether both say, in the same words, what they measure and when."""
    defined = str(first.definition) == str(second.definition) != ""
    return defined and first.window == second.window and first.baseline == second.baseline


def _growth_and_speed(growth: Claim, speed: Claim, _measured: Measured) -> Iterator[Relation]:
    """A fall of the growth rate and a fall of the spread speed that differ at face value."""
    if (growth.metric, speed.metric) != ("hourly_growth", "spread_speed") or growth.value_from is None:
        return
    if Reading.REL_CHANGE not in readings_of(speed):
        return
    grown, sped = implied(growth, Reading.REL_CHANGE), implied(speed, Reading.REL_CHANGE)
    if grown is None or sped is None or sped[1].low <= grown[0] <= sped[1].high:
        return
    impossible = _same_measure(growth, speed) and _apart(grown[1], sped[1])
    yield Relation(
        claims=(growth.id, speed.id),
        verdict=RelationVerdict.INCONSISTENT if impossible else RelationVerdict.TENSION,
        reason=RelationReason.GROWTH_AND_SPEED,
        explanation=_growth_words(growth, speed, grown, sped[0]),
    )


def _growth_words(growth: Claim, speed: Claim, grown: tuple[float, Span], sped: float) -> tuple[str, ...]:
    face, ends = grown
    low, high = (quantity(end, Unit.PERCENT, 1, signed=True) for end in ends)
    arithmetic = _(
        "The growth rate changes by {face} at face value ({ends} within rounding), the spread speed by {speed}.",
    ).format(
        face=quantity(face, Unit.PERCENT, signed=True),
        ends=span(low, high),
        speed=quantity(sped, Unit.PERCENT, speed.decimals, signed=True),
    )
    if _same_measure(growth, speed):
        return (arithmetic,)
    return arithmetic, _(
        "They agree only as two different measures, and neither the measures nor the periods are defined."
    )


def _sales_and_new(sales: Claim, share: Claim, _measured: Measured) -> Iterator[Relation]:
    """What a rise of sales and a share of new customers say together of everybody else."""
    if (sales.metric, share.metric) != ("sales", "new_customer_share") or share.value is None:
        return
    rise = implied(sales, Reading.REL_CHANGE)
    if rise is None or Reading.REL_CHANGE not in readings_of(sales):
        return
    follows = tuple(_share_words(share, rise[0] / 100, share.value / 100))
    if follows:  # a change of the share says nothing of the sales to others
        yield Relation(
            claims=(sales.id, share.id),
            verdict=RelationVerdict.IMPLIES,
            reason=RelationReason.SALES_AND_NEW_CUSTOMERS,
            explanation=follows,
        )


def _share_words(share: Claim, rise: float, new: float) -> Iterator[str]:
    readings = readings_of(share)
    shown = quantity(100 * new, Unit.PERCENT, share.decimals)
    if Reading.SHARE_OF_TOTAL in readings:
        yield _of_sales((1 + rise) * (1 - new), shown)
    if Reading.SHARE_OF_INCREASE in readings:
        yield _("If {share} is a share of the increase: sales to others are {index} of all sales before.").format(
            share=shown,
            index=decimal(1 + rise * (1 - new), 2),
        )
    if Reading.SHARE_OF_USERS in readings:
        yield _("If {share} is a share of users: nothing follows for sales.").format(share=shown)


def _of_sales(others: float, shown: str) -> str:
    """Sales to others than new customers, as an index of all sales before, at three earlier shares."""
    index = decimal(others, 2)
    plain = _("If {share} is a share of sales: sales to others are {index} of all sales before").format(
        share=shown,
        index=index,
    )
    if others >= 1:
        return plain + _(", so they did not fall.")
    against = quantity(100 * (others / (1 - _EXAMPLE_SHARE / 100) - 1), Unit.PERCENT, signed=True)
    return plain + _(
        " ({fall} only if no earlier sale was to new customers; at an earlier share of {even} they are unchanged, "
        "at {example} they change by {against}).",
    ).format(
        fall=quantity(100 * (others - 1), Unit.PERCENT, signed=True),
        even=quantity(100 * (1 - others), Unit.PERCENT),
        example=quantity(_EXAMPLE_SHARE, Unit.PERCENT),
        against=against,
    )


_PAIRS: Final[tuple[Callable[[Claim, Claim, Measured], Iterator[Relation]], ...]] = (
    _promptness,
    _growth_and_speed,
    _sales_and_new,
)


def _against_clock(claim: Claim, measured: Measured) -> Iterator[Relation]:
    """A sentence says "at once" and the clock says otherwise, whatever the times' precision."""
    clock = _clock(measured)
    if not _asserts(claim, "prompt") or clock is None or clock.value is None:
        return
    earliest = clock.interval.low if clock.interval is not None else clock.value
    if earliest > GOLDEN_HOURS:
        yield Relation(
            claims=(claim.id,),
            verdict=RelationVerdict.TENSION,
            reason=RelationReason.LATE_BY_CLOCK,
            explanation=(_clock_sentence(measured),),
        )


def _ordered(relation: Relation, order: dict[str, int]) -> Relation:
    ids = tuple(sorted(relation.claims, key=order.__getitem__))
    return Relation(claims=ids, verdict=relation.verdict, reason=relation.reason, explanation=relation.explanation)


def relations(incident: Incident, measured: Measured) -> tuple[Relation, ...]:
    """Every relation between the incident's claims, in the order claimed."""
    order = {claim.id: place for place, claim in enumerate(incident.claims)}
    found = [r for claim in incident.claims for r in _against_clock(claim, measured)]
    for first, second in permutations(incident.claims, 2):
        found += [r for rule in _PAIRS for r in rule(first, second, measured)]
    ordered = (_ordered(relation, order) for relation in found)
    return tuple(sorted(ordered, key=lambda relation: [order[name] for name in relation.claims]))
