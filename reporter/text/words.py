"""Which words posts share: a first look, before words are compared between stretches of time.

Each different text counts once, however often it was copied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: A word of fewer texts than this is nobody's topic, and could be somebody's name.
LEAST_TEXTS: Final = 5
#: Words told.
MOST_WORDS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonWords:
    """The words most different texts hold.

    Args:
        texts: different texts looked at; of very many a sample.
        words: word and the number of these texts that hold it, most first, ties by the word.
    """

    texts: int
    words: tuple[tuple[str, int], ...]


def common_words(texts: Iterable[frozenset[str]], limit: int = MOST_WORDS) -> CommonWords:
    """The `limit` words that most of the texts hold, given the words of each; one of fewer than 5 texts is left out."""
    each = list(texts)
    counts = Counter(word for words in each for word in words)
    ranked = sorted(((word, n) for word, n in counts.items() if n >= LEAST_TEXTS), key=lambda item: (-item[1], item[0]))
    return CommonWords(texts=len(each), words=tuple(ranked[:limit]))
