"""The generator of large incidents: what it promises on its command line holds in its files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.answer import PRINTED, WORDS
from benchmarks.generate import ANSWERED, FORMATS, SLUG, Wanted, generate
from reporter.flow import collect, load
from reporter.intake import PostsRead
from reporter.metrics.statement import statement_of
from reporter.tallies.thread import members
from reporter.workshop import Workshop

POSTS: Final = 3_000


def read(folder: Path, wanted: Wanted) -> PostsRead:
    """What intake makes of a generated incident."""
    generate(folder, wanted)
    return collect(load(folder, SLUG), Workshop(folder))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_read_without_loss_by_its_exporters_signature(tmp_path: Path, form: str) -> None:
    """A benchmark over rejected rows would measure nothing; all formats hold the same posts."""
    found = read(tmp_path, Wanted(posts=POSTS, form=form))

    assert found.used == POSTS
    assert not found.rejects
    assert not found.problems
    assert {file.exporter for file in found.files} == {
        "weibo-search",
        "mediacrawler-contents-douyin",
        "mediacrawler-contents-xhs",
        "sitong",
    }


def test_texts_are_as_distinct_and_as_long_as_asked_for(tmp_path: Path) -> None:
    """The share of different texts decides what scoring costs; their mean length is the brief's."""
    found = read(tmp_path, Wanted(posts=POSTS, distinct=0.3))
    texts = pa.chunked_array([chunk["text"] for chunk in found.chunks])
    lengths = pc.utf8_length(texts)

    assert len(pc.unique(texts)) == pytest.approx(0.3 * POSTS, rel=0.02)
    assert pc.mean(lengths).as_py() == pytest.approx(42, abs=2.5)
    assert 15 <= pc.min(lengths).as_py() <= pc.max(lengths).as_py() <= 140


def test_the_same_options_give_the_same_bytes(tmp_path: Path) -> None:
    """Two machines compare the same work."""
    first, second = (generate(tmp_path / name, Wanted(posts=500, files=9)) for name in "ab")

    written = [sorted((p.name, p.read_bytes()) for p in (one / "posts").iterdir()) for one in (first, second)]
    assert written[0] == written[1]
    assert len(written[0]) == 9


def test_the_first_answer_is_passed_on_and_printed_again(tmp_path: Path) -> None:
    """As in a real incident: its time and wording are written down, a few posts in a hundred are its thread."""
    found = read(tmp_path, Wanted(posts=POSTS))
    loaded = load(tmp_path, SLUG)
    statement = statement_of(loaded.incident, loaded.tables, ANSWERED)
    assert statement is not None
    assert statement.texts == (WORDS,)

    thread = members(found.chunks, statement).facts

    texts = pa.chunked_array([chunk["text"] for chunk in found.chunks])
    assert len(set(PRINTED) & set(texts.to_pylist())) > 1
    assert thread.own > 1
    assert thread.hanging > thread.own
    assert 0.01 < (thread.own + thread.hanging) / POSTS < 0.1
    assert thread.unseen == 0


def test_without_an_answer_all_other_posts_are_the_same(tmp_path: Path) -> None:
    """What the thread costs is the difference of two builds: nothing else may differ."""
    answered, bare = (generate(tmp_path / str(is_bare), Wanted(posts=500, bare=is_bare)) for is_bare in (False, True))

    one, other = (rows(folder / "posts" / "weibo-01.csv") for folder in (answered, bare))
    assert "statement" not in (bare / "incident.yml").read_text("utf-8")
    assert len(one) == len(other)
    assert 0 < sum(a != b for a, b in zip(one, other, strict=True)) < 0.15 * len(one)


def rows(path: Path) -> list[list[str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
