"""The words before and behind a figure that make it a bound, an approximation, a rise or a fall."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reporter.extract.figure import Figure, Kind
from reporter.incident import ClaimUnit, Comparator

#: Words before a figure and what they say of it, in Chinese and in English.
_BEFORE: Final = (
    (
        Comparator.AT_MOST,
        r"不超过|不超|不高于|不多于|不大于|至多|最多|上限为?",
        r"no more than|not more than|at most|up to",
    ),
    (
        Comparator.AT_LEAST,
        r"不少于|不低于|不小于|不下于?|至少|起码|最少",
        r"at least|no less than|not less than|no fewer than",
    ),
    (Comparator.BELOW, r"不足|不到|低于|少于|小于|不及|未满|未达到?", r"less than|fewer than|under|below"),
    (
        Comparator.OVER,
        r"超过了?|超出|突破|不止|逾|超|高于|多于|大于",
        r"more than|over|exceed(?:ed|ing|s)?|above|upwards of|in excess of|surpass(?:ed|ing)?",
    ),
    (Comparator.NEAR, r"将近|接近|几近|逼近|(?<![最附临邻靠就])近", r"nearly|almost|close to"),
    (
        Comparator.ABOUT,
        r"大约|大概|(?<![节预合签邀条制简])约|估计|差不多|(?<![0-9%成分万亿天元条])~",
        r"about|around|approximately|some|roughly",
    ),
    (
        Comparator.REACHED,
        r"达到|(?<!提)高达|多达|(?<![到表传转下送])达",
        r"reach(?:ed|es|ing)?|as (?:much|many|high) as",
    ),
)
_HEAD: Final = re.compile(
    "(?:"
    + "|".join(f"(?P<c{n}>{chinese}|(?<![A-Za-z])(?:{english})\\s)" for n, (_c, chinese, english) in enumerate(_BEFORE))
    + r")[了为是在有占]?\s?(?:RMB|CNY|¥|￥|人民币)?\s?$",
    re.IGNORECASE,
)
_CURRENCY: Final = re.compile(r"(?:(?P<yuan>RMB|CNY|¥|￥|人民币)|(?P<foreign>US\$|\$|€|£|USD))\s?$")
_AFTER: Final = (
    (Comparator.AT_LEAST, r"及?以上| or more"),
    (Comparator.AT_MOST, r"及?以下|[以之]内(?![容部])| or (?:less|fewer)"),
    (Comparator.OVER, r"有余|[多余](?![少个次名家条年月额地下元人])|强(?![制烈化度调于力势])|\+|开外"),
    (Comparator.ABOUT, r"左右|上下| or so"),
    (Comparator.REACHED, r"之多"),
    (Comparator.BELOW, r"弱(?![于势点化者])"),
)
_TAIL: Final = re.compile(r"\s?(?:" + "|".join(f"(?P<c{n}>{words})" for n, (_c, words) in enumerate(_AFTER)) + ")")
#: Only before a bare scale are these words of comparison: 上百万, 过亿, 破千万.
_SHORT: Final = {"上": Comparator.REACHED, "过": Comparator.OVER, "破": Comparator.OVER}
_SCALES: Final = "百千万亿"
#: 内 makes a duration a bound: 5小时内.
_WITHIN: Final = re.compile(r"\s?(?:[之以])?内(?![部容])")
_EACH_HOUR: Final = re.compile(r"每小时(?:约|平均|新增|发布|达|为)?$")
#: A bound in the words before a figure is not weakened by the words behind it.
_BOUNDS: Final = frozenset({Comparator.OVER, Comparator.AT_LEAST, Comparator.BELOW, Comparator.AT_MOST})
#: How far a qualifying word may stand before its figure.
_REACH: Final = 24
#: Behind one of these a plus or minus is a sign and no dash.
_BEFORE_SIGN: Final = " \t\n(（[:：,，为达至到由从自约比是|同环"


def qualified(text: str, figure: Figure) -> Figure:
    """The figure with the words right before and behind it."""
    before = text[max(0, figure.start - _REACH) : figure.start]
    figure = _signed(figure, before)
    currency = money(text, figure.start)
    if currency is not None and figure.kind is Kind.BARE:
        figure = replace(figure, kind=currency, unit=ClaimUnit.YUAN if currency is Kind.PLAIN else None)
    head = _HEAD.search(before)
    tail = (_WITHIN if figure.kind is Kind.DURATION else _TAIL).match(text, figure.end)
    tail = tail or _TAIL.match(text, figure.end)
    said = _said(head, _BEFORE)
    if head is None and before[-1:] in _SHORT and text[figure.start] in _SCALES:
        said, figure = _SHORT[before[-1]], replace(figure, head=figure.start - 1)
    if said not in _BOUNDS:
        behind = Comparator.AT_MOST if tail and tail.re is _WITHIN else _said(tail, _AFTER)
        inside = figure.comparator
        said = next((one for one in (behind, inside, said) if one is not Comparator.EQUAL), said)
    begin = figure.start - len(before) + head.start() if head else figure.head
    return replace(
        figure,
        per_hour=figure.per_hour or bool(_EACH_HOUR.search(text, max(0, begin - _REACH), begin)),
        head=begin,
        end=tail.end() if tail else figure.end,
        comparator=said,
    )


def money(text: str, at: int) -> Kind | None:
    """What a sign of money right before a number makes it; None without one."""
    found = _CURRENCY.search(text, max(0, at - _REACH), at)
    if found is None:
        return None
    return Kind.PLAIN if found["yuan"] else Kind.FOREIGN


def _said(found: re.Match[str] | None, words: Sequence[tuple[Comparator, *tuple[str, ...]]]) -> Comparator:
    if found is None or found.lastgroup is None:
        return Comparator.EQUAL
    return words[int(found.lastgroup[1:])][0]


def _signed(figure: Figure, before: str) -> Figure:
    """A plus, minus or arrow right before the number as its direction."""
    sign = before[-1:]
    if not sign or sign not in "+-−↑↓" or figure.direction is not None:
        return figure
    if sign in "+-−" and before[-2:-1] and before[-2] not in _BEFORE_SIGN:
        return figure
    return replace(figure, head=figure.head - 1, direction="up" if sign in "+↑" else "down")
