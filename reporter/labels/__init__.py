"""Whose word counts on a post's stance: the export's label, a person's, the local model's, the machine's.

`hand` what people said of which post, `chunk` a chunk gets its label columns.
"""

from reporter.labels.chunk import (
    FINAL_STANCES,
    LABELLED,
    NEGATIVE,
    THRESHOLD,
    UNDETERMINED,
    Source,
    label_chunk,
    stance_named,
)
from reporter.labels.hand import (
    ENOUGH_TO_LEARN,
    Hand,
    HandLabel,
    agreed,
    agreed_viewpoints,
    examples,
    keys_of,
    learnt,
    no_hand,
    text_key,
)

__all__ = [
    "ENOUGH_TO_LEARN",
    "FINAL_STANCES",
    "LABELLED",
    "NEGATIVE",
    "THRESHOLD",
    "UNDETERMINED",
    "Hand",
    "HandLabel",
    "Source",
    "agreed",
    "agreed_viewpoints",
    "examples",
    "keys_of",
    "label_chunk",
    "learnt",
    "no_hand",
    "stance_named",
    "text_key",
]
