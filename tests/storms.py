"""A storm by the hour as an incident's inputs: what the judge of a response is tried on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from reporter.coverage import CoverageNote
from reporter.labels import Hand, label_chunk
from reporter.load import Tables
from reporter.metrics import Inputs
from reporter.tallies import tally
from reporter.windows import declared_windows
from tests.builders import a_chunk, a_post
from tests.projects import an_incident

#: Midnight in Shanghai; the period is six days.
START: Final = datetime(2021, 6, 17, 16, 0, tzinfo=UTC)
HOURS: Final = 144
PEAK: Final = 20

Counts = npt.NDArray[np.int64]


def clock(hour: float) -> str:
    """An hour of the period as incident.yml writes it."""
    return f"{START + timedelta(hours=8 + hour):%Y-%m-%d %H:%M}"


def a_curve(top: float = 120, effect: float = 1.0, response: int = 42, seed: int = 5) -> Counts:
    """Posts an hour: up to the peak, then down by half in fourteen hours, times `effect` from the response on."""
    hour = np.arange(HOURS) + 0.5
    rate = top * np.exp(np.where(hour < PEAK, (hour - PEAK) / 4, (PEAK - hour) / 20))
    rate = rate * (1 + 0.25 * np.sin(2 * np.pi * (hour - 8) / 24)) * np.where(hour >= response, effect, 1)
    return np.asarray(np.random.default_rng(seed).poisson(rate), np.int64)


def a_storm(  # noqa: PLR0913 - what a test may vary, each named
    negative: Counts,
    rest: Counts | None = None,
    *,
    response: float | None = 42,
    stance: bool = True,
    coverage: tuple[CoverageNote, ...] = (),
    actions: tuple[dict[str, Any], ...] = (),
    douyin: Counts | None = None,
    as_seen: Callable[[datetime], dict[str, object]] | None = None,
) -> Inputs:
    """The inputs of an incident with these posts an hour, the first response at an hour of the period.

    Of another platform there may be neutral posts; what the collection saw of a post may hang on its time.
    """
    said: list[dict[str, Any]] = [*actions]
    if response is not None:
        said.append({"id": "R1", "name": "致歉", "announced_at": clock(response), "first_response": True})
    incident = an_incident(
        period={"start": "2021-06-18", "end": "2021-06-23"}, as_of=clock(HOURS), simulated=True, actions=said
    )
    posts = [*_posts(negative, "negative"), *([] if rest is None else _posts(rest, "neutral"))]
    if douyin is not None:
        posts += [{**post, "platform": "douyin"} for post in _posts(douyin, "neutral")]
    if as_seen is not None:
        posts = [{**post, **as_seen(cast("datetime", post["time"]))} for post in posts]
    for post in posts:
        post["stance"] = post["stance"] if stance else None
    scores = np.array([np.nan if stance else (0.1 if post["text"] == "negative" else 0.9) for post in posts])
    windows = declared_windows(incident)
    counted = tally(label_chunk(a_chunk(posts), scores, Hand(stances={})), windows)
    return Inputs(
        incident=incident, windows=windows, tally=counted, tables=Tables(sources={}), source="模拟", coverage=coverage
    )


def _posts(counts: Counts, stance: str) -> list[dict[str, object]]:
    return [
        a_post(time=START + timedelta(hours=hour, minutes=int(60 * k / n)), stance=stance, text=stance)
        for hour, n in enumerate(counts.tolist())
        for k in range(n)
    ]
