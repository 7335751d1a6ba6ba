"""A chunk gets its label columns: whose word counts on each post's stance, and what it is.

The machine tells negative posts from the rest and no more: a score band does not
find neutral posts (measured), so what it does not call negative is `undetermined`,
never neutral or positive.  The local model was taught all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.labels.hand import Hand, known_keys
from reporter.posts import SCHEMA, STANCES

NEGATIVE: Final = "negative"
#: The machine's other answer, and the stance of a post nobody and nothing has labelled.
UNDETERMINED: Final = "undetermined"
#: Every value `final_stance` can have.
FINAL_STANCES: Final = (*STANCES, UNDETERMINED)

THRESHOLD: Final = 0.5


class Source(StrEnum):
    """Who said what a post's stance is, in order of trust."""

    EXPORT = "export"
    HAND = "hand"
    LOCAL = "local"
    MACHINE = "machine"
    NONE = "none"


#: What `label_chunk` adds to the canonical columns (whose own `stance` is the export's label).
LABEL_FIELDS: Final = (
    pa.field("score", pa.float64()),  # P(positive); null when the post was not scored
    pa.field("machine_stance", pa.string()),  # negative, undetermined; null when not scored
    pa.field("hand_label", pa.string()),  # one of STANCES; null when nobody labelled the post
    pa.field("hand_viewpoints", pa.string()),  # ids parted by `|`, empty for none; null when nobody asked
    pa.field("drawn", pa.bool_(), nullable=False),  # labelled by hand, and drawn at random to be
    pa.field("local_negative", pa.float64()),  # the local model's P(negative); null without a model
    pa.field("local_positive", pa.float64()),  # the same of positive
    pa.field("final_stance", pa.string(), nullable=False),  # one of FINAL_STANCES
    pa.field("stance_source", pa.string(), nullable=False),  # one of Source
)
LABELLED: Final = pa.schema([*SCHEMA, *LABEL_FIELDS])

# The words analysts write in a label column.
_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("negative", "neg", "-1", "负面", "负", "负向", "消极"), "negative"),
    **dict.fromkeys(("neutral", "neu", "0", "中性", "中立", "中"), "neutral"),
    **dict.fromkeys(("positive", "pos", "1", "正面", "正", "正向", "积极"), "positive"),
}


def stance_named(word: str) -> str | None:
    """The stance an analyst's `word` means (负面, neg, -1 ...); None for a word nobody uses."""
    return _WORDS.get(word.strip().casefold())


def _machine(scores: pa.DoubleArray) -> pa.StringArray:
    return pc.if_else(pc.less(scores, THRESHOLD), NEGATIVE, UNDETERMINED)


def _by_key(keys: pa.StringArray, values: Mapping[str, str]) -> pa.StringArray:
    if not values:
        return pa.nulls(len(keys), pa.string())
    rows = pc.index_in(keys, value_set=pa.array(values.keys(), pa.string()), skip_nulls=True)
    return pa.array(values.values(), pa.string()).take(rows)


def _drawn(keys: pa.StringArray, hand: pa.StringArray, sample: frozenset[str] | None) -> pa.BooleanArray:
    said = pc.is_valid(hand)
    if sample is None:
        return said
    return pc.and_(said, pc.is_in(keys, value_set=pa.array(sorted(sample), pa.string()), skip_nulls=True))


def _local(guesses: npt.NDArray[np.float64]) -> pa.StringArray:
    """The most probable of the three stances; neutral is what is left of one."""
    negative, positive = guesses[:, 0], guesses[:, 1]
    best = np.stack([negative, 1 - negative - positive, positive]).argmax(axis=0)
    return pa.array(STANCES, pa.string()).take(pa.array(best, mask=np.isnan(negative)))


def _sources(*by_trust: pa.StringArray) -> pa.StringArray:
    """Which of the label columns, most trusted first, speaks for each row."""
    source = pa.repeat(Source.NONE.value, len(by_trust[0]))
    for name, labels in reversed(list(zip(Source, by_trust, strict=False))):
        source = pc.if_else(pc.is_valid(labels), name.value, source)
    return source


def label_chunk(
    chunk: pa.RecordBatch,
    scores: npt.NDArray[np.float64],
    hand: Hand,
    guesses: npt.NDArray[np.float64] | None = None,
) -> pa.RecordBatch:
    """The chunk with its label columns: schema `LABELLED`.

    Args:
        chunk: posts in the canonical schema.
        scores: P(positive) per row, in 0..1; NaN where the post was not scored.
        hand: what people said.
        guesses: the local model's P(negative) and P(positive), shape (rows, 2), NaN where it
            was not asked; None without a model.
    """
    score = pa.array(scores, pa.float64(), from_pandas=True)  # from_pandas: NaN becomes null
    machine = _machine(score)
    keys = known_keys(chunk, hand.stances)
    label = _by_key(keys, hand.stances)
    if guesses is None:
        guesses = np.full((chunk.num_rows, 2), np.nan)
    local = _local(guesses)
    export = chunk.column("stance")
    by_trust = (export, label, local, machine)
    added = {
        "score": score,
        "machine_stance": machine,
        "hand_label": label,
        "hand_viewpoints": _by_key(keys, hand.viewpoints),
        "drawn": _drawn(keys, label, hand.sample),
        "local_negative": pa.array(guesses[:, 0], pa.float64(), from_pandas=True),
        "local_positive": pa.array(guesses[:, 1], pa.float64(), from_pandas=True),
        "final_stance": pc.coalesce(*by_trust, UNDETERMINED),
        "stance_source": _sources(*by_trust),
    }
    return pa.RecordBatch.from_arrays([*chunk.columns, *added.values()], schema=LABELLED)
