"""渠道, 账号类型, 地域: who spoke and from where, as far as the exports say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from reporter.i18n import N_, _
from reporter.metrics.cells import SMALL_CELL, grouped
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.places import places
from reporter.metrics.record import Direction, Gap, Metric
from reporter.tallies import Tally
from reporter.units import Unit, decimal
from reporter.windows import WHOLE, Window

CHANNEL: Final = Definition(
    id="channel_share",
    label=N_("share by channel"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_("A channel's part of the volume whose export names a channel."),
)
ACCOUNT: Final = Definition(
    id="account_share",
    label=N_("share by kind of account"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_(
        "A kind of account's part of the volume where the kind is known; kinds with fewer than 10 posts merged."
    ),
)
REGION: Final = Definition(
    id="region_share",
    label=N_("share by region"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_(
        "A region's part of the volume whose export names one, by the network address: province, overseas;"
        " regions with fewer than 10 posts merged.",
    ),
)
DEFINITIONS: Final = (CHANNEL, ACCOUNT, REGION)
#: Part of the groups too small to be shown.
OTHERS: Final = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The volume by one facet.

    Args:
        shown: groups and their posts, the largest first.
        others: posts of all other groups together.
        silent: posts that name none.
    """

    shown: tuple[tuple[str, int], ...]
    others: int
    silent: int

    @property
    def stated(self) -> int:
        """Posts that name a group."""
        return sum(n for _name, n in self.shown) + self.others


#: Channels are no people: none is too small to be shown.
LEAST: Final[Mapping[str, int]] = {"channel": 1, "account_type": SMALL_CELL, "region": SMALL_CELL}
_FACETS: Final = ((CHANNEL, "channel"), (ACCOUNT, "account_type"), (REGION, "region"))


def groups_of(tally: Tally, facet: str) -> Groups:
    """The volume of the period by `channel`, `account_type` or `region`, small groups of people merged."""
    counts = tally.facet(facet)
    counts = places(counts) if facet == "region" else counts
    silent = counts.pop("", 0)
    shown, others = grouped(counts, LEAST[facet])
    return Groups(shown=tuple(shown), others=others, silent=silent)


def groups(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """Every group's share; only for the whole period: the tally does not cut facets at windows."""
    if window.id != WHOLE:
        return
    for definition, facet in _FACETS:
        found = groups_of(inputs.tally, facet) if inputs.tally is not None else None
        gap = _missing(found)
        if found is None or gap is not None:
            yield definition.metric(None, source=inputs.source, gap=gap, note=_alone(found))
            continue
        rows = [*found.shown, *([(OTHERS, found.others)] if found.others else [])]
        for name, n in rows:
            yield _share(definition, inputs, found, name, n)


def _missing(found: Groups | None) -> Gap | None:
    """Why there is nothing to compare; one group alone has nothing beside it."""
    if found is None:
        return Gap.NO_POSTS
    if not found.stated:
        return Gap.NO_FIELD
    return Gap.TOO_FEW if len(found.shown) + bool(found.others) < 2 else None  # noqa: PLR2004 - one and another


def _alone(found: Groups | None) -> str:
    """Which group is the only one that is named; empty when there is none."""
    if found is None or not found.shown:
        return ""
    return _("only {group} is named").format(group=found.shown[0][0])


def _share(definition: Definition, inputs: Inputs, found: Groups, name: str, n: int) -> Metric:
    shown = _("others together") if name == OTHERS else name
    coverage = _("{stated} of {all} posts name one").format(
        stated=decimal(found.stated), all=decimal(found.stated + found.silent)
    )
    return definition.metric(
        100 * n / found.stated,
        source=inputs.source,
        part=name,
        label=_("{metric}: {group}").format(metric=_(definition.label), group=shown),
        n=found.stated,
        note=coverage,
    )
