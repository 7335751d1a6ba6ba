"""The record of one number in a text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Literal

from reporter.incident import ClaimUnit, Comparator

Direction = Literal["up", "down"]


class Kind(Enum):
    """How a number is written, where that matters for what it can mean."""

    PLAIN = "plain"
    #: 倍, 翻番, doubled: a multiple.
    MULTIPLE = "multiple"
    #: 减半, 翻番, halved: a change by its own word.
    CHANGE = "change"
    #: 5小时, 3天, 两个月.
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
