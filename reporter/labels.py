"""Whose word counts on a post's stance: the export's label, then a person's, then the machine's.

The machine tells negative posts from the rest and no more: a score band does not
find neutral posts (measured), so what it does not call negative is `undetermined`,
never neutral or positive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

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
    MACHINE = "machine"
    NONE = "none"


#: What `label_chunk` adds to the canonical columns (whose own `stance` is the export's label).
LABEL_FIELDS: Final = (
    pa.field("score", pa.float64()),  # P(positive); null when the post was not scored
    pa.field("machine_stance", pa.string()),  # negative, undetermined; null when not scored
    pa.field("hand_label", pa.string()),  # one of STANCES; null when nobody labelled the post
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLabel:
    """One person's label of one post: a row of labels.csv.

    Args:
        post_id: the post, as text.
        label: one of STANCES.
        labeller: who labelled; two labellers may label one post.
    """

    post_id: str
    label: str
    labeller: str = ""


def agreed(rows: Iterable[HandLabel]) -> dict[str, str]:
    """The label most labellers gave each post, by post id; a post they tie on is left out.

    The same labeller's last word counts.
    """
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        words.setdefault(row.post_id, {})[row.labeller] = row.label
    return {post: label for post, said in words.items() if (label := _majority(said.values())) is not None}


def _majority(labels: Iterable[str]) -> str | None:
    ranked = Counter(labels).most_common(2)
    tied = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return None if tied else ranked[0][0]


def _machine(scores: pa.DoubleArray) -> pa.StringArray:
    return pc.if_else(pc.less(scores, THRESHOLD), NEGATIVE, UNDETERMINED)


def _by_hand(post_ids: pa.StringArray, hand_labels: Mapping[str, str]) -> pa.StringArray:
    if not hand_labels:
        return pa.nulls(len(post_ids), pa.string())
    rows = pc.index_in(post_ids, value_set=pa.array(hand_labels.keys(), pa.string()), skip_nulls=True)
    return pa.array(hand_labels.values(), pa.string()).take(rows)


def _sources(*by_trust: pa.StringArray) -> pa.StringArray:
    """Which of the label columns, most trusted first, speaks for each row."""
    source = pa.repeat(Source.NONE.value, len(by_trust[0]))
    for name, labels in reversed(list(zip(Source, by_trust, strict=False))):
        source = pc.if_else(pc.is_valid(labels), name.value, source)
    return source


def label_chunk(
    chunk: pa.RecordBatch,
    scores: npt.NDArray[np.float64],
    hand_labels: Mapping[str, str],
) -> pa.RecordBatch:
    """The chunk with its label columns: schema `LABELLED`.

    Args:
        chunk: posts in the canonical schema.
        scores: P(positive) per row, in 0..1; NaN where the post was not scored.
        hand_labels: post id -> one of STANCES (see `agreed`).
    """
    score = pa.array(scores, pa.float64(), from_pandas=True)  # from_pandas: NaN becomes null
    machine = _machine(score)
    hand = _by_hand(chunk.column("post_id"), hand_labels)
    export = chunk.column("stance")
    final = pc.coalesce(export, hand, machine, UNDETERMINED)
    columns = [*chunk.columns, score, machine, hand, final, _sources(export, hand, machine)]
    return pa.RecordBatch.from_arrays(columns, schema=LABELLED)
