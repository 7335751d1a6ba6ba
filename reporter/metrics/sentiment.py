"""负面占比: shares of stance, always with whose labels they rest on.

A machine score without hand labels is printed as an uncalibrated index and has
no interval: its error (ten points and more) is not sampling error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reporter.i18n import N_, _
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Calibration, Direction, Gap, Interval, Metric
from reporter.stats import wilson
from reporter.units import Unit
from reporter.windows import Window

#: Fewer hand labels than this in a window say less than the machine's known error.
ENOUGH_LABELS: Final = 50

NEGATIVE: Final = Definition(
    id="negative_share",
    label=N_("negative share"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.DOWN,
    meaning=N_("Negative posts among all posts with a stance: negative, neutral and positive."),
)
POSITIVE: Final = Definition(
    id="positive_share",
    label=N_("positive share"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.UP,
    meaning=N_("Positive posts among all posts with a stance; never computed from the machine index."),
)
NEGATIVE_VOLUME: Final = Definition(
    id="negative_volume",
    label=N_("negative volume"),
    unit=Unit.POSTS,
    method="count/1",
    direction=Direction.DOWN,
    meaning=N_("Posts labelled negative by the export, else by the machine index."),
)
DEFINITIONS: Final = (NEGATIVE, POSITIVE, NEGATIVE_VOLUME)


def sentiment(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Shares of stance in one window, by the most trusted labels there are."""
    tally = inputs.tally
    if tally is None:
        for definition in DEFINITIONS:
            yield definition.metric(None, source=inputs.source, window=window.id, gap=Gap.NO_POSTS)
        return
    hand = tally.hand_counts(window.id)
    export = tally.stance_counts(window.id, source="export")
    everything = tally.stance_counts(window.id)
    if sum(hand.values()) >= ENOUGH_LABELS:
        yield from _sampled(inputs, window, hand)
    elif export and sum(export.values()) == sum(everything.values()):
        yield from _counted(inputs, window, export)
    else:
        yield from _machine(inputs, window, everything)
    yield NEGATIVE_VOLUME.metric(
        everything.get("negative", 0),
        source=inputs.source,
        window=window.id,
        n=sum(everything.values()),
        calibration=Calibration.EXPORT if export == everything else Calibration.UNCALIBRATED,
    )


def _sampled(inputs: Inputs, window: Window, hand: Mapping[str, int]) -> Iterator[Metric]:
    n = sum(hand.values())
    for definition, stance in ((NEGATIVE, "negative"), (POSITIVE, "positive")):
        k = hand.get(stance, 0)
        low, high = wilson(k, n)
        yield definition.metric(
            100 * k / n,
            source=_("{n} posts labelled by hand (labels.csv)").format(n=n),
            window=window.id,
            interval=Interval(100 * low, 100 * high),
            n=n,
            calibration=Calibration.HAND,
            method="wilson/1",
        )


def _counted(inputs: Inputs, window: Window, export: Mapping[str, int]) -> Iterator[Metric]:
    n = sum(export.values())
    for definition, stance in ((NEGATIVE, "negative"), (POSITIVE, "positive")):
        yield definition.metric(
            100 * export.get(stance, 0) / n if n else None,
            source=inputs.source,
            window=window.id,
            n=n,
            calibration=Calibration.EXPORT,
            gap=None if n else Gap.NO_POSTS,
            note=_("the vendor's own labels, their error is not stated"),
        )


def _machine(inputs: Inputs, window: Window, counts: Mapping[str, int]) -> Iterator[Metric]:
    n = sum(counts.values())
    yield NEGATIVE.metric(
        100 * counts.get("negative", 0) / n if n else None,
        source=inputs.source,
        window=window.id,
        n=n,
        calibration=Calibration.UNCALIBRATED,
        gap=None if n else Gap.NO_POSTS,
        method="machine-index/1",
        note=_("machine index, uncalibrated: published error -26 to +12 points"),
    )
    # The machine's score finds no neutral posts: a positive share would be invented.
    yield POSITIVE.metric(None, source=inputs.source, window=window.id, gap=Gap.NO_LABELS)
