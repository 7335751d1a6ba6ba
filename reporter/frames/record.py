"""One checkable item of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Where an item stands: never a grade."""

    RECORDED = "recorded"  # on record, with what it rests on
    MISSING = "missing"  # nothing on record
    AGAINST = "against"  # the records speak against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question of a frame and its answer.

    Args:
        question: what is asked, in the active language.
        standing: whether it is on record.
        words: what is on record; may be empty.
        evidence: ids of the records it rests on.
    """

    question: str
    standing: Standing
    words: str = ""
    evidence: tuple[str, ...] = ()


def found(question: str, evidence: tuple[str, ...], words: str = "") -> Item:
    """An item that is on record when anything bears it out."""
    standing = Standing.RECORDED if evidence else Standing.MISSING
    return Item(question=question, standing=standing, words=words, evidence=evidence)
