"""What is to be labelled: the incident's sample, drawn or drawn further, with what is labelled already."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from reporter.errors import UserError, problem
from reporter.flow import collect, load, tell_stance
from reporter.i18n import _
from reporter.labelling.book import NAME, Entry, LabelBook
from reporter.labels.draw import GROWN, Drawn, Frame, Item, changed, drawn, framed, items
from reporter.load import Loaded
from reporter.load.files import replace_file
from reporter.load.rows import LabelRow
from reporter.metrics.labelled import drawn_from
from reporter.windows import Windows, declared_windows
from reporter.workshop import Export, Workshop

SAMPLE: Final = "sample.csv"
#: Posts drawn of each phase unless said otherwise: about ±6 points without any score.
PER_PHASE: Final = 300
_HEADER: Final = ("platform", "post_id", "phase", "stratum", "population", "drawn", "weight", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The labelling of one incident.

    Args:
        loaded: the incident.
        windows: its windows.
        frame: all posts that could be drawn.
        sample: those that were.
        items: their texts in the order they are shown.
        labels: what was said before, labeller -> post key -> row.
        book: where labels are written.
    """

    loaded: Loaded
    windows: Windows
    frame: Frame
    sample: Sequence[Drawn]
    items: tuple[Item, ...]
    labels: Mapping[str, Mapping[str, LabelRow]]
    book: LabelBook

    @property
    def stale(self) -> frozenset[str]:
        """The phases whose posts grew or shrank by more than a tenth since they were drawn from."""
        return _changed(self.loaded, self.frame, GROWN)

    def said(self, item: Item, labeller: str) -> LabelRow | None:
        """What a labeller said of a text: of any of its posts."""
        own = self.labels.get(labeller, {})
        return next((own[post.key] for post in item.posts if post.key in own), None)

    def ordered(self, labeller: str) -> tuple[Item, ...]:
        """The texts in this labeller's order: what others have labelled first, so that two soon share fifty."""
        others = {key for name, rows in self.labels.items() if name != labeller for key in rows}
        shared = [item for item in self.items if any(post.key in others for post in item.posts)]
        rest = [item for item in self.items if not any(post.key in others for post in item.posts)]
        return (*shared, *rest)


def prepared(project: Path, slug: str, workshop: Workshop, per_phase: int | None) -> Task:
    """The sample of an incident: what was drawn before stays, more is drawn if more is asked for.

    Where posts came or went since, the sample is renewed: labels of posts that leave it stay in
    labels.csv and teach the local model.  Writes sample.csv when the sample changed.

    Args:
        project: the project's folder.
        slug: the incident.
        workshop: of the project.
        per_phase: posts wanted before and after the first response each; 0 draws no more, None as many
            as were drawn before, `PER_PHASE` the first time.

    Raises: UserError - the incident is broken, or has no post to label (R203).
    """
    loaded = load(project, slug)
    if per_phase is None:
        per_phase = max(Counter(row.phase for row in loaded.tables.sample).values(), default=PER_PHASE)
    place = f"incidents/{slug}"
    book = LabelBook(loaded.folder, f"{place}/{NAME}", loaded.tables.sources.get("labels", ""))
    posts = workshop.posts(loaded, collect, tell_stance)
    windows = declared_windows(loaded.incident)
    known = [row.post_id for row in loaded.tables.sample] or [row.post_id for row in loaded.tables.labels]
    seed = next((row.seed for row in loaded.tables.sample if row.seed), "") or _seed(slug, workshop.exports(loaded))
    frame = Frame(most=max(per_phase, len(known), 1), wanted=frozenset(known))
    frame = framed(posts.chunks, windows, seed, frame, exported=bool(loaded.incident.codebook))
    if not frame.sizes:
        message = _("There is no post to label: none in the period whose stance the export does not state.")
        hint = _("Put exports into posts/; with a codebook, posts with the vendor's label are drawn, too.")
        raise UserError([problem("R203", message, hint=hint, file=f"{place}/posts")])
    renewed = _changed(loaded, frame) if per_phase else frozenset()
    sample = drawn(frame, per_phase, known, renewed)
    if renewed or (per_phase and len(sample) > len({row.post_id for row in loaded.tables.sample})):
        replace_file(loaded.folder / SAMPLE, _sample_text(sample, seed).encode("utf-8-sig"))
    return Task(
        loaded=loaded,
        windows=windows,
        frame=frame,
        sample=sample,
        items=items(sample, seed),
        labels=_by_labeller(loaded.tables.labels),
        book=book,
    )


def _changed(loaded: Loaded, frame: Frame, tolerance: float = 0.0) -> frozenset[str]:
    """The phases whose posts are others than those the sample was drawn from."""
    now = {phase: sum(sizes.values()) for phase, sizes in frame.sizes.items()}
    return changed(drawn_from(loaded.tables.sample), now, tolerance)


def _seed(slug: str, exports: Sequence[Export]) -> str:
    """A seed made of the incident's name and posts: nobody chooses the sample."""
    seal = blake2b(slug.encode(), digest_size=8)
    for export in exports:
        seal.update(f"{export.path.rpartition('/')[2]}\0{export.size}\n".encode("utf-8", "surrogatepass"))
    return seal.hexdigest()


def _sample_text(sample: Sequence[Drawn], seed: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for one in sample:
        post = one.post
        numbers = (one.population, one.drawn, f"{one.weight:.10g}")
        writer.writerow((post.platform, post.key, post.phase, one.stratum, *numbers, seed))
    return out.getvalue()


def _by_labeller(rows: Iterable[LabelRow]) -> dict[str, dict[str, LabelRow]]:
    found: dict[str, dict[str, LabelRow]] = {}
    for row in rows:
        found.setdefault(row.labeller, {})[row.post_id] = row
    return found


def entries(item: Item, label: str, labeller: str, viewpoints: tuple[str, ...] | None) -> list[Entry]:
    """One label of a text as a row for each of its drawn posts."""
    return [
        Entry(platform=post.platform, post_id=post.key, label=label, labeller=labeller, viewpoints=viewpoints)
        for post in item.posts
    ]
