"""Labels in the terminal, one key a text; every key is saved before the next text is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Final

from reporter.incident import CodebookItem
from reporter.labelling.book import LabelBook
from reporter.labelling.task import Task, entries
from reporter.labels.draw import Item

#: Key -> stance.
STANCE_KEYS: Final = {"1": "negative", "2": "neutral", "3": "positive"}
SKIP: Final = "s"
UNDO: Final = "u"
QUIT: Final = "q"
_LETTERS: Final = [letter for letter in ascii_lowercase if letter not in {SKIP, UNDO, QUIT}]


def viewpoint_keys(codebook: Sequence[CodebookItem]) -> dict[str, str]:
    """Key -> id of the viewpoint, in the codebook's order: a, b, c ... without s, u and q."""
    return {letter: item.id for letter, item in zip(_LETTERS, codebook, strict=False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What a labeller sees: a text and how far the work is; nothing of score, phase or platform.

    Args:
        item: the text.
        done: texts this labeller has labelled.
        whole: texts there are to label.
        marked: viewpoints marked so far.
    """

    item: Item
    done: int
    whole: int
    marked: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    """One labeller's work: the texts in order, what is done, what can be taken back."""

    todo: list[Item]
    done: int
    whole: int
    last: list[Item] = field(default_factory=list)


def run(
    task: Task,
    labeller: str,
    read_key: Callable[[], str],
    show: Callable[[Screen], None],
) -> int:
    """Take labels until the texts or the keys run out, or the labeller quits; how many were given.

    Args:
        task: what is to be labelled.
        labeller: who labels.
        read_key: the next key, lower case; empty when there is none any more.
        show: shows a text, again whenever a viewpoint was marked.
    """
    codes = viewpoint_keys(task.loaded.incident.codebook)
    order = task.ordered(labeller)
    todo = [item for item in order if not _done(task, item, labeller)]
    work = _Work(todo=todo, done=len(order) - len(todo), whole=len(order))
    _spread(task, order, labeller)
    given = 0
    while work.todo:
        key, marked = _answer(work, codes, read_key, show)
        if key in {QUIT, ""}:
            break
        given += _acted(work, task.book, labeller, key, marked if codes else None)
    return given


def _done(task: Task, item: Item, labeller: str) -> bool:
    said = task.said(item, labeller)
    # A label from before the codebook was written lacks its viewpoints.
    return said is not None and not (task.loaded.incident.codebook and said.viewpoints is None)


def _spread(task: Task, order: Sequence[Item], labeller: str) -> None:
    """Give posts drawn later the label their text has already."""
    own = task.labels.get(labeller, {})
    missing = []
    for item in order:
        said = task.said(item, labeller)
        if said is not None and any(post.key not in own for post in item.posts):
            viewpoints = None if said.viewpoints is None else tuple(filter(None, said.viewpoints.split("|")))
            missing += entries(item, said.label, labeller, viewpoints)
    if missing:
        task.book.put(missing)


def _answer(
    work: _Work,
    codes: Mapping[str, str],
    read_key: Callable[[], str],
    show: Callable[[Screen], None],
) -> tuple[str, tuple[str, ...]]:
    """The key that ends a text (stance, skip, undo, quit) and the viewpoints marked before it."""
    marked: list[str] = []
    ends = {*STANCE_KEYS, SKIP, UNDO, QUIT, ""}
    while True:
        show(Screen(item=work.todo[0], done=work.done, whole=work.whole, marked=tuple(marked)))
        key = read_key()
        while key not in ends and key not in codes:
            key = read_key()
        if key in ends:
            return key, tuple(one for one in codes.values() if one in marked)
        marked = [one for one in marked if one != codes[key]] if codes[key] in marked else [*marked, codes[key]]


def _acted(work: _Work, book: LabelBook, labeller: str, key: str, marked: tuple[str, ...] | None) -> int:
    """Do what a key says; 1 for a label, -1 for one taken back, 0 otherwise."""
    if key == SKIP:
        work.todo.append(work.todo.pop(0))
        return 0
    if key == UNDO:
        if not work.last:
            return 0
        item = work.last.pop()
        book.drop((post.key for post in item.posts), labeller)
        work.todo.insert(0, item)
        work.done -= 1
        return -1
    item = work.todo.pop(0)
    book.put(entries(item, STANCE_KEYS[key], labeller, marked))
    work.last.append(item)
    work.done += 1
    return 1
