"""形象修复理论: the analyst's tags on statements, put in their class; a tag without a text cannot be checked.

Source: Benoit 1997, Public Relations Review 23:177-186.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reporter.i18n import N_
from reporter.incident import Action, ActionKind, Incident


class Tactic(StrEnum):
    """The five strategies of image repair, the two of denial told apart."""

    DENY = "deny"
    EVADE = "evade"
    REDUCE = "reduce"
    CORRECT = "correct"
    MORTIFY = "mortify"


TACTICS: Final = {
    "deny": N_("denial"),
    "evade": N_("evasion of responsibility"),
    "reduce": N_("reducing offensiveness"),
    "correct": N_("corrective action"),
    "mortify": N_("mortification"),
}

#: What analysts write -> its class.
_TAGS: Final[Mapping[Tactic, str]] = {
    Tactic.DENY: "否认 简单否认 转移责任 归咎他人 推诿",
    Tactic.EVADE: "被激怒 事出有因 不可抗力 无力控制 意外 善意 初衷良好",
    Tactic.REDUCE: "强化 支持 强调优点 淡化 最小化 区别化 超越 反击 攻击指控者 补偿 赔付 赔偿",
    Tactic.CORRECT: "纠正行为 纠正 整改 承诺纠正 承诺整改 修正",
    Tactic.MORTIFY: "道歉 致歉 承认错误 认错 责任承认 自责",
}
KNOWN: Final[Mapping[str, Tactic]] = {tag: tactic for tactic, tags in _TAGS.items() for tag in tags.split()}
#: Tags that give something back: another class in the situational theory.
GIVING: Final = frozenset({"补偿", "赔付", "赔偿"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A measure with the analyst's tags.

    Args:
        action: its id.
        name: the measure.
        tags: tag and its class; None for a tag that names no tactic.
        checkable: whether the statement's own words are on record.
    """

    action: str
    name: str
    tags: tuple[tuple[str, Tactic | None], ...]
    checkable: bool


def tagged(incident: Incident) -> tuple[Tagged, ...]:
    """Every measure that was tagged, in order."""
    return tuple(
        Tagged(
            action=action.id,
            name=str(action.name),
            tags=tuple((tag, KNOWN.get(tag)) for tag in action.tactics),
            checkable=bool(action.statement),
        )
        for action in incident.actions
        if action.tactics
    )


def apologises(action: Action) -> bool:
    """Whether a measure admits fault or apologises."""
    return action.kind is ActionKind.APOLOGY or any(KNOWN.get(tag) is Tactic.MORTIFY for tag in action.tactics)


def compensates(action: Action) -> bool:
    """Whether a measure gives something back to those affected."""
    return action.kind is ActionKind.COMPENSATION or bool(GIVING & set(action.tactics))
