"""负面占比: shares of stance, always with whose labels they rest on.

A machine score without hand labels is printed as an uncalibrated index and has
no interval: its error (ten points and more) is not sampling error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from reporter.coverage import caveat
from reporter.i18n import N_, _
from reporter.labels import Source
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Calibration, Direction, Gap, Interval, Metric
from reporter.stats import wilson
from reporter.tallies import Tally
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
    parts = _parts(tally, window)
    if sum(parts.hand.values()) >= ENOUGH_LABELS:
        yield from _sampled(parts, window)
    elif parts.posts and not parts.rest:
        yield from _counted(inputs, window, parts.export)
    else:
        yield from _machine(inputs, window, tally.stance_counts(window.id))
    yield NEGATIVE_VOLUME.metric(
        tally.count(window.id, stance="negative"),
        source=inputs.source,
        window=window.id,
        n=parts.posts,
        calibration=Calibration.UNCALIBRATED if parts.rest else Calibration.EXPORT,
        note=caveat(inputs.coverage),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A window's posts in two strata: labelled by the export, and the rest.

    Args:
        posts: all posts of the window.
        export: the export's own labels, counted whole.
        hand: hand labels of the rest, a simple random sample of it.
    """

    posts: int
    export: Mapping[str, int]
    hand: Mapping[str, int]

    @property
    def rest(self) -> int:
        """Posts the export says nothing about."""
        return self.posts - sum(self.export.values())


def _parts(tally: Tally, window: Window) -> Parts:
    hand: Counter[str] = Counter()
    # Posts the export has labelled are not scored: their machine stance is empty.
    for (label, machine), n in tally.hand_pairs(window.id).items():
        hand[label] += n if machine else 0
    export = tally.stance_counts(window.id, source=Source.EXPORT.value)
    return Parts(posts=tally.count(window.id), export=export, hand=hand)


def _sampled(parts: Parts, window: Window) -> Iterator[Metric]:
    """The export's stratum counted, the rest estimated from its hand labels (Wilson), added by size."""
    n = sum(parts.hand.values())
    weight = parts.rest / parts.posts
    for definition, stance in ((NEGATIVE, "negative"), (POSITIVE, "positive")):
        known = parts.export.get(stance, 0) / parts.posts
        k = parts.hand.get(stance, 0)
        low, high = (100 * (known + weight * end) for end in wilson(k, n))
        yield definition.metric(
            100 * (known + weight * k / n),
            source=_("{n} posts labelled by hand (labels.csv)").format(n=n),
            window=window.id,
            interval=Interval(low, high),
            n=n,
            calibration=Calibration.HAND,
            method="stratified-wilson/1" if parts.export else "wilson/1",
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
