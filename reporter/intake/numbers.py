"""Counts as Chinese sites write them: 1.2万, 3亿, 100万+, 1,234, 转发 (which means none)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final, NamedTuple

_ZERO_WORDS: Final = frozenset("转发 评论 赞 点赞 收藏 分享 抢首评 抢沙发 转 评".split())
_NOTHING: Final = frozenset(["", "-", "--", "nan", "none", "null", "n/a", "nil", "无", "\\n"])
_SCALE: Final = {"": 1, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "m": 1_000_000, "亿": 10**8}
_COUNT: Final = re.compile(
    r"(?:转发|评论|点赞|赞|收藏|分享|阅读|讨论|播放)?[:：]?\s*(?P<over>超过|超|逾|>)?(?:约|近)?"
    r"(?P<digits>\d[\d,]{0,20}(?:\.\d{1,6})?)\s*(?P<scale>[百千万亿kwm]?)"
    r"(?P<more>\+|多|余|以上)?(?:次|条|人|个|篇)?(?P<more2>\+|以上)?",
)
#: More than any count on earth; a longer number is an id in the wrong column.
_LARGEST: Final = 10**13
#: A longer cell is a text in the wrong column.
_LONGEST: Final = 60


class Count(NamedTuple):
    """A count read from a cell.

    Args:
        value: the count; None when the cell holds none.
        capped: whether it is a lower bound.
        readable: False when the cell holds something that is no count.
    """

    value: int | None
    capped: bool = False
    readable: bool = True


NO_COUNT: Final = Count(None)
_UNREADABLE: Final = Count(None, readable=False)


def read_count(written: str) -> Count:
    """The count `written` states; an unreadable cell is no count and says so."""
    if written.isascii() and written.isdigit() and len(written) < len(str(_LARGEST)):
        return Count(int(written))
    if len(written) > _LONGEST:
        return _UNREADABLE
    plain = unicodedata.normalize("NFKC", written).strip().casefold()
    if plain in _NOTHING:
        return NO_COUNT
    if plain in _ZERO_WORDS:
        return Count(0)
    match = _COUNT.fullmatch(plain)
    return _counted(match) if match else _UNREADABLE


def _counted(match: re.Match[str]) -> Count:
    value = Decimal(match["digits"].replace(",", "")) * _SCALE[match["scale"]]
    if value != int(value) or value > _LARGEST:
        return _UNREADABLE
    return Count(int(value), capped=bool(match["over"] or match["more"] or match["more2"]))
