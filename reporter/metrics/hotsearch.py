"""热搜: which terms stood on which list, how high and how long; a list's own heat is in no unit of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reporter.i18n import N_, _
from reporter.load import HotlistRow
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Direction, Gap, Metric
from reporter.units import Unit
from reporter.windows import WHOLE, Window

TERMS: Final = Definition(
    id="hot_search",
    label=N_("terms on hot-search lists"),
    unit=Unit.COUNT,
    method="count/1",
    direction=Direction.CONTEXT,
    meaning=N_("Different terms about the incident on any list, each list counted by itself."),
    inputs=("hotlist",),
)
TIME: Final = Definition(
    id="hot_search_time",
    label=N_("time on a hot-search list"),
    unit=Unit.HOURS,
    method="sum/1",
    direction=Direction.CONTEXT,
    meaning=N_("Hours a term stood on a list, with its best rank; times on two lists are never added."),
    inputs=("hotlist",),
)
RANK: Final = Definition(
    id="hot_search_rank",
    label=N_("best place on a hot-search list"),
    unit=Unit.RANK,
    method="minimum/1",
    direction=Direction.CONTEXT,
    meaning=N_("The best place any term about the incident reached on any list; 1 is the top."),
    inputs=("hotlist",),
)
DEFINITIONS: Final = (TERMS, TIME, RANK)
_MINUTES: Final = 60


def hotsearch(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Terms and their times; only for the whole period."""
    if window.id != WHOLE:
        return
    rows = inputs.tables.hotlist
    if not rows:
        yield from (one.metric(None, source="hotlist", gap=Gap.NO_TABLE) for one in DEFINITIONS)
        return
    different = {(row.list, row.term) for row in rows}
    yield TERMS.metric(len(different), source="hotlist", n=len(rows))
    timed = [_time(name, [row for row in rows if (row.list, row.term) == name]) for name in sorted(different)]
    yield from timed
    yield _best(rows)


def _best(rows: Sequence[HotlistRow]) -> Metric:
    ranks = [row.best_rank for row in rows if row.best_rank is not None]
    known, gap = min(ranks, default=None), None if ranks else Gap.NO_FIELD
    return RANK.metric(known, source="hotlist", n=len(ranks) or None, gap=gap)


def _time(name: tuple[str, str], rows: list[HotlistRow]) -> Metric:
    minutes = [_minutes(row) for row in rows]
    known = [one for one in minutes if one is not None]
    ranks = [row.best_rank for row in rows if row.best_rank is not None]
    missing = len(known) < len(rows)
    return TIME.metric(
        None if missing else sum(known) / _MINUTES,
        source="hotlist",
        part=":".join(name),
        label=_("{list}: {term}").format(list=name[0], term=name[1]),
        gap=Gap.NO_TIME if missing else None,
        note=_("best rank {n}").format(n=min(ranks)) if ranks else "",
    )


def _minutes(row: HotlistRow) -> float | None:
    """As stated, else from both times; None where neither is known to the minute."""
    if row.minutes is not None:
        return row.minutes
    if row.end is None or {row.start.precision, row.end.precision} != {"minute"}:
        return None
    return (row.end.at - row.start.at).total_seconds() / _MINUTES
