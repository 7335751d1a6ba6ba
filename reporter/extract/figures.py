"""Figures in a text: number, unit and the words that make it a bound or an approximation.

Everything runs over a masked text (see `masks`) and looks a fixed number of
characters to either side, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reporter.extract.bounds import money, qualified
from reporter.extract.english import IN, NUMBER, PART, parts, spelled
from reporter.extract.figure import Figure, Kind
from reporter.extract.measure import Measure, measured
from reporter.extract.numerals import Numeral, arabic, chinese, power
from reporter.extract.ranks import RANK, english, ranked
from reporter.incident import ClaimUnit, Comparator

_ARABIC: Final = r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,6})?"
_DIGITS: Final = "零〇一二两三四五六七八九"
_CHINESE: Final = rf"[{_DIGITS}十百千万亿]{{1,12}}(?:点[{_DIGITS}]{{1,6}})?"
_PART: Final = rf"[{_DIGITS}十百千]{{1,4}}|[0-9]{{1,3}}"
_SCALE: Final = (
    r"[十百千]?[万亿]{1,2}|[百千](?!分)|[wWkK](?![A-Za-z])|\s(?:thousand|million|billion|trillion)\b|\s?(?:bn|million)\b"
    r"|\s?m(?![A-Za-z])"
)
_LOOSE: Final = r"多|余|来(?![自源电信访到看说])|几"
_HALF: Final = (
    r"减半|折半|腰斩|[过近超逾]半数?(?![年天个月小夜])|百分百"
    r"|一[大小]?半(?![年天个月小夜])|(?<![大前后上下])半数"
)

_NUMBER: Final = re.compile(
    rf"(?P<of>[百千万]分之)(?P<part>{_CHINESE}|{_ARABIC})"
    rf"|(?P<den>{_PART})分之(?P<num>{_PART})"
    r"|翻(?P<fan_said>了?(?:近|约|逾|超过?)?)(?P<fan>[一两二三四五1-9])?(?P<fold>番|倍)"
    rf"|(?P<half>{_HALF})"
    r"|(?P<span>半个?小时|(?<![大前后上下一两二三四五六七八九十0-9])半[天日])"
    rf"|(?P<rank>{RANK})"
    rf"|(?P<among>{IN})|(?P<fraction>{PART})"
    rf"|(?<![0-9.,])(?P<arabic>{_ARABIC})(?P<more>{_LOOSE})?(?P<scale>{_SCALE})?(?P<tail>多|余|几)?"
    rf"|(?P<chinese>{_CHINESE})(?P<cmore>{_LOOSE})?(?P<cscale>[百千]?[万亿]{{1,2}})?(?P<ctail>多|余)?"
    r"|(?<![人次总户件份条指])(?P<vague>[数几](?:[十百千](?!分)[万亿]?|[万亿]))"
    r"|\b(?P<many>(?:tens|hundreds)\sof\sthousands|tens\sof\smillions|hundreds|thousands|millions)\sof\b"
    r"|\b(?P<english>doubled|doubling|tripled|quadrupled|halved|halving|twice|half(?=\sof\b))\b"
    rf"|\b(?P<spelled>{NUMBER}|half\sa(?=\s[mb]illion))(?P<thousands>\s(?:hundred|thousand|million|billion))?(?=-?fold\b|\b)",
    re.IGNORECASE,
)

#: What a range is written with: 三到五成.
_DASHES: Final = "至到—-~"
#: Numbers in words up to here say "some" before what is counted.
_TEN: Final = 10
_HUNDREDTH: Final = Decimal("0.01")
_FALLS: Final = frozenset({"减半", "折半", "腰斩"})
#: What the first or second sign of 过半, 一大半 says.
_HALF_SAID: Final = {
    "过": Comparator.OVER,
    "超": Comparator.OVER,
    "逾": Comparator.OVER,
    "大": Comparator.OVER,
    "近": Comparator.NEAR,
    "小": Comparator.BELOW,
}


def figures(text: str) -> Iterator[Figure]:
    """Every number of a masked text with its unit, bare ones too (`Kind.BARE`), from left to right.

    Two numbers named at once (七八万) come as two figures at one place, a lower and an upper bound.
    """
    at = 0
    while found := _NUMBER.search(text, at):
        kind = next(name for name in _FORMS if found[name])
        made = _FORMS[kind](text, found)
        at = max(found.end() if found["arabic"] else found.start() + 1, *(figure.end for figure in made), 0)
        yield from (qualified(text, figure) for figure in made)


# Forms that carry their unit -----------------------------------------------------


def _share(found: re.Match[str], value: Decimal, last: int = 0) -> Figure:
    """A share in per cent."""
    return Figure(
        head=found.start(), start=found.start(), end=found.end(), value=value, last=last, unit=ClaimUnit.PERCENT
    )


def _of_hundred(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    number = _numeral(found["part"])
    if number is None:
        return ()
    shift = {"百": 0, "千": -1, "万": -2}[found["of"][0]]
    number = number.times(shift)
    return _bounds(_share(found, number.value, number.last), number.upto)


def _of_parts(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    whole, part = _numeral(found["den"]), _numeral(found["num"])
    return () if whole is None or part is None else _ratio(found, part.value, whole.value)


def _among(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    part, whole = spelled(found["in"]), spelled(found["every"])
    return () if part is None or whole is None else _ratio(found, part, whole)


def _parted(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    part = spelled(found["parts"] or found["by"])
    return () if part is None else _ratio(found, part, Decimal(parts(found[0])))


def _ratio(found: re.Match[str], part: Decimal, whole: Decimal) -> tuple[Figure, ...]:
    if not 0 < part < whole:
        return ()
    return (_share(found, (100 * part / whole).quantize(_HUNDREDTH).normalize()),)


def _folded(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    number = _numeral(found["fan"] or "一")
    times = 1 if number is None else int(number.value)
    said = next((one for sign, one in _HALF_SAID.items() if sign in found["fan_said"]), Comparator.EQUAL)
    said = Comparator.ABOUT if "约" in found["fan_said"] else said
    if found["fold"] == "倍" and times > 1:
        # 翻3倍 is taken for three and for four times as much.
        figure = replace(_share(found, Decimal(times)), unit=ClaimUnit.RATIO, kind=Kind.MULTIPLE)
    else:
        figure = replace(_share(found, Decimal(100 * (2**times - 1)), 1), kind=Kind.CHANGE)
    return (replace(figure, comparator=said, direction="up"),)


def _half(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    word = found["half"]
    if word == "百分百":
        return (_share(found, Decimal(100)),)
    figure = _share(found, Decimal(50), 1)
    if word in _FALLS:
        return (replace(figure, kind=Kind.CHANGE, direction="down"),)
    said = (_HALF_SAID[sign] for sign in word[:2] if sign in _HALF_SAID)
    return (replace(figure, comparator=next(said, Comparator.EQUAL)),)


def _half_span(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    unit = ClaimUnit.HOURS if found["span"].endswith("时") else ClaimUnit.DAYS
    return (replace(_share(found, Decimal("0.5"), -1), unit=unit, kind=Kind.DURATION),)


def _ranked(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    if not ranked(text, found.start(), found.end()) and not found["first"]:
        return ()
    printed = next((found[name] for name in _PLACES if found[name]), "1")
    place = english(printed)
    number = _numeral(printed) if place is None else Numeral(value=Decimal(place), last=0)
    if number is None or number.upto is not None:
        return ()
    within = found["top"] or found["entop"]
    said = Comparator.AT_MOST if within else Comparator.EQUAL
    return (replace(_share(found, number.value), unit=ClaimUnit.RANK, comparator=said),)


_PLACES: Final = ("nth", "top", "entop", "no", "ordinal", "word")


def _in_english(_text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    word = found["english"].lower()
    if word == "twice":
        return (replace(_share(found, Decimal(2)), unit=ClaimUnit.RATIO, kind=Kind.MULTIPLE),)
    if word == "half":
        return (_share(found, Decimal(50), 1),)
    if word.startswith("halv"):
        return (replace(_share(found, Decimal(50), 1), kind=Kind.CHANGE, direction="down"),)
    value = {"d": 100, "t": 200, "q": 300}[word[0]]
    return (replace(_share(found, Decimal(value), 1), kind=Kind.CHANGE, direction="up"),)


# Forms with a unit behind them ---------------------------------------------------


def _arabic(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    scale, end = found["scale"] or "", found.end()
    if scale.strip() in {"m", "M"} and not _means_million(text, found):
        # 5m is a length, but RMB 5m and 5m views are millions.
        scale, end = "", found.end("arabic")
    number = arabic(found["arabic"]).times(power(scale))
    figure = _with_unit(text, found, number, end)
    said = _loosely(found["more"] or found["tail"])
    return (replace(figure, comparator=said, scale=power(scale)),)


def _means_million(text: str, found: re.Match[str]) -> bool:
    behind = measured(text, found.end(), Numeral(value=Decimal(1), last=0))
    counts = behind is not None and (behind.counted or behind.kind is Kind.FOREIGN or behind.unit is ClaimUnit.YUAN)
    return counts or text[found.end() : found.end() + 1] == "+" or money(text, found.start()) is not None


def _chinese(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    word, scale = found["chinese"], found["cscale"] or ""
    number = chinese(word)
    if number is None:
        return ()
    number = number.times(power(scale))
    figure = _with_unit(text, found, number, found.end())
    figure = replace(figure, comparator=_loosely(found["cmore"] or found["ctail"]))
    alone = number.upto is not None or (len(word) == 1 and text[found.end() : found.end() + 1] not in _DASHES)
    if figure.kind is Kind.BARE and alone:
        return ()
    if not scale:
        figure = _small(text, figure, number, found.end())
    upto = None if number.upto is None else number.upto * figure.factor
    return _bounds(replace(figure, scale=_scale_of(word + scale)), upto)


def _small(text: str, figure: Figure, number: Numeral, end: int) -> Figure:
    """三项, two posts: counted in words and below eleven."""
    unit = measured(text, end, number)
    return replace(figure, kind=Kind.SMALL) if unit and unit.counted and number.value <= _TEN else figure


def _scale_of(word: str) -> int:
    return power(word[-1]) if word[-1] in "万亿" else 0


def _spelled(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    value = spelled(found["spelled"])
    if value is None:
        return ()
    scale = power(found["thousands"] or "")
    number = Numeral(value=value, last=0).times(scale)
    figure = _with_unit(text, found, number, found.end())
    if figure.kind is Kind.BARE:
        return ()
    return (replace(_small(text, figure, number, found.end()), scale=scale),)


def _vague(text: str, found: re.Match[str]) -> tuple[Figure, ...]:
    """数百万, thousands of: a figure is named and none is said."""
    unit = measured(text, found.end(), Numeral(value=Decimal(0), last=0))
    if unit is None:
        return ()
    figure = _of_measure(found, unit)
    return (replace(figure, value=None, last=0, comparator=Comparator.ABOUT, factor=Decimal(1), per_hour=False),)


_FORMS: Final[dict[str, Callable[[str, re.Match[str]], tuple[Figure, ...]]]] = {
    "of": _of_hundred,
    "den": _of_parts,
    "fold": _folded,
    "half": _half,
    "span": _half_span,
    "rank": _ranked,
    "among": _among,
    "fraction": _parted,
    "arabic": _arabic,
    "chinese": _chinese,
    "vague": _vague,
    "many": _vague,
    "english": _in_english,
    "spelled": _spelled,
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


def _with_unit(text: str, found: re.Match[str], number: Numeral, end: int) -> Figure:
    """A number with the unit behind it, in the unit a claim has (minutes become hours)."""
    unit = measured(text, end, number)
    if unit is not None:
        return _of_measure(found, unit)
    start = found.start()
    return Figure(head=start, start=start, end=end, value=number.value, last=number.last, unit=None, kind=Kind.BARE)


def _of_measure(found: re.Match[str], unit: Measure) -> Figure:
    return Figure(
        head=found.start(),
        start=found.start(),
        end=unit.end,
        value=unit.value,
        last=unit.last,
        unit=unit.unit,
        kind=unit.kind,
        factor=unit.factor,
        per_hour=unit.per_hour,
    )
