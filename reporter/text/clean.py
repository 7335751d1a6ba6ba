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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

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
        own = self._own(text)
        return " ".join((simplified(own) if self.traditional else own).split())

    def all_ready(self, texts: Iterable[str]) -> list[str]:
        """Each text as it is scored."""
        own = [self._own(text) for text in texts]
        return [" ".join(text.split()) for text in (all_simplified(own) if self.traditional else own)]

    def _own(self, text: str) -> str:
        if self.chain:
            text = own_words(text)
        if self.names:
            text = _without_names(text)
        return text if self.emoticons else _EMOTICON.sub(" ", text)


USUAL: Final = Preprocessing()
#: Names the usual rules.
PREPROCESSING: Final = VERSION


def own_words(text: str) -> str:
    """What the author wrote: the part of `text` before the first `//@`."""
    # Looking for the sign is a tenth of the work of looking for a chain; so with names and links below.
    return _CHAIN.split(text, maxsplit=1)[0] if "/" in text else text


def quoted_chain(text: str) -> str:
    """What the author passed on: the part of `text` from the first `//@`; empty without one."""
    return text[len(own_words(text)) :]


def simplified(text: str) -> str:
    """`text` with each traditional character as the simplified one OpenCC has for it alone."""
    return text if CHARACTERS.isdisjoint(text) else text.translate(TABLE)


def _without_names(text: str) -> str:
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


def all_copy_keys(texts: Iterable[str]) -> list[str]:
    """`copy_key` of each text."""
    return all_letters([_without_links(_without_names(own_words(text))) for text in texts])


def letters(text: str) -> str:
    """The letters and digits of a text, simplified, lower case."""
    words = _NOT_WORD.sub("", simplified(text))
    if not unicodedata.is_normalized("NFKC", words):
        words = unicodedata.normalize("NFKC", words)
    folded = words.casefold()
    return folded if folded.isalnum() else _NOT_WORD.sub("", folded)


# Many texts at once -----------------------------------------------------------
#
# What a character is, is looked up for all characters of many texts in one go: a tenth of the
# work of asking for each.  Texts with a character the tables do not answer for go one by one.

#: Texts looked at together: few enough that what is worked on stays in the processor's own memory.
_TOGETHER: Final = 500
#: Characters from here on are none of the tables' (rare ideographs; pictures lie before).
_TABLED: Final = 0x20000
#: In `_letter_table`: no letter; a letter for `letters` to judge.
_GONE, _ODD = 0, 1
_BREAK: Final = ord("\n")
_IDEOGRAPHS: Final = slice(0x3400, 0xA000)

_Codes = npt.NDArray[np.uint32]
_Flags = npt.NDArray[np.bool_]


class _Joined(NamedTuple):
    """Some texts as one row of characters.

    Args:
        codes: the texts, a line break behind each, as code points no larger than `_TABLED`.
        ends: where these line breaks stand.
    """

    codes: _Codes
    ends: npt.NDArray[np.int64]

    def with_any(self, found: _Flags) -> list[int]:
        """The numbers of the texts in which any character is `found`, rising."""
        return np.unique(np.searchsorted(self.ends, np.flatnonzero(found))).tolist()  # type: ignore[no-any-return]


def _joined(texts: Sequence[str]) -> _Joined:
    spelt = "\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    return _Joined(np.minimum(np.frombuffer(spelt, np.uint32), _TABLED), np.cumsum(lengths) - 1)


def _some(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[at : at + _TOGETHER] for at in range(0, len(texts), _TOGETHER))


def all_simplified(texts: Sequence[str]) -> list[str]:
    """`simplified` of each text."""
    found: list[str] = []
    for some in _some(texts):
        joined, one = _joined(some), list(some)
        for i in joined.with_any(_traditional_table().take(joined.codes)):
            one[i] = some[i].translate(TABLE)
        found += one
    return found


def all_letters(texts: Sequence[str]) -> list[str]:
    """`letters` of each text."""
    found: list[str] = []
    for some in _some(texts):
        joined = _joined(some)
        kept = _letter_table().take(joined.codes)
        odd = joined.with_any(kept == _ODD)
        kept[joined.ends] = _BREAK
        # No line break is left but those behind the texts: it is no letter.
        one = kept[kept != _GONE].tobytes().decode("utf-32-le").split("\n")[:-1]
        for i in odd:
            one[i] = letters(some[i])
        found += one
    return found


@cache
def _traditional_table() -> _Flags:
    """Which characters `simplified` may change."""
    table = np.zeros(_TABLED + 1, np.bool_)
    table[np.minimum([ord(character) for character in CHARACTERS], _TABLED)] = True
    table[_TABLED] = True
    return table


@cache
def _letter_table() -> _Codes:
    """What `letters` makes of each character, wherever it stands.

    That is known of ideographs and of Latin letters and digits, these in full width too: no normal
    form joins one of them with another.
    """
    table = np.full(_TABLED + 1, _GONE, np.uint32)
    words = _NOT_WORD.sub("", "".join(map(chr, range(_TABLED))))
    table[np.frombuffer(words.encode("utf-32-le"), np.uint32)] = _ODD
    table[_TABLED] = _ODD
    ideographs = table[_IDEOGRAPHS]
    ideographs[ideographs == _ODD] = np.arange(_IDEOGRAPHS.start, _IDEOGRAPHS.stop)[ideographs == _ODD]
    for code, simple in TABLE.items():
        table[min(code, _TABLED)] = simple if _IDEOGRAPHS.start <= simple < _IDEOGRAPHS.stop else _ODD
    for code in (*range(0x80), *range(0xFF01, 0xFF5F)):
        table[code] = ord(letters(chr(code)) or chr(_GONE))
    return table
