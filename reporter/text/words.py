"""Which words posts share: a first look, before keywords are compared between phases.

Each different text counts once, however often it was copied.  Of very many a
sample speaks: the texts whose hashes are smallest, which is a simple random
sample of the different texts, the same for any order or cut of the data.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, Final

from reporter.text.clean import copy_key, quotable
from reporter.text.dictionary import private_folder, quiet
from reporter.text.stopwords import STOP_WORDS

#: Different texts looked at; jieba cuts about 4,000 a CPU second.
MOST_TEXTS: Final = 4000
#: A word of fewer texts than this is nobody's topic, and could be somebody's name.
LEAST_TEXTS: Final = 5

_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z][a-z0-9]+")
#: `[怒]` is a mood and no word; `#` only marks a topic.
_EMOTICON: Final = re.compile(r"\[[^\[\]\s]{1,8}\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonWords:
    """The words most different texts hold.

    Args:
        texts: different texts looked at, `MOST_TEXTS` at most.
        words: word and the number of these texts that hold it, most first, ties by the word.
    """

    texts: int
    words: tuple[tuple[str, int], ...]


def common_words(texts: Iterable[str], limit: int = 30) -> CommonWords:
    """The `limit` words that most different ones of `texts` hold; a word of fewer than 5 texts is left out."""
    chosen = _sample(texts)
    counts = Counter(word for text in chosen for word in words_of(text))
    ranked = sorted(((word, n) for word, n in counts.items() if n >= LEAST_TEXTS), key=lambda item: (-item[1], item[0]))
    return CommonWords(texts=len(chosen), words=tuple(ranked[:limit]))


def _sample(texts: Iterable[str]) -> list[str]:
    """Of the different texts those with the smallest hashes, in order of these; memory stays small."""
    kept: dict[bytes, str] = {}
    bound = b"\xff" * 9
    for text in texts:
        key = copy_key(text)
        hashed = _hash(key)
        if key and hashed <= bound:
            # The smallest of its spellings speaks for a text, whatever came first.
            kept[hashed] = min(kept.get(hashed, text), text)
        if len(kept) >= 2 * MOST_TEXTS:
            kept = {one: kept[one] for one in sorted(kept)[:MOST_TEXTS]}
            bound = max(kept)
    return [kept[one] for one in sorted(kept)[:MOST_TEXTS]]


def words_of(text: str) -> frozenset[str]:
    """The words of a text that say something: two Chinese characters or more, or a Latin word."""
    plain = _EMOTICON.sub(" ", quotable(text)).casefold()
    cut = (word for word in _tokenizer().cut(plain) if _WORD.fullmatch(word))
    return frozenset(word for word in cut if word not in STOP_WORDS)


def _hash(key: str) -> bytes:
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@cache
def _tokenizer() -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        # Its sources hold invalid escapes, which Python reports when it first compiles them.
        warnings.simplefilter("ignore")
        import jieba

    quiet()
    # Our own: the search of the site adds words to the shared one.
    own = jieba.Tokenizer()
    own.tmp_dir = str(private_folder())
    return own
