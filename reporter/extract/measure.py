"""The units a number can have behind it, and what it is in the unit a claim has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reporter.extract.figure import Kind
from reporter.extract.numerals import DIGITS, Numeral
from reporter.incident import ClaimUnit

_CHENG: Final = (
    r"成(?![为功立效本员果熟长都绩千交人因型份品语年套就百])(?P<more_cheng>半|[一二三四五六七八九](?![成个条篇次]))?"
)
_UNIT: Final = re.compile(
    r"\s?(?:"
    r"(?P<pp>(?:个)?\s?百分点|个点(?![名赞击评位])|\s?percentage[\s-]points?\b|pp\b|pct\s?pts?\b|\s?p\.p\.)"
    r"|(?P<basis>个?基点|\s?(?:bps\b|basis\spoints?\b))"
    r"|(?P<percent>%|\s?per\s?cent\b|\s?percent\b)"
    r"|(?P<mille>‰)"
    rf"|(?P<cheng>{_CHENG})"
    r"|(?P<discount>折(?![腾磨射扣叠损旧算]))"
    r"|(?P<multiple>倍|\s?times(?=\s(?:as|more|higher|the|larger|over))|\s?-?fold\b)"
    r"|(?P<foreign>(?:美|港|欧|日|韩|澳|加)元|英镑|\s?(?:US\s)?dollars?\b|\s?USD\b|\s?euros?\b)"
    r"|(?P<yuan>元|块钱|人民币|圆|\s?(?:yuan|RMB|CNY)\b)"
    r"|(?P<score>分(?![钟之别为析布成享发公管配类级阶散歧局行支区工头组担批期摊])|\s?points?\b)"
    r"|(?P<hours>个?多?(?P<plus_h>半)?\s?小时(?:零?(?P<minutes_too>[0-9]{1,2})\s?分钟?)?|个?钟头|\s?(?:hours?|hrs?)\b|\s?h\b)"
    r"|(?P<minutes>分钟|\s?min(?:ute)?s?\b)"
    r"|(?P<seconds>秒(?![杀])钟?|\s?sec(?:ond)?s?\b)"
    r"|(?P<weeks>(?:个?星期|周(?![年边围末期报刊]))(?P<plus_w>半)?|\s?weeks?\b)"
    r"|(?P<days>个?\s?工作日|天(?:零?(?P<hours_too>[0-9]{1,2})\s?个?小时|(?P<plus_d>半))?|日(?=内|之内|以内)|\s?days?\b)"
    r"|(?P<months>个?多?(?P<plus_m>半)?月(?![份初末底中上下日号])|\s?months?\b)"
    r"|(?P<posts>(?:条|篇|则)(?!件|例|约|款)|\s?(?:posts|articles|discussions|messages)\b)"
    r"|(?P<people>(?:人(?![次民员为工们均事气力物生造体才类格群])|名(?![单为誉称列])|位(?![置于居])|户)"
    r"|\s?(?:people|persons|users|customers|consumers|respondents|followers)\b)"
    r"|(?P<count>人次|频次|次|起|件|家|份|例|笔|单(?![位独一])|台|辆|场|款|项|宗|部(?![门分署])|批|轮|种|封|册|套|组"
    r"|个(?![百月多])|\s?(?:times|comments|views|complaints|cases|reposts|likes|reads|orders)\b)"
    r")",
    re.IGNORECASE,
)
_PER_HOUR: Final = re.compile(r"\s?(?:/|／|每)\s?(?:小时|h\b)|\s?(?:per|an|each|/)\s?hour\b", re.IGNORECASE)

_UNITS: Final = {
    "pp": ClaimUnit.POINTS,
    "basis": ClaimUnit.POINTS,
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
    "seconds": ClaimUnit.HOURS,
    "weeks": ClaimUnit.DAYS,
    "days": ClaimUnit.DAYS,
    # A month is no fixed number of days: the analyst decides.
    "months": None,
    "posts": ClaimUnit.POSTS,
    "people": ClaimUnit.PEOPLE,
    "count": ClaimUnit.COUNT,
}
_KINDS: Final = {
    "multiple": Kind.MULTIPLE,
    "foreign": Kind.FOREIGN,
    **dict.fromkeys(("hours", "minutes", "seconds", "weeks", "days", "months"), Kind.DURATION),
}
_FACTORS: Final = {
    "basis": Decimal("0.01"),
    "mille": Decimal("0.1"),
    "cheng": Decimal(10),
    "discount": Decimal(10),
    "minutes": Decimal(1) / 60,
    "seconds": Decimal(1) / 3600,
    "weeks": Decimal(7),
}
_SHIFTS: Final = {"basis": -2, "mille": -1, "cheng": 1, "discount": 1}
#: Counted in words below eleven, these say "some" rather than report a figure.
_COUNTED: Final = frozenset({"posts", "people", "count", "yuan"})
_TEN: Final = 10
_HOURS_A_DAY: Final = 24
_HALF: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number with its unit.

    Args:
        value: in `unit`.
        last: power of ten of its last printed digit.
        unit: None where it is none of a claim's.
        kind: how it is written.
        end: behind the unit.
        factor: what the printed number was multiplied with.
        counted: whether it counts things one by one, so that a small one in words says "some".
        per_hour: whether the text says per hour right behind it.
    """

    value: Decimal
    last: int
    unit: ClaimUnit | None
    kind: Kind
    end: int
    factor: Decimal
    counted: bool
    per_hour: bool


def measured(text: str, at: int, number: Numeral) -> Measure | None:
    """A number in the unit that stands at a position; None where none does."""
    found = _UNIT.match(text, at)
    if found is None or found.lastgroup is None:
        return None
    name = found.lastgroup
    value, last, unit = _converted(number, name, found)
    per_hour = _PER_HOUR.match(text, found.end())
    return Measure(
        value=value,
        last=last,
        unit=unit,
        kind=_KINDS.get(name, Kind.PLAIN),
        end=per_hour.end() if per_hour else found.end(),
        factor=_FACTORS.get(name, Decimal(1)),
        counted=name in _COUNTED,
        per_hour=per_hour is not None,
    )


def _converted(number: Numeral, name: str, found: re.Match[str]) -> tuple[Decimal, int, ClaimUnit | None]:
    """(value, last digit, unit) of a claim: 八成五 is 85 %, 45分钟 three quarters of an hour, 1天6小时 30 hours."""
    unit = _UNITS[name]
    value, last = number.value, number.last
    if name in {"minutes", "seconds"}:
        return _hours(value if name == "minutes" else value / 60), -2 if name == "minutes" else -4, unit
    if name == "hours" and found["minutes_too"]:
        return value + _hours(Decimal(found["minutes_too"])), -2, unit
    if name == "days" and found["hours_too"]:
        return value * _HOURS_A_DAY + Decimal(found["hours_too"]), 0, ClaimUnit.HOURS
    if name == "cheng" and found["more_cheng"]:
        more = found["more_cheng"]
        return value * _TEN + (5 if more == "半" else DIGITS[more]), 0, unit
    if name == "discount" and value >= _TEN:
        return value, last, unit  # 85折 and 8.5折 are the same price
    if any(found[plus] for plus in ("plus_h", "plus_d", "plus_w", "plus_m")):
        value, last = value + _HALF, -1
    return value * _FACTORS.get(name, Decimal(1)), last + _SHIFTS.get(name, 0), unit


def _hours(minutes: Decimal) -> Decimal:
    return (minutes / 60).quantize(Decimal("0.0001")).normalize()
