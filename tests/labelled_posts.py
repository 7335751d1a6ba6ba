"""Small labelled worlds whose shares can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np

from reporter.incident import Incident
from reporter.labels import Hand, label_chunk
from reporter.metrics import Inputs
from reporter.tallies import Tally, tally
from reporter.windows import declared_windows
from tests.builders import a_chunk, a_post
from tests.projects import an_incident
from tests.test_metrics import inputs

#: Midnight in Shanghai; the first public word comes ten hours in.
START: Final = datetime(2021, 6, 17, 16, 0, tzinfo=UTC)
RESPONSE: Final = {"id": "R1", "name": "致歉", "announced_at": "2021-06-18 10:00", "first_response": True}
BEFORE_HOUR: Final = 1.0
AFTER_HOUR: Final = 20.0


@dataclass(frozen=True, kw_only=True)
class Said:
    """Some posts alike.

    Args:
        n: how many.
        hand: what a person said of each; None for unlabelled.
        viewpoints: ids parted by `|`; None when nobody asked.
        score: the machine's P(positive).
        local: the local model's P(negative) and P(positive); None without a model.
        export: the export's label.
        hour: hours after the start.
        text: what each says; a number is put behind it unless `copies`.
    """

    n: int
    hand: str | None = None
    viewpoints: str | None = None
    score: float = 0.5
    local: tuple[float, float] | None = None
    export: str | None = None
    hour: float = BEFORE_HOUR
    text: str = "帖"
    copies: bool = False
    platform: str = "weibo"


def world(groups: Sequence[Said], incident: Incident | None = None, sample: Iterable[str] | None = None) -> Tally:
    """The tally of the groups; post ids are `0`, `1` ... in order."""
    flat = [group for group in groups for _i in range(group.n)]
    posts = [_post(i, group) for i, group in enumerate(flat)]
    scores = np.array([np.nan if group.export else group.score for group in flat])
    guesses = np.array([group.local or (np.nan, np.nan) for group in flat]).reshape(len(flat), 2)
    hand = Hand(
        stances={str(i): group.hand for i, group in enumerate(flat) if group.hand},
        viewpoints={str(i): group.viewpoints for i, group in enumerate(flat) if group.viewpoints is not None},
        sample=None if sample is None else frozenset(sample),
    )
    chunk = label_chunk(a_chunk(posts), scores, hand, guesses)
    return tally(chunk, declared_windows(incident or an_incident()))


def _post(i: int, group: Said) -> dict[str, object]:
    return a_post(
        post_id=str(i),
        time=START + timedelta(hours=group.hour),
        platform=group.platform,
        stance=group.export,
        text=group.text if group.copies else f"{group.text}{i}",
    )


def asked(groups: Sequence[Said], **stated: Any) -> Inputs:  # noqa: ANN401 - fields of incident.yml
    """What the families look at, for an incident with a first response ten hours in unless `stated` otherwise."""
    fields: Mapping[str, Any] = {"actions": [RESPONSE], **stated}
    incident = an_incident(**fields)
    return inputs(incident, world(groups, incident))


@dataclass(frozen=True)
class Split:
    """`k` of `n` labelled posts negative, the others neutral, the rest unlabelled."""

    k: int
    n: int
    posts: int
    hour: float = BEFORE_HOUR
    extra: Mapping[str, Any] = field(default_factory=dict)

    def groups(self) -> list[Said]:
        """As groups of posts."""
        sizes = ((self.k, "negative"), (self.n - self.k, "neutral"), (self.posts - self.n, None))
        return [Said(n=n, hand=hand, hour=self.hour, **self.extra) for n, hand in sizes]
