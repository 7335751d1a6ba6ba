"""Whether two figures speak of the same thing, and what may then be said of their difference."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

from reporter.claims.families import family
from reporter.claims.figures import Span
from reporter.claims.record import Relation, RelationReason, RelationVerdict
from reporter.claims.wording import quantity
from reporter.i18n import _
from reporter.incident import Claim, Period
from reporter.units import Unit, span


def apart(one: Span, other: Span) -> bool:
    """Whether no number lies in both ranges."""
    return one.high < other.low or other.high < one.low


def _bounds(period: Period | None) -> object:
    return period.bounds if period is not None else None


def _windows(one: Claim, other: Claim) -> bool | None:
    """Whether both cover the same stretch of time; None when one of them does not say."""
    pairs = [(_bounds(one.window), _bounds(other.window)), (_bounds(one.baseline), _bounds(other.baseline))]
    told = [pair for pair in pairs if None not in pair]
    if any(first != second for first, second in told):
        return False
    once = not family(one).windowed
    return True if once or pairs[0] in told else None


def _texts(one: str, other: str) -> bool | None:
    """Whether two descriptions are the same; None when one of them is missing."""
    if one == other:
        return True
    return None if not one or not other else False


def clash(claims: Sequence[Claim], *, defined: bool = True) -> RelationVerdict | None:
    """What figures that differ are: `inconsistent` when they say that they measure the same thing over
    the same time, `tension` when they leave that open, None when they say that they do not.

    Args:
        claims: two or more claims.
        defined: whether the same definition is asked for; parts and wholes have different ones.
    """  # noqa: D205 - one sentence
    answers = []
    for one, other in combinations(claims, 2):
        answers += [_windows(one, other), _texts(str(one.population), str(other.population))]
        if defined:
            stated = _texts(str(one.definition), str(other.definition))
            # Two sentences that define nothing may mean different things.
            answers.append(stated if one.definition or other.definition else None)
    if False in answers:
        return None
    return RelationVerdict.TENSION if None in answers else RelationVerdict.INCONSISTENT


def told(
    claims: Sequence[Claim],
    reason: RelationReason,
    arithmetic: str,
    *,
    defined: bool = True,
) -> Iterator[Relation]:
    """The relation of figures that do not fit, with its arithmetic; none when they speak of different things."""
    verdict = clash(claims, defined=defined)
    if verdict is None:
        return
    open_ = _("They agree only if they were counted over different posts, periods or definitions, which is not stated.")
    explanation = (arithmetic, open_) if verdict is RelationVerdict.TENSION else (arithmetic,)
    yield Relation(
        claims=tuple(claim.id for claim in claims),
        verdict=verdict,
        reason=reason,
        explanation=explanation,
    )


def ends(found: Span, unit: Unit, places: int = 0, *, signed: bool = False) -> str:
    """A range in words: one number when it is one, an open end as a bound."""
    if math.isinf(found.high):
        return _("more than {quantity}").format(quantity=quantity(found.low, unit, places, signed=signed))
    if math.isinf(found.low):
        return _("less than {quantity}").format(quantity=quantity(found.high, unit, places, signed=signed))
    low, high = (quantity(end, unit, places, signed=signed) for end in found)
    return low if low == high else span(low, high)
