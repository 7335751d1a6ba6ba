"""The engines over texts are measured by one command: small here."""

from __future__ import annotations

import sys

import pytest

from benchmarks import text
from benchmarks.text import ENGINES, TITLE, Result, lines, section

TEXTS = [f"第{i}位顾客的退款等了{i % 9}天，客服一直不回复[怒]" for i in range(60)]


@pytest.mark.parametrize("name", ["kernel", "jieba", "rjieba", "copies", "keywords"])
def test_each_engine_measures_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SnowNLP itself is left out: it takes seconds to import."""
    monkeypatch.setattr(text, "CROWD", 600)

    found = ENGINES[name](TEXTS)

    assert found["posts"] >= len(TEXTS)
    assert found["cpu"] >= 0


@pytest.mark.skipif(sys.platform == "win32", reason="a child's own resources cannot be asked for there")
def test_every_engine_runs_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is the process's, not the parent's."""
    monkeypatch.setattr(text, "_WORDS", {"rjieba": ("words", ""), "keywords": ("keywords", "rjieba")})

    found = text.measured(TEXTS)

    assert set(found) == {"rjieba", "keywords"}
    assert all(one.rate > 0 and one.memory > 1 for one in found.values())


def test_the_table_sets_rates_side_by_side_and_replaces_its_section() -> None:
    """Another run must not leave two tables behind, nor touch the neighbours'."""
    found = {name: Result(posts=60, rate=100.0 * (i + 1), memory=50) for i, name in enumerate(ENGINES)}
    table = list(lines(TEXTS, found))

    once = section("# Measured\n\n## Before\n\na\n", table, "today")
    twice = section(once + "\n## After\n\nb\n", table, "tomorrow")

    assert "| scoring, kernel | 100 | 0.5 × snownlp | 50 |" in once
    assert twice.count(TITLE) == 1
    assert "tomorrow." in twice
    assert "today." not in twice
    assert twice.index("## Before") < twice.index(TITLE) < twice.index("## After")
