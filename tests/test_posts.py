"""The canonical posts table is a promise to every later room."""

from __future__ import annotations

from pathlib import Path

from reporter.posts import KINDS, SCHEMA, STANCES
from tests.intake_files import SEARCH, a_search_row, csv_text, posts_of, reading, written


def test_a_chunk_has_exactly_the_canonical_columns(tmp_path: Path) -> None:
    """What reading needs for itself (the run of the crawler) never leaves it."""
    read = reading(written(tmp_path, csv_text([SEARCH, a_search_row()])))

    assert all(chunk.schema.equals(SCHEMA) for chunk in read.chunks)


def test_a_row_can_be_traced_back_and_names_nobody(tmp_path: Path) -> None:
    """File and line lead to the raw row; the author is a pseudonym, not the id, not the name."""
    (post,) = posts_of(reading(written(tmp_path, csv_text([SEARCH, a_search_row()]))))

    assert (post["file"], post["line"]) == ("a.csv", 2)
    assert post["kind"] in KINDS
    assert post["stance"] is None or post["stance"] in STANCES
    assert "1000001" not in str(post["author"])
    assert "甲" not in str(post)
