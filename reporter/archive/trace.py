"""What an incident leaves behind for comparisons: its hours, without a word or a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reporter.artefacts import Artefact
from reporter.report import Report, hours_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One incident by the clock's hours.

    Args:
        slug: the incident.
        simulated: whether it is invented; such a one is never compared with a real one.
        clock: time of day at which the first hour begins, in hours.
        known: whether the negative posts rest on labels.
        volume: posts in each hour.
        negative: negative posts in each hour.
    """

    slug: str
    simulated: bool
    clock: float
    known: bool
    volume: tuple[int, ...]
    negative: tuple[int, ...]


def trace_of(report: Report) -> Trace | None:
    """The trace of an incident evaluated now; None without posts."""
    return _trace(report.slug, hours_json(report), simulated=report.incident.simulated)


def traces(artefacts: Iterable[Artefact]) -> Iterator[Trace]:
    """The traces in the kept `report.json` files of incidents evaluated before."""
    for artefact in artefacts:
        if artefact.path.endswith("/report.json"):
            kept = json.loads(artefact.data)
            found = _trace(kept["slug"], kept.get("hours"), simulated=kept["simulated"])
            if found is not None:
                yield found


def _trace(slug: str, hours: dict[str, Any] | None, *, simulated: bool) -> Trace | None:
    if hours is None:
        return None
    if len(hours["volume"]) != len(hours["negative"]):
        raise ValueError(slug)
    return Trace(
        slug=slug,
        simulated=simulated,
        clock=hours["clock"],
        known=hours["known"],
        volume=tuple(hours["volume"]),
        negative=tuple(hours["negative"]),
    )
