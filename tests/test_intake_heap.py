"""More posts than fit in memory are kept on disk, and nothing about them changes."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reporter.intake import heap, merge, read
from reporter.intake.heap import Chunks, Heap
from reporter.intake.merge import Keys, duplicates
from tests.intake_files import SEARCH, a_search_row, csv_text, posts_of, reading, written

SCHEMA = pa.schema([pa.field("n", pa.int64()), pa.field("word", pa.string())])


def a_batch(numbers: list[int]) -> pa.RecordBatch:
    """A batch of these numbers."""
    return pa.RecordBatch.from_pylist([{"n": n, "word": str(n)} for n in numbers], SCHEMA)


@given(st.lists(st.lists(st.integers(0, 99), max_size=4), max_size=8), st.integers(0, 400))
def test_what_is_put_on_the_heap_is_read_back_in_order_any_number_of_times(parts: list[list[int]], room: int) -> None:
    """However much of it memory holds."""
    kept = Heap(SCHEMA, room)
    chunks = Chunks([(kept, kept.add(a_batch(part)), None) for part in parts], ["n"])

    for _pass in range(2):
        assert [chunk["n"].to_pylist() for chunk in chunks] == parts
    assert len(chunks) == len(parts)


def test_posts_on_disk_are_the_posts_in_memory(tmp_path: Path) -> None:
    """Duplicates, balances and warnings included."""
    rows = [a_search_row(f"46500000000000{n % 40:02d}", 点赞数=str(n)) for n in range(60)]
    file = written(tmp_path, csv_text([SEARCH, *rows]))

    held = reading(file)
    with patch.object(read, "CHUNK_ROWS", 7), patch.object(heap.Heap.__init__, "__defaults__", (500,)):
        spilled = reading(file)

    assert held.rows == 40
    assert posts_of(spilled) == posts_of(held) == posts_of(spilled)
    assert spilled.files == held.files
    assert spilled.chunks[0].schema == held.chunks[0].schema
    assert sum(chunk.num_rows for chunk in spilled.chunks[:2]) <= 14


def test_a_post_per_account_under_one_address_is_not_one_post(tmp_path: Path) -> None:
    """Some exports give the account's address to each of its posts; those of other times are other posts."""
    rows = ["内容,发布时间,平台,链接"]
    rows += [f"价格{n},2021-06-13 10:0{n},微博,https://weibo.com/u/1000001" for n in (1, 2, 2)]

    found = reading(written(tmp_path, "\n".join(rows) + "\n"))

    assert found.rows == 2
    assert {post["post_id"] for post in posts_of(found)} == {"https://weibo.com/u/1000001"}


def test_a_comment_names_the_post_it_stands_under(tmp_path: Path) -> None:
    """Where the export says so; a comment of a comment belongs to the same post."""
    header = "comment_id,create_time,note_id,content,sub_comment_count,comment_like_count,parent_comment_id"
    own = "评论内容,评论时间,平台,帖子类型,所属帖子ID\n贵,2021-06-13 10:08,微博,评论,4650000000000001\n"

    (crawled,) = posts_of(reading(written(tmp_path, f"{header}\n11,1623550080,99,价格,0,5,10\n")))
    (exported,) = posts_of(reading(written(tmp_path, own)))

    assert (crawled["kind"], crawled["parent_id"]) == ("comment", "99")
    assert (exported["kind"], exported["parent_id"]) == ("comment", "4650000000000001")


_copies = st.lists(
    st.tuples(st.integers(0, 5), st.integers(-1, 3), st.integers(0, 2)),
    max_size=30,
)


@given(_copies, st.data())
def test_of_every_post_the_latest_crawl_stays_wherever_the_files_were_cut(
    rows: list[tuple[int, int, int]],
    data: st.DataObject,
) -> None:
    """Post, crawl, engagement: against one look at the whole table; a post in two files counts once."""
    best: dict[int, tuple[int, int, int]] = {}
    for place, (post, crawl, engagement) in enumerate(rows):
        best[post] = max(best.get(post, (-2, 0, 0)), (crawl, engagement, -place))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=4)))
    batches = [rows[a:b] for a, b in pairwise([0, *cuts, len(rows)])]

    with patch.object(merge, "_TOGETHER", data.draw(st.integers(1, 40))):
        stays = duplicates([partial(_keys, batch) for batch in batches])

    kept = [one for some in stays for one in some.tolist()]
    assert [place for place, one in enumerate(kept) if one] == sorted(-one[2] for one in best.values())


def _keys(rows: list[tuple[int, int, int]]) -> Keys:
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    return Keys(
        post=columns[0].astype(np.uint64),
        known=np.full(len(rows), 2, np.int8),
        crawl=columns[1],
        engagement=columns[2],
        run=np.zeros(len(rows), np.int64),
    )
