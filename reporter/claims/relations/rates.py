"""Rates and sales: what two figures of different kinds say together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.claims.families import base_id, readings_of
from reporter.claims.figures import Span, implied
from reporter.claims.record import Measured, Relation, RelationReason, RelationVerdict
from reporter.claims.relations.scope import apart
from reporter.claims.wording import quantity
from reporter.i18n import _
from reporter.incident import Claim, Reading
from reporter.units import Unit, decimal, span

#: An earlier share of new customers that shows how the conclusion turns, in per cent.
_EXAMPLE_SHARE: Final = 15.0


def _same_measure(first: Claim, second: Claim) -> bool:
    """Whether both say, in the same words, what they measure and when."""
    defined = str(first.definition) == str(second.definition) != ""
    return defined and first.window == second.window and first.baseline == second.baseline


def _rates(growth: Claim, speed: Claim) -> bool:
    return base_id(growth.metric) == "hourly_growth" and base_id(speed.metric) == "spread_speed"


def growth_and_speed(growth: Claim, speed: Claim, _measured: Measured) -> Iterator[Relation]:
    """A fall of the growth rate and a fall of the spread speed that differ at face value."""
    if not _rates(growth, speed) or growth.value_from is None:
        return
    if Reading.REL_CHANGE not in readings_of(speed):
        return
    grown, sped = implied(growth, Reading.REL_CHANGE), implied(speed, Reading.REL_CHANGE)
    if grown is None or sped is None or sped[1].low <= grown[0] <= sped[1].high:
        return
    impossible = _same_measure(growth, speed) and apart(grown[1], sped[1])
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


def sales_and_new(sales: Claim, share: Claim, _measured: Measured) -> Iterator[Relation]:
    """What a rise of sales and a share of new customers say together of everybody else."""
    if (base_id(sales.metric).removesuffix("_change"), share.metric) != (
        "sales",
        "new_customer_share",
    ) or share.value is None:
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
