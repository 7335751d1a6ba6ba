"""What an export is taken for is told before anybody builds on it."""

from __future__ import annotations

from pathlib import Path

from reporter.intake import Confidence, examine
from tests.intake_files import SEARCH, a_search_row, an_incident, csv_text, written


def test_a_known_export_says_who_wrote_it_and_shows_its_columns(tmp_path: Path) -> None:
    """Format, encoding, exporter, mapping with samples, span, platforms: what an analyst checks first."""
    rows = [a_search_row(f"465000000000000{n}", 微博正文=f"价格{n}") for n in range(5)]

    found = examine(written(tmp_path, csv_text([SEARCH, *rows]), encoding="utf-8-sig"), None, tmp_path)

    assert (found.file, found.format, found.encoding, found.exporter) == ("a.csv", "csv", "utf-8-sig", "weibo-search")
    text = found.mapping["text"]
    assert (text.name, text.confidence, text.samples) == ("微博正文", Confidence.STATED, ("价格0", "价格1", "价格2"))
    assert "发布工具" in found.unmapped
    assert found.platforms == {"weibo": 5}
    assert found.span is not None
    assert (found.balance.outside, found.balance.future) == (0, 0)


def test_what_would_be_rejected_is_shown_with_its_line(tmp_path: Path) -> None:
    """Every one: the list that goes to a program is as long as the balance says."""
    broken = [["a", "b"]] * 30

    found = examine(written(tmp_path, csv_text([SEARCH, a_search_row(), *broken])), None, tmp_path)

    assert [reject.line for reject in found.rejects] == list(range(3, 33))
    assert found.balance.rejected == 30


def test_samples_give_nobody_away(tmp_path: Path) -> None:
    """They are printed, and pasted into tickets."""
    found = examine(written(tmp_path, "正文,时间\n打13812345678,2021-06-13\n"), None, tmp_path)

    assert found.mapping["text"].samples == ("打***",)


def test_names_guessed_in_part_and_the_analysts_own_are_told_apart(tmp_path: Path) -> None:
    """Whoever accepts a mapping should look where it was guessed."""
    file = written(tmp_path, "正文,微博创建时间,备注\n价格,2021-06-13,甲\n")
    incident = an_incident(posts={"mappings": [{"columns": {"author": "备注"}}]})

    found = examine(file, incident, tmp_path)

    sure = {canonical: column.confidence.value for canonical, column in found.mapping.items()}
    assert sure == {"text": "named", "time": "guessed", "author_name": "stated"}


def test_two_columns_of_one_name_are_named_as_doubtful_and_still_shown(tmp_path: Path) -> None:
    """Refusing alone would leave the analyst without a look at the cells."""
    found = examine(written(tmp_path, "正文,时间,时间\n价格,2021-06-13,2021-06-14\n"), None, tmp_path)

    assert found.doubtful == ("时间",)
    assert found.mapping["time"].confidence is Confidence.DOUBTFUL
    assert [problem.code for problem in found.problems] == ["R202"]


def test_a_file_nobody_can_read_is_examined_all_the_same(tmp_path: Path) -> None:
    """The command answers with the problem, not with a crash."""
    for name, content in {"a.csv": b"", "b.pdf": b"%PDF-1.7", "c.xlsx": b"PK\x03\x04broken"}.items():
        found = examine(written(tmp_path, content, name), None, tmp_path)

        assert found.problems
        assert found.mapping == {}
    assert examine(tmp_path / "gone.csv", None, tmp_path).problems
