"""The phrase book of the simulated incident: all its people say is in `wording.txt`, in our own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

from tools.demo.dice import Dice
from tools.demo.plan import EXPOSURE, REBOUND, RESPONSE, Stance

#: An obviously invented number that the masking rules must still catch.
PHONE: Final = "13800138000"
PHONE_TEXT: Final = f"#青梭单车多扣费# 按青梭App里的电话{PHONE}打了六遍都是忙音，多扣的钱找谁要[怒]"
BARE_REPOST: Final = "转发微博"
#: The first post of all.
EXPOSED: Final = "昨晚十点在望潮广场锁的青梭，锁响了也拍了照，今早一看还在骑行中，扣了我68块[怒]你们的锁车是摆设吗"

#: 同质化文本: one sentence, changed a little each time.
PRAISE: Final = "青梭客服态度真好，退款秒到账，继续支持青梭"
PRAISE_TAILS: Final = ("", "！", "～", "[赞]", "[心]", "！！", "[赞][赞]", "。", "，点赞", "[鼓掌]", "，必须支持")

TITLES: Final[dict[Stance, tuple[str, ...]]] = {
    "negative": ("避雷！骑完记得看账单", "被多扣钱的来说说", "这次真的很失望"),
    "neutral": ("青梭计费争议整理", "自查订单的方法", "共享单车使用笔记"),
    "positive": ("退款到账啦", "这次处理还可以", "骑行小确幸"),
}

Phase = Literal["quiet", "before", "after", "late"]
#: Phase -> what a heading may say of it for its lines to be said then.
SAID_IN: Final[Mapping[Phase, frozenset[str]]] = {
    "quiet": frozenset(("-", "quiet")),
    "before": frozenset(("-", "storm", "before")),
    "after": frozenset(("-", "storm", "after")),
    "late": frozenset(("-", "storm", "after", "late")),
}
#: The topic of texts that no machine finds easy: scorn in kind words, thanks in angry ones, quarrels retold.
HARD: Final[Mapping[Stance, str]] = {"negative": "sarcasm", "neutral": "loud", "positive": "mixed"}

#: Style, stance and topic of a post.
Key = tuple[str, Stance, str]

_INNERMOST: Final = re.compile(r"\{([^{}]*)\}")
_BETWEEN: Final = re.compile(r"\|(?![^{]*\})")
_BOOK: Final = Path(__file__).with_name("wording.txt").read_text(encoding="utf-8")


def _sections() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Words of each heading, and the lines below it."""
    for section in _BOOK.split("\n== ")[1:]:
        heading, *rest = section.splitlines()
        yield tuple(heading.split()), tuple(line for line in rest if line)


#: Part, style, stance, topic, phase -> what is said there.
LINES: Final = dict(_sections())
#: What a `{name}` may stand for.
SLOTS: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(_BETWEEN.split(values))
    for name, _colon, values in (one.partition(": ") for one in LINES.pop(("slots",)))
}
#: What posts can be about.
KEYS: Final = frozenset(heading[1:4] for heading in LINES if heading[0] == "main")


def phase_of(at: datetime) -> Phase:
    """The phase of the incident at a time, as far as wording goes."""
    if at < EXPOSURE:
        return "quiet"
    if at < RESPONSE:
        return "before"
    return "after" if at < REBOUND else "late"


@cache
def lines(part: str, phase: Phase, *place: str) -> tuple[str, ...]:
    """What may be said in a part of a post of that style, stance and topic; `-` in a heading stands for any."""
    return tuple(
        line
        for (what, *where, when), said in LINES.items()
        if what == part
        and when in SAID_IN[phase]
        and all(one in {"-", mine} for one, mine in zip(where, place, strict=True))
        for line in said
    )


def filled(line: str, dice: Dice) -> str:
    """The line with every slot and every choice taken, innermost first."""
    while "{" in line:
        line = _INNERMOST.sub(lambda found: _taken(found[1], dice), line, count=1)
    return line


def _taken(inside: str, dice: Dice) -> str:
    return dice.pick(inside.split("|")) if "|" in inside else dice.pick(SLOTS[inside])


def title(text: str, stance: Stance) -> str:
    """A headline that depends on the text alone, so that titles add no distinct text."""
    choices = TITLES[stance]
    return choices[sum(map(ord, text)) % len(choices)]
