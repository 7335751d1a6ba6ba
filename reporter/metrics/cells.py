"""Small cells: groups of people too small to stay unknown are shown together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Groups of people with fewer posts are not shown by themselves.
SMALL_CELL: Final = 10
MOST_GROUPS: Final = 12


def grouped(counts: Mapping[str, int], least: int) -> tuple[list[tuple[str, int]], int]:
    """The `MOST_GROUPS` largest groups of `least` posts or more, and how many posts all others have together.

    Others that are themselves fewer than `least` take the smallest shown group with
    them (complementary suppression): else they could be worked out from the whole.
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = [(name, n) for name, n in ranked if n >= least][:MOST_GROUPS]
    others = sum(counts.values()) - sum(n for _name, n in shown)
    while shown and 0 < others < least:
        others += shown.pop()[1]
    return shown, others
