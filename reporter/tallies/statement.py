"""How the first statement is known among the posts: by its links, its ids, its wordings and its time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reporter.tallies.tally import HOUR
from reporter.text.clean import letters

#: Letters a wording must have for a post to be known by it.
LEAST_WORDS: Final = 12
#: Hours after the response in which its echo sounds.
ECHO: Final = 6
_ADDRESS: Final = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_LEAST_ID: Final = 8
_BASE62: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLOCK: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """How the first statement is known among the posts.

    Args:
        links: addresses or ids of its posts, as the analyst wrote them.
        texts: its wordings.
        t0: when it was made, seconds since 1970 UTC.
    """

    links: tuple[str, ...]
    texts: tuple[str, ...]
    t0: int

    @property
    def addresses(self) -> frozenset[str]:
        """The links without scheme and trailing marks."""
        return frozenset(filter(None, map(address, self.links)))

    @property
    def ids(self) -> frozenset[str]:
        """The ids in the links: as they stand, and the number behind the short form of Weibo."""
        ends = [address(link).partition("?")[0].rpartition("/")[2] for link in self.links]
        found = [end for end in ends if len(end) >= _LEAST_ID]
        return frozenset((*found, *filter(None, map(weibo_number, found))))

    @property
    def echo(self) -> tuple[int, int]:
        """The hours in which it is passed on most: first instant, and the first behind them."""
        return self.t0, self.t0 + ECHO * HOUR

    @property
    def wordings(self) -> tuple[str, ...]:
        """The letters of its texts that are long enough to be known by."""
        return tuple(words for words in map(letters, self.texts) if len(words) >= LEAST_WORDS)


def address(link: str) -> str:
    """A link as it is compared: without scheme, fragment and trailing slash."""
    return _ADDRESS.sub("", link.strip()).partition("#")[0].rstrip("/")


def weibo_number(short: str) -> str:
    """The number behind Weibo's short form of a post's id; empty when it is none.

    Four signs of base 62 are seven digits, from the right: `z0JH2lOMb` is 3501756485200075.
    """
    if short.isdigit() or not short.isascii() or not short.isalnum():
        return ""
    first = len(short) % _BLOCK or _BLOCK
    blocks = [short[:first], *(short[at : at + _BLOCK] for at in range(first, len(short), _BLOCK))]
    values = [_value(block) for block in blocks]
    return str(values[0]) + "".join(f"{value:07d}" for value in values[1:])


def _value(block: str) -> int:
    value = 0
    for sign in block:
        value = value * len(_BASE62) + _BASE62.index(sign)
    return value
