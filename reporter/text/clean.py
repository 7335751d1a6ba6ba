"""A post's own words, ready for scoring, and the key under which copies meet.

Measured before it was designed: removing `@name` is safe everywhere, removing
emoticons such as `[怒]` costs up to 16 points of accuracy, so they and the
punctuation stay.  What a post quotes after `//@` is someone else's text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Names `for_scoring`; part of every score's identity, so raise it with every change of the rules.
PREPROCESSING: Final = "own-words/1"

_CHAIN: Final = re.compile(r"/\s*/\s*[@＠]")
# Weibo names hold letters of any script, digits, `_`, `-` and `·`; a reply begins with 回复@name:
_NAME: Final = re.compile(r"(?:回复\s*)?[@＠][\w·-]{1,30}\s?[:：]?")
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_NOT_WORD: Final = re.compile(r"[\W_]+")


def own_words(text: str) -> str:
    """What the author wrote: the part of `text` before the first `//@`."""
    return _CHAIN.split(text, maxsplit=1)[0]


def quoted_chain(text: str) -> str:
    """What the author passed on: the part of `text` from the first `//@`; empty without one."""
    return text[len(own_words(text)) :]


def for_scoring(text: str) -> str:
    """The author's own words without `@name`, with emoticons and punctuation, on one line."""
    return " ".join(_NAME.sub(" ", own_words(text)).split())


def quotable(text: str) -> str:
    """The author's own words without `@name` and without links, on one line: what a page may quote."""
    return " ".join(_URL.sub(" ", for_scoring(text)).split())


def copy_key(text: str) -> str:
    """What two copies of one text have in common: its own letters and digits, lower case.

    Empty when nothing but names, links, marks and pictures is left: such posts are no copies.
    """
    words = _URL.sub(" ", _NAME.sub(" ", own_words(text)))
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", words).casefold())
