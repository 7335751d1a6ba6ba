"""How claims stand to each other and to the timeline, by rules over their fields.

`inconsistent`: cannot both hold under any reading and rounding.  `tension`: do
not agree at face value.  `implies`: an arithmetic consequence, shown.  A relation
leaves each claim's own verdict alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, permutations
from typing import Final

from reporter.claims.record import Measured, Relation
from reporter.claims.relations.alone import doubled, grid, order, out_of_range
from reporter.claims.relations.parts import parts_of_wholes, products, shares_in_sum, weighted
from reporter.claims.relations.rates import growth_and_speed, sales_and_new
from reporter.claims.relations.same import levels_and_change, same_quantity
from reporter.claims.relations.timing import against_clock, carried_out, promptness
from reporter.incident import Claim, Incident

#: Rules on one claim and the incident's own records.
_ALONE: Final[tuple[Callable[[Claim, Incident, Measured], Iterator[Relation]], ...]] = (
    against_clock,
    carried_out,
    order,
    out_of_range,
    grid,
    doubled,
)
#: Rules on two claims, tried both ways round.
_PAIRS: Final[tuple[Callable[[Claim, Claim, Measured], Iterator[Relation]], ...]] = (
    promptness,
    growth_and_speed,
    sales_and_new,
    levels_and_change,
)
#: Rules on all claims at once.
_TOGETHER: Final[tuple[Callable[[Incident], Iterator[Relation]], ...]] = (
    shares_in_sum,
    parts_of_wholes,
    products,
    weighted,
)


def relations(incident: Incident, measured: Measured) -> tuple[Relation, ...]:
    """Every relation between the incident's claims, in the order claimed."""
    place = {claim.id: number for number, claim in enumerate(incident.claims)}
    found = [r for claim in incident.claims for rule in _ALONE for r in rule(claim, incident, measured)]
    for first, second in permutations(incident.claims, 2):
        found += [r for rule in _PAIRS for r in rule(first, second, measured)]
    for first, second in combinations(incident.claims, 2):
        found += same_quantity(first, second)
    found += [r for rule in _TOGETHER for r in rule(incident)]
    ordered = (replace(one, claims=tuple(sorted(one.claims, key=place.__getitem__))) for one in found)
    return tuple(sorted(ordered, key=lambda one: [place[name] for name in one.claims]))
