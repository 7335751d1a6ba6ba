"""One quantity stated twice: two values, or two levels and a change that do not fit."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reporter.claims.families import CHANGES, readings_of
from reporter.claims.figures import Span, implied
from reporter.claims.record import Measured, Relation, RelationReason, RelationVerdict
from reporter.claims.relations.scope import apart, clash, ends, told
from reporter.claims.wording import claimed_text, quantity, stated_text, unit_of
from reporter.i18n import _
from reporter.incident import Claim, Reading
from reporter.units import Unit


def _range(claim: Claim, reading: Reading) -> Span:
    """What the print allows; anything where a reading says nothing, as a relative change from nothing."""
    figure = implied(claim, reading)
    return figure[1] if figure is not None else Span(-math.inf, math.inf)


def same_quantity(first: Claim, second: Claim) -> Iterator[Relation]:
    """Two values for one measure that no common reading brings together."""
    if not _comparable(first, second):
        return
    common = [reading for reading in readings_of(first) if reading in readings_of(second)]
    if not common or not all(apart(_range(first, reading), _range(second, reading)) for reading in common):
        return
    words = _("“{first}” and “{second}” are given for the same measure and do not agree.").format(
        first=stated_text(first),
        second=stated_text(second),
    )
    settled = len(readings_of(first)) == len(readings_of(second)) == 1
    for relation in told((first, second), RelationReason.TWO_VALUES, words):
        # Where one of them can be read in another way, that may be what is meant.
        if settled or relation.verdict is RelationVerdict.TENSION:
            yield relation


def _comparable(first: Claim, second: Claim) -> bool:
    same = first.metric == second.metric != "" and first.unit is second.unit
    if (first.value_from is None) != (second.value_from is None) and not CHANGES.isdisjoint(readings_of(second)):
        return False  # two levels and a change: the other rule's business
    return same and first.value is not None and second.value is not None


def levels_and_change(levels: Claim, change: Claim, _measured: Measured) -> Iterator[Relation]:
    """由A升至B beside a stated change of the same measure: the two levels say what the change is."""
    if levels.metric != change.metric or not levels.metric or levels.value_from is None or change.value is None:
        return
    readings = [reading for reading in readings_of(change) if reading in CHANGES]
    if change.value_from is not None or not readings or levels.value is None:
        return
    if all(apart(_range(levels, reading), _range(change, reading)) for reading in readings):
        yield from _no_fit(levels, change, readings)


def _no_fit(levels: Claim, change: Claim, readings: list[Reading]) -> Iterator[Relation]:
    words = _("“{levels}” is a change of {follows}, not “{change}”.").format(
        levels=claimed_text(levels),
        follows=_follows(levels, readings),
        change=stated_text(change),
    )
    if readings == [Reading.REL_CHANGE] and not apart(_range(levels, Reading.PP), _range(change, Reading.REL_CHANGE)):
        if clash((levels, change), defined=False) is None:
            return
        points = quantity(implied_value(levels, Reading.PP), Unit.POINTS, levels.decimals, signed=True)
        per_cent = quantity(implied_value(levels, Reading.REL_CHANGE), Unit.PERCENT, 1, signed=True)
        yield Relation(
            claims=(levels.id, change.id),
            verdict=RelationVerdict.TENSION,
            reason=RelationReason.POINTS_NOT_PER_CENT,
            explanation=(
                _("“{levels}” is a change of {points}; as a relative change it is {per_cent}.").format(
                    levels=claimed_text(levels),
                    points=points,
                    per_cent=per_cent,
                ),
                _("“{change}” holds in percentage points and not in per cent.").format(change=stated_text(change)),
            ),
        )
        return
    yield from told((levels, change), RelationReason.LEVELS_AND_CHANGE, words, defined=False)


def implied_value(claim: Claim, reading: Reading) -> float:
    """The figure a claim states under a reading, with its sign."""
    figure = implied(claim, reading)
    if figure is None:
        raise ValueError(claim.id)
    return figure[0]


def _follows(levels: Claim, readings: list[Reading]) -> str:
    """The change two levels give, under every reading of the other claim."""
    parts = []
    for reading in readings:
        unit = {Reading.REL_CHANGE: Unit.PERCENT, Reading.PP: Unit.POINTS}.get(reading, unit_of(levels))
        places = max(1, levels.decimals) if reading is Reading.REL_CHANGE else levels.decimals
        face = quantity(implied_value(levels, reading), unit, places, signed=True)
        within = ends(_range(levels, reading), unit, places, signed=True)
        parts.append(_("{face} ({ends} within rounding)").format(face=face, ends=within))
    return _(" or ").join(parts)
