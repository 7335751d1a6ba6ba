"""声量与传播: how much was said, how fast, where, and when it peaked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.coverage import caveat, distorted
from reporter.i18n import N_, _
from reporter.metrics.inputs import VOLUME_KINDS, Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.names import KINDS, platform, word
from reporter.stats import goodman, peak_rate
from reporter.units import Unit, decimal
from reporter.windows import WHOLE, Window

VOLUME: Final = Definition(
    id="volume",
    label=N_("volume"),
    unit=Unit.POSTS,
    method="count/1",
    direction=Direction.CONTEXT,
    meaning=N_("Original posts and reposts in the window after merging duplicates; comments are counted apart."),
    level=Amec.OUTPUT,
    inputs=("posts",),
)
COMMENTS: Final = Definition(
    id="comment_volume",
    label=N_("comment volume"),
    unit=Unit.POSTS,
    method="count/1",
    direction=Direction.CONTEXT,
    meaning=N_("Comments in the window after merging duplicates."),
    level=Amec.OUTPUT,
    inputs=("posts",),
)
SPEED: Final = Definition(
    id="spread_speed",
    label=N_("spread speed"),
    unit=Unit.POSTS_PER_HOUR,
    method="rate/1",
    direction=Direction.DOWN,
    meaning=N_("New posts per hour in the window, the kind of post named."),
    level=Amec.OUTPUT,
    inputs=("posts",),
)
PEAK: Final = Definition(
    id="peak",
    label=N_("peak"),
    unit=Unit.POSTS_PER_HOUR,
    method="max-3h-rate/1",
    direction=Direction.DOWN,
    meaning=N_(
        "The highest mean hourly volume over three consecutive hours. A count of what was collected, without a margin:"
        " drawing hours again lowers peaks, so such a margin lies below the count.",
    ),
    level=Amec.OUTPUT,
    inputs=("posts",),
)
PLATFORM: Final = Definition(
    id="platform_share",
    label=N_("platform share"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_("A platform's part of the volume, as far as each platform was collected."),
    level=Amec.OUTPUT,
    inputs=("posts",),
    reference="Goodman 1965, Technometrics 7:247-254",
)
LAST_DAY: Final = Definition(
    id="last_day_rate",
    label=N_("volume of the last 24 hours"),
    unit=Unit.POSTS_PER_HOUR,
    method="rate/1",
    direction=Direction.DOWN,
    meaning=N_("Mean hourly volume of the last 24 hours of the period."),
    level=Amec.OUTPUT,
    inputs=("posts",),
)
DEFINITIONS: Final = (VOLUME, COMMENTS, SPEED, PEAK, LAST_DAY, PLATFORM)
_DAY: Final = 24


def spread(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Volume, speed, peak and platform shares in one window."""
    if inputs.tally is None:
        for definition in DEFINITIONS:
            yield definition.metric(None, source=inputs.source, window=window.id, gap=Gap.NO_POSTS)
        return
    every = (*VOLUME_KINDS, "comment")
    collected = inputs.tally.total(kinds=every)
    if collected and not inputs.tally.count(kinds=every) and inputs.tally.extent(kinds=every) is None:
        # Posts without a time are no silence.
        note = _("none of the {n} collected posts has a usable time").format(n=decimal(collected))
        for definition in DEFINITIONS:
            yield definition.metric(None, source=inputs.source, window=window.id, gap=Gap.NO_TIME, note=note)
        return
    volume, note = inputs.tally.count(window.id), caveat(inputs.coverage)
    bounds = _bounds(inputs, window, volume)
    yield VOLUME.metric(volume, source=inputs.source, window=window.id, n=volume, interval=bounds, note=note)
    comments = inputs.tally.count(window.id, kinds=("comment",))
    yield COMMENTS.metric(comments, source=inputs.source, window=window.id, n=comments, note=note)
    yield from _speeds(inputs, window)
    if window.id == WHOLE:
        yield _peak(inputs, window)
        yield _last_day(inputs, window)
    yield from _platform_shares(inputs, window, volume)


def _bounds(inputs: Inputs, window: Window, volume: int) -> Interval | None:
    """At least what was collected, at most that and what the platforms' own totals count beyond it."""
    missing = sum(note.missing for note in inputs.coverage)
    return Interval(volume, volume + missing, 1.0) if missing and window.id == WHOLE else None


def _refused(definition: Definition, inputs: Inputs, window: Window, part: str = "", label: str = "") -> Metric | None:
    """The metric without its value where the curve shows the collecting and not the posting; else None."""
    bad = distorted(inputs.coverage)
    if bad is None:
        return None
    return definition.metric(
        None,
        source=inputs.source,
        window=window.id,
        part=part,
        label=label,
        gap=Gap.COVERAGE,
        note=bad.message,
    )


def _speeds(inputs: Inputs, window: Window) -> Iterator[Metric]:
    tally = inputs.tally
    if tally is None:
        return
    for kind in ("", *VOLUME_KINDS):
        n = tally.count(window.id, kinds=(kind,) if kind else VOLUME_KINDS)
        label = _("spread speed ({kind})").format(kind=word(KINDS, kind)) if kind else ""
        yield _refused(SPEED, inputs, window, kind, label) or SPEED.metric(
            n / window.hours,
            source=inputs.source,
            window=window.id,
            part=kind,
            label=label,
            n=n,
            note=caveat(inputs.coverage),
        )


def _peak(inputs: Inputs, window: Window) -> Metric:
    if inputs.tally is None:
        return PEAK.metric(None, source=inputs.source, gap=Gap.NO_POSTS)
    hourly = inputs.tally.hourly()
    found = peak_rate(hourly.counts)
    if found is None:
        return PEAK.metric(None, source=inputs.source, gap=Gap.TOO_FEW)
    note, n = caveat(inputs.coverage), int(hourly.counts.sum())
    return _refused(PEAK, inputs, window) or PEAK.metric(found.rate, source=inputs.source, n=n, note=note)


def _last_day(inputs: Inputs, window: Window) -> Metric:
    if inputs.tally is None:
        return LAST_DAY.metric(None, source=inputs.source, gap=Gap.NO_POSTS)
    hours = inputs.tally.hourly().counts[-_DAY:]
    if hours.size < _DAY:
        return LAST_DAY.metric(None, source=inputs.source, gap=Gap.TOO_FEW)
    note, n = caveat(inputs.coverage), int(hours.sum())
    mean = float(hours.mean())
    return _refused(LAST_DAY, inputs, window) or LAST_DAY.metric(mean, source=inputs.source, n=n, note=note)


def _platform_shares(inputs: Inputs, window: Window, volume: int) -> Iterator[Metric]:
    """Every platform's part; with intervals that hold together only where the posts are a random sample."""
    tally = inputs.tally
    codes = tally.platforms() if tally is not None else ()
    counts = [tally.count(window.id, platform=code) if tally is not None else 0 for code in codes]
    sampled = inputs.incident.posts.sampled and volume > 0
    intervals = goodman(counts) if sampled else [None] * len(counts)
    for code, k, ends in zip(codes, counts, intervals, strict=True):
        yield PLATFORM.metric(
            100 * k / volume if volume else None,
            source=inputs.source,
            window=window.id,
            part=code,
            label=_("{platform}, share of volume").format(platform=platform(code)),
            interval=Interval(100 * ends[0], 100 * ends[1]) if ends else None,
            n=volume,
            method="goodman/1" if sampled else "",
            gap=None if volume else Gap.NO_POSTS,
            note=caveat(inputs.coverage, code),
        )
