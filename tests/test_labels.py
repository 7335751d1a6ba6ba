"""Whose word counts: the export's, then a person's, then the machine's."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from reporter.labels import FINAL_STANCES, LABELLED, Hand, HandLabel, Source, agreed, label_chunk, stance_named
from reporter.posts import STANCES
from tests.builders import a_chunk, a_post


def test_the_most_trusted_label_wins_in_every_combination() -> None:
    """All 4 x 4 x 4 x 3 combinations of export, hand, local model and machine, by the rule in one line."""
    guesses = {None: (np.nan, np.nan), "negative": (0.6, 0.3), "positive": (0.2, 0.5), "neutral": (0.3, 0.3)}
    cases = list(product((None, *STANCES), (None, *STANCES), guesses, (None, 0.2, 0.5)))
    chunk = a_chunk(a_post(post_id=str(i), stance=export) for i, (export, *_rest) in enumerate(cases))
    hand = {str(i): label for i, (_e, label, _l, _m) in enumerate(cases) if label is not None}
    local = np.array([guesses[guess] for _e, _h, guess, _m in cases])
    scores = np.array([np.nan if score is None else score for *_rest, score in cases])

    table = label_chunk(chunk, scores, Hand(stances=hand), local)

    assert table.schema == LABELLED
    for (export, by_hand, guess, score), row in zip(cases, table.to_pylist(), strict=True):
        machine = None if score is None else "negative" if score < 0.5 else "undetermined"
        ranked = {"export": export, "hand": by_hand, "local": guess, "machine": machine}
        source, stance = next(((s, v) for s, v in ranked.items() if v), ("none", "undetermined"))
        assert (row["final_stance"], row["stance_source"]) == (stance, source)
        assert (row["machine_stance"], row["hand_label"], row["stance"]) == (machine, by_hand, export)
        assert row["final_stance"] in FINAL_STANCES
        assert row["stance_source"] in set(Source)


def test_a_chunk_without_posts_gets_its_columns() -> None:
    """An export may hold a header and nothing else."""
    assert label_chunk(a_chunk(), np.empty(0), Hand(stances={"1": "negative"})).schema == LABELLED


def test_a_post_without_an_id_is_never_labelled_by_hand() -> None:
    """Lossy ids are null; a label must not land on somebody else's post."""
    table = label_chunk(
        a_chunk([a_post(post_id=None)]), np.array([0.9]), Hand(stances={"": "negative", "None": "negative"})
    )

    assert table.column("hand_label").to_pylist() == [None]


def test_the_majority_of_labellers_decides_and_a_tie_decides_nothing() -> None:
    """Two people who disagree have not labelled a post; a corrected label replaces the first."""
    said = [
        ("1", "negative", "a"),
        ("1", "negative", "b"),
        ("1", "neutral", "c"),
        ("2", "negative", "a"),
        ("2", "positive", "b"),
        ("3", "negative", "a"),
        ("3", "neutral", "a"),
    ]

    labels = agreed(HandLabel(post_id=post, label=label, labeller=who) for post, label, who in said)

    assert labels == {"1": "negative", "3": "neutral"}


@pytest.mark.parametrize(
    ("word", "stance"),
    [("负面", "negative"), (" NEG ", "negative"), ("-1", "negative"), ("中性", "neutral"), ("正", "positive")],
)
def test_labels_are_read_as_analysts_write_them(word: str, stance: str) -> None:
    """A label column is Chinese, English or a number."""
    assert stance_named(word) == stance


def test_a_word_nobody_uses_is_no_stance() -> None:
    """敏感 is a vendor's flag and never read as 负面."""
    assert stance_named("敏感") is None
