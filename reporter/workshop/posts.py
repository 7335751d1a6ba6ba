"""An incident's posts as everything behind asks for them: read, labelled, or only the results of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import pyarrow as pa

from reporter.analysis import Analysis
from reporter.engine import Labelling, Stage, Tell, tell_nobody
from reporter.intake import PostsRead
from reporter.provenance import Input
from reporter.workshop.exports import Export

#: Posts kept in memory with their labels; more are labelled anew each time they are asked for
#: (their scores are cached), so that a file larger than memory passes through.
HELD: Final = 500_000


@dataclass(frozen=True, slots=True)
class Relabelled:
    """Chunks made anew at each reading: what memory cannot hold is never kept."""

    make: Callable[[], Iterable[pa.RecordBatch]]

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """The labelled chunks, from the first."""
        return iter(self.make())


class LabelledPosts:
    """An incident's posts, read and labelled when they are first asked for.

    Args:
        analysis: the results worked out of them, known ones first.
        files: where they come from.
        read: reads the files.
        label: what decides the labels of what was read.
        scorer: key of the engine and its rules.
        tell: told how far the scoring is.
        frozen: the file with all their results, when the posts themselves are gone; else "".
        inputs: the posts files the frozen results come from.
    """

    def __init__(  # noqa: PLR0913 - each is asked for at another time
        self,
        *,
        analysis: Analysis,
        files: tuple[Export, ...],
        read: Callable[[], PostsRead],
        label: Callable[[PostsRead], Labelling],
        scorer: Callable[[], str],
        tell: Tell = tell_nobody,
        frozen: str = "",
        inputs: tuple[Input, ...] = (),
    ) -> None:
        self.analysis, self.files = analysis, files
        self.frozen, self.inputs = frozen, inputs
        self._read, self._label, self._scorer, self._tell = read, label, scorer, tell

    @cached_property
    def scorer(self) -> str:
        """Which engine tells their stance: what every result that rests on stances depends on."""
        return self._scorer()

    @cached_property
    def read(self) -> PostsRead:
        """Balances, rejects and warnings, and the chunks without labels."""
        return self._read()

    @cached_property
    def labelling(self) -> Labelling:
        """What decides their labels."""
        return self._label(self.read)

    @cached_property
    def chunks(self) -> Iterable[pa.RecordBatch]:
        """The labelled chunks, to be read as often as wanted."""
        tell = partial(self._tell, Stage.SCORING)
        make = partial(self.labelling.over, self.read.chunks, progress=tell)
        return Relabelled(make) if self.many else tuple(make())

    @property
    def many(self) -> bool:
        """Whether there are too many to hold with their labels."""
        return self.read.used > HELD
