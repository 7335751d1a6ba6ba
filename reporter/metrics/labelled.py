"""The labelling as a report tells it: what each phase's share rests on, and what it all depended on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from reporter.labels.draw import GROWN, changed
from reporter.load import Loaded, Tables
from reporter.load.rows import SampleRow
from reporter.metrics.sentiment import export_of
from reporter.metrics.shares import Bought, Share, bought, sampled_phases, share, stance
from reporter.stats import Kappa, cohen_kappa
from reporter.tallies import Tally, phases
from reporter.text.local import FOLDS, RIDGE
from reporter.text.ngrams import BUCKETS, FEATURES
from reporter.windows import AFTER, BEFORE, WHOLE, Windows

#: Posts two people must both have labelled before their agreement is worth a number.
ENOUGH_SHARED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseLabels:
    """The negative share of a phase and the labels it rests on.

    Args:
        phase: id of the window.
        posts: posts that could be labelled: all but those the export has labelled.
        labels: labelled ones.
        share: estimated from them, of these posts; None with too few.
        value: the share of all posts, those the export has labelled too; None likewise.
        half_width: half the width of its interval, 0..1.
        bought: what more labels would buy.
    """

    phase: str
    posts: int
    labels: int
    share: Share | None
    value: float | None
    half_width: float | None
    bought: tuple[Bought, ...]


def drawn_from(sample: Iterable[SampleRow]) -> dict[str, int]:
    """The posts of each phase at the time the sample was drawn; a phase without them is left out."""
    strata = {(row.phase, row.stratum): row.population for row in sample if row.population}
    sizes: Counter[str] = Counter()
    for (phase, _stratum), n in strata.items():
        sizes[phase] += n
    return dict(sizes)


def outgrown(loaded: Loaded, tally: Tally, windows: Windows) -> bool:
    """Whether the posts of any phase are others than those the sample was drawn from, to more than a tenth."""
    then = drawn_from(loaded.tables.sample)
    exported = bool(loaded.incident.codebook)
    there = {name: phases(tally, name, exported=exported) for name in then if name in windows}
    now = {name: sum(part.posts for part in parts) for name, parts in there.items()}
    return bool(changed(then, now, GROWN))


def phase_labels(tally: Tally, windows: Windows) -> tuple[PhaseLabels, ...]:
    """Each phase that holds posts to label: before and after the first response, or the whole period."""
    names = (BEFORE, AFTER) if BEFORE in windows else (WHOLE,)
    return tuple(found for name in names if (found := _phase(tally, name)).posts)


def _phase(tally: Tally, name: str) -> PhaseLabels:
    there = phases(tally, name)
    parts = sampled_phases(tally, name)
    found = share(parts, stance("negative"), "negative") if parts else None
    known, weight = export_of(tally, name).part("negative") if there else (0.0, 0.0)
    value = None if found is None else known + weight * found.value
    return PhaseLabels(
        phase=name,
        posts=sum(part.posts for part in there),
        labels=sum(part.drawn.n for part in there),
        share=found,
        value=value,
        half_width=None if found is None else weight * (found.high - found.low) / 2,
        bought=bought(value),
    )


def ledger_facts(tables: Tables, tally: Tally | None, windows: Windows) -> Iterator[tuple[str, str]]:
    """Name and value of everything the shares depend on besides the posts and the machine's score."""
    if not tables.labels:
        return
    said = [(row.post_id, row.label, row.labeller, row.viewpoints or "") for row in tables.labels]
    yield "labels file", sha256(repr(sorted(said)).encode()).hexdigest()
    seed = next((row.seed for row in tables.sample if row.seed), "")
    if seed:
        yield "sample seed", seed
    yield "local model", f"logistic, {FEATURES}, {BUCKETS} buckets, {FOLDS} folds, ridge {RIDGE}"
    for part in phase_labels(tally, windows) if tally is not None else ():
        if part.share is not None:
            found = part.share.estimate
            numbers = f"lambda {found.lam:.3f}, n {part.labels}, n_eff {found.effective_n:.0f}"
            yield f"share {part.phase}", numbers


def agreement(tables: Tables) -> Kappa | None:
    """How far the two people agree on stances who share most posts; None with fewer than `ENOUGH_SHARED`."""
    said: dict[str, dict[str, str]] = {}
    for row in tables.labels:
        said.setdefault(row.labeller, {})[row.post_id] = row.label
    names = sorted(said)
    pairs = [(one, two) for i, one in enumerate(names) for two in names[i + 1 :]]
    both = max((sorted(said[one].keys() & said[two].keys()) for one, two in pairs), key=len, default=[])
    if len(both) < ENOUGH_SHARED:
        return None
    one, two = next(pair for pair in pairs if sorted(said[pair[0]].keys() & said[pair[1]].keys()) == both)
    return cohen_kappa([said[one][post] for post in both], [said[two][post] for post in both])
