"""Whether a figure is a level or a change: the verbs beside it, 由…升至…, ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reporter.extract.figure import Direction, Figure, Kind
from reporter.incident import Comparator

_UP: Final = (
    r"上升|增长|提高|提升|增加|上涨|攀升|上扬|扩大|回升|反弹|飙升|激增|猛增|增幅|涨幅|升幅|改善|高出|多出"
    r"|(?<!新)(?<!倍)增|(?<![上提回攀])升|涨"
)
_DOWN: Final = (
    r"下降|降低|减少|下滑|回落|下跌|减缓|放缓|降幅|跌幅|减幅|缩短|缩减|缩小|收窄|压降|减退|衰减|锐减|骤降|负增长"
    r"|(?<!下)降|减|(?<!下)跌"
)
#: Only beside a comparison (较上月高5个百分点) are these words of change.
_UP_COMPARED: Final = r"高|多|快|长"
_DOWN_COMPARED: Final = r"低|少|慢|短"
_UP_ENGLISH: Final = (
    r"rose|rise[ns]?|increased?|increas(?:es|ing)|grew|grown|climbed|gained|improved|jumped|up|higher|raised"
)
_DOWN_ENGLISH: Final = r"fell|falls?|fallen|dropped|drops|declined|decreased?|down|reduced|cut|shrank|slowed|lower"
_FILL: Final = (
    r"(?P<to>[至到为成])|了|的|出|有|又|再|共|累计|合计|总共|仅|只|幅度|比例|平均|率|在|介于"
    r"|(?:原来|原先|此前|之前|平时|平日|事前)的?|\s|[:：]"
)

_BEFORE: Final = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?P<amount>幅度|率|比例)?(?:{_FILL}){{0,6}}$",
)
_COMPARED: Final = re.compile(rf"(?:(?P<up>{_UP_COMPARED})|(?P<down>{_DOWN_COMPARED}))(?:出|了){{0,2}}\s?$")
_COMPARISON: Final = re.compile(r"[比较]|同比|环比|相比")
_ENGLISH: Final = re.compile(
    rf"\b(?:(?P<up>{_UP_ENGLISH})|(?P<down>{_DOWN_ENGLISH}))(?:\s(?:sharply|slightly|again|further|only))?"
    r"(?:\s(?:by|(?P<to>to)))?\s?$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"\s?的?(?:同比|环比)?(?:(?P<up>增长|上升|提升|增幅|涨幅|升幅|提高|\s?(?:increase|rise|growth|gain)\b)"
    r"|(?P<down>下降|降幅|减少|回落|下滑|跌幅|\s?(?:decrease|drop|decline|fall|reduction)\b))(?![至到为了]|[^，。；\n]{0,3}[0-9])",
    re.IGNORECASE,
)
#: 成 stands for ten per cent.
_TENTHS: Final = 10
#: A bare number from here on was written out: 由9000增至1.2万.
_OWN_SCALE: Final = 1_000
#: How far to the left of a figure its verb may stand.
_REACH: Final = 28


@dataclass(frozen=True, slots=True)
class Change:
    """What the words beside a figure say of it.

    Args:
        direction: up or down.
        to: whether the figure is where it went (降至), not by how much.
        start: where the verb begins.
    """

    direction: Direction
    to: bool
    start: int


def change_of(text: str, low: int, figure: Figure, high: int) -> Change | None:
    """The change a figure states or arrives by; None for a plain level.

    Args:
        text: a masked text.
        low: where the figure's clause (or the figure before it) ends to the left.
        figure: the figure.
        high: where its clause ends.
    """
    if figure.direction is not None:
        return Change(figure.direction, to=False, start=figure.head)
    start = max(low, figure.head - _REACH)
    found = _BEFORE.search(text, start, figure.head) or _ENGLISH.search(text, start, figure.head)
    if found is None and _COMPARISON.search(text, low, figure.head):
        found = _COMPARED.search(text, start, figure.head)
    if found is not None:
        return Change(_direction(found), to=_arrives(found), start=found.start())
    behind = _AFTER.match(text, figure.end, high)
    return Change(_direction(behind), to=False, start=figure.head) if behind else None


def _direction(found: re.Match[str]) -> Direction:
    return "up" if found["up"] else "down"


def _arrives(found: re.Match[str]) -> bool:
    words = found.groupdict()
    verb = found["up"] or found["down"]
    return bool(words.get("to")) and not words.get("amount") and not verb.endswith("幅") and "幅度" not in found[0]


# Two figures that belong together ----------------------------------------------

_FROM: Final = re.compile(r"(?:由|从|自|\bfrom\b)[^，。；,;\n0-9]{0,14}$", re.IGNORECASE)
_TO: Final = re.compile(
    r"[，,]?[^，。；;\n]{0,14}?(?:至|到|为|成|→|->|=>|—>|\bto\b)(?:了)?[^，。；;\n]{0,6}",
    re.IGNORECASE,
)
_STRAIGHT: Final = re.compile(rf"\s?(?:(?:{_UP}|{_DOWN})(?:至|到|为)了?|→|->|=>|—>)\s?")
_BACKWARDS: Final = re.compile(r"\s?,?\s?(?:down |up )?from\s?", re.IGNORECASE)
_ARRIVING: Final = re.compile(r"\bto\s$", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s?(?:-{1,2}|—{1,2}|–|~|至|到|\bto\b|\band\b)\s?", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"between\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure with the earlier level its sentence gives it, if any.

    Args:
        figure: the figure.
        earlier: the level it comes from; None where none is given.
        other: the other bound where it is one of a range.
    """

    figure: Figure
    earlier: Figure | None = None
    other: Figure | None = None

    @property
    def head(self) -> int:
        """Where the first of its figures begins."""
        return min(one.head for one in (self.figure, self.earlier, self.other) if one)

    @property
    def end(self) -> int:
        """Behind the last of its figures."""
        return max(one.end for one in (self.figure, self.earlier, self.other) if one)


def paired(text: str, found: Sequence[Figure]) -> list[Pair]:
    """The figures of one sentence, 由A升至B as one pair and A—B as two bounds."""
    pairs: list[Pair] = []
    rest = list(found)
    while rest:
        first = rest.pop(0)
        second = rest[0] if rest else None
        if second is None:
            pairs.append(Pair(first))
            continue
        if second.start < first.end:
            rest.pop(0)
            pairs += [Pair(first, other=second), Pair(second, other=first)]
            continue
        made = _together(text, first, second)
        if made:
            rest.pop(0)
            pairs += made
        else:
            pairs.append(Pair(first))
    return pairs


def _together(text: str, first: Figure, second: Figure) -> list[Pair] | None:
    between = text[first.end : second.head]
    before = text[max(0, first.head - _REACH) : first.head]
    one, other = _same_unit(first, second)
    if one.unit is not other.unit or one.kind is not other.kind:
        return None
    if (_FROM.search(before) and _TO.fullmatch(between)) or _STRAIGHT.fullmatch(between):
        return [Pair(other, earlier=one)]
    if _ARRIVING.search(before) and _BACKWARDS.fullmatch(between):
        return [Pair(one, earlier=other)]
    if _RANGE.fullmatch(between) and ("and" not in between or _BETWEEN.search(before)):
        return _range(one, other)
    return None


def _range(one: Figure, other: Figure) -> list[Pair] | None:
    if one.value is None or other.value is None or one.value >= other.value:
        return None
    low, high = replace(one, comparator=Comparator.AT_LEAST), replace(other, comparator=Comparator.AT_MOST)
    return [Pair(low, other=high), Pair(high, other=low)]


def _same_unit(first: Figure, second: Figure) -> tuple[Figure, Figure]:
    """A bare number takes the unit, and in 20—30万 the scale, of the one it belongs to."""
    if first.kind is Kind.BARE and second.kind is not Kind.BARE:
        return _lent(first, second), second
    if second.kind is Kind.BARE and first.kind is not Kind.BARE:
        return first, _lent(second, first)
    if first.kind is second.kind is Kind.BARE and second.scale and not first.scale:
        return _lent(first, second), second
    return first, second


def _lent(bare: Figure, whole: Figure) -> Figure:
    value = None if bare.value is None else bare.value * whole.factor
    lent = replace(bare, unit=whole.unit, kind=whole.kind, value=value, last=bare.last + (whole.factor == _TENTHS))
    if not whole.scale or bare.scale or value is None or value >= _OWN_SCALE:
        return lent
    return replace(lent, value=value.scaleb(whole.scale), last=lent.last + whole.scale, scale=whole.scale)
