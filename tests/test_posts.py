"""The canonical posts table is a promise to every later room."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from reporter.posts import KINDS, SCHEMA, STANCES
from tests.intake_files import SEARCH, a_search_row, csv_text, posts_of, reading, written
from tests.projects import ROOT


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


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    ).stdout


def test_arrow_brings_no_pandas_into_a_process_of_ours() -> None:
    """It would with its first array: half a CPU second and 35 MB of every process, for nothing."""
    made = _run("""
        import sys
        import numpy as np
        import reporter.posts
        import pyarrow as pa, pyarrow.compute as pc
        table = pa.table({"a": np.arange(3), "b": ["x", None, "z"], "c": pa.array(np.array(["1", None, "2"], object))})
        some = pa.chunked_array([["a"], ["b"]]).to_pylist(), table.filter(pc.field("a") > 1)["c"].to_pylist()
        print(some, pa.array([1.5, None]).null_count, pa.scalar(3), "pandas" in sys.modules)
    """)

    assert made.strip() == "(['a', 'b'], ['2']) 1 3 False"


def test_who_asks_for_pandas_still_gets_it() -> None:
    """A scorer of the user's own may use both; after the first frame arrow knows a Series again."""
    made = _run("""
        import reporter.posts
        import pandas as pd, pyarrow as pa
        print(pa.table({"a": [1, None]}).to_pandas()["a"].isna().tolist(), pa.array(pd.Series([1.5, None])).to_pylist())
    """)

    assert made.strip() == "[False, True] [1.5, None]"
