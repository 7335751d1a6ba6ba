"""Places in a ranking: 热搜第一, 位居前三, TOP10, ranked third; an ordinal without a ranking is none."""

from __future__ import annotations

import re
from typing import Final

_CN: Final = "一二两三四五六七八九十百"
_N: Final = rf"(?:[0-9]{{1,4}}|[{_CN}]{{1,4}})"
_ENGLISH: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

#: A place as a text prints it; exactly one group holds the number, `first` none.
RANK: Final = (
    rf"第\s?(?P<nth>{_N})\s?(?:位|名)?|前\s?(?P<top>{_N})(?:名|位|强|甲)?"
    r"|(?<![A-Za-z])top[\s-]?(?P<entop>[0-9]{1,4}|ten|five|three)(?![A-Za-z0-9])"
    r"|(?P<first>榜首|登顶)|(?:(?<![A-Za-z])No\.?|№|#)\s?(?P<no>[0-9]{1,4})\b|\b(?P<ordinal>[0-9]{1,3})(?:st|nd|rd|th)\b"
    rf"|\b(?P<word>{'|'.join(_ENGLISH)})\b"
)
_WORDS: Final = {word: n for n, word in enumerate(_ENGLISH, 1)} | {"ten": 10, "five": 5, "three": 3}

#: What ranks things, in the same clause before the place.
_RANKING: Final = re.compile(
    r"(?:热搜|热榜|榜|排名|排行|排位|名次|位次|位列|位居|名列|跻身|稳居|高居|居于|居全|居行|居同"
    r"|登上|冲上|冲至|冲到|升至|上升到|降至|跌至|排在|排到|进入|入围"
    r"|\brank(?:ed|s|ing)?\b|\btrending\b|\bhot (?:search|list)\b|\bcharts?\b)[^，。；;,\n]{0,16}$"
    r"|(?:居|排|占据[^，。；;,\n]{1,10}的)$",
    re.IGNORECASE,
)
#: Behind 第三 or 前三 these count something else.
_COUNTS: Final = re.compile(
    r"\s?(?:季度|小时|阶段|[时次轮批季天条章步期例届个代产手线任版周日年月方只者种类课场部道款项层节回波号人家份大件篇的]"
    r"|(?:time|quarter|week|day|month|year|part|phase|round|party|half)\b)",
    re.IGNORECASE,
)
_ON_A_LIST: Final = re.compile(
    r"\s(?:on|of|in)\s(?:the|a)\s(?:[a-z]+\s)?(?:hot|trending|search|chart|ranking)", re.IGNORECASE
)
_REACH: Final = 24


def ranked(text: str, start: int, end: int) -> bool:
    """Whether the ordinal between two positions is a place in a ranking its clause names."""
    named = _RANKING.search(text, max(0, start - _REACH), start) or _ON_A_LIST.match(text, end)
    return bool(named) and not _COUNTS.match(text, end)


def english(word: str) -> int | None:
    """The number of an English word for a place; None of anything else."""
    return _WORDS.get(word.lower())
