"""Numerals as Chinese and English reports write them: 200多万, 两百万, 4.8万, 七八, 3 million."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

#: Digits by their characters; 〇 and 零 hold a place.
DIGITS: Final = dict(zip("零〇一二三四五六七八九两", [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2], strict=True))
_STEPS: Final = {"十": 1, "百": 2, "千": 3}
_SCALES: Final = {"万": 4, "亿": 8}
_ENGLISH: Final = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "w": 4,
    "million": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number as printed.

    Args:
        value: exact.
        last: power of ten of its last printed digit: 0 for 35 and 三十五, -1 for 6.2, 3 for 4.8万.
        upto: the upper number of two neighbours named at once (七八万); else None.
    """

    value: Decimal
    last: int
    upto: Decimal | None = None

    def times(self, power: int) -> Numeral:
        """The same digits, `power` places higher."""
        upto = None if self.upto is None else self.upto.scaleb(power)
        return Numeral(value=self.value.scaleb(power), last=self.last + power, upto=upto)


def arabic(digits: str) -> Numeral:
    """`18,123` or `4.8` as a number."""
    bare = digits.replace(",", "")
    return Numeral(value=Decimal(bare), last=-len(bare.partition(".")[2]))


def power(scale: str) -> int:
    """The power of ten of 万, 百万, 亿, million; 0 of an empty scale."""
    lower = scale.strip().lower()
    if lower in _ENGLISH:
        return _ENGLISH[lower]
    return sum(_STEPS.get(c, 0) + _SCALES.get(c, 0) for c in scale)


def chinese(numeral: str) -> Numeral | None:
    """两百万, 一千二百, 二十五点六, 七八万, 三万五; None where the characters make no number."""
    whole, _point, fraction = numeral.partition("点")
    half = whole.endswith("半")
    found = _whole(whole.removesuffix("半"))
    if found is None or (fraction and half):
        return None
    if fraction:
        digits = "".join(str(DIGITS[c]) for c in fraction)
        return Numeral(value=found.value + Decimal(f"0.{digits}"), last=-len(digits))
    return Numeral(value=found.value + Decimal("0.5"), last=-1) if half else found


def _whole(text: str) -> Numeral | None:
    """A numeral without a fraction, cut at its highest scale."""
    for mark in ("亿", "万"):
        if mark in text:
            above, _mark, below = text.rpartition(mark)
            high = Numeral(value=Decimal(1), last=0) if not above else _whole(above)
            if high is None:
                return None
            high = high.times(_SCALES[mark])
            return _with_rest(high, below, _SCALES[mark])
    return _section(text)


def _with_rest(high: Numeral, below: str, place: int) -> Numeral | None:
    if not below:
        return high
    if high.upto is not None:
        return None
    if len(below) == 1 and below in DIGITS:
        # 三万五 is 35,000: the digit stands one place below the scale.
        return Numeral(value=high.value + Decimal(DIGITS[below]).scaleb(place - 1), last=place - 1)
    rest = _whole(below.lstrip("零〇"))
    if rest is None or rest.value >= Decimal(1).scaleb(place):
        return None
    return Numeral(value=high.value + rest.value, last=rest.last)


def _section(text: str) -> Numeral | None:
    """A numeral under ten thousand: 一千二百, 十五, 三五十, 七八."""
    if text and all(c in DIGITS for c in text):
        return _digits(text)
    pairs = _steps(text)
    if not pairs or any(one is None for one, _step in pairs):
        return None
    parts = [(one, step) for one, step in pairs if one is not None]
    first, step = parts[0]
    if len(parts) == 1 and first.upto is not None:
        return first.times(step)  # 三五十
    if any(one.upto is not None for one, _step in parts):
        return None
    return Numeral(value=sum((one.value.scaleb(step) for one, step in parts), Decimal(0)), last=0)


def _steps(text: str) -> list[tuple[Numeral | None, int]]:
    """Each figure of 一千二百零五 with its power of ten; empty where the steps do not fall."""
    found: list[tuple[Numeral | None, int]] = []
    digits, last = "", 4
    for c in text:
        if c in DIGITS:
            digits += c
            continue
        step = _STEPS.get(c, 9)
        if step >= last:
            return []
        found.append((_digits(digits.lstrip("零〇")) if digits else Numeral(value=Decimal(1), last=0), step))
        digits, last = "", step
    if digits:
        short = digits[0] not in "零〇" and last > 1
        found.append((_digits(digits.lstrip("零〇")), last - 1 if short else 0))  # 一百五 is 150
    return found


def _digits(text: str) -> Numeral | None:
    """One digit, or two neighbours named at once; a longer row of digits is a year or a code."""
    if len(text) == 1:
        return Numeral(value=Decimal(DIGITS[text]), last=0)
    if len(text) == 2 and 0 < DIGITS[text[0]] < DIGITS[text[1]]:  # noqa: PLR2004 - a pair
        return Numeral(value=Decimal(DIGITS[text[0]]), last=0, upto=Decimal(DIGITS[text[1]]))
    return None
