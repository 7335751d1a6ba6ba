"""Which charts a report has: its numbers and sentences become chart specs.

The only place that knows both a report and a chart; it measures nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from reporter import units
from reporter.charts.build import (
    beside_chart,
    claim_interval,
    claimed,
    clock_chart,
    recomputed,
    share_bars,
    sparkline,
    volume_chart,
    zoom,
)
from reporter.charts.describe import gap_length
from reporter.charts.spec import Action, Bar, Beside, ChartSpec, Estimate, Grid, Milestone, Reference, Words
from reporter.charts.spec import Stage as StagePart
from reporter.claims import Span, Verdict, implied, short_reading
from reporter.coverage import distorted
from reporter.frames import dated_stages
from reporter.i18n import N_, _, language
from reporter.incident import Comparator, Reading, Stage
from reporter.metrics.effect import Judged
from reporter.metrics.groups import Groups, groups_of
from reporter.metrics.record import Calibration, Metric
from reporter.metrics.stages import RULE, life_stages
from reporter.moments import Precision
from reporter.names import STAGES, platform, word
from reporter.report import Report
from reporter.tallies import Hourly, Tally
from reporter.units import Unit

Charts = dict[str, ChartSpec]

VOLUME: Final = "volume"
ZOOM: Final = "volume-zoom"
PLATFORMS: Final = "platforms"
CLOCK: Final = "clock"
CHANNELS: Final = "channels"
ACCOUNTS: Final = "accounts"
REGIONS: Final = "regions"
WORDS: Final = "words"
EFFECT: Final = "effect"
MOST_WORDS: Final = 20
_HOUR: Final = 3600
_WAIT: Final = "time_to_first_response"
#: Units of plain counts: two of them stand on one scale.
_COUNTED: Final = frozenset({Unit.POSTS, Unit.COUNT})

LIFE_STAGES: Final = {
    "latent": N_("latent stage"),
    "outbreak": N_("outbreak stage"),
    "spread": N_("spreading stage"),
    "decline": N_("declining stage"),
    "calm": N_("calm stage"),
}


def draw(report: Report) -> Charts:
    """Every chart of a report, by id; a chart whose data do not exist is not in it."""
    shares = (_platforms(report), *_facets(report), _common(report))
    made = (*_curves(report), *shares, _clock(report), _effect(report), *_claims(report))
    return {spec.id: spec for spec in made if spec is not None}


def claim_chart_id(claim_id: str) -> str:
    """The id of a claim's chart."""
    return f"claim-{claim_id.lower().replace('_', '-')}"


def spark(report: Report) -> ChartSpec | None:
    """The bare shape of the volume for the list of incidents."""
    if report.tally is None or not report.tally.hourly().counts.any():
        return None
    hourly = report.tally.hourly()
    title = _("volume, shape only: {title}").format(title=report.incident.title)
    return sparkline(f"spark-{report.slug}", title, hourly.counts.tolist())


def _curves(report: Report) -> Iterator[ChartSpec | None]:
    if report.tally is None:
        return
    hourly = report.tally.hourly()
    if not hourly.counts.any():
        return
    spec = volume_chart(
        VOLUME,
        _volume_words(report, hourly),
        Grid(start=hourly.start, step=_HOUR, zone=report.incident.timezone),
        hourly.counts.tolist(),
        _negative(report.tally),
        stages=_stages(report),
        actions=_actions(report),
    )
    yield spec
    if distorted(report.coverage) is not None:
        return  # the shape of the collection needs no second look
    yield zoom(spec, Words(finding="", what=_("the first 72 hours of the rise, posts per hour")))


def _negative(tally: Tally) -> list[int] | None:
    counts: list[int] = tally.hourly(stance="negative").counts.tolist()
    return counts if any(counts) else None


def _stages(report: Report) -> list[StagePart]:
    return [
        StagePart(
            name=word(LIFE_STAGES, stage.name),
            start=int(stage.start.timestamp()),
            end=int(stage.end.timestamp()),
            tone=stage.name,
        )
        for stage in dated_stages(report.tally, report.coverage, report.incident.timezone)
    ]


def _actions(report: Report) -> list[Action]:
    return [
        Action(
            name=_("first response") if action.first_response else str(action.name),
            at=int(action.at.middle.timestamp()),
            detail=str(action.name) if action.first_response else "",
            first=action.first_response,
            day_only=action.at.precision is not Precision.MINUTE,
        )
        for action in report.incident.actions
        if action.at is not None and action.at.precision is not Precision.MONTH
    ]


def _volume_words(report: Report, hourly: Hourly) -> Words:
    whole = report.whole()
    total = units.exact(float(hourly.counts.sum()), Unit.POSTS)
    zone = ZoneInfo(report.incident.timezone)
    first = datetime.fromtimestamp(hourly.start, zone)
    last = datetime.fromtimestamp(hourly.start + (hourly.counts.size - 1) * _HOUR, zone)
    what = _("posts per hour, {days}, {total} in all").format(days=units.days(first, last), total=total)
    return Words(finding=_volume_finding(report, hourly), what=what, source=_volume_source(report, whole))


def _volume_finding(report: Report, hourly: Hourly) -> str:
    bad = distorted(report.coverage)
    if bad is not None:
        return _("The curve shows how posts were collected, not how they were posted: {why}").format(why=bad.message)
    outbreak = next((stage for stage in life_stages(hourly.counts) if stage.name == "outbreak"), None)
    parts = []
    if outbreak is not None:
        hours = units.joined(str(outbreak.end - outbreak.first), Unit.HOURS)
        parts.append(_("The volume took {hours} to rise to its peak").format(hours=hours))
    passed = report.whole().get("volume_before_response")
    if passed is not None and passed.value is not None:
        share = units.joined(units.rounded(passed.value, Unit.PERCENT), Unit.PERCENT)
        parts.append(_("{share} of the period's volume had appeared by the first response").format(share=share))
    return _("; ").join(parts)


def _volume_source(report: Report, whole: dict[str, Metric]) -> str:
    sentences = [_("{n} collected files, duplicates merged.").format(n=len(report.balance))]
    negative = whole.get("negative_volume")
    if negative is not None and negative.calibration is Calibration.UNCALIBRATED:
        sentences.append(_("The negative part is the vendor's label, else the machine index, uncalibrated."))
    sentences += [note.message + _(".") for note in report.coverage[:1]]
    if distorted(report.coverage) is None:
        sentences.append(_(RULE))
    return "".join(sentences) if language() == "zh" else " ".join(sentences)


def _platforms(report: Report) -> ChartSpec | None:
    metrics = [m for m in report.whole().values() if m.id.startswith("platform_share@") and m.value]
    bars = [Bar(name=platform(m.id.partition("@")[2]), value=m.value or 0.0) for m in metrics]
    if len(bars) < 2:  # noqa: PLR2004 - one platform has no share to compare
        return None
    top = max(bars, key=lambda bar: bar.value)
    share = units.joined(units.rounded(top.value, Unit.PERCENT), Unit.PERCENT)
    words = Words(
        finding=_("{platform} carried the largest share, {share}").format(platform=top.name, share=share),
        what=_("share of the volume by platform, original posts and reposts"),
        source=_("Each platform counts as far as it was collected; the shares are no measure of its audience."),
    )
    return share_bars(PLATFORMS, words, bars, places=1)


def _facets(report: Report) -> Iterator[ChartSpec | None]:
    """Where and by whom, as far as the exports say so; groups of people too small to stay unknown go together."""
    if report.tally is None:
        return
    channels = _("share of the volume by channel, where the export names one")
    yield _facet(report.tally, CHANNELS, "channel", channels)
    accounts = _("share of the volume by kind of account, where the export names one")
    yield _facet(report.tally, ACCOUNTS, "account_type", accounts)
    regions = _("share of the volume by region of the network address, where the export names one")
    yield _facet(report.tally, REGIONS, "region", regions)


def _facet(tally: Tally, chart: str, facet: str, what: str) -> ChartSpec | None:
    found = groups_of(tally, facet)
    if not found.shown or len(found.shown) + bool(found.others) < 2:  # noqa: PLR2004 - one group has nothing to compare with
        return None
    bars = [Bar(name=name, value=100 * n / found.stated) for name, n in found.shown]
    rest = Bar(name=_("others together"), value=100 * found.others / found.stated) if found.others else None
    first = units.joined(units.rounded(bars[0].value, Unit.PERCENT), Unit.PERCENT)
    words = Words(
        finding=_("{name} leads with {share}").format(name=bars[0].name, share=first),
        what=what,
        source=_coverage(found),
    )
    return share_bars(chart, words, bars, others=rest, places=1)


def _coverage(found: Groups) -> str:
    """Of how many posts the groups are known."""
    if not found.silent:
        return ""
    share = units.joined(units.rounded(100 * found.stated / (found.stated + found.silent), Unit.PERCENT), Unit.PERCENT)
    return _("{share} of the posts name one; {n} posts name none.").format(share=share, n=units.decimal(found.silent))


def _common(report: Report) -> ChartSpec | None:
    common = report.wording.words if report.wording is not None else None
    if common is None or len(common.words) < 2:  # noqa: PLR2004 - one word is no comparison
        return None
    bars = [Bar(name=name, value=100 * n / common.texts) for name, n in common.words[:MOST_WORDS]]
    first = units.joined(units.rounded(bars[0].value, Unit.PERCENT), Unit.PERCENT)
    source = _("{n} different texts, each counted once however often it was copied; words cut by jieba.")
    words = Words(
        finding=_("“{word}” stands in {share} of the different texts").format(word=bars[0].name, share=first),
        what=_("share of the different texts that hold the word"),
        source=source.format(n=units.decimal(common.texts)),
    )
    return share_bars(WORDS, words, bars, places=1)


def _clock(report: Report) -> ChartSpec | None:
    milestones = []
    for stage in Stage:
        event = report.incident.stage(stage)
        if event is not None and event.at is not None and event.at.precision is not Precision.MONTH:
            kinds = {Stage.FIRST_RESPONSE: "first", Stage.CALM: "calm"}
            milestones.append(
                Milestone(
                    name=word(STAGES, stage.value),
                    at=int(event.at.at.timestamp()),
                    until=int(event.at.until.timestamp()),
                    kind=kinds.get(stage, "event"),  # type: ignore[arg-type]
                ),
            )
    if len(milestones) < 3:  # noqa: PLR2004 - two points are one number, not a clock
        return None
    marks = report.loaded.benchmark
    words = Words(
        finding=_clock_finding(report, _longest_wait(milestones)),
        what=_("each step and the wait before it, to scale"),
        source=_clock_source(report),
    )
    references = [Reference(hours=mark.hours, name=_("reference")) for mark in marks.marks]
    return clock_chart(CLOCK, words, report.incident.timezone, milestones, references)


def _clock_source(report: Report) -> str:
    """The wait from every starting point that is known, and what the mark is."""
    marks = report.loaded.benchmark
    # The wait from the first exposure stands in the finding above.
    starts = {
        "onset": _("onset"),
        "detection": _("detection"),
        "first_negative": _("the first negative post collected"),
    }
    whole = report.whole()
    found = {part: whole.get(f"{_WAIT}@{part}") for part in starts}
    waits = [
        _("{hours} from {start}").format(start=starts[part], hours=units.joined(units.shortest(m.value, 1), m.unit))
        for part, m in found.items()
        if m is not None and m.value is not None
    ]
    told = _("To the first response: {waits}.").format(waits=_(", ").join(waits)) if waits else ""
    words = _("The mark used ({name}) is a reference and no duty: {scope}.")
    mark = words.format(name=marks.name, scope=marks.scope or marks.source)
    sentences = filter(None, (_("The timeline of the incident."), told, mark))
    return "".join(sentences) if language() == "zh" else " ".join(sentences)


def _longest_wait(milestones: list[Milestone]) -> tuple[str, str] | None:
    """The step before the longest wait up to the first response, and its length; None where it is the only wait."""
    ends = [index for index, one in enumerate(milestones) if one.kind == "first"]
    known = milestones[: ends[0] + 1] if ends else []
    if len(known) <= 2:  # noqa: PLR2004 - exposure and response
        return None
    before, after = max(pairwise(known), key=lambda pair: pair[1].middle - pair[0].middle)
    return (before.name, gap_length(before, after)) if after.middle > before.middle else None


def _clock_finding(report: Report, longest: tuple[str, str] | None) -> str:
    wait = report.whole().get("time_to_first_response")
    if wait is None or wait.value is None:
        return _("The times of the response as far as they are on record")
    exact = wait.interval is None  # to the minute, as the waits between the steps
    time = units.length(timedelta(hours=wait.value)) if exact else units.about(wait.value, Unit.HOURS)
    told = _("From first exposure to the first response: {time}").format(time=time)
    if longest is None:
        return told
    return told + _(", of which {gap} after {step}").format(gap=longest[1], step=longest[0])


def _effect(report: Report) -> ChartSpec | None:
    """What was posted around the response beside natural decay; only where there is an estimate."""
    path, fit = report.effect.path, report.effect.headline
    if path is None or fit is None:
        return None
    negative = fit.judged is not Judged.VOLUME
    covered = [value for value in zip(path.expected, path.low, path.high, strict=True) if None not in value]
    expected, low, high = (tuple(part or 0.0 for part in parts) for parts in zip(*covered, strict=True))
    body = Beside(
        grid=Grid(start=path.start, step=path.step, zone=report.incident.timezone),
        unit=Unit.POSTS,
        observed=path.observed,
        expected=expected,
        low=low,
        high=high,
        names=(
            _("observed negative posts") if negative else _("observed posts"),
            _("range of natural decay alone"),
            _("first response"),
        ),
        negative=negative,
    )
    what = _("negative posts every three hours") if negative else _("posts every three hours")
    source = _("The range is the decline without the change at the response; 95 of 100 such values would lie in it.")
    return beside_chart(EFFECT, Words(finding="", what=what, source=source), body)


#: What the words around a claimed figure are in a drawing.
_CLAIMED: Final = {
    Comparator.EQUAL: N_("claimed"),
    Comparator.ABOUT: N_("claimed: about"),
    Comparator.NEAR: N_("claimed: nearly"),
    Comparator.REACHED: N_("claimed: as much as"),
    Comparator.OVER: N_("claimed: over"),
    Comparator.AT_LEAST: N_("claimed: at least"),
    Comparator.BELOW: N_("claimed: under"),
    Comparator.AT_MOST: N_("claimed: at most"),
}


def _claims(report: Report) -> Iterator[ChartSpec]:
    for verdict in report.checked.verdicts:
        spec = _claim(verdict)
        if spec is not None:
            yield spec


def _claim(verdict: Verdict) -> ChartSpec | None:
    """The claimed figure above ours, under every reading with the same unit; None where nothing compares."""
    found = [(one.reading, one.recomputed) for one in verdict.readings if one.recomputed is not None]
    kinds = {"count" if ours.unit in _COUNTED else ours.unit.value for _reading, ours in found}
    if len(kinds) != 1:
        # Per cent and percentage points have no common scale: the words say both.
        return None
    reading, first = found[0]
    figure = implied(verdict.claim, reading) if isinstance(reading, Reading) else None
    if figure is None:
        return None
    rows = [_claimed_row(verdict.claim.comparator, *figure)]
    for named, ours in found:
        low, high = (ours.interval.low, ours.interval.high) if ours.interval else (None, None)
        rows.append(recomputed(ours.value, low, high, short_reading(named) if len(found) > 1 else ""))
    words = Words(finding="", what=_("claimed and recomputed, the same unit"))
    places = max(1, verdict.claim.decimals)
    return claim_interval(claim_chart_id(verdict.id), words, rows, unit=first.unit, places=places)


def _claimed_row(comparator: Comparator, value: float, print_: Span) -> Estimate:
    """The claimed figure: an arrow for a bound, the range of what the print can mean where it is coarse."""
    name = _(_CLAIMED[comparator])
    if print_.bound:
        return claimed(value, above=math.isinf(print_.high), below=math.isinf(print_.low), name=name)
    coarse = comparator is not Comparator.EQUAL
    return claimed(value, name=name, low=print_.low if coarse else None, high=print_.high if coarse else None)
