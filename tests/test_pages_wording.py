"""Copied texts and keywords on the collection page: counted, bounded, accusing nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporter.artefacts import Artefact
from reporter.flow import plan_site
from reporter.report import Report
from tests.projects import quick, write_incident, write_posts

HEADER = "帖子编号,平台,发布时间,正文,作者"
SLOGAN = "本店客服态度真好，退款秒到账，继续支持本店"


def written(number: int, day: int, text: str, author: str) -> str:
    """A row of an export, ten posts an hour."""
    return f"{day}{number:04d},微博,2021-06-{day} {number // 10:02d}:{number % 10:02d}:00,{text},{author}"


def seldom(number: int) -> str:
    """Two characters nobody else writes."""
    return chr(0x4E10 + 31 * number) + chr(0x6E10 + 17 * number)


def rows() -> list[str]:
    """60 different complaints before the response, 60 different thanks after it, one slogan from 20 accounts."""
    before = [written(i, 18, f"{seldom(i)}押金难退", f"甲{i}") for i in range(60)]
    after = [written(i, 19, f"{seldom(i)}整改到账", f"乙{i}") for i in range(60)]
    slogan = [written(100 + i, 19, SLOGAN + "！" * (i % 2) + ("，点赞" if i == 3 else ""), f"丙{i}") for i in range(20)]
    return [*before, *after, *slogan]


def built(project: Path, export: list[str], **fields: Any) -> tuple[Report, str]:  # noqa: ANN401 - raw YAML
    """The report of those posts, and its collection page before the site is made of it."""
    given: dict[str, Any] = {
        "period": {"start": "2021-06-18", "end": "2021-06-20"},
        "actions": [
            {
                "id": "A1",
                "name": "致歉声明",
                "kind": "statement",
                "announced_at": "2021-06-19 00:00",
                "first_response": True,
            }
        ],
    }
    folder = write_incident(project, "case", **(given | fields))
    write_posts(folder, "x.csv", HEADER, *export)
    plan = plan_site(quick(project))
    (report,) = plan.reports
    return report, content(plan.artefacts, "incidents/case/collection.md")


def content(artefacts: tuple[Artefact, ...], path: str) -> str:
    """The text of an artefact."""
    (text,) = (one.content for one in artefacts if one.path == path)
    assert isinstance(text, str)
    return text


def test_the_page_tells_copies_and_keywords(tmp_path: Path) -> None:
    """A share with its range, the wave with its facts, the words of either side with their counts."""
    report, page = built(tmp_path, rows())

    assert "20条原创帖中有100%与其他帖文相同或相近，不重复的文本共2条。" in page
    assert "2种写法；20个账号；微博20" in page
    assert SLOGAN in page
    assert "文本相同不说明由谁发起" in page
    assert "回应前更多谈到押金" in page
    assert "回应前60（98%）；回应后0" in page or "回应前60（100%）；回应后0" in page
    whole = report.whole()
    assert whole["copy_share"].value == 100
    assert whole["largest_wave"].value == 20


def test_nothing_is_quoted_where_the_report_quotes_nobody(tmp_path: Path) -> None:
    """The counts stay."""
    _report, page = built(tmp_path, rows(), posts={"quotes": "none"})

    assert SLOGAN not in page
    assert "2种写法；20个账号；微博20" in page


def test_the_page_speaks_english(tmp_path: Path) -> None:
    """The same facts."""
    _report, page = built(tmp_path, rows(), language="en")

    assert "100% of 20 original posts repeat another one" in page
    assert "more often before the response" in page


@pytest.mark.parametrize(
    ("posts", "said"),
    [
        ([written(1, 18, "支持", "甲")], "没有自有文字达到8个字的原创帖"),
        ([written(1, 18, SLOGAN, "甲"), written(2, 18, "退了三次都没有退成功", "乙")], "未见重复或相近的文本"),
    ],
    ids=["short", "different"],
)
def test_where_nothing_is_copied_the_page_says_so(tmp_path: Path, posts: list[str], said: str) -> None:
    """Instead of an empty table."""
    _report, page = built(tmp_path, posts)

    assert said in page
    assert "转发不计入" not in page


def test_a_word_of_a_few_people_on_one_side_has_no_number_there(tmp_path: Path) -> None:
    """Three posts that mention a word are three people who could be found."""
    few = [written(200 + i, 19, f"{seldom(100 + i)}押金难退", f"丁{i}") for i in range(3)]

    report, page = built(tmp_path, [*rows(), *few])

    assert "回应后不足5" in page
    assert report.wording is not None
    assert [word.second for word in report.wording.keywords[0].first if word.word == "押金"] == [3]


def test_words_that_do_not_differ_are_told_in_a_sentence(tmp_path: Path) -> None:
    """An empty list says nothing a reader could trust."""
    same = [written(i, day, f"{seldom(i + 70 * (day - 18))}押金难退", f"甲{i}") for day in (18, 19) for i in range(60)]

    _report, page = built(tmp_path, same)

    assert "两个时段的用词差异未超出偶然波动。" in page
    assert 'class="rp-words"' not in page
