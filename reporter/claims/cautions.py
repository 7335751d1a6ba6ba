"""What a careful reader must be told beside a claim, by rules over its fields.

Each rule takes a claim and its incident and yields sentences; the order of
`_RULES` is the order they are printed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from reporter.claims.families import Source, family, readings_of, unheard_of
from reporter.claims.figures import CEILINGS, FLOORS, implied
from reporter.claims.seasons import seasons_in
from reporter.claims.wording import claimed_text, earlier_text, quantity, unit_of
from reporter.i18n import _, pgettext
from reporter.incident import ActionKind, Claim, Incident, Reading
from reporter.stats import wilson
from reporter.units import Unit, decimal

_SIZES: Final = (100, 400, 1000)
#: A whole in per cent.
_WHOLE: Final = 100


def _unknown_metric(claim: Claim, _incident: Incident) -> Iterator[str]:
    """A figure we have no measure for stays open whatever is handed in."""
    if claim.value is not None and unheard_of(claim):
        yield _("“{metric}” is none of the metrics this report measures, so nothing recomputes it.").format(
            metric=claim.metric,
        )


def _points_or_per_cent(claim: Claim, _incident: Incident) -> Iterator[str]:
    """Per cent and points are different, and each is impossible from some levels."""
    if not {Reading.PP, Reading.REL_CHANGE} <= set(readings_of(claim)) or not claim.value:
        return
    size = claim.value
    if claim.direction == "down":
        yield _(
            "Per cent or percentage points? A fall by {points} is impossible from below {edge}; the levels are needed.",
        ).format(points=quantity(size, Unit.POINTS), edge=quantity(size, Unit.PERCENT))
        return
    yield _(
        "Per cent or percentage points? A rise by {points} is impossible from above {edge}, "
        "a rise by {per_cent} from above {relative_edge}; the levels are needed.",
    ).format(
        points=quantity(size, Unit.POINTS, claim.decimals),
        edge=quantity(100 - size, Unit.PERCENT, claim.decimals),
        per_cent=quantity(size, Unit.PERCENT, claim.decimals),
        relative_edge=quantity(100 / (1 + size / 100), Unit.PERCENT, 1),
    )


def _no_cases(claim: Claim, _incident: Incident) -> Iterator[str]:
    """A share without its number of cases has no range of error."""
    kind = family(claim)
    told = kind.survey or kind.source is Source.SALES  # other sentences say what is missing there
    if claim.value is not None and claim.n is None and kind.share and not told:
        yield _("The number of cases is not given, so its range of error is unknown.")


def _barrels(claim: Claim, _incident: Incident) -> Iterator[str]:
    """One share for two questions tells neither."""
    if claim.double_barrelled:
        yield _("Two questions share one figure: those who agree with both cannot be told from the others.")


def _half_widths(claim: Claim, _incident: Incident) -> Iterator[str]:
    """How wide a survey share would be at common sample sizes, by Wilson's interval."""
    kind = family(claim)
    if not (kind.survey and kind.share) or claim.n is not None or claim.value is None or not 0 <= claim.value <= _WHOLE:
        return
    parts = []
    for n in _SIZES:
        low, high = wilson(round(claim.value / 100 * n), n)
        half = quantity(50 * (high - low), Unit.POINTS, 1)
        parts.append(_("{half} with {n} respondents").format(half=half, n=decimal(n)))
    yield _(
        "Were the respondents drawn at random, the error would be about ±{sizes}; "
        "who was asked, and how, is not stated.",
    ).format(sizes=pgettext("list", ", ").join(parts))


def _mean_of_survey(claim: Claim, _incident: Incident) -> Iterator[str]:
    """A mean without n and spread, and one that beats the time before the crisis."""
    kind = family(claim)
    if not kind.survey or kind.share or claim.n is not None or claim.value is None:
        return
    yield _("Without the number of respondents and the spread of answers the change cannot be told from chance.")
    if claim.value_from is not None and claim.value > claim.value_from and claim.baseline is None:
        yield _(
            "If {earlier} was measured before the crisis, people were happier after it than before it: "
            "when were both taken?",
        ).format(earlier=earlier_text(claim))


def _face_value(claim: Claim, _incident: Incident) -> Iterator[str]:
    """What two stated rates say of each other, at face value and within rounding."""
    figure = implied(claim, Reading.REL_CHANGE)
    if claim.value_from is None or figure is None or not family(claim).rate:
        return
    face, span = figure
    yield _("At face value {levels} is a change of {face}, within rounding one between {low} and {high}.").format(
        levels=claimed_text(claim),
        face=quantity(face, Unit.PERCENT, signed=True),
        low=quantity(span.low, Unit.PERCENT, 1, signed=True),
        high=quantity(span.high, Unit.PERCENT, 1, signed=True),
    )


def _natural_decay(claim: Claim, _incident: Incident) -> Iterator[str]:
    """Attention falls by itself; the shares come from simulations without any effect (methods.md)."""
    falls = claim.direction == "down" or (claim.value_from is not None and (claim.value or 0) < claim.value_from)
    kind = family(claim)
    if not falls or kind.source is not Source.POSTS or kind.share:
        return
    if kind.rate and not kind.standard:
        yield _(
            "Attention falls by itself: in simulated incidents without any effect of a response "
            "the growth rate over all posts so far halves in 90 to 100 % of the runs.",
        )
        return
    yield _(
        "Attention falls by itself: in simulated incidents without any effect of a response "
        "the volume falls by 40 % or more in 71 to 87 % of the runs.",
    )


def _bound(claim: Claim, _incident: Incident) -> Iterator[str]:
    """A bound is no value."""
    if claim.value is None or claim.comparator not in FLOORS | CEILINGS:
        return
    shown = quantity(claim.value, unit_of(claim), claim.decimals)
    if claim.comparator in FLOORS:
        yield _("The words give a lower bound; they do not say the figure is {quantity}.").format(quantity=shown)
    else:
        yield _("The words give an upper bound; they do not say the figure is {quantity}.").format(quantity=shown)


def _counter(claim: Claim, _incident: Incident) -> Iterator[str]:
    """A topic counter is no count of posts."""
    if Reading.TOPIC_COUNTER in readings_of(claim):
        yield _(
            "A platform's topic counter and a count of posts differ in kind and must not be added or compared; "
            "say which it is, for each platform.",
        )


def _kinds_of_cost(claim: Claim, _incident: Incident) -> Iterator[str]:
    """One total hides what was paid to consumers."""
    if family(claim).source is Source.COSTS:
        yield _("One total mixes kinds of expense: what was paid to consumers and what for publicity must stand apart.")


def _season(claim: Claim, incident: Incident) -> Iterator[str]:
    """Sales move with the season, and with promotions run at the same time."""
    if claim.metric != "sales":
        return
    start, end = (claim.window or incident.period).bounds
    seasons = seasons_in(start, end)
    if seasons:
        template = (
            _("The period touches {seasons}, which moves sales by itself; compare with the same weeks a year ago.")
            if claim.window
            else _(
                "Its period is not stated; the report's own touches {seasons}, which moves sales by itself: "
                "compare with the same weeks a year ago.",
            )
        )
        yield template.format(seasons=pgettext("list", ", ").join(seasons))
    if any(action.kind is ActionKind.PROMOTION for action in incident.actions):
        yield _("The response itself included promotions, which may have moved sales.")


def _share_of_what(claim: Claim, _incident: Incident) -> Iterator[str]:
    """A share whose whole is not named says different things under each reading."""
    if {Reading.SHARE_OF_USERS, Reading.SHARE_OF_TOTAL} <= set(readings_of(claim)):
        yield _("Of users, of sales or of the increase? Each gives another picture; the whole must be named.")


def _award(claim: Claim, _incident: Incident) -> Iterator[str]:
    """An award counts for as much as the body that gave it."""
    if family(claim).source is Source.AWARD and not claim.source:
        yield _("The awarding body is not named; an award is no measure of effect in any case.")


def _cause(claim: Claim, _incident: Incident) -> Iterator[str]:
    """A before/after difference proves nothing by itself."""
    if claim.causal:
        yield _(
            "A difference between before and after does not show a cause: in simulated incidents "
            "without any effect such a test is significant in 99 % of the runs.",
        )


_RULES: Final[tuple[Callable[[Claim, Incident], Iterator[str]], ...]] = (
    _unknown_metric,
    _counter,
    _bound,
    _kinds_of_cost,
    _points_or_per_cent,
    _face_value,
    _mean_of_survey,
    _barrels,
    _half_widths,
    _no_cases,
    _season,
    _share_of_what,
    _award,
    _natural_decay,
    _cause,
)


def cautions(claim: Claim, incident: Incident) -> tuple[str, ...]:
    """Everything a careful reader must be told about a claim, a sentence each."""
    return tuple(sentence for rule in _RULES for sentence in rule(claim, incident))
