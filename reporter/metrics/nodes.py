"""首发与关键节点: who was first in the collection, and how much the largest posts weigh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from reporter.coverage import caveat
from reporter.i18n import N_, _
from reporter.incident import Stage
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Direction, Gap, Metric
from reporter.names import platform
from reporter.tallies import Tally
from reporter.units import Unit, length
from reporter.windows import WHOLE, Window

FIRST: Final = Definition(
    id="first_seen",
    label=N_("first seen in the collection"),
    unit=Unit.TIME,
    method="min-time/1",
    direction=Direction.CONTEXT,
    meaning=N_(
        "The earliest post collected, on each platform; what was not searched for is not seen, so it stands beside"
        " the first exposure the analyst states.",
    ),
    inputs=("posts", "incident"),
)
NODES: Final = Definition(
    id="key_node_share",
    label=N_("engagement of the ten largest posts"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_("Reposts, comments and likes of the ten posts with most of them, among those of all posts."),
)
DEFINITIONS: Final = (FIRST, NODES)
TOP: Final = 10


def nodes(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """First seen in all and by platform, and the weight of the key nodes; only for the whole period."""
    if window.id != WHOLE:
        return
    if inputs.tally is None:
        yield from (one.metric(None, source=inputs.source, gap=Gap.NO_POSTS) for one in DEFINITIONS)
        return
    yield _first(inputs, inputs.tally, "")
    for code in inputs.tally.platforms():
        yield _first(inputs, inputs.tally, code)
    yield _weight(inputs, inputs.tally)


def _first(inputs: Inputs, tally: Tally, code: str) -> Metric:
    post = tally.first_seen(platform=code or None)
    label = _("{platform}, first seen in the collection").format(platform=platform(code)) if code else ""
    at = post.time if post is not None else None
    return FIRST.metric(
        None if at is None else float(at),
        source=inputs.source,
        part=code,
        label=label,
        gap=Gap.NO_TIME if at is None else None,
        note="" if at is None else _("; ").join(filter(None, (_beside(inputs, at), caveat(inputs.coverage, code)))),
    )


def _beside(inputs: Inputs, at: int) -> str:
    """How far it lies from the stated first exposure."""
    event = inputs.incident.stage(Stage.FIRST_EXPOSURE)
    if event is None or event.at is None:
        return _("no first exposure is stated")
    apart = timedelta(seconds=abs(at - event.at.at.timestamp()))
    if at < event.at.at.timestamp():
        return _("{time} before the first exposure stated").format(time=length(apart))
    return _("{time} after the first exposure stated").format(time=length(apart))


def _weight(inputs: Inputs, tally: Tally) -> Metric:
    every = tally.engagement()
    whole = every.likes + every.comments + every.reposts
    if not whole:
        return NODES.metric(None, source=inputs.source, gap=Gap.NO_FIELD)
    top = sum(post.engagement for post in tally.top_posts(TOP))
    capped = _("some counts are lower bounds") if every.capped else ""
    return NODES.metric(100 * top / whole, source=inputs.source, n=every.counted, note=capped)
