"""Accuracy of engines: the figures by hand, and the manual's page from what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import accuracy
from benchmarks.accuracy import DRAWS, LABELS, MAJORITY, STORED, TASKS, auc, figures, read, resampled
from tools.manual.accuracy import accuracy_page

answers = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.2, 0.5, 0.9])), min_size=1, max_size=30)


@given(answers)
def test_auc_is_the_chance_that_a_negative_post_scores_higher(given_answers: list[tuple[bool, float]]) -> None:
    """Against every pair, ties half."""
    ones = [score for negative, score in given_answers if negative]
    others = [score for negative, score in given_answers if not negative]
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one in ones for other in others]

    area = auc(np.array([negative for negative, _score in given_answers]), np.array([s for _n, s in given_answers]))

    assert area == pytest.approx(sum(pairs) / len(pairs) if pairs else 0.5)


def test_figures_of_ten_posts_by_hand() -> None:
    """Six negative, of which four are called so; two of four others are called negative too."""
    negative = np.array([True] * 6 + [False] * 4)
    score = np.array([0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.95, 0.55, 0.2, 0.1])

    right, area, error = figures(negative, score)

    assert right == pytest.approx(0.6)
    assert area == pytest.approx((3 + 3 + 3 + 3 + 2 + 2) / 24)
    assert error == pytest.approx(0.0)
    assert all(figure.low <= figure.value <= figure.high for figure in resampled(negative, score))


def test_a_small_set_is_measured_from_file_to_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Invented posts: one command measures and keeps, and the page is made of what was kept."""
    posts = [{"content": f"退款第{i}天还没到账，太生气了[怒]", "label": "angry"} for i in range(30)]
    posts += [{"content": f"今天第{i}次骑车，很开心", "label": "happy"} for i in range(20)]
    posts += [{"content": f"第{i}号公告发布", "label": "neutral"} for i in range(10)]
    (tmp_path / "set.json").write_text(json.dumps(posts), encoding="utf-8")
    for name, value in (("LABELS", 30), ("DRAWS", 2), ("RESAMPLES", 20), ("STORED", tmp_path / "accuracy.json")):
        monkeypatch.setattr(accuracy, name, value)

    assert accuracy.main([str(tmp_path / "set.json"), "--write"]) == 0

    facts = json.loads((tmp_path / "accuracy.json").read_text(encoding="utf-8"))
    texts, stances = read(tmp_path / "set.json")
    assert len(texts) == len(stances) == facts["posts"] == 60
    assert {row["task"] for row in facts["rows"]} == set(TASKS)
    majority = next(row for row in facts["rows"] if row["engine"] == MAJORITY and row["task"] == "polarity")
    assert majority["accuracy"][0] == pytest.approx(0.6)
    assert "| polarity | majority | 50 | 0.600" in capsys.readouterr().out
    assert not any(post["content"] in json.dumps(facts, ensure_ascii=False) for post in posts)


def test_without_a_file_the_command_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    """The data is not ours to ship."""
    assert accuracy.main([]) == 2
    assert "EWECT" in capsys.readouterr().out


def test_the_page_prints_what_was_measured() -> None:
    """Every engine in both tasks, with the majority beside it."""
    facts = json.loads(STORED.read_text(encoding="utf-8"))
    page = accuracy_page()

    assert (facts["labels"], facts["draws"], facts["posts"]) == (LABELS, DRAWS, 5000)
    for row in facts["rows"]:
        assert f"{row['accuracy'][0]:.3f}〔" in page
    assert page.count("一律答多数的一类") >= 3
