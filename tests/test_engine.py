"""One process or several: the same scores, the same bytes, and a dead worker loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.cache import ScoreCache
from reporter.engine import Labelling, labelled, score_texts, tally_all
from reporter.engine.scoring import Guess
from reporter.labels import no_hand
from reporter.tallies import Tally, merged, tally
from reporter.text.clean import for_scoring
from reporter.text.different import different
from reporter.windows import WHOLE, Window, Windows
from tests.builders import NOON, a_chunk, a_post
from tests.scorers import DyingScorer, FailingScorer, ToyScorer

_START: Final = int(NOON.timestamp())
WINDOWS: Final = Windows(zone="Asia/Shanghai", t0=None, items=(Window(WHOLE, _START, _START + 86_400),))


def chunks(n: int, rows: int = 30) -> list[pa.RecordBatch]:
    """Chunks of posts, a few of them with the export's own label."""
    posts = [
        a_post(time=NOON + timedelta(minutes=i), text="贵" * (i % 7), stance="neutral" if i % 10 == 0 else None, line=i)
        for i in range(n * rows)
    ]
    return [a_chunk(posts[i : i + rows]) for i in range(0, len(posts), rows)]


def _lengths(texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """A local model that knows lengths."""
    return np.array([(len(text) / 9, 0.1) for text in texts], np.float64).reshape(-1, 2)


@pytest.fixture(params=[1, 2], ids=["here", "processes"])
def workers(request: pytest.FixtureRequest) -> int:
    """Every engine there is."""
    return int(request.param)


def test_every_engine_gives_the_same_tally_to_the_byte(workers: int) -> None:
    """More posts than one group of tallies, added in any grouping."""
    ready = list(labelled(chunks(20), ToyScorer()))

    total = tally_all(ready, WINDOWS, workers=workers)

    assert total.to_bytes() == merged([tally(chunk, WINDOWS) for chunk in reversed(ready)]).closed().to_bytes()
    assert total.count() == 600


def test_scores_come_in_order_and_progress_counts_up_to_all() -> None:
    """A long wait is told in steps."""
    texts = [f"{'好' * (i % 9)}{i}" for i in range(250)]
    told: list[tuple[int, int]] = []

    scores = score_texts(texts, ToyScorer(), progress=lambda done, of: told.append((done, of)))

    assert scores.tolist() == [1 - 1 / (1 + len(text)) for text in texts]
    assert told == [(100, 250), (200, 250), (250, 250)]


def test_a_killed_worker_loses_nothing() -> None:
    """Two processes with 430 MB each may meet the kernel's memory killer half way through."""
    scorer = DyingScorer()
    texts = [f"{'贵' * (i % 5)}{i}" for i in range(450)]
    texts[-1] = scorer.deadly  # in the fifth batch: handed out when the first has come back

    scores = score_texts(texts, scorer, workers=2)

    assert scores.tolist() == ToyScorer().score(texts).tolist()
    assert scorer.deadly in scorer.seen
    assert texts[0] not in scorer.seen


def test_a_scorers_bug_is_not_taken_for_a_dead_worker() -> None:
    """An error keeps its own name instead of being tried again."""
    with pytest.raises(ZeroDivisionError):
        score_texts(["贵"], FailingScorer())


def test_a_text_is_scored_once_and_never_again(tmp_path: Path) -> None:
    """Names are gone before scoring: copies to other people are one text; a second build scores none."""
    texts = ["@张三 贵", "@李四 贵", "贵", "退款"]
    first, second = ToyScorer(), ToyScorer()

    cold = score_texts(texts, first, ScoreCache(tmp_path, first.identity().key))
    warm = score_texts(texts[::-1], second, ScoreCache(tmp_path, second.identity().key))

    assert first.seen == ["贵", "退款"]
    assert second.seen == []
    assert cold.tolist() == warm[::-1].tolist() == pytest.approx([0.5, 0.5, 0.5, 2 / 3])


def test_posts_the_export_labelled_are_not_scored() -> None:
    """Their stance is known; two million of them would cost five hours."""
    scorer = ToyScorer()
    chunk = a_chunk([a_post(text="一", stance="negative"), a_post(text="一二")])

    (ready,) = labelled([chunk], scorer)

    assert scorer.seen == ["一二"]
    assert ready.column("score").to_pylist() == [None, pytest.approx(2 / 3)]
    assert ready.column("stance_source").to_pylist() == ["export", "machine"]


@given(
    st.lists(st.tuples(st.sampled_from(["", "贵", "退款", "@张三 贵"]), st.none() | st.just("negative")), max_size=9),
    st.sampled_from([None, ToyScorer()]),
    st.sampled_from([None, _lengths]),
)
def test_a_chunk_by_itself_is_labelled_as_in_a_row(
    rows: list[tuple[str, str | None]], scorer: ToyScorer | None, local: Guess | None
) -> None:
    """What was told apart for counting serves for scoring too: the same labels, and no other text asked for."""
    chunk = a_chunk([a_post(text=text, stance=stance) for text, stance in rows])
    how = Labelling(scorer=scorer, local=local)

    alone = how.of(chunk, different(chunk.column("text")))

    expected = [row for one in how.over([chunk]) for row in one.to_pylist()]
    assert alone.to_pylist() == expected
    for (text, stance), row in zip(rows, expected, strict=True):
        asked = stance is None
        assert row["score"] == (None if scorer is None or not asked else scorer.score([for_scoring(text)])[0])
        assert row["local_negative"] == (None if local is None or not asked else local([text])[0, 0])


@given(st.lists(st.none() | st.text(max_size=2)))
def test_each_different_text_is_told_once(texts: list[str | None]) -> None:
    """Every row says which text it has; a row without one says so."""
    found = different(pa.array(texts, pa.string()))

    assert len(set(found.texts)) == len(found.texts)
    assert [[*found.texts, None][i] for i in found.number.tolist()] == texts


def test_chunks_keep_their_rows_and_their_order() -> None:
    """Labels are joined by position: an empty chunk between two must not shift them."""
    given = [*chunks(1), a_chunk(), *chunks(2)]

    ready = list(labelled(given, ToyScorer(), hand=no_hand()))

    assert [chunk.num_rows for chunk in ready] == [30, 0, 30, 30]
    for before, after in zip(given, ready, strict=True):
        assert after.select(before.schema.names).equals(before)
        expected = [None if row["stance"] else 1 - 1 / (1 + len(row["text"])) for row in before.to_pylist()]
        assert after.column("score").to_pylist() == expected


def test_without_a_scorer_nothing_is_guessed() -> None:
    """Undetermined, by nobody."""
    (ready,) = labelled(chunks(1), None)

    assert set(ready.column("stance_source").to_pylist()) == {"export", "none"}


def test_no_chunk_at_all_is_an_empty_tally(workers: int) -> None:
    """An incident may come without posts."""
    assert tally_all([], WINDOWS, workers=workers).to_bytes() == Tally(WINDOWS).closed().to_bytes()
    assert list(labelled([], ToyScorer())) == []
    assert score_texts([], ToyScorer()).dtype == np.float64


def test_small_input_starts_no_process() -> None:
    """A spawned worker costs more than a small incident altogether."""
    before = set(threading.enumerate())

    tally_all(labelled(chunks(2), ToyScorer()), WINDOWS)

    assert set(threading.enumerate()) <= before
