"""Oddities of real files that no other test of reading meets, one fixture each."""

from __future__ import annotations

import json
from pathlib import Path

from reporter.intake import CoverageKind
from tests.intake_files import SEARCH, a_search_row, csv_text, posts_of, reading, written

SITONG = "序号,标题,摘要,情感,涉及词,来源,作者,发布时间,原文地址"
NETINSIGHT = (
    "任务ID,原始ID,检索词,平台,标题,内容,作者,发布时间,发布时间戳,URL,情感,评论数,转发数,点赞数,来源,IP属地,"
    "命中关键词,行业类型"
)


def test_a_folder_of_mixed_encodings_is_read_file_by_file(tmp_path: Path) -> None:
    """The encoding of one says nothing about the next."""
    codecs = ("utf-8", "gb18030", "utf-16")
    rows = {codec: [a_search_row(f"465000000000{n}{i:03d}") for i in range(20)] for n, codec in enumerate(codecs)}
    files = [written(tmp_path, csv_text([SEARCH, *rows[c]]), f"{c}.csv", encoding=c) for c in codecs]

    read = reading(*files)

    assert [balance.encoding for balance in read.files] == ["gb18030", "utf-16", "utf-8"]
    assert (read.rows, {post["text"] for post in posts_of(read)}) == (60, {"价格不一样"})


def test_the_address_is_the_id_where_an_export_has_no_other(tmp_path: Path) -> None:
    """So that the same article of two exports is one, and a hand label finds it."""
    row = "1,涨价,摘要,3,词,某网,甲,2021-06-13 10:08,http://news.example.cn/a/1.html"
    again = "9,涨价,摘要,3,词,某网,甲,2021-06-13 10:08,http://news.example.cn/a/1.html"
    files = [written(tmp_path, f"{SITONG}\n{line}\n", f"{n}.csv") for n, line in enumerate((row, again))]

    read = reading(*files)

    (post,) = posts_of(read)
    assert post["post_id"] == post["url"] == "http://news.example.cn/a/1.html"
    assert [(balance.used, balance.merged) for balance in read.files] == [(1, 0), (0, 1)]


def test_a_destroyed_id_gives_way_to_the_address(tmp_path: Path) -> None:
    """4.47E+15 identifies nobody, but is still counted; the page's address does."""
    rows = [f"4.47E+15,价格{n},2021-06-13 10:08,微博,https://weibo.com/1/K{n}" for n in (1, 2, 2)]

    read = reading(written(tmp_path, "\n".join(["微博ID,内容,发布时间,平台,链接", *rows]) + "\n"))

    assert [post["post_id"] for post in posts_of(read)] == ["https://weibo.com/1/K1", "https://weibo.com/1/K2"]
    assert read.files[0].lossy_ids == 3


def test_the_highlights_of_a_search_are_no_part_of_a_title(tmp_path: Path) -> None:
    """NetInsight marks the words that were found with HTML."""
    row = "7,88,价格,微博,<em class='hl'>价格</em>&amp;服务,门店的<em>价格</em>,甲,2021-06-13 10:08,1623550080"
    more = "https://weibo.com/1/K,负面,1,2,3,微博,广东,价格,零售"

    read = reading(written(tmp_path, f"{NETINSIGHT}\n{row},{more}\n"))

    (post,) = posts_of(read)
    assert read.files[0].exporter == "netinsight"
    assert (post["text"], post["stance"], post["region"]) == ("价格&服务\n门店的价格", "negative", "广东")


def test_relative_times_are_counted_from_the_rows_own_crawl_clock(tmp_path: Path) -> None:
    """Never from now: the same file read a year later says the same."""
    written_as = ("2分钟前", "9小时前", "昨天 23:54", "今天 12:00", "06月12日 08:00", "12月31日")
    rows = [f"价格{n},{at},微博,2021-06-13 12:30:00" for n, at in enumerate(written_as)]

    read = reading(written(tmp_path, "\n".join(["内容,发布时间,平台,采集时间", *rows]) + "\n"))

    times = [f"{post['time']:%Y-%m-%d %H:%M} {post['time_precision']}" for post in posts_of(read)]
    assert times == [
        "2021-06-13 04:28 minute",
        "2021-06-12 19:30 hour",
        "2021-06-12 15:54 minute",
        "2021-06-13 04:00 minute",
        "2021-06-12 00:00 minute",
        "2020-12-30 16:00 day",
    ]


def test_epochs_and_serial_dates_are_told_apart_by_their_size(tmp_path: Path) -> None:
    """Seconds, milliseconds, nanoseconds, a spreadsheet's day: one moment."""
    rows = [f"价格{n},{at},微博" for n, at in enumerate((1623550080, 1623550080000, 1623550080000000000, 44360.422222))]

    read = reading(written(tmp_path, "\n".join(["内容,发布时间,平台", *rows]) + "\n"))

    assert {f"{post['time']:%Y-%m-%d %H:%M}" for post in posts_of(read)} == {"2021-06-13 02:08"}


def test_mongo_numbers_and_repeated_lines_of_json_are_one_post(tmp_path: Path) -> None:
    """The later crawl wins; its numbers are wrapped."""
    row = {
        "_id": "46",
        "user_id": "1",
        "content": "价格",
        "created_at": "2021-06-13 10:08",
        "comment_num": 1,
        "like_num": 2,
    }
    old = row | {"repost_num": 5, "crawl_time": {"$numberLong": "1623600000"}}
    new = row | {"repost_num": {"$numberInt": "7"}, "crawl_time": {"$numberLong": "1623700000"}}

    read = reading(written(tmp_path, "\n".join(map(json.dumps, (new, old, new))), "a.jsonl"))

    (post,) = posts_of(read)
    assert (post["reposts"], read.files[0].merged) == (7, 2)


def test_furniture_of_pages_goes_and_what_a_writer_wrote_stays(tmp_path: Path) -> None:
    """Lost emoji stay the question marks they are; nobody knows which they were."""
    texts = ("价格???", "价格…全文", "价格\u200b不一样", "价格 展开", "价格&nbsp;<br>贵", "抱歉，此微博已被作者删除。")
    rows = [a_search_row(f"465000000000000{n}", 微博正文=text) for n, text in enumerate(texts)]

    posts = posts_of(reading(written(tmp_path, csv_text([SEARCH, *rows]))))

    assert [post["text"] for post in posts] == ["价格???", "价格", "价格不一样", "价格", "价格\n贵", ""]


def test_a_spreadsheet_format_of_dates_with_halves_of_the_day_is_read(tmp_path: Path) -> None:
    """Excel in Chinese shows 下午, Excel in English PM."""
    rows = [
        f"价格{n},{at},微博"
        for n, at in enumerate(("2021/6/13 下午3:08", "2021/6/13 3:08 PM", "2021年6月13日15时08分"))
    ]

    read = reading(written(tmp_path, "\n".join(["内容,发布时间,平台", *rows]) + "\n"))

    assert {f"{post['time']:%Y-%m-%d %H:%M}" for post in posts_of(read)} == {"2021-06-13 07:08"}


def test_a_file_of_a_round_number_of_rows_is_told(tmp_path: Path) -> None:
    """Commercial exports stop at 5,000 without a word."""
    rows = ["内容,发布时间,平台", *("价格,2021-06-13 10:08,微博" for _ in range(5000))]

    read = reading(written(tmp_path, "\n".join(rows) + "\n"))

    assert (CoverageKind.EXPORT_CAP, 5000) in {(fact.kind, fact.posts) for fact in read.coverage}
