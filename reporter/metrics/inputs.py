"""What the metric families measure from: tallies, windows, what was stated, the small tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from reporter.coverage import CoverageNote
from reporter.i18n import _
from reporter.incident import Incident, Stage
from reporter.load import Tables
from reporter.metrics.record import Amec, Calibration, Direction, Gap, Interval, Metric
from reporter.tallies import Tally
from reporter.tallies.thread import Thread
from reporter.tallies.trees import Trees
from reporter.text.copies import Copies
from reporter.units import Unit
from reporter.windows import WHOLE, Window, Windows

#: 声量 counts originals and reposts; comments are a volume of their own, never silently inside.
VOLUME_KINDS = ("original", "repost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything a metric may look at.

    Args:
        incident: what the analyst states.
        windows: the declared windows; metrics are measured in each.
        tally: None when the incident has no post at all.
        tables: survey, sales, costs, statements as loaded.
        source: the posts' files in words, for the metrics' `source`.
        coverage: what the collection missed; every note weighs on the volumes of its platform.
        trees: the repost trees; None when no export gives an edge.
        copies: what posts copy of one another; None when the incident has no post at all.
        thread: the first statement's own thread; None where nothing says how it is known.
    """

    incident: Incident
    windows: Windows
    tally: Tally | None
    tables: Tables
    source: str
    coverage: tuple[CoverageNote, ...] = ()
    trees: Trees | None = None
    copies: Copies | None = None
    thread: Thread | None = None

    @property
    def judged(self) -> Tally | None:
        """The posts a response is judged by: all but its statement's own thread, where that can be told."""
        if self.tally is None or self.thread is None or not self.thread.told:
            return self.tally
        return self.tally.without(self.thread.tally)

    @property
    def exposed(self) -> float | None:
        """When the analyst says the incident began to be seen, seconds since 1970 UTC; None when not stated."""
        stage = self.incident.stage(Stage.FIRST_EXPOSURE)
        return None if stage is None or stage.at is None else stage.at.at.timestamp()


#: A family measures its metrics in one window.
Family = Callable[[Inputs, Window], Iterable[Metric]]
#: Metrics that follow from others of any window, by id and window.
Across = Callable[[Inputs, Mapping[tuple[str, str], Metric]], Iterable[Metric]]
#: Metrics that follow from others of the same window, by id.
Derived = Callable[[Mapping[str, Metric], Window], Iterable[Metric]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One row of the metric catalogue.

    Args:
        id: stable id; a part (platform, kind) is written behind `@`.
        label: the field's name for it (English key, translated when shown).
        unit: what it counts.
        method: method id with version.
        direction: which way is good.
        meaning: the definition in one sentence (English key).
        level: its place in the chain from what was spent to what changed.
        inputs: what it is worked out from: `posts`, `incident`, or the name of a small table.
        reference: where the formula stands in the literature; empty for plain counting.
    """

    id: str
    label: str
    unit: Unit
    method: str
    direction: Direction
    meaning: str
    level: Amec = Amec.OUTPUT
    inputs: tuple[str, ...] = ("posts",)
    reference: str = ""

    def metric(  # noqa: PLR0913 - a metric has this many honest parts; all are named
        self,
        value: float | None,
        *,
        source: str,
        window: str = WHOLE,
        part: str = "",
        label: str = "",
        interval: Interval | None = None,
        n: int | None = None,
        calibration: Calibration = Calibration.NONE,
        gap: Gap | None = None,
        note: str = "",
        method: str = "",
    ) -> Metric:
        """A `Metric` of this definition; a `value` of None needs its `gap`."""
        return Metric(
            id=f"{self.id}@{part}" if part else self.id,
            label=label or _(self.label),
            value=value,
            unit=self.unit,
            interval=interval,
            method=method or self.method,
            n=n,
            source=source,
            direction=self.direction,
            window=window,
            calibration=calibration,
            gap=gap,
            note=note,
        )


def seed_of(*content: bytes) -> int:
    """A seed that is the same for the same content, on any machine: chance never comes from a clock."""
    return int.from_bytes(blake2b(b"\0".join(content), digest_size=8).digest(), "little")
