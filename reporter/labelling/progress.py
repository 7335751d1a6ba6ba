"""How far the labelling is, how far two people agree, and what more labels would buy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from reporter.i18n import _
from reporter.labelling.task import Task
from reporter.labels.draw import Item
from reporter.load.rows import LabelRow
from reporter.metrics.labelled import ENOUGH_SHARED, phase_labels
from reporter.metrics.shares import WIDTHS, Bought, bought
from reporter.names import STANCES, word
from reporter.stats import Kappa, cohen_kappa
from reporter.tallies import Tally
from reporter.units import significant
from reporter.windows import AFTER, BEFORE, WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseProgress:
    """One phase of the sample.

    Args:
        phase: its id.
        posts: posts that could be drawn.
        drawn: posts that were.
        labelled: drawn posts that anybody labelled.
        value: the negative share in per cent as estimated now; None with too few labels.
        half_width: half the width of its interval in points.
        bought: labels that each of `shares.WIDTHS` takes in this phase.
        stale: whether its posts are no longer those it was drawn from, to more than a tenth.
    """

    phase: str
    posts: int
    drawn: int
    labelled: int
    value: float | None
    half_width: float | None
    bought: tuple[Bought, ...]
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two labellers agree on one question.

    Args:
        question: `stance`, or the id of a viewpoint.
        name: the same in words.
        kappa: their agreement.
    """

    question: str
    name: str
    kappa: Kappa


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The state of an incident's labelling.

    Args:
        texts: different texts of the sample.
        done: texts labelled, by labeller.
        phases: the phases.
        labellers: the two who share most texts; empty without two.
        shared: texts both labelled.
        agreement: of the two, when they share `ENOUGH_SHARED` texts.
        disagreements: (number, text, what the first said, what the second said).
        undecided: texts whose labellers are tied: they count nowhere until somebody decides.
    """

    texts: int
    done: Mapping[str, int]
    phases: tuple[PhaseProgress, ...]
    labellers: tuple[str, ...]
    shared: int
    agreement: tuple[Agreement, ...]
    disagreements: tuple[tuple[str, str, str, str], ...]
    undecided: int


def progress(task: Task, tally: Tally | None) -> Progress:
    """The state of the labelling.

    Args:
        task: the labelling.
        tally: of the incident's posts with the labels there are; None without posts.
    """
    pair = _pair(task)
    shared = [item for item in task.items if pair and all(task.said(item, one) is not None for one in pair)]
    enough = len(shared) >= ENOUGH_SHARED
    return Progress(
        texts=len(task.items),
        done={name: sum(task.said(item, name) is not None for item in task.items) for name in sorted(task.labels)},
        phases=tuple(_phase(task, tally, phase) for phase in sorted(task.frame.sizes, key=_in_time)),
        labellers=pair,
        shared=len(shared),
        agreement=tuple(_agreement(task, pair, shared)) if enough else (),
        disagreements=tuple(_disagreements(task, pair, shared)),
        undecided=sum(_tied(task, item) for item in task.items),
    )


def _in_time(phase: str) -> int:
    return (WHOLE, BEFORE, AFTER).index(phase)


def _pair(task: Task) -> tuple[str, ...]:
    """The two labellers who share most posts, by name."""
    pairs = list(combinations(sorted(task.labels), 2))
    return max(pairs, key=lambda pair: len(task.labels[pair[0]].keys() & task.labels[pair[1]].keys()), default=())


def _both(task: Task, pair: Sequence[str], item: Item) -> tuple[LabelRow, LabelRow]:
    first, second = (task.said(item, name) for name in pair)
    if first is None or second is None:
        raise ValueError(item.id)
    return first, second


def _agreement(task: Task, pair: Sequence[str], shared: Sequence[Item]) -> Iterator[Agreement]:
    rows = [_both(task, pair, item) for item in shared]
    stances = cohen_kappa([one.label for one, _two in rows], [two.label for _one, two in rows])
    yield Agreement(question="stance", name=_("stance"), kappa=stances)
    asked = [(one.viewpoints, two.viewpoints) for one, two in rows]
    said = [(one.split("|"), two.split("|")) for one, two in asked if one is not None and two is not None]
    for item in task.loaded.incident.codebook if len(said) >= ENOUGH_SHARED else ():
        first, second = ([str(item.id in some) for some in side] for side in zip(*said, strict=True))
        yield Agreement(question=item.id, name=str(item.name), kappa=cohen_kappa(first, second))


def _disagreements(task: Task, pair: Sequence[str], shared: Sequence[Item]) -> Iterator[tuple[str, str, str, str]]:
    for item in shared:
        one, two = _both(task, pair, item)
        if one.label != two.label:
            yield item.id, item.text, one.label, two.label


def _tied(task: Task, item: Item) -> bool:
    said = [row.label for rows in task.labels.values() for row in (rows.get(item.posts[0].key),) if row is not None]
    counts = sorted((said.count(label) for label in set(said)), reverse=True)
    return len(counts) > 1 and counts[0] == counts[1]


def _phase(task: Task, tally: Tally | None, phase: str) -> PhaseProgress:
    keys = {one.post.key for one in task.sample if one.post.phase == phase}
    labelled = keys & {key for rows in task.labels.values() for key in rows}
    known = {part.phase: part for part in phase_labels(tally, task.windows)} if tally is not None else {}
    found = known.get(phase)
    value, half = (found.value, found.half_width) if found is not None else (None, None)
    return PhaseProgress(
        phase=phase,
        posts=sum(task.frame.sizes[phase].values()),
        drawn=len(keys),
        labelled=len(labelled),
        value=None if value is None else 100 * value,
        half_width=None if half is None else 100 * half,
        bought=bought(value),
        stale=phase in task.stale,
    )


# Shown ------------------------------------------------------------------------


def as_lines(state: Progress) -> Iterator[str]:
    """The state in words."""
    names = {WHOLE: _("report period"), BEFORE: _("before the first response"), AFTER: _("after the first response")}
    yield _("{n} different texts to label").format(n=state.texts)
    for name, n in state.done.items():
        yield _("  labelled by {name}: {n}").format(name=name or _("(no name)"), n=n)
    for phase in state.phases:
        words = _("{phase}: {posts} posts, {drawn} drawn, {labelled} labelled")
        numbers = {"posts": phase.posts, "drawn": phase.drawn, "labelled": phase.labelled}
        yield words.format(phase=names[phase.phase], **numbers)
        if phase.stale:
            yield _("  the posts have changed by more than a tenth since the draw; draw again: reporter label SLUG")
            yield _("  labels given before are kept; those of posts no longer drawn still teach the local model")
        if phase.value is not None and phase.half_width is not None:
            words = _("  negative share {value:.1f}%, margin about ±{half:.1f} points")
            yield words.format(value=phase.value, half=phase.half_width)
        yield _("  labels it takes: {list}").format(list=_("; ").join(map(bought_words, phase.bought)))
    yield from _agreement_lines(state)


def bought_words(one: Bought) -> str:
    """`±7 points: about 193 labels`."""
    return _("±{points} points: about {labels} labels").format(points=one.points, labels=one.labels)


def _agreement_lines(state: Progress) -> Iterator[str]:
    if not state.labellers:
        yield _("One labeller so far: let a second one label {n} texts (--labeller NAME).").format(n=ENOUGH_SHARED)
        return
    both = _(", ").join(name or _("(no name)") for name in state.labellers)
    yield _("{both} share {n} texts").format(both=both, n=state.shared)
    if not state.agreement:
        yield _("  kappa needs {n} shared texts").format(n=ENOUGH_SHARED)
    for one in state.agreement:
        yield "  " + kappa_words(one)
    if state.disagreements:
        yield _("  they differ on {n} texts (--disagreements lists them)").format(n=len(state.disagreements))
    if state.undecided:
        yield _("  {n} texts are tied and count nowhere until a third labeller decides").format(n=state.undecided)


def kappa_words(one: Agreement) -> str:
    """`stance: kappa 0.81 (0.72 to 0.90), same answer 90%`."""
    found = one.kappa
    if found.value is None:
        return _("{name}: always the same answer").format(name=one.name)
    words = _("{name}: kappa {value:.2f} ({low:.2f} to {high:.2f}), same answer {same:.0%}")
    return words.format(name=one.name, value=found.value, low=found.low, high=found.high, same=found.same)


def disagreement_lines(state: Progress) -> Iterator[str]:
    """One line for each text the two differ on."""
    for number, text, one, two in state.disagreements:
        first, second = (word(STANCES, said) for said in (one, two))
        yield f"{number} {first} / {second} {text}"


def as_json(state: Progress) -> dict[str, Any]:
    """The state as plain data."""
    return {
        "texts": state.texts,
        "done": dict(state.done),
        "phases": [_phase_json(phase) for phase in state.phases],
        "widths": list(WIDTHS),
        "labellers": list(state.labellers),
        "shared": state.shared,
        "agreement": [_agreement_json(one) for one in state.agreement],
        "disagreements": [
            dict(zip(("id", "text", "first", "second"), one, strict=True)) for one in state.disagreements
        ],
        "undecided": state.undecided,
    }


def _phase_json(phase: PhaseProgress) -> dict[str, Any]:
    return {
        "phase": phase.phase,
        "posts": phase.posts,
        "drawn": phase.drawn,
        "labelled": phase.labelled,
        "negative_share": None if phase.value is None else significant(phase.value),
        "half_width": None if phase.half_width is None else significant(phase.half_width),
        "stale": phase.stale,
        "labels_for": {str(one.points): one.labels for one in phase.bought},
    }


def _agreement_json(one: Agreement) -> dict[str, Any]:
    found = one.kappa
    ends = {"kappa": found.value, "low": found.low, "high": found.high, "same": found.same}
    numbers = {name: None if end is None else significant(end) for name, end in ends.items()}
    return {"question": one.question, "name": one.name, "n": found.n, **numbers}
