"""Figures in a text: number, unit and the words that make it a bound or an approximation.

Everything runs over a masked text (see `masks`) and looks a fixed number of
characters to either side, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from reporter.extract.numerals import DIGITS, Numeral, arabic, chinese, power
from reporter.incident import ClaimUnit, Comparator

Direction = Literal["up", "down"]


class Kind(Enum):
    """How a number is written, where that matters for what it can mean."""

    PLAIN = "plain"
    #: 倍, 翻番, doubled: a multiple.
    MULTIPLE = "multiple"
    #: 减半, 翻番, halved: a change by its own word.
    CHANGE = "change"
    #: 5小时, 3天.
    DURATION = "duration"
    #: A number without any unit.
    BARE = "bare"
    #: 三份, 五起: counted in words and below eleven, too common to be a figure.
    SMALL = "small"
    #: US dollars and other money than yuan.
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a text with its unit.

    Args:
        head: where the words that qualify it begin (近, 超过, more than).
        start: where the number begins.
        end: behind its unit and the words that qualify it (以上, 左右).
        value: in `unit`, without sign; None where the words name none (数百万).
        last: power of ten of the last printed digit.
        unit: None for a bare number, and where the unit is none of a claim's.
        comparator: what the words around it say.
        kind: how it is written.
        direction: where the number's own sign or word says so.
        scale: power of ten of the scale (万, million) it carries; 0 without one.
        factor: what the printed number was multiplied with for its unit (10 for 成, 1/60 for 分钟).
        per_hour: whether the text says per hour right behind it.
    """

    head: int
    start: int
    end: int
    value: Decimal | None
    last: int = 0
    unit: ClaimUnit | None
    comparator: Comparator = Comparator.EQUAL
    kind: Kind = Kind.PLAIN
    direction: Direction | None = None
    scale: int = 0
    factor: Decimal = Decimal(1)
    per_hour: bool = False


_ARABIC: Final = r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,6})?"
_DIGITS: Final = "零〇一二两三四五六七八九"
_CHINESE: Final = rf"[{_DIGITS}十百千万亿]{{1,12}}(?:点[{_DIGITS}]{{1,6}})?"
_SCALE: Final = (
    r"[十百千]?[万亿]{1,2}|[百千](?!分)|[wW](?![A-Za-z])|\s(?:thousand|million|billion|bn)\b|\s?(?:bn|million)\b"
)

_NUMBER: Final = re.compile(
    rf"(?P<of>[百千万]分之)(?P<part>{_CHINESE}|{_ARABIC})"
    rf"|(?P<den>[{_DIGITS}十]{{1,3}}|[0-9]{{1,3}})分之(?P<num>[{_DIGITS}十]{{1,3}}|[0-9]{{1,3}})"
    r"|翻(?:了|了?近|了?约|了?逾)?(?P<fan>[一两二三四五1-9])?(?P<fold>番|倍)"
    r"|(?P<half>减半|折半|腰斩|过半数?|近半数?|一[大小]?半(?![年天个月小夜])|半数(?=以|左右|的))"
    r"|(?P<hour>半个?小时)"
    rf"|(?<![0-9.,])(?P<arabic>{_ARABIC})(?P<more>多|余|来(?![自源电信访到看说])|几)?(?P<scale>{_SCALE})?(?P<tail>多|余|几)?"
    rf"|(?P<chinese>{_CHINESE})(?P<cmore>多|余|来(?![自源电信访到看说])|几)?(?P<cscale>[百千]?[万亿]{{1,2}})?(?P<ctail>多|余)?"
    r"|(?<![人次总户件份条指])(?P<vague>[数几](?:[十百千](?!分)[万亿]?|[万亿]))"
    r"|\b(?P<english>doubled|doubling|tripled|quadrupled|halved|halving|twice|half(?=\sof\b))\b",
    re.IGNORECASE,
)

_CHENG: Final = (
    r"成(?![为功立效本员果熟长都绩千交人因型份品语年套就百])(?P<more_cheng>半|[一二三四五六七八九](?![成个条篇次]))?"
)
_UNIT: Final = re.compile(
    r"\s?(?:"
    r"(?P<pp>(?:个)?\s?百分点|个点(?![名赞击评位])|\s?percentage[\s-]points?\b|pp\b|pct\s?pts?\b)"
    r"|(?P<percent>%|\s?per\s?cent\b|\s?percent\b)"
    r"|(?P<mille>‰)"
    rf"|(?P<cheng>{_CHENG})"
    r"|(?P<discount>折(?![腾磨射扣叠损旧算]))"
    r"|(?P<multiple>倍|\s?times(?=\s(?:as|more|higher|the|larger|over))|\s?-?fold\b)"
    r"|(?P<foreign>(?:美|港|欧|日|韩|澳|加)元|英镑|\s?(?:US\s)?dollars?\b|\s?USD\b|\s?euros?\b)"
    r"|(?P<yuan>元|块钱|人民币|圆|\s?(?:yuan|RMB|CNY)\b)"
    r"|(?P<score>分(?![钟之别为析布成享发公管配类级阶散歧局行支区工头组担批期摊])|\s?points?\b)"
    r"|(?P<hours>个?多?(?P<plus>半)?\s?小时|个?钟头|\s?(?:hours?|hrs?)\b|\s?h\b)"
    r"|(?P<minutes>分钟|\s?min(?:ute)?s?\b)"
    r"|(?P<weeks>个?星期|周(?![年边围末期报])|\s?weeks?\b)"
    r"|(?P<days>个?\s?工作日|天|日(?=内|之内|以内)|\s?days?\b)"
    r"|(?P<posts>(?:条|篇|则)(?!件|例|约|款)|\s?(?:posts|articles|discussions|messages)\b)"
    r"|(?P<people>(?:人(?![次民员为工们均事气力物生造体才类格群])|名(?![单为誉称列])|位(?![置于居])|户)"
    r"|\s?(?:people|persons|users|customers|consumers|respondents|followers)\b)"
    r"|(?P<count>人次|频次|次|起|件|家|份|例|笔|单(?![位独一])|台|辆|场|款|项|宗|部(?![门分署])|批|轮|种|封|册|套|组"
    r"|个(?![百月多])|\s?(?:times|comments|views|complaints|cases|reposts|likes)\b)"
    r")",
    re.IGNORECASE,
)
_PER_HOUR: Final = re.compile(r"\s?(?:/|／|每)\s?(?:小时|h\b)|\s?(?:per|an|each|/)\s?hour\b", re.IGNORECASE)
_EACH_HOUR: Final = re.compile(r"每小时(?:约|平均|新增|发布|达|为)?$")

_UNITS: Final = {
    "pp": ClaimUnit.POINTS,
    "percent": ClaimUnit.PERCENT,
    "mille": ClaimUnit.PERCENT,
    "cheng": ClaimUnit.PERCENT,
    "discount": ClaimUnit.PERCENT,
    "multiple": ClaimUnit.RATIO,
    "foreign": None,
    "yuan": ClaimUnit.YUAN,
    "score": ClaimUnit.SCORE,
    "hours": ClaimUnit.HOURS,
    "minutes": ClaimUnit.HOURS,
    "weeks": ClaimUnit.DAYS,
    "days": ClaimUnit.DAYS,
    "posts": ClaimUnit.POSTS,
    "people": ClaimUnit.PEOPLE,
    "count": ClaimUnit.COUNT,
}
_KINDS: Final = {
    "multiple": Kind.MULTIPLE,
    "foreign": Kind.FOREIGN,
    **dict.fromkeys(("hours", "minutes", "weeks", "days"), Kind.DURATION),
}
_FACTORS: Final = {
    "mille": Decimal("0.1"),
    "cheng": Decimal(10),
    "discount": Decimal(10),
    "minutes": Decimal(1) / 60,
    "weeks": Decimal(7),
}
_SHIFTS: Final = {"mille": -1, "cheng": 1, "discount": 1}
#: What a range is written with: 三到五成.
_DASHES: Final = "至到—-~"
#: Counted in words below eleven, these say "some" rather than report a figure.
_COUNTED: Final = {"posts", "people", "count", "yuan", "weeks"}
_TEN: Final = 10

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
        r"超过了?|超出|突破|逾|超|高于|多于|大于",
        r"more than|over|exceed(?:ed|ing|s)?|above|upwards of|in excess of|surpass(?:ed|ing)?",
    ),
    (Comparator.NEAR, r"将近|接近|几近|逼近|(?<![最附临邻靠就])近", r"nearly|almost|close to"),
    (
        Comparator.ABOUT,
        r"大约|大概|(?<![节预合签邀条制简])约|估计|差不多|~",
        r"about|around|approximately|some|roughly",
    ),
    (
        Comparator.REACHED,
        r"达到|高达|多达|(?<![到表传转下送])达",
        r"reach(?:ed|es|ing)?|as (?:much|many|high) as",
    ),
)
_HEAD: Final = re.compile(
    "(?:"
    + "|".join(f"(?P<c{n}>{chinese}|(?<![A-Za-z])(?:{english})\\s)" for n, (_c, chinese, english) in enumerate(_BEFORE))
    + r")[了为是在有]?\s?(?:RMB|CNY|¥|￥|人民币)?\s?$",
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
#: A bound in the words before a figure is not weakened by the words behind it.
_BOUNDS: Final = frozenset({Comparator.OVER, Comparator.AT_LEAST, Comparator.BELOW, Comparator.AT_MOST})
#: How far a qualifying word may stand before its figure.
_REACH: Final = 24
#: Behind one of these a plus or minus is a sign and no dash.
_BEFORE_SIGN: Final = " \t\n(（[:：,，为达至约比是|同环"


def figures(text: str) -> Iterator[Figure]:
    """Every number of a masked text with its unit, bare ones too (`Kind.BARE`), from left to right.

    Two numbers named at once (七八万) come as two figures at one place, a lower and an upper bound.
    """
    at = 0
    while found := _NUMBER.search(text, at):
        made = _read(text, found)
        at = max(found.end() if found["arabic"] else found.start() + 1, *(figure.end for figure in made), 0)
        yield from (_qualified(text, figure) for figure in made)


def _read(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    """The figures of one match, without the words around them; none where it is no number after all."""
    kind = next(name for name in _FORMS if found[name])
    return _FORMS[kind](text, found)


def _plain(found: re.Match[str], value: Decimal, unit: ClaimUnit | None, last: int, **more: object) -> Figure:
    figure = Figure(head=found.start(), start=found.start(), end=found.end(), value=value, unit=unit, last=last)
    return replace(figure, **more)  # type: ignore[arg-type]


def _of_hundred(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    number = _numeral(found["part"])
    if number is None:
        return ()
    shift = {"百": 0, "千": -1, "万": -2}[found["of"][0]]
    number = number.times(shift)
    return _bounds(_plain(found, number.value, ClaimUnit.PERCENT, number.last), number.upto)


def _fraction(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    whole, part = _numeral(found["den"]), _numeral(found["num"])
    if whole is None or part is None or not 0 < part.value < whole.value:
        return ()
    value = (100 * part.value / whole.value).quantize(Decimal("0.01"))
    return (_plain(found, value, ClaimUnit.PERCENT, 0),)


def _folded(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    number = _numeral(found["fan"] or "一")
    times = 1 if number is None else int(number.value)
    if found["fold"] == "倍" and times > 1:
        # 翻3倍 is taken for three and for four times as much.
        return (_plain(found, Decimal(times), ClaimUnit.RATIO, 0, kind=Kind.MULTIPLE, direction="up"),)
    value = Decimal(100 * (2**times - 1))
    return (_plain(found, value, ClaimUnit.PERCENT, 1, kind=Kind.CHANGE, direction="up"),)


def _half(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    word = found["half"]
    figure = _plain(found, Decimal(50), ClaimUnit.PERCENT, 1)
    if word in {"减半", "折半", "腰斩"}:
        return (replace(figure, kind=Kind.CHANGE, direction="down"),)
    said = {"过": Comparator.OVER, "近": Comparator.NEAR}.get(word[0], Comparator.EQUAL)
    said = {"大": Comparator.OVER, "小": Comparator.BELOW}.get(word[1], said)
    return (replace(figure, comparator=said),)


def _half_hour(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    return (_plain(found, Decimal("0.5"), ClaimUnit.HOURS, -1, kind=Kind.DURATION),)


def _arabic(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    scale = found["scale"] or ""
    number = arabic(found["arabic"]).times(power(scale))
    figure = _with_unit(text, found, number)
    said = _loosely(found["more"] or found["tail"])
    return (replace(figure, comparator=said, scale=power(scale)),)


def _chinese(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    word, scale = found["chinese"], found["cscale"] or ""
    number = chinese(word)
    if number is None:
        return ()
    number = number.times(power(scale))
    figure = replace(_with_unit(text, found, number), comparator=_loosely(found["cmore"] or found["ctail"]))
    alone = number.upto is not None or (len(word) == 1 and text[found.end() : found.end() + 1] not in _DASHES)
    if figure.kind is Kind.BARE and alone:
        return ()
    unit = _UNIT.match(text, found.end())
    if number.value <= _TEN and unit is not None and unit.lastgroup in _COUNTED and not scale:
        figure = replace(figure, kind=Kind.SMALL)
    upto = None if number.upto is None else number.upto * figure.factor
    return _bounds(replace(figure, scale=_scale_of(word + scale)), upto)


def _scale_of(word: str) -> int:
    return power(word[-1]) if word[-1] in "万亿" else 0


def _vague(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    """数百万: a figure is named and none is said."""
    unit = _UNIT.match(text, found.end())
    if unit is None or unit.lastgroup is None:
        return ()
    figure = _plain(found, Decimal(0), _UNITS[unit.lastgroup], 0, end=unit.end())
    kind = _KINDS.get(unit.lastgroup, Kind.PLAIN)
    return (replace(figure, value=None, comparator=Comparator.ABOUT, kind=kind),)


def _english(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    word = found["english"].lower()
    if word == "twice":
        return (_plain(found, Decimal(2), ClaimUnit.RATIO, 0, kind=Kind.MULTIPLE),)
    if word == "half":
        return (_plain(found, Decimal(50), ClaimUnit.PERCENT, 1),)
    if word.startswith("halv"):
        return (_plain(found, Decimal(50), ClaimUnit.PERCENT, 1, kind=Kind.CHANGE, direction="down"),)
    value = {"d": 100, "t": 200, "q": 300}[word[0]]
    return (_plain(found, Decimal(value), ClaimUnit.PERCENT, 1, kind=Kind.CHANGE, direction="up"),)


_FORMS: Final = {
    "of": _of_hundred,
    "den": _fraction,
    "fold": _folded,
    "half": _half,
    "hour": _half_hour,
    "arabic": _arabic,
    "chinese": _chinese,
    "vague": _vague,
    "english": _english,
}


def _numeral(text: str) -> Numeral | None:
    return arabic(text) if text[0].isdigit() and text.isascii() else chinese(text)


def _loosely(word: str | None) -> Comparator:
    """What 多, 余, 几 (more than) and 来 (about) say inside a number."""
    if not word:
        return Comparator.EQUAL
    return Comparator.ABOUT if word == "来" else Comparator.OVER


def _bounds(figure: Figure, upto: Decimal | None) -> tuple[Figure, ...]:
    """One figure, or the two bounds of numbers named at once."""
    if upto is None:
        return (figure,)
    low = replace(figure, comparator=Comparator.AT_LEAST)
    return low, replace(figure, value=upto, comparator=Comparator.AT_MOST)


def _with_unit(text: str, found: re.Match[str], number: Numeral) -> Figure:
    """A number with the unit behind it, in the unit a claim has (minutes become hours)."""
    unit = _UNIT.match(text, found.end())
    if unit is None or unit.lastgroup is None:
        return _plain(found, number.value, None, number.last, kind=Kind.BARE)
    name = unit.lastgroup
    value, last = _converted(number, name, unit)
    per_hour = _PER_HOUR.match(text, unit.end())
    return _plain(
        found,
        value,
        _UNITS[name],
        last,
        end=per_hour.end() if per_hour else unit.end(),
        kind=_KINDS.get(name, Kind.PLAIN),
        per_hour=per_hour is not None,
        factor=_FACTORS.get(name, Decimal(1)),
    )


def _converted(number: Numeral, name: str, unit: re.Match[str]) -> tuple[Decimal, int]:
    """(value, last digit) in the claim's unit: 八成五 is 85 %, 45分钟 three quarters of an hour."""
    value, last = number.value, number.last
    if name == "minutes":
        return (value / 60).quantize(Decimal("0.0001")).normalize(), -2
    if name == "hours" and unit["plus"]:
        return value + Decimal("0.5"), -1
    if name == "cheng" and unit["more_cheng"]:
        more = unit["more_cheng"]
        return value * 10 + (5 if more == "半" else DIGITS[more]), 0
    if name == "discount" and value >= _TEN:
        return value, last  # 85折 and 8.5折 are the same price
    return value * _FACTORS.get(name, Decimal(1)), last + _SHIFTS.get(name, 0)


def _qualified(text: str, figure: Figure) -> Figure:
    """The figure with the words right before and behind it."""
    before = text[max(0, figure.start - _REACH) : figure.start]
    figure = _signed(figure, before)
    money = _CURRENCY.search(before)
    if money and figure.kind is Kind.BARE:
        kind = Kind.PLAIN if money["yuan"] else Kind.FOREIGN
        figure = replace(figure, kind=kind, unit=ClaimUnit.YUAN if money["yuan"] else None)
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
