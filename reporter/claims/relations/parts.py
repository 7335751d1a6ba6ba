"""Parts and wholes: shares that sum to more than all, parts larger than the whole, sums with weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from reporter.claims.families import base_id, readings_of
from reporter.claims.figures import Span, stated
from reporter.claims.record import Relation, RelationReason
from reporter.claims.relations.scope import apart, ends, told
from reporter.claims.wording import claimed_text, unit_of
from reporter.i18n import _, pgettext
from reporter.incident import Claim, ClaimUnit, Incident, Reading
from reporter.units import Unit

#: A whole in per cent.
_WHOLE: Final = 100.0
#: Shares of which every post, order or person has one: together they make the whole.
_EXCLUSIVE: Final = ("platform_share", "channel_share", "region_share", "account_share", "stage_share")
_STANCES: Final = ("negative_share", "neutral_share", "positive_share")
#: Counts that add up over their parts.
_ADDITIVE: Final = frozenset({ClaimUnit.POSTS, ClaimUnit.COUNT, ClaimUnit.YUAN, ClaimUnit.PEOPLE})
#: A share of a whole, the whole, and the count that is that share of it.
_PRODUCTS: Final = (
    ("negative_share", "volume", "negative_volume"),
    ("positive_share", "volume", "positive_volume"),
)
_LEVELS: Final = frozenset({Reading.LEVEL, Reading.COUNT_POSTS})
#: A page with more claims on one measure than this has other troubles.
_MOST: Final = 12


def _levels(incident: Incident) -> dict[str, list[Claim]]:
    """Claims that state one level and nothing else, by metric."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in incident.claims:
        if claim.metric and claim.value is not None and set(readings_of(claim)) <= _LEVELS:
            found[claim.metric].append(claim)
    return {metric: claims[:_MOST] for metric, claims in found.items()}


def _range(claim: Claim) -> Span:
    if claim.value is None:
        raise ValueError(claim.id)
    return stated(claim.value, claim.decimals, claim.comparator)


def _part(metric: str) -> str:
    return metric.partition("@")[2]


def _smallest(claims: Sequence[Claim]) -> Claim:
    """Of several claims on one share the one that asks for least."""
    return min(claims, key=lambda claim: _range(claim).low)


def _listed(claims: Sequence[Claim]) -> str:
    return pgettext("list", ", ").join(claimed_text(claim) for claim in claims)


def _sum(claims: Sequence[Claim]) -> Span:
    ranges = [_range(claim) for claim in claims]
    return Span(sum(one.low for one in ranges), sum(one.high for one in ranges))


def shares_in_sum(incident: Incident) -> Iterator[Relation]:
    """Shares that exclude each other and together exceed the whole, or all of them fall short of it."""
    levels = _levels(incident)
    groups: dict[str, list[Claim]] = defaultdict(list)
    for metric, claims in levels.items():
        base = base_id(metric)
        if base in _EXCLUSIVE and _part(metric):
            groups[base].append(_smallest(claims))
        if base in _STANCES:
            groups[f"stance@{_part(metric)}"].append(_smallest(claims))
    for name, claims in groups.items():
        total = _sum(claims)
        whole = name.startswith("stance") and len(claims) == len(_STANCES)
        over, short = total.low > _WHOLE, whole and total.high < _WHOLE
        if len(claims) > 1 and (over or short):
            words = _("The shares {shares} exclude each other and together make {total}, not 100%.").format(
                shares=_listed(claims),
                # Half a digit each way: one more digit shows it.
                total=ends(total, Unit.PERCENT, 1 + max(claim.decimals for claim in claims)),
            )
            yield from told(claims, RelationReason.SHARES_SUM, words, defined=False)


def parts_of_wholes(incident: Incident) -> Iterator[Relation]:
    """A part, or the sum of the parts, that is larger than the whole."""
    levels = _levels(incident)
    for metric, wholes in levels.items():
        parts = [_smallest(c) for name, c in levels.items() if base_id(name) == metric and _part(name)]
        for whole in (claim for claim in wholes if not _part(metric) and claim.unit in _ADDITIVE):
            yield from _too_large(parts, whole)
    for inside in ("negative_volume", "positive_volume"):
        for part, whole in product(levels.get(inside, ()), levels.get("volume", ())):
            yield from _too_large([part], whole)


def _too_large(parts: Sequence[Claim], whole: Claim) -> Iterator[Relation]:
    if not parts or _sum(parts).low <= _range(whole).high:
        return
    words = _("The part is {parts}, more than the whole of {whole}.")
    if len(parts) > 1:
        words = _("The parts {parts} together exceed the whole of {whole}.")
    arithmetic = words.format(parts=_listed(parts), whole=claimed_text(whole))
    yield from told((*parts, whole), RelationReason.PART_AND_WHOLE, arithmetic, defined=False)


def products(incident: Incident) -> Iterator[Relation]:
    """A share times its whole that is not the count stated beside them."""
    levels = _levels(incident)
    for share_id, whole_id, count_id in (*_PRODUCTS, *_by_part(levels)):
        groups = (levels.get(share_id, ()), levels.get(whole_id, ()), levels.get(count_id, ()))
        for share, whole, count in product(*groups):
            made = _times(_range(share), _range(whole))
            if not apart(made, _range(count)):
                continue
            words = _("{share} of {whole} is {made}, not {count}.").format(
                share=claimed_text(share),
                whole=claimed_text(whole),
                made=ends(made, unit_of(count)),
                count=claimed_text(count),
            )
            yield from told((share, whole, count), RelationReason.SHARE_OF_WHOLE, words, defined=False)


def _by_part(levels: Mapping[str, Sequence[Claim]]) -> Iterator[tuple[str, str, str]]:
    for metric in levels:
        if base_id(metric) == "platform_share" and _part(metric):
            yield metric, "volume", f"volume@{_part(metric)}"


def _times(share: Span, whole: Span) -> Span:
    return Span(max(share.low, 0) / _WHOLE * whole.low, min(share.high, _WHOLE) / _WHOLE * whole.high)


def weighted(incident: Incident) -> Iterator[Relation]:
    """A share or mean of the whole that lies outside those of all its parts: no weights give it."""
    levels = _levels(incident)
    for metric, wholes in levels.items():
        parts = [_smallest(c) for name, c in levels.items() if base_id(name) == metric and _part(name)]
        named = {_part(claim.metric) for claim in parts}
        # Only all platforms together make the whole; of some of them nothing follows.
        if len(named) < 2 or len(named) != len(incident.platforms):  # noqa: PLR2004 - one part has no mean
            continue
        between = Span(min(_range(c).low for c in parts), max(_range(c).high for c in parts))
        for whole in wholes:
            if whole.unit in {ClaimUnit.PERCENT, ClaimUnit.SCORE} and apart(_range(whole), between):
                words = _("The parts are {parts}; whatever their weights, the whole lies between, not at {whole}.")
                arithmetic = words.format(parts=_listed(parts), whole=claimed_text(whole))
                yield from told((*parts, whole), RelationReason.WEIGHTED_SUM, arithmetic)
