"""The only words for the effect of a response; no page, finding or claim has others.

Nothing here says 证明: a fall that stands out from natural decay is consistent with
an effect, and supported only when other incidents agree.
"""

from __future__ import annotations

from typing import Final

from reporter import units
from reporter.i18n import N_, _, language
from reporter.metrics.effect import ENOUGH_INCIDENTS, Collected, Echo, Effect, Fit, Gate, Judged, Limit, Outcome, Rank
from reporter.units import Unit

#: The verdict in a few words.
OUTCOMES: Final = {
    "no_estimate": N_("no estimate"),
    "not_separable": N_("cannot be told from natural decay"),
    "higher": N_("above natural decay, no fall seen"),
    "consistent": N_("consistent with an effect of the response; natural decay cannot be excluded yet"),
    "supported": N_("the data support a link between the response and the fall"),
}
#: The same for a list, where a sentence has no room.
_SHORT: Final = {
    "no_estimate": N_("no estimate"),
    "not_separable": N_("not told apart"),
    "higher": N_("above the expected"),
    "consistent": N_("consistent with an effect"),
    "supported": N_("supported"),
}
#: What was judged.
JUDGED: Final = {
    "negative_share": N_("the ratio of negative to other posts"),
    "negative_volume": N_("the negative volume"),
    "volume": N_("the total volume"),
    "machine_index": N_("the machine index of negative posts"),
}
_GATES: Final = {
    Gate.NO_POSTS: N_("There are no posts to judge by."),
    Gate.NO_RESPONSE: N_("The time of the first response is not known to the minute, or lies outside the period."),
    Gate.BEFORE_PEAK: N_(
        "The first response came before the peak, as a fast team's does: there is no decline before it to compare"
        " with. That is no failing of the response.",
    ),
    Gate.SOON_AFTER_PEAK: N_(
        "Only {hours} passed between the peak and the first response; 16 hours are needed to see how the volume"
        " fell by itself.",
    ),
    Gate.TOO_SHORT_AFTER: N_("Only {after} of data follow the first response; 24 hours are needed."),
    Gate.COVERAGE: N_("The collection is incomplete around the response; a gap or a cap would look like a fall."),
    Gate.COLLECTED_UNEVENLY: N_(
        "Posts were collected unevenly: of those of the day before the first response {young_before} were collected"
        " within a day of posting, of those of the day after it {young_after}; what was deleted meanwhile is missing"
        " on one side only.",
    ),
    Gate.TEXTS_GONE: N_(
        "More texts are gone on one side: {gone_before} of the posts of the day before the first response show no text,"
        " {gone_after} of those of the day after it; deletion would look like a change.",
    ),
    Gate.TOO_FEW: N_("There are too few posts: {median} in the middle three hours, 10 are needed."),
    Gate.NO_FIT: N_("There are too few hours between the peak and the end of the data to describe the decline."),
}
_LIMITS: Final = {
    Limit.ANOTHER_ACTION: N_("{actions} within twelve hours: the measures are judged together, none alone."),
    Limit.UNCALIBRATED: N_("Negative posts are told by a machine nobody has checked: only the total volume is judged."),
    Limit.SMALL_GAP: N_(
        "At most {missing} of the posts are missing on either side of the response; they move the estimate by no more"
        " than half its error.",
    ),
    Limit.ERRORS_DIFFER: N_(
        "Negative posts are told with different errors before and after the response: only the total volume is judged.",
    ),
}
_RIVALS: Final = (
    N_("natural decay"),
    N_("deletions and throttling by the platforms"),
    N_("a cap of the collection"),
    N_("another event taking the attention"),
)


def verdict(outcome: Outcome) -> str:
    """The verdict in a few words."""
    return _(OUTCOMES[outcome.value])


def short(outcome: Outcome) -> str:
    """The verdict in a word or two, for a row of a chart."""
    return _(_SHORT[outcome.value])


def percent(change: float) -> str:
    """A relative change as it is written: `−23%`, `+4%`."""
    body = units.decimal(100 * change, 0, signed=True)
    return units.joined(body, Unit.PERCENT)


def ends(fit: Fit) -> str:
    """The interval of a change: `−90%至+480%`."""
    _value, low, high = fit.change
    return units.span(percent(low), percent(high))


def statement(effect: Effect) -> str:
    """The verdict as one sentence, with its figure where there is one."""
    fit = effect.headline
    if fit is None:
        return _("Whether the response brought the volume down is not estimated.")
    figures = {"what": _(JUDGED[fit.judged.value]), "change": percent(fit.change[0]), "ends": ends(fit)}
    words = {
        Outcome.NOT_SEPARABLE: _(
            "After the first response {what} differed by {change} from what natural decay alone would give;"
            " the range {ends} includes “no change”.",
        ),
        Outcome.HIGHER: _(
            "After the first response {what} lay {change} above what natural decay alone would give; margin {ends}.",
        ),
    }.get(
        effect.outcome,
        _("After the first response {what} differed by {change} from what natural decay alone would give; {ends}."),
    )
    return words.format(**figures)


def reasons(effect: Effect) -> tuple[str, ...]:
    """Why there is no estimate, then what narrows one, each a sentence."""
    facts = {
        "hours": _hours(effect.hours),
        "after": _hours(effect.after),
        "median": units.joined(units.decimal(effect.median or 0), Unit.POSTS),
        **_cover(effect.collected),
        "actions": ("、" if language() == "zh" else ", ").join(effect.actions),
    }
    return tuple(
        _(words).format(**facts)
        for words in (*(_GATES[gate] for gate in effect.gates), *(_LIMITS[limit] for limit in effect.limits))
    )


def _cover(found: Collected | None) -> dict[str, str]:
    """The figures of the collection's gates, as they are written."""
    young, gone = (None, None) if found is None else (found.young, found.gone)
    named = {"missing": found.missing if found else 0.0}
    for name, pair in (("young", young), ("gone", gone)):
        named |= dict(zip((f"{name}_before", f"{name}_after"), pair or (0.0, 0.0), strict=True))
    return {name: units.joined(units.shortest(value, 1), Unit.PERCENT) for name, value in named.items()}


def _hours(value: float | None) -> str:
    return units.joined(units.shortest(max(0.0, value or 0.0), 1), Unit.HOURS)


def second(effect: Effect) -> str:
    """The step of the negative volume, told beside that of the ratio; empty where that was not the headline."""
    fit = next((one for one in effect.fits if one.judged is Judged.NEGATIVE), None)
    if effect.headline is None or fit is None:
        return ""
    words = _("{change} against the expected; range {ends}.")
    return words.format(change=percent(fit.change[0]), ends=ends(fit))


def detectable(effect: Effect) -> str:
    """How large a fall would have been seen; empty without an estimate."""
    fit = effect.headline
    if fit is None:
        return ""
    size = units.exact(-100 * fit.smallest, Unit.PERCENT)
    return _("A fall of about {size} or more would be detected four times out of five.").format(size=size)


def misread(effect: Effect) -> str:
    """What the verdict does not say."""
    if effect.outcome in {Outcome.NOT_SEPARABLE, Outcome.NO_ESTIMATE}:
        return _("It does not say that the response had no effect, nor that it had one.")
    if effect.outcome is Outcome.HIGHER:
        return _("It does not say that the response made things worse.")
    return _("It does not prove that the response was the cause.")


def rivals() -> tuple[str, ...]:
    """The explanations that always remain."""
    return tuple(_(words) for words in _RIVALS)


def ranked(rank: Rank | None) -> str:
    """Layer 3 in a sentence."""
    if rank is None:
        return _("No comparable incident in the archive yet; {n} are needed for a rank.").format(n=ENOUGH_INCIDENTS)
    band = units.span(units.decimal(rank.low, 1, signed=True), units.decimal(rank.high, 1, signed=True))
    facts = {"n": rank.incidents, "needed": ENOUGH_INCIDENTS, "band": band}
    facts["own"] = units.decimal(rank.own, 1, signed=True)
    if rank.p is None:
        words = _(
            "{n} comparable incidents, fewer than the {needed} a rank needs; without an effect of ours their steps"
            " lie at {band} standard errors, ours at {own}.",
        )
    else:
        words = _("Among {n} comparable incidents a step as low as ours ({own}; the others {band}) has p = {p}.")
        facts["p"] = units.decimal(rank.p, 3)
    said = words.format(**facts)
    return _sentences(said, _("The incidents compared are simulated.")) if rank.simulated else said


def left_out(effect: Effect) -> str:
    """What was left out because the announcement makes an echo of its own, and why; empty without an estimate."""
    echo = effect.echo
    if effect.headline is None:
        return ""
    if echo is None:
        return _("It is not noted which posts are the statement: the first six hours after it are left out.")
    facts = {name: units.exact(getattr(echo, name), Unit.POSTS) for name in ("own", "hanging", "unseen", "early")}
    if echo.told:
        words = _(
            "The statement's own posts: {own} that are it or tell it again, and {hanging} that pass these on."
            " Comments are no part of the volume.",
        )
    elif echo.own + echo.hanging:
        words = _(
            "The first six hours after the response: of {early} posts {unseen} may pass the statement on without the"
            " export saying so.",
        )
    else:
        words = _("The first six hours after the response: the statement was not found among the posts.")
    if not echo.heard:
        return words.format(**facts)
    heard = _("The first six hours still stand out without them and are left out, too.")
    return _sentences(words.format(**facts), heard)


def _sentences(*said: str) -> str:
    return ("" if language() == "zh" else " ").join(said)


def fit_name(fit: Fit) -> str:
    """What was fitted, for the annex."""
    part = _("first six hours left out") if fit.echo else _("first six hours included")
    words = _("{what}, {part}, the quiet days' own rhythm") if fit.own_day else _("{what}, {part}")
    return words.format(what=_(JUDGED[fit.judged.value]), part=part)


#: Error rates of the fits (what, echo left out, own day instead of harmonics) over all families of
#: simulated decay: how often a change is seen where there is none, how often the interval holds the truth,
#: how often a fall of 40 % and of 60 % is seen.  Kept in step with `benchmarks/effect.json` by a test.
RATES: Final = {
    (Judged.SHARE, True, False): (0.018, 0.982, 0.384, 0.694),
    (Judged.SHARE, False, False): (0.019, 0.981, 0.639, 0.930),
    (Judged.VOLUME, True, False): (0.043, 0.957, 0.384, 0.711),
    (Judged.VOLUME, False, False): (0.043, 0.957, 0.617, 0.932),
    (Judged.SHARE, True, True): (0.012, 0.988, 0.400, 0.764),
    (Judged.SHARE, False, True): (0.014, 0.986, 0.674, 0.959),
    (Judged.VOLUME, True, True): (0.026, 0.974, 0.379, 0.738),
    (Judged.VOLUME, False, True): (0.030, 0.970, 0.672, 0.970),
}


#: The same where the statement's own thread is left out, and the first six hours only if they still stand out.
TOLD: Final = {
    (Judged.SHARE, False): (0.024, 0.976, 0.585, 0.872),
    (Judged.VOLUME, False): (0.052, 0.948, 0.625, 0.916),
    (Judged.SHARE, True): (0.018, 0.982, 0.614, 0.912),
    (Judged.VOLUME, True): (0.036, 0.964, 0.671, 0.959),
}


def rates(fit: Fit, echo: Echo | None = None) -> str:
    """The simulated error rates of a fit of this kind, chosen in this way, as a sentence.

    Args:
        fit: the fit.
        echo: what was done about the announcement's echo.
    """
    kind = Judged.SHARE if fit.judged is Judged.SHARE else Judged.VOLUME
    chosen = echo is not None and echo.told and fit.echo == echo.heard
    found = TOLD[kind, fit.own_day] if chosen else RATES[kind, fit.echo, fit.own_day]
    false, covered, less, least = (units.exact(100 * rate, Unit.PERCENT, 1) for rate in found)
    words = _(
        "Over twelve kinds of simulated decay without any effect: {false} false alarms, the interval holds the truth"
        " in {covered}; a fall of 40% is found in {less}, of 60% in {least}.",
    )
    return words.format(false=false, covered=covered, less=less, least=least)
