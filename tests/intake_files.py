"""Posts files for tests: generated, with the oddities real exports have."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from reporter.incident import Incident
from reporter.intake import PostsRead, read_posts

SECRET: Final = bytes(range(32))
SEARCH: Final = (
    "id,bid,user_id,用户昵称,微博正文,头条文章url,发布位置,艾特用户,话题,转发数,评论数,点赞数,发布时间,"
    "发布工具,微博图片url,微博视频url,retweet_id"
).split(",")


def an_incident(**given: object) -> Incident:
    """An incident of June 2021 with nothing else in it."""
    plain: dict[str, object] = {
        "title": "测试",
        "organisation": {"name": "某单位"},
        "period": {"start": "2021-06-01", "end": "2021-06-30"},
        "as_of": "2021-07-01",
    }
    return Incident.model_validate(plain | given)


def a_search_row(post_id: str = "4650000000000001", **given: str) -> list[str]:
    """A row as weibo-search writes it; named cells replace the plain ones."""
    plain = {
        "id": post_id,
        "bid": "Kabc",
        "user_id": "1000001",
        "用户昵称": "甲",
        "微博正文": "价格不一样",
        "转发数": "1",
        "评论数": "2",
        "点赞数": "3",
        "发布时间": "2021-06-13 10:08",
        "发布工具": "网页",
    }
    return [(plain | given).get(name, "") for name in SEARCH]


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """`rows` as a CSV with correct quotes."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()


def written(folder: Path, content: str | bytes, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    """A file of that content in `folder`."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def reading(*files: Path, **incident: object) -> PostsRead:
    """What `read_posts` makes of files of one folder."""
    return read_posts(files, an_incident(**incident), files[0].parent, SECRET)


def posts_of(read: PostsRead) -> list[dict[str, object]]:
    """Every row of `read`."""
    return [row for chunk in read.chunks for row in chunk.to_pylist()]
