"""Chunks become labelled chunks and one tally: in this process, or in several when that pays.

The result is the same to the byte either way, and a worker that dies costs
time only: what it had in hand is done here instead.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.cache import ScoreCache, text_keys
from reporter.labels import Hand, label_chunk, no_hand
from reporter.tallies import VOLUME, Tally, merged, tally
from reporter.text.clean import USUAL
from reporter.text.sentiment import Scorer
from reporter.text.words import CommonWords, common_words
from reporter.windows import Window, Windows

_In = TypeVar("_In")
_Out = TypeVar("_Out")

#: Told after each batch: texts scored so far, texts to score.
Progress = Callable[[int, int], None]
#: Texts in, P(negative) and P(positive) out.
Guess = Callable[[Sequence[str]], npt.NDArray[np.float64]]

#: Batches (a scorer's `batch` is a second's work or less) beyond which a second process is worth its start.
MANY_BATCHES: Final = 10
#: Rows beyond which counting is worth another process.
MANY_ROWS: Final = 500_000

_BATCH: Final = 100  # texts a scorer gets at once unless it says how many are a second's work: progress moves
_GROUP: Final = 200_000  # rows whose texts are scored together; bounds memory
_TOGETHER: Final = 16  # tallies added in one go


def spread(task: Callable[[_In], _Out], items: Iterable[_In], workers: int) -> Iterator[_Out]:
    """`task` of each item, in order, in `workers` processes (1: this one).

    Args:
        task: a function of a module, or a `partial` of one; it and its items must be picklable.
        items: read only a little ahead of the work.
        workers: how many processes.
    """
    if workers <= 1:
        yield from map(task, items)
        return
    # spawn everywhere: fork copies threads' locks (pyarrow has threads), and Windows has no other.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[_In, Future[_Out] | None]] = deque()
        source = iter(items)
        for item in islice(source, 2 * workers):
            waiting.append((item, _submitted(pool, task, item)))
        try:
            while waiting:
                item, future = waiting.popleft()
                yield _result(task, item, future)
                waiting.extend((one, _submitted(pool, task, one)) for one in islice(source, 1))
        finally:  # an error or an interrupt does not wait for work nobody will read
            pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, task: Callable[[_In], _Out], item: _In) -> Future[_Out] | None:
    try:
        return pool.submit(task, item)
    except BrokenProcessPool:  # a worker died before: the rest is done here
        return None


def _result(task: Callable[[_In], _Out], item: _In, future: Future[_Out] | None) -> _Out:
    try:
        return task(item) if future is None else future.result()
    except BrokenProcessPool:
        return task(item)


def _workers(work: int, many: int, wanted: int | None) -> int:
    if wanted is not None:
        return wanted
    return (os.cpu_count() or 1) if work > many else 1


# Scores ---------------------------------------------------------------------


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
    workers = _workers(len(batches), MANY_BATCHES, workers)
    done: list[npt.NDArray[np.float64]] = []
    for scores in spread(scorer.score, batches, min(workers, len(batches))):
        done.append(scores)
        if progress is not None:
            progress(sum(map(len, done)), len(texts))
    return np.concatenate(done)


# Labels ---------------------------------------------------------------------


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
    """The chunks with their label columns (schema `labels.LABELLED`), in order.

    Posts the export has labelled are not scored: its word counts before the machine's.

    Args:
        chunks: posts in the canonical schema.
        scorer: the engine; None scores nothing.
        cache: the scorer's known scores.
        hand: what people said of which post.
        local: the local model's scores of texts, shape (texts, 2); None without a model.
        workers: processes for scoring; None chooses by the number of texts.
        progress: told how far the scoring is.
    """
    for group in _groups(chunks):
        score = _score_column(group, scorer, cache, workers=workers, progress=progress)
        guesses = _guess_columns(group, local)
        at = 0
        for chunk in group:
            rows = slice(at, at + chunk.num_rows)
            yield label_chunk(chunk, score[rows], hand or no_hand(), guesses[rows])
            at += chunk.num_rows


def _groups(chunks: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    for chunk in chunks:
        group.append(chunk)
        if sum(one.num_rows for one in group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group


def _score_column(
    group: Sequence[pa.RecordBatch],
    scorer: Scorer | None,
    cache: ScoreCache | None,
    *,
    workers: int | None,
    progress: Progress | None,
) -> npt.NDArray[np.float64]:
    """The score of every row of the group, NaN where the post is not scored."""
    posts = pa.Table.from_batches(group)
    scores = np.full(posts.num_rows, np.nan)
    if scorer is None:
        return scores
    wanted = pc.is_null(posts["stance"]).to_numpy()
    texts = posts["text"].filter(pa.array(wanted)).combine_chunks().dictionary_encode()
    different = score_texts(texts.dictionary.to_pylist(), scorer, cache, workers=workers, progress=progress)
    scores[wanted] = different[texts.indices.to_numpy()]
    return scores


def _guess_columns(group: Sequence[pa.RecordBatch], local: Guess | None) -> npt.NDArray[np.float64]:
    """What the local model says of every row of the group, NaN where the export has the word."""
    posts = pa.Table.from_batches(group)
    guesses = np.full((posts.num_rows, 2), np.nan)
    if local is None:
        return guesses
    wanted = pc.is_null(posts["stance"]).to_numpy()
    texts = posts["text"].filter(pa.array(wanted)).combine_chunks().dictionary_encode()
    different = local(texts.dictionary.to_pylist())
    guesses[wanted] = different[texts.indices.to_numpy()]
    return guesses


# Tallies --------------------------------------------------------------------


def tally_all(chunks: Iterable[pa.RecordBatch], windows: Windows, *, workers: int | None = None) -> Tally:
    """The tally of all labelled chunks; the same bytes in any order, any cut, any number of processes.

    Args:
        chunks: posts with labels (schema `labels.LABELLED`).
        windows: the incident's declared boundaries.
        workers: processes; None chooses by the number of rows.
    """
    source = iter(chunks)
    if workers is None:
        first, rows = _taken(source, MANY_ROWS)
        source, workers = chain(first, source), _workers(rows, MANY_ROWS, None)
    tallies = spread(partial(tally, windows=windows), source, workers)
    total = Tally(windows)
    while some := list(islice(tallies, _TOGETHER)):
        total = merged([total, *some])
    return total


def _taken(chunks: Iterator[pa.RecordBatch], enough: int) -> tuple[list[pa.RecordBatch], int]:
    """Chunks until more than `enough` rows are taken, and their rows."""
    taken: list[pa.RecordBatch] = []
    rows = 0
    for chunk in chunks:
        taken.append(chunk)
        rows += chunk.num_rows
        if rows > enough:
            break
    return taken, rows


# Words ----------------------------------------------------------------------


def shared_words(chunks: Iterable[pa.RecordBatch], windows: Windows) -> CommonWords:
    """The words most different texts of the period hold; comments are no part of it, as of the volume."""
    return common_words(text for chunk in chunks for text in _period_texts(chunk, windows.whole))


def _period_texts(chunk: pa.RecordBatch, period: Window) -> list[str]:
    seconds = chunk.column("time").cast(pa.int64()).fill_null(period.end)
    inside = pc.and_(pc.greater_equal(seconds, period.start), pc.less(seconds, period.end))
    said = pc.is_in(chunk.column("kind"), value_set=pa.array(VOLUME))
    usable = pc.not_equal(chunk.column("time_precision"), "imprecise")
    rows = chunk.filter(pc.and_(pc.and_(inside, said), usable))
    texts: list[str] = rows.column("text").unique().to_pylist()
    return texts
