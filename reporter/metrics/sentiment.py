"""负面占比: shares of stance, always with whose labels they rest on.

A machine score without hand labels is printed as an uncalibrated index and has
no interval: its error (ten points and more) is not sampling error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reporter.coverage import caveat
from reporter.i18n import N_, _
from reporter.incident import CodebookItem
from reporter.labels import Source
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Calibration, Direction, Gap, Interval, Metric
from reporter.metrics.shares import (
    Share,
    sampled_phases,
    share,
    stance,
    statements_share,
    viewpoint,
    viewpoint_phases,
)
from reporter.tallies import Phase, Tally
from reporter.units import Unit, decimal
from reporter.windows import WHOLE, Window

_PPI: Final = "Angelopoulos, Duchi and Zrnic 2023, PPI++, arXiv:2311.01453; Wilson 1927"

NEGATIVE: Final = Definition(
    id="negative_share",
    label=N_("negative share"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.DOWN,
    meaning=N_("Negative posts among all posts with a stance: negative, neutral and positive."),
    level=Amec.OUTTAKE,
    inputs=("posts", "labels"),
    reference=_PPI,
)
POSITIVE: Final = Definition(
    id="positive_share",
    label=N_("positive share"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.UP,
    meaning=N_("Positive posts among all posts with a stance; never computed from the machine index."),
    level=Amec.OUTTAKE,
    inputs=("posts", "labels"),
    reference=_PPI,
)
NEGATIVE_VOLUME: Final = Definition(
    id="negative_volume",
    label=N_("negative volume"),
    unit=Unit.POSTS,
    method="count/1",
    direction=Direction.DOWN,
    meaning=N_("Negative posts: the export's labels counted, else share times volume, else the machine index."),
    inputs=("posts", "labels"),
)
NEGATIVE_STATEMENTS: Final = Definition(
    id="negative_share_statements",
    label=N_("negative share of different texts"),
    unit=Unit.PERCENT,
    method="stratified-wilson/1",
    direction=Direction.DOWN,
    meaning=N_("Negative texts among all different texts, however often each was copied; only from hand labels."),
    level=Amec.OUTTAKE,
    inputs=("posts", "labels"),
    reference="Hajek 1971 (ratio estimator); Wilson 1927",
)
POSITIVE_STATEMENTS: Final = Definition(
    id="positive_share_statements",
    label=N_("positive share of different texts"),
    unit=Unit.PERCENT,
    method="stratified-wilson/1",
    direction=Direction.UP,
    meaning=N_("Positive texts among all different texts, however often each was copied; only from hand labels."),
    level=Amec.OUTTAKE,
    inputs=("posts", "labels"),
    reference="Hajek 1971 (ratio estimator); Wilson 1927",
)
VIEWPOINT: Final = Definition(
    id="viewpoint_share",
    label=N_("share of a viewpoint"),
    unit=Unit.PERCENT,
    method="stratified-wilson/1",
    direction=Direction.CONTEXT,
    meaning=N_(
        "Posts that hold a viewpoint of the codebook, several a post; only from hand labels, of the posts drawn from."
    ),
    level=Amec.OUTTAKE,
    inputs=("posts", "labels"),
    reference="Cochran 1977, Sampling Techniques, chapter 5; Wilson 1927",
)
DEFINITIONS: Final = (NEGATIVE, POSITIVE, NEGATIVE_VOLUME, NEGATIVE_STATEMENTS, POSITIVE_STATEMENTS, VIEWPOINT)


def sentiment(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Shares of stance in one window, by the most trusted labels there are; shares of viewpoints."""
    tally = inputs.tally
    if tally is None:
        for definition in (NEGATIVE, POSITIVE, NEGATIVE_VOLUME):
            yield definition.metric(None, source=inputs.source, window=window.id, gap=Gap.NO_POSTS)
        return
    parts = sampled_phases(tally, window.id)
    export = export_of(tally, window.id)
    if parts:
        yield from _sampled(export, parts, window)
    elif export.posts and not export.posts - sum(export.counts.values()):
        yield from _counted(inputs, window, export.counts)
        yield _negative_count(inputs, window, tally, Calibration.EXPORT)
    else:
        yield from _machine(inputs, window, tally)
        yield _negative_count(inputs, window, tally, Calibration.UNCALIBRATED)
    if window.id == WHOLE:
        yield from _statements(tally, window)
    yield from _viewpoints(inputs, tally, window)


def _negative_count(inputs: Inputs, window: Window, tally: Tally, calibration: Calibration) -> Metric:
    return NEGATIVE_VOLUME.metric(
        tally.count(window.id, stance="negative"),
        source=inputs.source,
        window=window.id,
        n=tally.count(window.id),
        calibration=calibration,
        note=caveat(inputs.coverage),
    )


# From labels ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The posts of a window the export has labelled: a stratum that is counted whole.

    Args:
        posts: all posts of the window.
        counts: the export's labels.
    """

    posts: int
    counts: Mapping[str, int]

    def part(self, stance_name: str) -> tuple[float, float]:
        """What this stratum adds to a share of all posts, and how much of them is left to estimate."""
        rest = self.posts - sum(self.counts.values())
        return self.counts.get(stance_name, 0) / self.posts, rest / self.posts


def export_of(tally: Tally, window: str) -> Export:
    """The posts of a window the export has labelled."""
    return Export(posts=tally.count(window), counts=tally.stance_counts(window, source=Source.EXPORT.value))


def _sampled(export: Export, parts: Sequence[Phase], window: Window) -> Iterator[Metric]:
    """The export's stratum counted, the rest estimated from its labels and scores, added by size."""
    for definition, name in ((NEGATIVE, "negative"), (POSITIVE, "positive")):
        found = share(parts, stance(name), name)
        known, weight = export.part(name)
        value, low, high = (100 * (known + weight * end) for end in (found.value, found.low, found.high))
        metric = _labelled(definition, found, window, (value, low, high))
        yield metric
        if definition is NEGATIVE:
            volume = tuple(end * export.posts / 100 for end in (value, low, high))
            yield _labelled(NEGATIVE_VOLUME, found, window, volume)


def _labelled(
    definition: Definition,
    found: Share,
    window: Window,
    ends: tuple[float, ...],
    item: CodebookItem | None = None,
) -> Metric:
    """A metric of labels; `ends` are its value and its interval, in the metric's unit."""
    value, low, high = ends
    estimate = found.estimate
    note = ""
    if estimate.lam > 0 and definition is NEGATIVE:  # once for a window: pages have a budget
        words = _("effective sample {n}: the scores of all other posts count with weight {lam}")
        note = words.format(n=decimal(round(estimate.effective_n)), lam=f"{estimate.lam:.2f}")
    return definition.metric(
        value,
        source=_("{n} posts labelled by hand (labels.csv)").format(n=found.labels),
        window=window.id,
        part=item.id if item else "",
        label=str(item.name) if item else "",
        interval=Interval(low, high),
        n=found.labels,
        calibration=Calibration.HAND,
        method="ppi-wilson/1" if estimate.lam > 0 else "stratified-wilson/1",
        note=note,
    )


def _statements(tally: Tally, window: Window) -> Iterator[Metric]:
    """Shares of different texts instead of posts, of those the export has not labelled."""
    parts = sampled_phases(tally, window.id)
    if not parts:
        return
    copies = tally.copies()
    for definition, name in ((NEGATIVE_STATEMENTS, "negative"), (POSITIVE_STATEMENTS, "positive")):
        found = statements_share(parts, stance(name), copies)
        yield _labelled(definition, found, window, (100 * found.value, 100 * found.low, 100 * found.high))


def _viewpoints(inputs: Inputs, tally: Tally, window: Window) -> Iterator[Metric]:
    """The share of posts that hold each viewpoint of the codebook, several a post; nothing without enough labels."""
    # Of a claim's window they are asked only when the claim is about them: pages have a budget.
    claimed = {claim.id for claim in inputs.incident.claims if claim.metric.startswith(VIEWPOINT.id)}
    if not inputs.incident.codebook or (":" in window.id and window.id.partition(":")[2] not in claimed):
        return
    parts = viewpoint_phases(tally, window.id)
    for item in inputs.incident.codebook if parts else ():
        found = share(parts, viewpoint(item.id))
        ends = (100 * found.value, 100 * found.low, 100 * found.high)
        yield _labelled(VIEWPOINT, found, window, ends, item)


# Without labels ---------------------------------------------------------------


def _counted(inputs: Inputs, window: Window, export: Mapping[str, int]) -> Iterator[Metric]:
    n = sum(export.values())
    for definition, name in ((NEGATIVE, "negative"), (POSITIVE, "positive")):
        yield definition.metric(
            100 * export.get(name, 0) / n if n else None,
            source=inputs.source,
            window=window.id,
            n=n,
            calibration=Calibration.EXPORT,
            gap=None if n else Gap.NO_POSTS,
            note=_("the vendor's own labels, their error is not stated"),
        )


def _machine(inputs: Inputs, window: Window, tally: Tally) -> Iterator[Metric]:
    counts = tally.stance_counts(window.id)
    n = sum(counts.values())
    local = tally.source_counts(window.id).get(Source.LOCAL.value, 0)
    yield NEGATIVE.metric(
        100 * counts.get("negative", 0) / n if n else None,
        source=inputs.source,
        window=window.id,
        n=n,
        calibration=Calibration.UNCALIBRATED,
        gap=None if n else Gap.NO_POSTS,
        method="local-index/1" if local else "machine-index/1",
        note=_("local model, uncalibrated: too few labels in this window")
        if local
        else _("machine index, uncalibrated: published error -26 to +12 points"),
    )
    # The machine's score finds no neutral posts: a positive share would be invented.
    yield POSITIVE.metric(None, source=inputs.source, window=window.id, gap=Gap.NO_LABELS)
