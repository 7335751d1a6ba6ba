"""Across incidents: effects in one chart, time to calm with those not seen to their end."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reporter.archive import calming
from reporter.i18n import speaking
from reporter.pages.archive import ArchiveRow, EffectLine, archive
from tests.test_shelf import a_row


def a_line(*ratio: float, verdict: str = "不能区分") -> EffectLine:
    """A line of the chart of effects."""
    return EffectLine(verdict=verdict, detail="峰值后20小时", ratio=ratio)


def some_rows(*lines: EffectLine, simulated: bool = False) -> list[ArchiveRow]:
    """Incidents of consecutive months with these effects."""
    return [
        replace(a_row(f"事件{n}"), slug=f"e{n}", start=f"2024-{n:02d}-01", effect=line, simulated=simulated)
        for n, line in enumerate(lines, 1)
    ]


def test_half_the_incidents_are_calm_by_the_median_and_the_open_ones_count() -> None:
    """By hand: of five, one is not calm; after 30 hours two of five are left, after 40 one."""
    found = calming([(10, True), (20, True), (30, True), (40, True), (50, False)])

    assert found is not None
    assert (found.incidents, found.open, found.median) == (5, 1, 30)
    assert found.low is not None
    assert found.low <= 30
    assert calming([(10, True)] * 4) is None
    undone = calming([(10, False)] * 6)
    assert undone is not None
    assert undone.median is None


def test_effects_are_drawn_together_once_two_were_estimated() -> None:
    """By date, never by size; one that was not estimated keeps its row."""
    rows = some_rows(a_line(0.6, 0.4, 0.9, verdict="与应对一致"), a_line(verdict="不作估计"), a_line(0.9, 0.6, 1.4))

    with speaking("zh"):
        page = archive(rows)
        alone = archive(rows[:2])

    names = re.findall(r">(事件\d)<", str(page.effects))
    assert names[:3] == ["事件3", "事件2", "事件1"]
    assert "不作估计" in page.effects
    assert "3起事件中，2起可与自然回落对照" in page.effects
    assert alone.effects == ""


def test_simulated_incidents_never_stand_beside_real_ones() -> None:
    """An invented effect is no experience."""
    real = some_rows(a_line(0.6, 0.4, 0.9), a_line(0.9, 0.6, 1.4))
    invented = [
        replace(row, slug=f"x{row.slug}", title="虚构") for row in some_rows(a_line(0.1, 0.05, 0.2), simulated=True)
    ]

    with speaking("zh"):
        page = archive([*real, *invented])
        only = archive([*invented, *invented])

    assert "虚构" not in page.effects
    assert "虚构" in only.effects


@pytest.mark.parametrize("count", [4, 5])
def test_the_time_to_calm_is_told_from_five_incidents_on(count: int) -> None:
    """Fewer say nothing of a median."""
    rows = [replace(row, calm=(24.0 * n, n < 5)) for n, row in enumerate(some_rows(*[a_line()] * count), 1)]

    with speaking("zh"):
        page = archive(rows)

    assert bool(page.calming) is (count == 5)
    if count == 5:
        assert "72小时" in page.calming
        assert "1起到周期末仍未平息" in page.calming
