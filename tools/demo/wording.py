"""Who says what in which words: sentences put together as people do, and texts that repeat an earlier one.

Words are drawn from a stream of their own: the book may change and nothing else moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from tools.demo.dice import Dice
from tools.demo.phrases import BARE_REPOST, EXPOSED, HARD, PHONE_TEXT, Key, Phase, filled, lines, phase_of
from tools.demo.plan import Plan, Stance

#: Probability that a post about something repeats an earlier one about it: headlines are forwarded, complaints copied.
COPIED: Final = {"news": 0.5, "bill": 0.15, "everyday": 0.05, "any": 0.12}
COPIED_ELSE: Final = 0.12
#: Of these, part that repeats what has been repeated before.
FAMOUS: Final = 0.6
#: Texts of a kind that are still remembered.
_RECENT: Final = 400
#: Probability of a text that no machine finds easy. More of these and of scenes before the response: what a text says
#: of its phase helps a machine there, where most posts are negative, and its errors should change little at T0.
_HARD: Final[Mapping[Phase, float]] = {"quiet": 0.0, "before": 0.2, "after": 0.06, "late": 0.06}
#: Probability that a post tells what happened as anybody would, and its stance shows in a few words alone.
_SCENE: Final[Mapping[Phase, float]] = {"quiet": 0.0, "before": 0.6, "after": 0.24, "late": 0.24}
_BARE: Final = 0.05
_JOINTS: Final = ("，", "，", "，", "。", "。", " ", "；", "…", "！")
_ENDED: Final = re.compile(r"[。！？!?…；，：]$")
_SHORT: Final = frozenset(("repost", "thread"))
#: The fifth complaint of all names the telephone number.
_FIFTH: Final = 5


class Said(NamedTuple):
    """A text, and the number of the text it repeats: its own when it is new."""

    text: str
    wording: int


@dataclass(slots=True)
class _Kind:
    """What was said of one kind so far, oldest first: everything new, and everything that was repeated."""

    new: list[Said] = field(default_factory=list)
    repeated: list[Said] = field(default_factory=list)


class Writer:
    """Words for one post after the other, in order of time; no text ever has two stances."""

    def __init__(self, plan: Plan) -> None:
        self._dice = Dice(plan.seed, "wording")
        self._most = plan.texts
        self._kinds: dict[Key, _Kind] = {}
        self._stances: dict[str, Stance] = {}
        self._numbers: dict[str, int] = {}

    def said(self, key: Key, at: datetime, *, again: bool) -> Said:
        """What a post about `key` says at a time; `again` when it is to repeat an earlier one."""
        kind = self._kinds.setdefault(key, _Kind())
        full = len(kind.new) >= self._most
        if kind.new and (again or full):
            return self._repeated(kind, key, verbatim=full)
        found = self._known(self._new(key, phase_of(at), len(kind.new)))
        kind.new.append(found)
        return found

    def first(self) -> Said:
        """What the first exposure says."""
        self._stances[EXPOSED] = "negative"
        return self._known(EXPOSED)

    def fixed(self, text: str, like: str) -> Said:
        """A given text that repeats `like`."""
        return Said(text, self._known(like).wording)

    def _known(self, text: str) -> Said:
        return Said(text, self._numbers.setdefault(text, len(self._numbers)))

    def _new(self, key: Key, phase: Phase, number: int) -> str:
        if key == ("short", "negative", "bill") and number == min(_FIFTH, self._most) - 1:
            self._stances[PHONE_TEXT] = "negative"
            return PHONE_TEXT
        for _try in range(100):
            text = self._composed(key, phase)
            if self._stances.setdefault(text, key[1]) == key[1]:
                return text
        raise ValueError(f"every text of {key} is taken by another stance")

    def _repeated(self, kind: _Kind, key: Key, *, verbatim: bool) -> Said:
        famous = kind.repeated and self._dice.chance(FAMOUS)
        source = self._dice.pick((kind.repeated if famous else kind.new)[-_RECENT:])
        text = source.text if verbatim or self._dice.chance(0.55) else self._changed(source.text, key[1])
        if self._stances.setdefault(text, key[1]) != key[1]:
            text = source.text
        kind.repeated.append(Said(text, source.wording))
        return kind.repeated[-1]

    def _changed(self, text: str, stance: Stance) -> str:
        """The text as people change what they paste: something before it, something behind, another sign."""
        dice = self._dice
        ways = (
            dice.pick(("转：", "扩散：", "同问，", "同感，", "转发：", "帮转 ")) + text,
            text + dice.pick(lines("tail", "after", "-", stance, "-")),
            text.replace("，", dice.pick(("。", " ", "、")), 1),
            text.rstrip("！？。～") + dice.pick(("！", "。", "", "～")),
        )
        return filled(dice.pick(ways), dice)

    def _composed(self, key: Key, phase: Phase) -> str:
        style, _stance, topic = key
        if style == "article":
            return "".join(self._article(key, phase))
        if topic == "news":
            return self._one("main", phase, *key) + self._forwarded(phase)
        if key[:2] == ("repost", "neutral") and self._dice.chance(_BARE):
            return BARE_REPOST
        return self._post(key, phase)

    def _one(self, part: str, phase: Phase, *place: str) -> str:
        return filled(self._dice.pick(lines(part, phase, *place)), self._dice)

    def _forwarded(self, phase: Phase) -> str:
        """What is put behind a headline: mostly nothing."""
        if self._dice.chance(0.6):
            return ""
        return self._one("body", phase, "article", "neutral", "any") + self._one("tail", phase, "-", "neutral", "-")

    def _article(self, key: Key, phase: Phase) -> Iterator[str]:
        yield self._one("main", phase, *key)
        for _sentence in range(self._dice.between(1, 4)):
            yield self._one("body", phase, *key)

    def _main(self, key: Key, phase: Phase) -> str:
        style, stance, _topic = key
        hard: Key = ("short", stance, HARD[stance])
        if style != "thread" and lines("main", phase, *hard) and self._dice.chance(_HARD[phase]):
            return self._one("main", phase, *hard)
        return self._one("main", phase, *key)

    def _post(self, key: Key, phase: Phase) -> str:
        """Tag, opener, sentences in any order, tail: each there or not."""
        dice, (style, stance, _topic) = self._dice, key
        short = style in _SHORT
        parts = self._scene(key, phase) or self._statement(key, phase)
        if dice.chance(0.25):
            parts.reverse()
        text = self._joined(parts)
        if dice.chance(0.12 if short else 0.4):
            text = self._one("open", phase, "-", "-", "-") + text
        if dice.chance(0.6):
            text += self._one("tail", phase, "-", stance, "-")
        return self._tagged(text, phase) if dice.chance(0.05 if short else 0.24) else text

    def _scene(self, key: Key, phase: Phase) -> list[str]:
        """A scene and what the writer thinks of it; nothing where this post says more."""
        _style, stance, topic = key
        scenes, opinions = lines("scene", phase, "-", "-", "-"), lines("more", phase, "-", stance, "-")
        if not scenes or topic == "everyday" or not self._dice.chance(_SCENE[phase]):
            return []
        facts = [self._one("fact", phase, "-", "-", "-")] if self._dice.chance(0.4) else []
        return [filled(self._dice.pick(scenes), self._dice), *facts, filled(self._dice.pick(opinions), self._dice)]

    def _statement(self, key: Key, phase: Phase) -> list[str]:
        """What posts of this stance alone say, and details."""
        short = key[0] in _SHORT
        parts = [self._main(key, phase), *self._details(key, phase, short=short)]
        if not short and self._dice.chance(0.3):
            parts.append(self._one("main", phase, *key))
        return parts

    def _details(self, key: Key, phase: Phase, *, short: bool) -> Iterator[str]:
        """Nothing, a fact, an opinion, or several: facts are the same whatever the writer thinks."""
        dice = self._dice
        for _fact in range(dice.weighted((0.7, 0.97, 1.0) if short else (0.15, 0.6, 1.0))):
            yield self._one("fact", phase, "-", "-", "-")
        opinions = lines("more", phase, "-", key[1], "-")
        if opinions and dice.chance(0.2 if short else 0.65):
            yield filled(dice.pick(opinions), dice)

    def _joined(self, parts: list[str]) -> str:
        text = parts[0]
        for part in parts[1:]:
            text += ("" if _ENDED.search(text) else self._dice.pick(_JOINTS)) + part
        return text

    def _tagged(self, text: str, phase: Phase) -> str:
        tag = self._one("tag", phase, "-", "-", "-")
        return f"{tag} {text}" if self._dice.chance(0.7) else f"{text} {tag}"
