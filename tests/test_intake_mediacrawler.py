"""MediaCrawler's seven platforms, posts and comments, every format, both generations: known by their headers."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from tests.intake_files import csv_text, posts_of, reading, written

#: Columns as the crawler's sources name them.
TABLES: Final[Mapping[tuple[str, str], str]] = {
    ("weibo", "contents"): "note_id content create_time create_date_time liked_count comments_count shared_count"
    " last_modify_ts note_url source_keyword",
    ("weibo", "comments"): "comment_id create_time create_date_time note_id content sub_comment_count"
    " comment_like_count last_modify_ts parent_comment_id",
    ("xhs", "contents"): "note_id type title desc time last_update_time liked_count collected_count comment_count"
    " share_count tag_list last_modify_ts note_url source_keyword",
    ("xhs", "comments"): "comment_id create_time note_id content sub_comment_count parent_comment_id like_count",
    ("douyin", "contents"): "aweme_id aweme_type title desc create_time liked_count collected_count comment_count"
    " share_count aweme_url source_keyword",
    ("douyin", "comments"): "comment_id create_time aweme_id content sub_comment_count like_count parent_comment_id",
    ("bilibili", "contents"): "video_id video_type title desc create_time liked_count video_play_count"
    " video_favorite_count video_share_count video_coin_count video_danmaku video_comment video_url",
    ("bilibili", "comments"): "comment_id parent_comment_id create_time video_id content sub_comment_count like_count",
    ("kuaishou", "contents"): "video_id video_type title desc create_time liked_count viewd_count video_url",
    ("kuaishou", "comments"): "comment_id create_time video_id content sub_comment_count",
    ("zhihu", "contents"): "content_id content_type content_text content_url question_id title desc created_time"
    " updated_time voteup_count comment_count",
    ("zhihu", "comments"): "comment_id parent_comment_id content publish_time sub_comment_count like_count content_id",
    ("tieba", "contents"): "note_id title desc note_url publish_time tieba_name total_replay_num",
    ("tieba", "comments"): "comment_id content publish_time sub_comment_count note_id",
}
OLD: Final = "user_id nickname avatar gender profile_url ip_location".split()
NEW: Final = "creator_hash nickname".split()
SAID: Final = ("content", "content_text", "desc")
#: 2021-06-13 10:08 in China.
SECONDS: Final = 1_623_550_080


def cell(name: str, platform: str) -> str | int:
    """A plausible cell of a column."""
    if name == "publish_time" and platform == "tieba":
        return "2021-06-13 10:08"
    if name in {"create_time", "time", "created_time", "publish_time"}:
        return SECONDS * 1000 if platform in {"xhs", "kuaishou"} else SECONDS
    if name == "create_date_time":
        return "2021-06-13 10:08:00+08:00"
    if name.endswith(("_ts", "_update_time", "updated_time")):
        return (SECONDS + 86_400) * 1000
    words = {"title": "", "ip_location": "北京", "parent_comment_id": "0"} | dict.fromkeys(SAID, "价格")
    return words.get(name, 7 if name.endswith(("count", "num", "danmaku", "video_comment")) else f"{name}-1")


def a_table(platform: str, table: str, account: list[str]) -> dict[str, str | int]:
    """One row as a mapping from column to cell."""
    return {name: cell(name, platform) for name in [*account, *TABLES[platform, table].split()]}


def rows_as(form: str, row: Mapping[str, str | int]) -> bytes:
    """The row as a file of that format."""
    if form == "csv":
        return csv_text([list(row), [str(value) for value in row.values()]]).encode("utf-8-sig")
    if form == "xlsx":
        book, content = Workbook(), io.BytesIO()
        sheet = book.worksheets[0]
        sheet.title = "Contents"
        sheet.append(list(row))
        sheet.append(list(row.values()))
        book.save(content)
        return content.getvalue()
    return json.dumps([row] if form == "json" else row, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("account", "forms"),
    [(OLD, ("csv", "jsonl")), (NEW, ("json", "xlsx"))],
    ids=["until-2026-06", "since-2026-07"],
)
@pytest.mark.parametrize(("platform", "table"), list(TABLES), ids=[" ".join(key) for key in TABLES])
def test_every_table_is_known_by_its_header_in_every_format(
    tmp_path: Path,
    platform: str,
    table: str,
    account: list[str],
    forms: tuple[str, ...],
) -> None:
    """Exporter, kind, platform, time to the minute, author, and the crawl clock where there is one."""
    row = a_table(platform, table, account)
    found = []
    for form in forms:
        read = reading(written(tmp_path, rows_as(form, row), f"a.{form}"))
        assert [balance.exporter for balance in read.files] == [f"mediacrawler-{table}-{platform}"], form
        (post,) = posts_of(read)
        found.append({name: value for name, value in post.items() if name not in {"file", "line"}})

    post = found[0]
    assert all(other == post for other in found)
    assert (post["platform"], post["kind"]) == (platform, "comment" if table == "comments" else "original")
    assert (f"{post['time']:%Y-%m-%d %H:%M}", post["text"]) == ("2021-06-13 02:08", "价格")
    assert post["author"] is not None
    assert post["crawl_time"] is None or "last_modify_ts" in row
    assert (post["parent_id"] is not None) == (table == "comments")
