"""Of every post the latest crawl stays: whole exports on disk, against one look at the whole table with pandas."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.flow import collect, load
from tests.projects import quick, write_incident
from tests.soak import examples

COLUMNS: Final = ("平台", "帖子编号", "发布时间", "采集时间", "正文", "点赞数", "评论数", "转发数")
PLATFORMS: Final = ("微博", "抖音")
#: Ids of digits and others: they are told apart by other means.
POSTS: Final = ("4650123456789001", "4650123456789002", "Kx7aB01", "4650123456789003", "Kx7aB02")
#: Files of different kinds, in the order of their names.
FILES: Final = ("a.csv", "b.jsonl", "c/d.csv", "e.jsonl")

copies = st.lists(
    st.fixed_dictionaries(
        {
            "file": st.sampled_from(FILES),
            "平台": st.sampled_from(PLATFORMS),
            "帖子编号": st.sampled_from(POSTS),
            "采集时间": st.sampled_from(["", "2021-06-19 10:00:00", "2021-06-19 10:30:00", "2021-06-20 08:00:00"]),
            "点赞数": st.integers(0, 3),
            "评论数": st.integers(0, 3),
            "转发数": st.integers(0, 3),
        }
    ),
    min_size=1,
    max_size=30,
)


def copy(file: str, crawl: str, likes: int) -> dict[str, Any]:
    """A copy of one post in a file."""
    counts = {"点赞数": likes, "评论数": 0, "转发数": 0}
    return {"file": file, "平台": "微博", "帖子编号": POSTS[0], "采集时间": crawl, **counts}


def numbered(drawn: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The copies in the order in which they stand, each with a text of its own that tells it from the others."""
    ordered = sorted(drawn, key=lambda one: FILES.index(one["file"]))
    day = "2021-06-18 09:00:00"
    return [{**one, "发布时间": day, "正文": f"退款的第{n}份抄本"} for n, one in enumerate(ordered)]


def written(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    """The rows as exports of their files."""
    for file, group in groupby(rows, key=lambda one: one["file"]):
        table = pd.DataFrame(list(group), columns=list(COLUMNS))
        path = folder / "posts" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            table.to_csv(path, index=False, encoding="utf-8")
            continue
        lines = [json.dumps(row, ensure_ascii=False) for row in table.to_dict("records")]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def whole_table(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """What stays, looked at all at once: the latest crawl, then the most engagement, then the first that stands."""
    table = pd.DataFrame(list(rows))
    table["crawl"] = pd.to_datetime(table["采集时间"], errors="coerce").fillna(pd.Timestamp(0))
    table["engagement"] = table[["点赞数", "评论数", "转发数"]].sum(axis=1)
    best = table.sort_values(["crawl", "engagement"], ascending=[False, False], kind="stable")
    return best.drop_duplicates(["平台", "帖子编号"]).sort_index()


@settings(max_examples=examples(25))
@given(copies)
@example([copy("a.csv", "2021-06-19 10:00:00", 3), copy("b.jsonl", "2021-06-20 08:00:00", 0), copy("c/d.csv", "", 3)])
@example([copy("a.csv", "", 1), copy("b.jsonl", "", 3), copy("e.jsonl", "", 3)])
def test_of_every_post_in_any_files_the_latest_crawl_stays(drawn: list[dict[str, Any]]) -> None:
    """A post in three exports, with counts that grew meanwhile, is one post with its last counts; read twice alike."""
    rows = numbered(drawn)
    expected = whole_table(rows)
    with tempfile.TemporaryDirectory() as place:
        project = Path(place)
        written(write_incident(project, "case"), rows)

        fresh, kept = (collect(load(project, "case"), quick(project)) for _again in range(2))

        for read in (fresh, kept):
            table = pd.concat([chunk.to_pandas() for chunk in read.chunks])
            got = list(zip(table["text"], table["likes"], strict=True))
            assert got == list(zip(expected["正文"], expected["点赞数"], strict=True))
            merged = {file.file.partition("posts/")[2]: file.merged for file in read.files}
            lost = pd.Series([one["file"] for one in rows]).value_counts() - expected["file"].value_counts().reindex(
                pd.unique(pd.Series([one["file"] for one in rows])), fill_value=0
            )
            assert merged == lost.astype(int).to_dict()
