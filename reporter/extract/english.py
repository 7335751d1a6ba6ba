"""English number words and shares in words: two weeks, two-thirds, one in three."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_ONES: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_PARTS: Final = {"hal": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}

_AN: Final = {"a": Decimal(1), "an": Decimal(1), "half a": Decimal("0.5")}

#: A number word up to ninety-nine.
NUMBER: Final = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES))})"
_N: Final = rf"(?:{NUMBER}|[0-9]{{1,3}})"
_PART: Final = "thirds?|quarters?|fourths?|fifths?|sixths?|tenths?"
_SPAN: Final = r"minutes|hours|days|weeks|months|years"
#: One in three, 9 out of 10.
IN: Final = rf"\b(?P<in>{_N})\s(?:in(?:\severy)?|out\sof(?:\severy)?)\s(?P<every>{_N})\b(?!\s?(?:{_SPAN}))"
#: Two-thirds, a quarter of, by a third; not the third quarter.
PART: Final = (
    rf"\b(?P<parts>{_N}|an?)(?:-(?:{_PART})|\s(?:{_PART})(?=\sof\b))\b"
    rf"|(?:(?<=\bby\s)|(?<=\bto\s)|(?<=from\s))(?P<by>{_N}|an?)\s(?:{_PART})\b"
)


def spelled(words: str) -> Decimal | None:
    """`twenty-three`, `a` or `23` as a number; None of anything else."""
    lower = words.lower()
    if lower.isdecimal():
        return Decimal(lower)
    if lower in _AN:
        return _AN[lower]
    total = 0
    for word in lower.replace("-", " ").split():
        if word in _ONES:
            total += _ONES.index(word) + 1
        elif word in _TENS:
            total += 10 * (_TENS.index(word) + 2)
        else:
            return None
    return Decimal(total)


def parts(words: str) -> int:
    """How many parts the last word of `two-thirds` cuts a whole into."""
    last = words.lower().replace("-", " ").split()[-1]
    return next(n for name, n in _PARTS.items() if last.startswith(name))
