"""Blocks of the report page: voices, survey, sales, and the budget of the whole page."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest

from reporter.charts.inline import mini_bar, mini_interval
from reporter.i18n import speaking
from reporter.pages.annex import annex
from reporter.pages.focus import focus
from reporter.pages.results import cost_facts, sales_block, survey_block
from reporter.report import Report
from tests.projects import FOUNDING, SIBLING, Built

#: Of the report page, packed, in bytes.
BUDGET = 25_000
#: What the site's frame adds to a page of ours, at most, packed with it.
SHELL = 3_600


def report(both: Built, slug: str) -> Report:
    """One of the two reports."""
    return next(one for one in both.plan.reports if one.slug == slug)


@pytest.mark.parametrize("slug", [SIBLING, FOUNDING])
def test_the_report_page_keeps_its_budget(both: Built, slug: str) -> None:
    """A leader's phone on a train: detail belongs on the evidence page."""
    assert len(gzip.compress(both.page(slug).encode(), 9)) <= BUDGET


def test_the_frame_of_a_page_is_as_small_as_the_budget_of_the_demo_takes_it_for(both: Built) -> None:
    """The demo's pages are weighed without the site around them (tests/test_demo_shares.py)."""
    own = next(one for one in both.plan.artefacts if one.path == f"incidents/{SIBLING}/index.md")
    packed = [len(gzip.compress(text.encode(), 9)) for text in (both.page(SIBLING), str(own.content))]

    assert 0 < packed[0] - packed[1] <= SHELL


def test_no_voice_no_block(both: Built) -> None:
    """The founding case counts no viewpoint, has no survey and no sales: nothing is drawn for them."""
    case = report(both, FOUNDING)

    assert (focus(case), survey_block(case), sales_block(case), cost_facts(case)) == (None, None, None, ())


def test_every_voice_says_of_how_many_and_criticism_by_its_word(both: Built) -> None:
    """A colour alone would say nothing in grey print."""
    with speaking("zh"):
        block = focus(report(both, SIBLING))
    assert block is not None
    voices = {voice.name: voice for voice in block.voices}

    assert list(voices) == [name for name in ("网民", "意见领袖", "媒体", "官方") if name in voices]
    leaders = voices["意见领袖"]
    assert leaders.base == "抽样96条"
    assert [(view.share, view.critical) for view in leaders.views] == [("38%", True), ("22%", False)]
    assert not voices["官方"].views[0].share
    assert "批评" in both.page(SIBLING)


def test_a_change_is_told_with_its_range_and_beside_no_change(both: Built) -> None:
    """Four comparisons on one scale, each with its interval in words; nothing says why."""
    with speaking("zh"):
        block = sales_block(report(both, SIBLING))
    assert block is not None

    assert len(block.rows) == 4
    assert all(re.fullmatch(r"误差范围[−+]\d+%至[−+]\d+%", row.ends) for row in block.rows)
    assert all("m-zero" in row.bar for row in block.rows)
    assert "此处不作判断" in block.source


def test_the_survey_names_its_people(both: Built) -> None:
    """Who was asked, how, and whether they are the same people."""
    with speaking("zh"):
        block = survey_block(report(both, SIBLING))
    assert block is not None

    assert "不是同一批人" in block.source
    assert "App内问卷" in block.source
    assert any("第一波" in fact for fact in block.facts)


def test_the_annex_names_ids_and_gives_no_grade(both: Built) -> None:
    """Every item can be looked up; stars and points are nowhere."""
    with speaking("zh"):
        found = annex(report(both, SIBLING))
    items = [row for block in found.five_s for row in block.rows]

    assert [block.name for block in found.five_s] == ["承担责任", "真诚沟通", "速度第一", "系统运行", "权威证实"]
    assert {row.mark for row in items} <= {"有记录", "没有记录", "与记录相左"}
    assert {frame.anchor for frame in found.frames} >= {"scct", "benoit", "amec", "decision-log", "risks", "review"}
    words = " ".join(line for frame in found.frames for fact in frame.facts for line in fact.lines)
    assert not re.search(r"★|得分|评分[:：]|优秀|良好|不及格", words)


def test_leaders_meet_no_method_before_the_annex(both: Built) -> None:
    """No method name, no level, no code on the page that is read on a phone."""
    page = re.sub(r"<script.*?</script>|<[^>]+>", " ", both.page(SIBLING), flags=re.DOTALL)

    assert not re.search(r"Welch|Newcombe|Wilson|Fieller|AMEC|SCCT|Benoit|NO_[A-Z]+|[a-z]+/1\b", page)


# Tiny bars -------------------------------------------------------------------------


def test_a_tiny_bar_is_as_long_as_its_value() -> None:
    """Half of the highest value is half of the row."""
    assert 'width="50"' in mini_bar(20, 40)
    assert "M25 6H75" in mini_bar(20, 40, (10, 30))


@pytest.mark.parametrize(("ends", "hollow"), [((-1.0, 3.0), True), ((1.0, 3.0), False), (None, False)])
def test_a_change_that_may_be_none_is_hollow(ends: tuple[float, float] | None, hollow: bool) -> None:  # noqa: FBT001 - a table's column
    """Shape says it, not colour alone."""
    drawn: Any = mini_interval(2.0, ends, (-4.0, 4.0))

    assert ("m-hole" in drawn) is hollow
    assert 'd="M50-5V17"' in drawn
