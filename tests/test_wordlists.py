"""The incident's own dictionary and stop words: read from its folder, never from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from reporter.errors import UserError
from reporter.flow import load
from reporter.load import Loaded
from tests.projects import write_incident


def loaded(project: Path, files: Mapping[str, str | bytes], **text: str) -> Loaded:
    """The incident `case` with those files beside its incident.yml and those settings of `text:`."""
    folder = write_incident(project, "case", text=text)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return load(project, "case")


@pytest.mark.parametrize("named", [{}, {"dictionary": "词表.txt", "stop_words": "Stop.TXT"}], ids=["usual", "named"])
def test_words_are_read_one_a_line_with_or_without_a_frequency(tmp_path: Path, named: dict[str, str]) -> None:
    """As jieba's own dictionaries are written; saved by Notepad in GBK or with a mark, with notes and blank lines."""
    first, second = (named or {"dictionary": "词典.txt", "stop_words": "stopwords.txt"}).values()
    files: dict[str, str | bytes] = {
        first: "# 本案用语\n押金难退 300 n\n\nB站\n".encode("gbk"),
        second: "\ufeff官方\r\n客服\r\n",
    }

    found = loaded(tmp_path, files, **named)

    assert found.words.dictionary == (("b站", 0), ("押金难退", 300))
    assert found.words.stop_words == {"官方", "客服"}
    assert [name for name, _seal in found.words.hashes] == sorted([first, second])
    assert found.warnings == ()


def test_without_lists_nothing_is_read(tmp_path: Path) -> None:
    """Most incidents have none."""
    found = loaded(tmp_path, {})

    assert found.words.dictionary == ()
    assert not found.words.stop_words
    assert found.words.hashes == ()


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "posts/词典.txt", "词點.txt"])
def test_a_list_outside_the_folder_is_never_opened(tmp_path: Path, name: str) -> None:
    """The name comes from a file somebody mailed."""
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "secret.txt").write_text("密", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        loaded(tmp_path, {"词典.txt": "押金"}, dictionary=name)

    (problem,) = caught.value.problems
    assert (problem.code, problem.place.key) == ("R106", "text.dictionary")
    assert "词典.txt" in problem.message


def test_a_line_that_is_no_word_is_told_with_its_number(tmp_path: Path) -> None:
    """A sentence pasted in would never match anything."""
    with pytest.raises(UserError) as caught:
        loaded(tmp_path, {"词典.txt": f"押金\n两个 词 三个\n{'长' * 41}\n"})

    assert [(found.code, found.place.file, found.place.line) for found in caught.value.problems] == [
        ("R105", "incidents/case/词典.txt", 2),
        ("R105", "incidents/case/词典.txt", 3),
    ]
