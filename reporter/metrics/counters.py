"""平台计数与疑问: what platforms' own counters showed, and how many public questions were answered.

A counter is no volume: it counts readings or remarks by rules only the platform
knows.  It is never added to 声量 nor compared with it, and counters of two
platforms or topics are never added either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.i18n import N_, _
from reporter.load import CounterRow
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.units import Unit
from reporter.windows import WHOLE, Window

COUNTER: Final = Definition(
    id="topic_counter",
    label=N_("platform's counter"),
    unit=Unit.COUNT,
    method="counter-difference/1",
    direction=Direction.CONTEXT,
    meaning=N_(
        "What the platform's own counter rose by in the window: the latest reading minus the last one before the"
        " window, or its level where there is none; discussions, with reads and plays as parts.",
    ),
    level=Amec.OUTPUT,
    inputs=("counters",),
)
ANSWERED: Final = Definition(
    id="answer_coverage",
    label=N_("public questions answered"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.UP,
    meaning=N_("Public questions with an answer on record among all that are listed."),
    level=Amec.ACTIVITY,
    inputs=("questions",),
)
DEFINITIONS: Final = (COUNTER, ANSWERED)
_FIGURES: Final = {"discussions": N_("discussions"), "reads": N_("reads"), "plays": N_("plays")}

_Reading = tuple[int, float]


def counters(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Every counter's rise in the window; the share of questions answered for the whole period."""
    if window.id == WHOLE:
        yield from _absent(inputs)
    series = _series(inputs.tables.counters)
    alone = {figure: sum(1 for one in series if one[0] == figure) == 1 for figure in _FIGURES}
    for (figure, platform, topic), readings in series.items():
        part = "" if figure == "discussions" else figure
        # Which of several counters a plain "讨论量" means nobody can say: each is a part of its own.
        where = () if alone[figure] else (platform, topic)
        found = _rise(readings, window)
        if found is not None:
            yield _counter(inputs, window, ":".join(filter(None, (part, *where))), (figure, platform, topic), found)
    if window.id == WHOLE and inputs.tables.questions:
        yield _answered(inputs)


def _absent(inputs: Inputs) -> Iterator[Metric]:
    for definition, rows in ((COUNTER, inputs.tables.counters), (ANSWERED, inputs.tables.questions)):
        if not rows:
            yield definition.metric(None, source="", gap=Gap.NO_TABLE)


def _series(rows: tuple[CounterRow, ...]) -> dict[tuple[str, str, str], list[_Reading]]:
    """The readings of each figure of each counter, in order of time."""
    series: dict[tuple[str, str, str], list[_Reading]] = {}
    for row in sorted(rows, key=lambda row: row.time.at):
        for figure in _FIGURES:
            shown = getattr(row, figure)
            if shown is not None:
                at = int(row.time.middle.timestamp())
                series.setdefault((figure, row.platform, row.topic), []).append((at, shown))
    return series


def _rise(readings: list[_Reading], window: Window) -> tuple[float, Interval | None] | None:
    """The rise with its ends; None without a reading in the window, or where the counter fell."""
    inside = [shown for at, shown in readings if window.start <= at < window.end]
    before = [shown for at, shown in readings if at < window.start]
    if not inside:
        return None
    if not before:
        # The level a page shows is what is quoted of it; topics begin at 0.
        return inside[-1], None
    most, least = inside[-1] - before[-1], inside[-1] - inside[0]
    if least < 0 or most < 0:
        return None
    # What happened between the reading before the window and the first one in it may belong to either.
    return most, Interval(least, most, 1.0) if least < most else None


def _counter(
    inputs: Inputs,
    window: Window,
    part: str,
    key: tuple[str, str, str],
    found: tuple[float, Interval | None],
) -> Metric:
    figure, platform, topic = key
    rows = [row for row in inputs.tables.counters if (row.platform, row.topic) == (platform, topic)]
    sources = dict.fromkeys(row.source for row in rows if row.source)
    label = _("{figure} of {counter}").format(
        figure=_(_FIGURES[figure]),
        counter=" ".join(filter(None, (platform, topic))),
    )
    return COUNTER.metric(
        found[0],
        source=": ".join(filter(None, ("counters", _(", ").join(sources)))),
        window=window.id,
        part=part,
        label=label,
        interval=found[1],
        note=_("the platform's own counter, no volume of posts"),
    )


def _answered(inputs: Inputs) -> Metric:
    asked = inputs.tables.questions
    n = sum(1 for row in asked if row.answered)
    return ANSWERED.metric(
        100 * n / len(asked),
        source="questions",
        n=len(asked),
        note=_("{n} of {total} questions").format(n=n, total=len(asked)),
    )
