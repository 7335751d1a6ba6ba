"""The sentences of the claim check: figures, readings, reasons, what would be needed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from reporter.claims.families import CHANGES, Source, family, readings_of
from reporter.claims.figures import implied
from reporter.claims.recompute import Estimate
from reporter.claims.record import AttributionReason, NumberVerdict, RateBase, Reason
from reporter.i18n import N_, _, pgettext
from reporter.incident import Claim, Comparator, Reading
from reporter.units import Unit, decimal, joined, large, sign, span

#: From here on a round number is written in the language's own steps (200万).
_LARGE: Final = 10_000
_HOURS_A_WEEK: Final = 168
#: Per cent an hour beyond which neither base makes sense of a figure: ten times as much within the hour.
_LARGEST_RATE: Final = 1000

_COMPARED: Final = {
    Comparator.ABOUT: N_("about {quantity}"),
    Comparator.NEAR: N_("nearly {quantity}"),
    Comparator.REACHED: N_("as much as {quantity}"),
    Comparator.OVER: N_("more than {quantity}"),
    Comparator.AT_LEAST: N_("at least {quantity}"),
    Comparator.BELOW: N_("less than {quantity}"),
    Comparator.AT_MOST: N_("at most {quantity}"),
}

_CHANGED: Final = {
    (Reading.REL_CHANGE, "up"): N_("It rose by {quantity} of its earlier level (a relative change)."),
    (Reading.REL_CHANGE, "down"): N_("It fell by {quantity} of its earlier level (a relative change)."),
    (Reading.PP, "up"): N_("The share rose by {quantity}."),
    (Reading.PP, "down"): N_("The share fell by {quantity}."),
    (Reading.ABS_CHANGE, "up"): N_("It rose by {quantity}."),
    (Reading.ABS_CHANGE, "down"): N_("It fell by {quantity}."),
}
_AS: Final = {
    Reading.LEVEL: N_("The level is {quantity}."),
    Reading.COUNT_POSTS: N_("Counted as posts published: {quantity}."),
    Reading.TOPIC_COUNTER: N_(
        "Read off a platform's own topic counter: {quantity}; that counter is no count of posts.",
    ),
    Reading.SHARE_OF_TOTAL: N_("{quantity} of the whole amount, such as all sales."),
    Reading.SHARE_OF_USERS: N_("{quantity} of all users, by head and not by money."),
    Reading.SHARE_OF_INCREASE: N_("{quantity} of the increase alone."),
}
#: The readings in a few words, for "either ... or ...".
_SHORT: Final = {
    Reading.LEVEL: N_("a level"),
    Reading.ABS_CHANGE: N_("an absolute change"),
    Reading.REL_CHANGE: N_("a relative change in per cent"),
    Reading.PP: N_("a change in percentage points"),
    Reading.COUNT_POSTS: N_("a count of posts"),
    Reading.TOPIC_COUNTER: N_("a platform's topic counter"),
    Reading.SHARE_OF_TOTAL: N_("a share of all sales"),
    Reading.SHARE_OF_USERS: N_("a share of users"),
    Reading.SHARE_OF_INCREASE: N_("a share of the increase"),
}

_WHY: Final = {
    Reason.AMBIGUOUS_READING: N_("it can be read as {readings}"),
    Reason.NO_DEFINITION: N_("how it is measured is not stated"),
    Reason.NO_UNIT: N_("its unit does not fit the measure"),
    Reason.NO_BASELINE: N_("neither the levels nor the period of comparison are given"),
    Reason.NO_N: N_("the number of respondents is not given"),
    Reason.NO_DATA: N_("nothing to recompute it from was handed in"),
    Reason.NOT_COVERED: N_("our data do not cover its periods"),
    Reason.UNDERPOWERED: N_("the range of error is too wide to tell"),
    Reason.UNCALIBRATED: N_("our classifier's error is not known yet"),
    Reason.OTHER_DEFINITION: N_("it is defined on another base than our measure"),
    Reason.OTHER_POPULATION: N_("it speaks of another set of posts or people than our data"),
    Reason.OTHER_WINDOW: N_("it does not say which period it covers"),
    Reason.BORDERLINE: N_("the difference is too small to call it contradicted"),
    Reason.TRUNCATED: N_("it agrees when the last digit was cut off and not rounded"),
}

_NEEDED: Final = {
    Reason.AMBIGUOUS_READING: N_("which reading is meant: {readings}"),
    Reason.NO_DEFINITION: N_("the definition (numerator, base, kind of posts) and both periods"),
    Reason.NO_UNIT: N_("the unit of the figure"),
    Reason.NO_BASELINE: N_("the levels before and after, with the dates of both periods"),
    Reason.NO_N: N_("the number of respondents, how they were chosen, and the answers themselves"),
    Reason.NOT_COVERED: N_("the data of both periods"),
    Reason.UNDERPOWERED: N_("more cases, so that the range of error shrinks"),
    Reason.UNCALIBRATED: N_("a hand-labelled sample of both periods"),
    Reason.OTHER_DEFINITION: N_("the counts its own definition starts from"),
    Reason.OTHER_POPULATION: N_("the posts or people it was counted from"),
    Reason.OTHER_WINDOW: N_("the period it covers"),
}
_FILES: Final = {
    Source.POSTS: N_("the posts themselves with their times (for a counter: its readings over time)"),
    Source.CLOCK: N_("the times of first exposure and first response"),
    Source.SURVEY: N_("the answers themselves"),
    Source.SALES: N_("sales by day"),
    Source.COSTS: N_("the bookings, split by kind of expense"),
    Source.AWARD: N_("the name of the awarding body, its rules and the certificate"),
    Source.STATEMENTS: N_("the replies under the official statements"),
    Source.COUNTERS: N_("the platform's counter with the time it was read (counters.csv)"),
    Source.UNKNOWN: N_("the data the figure was taken from"),
}

#: What was found, by the verdict; a supported figure with a reason was cut off and not rounded.
_FOUND: Final = {
    NumberVerdict.SUPPORTED: N_("Our data give {found}: {why}."),
    NumberVerdict.CONTRADICTED: N_("Our data give {found}, not the reported “{claimed}”."),
    NumberVerdict.NOT_REPRODUCED: N_("Our data give {found} and do not reproduce the reported “{claimed}”: {why}."),
    NumberVerdict.NOT_VERIFIABLE: N_("Our data give {found}, which does not settle it: {why}."),
}
_AGREED: Final = N_("Our data give {found}, in agreement with the reported figure.")

_UNASSESSED: Final = {
    AttributionReason.NO_SERIES: N_(
        "No series of posts over time was handed in, so whether the response caused the change cannot be assessed.",
    ),
    AttributionReason.NO_ESTIMATE: N_(
        "No effect has been estimated against natural decay, so the cause cannot be assessed.",
    ),
}


def quantity(value: float, unit: Unit, places: int = 0, *, signed: bool = False) -> str:
    """A figure with its unit; round large ones in the language's own steps: `200万条`; `∞` without end."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= _LARGE and float(f"{value:.3g}") == value:
        return joined(large(value), unit)
    # 4.8万 is printed to the thousand (places -3), and is no more than 48,000 written out.
    return joined(decimal(value, max(places, 0), signed=signed), unit)


def unit_of(claim: Claim) -> Unit:
    """The claim's unit among all units; plain counts when it has none."""
    return Unit(claim.unit.value) if claim.unit is not None else Unit.COUNT


def earlier_text(claim: Claim) -> str:
    """The earlier level with its unit; empty when none is stated."""
    if claim.value_from is None:
        return ""
    return quantity(claim.value_from, unit_of(claim), claim.decimals)


def _value_text(claim: Claim, unit: Unit) -> str:
    shown = quantity(claim.value or 0.0, unit, claim.decimals)
    template = _COMPARED.get(claim.comparator)
    return _(template).format(quantity=shown) if template else shown


def claimed_text(claim: Claim) -> str:
    """The reported figure as the sentence has it: `超过200万条`, `由6.2分到7.0分`; empty without one."""
    if claim.value is None:
        return ""
    later = _value_text(claim, unit_of(claim))
    if claim.value_from is None:
        return later
    return from_to(earlier_text(claim), later)


def from_to(earlier: str, later: str) -> str:
    """Two levels: `由5.2分到6.5分`."""
    return _("from {earlier} to {later}").format(earlier=earlier, later=later)


def _from_levels(claim: Claim, reading: Reading) -> str:
    """A pair of levels, and the change they imply where a change is meant."""
    figure = implied(claim, reading)
    if reading is Reading.LEVEL or figure is None:
        return _("The level went {levels}.").format(levels=claimed_text(claim))
    unit = Unit.PERCENT if reading is Reading.REL_CHANGE else unit_of(claim)
    unit = Unit.POINTS if reading is Reading.PP else unit
    places = max(claim.decimals, 1) if reading is Reading.REL_CHANGE else claim.decimals
    change = quantity(figure[0], unit, places, signed=True)
    return _("It went {levels}, a change of {change}.").format(levels=claimed_text(claim), change=change)


def reading_words(claim: Claim, reading: Reading) -> str:
    """What the figure says when read so, one sentence."""
    if claim.value_from is not None and claim.value is not None:
        return _from_levels(claim, reading)
    if reading in _AS:
        return _(_AS[reading]).format(quantity=claimed_text(claim))
    unit = Unit.POINTS if reading is Reading.PP else unit_of(claim)
    shown = _value_text(claim, unit)
    return _(_CHANGED[reading, claim.direction or "up"]).format(quantity=shown)


def rate_words(claim: Claim) -> tuple[tuple[RateBase, str], ...]:
    """An undefined hourly growth rate worked out over both bases it can have; empty for other claims.

    Over a cumulative base a constant flow reads 1/t at hour t; hour on hour a
    rate r multiplies the flow by (1 + r)^168 a week.
    """
    rate = claim.metric and not family(claim).standard and not claim.definition
    if not rate or not claim.value or not 0 < claim.value <= _LARGEST_RATE:
        return ()
    ends = [v for v in (claim.value_from, claim.value) if v is not None and v > 0]
    unit = Unit.PERCENT
    first, last = (quantity(v, unit, claim.decimals) for v in (ends[0], ends[-1]))
    cumulative = _(
        "Over all posts so far: a flow that does not slow down at all gives {first} at hour {start} "
        "and {last} at hour {end}.",
    ).format(first=first, last=last, start=decimal(100 / ends[0]), end=decimal(100 / ends[-1]))
    factor = (1 + ends[-1] / 100) ** _HOURS_A_WEEK
    hourly = _("Over the hour before: {last} is still growth, {factor} times as much after a week.").format(
        last=last,
        factor=decimal(factor, 2),
    )
    return (RateBase.CUMULATIVE, cumulative), (RateBase.HOUR_ON_HOUR, hourly)


def short_reading(reading: Reading | RateBase) -> str:
    """A reading in a few words."""
    return _(_SHORT[reading]) if isinstance(reading, Reading) else ""


def _either(claim: Claim) -> str:
    *others, last = [_(_SHORT[reading]) for reading in readings_of(claim)] or [""]
    return pgettext("list", " or ").join(filter(None, [pgettext("list", ", ").join(others), last]))


def why(claim: Claim, reasons: Iterable[Reason]) -> str:
    """The reasons as one clause."""
    return pgettext("list", "; ").join(_(_WHY[reason]).format(readings=_either(claim)) for reason in reasons)


def needed(claim: Claim, reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    """What would make the claim verifiable, a phrase for each reason."""
    phrases = [_(_NEEDED[r]).format(readings=_either(claim)) for r in reasons if r in _NEEDED]
    if Reason.NO_DATA in reasons:
        phrases.append(_(_FILES[family(claim).source]))
    return tuple(phrases)


def stated_text(claim: Claim) -> str:
    """The reported figure with its way up or down: `下降53%`, `由5.2分到6.5分`."""
    text = claimed_text(claim)
    if claim.value_from is not None or claim.direction is None or CHANGES.isdisjoint(readings_of(claim)):
        return text
    template = _("a rise by {quantity}") if claim.direction == "up" else _("a fall by {quantity}")
    return template.format(quantity=text)


def found_text(claim: Claim, reading: Reading, found: Estimate) -> str:
    """A recomputed figure with its range of error: `−63%（误差范围−67%至−59%）`."""
    counts = {Unit.POSTS, Unit.COUNT, Unit.YUAN, Unit.PEOPLE, Unit.RANK}
    places = 0 if found.unit in counts else max(claim.decimals, 1)
    signed = reading in CHANGES
    shown = quantity(found.value, found.unit, places, signed=signed)
    if found.exact or not math.isfinite(found.high - found.low):
        return shown
    low, high = (decimal(end, places, signed=signed) for end in (found.low, found.high))
    short = sign(found.unit).startswith("%")
    # A unit that is a word stands once.
    ends = span(*(joined(end, found.unit) for end in (low, high))) if short else joined(span(low, high), found.unit)
    return _("{value} (range of error {ends})").format(value=shown, ends=ends)


def explanation(
    claim: Claim,
    number: NumberVerdict,
    reasons: tuple[Reason, ...],
    found: Sequence[tuple[Reading, str]],
) -> str:
    """One sentence: what was found, or what is missing.

    Args:
        claim: the claim.
        number: its verdict.
        reasons: why.
        found: the recomputed figure in words under every reading that has one.
    """
    if not found:
        return _("It cannot be verified yet: {why}.").format(why=why(claim, reasons))
    if Reason.AMBIGUOUS_READING in reasons and len(found) > 1:
        read = (_("{found} read as {reading}").format(reading=_(_SHORT[one]), found=text) for one, text in found)
        return _("Our data give {each}; which reading is meant is not stated.").format(
            each=pgettext("list", ", ").join(read)
        )
    template = _AGREED if number is NumberVerdict.SUPPORTED and not reasons else _FOUND[number]
    return _(template).format(found=found[0][1], claimed=stated_text(claim), why=why(claim, reasons))


def attribution_note(reason: AttributionReason | None) -> str:
    """Why the cause cannot be assessed; empty for a claim that names none."""
    return _(_UNASSESSED[reason]) if reason is not None else ""
