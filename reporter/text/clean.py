"""A post's own words, ready for scoring, and the key under which copies meet.

Measured before it was designed: removing `@name` is safe everywhere, removing
emoticons such as `[怒]` costs up to 16 points of accuracy, so they and the
punctuation stay; the model has read simplified characters only.  What a post
quotes after `//@` is someone else's text.  Each of these is a switch, and which
way the switches stand is part of every score's identity.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from reporter.text.traditional import CHARACTERS, TABLE

#: The version of the rules; part of every score's identity, so raise it with every change of them.
VERSION: Final = "own-words/2"

_CHAIN: Final = re.compile(r"/\s*/\s*[@＠]")
# Weibo names hold letters of any script, digits, `_`, `-` and `·`; a reply begins with 回复@name:
_NAME: Final = re.compile(r"(?:回复\s*)?[@＠][\w·-]{1,30}\s?[:：]?")
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_NOT_WORD: Final = re.compile(r"[\W_]+")
#: `[怒]` is a mood and no word.
_EMOTICON: Final = re.compile(r"\[[^\[\]\s]{1,8}\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessing:
    """What is done to a post before it is scored; the default is what was measured to be best.

    Args:
        chain: what is quoted after `//@` is left out.
        names: `@name` is left out.
        emoticons: `[怒]` stays.
        traditional: traditional characters become simplified ones, each by itself.
    """

    chain: bool = True
    names: bool = True
    emoticons: bool = True
    traditional: bool = True

    @property
    def switches(self) -> tuple[tuple[str, bool], ...]:
        """Name and state of every switch."""
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))

    @property
    def id(self) -> str:
        """The rules' version, and every switch that does not stand as usual: `own-words/2 names=off`."""
        turned = [f"{name}={'on' if on else 'off'}" for name, on in self.switches if on != getattr(USUAL, name)]
        return " ".join((VERSION, *turned))

    def ready(self, text: str) -> str:
        """The text as it is scored, on one line."""
        if self.chain:
            text = own_words(text)
        if self.names:
            text = _without_names(text)
        if not self.emoticons:
            text = _EMOTICON.sub(" ", text)
        return " ".join((simplified(text) if self.traditional else text).split())

    def all_ready(self, texts: Iterable[str]) -> list[str]:
        """Each text as it is scored."""
        return [self.ready(text) for text in texts]


USUAL: Final = Preprocessing()
#: Names the usual rules.
PREPROCESSING: Final = VERSION


def own_words(text: str) -> str:
    """What the author wrote: the part of `text` before the first `//@`."""
    return _CHAIN.split(text, maxsplit=1)[0]


def quoted_chain(text: str) -> str:
    """What the author passed on: the part of `text` from the first `//@`; empty without one."""
    return text[len(own_words(text)) :]


def simplified(text: str) -> str:
    """`text` with each traditional character as the simplified one OpenCC has for it alone."""
    return text if CHARACTERS.isdisjoint(text) else text.translate(TABLE)


def _without_names(text: str) -> str:
    # Looking for the sign is a tenth of the work of looking for a name.
    return _NAME.sub(" ", text) if "@" in text or "＠" in text else text


def _without_links(text: str) -> str:
    return _URL.sub(" ", text) if "://" in text or "www." in text else text


def for_scoring(text: str) -> str:
    """The author's own words without `@name`, simplified, with emoticons and punctuation, on one line."""
    return USUAL.ready(text)


def quotable(text: str) -> str:
    """The author's own words without `@name` and without links, on one line: what a page may quote."""
    return " ".join(_without_links(_without_names(own_words(text))).split())


def plain(text: str) -> str:
    """What words are looked for in: `quotable`, simplified, in lower case, without emoticons."""
    return _EMOTICON.sub(" ", simplified(quotable(text))).casefold()


def copy_key(text: str) -> str:
    """What two copies of one text have in common: its own letters and digits, simplified, lower case.

    Empty when nothing but names, links, marks and pictures is left: such posts are no copies.
    """
    return letters(_without_links(_without_names(own_words(text))))


def letters(text: str) -> str:
    """The letters and digits of a text, simplified, lower case."""
    words = _NOT_WORD.sub("", simplified(text))
    if not unicodedata.is_normalized("NFKC", words):
        words = unicodedata.normalize("NFKC", words)
    folded = words.casefold()
    return folded if folded.isalnum() else _NOT_WORD.sub("", folded)
