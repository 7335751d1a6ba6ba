"""Findings: a statement, what it rests on, and how sure one may be.

No finding is printed without evidence: ids of claims, actions, events, documents
or metrics.  Attribution is never a finding of its own until an effect has been
estimated; until then the honest sentence is that it cannot be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporter.claims import Checked, NumberVerdict
from reporter.i18n import _, language, ngettext, sentence
from reporter.incident import Incident
from reporter.metrics import effect_words
from reporter.metrics.effect import Effect, Outcome
from reporter.metrics.record import Calibration, Metric
from reporter.units import Unit, about, day, joined, rounded, shortest


class Certainty(StrEnum):
    """How a statement is known."""

    MEASURED = "measured"  # from the data in the folder
    DOCUMENTED = "documented"  # from dated records in the folder
    REPORTED = "reported"  # somebody's statement, not checked
    UNCERTAIN = "uncertain"  # cannot be told from what there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One statement of the report.

    Args:
        id: stable id; the first screen picks by it.
        statement: one sentence in the active language.
        evidence: ids of claims, actions, events or documents it rests on.
        metrics: ids of metrics it rests on.
        certainty: how it is known.
        rivals: other explanations that remain.
    """

    id: str
    statement: str
    evidence: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    certainty: Certainty
    rivals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a statement that rests on nothing."""
        if not self.evidence and not self.metrics:
            raise ValueError(self.id)


Measured = dict[str, Metric]


def find(
    incident: Incident,
    measured: Measured,
    checked: Checked,
    effect: Effect | None = None,
    reference: float | None = None,
) -> tuple[Finding, ...]:
    """Every finding the records and data allow, in the order of the report.

    Args:
        incident: what was stated.
        measured: the whole period's metrics by id.
        checked: the verdicts and relations.
        effect: what may be said about the response; None when nobody looked for it.
        reference: hours within which a first response is called in time; None: it is not judged.
    """
    found = [
        _judgement(incident, measured, effect),
        _volume(measured),
        _timeliness(measured, reference),
        _calm(incident, measured),
        _negative(measured),
        _claims(checked),
        *_relations(checked),
        _attribution(incident, measured, effect),
        *_stated(incident, measured),
    ]
    return tuple(finding for finding in found if finding is not None)


def _stated(incident: Incident, measured: Measured) -> list[Finding]:
    """The analyst's own findings; one that rests on nothing known is left out, and `reporter check` says so."""
    found = []
    for stated in incident.assessment.findings:
        metrics = tuple(name for name in stated.metrics if _value(measured, name) is not None)
        if stated.evidence or metrics:
            found.append(
                Finding(
                    id=f"stated:{stated.id}",
                    statement=str(stated.statement),
                    evidence=stated.evidence,
                    metrics=metrics,
                    certainty=Certainty(stated.certainty),
                    rivals=tuple(map(str, stated.rivals)),
                ),
            )
    return found


def unfounded(incident: Incident, measured: Measured) -> tuple[int, ...]:
    """Places in the analyst's list of findings without evidence whose metrics have no value: they are not printed."""
    return tuple(
        place
        for place, stated in enumerate(incident.assessment.findings)
        if stated.metrics and not stated.evidence and all(_value(measured, name) is None for name in stated.metrics)
    )


def _value(measured: Measured, metric_id: str) -> float | None:
    metric = measured.get(metric_id)
    return metric.value if metric else None


def _all_ids(incident: Incident) -> tuple[str, ...]:
    return tuple(record_id for _list, record_id, _i in incident.identified())


def _judgement(incident: Incident, measured: Measured, effect: Effect | None) -> Finding | None:
    """The first sentence a leader reads: the analyst's own, else written from the data."""
    measures = tuple(m for m in ("time_to_first_response", "volume") if _value(measured, m) is not None)
    if incident.summary.judgement:
        known = _all_ids(incident)
        if not known and not measures:
            return None
        words = str(incident.summary.judgement)
        return Finding(
            id="judgement",
            statement=words,
            evidence=known,
            metrics=() if known else measures,
            certainty=Certainty.DOCUMENTED,
        )
    if not measures:
        return None
    parts = [
        part for part in (_calm_words(incident), _wait_words(measured), _attribution_words(measured, effect)) if part
    ]
    return Finding(
        id="judgement",
        statement=sentence(_("; ").join(parts) + _(".")),
        metrics=measures,
        certainty=Certainty.MEASURED,
    )


def _calm_words(incident: Incident) -> str:
    calm = incident.assessment.recovered_at
    if calm is None:
        return ""
    return _("public opinion calmed down by {day}").format(day=day(calm.at))


def _wait_words(measured: Measured) -> str:
    wait = _value(measured, "time_to_first_response")
    if wait is None:
        return _("the time of the first response is not on record")
    return _("the first response came {time} after first exposure").format(time=about(wait, Unit.HOURS))


def _attribution_words(measured: Measured, effect: Effect | None) -> str:
    if not _value(measured, "volume"):
        return ""  # without a post nothing rose or fell
    told = effect is not None and effect.headline is not None and effect.outcome is not Outcome.NOT_SEPARABLE
    if effect is not None and told:
        return _("the course after the response: {verdict}").format(verdict=effect_words.verdict(effect.outcome))
    return _("whether the response brought the volume down cannot be told yet")


def _volume(measured: Measured) -> Finding | None:
    volume = _value(measured, "volume")
    if volume is None:
        return None
    if not volume:
        nothing = _("No post of the report period was collected.")
        return Finding(id="volume", statement=nothing, metrics=("volume",), certainty=Certainty.MEASURED)
    # A platform may have comments only, or posts outside the period.
    count = sum(1 for metric in measured.values() if metric.id.startswith("platform_share@") and metric.value)
    return Finding(
        id="volume",
        statement=sentence(
            ngettext(
                "{volume} were collected on {n} platform in the period.",
                "{volume} were collected on {n} platforms in the period.",
                count,
            ).format(volume=about(volume, Unit.POSTS), n=count),
        ),
        metrics=("volume",),
        certainty=Certainty.MEASURED,
    )


def _timeliness(measured: Measured, reference: float | None) -> Finding | None:
    wait, passed = _value(measured, "time_to_first_response"), _value(measured, "volume_before_response")
    if wait is None:
        return None
    words = _("The first response came {time} after first exposure").format(time=about(wait, Unit.HOURS))
    if reference is not None:
        late = _("The first response came later than the reference of {n} hours")
        early = _("The first response came within the reference of {n} hours")
        words = (late if wait > reference else early).format(n=shortest(reference, 1))
    metrics = ["time_to_first_response"]
    if passed is not None:
        words += _("; {share} of the volume had passed by then").format(share=about(passed, Unit.PERCENT))
        metrics.append("volume_before_response")
    return Finding(id="timely", statement=words + _("."), metrics=tuple(metrics), certainty=Certainty.MEASURED)


def _calm(incident: Incident, measured: Measured) -> Finding | None:
    """How loud it still is, beside the analyst's own date of calm; a rule of calm needs a baseline."""
    rest = measured.get("last_day_rate")
    calm = incident.assessment.recovered_at
    if rest is None or rest.value is None:
        return None
    if not rest.value:
        now = _("nothing was collected in the last 24 hours of the period")
    else:
        number = _("about {quantity}").format(quantity=rounded(round(rest.value), Unit.POSTS))
        rate = joined(number, Unit.POSTS) if rest.value >= 1 else _("fewer than one post")
        now = _("{rate} an hour in the last 24 hours of the period").format(rate=rate)
        peak = _value(measured, "peak") or rest.value
        share = joined(rounded(100 * rest.value / peak, Unit.PERCENT), Unit.PERCENT)
        now += _(", about {share} of the peak").format(share=share)
    if calm is not None:
        now = _("stated as calm since {day}").format(day=day(calm.at)) + _("; ") + now
    now = sentence(now)
    return Finding(id="calm", statement=now + _("."), metrics=("last_day_rate",), certainty=Certainty.MEASURED)


def _negative(measured: Measured) -> Finding | None:
    metric = measured.get("negative_share")
    if metric is None or metric.value is None:
        return None
    if metric.calibration is Calibration.UNCALIBRATED:
        words = _("The machine index calls {share} of the posts negative; it is not calibrated.")
        certainty = Certainty.UNCERTAIN
    else:
        words = _("{share} of the posts are negative.")
        certainty = Certainty.MEASURED
    statement = sentence(words.format(share=about(metric.value, Unit.PERCENT)))
    return Finding(id="negative", statement=statement, metrics=("negative_share",), certainty=certainty)


def _claims(checked: Checked) -> Finding | None:
    figures = [verdict for verdict in checked.verdicts if verdict.number is not None]
    if not figures:
        return None
    counted = checked.counted()
    parts = [
        words.format(n=counted[verdict])
        for verdict, words in (
            (NumberVerdict.SUPPORTED, _("{n} supported by the data")),
            (NumberVerdict.CONTRADICTED, _("{n} at odds with the data")),
            (NumberVerdict.NOT_REPRODUCED, _("{n} not reproduced in our data")),
            (NumberVerdict.NOT_VERIFIABLE, _("{n} not verifiable so far")),
        )
        if counted[verdict]
    ]
    head = ngettext("{n} reported figure: ", "{n} reported figures: ", len(figures)).format(n=len(figures))
    return Finding(
        id="claims",
        statement=head + _(", ").join(parts) + _("."),
        evidence=tuple(verdict.claim.id for verdict in figures),
        certainty=Certainty.MEASURED,
    )


def _relations(checked: Checked) -> list[Finding]:
    return [
        Finding(
            id="relation:" + "-".join(relation.claims),
            statement=("" if language() == "zh" else " ").join(relation.explanation),
            evidence=relation.claims,
            certainty=Certainty.DOCUMENTED,
        )
        for relation in checked.relations
    ]


def _attribution(incident: Incident, measured: Measured, effect: Effect | None) -> Finding | None:
    causal = tuple(claim.id for claim in incident.claims if claim.causal)
    metrics = ("volume",) if _value(measured, "volume") is not None else ()
    if not causal and not metrics:
        return None
    if effect is None or (effect.headline is None and not metrics):
        words = _("A fall after the response does not show that the response caused it; no effect has been estimated.")
    else:
        words = effect_words.statement(effect)
    supported = effect is not None and effect.outcome is Outcome.SUPPORTED
    return Finding(
        id="attribution",
        statement=words,
        evidence=causal,
        metrics=(*metrics, *(("response_effect",) if effect is not None and effect.headline else ())),
        certainty=Certainty.MEASURED if supported else Certainty.UNCERTAIN,
        rivals=effect_words.rivals(),
    )
