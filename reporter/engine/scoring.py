"""Chunks become labelled chunks: every different text is scored once, here or in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.cache import ScoreCache, text_keys
from reporter.engine.executors import spread, workers_for
from reporter.labels import Hand, label_chunk, no_hand
from reporter.text.clean import USUAL
from reporter.text.different import Different, different
from reporter.text.sentiment import Scorer

#: Told after each batch: texts scored so far, texts to score.
Progress = Callable[[int, int], None]
#: Texts in, P(negative) and P(positive) out.
Guess = Callable[[Sequence[str]], npt.NDArray[np.float64]]

#: Batches (a scorer's `batch` is a second's work or less) beyond which a second process is worth its start.
MANY_BATCHES: Final = 10

_BATCH: Final = 100  # texts a scorer gets at once unless it says how many are a second's work: progress moves
_GROUP: Final = 200_000  # rows whose texts are scored together; bounds memory


def score_texts(
    texts: Sequence[str],
    scorer: Scorer,
    cache: ScoreCache | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> npt.NDArray[np.float64]:
    """P(positive) of each text, in order, in 0..1; every different prepared text is scored once.

    Args:
        texts: posts as they stand in the canonical table.
        scorer: the engine.
        cache: the scorer's known scores, read and added to; None keeps nothing.
        workers: processes; None chooses by the number of texts.
        progress: told how far the work is.
    """
    ready = _ready(texts, scorer)
    prepared = list(dict.fromkeys(ready))
    keys = text_keys(prepared)
    scores = cache.look_up(keys) if cache is not None else np.full(len(prepared), np.nan)
    missing = np.flatnonzero(np.isnan(scores))
    if len(missing):
        todo = [prepared[i] for i in missing]
        scores[missing] = _scored(todo, scorer, workers, progress)
        if cache is not None:
            cache.add(keys[missing], scores[missing])
    by_text = dict(zip(prepared, scores, strict=True))
    return np.fromiter((by_text[text] for text in ready), np.float64, count=len(ready))


def _ready(texts: Sequence[str], scorer: Scorer) -> list[str]:
    """Each text as the scorer wants it: by its own rules (`text.chosen.Chosen`), else by the usual ones."""
    prepare: Callable[[Iterable[str]], list[str]] = getattr(scorer, "ready", USUAL.all_ready)
    return prepare(texts)


def _scored(
    texts: Sequence[str],
    scorer: Scorer,
    workers: int | None,
    progress: Progress | None,
) -> npt.NDArray[np.float64]:
    size: int = getattr(scorer, "batch", _BATCH)
    batches = [texts[i : i + size] for i in range(0, len(texts), size)]
    workers = workers_for(len(batches), MANY_BATCHES, workers)
    done: list[npt.NDArray[np.float64]] = []
    for scores in spread(scorer.score, batches, min(workers, len(batches))):
        done.append(scores)
        if progress is not None:
            progress(sum(map(len, done)), len(texts))
    return np.concatenate(done)


# Labels ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """All that decides the labels of posts; it may cross to another process.

    Args:
        scorer: the engine; None scores nothing.
        cache: the scorer's known scores.
        hand: what people said of which post.
        local: the local model's scores of texts, shape (texts, 2); None without a model.
    """

    scorer: Scorer | None
    cache: ScoreCache | None = None
    hand: Hand | None = None
    local: Guess | None = None

    @property
    def key(self) -> str:
        """128 bits, hexadecimal, of everything that decides a label: equal keys give equal labels."""
        model = getattr(self.local, "model", None)
        scorer = self.scorer.identity().key if self.scorer is not None else ""
        facts = f"{scorer}\0{_in_order(self.hand)}\0{getattr(model, 'key', '')}"
        return blake2b(facts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @property
    def caches(self) -> tuple[ScoreCache, ...]:
        """Every cache of scores, in a fixed order."""
        own = (self.cache,) if self.cache is not None else ()
        return (*own, *getattr(self.local, "caches", ()))

    def over(
        self,
        chunks: Iterable[pa.RecordBatch],
        *,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """The chunks with their label columns (schema `labels.LABELLED`), in order.

        Posts the export has labelled are not scored: its word counts before the machine's.

        Args:
            chunks: posts in the canonical schema.
            workers: processes for scoring; None chooses by the number of texts.
            progress: told how far the scoring is.
        """
        try:
            for group in _groups(chunks):
                yield from self._labelled(group, workers, progress)
        finally:
            for known in self.caches:
                known.save()

    def _labelled(
        self,
        group: Sequence[pa.RecordBatch],
        workers: int | None,
        progress: Progress | None,
    ) -> Iterator[pa.RecordBatch]:
        posts = pa.Table.from_batches(group).select(["stance", "text"])
        score, guesses = self._asked(posts, different(posts["text"].combine_chunks()), workers, progress)
        at = 0
        for chunk in group:
            rows = slice(at, at + chunk.num_rows)
            yield label_chunk(chunk, score[rows], self.hand or no_hand(), guesses[rows])
            at += chunk.num_rows

    def of(self, chunk: pa.RecordBatch, texts: Different) -> pa.RecordBatch:
        """The same of one chunk whose different texts are known, scored in this process; the caches are not saved."""
        score, guesses = self._asked(chunk, texts, 1, None)
        return label_chunk(chunk, score, self.hand or no_hand(), guesses)

    def _asked(
        self, posts: pa.Table | pa.RecordBatch, texts: Different, workers: int | None, progress: Progress | None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """The score and the local model's guesses of every row, NaN where the export has the word or nobody answers."""
        wanted = np.asarray(pc.is_null(posts["stance"]).to_numpy(zero_copy_only=False), np.bool_)
        score, guesses = np.full(len(wanted), np.nan), np.full((len(wanted), 2), np.nan)
        number = texts.number[wanted]
        needed = np.zeros(len(texts.texts), np.bool_)
        needed[number] = True
        some = [texts.texts[i] for i in np.flatnonzero(needed).tolist()]
        which = (np.cumsum(needed) - 1)[number]
        if self.scorer is not None:
            score[wanted] = score_texts(some, self.scorer, self.cache, workers=workers, progress=progress)[which]
        if self.local is not None:
            guesses[wanted] = self.local(some)[which]
        return score, guesses


def _in_order(hand: Hand | None) -> str:
    """`hand` as text, the same in every process: sets have an order of their own in each."""
    if hand is None:
        return ""
    return repr([(field.name, _sorted(getattr(hand, field.name))) for field in fields(hand)])


def _sorted(values: Mapping[str, str] | Iterable[str] | None) -> list[str]:
    inside = values.items() if isinstance(values, Mapping) else values
    return sorted(map(repr, inside or ()))


def labelled(  # noqa: PLR0913 - all that decides a label; the last two only how fast
    chunks: Iterable[pa.RecordBatch],
    scorer: Scorer | None,
    cache: ScoreCache | None = None,
    hand: Hand | None = None,
    *,
    local: Guess | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Iterator[pa.RecordBatch]:
    """`Labelling.over` of the chunks."""
    how = Labelling(scorer=scorer, cache=cache, hand=hand, local=local)
    return how.over(chunks, workers=workers, progress=progress)


def _groups(chunks: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    for chunk in chunks:
        group.append(chunk)
        if sum(one.num_rows for one in group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group
