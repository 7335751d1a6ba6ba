"""The posts as four crawlers and one vendor wrote them, with the oddities real files have.

Formats: weibo-search CSV, MediaCrawler 小红书 JSON lines, MediaCrawler 抖音 contents
and comments CSV, a 思通舆情 workbook for 微信公众号.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from tools.demo import accounts
from tools.demo.dice import Dice
from tools.demo.phrases import title
from tools.demo.plan import CRAWLED, OVERLAP_FROM, OVERLAP_TO, START, Plan, Stance
from tools.demo.workbook import write_workbook
from tools.demo.world import Post

WEIBO: Final = (
    "id,bid,user_id,用户昵称,微博正文,头条文章url,发布位置,艾特用户,话题,转发数,评论数,点赞数,发布时间,发布工具,"
    "微博图片url,微博视频url,retweet_id,ip,user_authentication"
)
DOUYIN: Final = (
    "aweme_id,aweme_type,title,desc,create_time,user_id,nickname,liked_count,collected_count,comment_count,share_count,"
    "ip_location,last_modify_ts,aweme_url,source_keyword"
)
COMMENTS: Final = (
    "comment_id,create_time,ip_location,aweme_id,content,user_id,nickname,sub_comment_count,like_count,last_modify_ts,"
    "parent_comment_id"
)
SITONG: Final = "序号,标题,摘要,情感,涉及词,来源,作者,发布时间,原文地址"
#: The vendor's codes of stance.
CODES: Final[dict[Stance, int]] = {"positive": 1, "neutral": 2, "negative": 3}

KEYWORD: Final = "青梭"
_TOOLS: Final = ("iPhone客户端", "Android客户端", "微博网页版", "HarmonyOS客户端")
_TOPIC: Final = re.compile(r"#([^#]+)#")
#: After every window that a planted claim compares.
RELATIVE_FROM: Final = START + timedelta(days=5)
#: Times as the site shows them to a crawler without a clock of its own.
_RELATIVE: Final = ("昨天 21:34", "2分钟前", "9小时前", "昨天 23:54", "今天 12:00", "35分钟前")


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddities:
    """What was done to the files on purpose.

    Args:
        repeated_headers: header lines inside the data.
        duplicates: posts that stand in two files.
        imprecise: ids of posts whose time was written without a clock.
        broken: rows no reader can use, by file.
        vendor_wrong: labels of the vendor that differ from the true stance.
    """

    repeated_headers: int
    duplicates: int
    imprecise: tuple[str, ...]
    broken: Mapping[str, int]
    vendor_wrong: int


def write_exports(posts: Iterable[Post], folder: Path, plan: Plan) -> Oddities:
    """Write every export into `folder`; the oddities that came in on the way."""
    folder.mkdir(parents=True, exist_ok=True)
    every = tuple(posts)
    weibo = tuple(p for p in every if p.platform == "weibo")
    first = tuple(p for p in weibo if p.at < OVERLAP_TO)
    second = tuple(_later(p) if p.at < OVERLAP_TO else p for p in weibo if p.at >= OVERLAP_FROM)
    imprecise = _imprecise(second, plan)
    _weibo_first(first, folder / "weibo-search-0905-0908.csv")
    _weibo_second(second, imprecise, folder / "weibo-search-0908-0914.csv.gz")
    _xhs(every, folder / "xhs-search_contents_2023-09-15.jsonl.gz")
    _douyin(every, folder)
    wrong = _wechat(every, folder / "sitong-wechat.xlsx", plan)
    return Oddities(
        repeated_headers=2,
        duplicates=len(first) + len(second) - len(weibo),
        imprecise=tuple(sorted(imprecise)),
        broken={
            "weibo-search-0905-0908.csv": 2,
            "xhs-search_contents_2023-09-15.jsonl.gz": 1,
            "douyin-search_comments_2023-09-15.csv": 1,
        },
        vendor_wrong=wrong,
    )


def collected(posts: Iterable[Post]) -> Iterator[Post]:
    """The posts with the counts a reader of the files is left with: the later collection's, and 1.2万 for 12,340."""
    for post in posts:
        kept = _later(post) if post.platform == "weibo" and OVERLAP_FROM <= post.at < OVERLAP_TO else post
        yield _rounded(kept) if post.platform == "xhs" else kept


def _rounded(post: Post) -> Post:
    counts = {name: getattr(post, name) for name in ("likes", "comments", "reposts")}
    return replace(post, **{name: round(n, -3) if n >= 10_000 else n for name, n in counts.items()})  # noqa: PLR2004 - 万


def _later(post: Post) -> Post:
    """The post as the second collection saw it: more likes, never fewer."""
    return replace(post, likes=post.likes + post.likes // 3 + 1, comments=post.comments + 1)


def _imprecise(posts: tuple[Post, ...], plan: Plan) -> dict[str, str]:
    """A few posts of quiet days whose time the crawler wrote as `2分钟前`: id -> the words."""
    dice = Dice(plan.seed, "relative")
    late = [p.id for p in posts if p.at >= RELATIVE_FROM and p.origin == "talk" and not p.repost_of]
    return dict(zip(sorted(dice.sample(late, len(_RELATIVE))), _RELATIVE, strict=False))


def _lines(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _weibo_row(post: Post, at: str) -> list[object]:
    number = int(post.id[-7:])
    return [
        post.id, f"D{number:08d}", accounts.number(post), accounts.name(post), post.text, "", "", "",
        ",".join(_TOPIC.findall(post.text)), post.reposts, post.comments, post.likes, at,
        _TOOLS[number % len(_TOOLS)], "", "", post.repost_of, post.region, accounts.mark(post),
    ]  # fmt: skip


def _minute(post: Post) -> str:
    return post.at.strftime("%Y-%m-%d %H:%M")


def _weibo_first(posts: tuple[Post, ...], path: Path) -> None:
    """Three runs appended to one file, each writing the header again; two lines cut off by a crash."""
    rows = [_weibo_row(post, _minute(post)) for post in posts]
    third = len(rows) // 3
    header: list[object] = [*WEIBO.split(",")]
    first, second, last = rows[:third], rows[third : 2 * third], rows[2 * third :]
    runs = [header, *first, second[0][:3], header, *second, last[0][:5], header, *last]
    path.write_bytes(_lines(runs).encode("utf-8-sig"))


def _weibo_second(posts: tuple[Post, ...], imprecise: Mapping[str, str], path: Path) -> None:
    rows = [_weibo_row(post, imprecise.get(post.id, _minute(post))) for post in posts]
    path.write_bytes(_zipped(_lines([WEIBO.split(","), *rows]).encode("utf-8-sig")))


def _zipped(raw: bytes) -> bytes:
    """`raw` as gzip without name and time, so that the same posts give the same bytes."""
    out = io.BytesIO()
    # Not gzip.compress: it leaves the header to zlib, which writes the operating system into it.
    with gzip.GzipFile("", "wb", 9, out, mtime=0) as stream:
        stream.write(raw)
    return out.getvalue()


def shown_count(count: int) -> str:
    """A count as 小红书 shows it: 12345 is `1.2万`."""
    return f"{count / 10_000:.1f}万" if count >= 10_000 else str(count)  # noqa: PLR2004 - 万


def _xhs_note(post: Post) -> dict[str, object]:
    return {
        "note_id": post.id,
        "type": "normal",
        "title": title(post.text, post.stance),
        "desc": post.text,
        "time": int(post.at.timestamp()) * 1000,
        "user_id": accounts.number(post),
        "nickname": accounts.name(post),
        "liked_count": shown_count(post.likes),
        "collected_count": str(post.likes // 4),
        "comment_count": shown_count(post.comments),
        "share_count": shown_count(post.reposts),
        "ip_location": post.region,
        "tag_list": KEYWORD,
        "last_modify_ts": int(CRAWLED.timestamp()) * 1000,
        "note_url": f"https://xhs.example.com/{post.id}",
        "source_keyword": KEYWORD,
    }


def _xhs(posts: Iterable[Post], path: Path) -> None:
    """JSON lines, one of them cut in the middle."""
    lines = [json.dumps(_xhs_note(p), ensure_ascii=False) for p in posts if p.platform == "xhs"]
    lines.insert(len(lines) // 2, lines[len(lines) // 2][:120])
    path.write_bytes(_zipped("".join(f"{line}\n" for line in lines).encode()))


def _aweme(post: Post) -> list[object]:
    crawled = int(CRAWLED.timestamp()) * 1000
    return [
        post.id, "0", post.text, post.text, int(post.at.timestamp()), accounts.number(post), accounts.name(post),
        post.likes, post.likes // 5, post.comments, post.reposts, post.region, crawled,
        f"https://douyin.example.com/{post.id}", KEYWORD,
    ]  # fmt: skip


def _comment(post: Post) -> list[object]:
    crawled = int((CRAWLED + timedelta(hours=1)).timestamp()) * 1000
    return [
        post.id, int(post.at.timestamp()), post.region, post.repost_of, post.text, accounts.number(post),
        accounts.name(post), post.comments, post.likes, crawled, "0",
    ]  # fmt: skip


def _douyin(posts: Iterable[Post], folder: Path) -> None:
    """Contents and comments; in the comments one line has lost its middle."""
    mine = [p for p in posts if p.platform == "douyin"]
    contents = [_aweme(p) for p in mine if p.kind == "original"]
    comments = [_comment(p) for p in mine if p.kind == "comment"]
    comments.insert(len(comments) // 2, comments[len(comments) // 2][:2])
    for name, header, rows in (("contents", DOUYIN, contents), ("comments", COMMENTS, comments)):
        path = folder / f"douyin-search_{name}_2023-09-15.csv"
        path.write_bytes(_lines([header.split(","), *rows]).encode("utf-8-sig"))


def _wechat(posts: Iterable[Post], path: Path, plan: Plan) -> int:
    """The vendor's workbook with its own labels; how many of these are wrong."""
    dice = Dice(plan.seed, "vendor")
    mine = [p for p in posts if p.platform == "wechat"]
    labels = [mislabelled(p.stance, plan.vendor_error, dice) for p in mine]
    rows = [_sitong(i, post, label) for i, (post, label) in enumerate(zip(mine, labels, strict=True), 1)]
    write_workbook(path, {"微信公众号": [SITONG.split(","), *rows]})
    return sum(label != post.stance for label, post in zip(labels, mine, strict=True))


def _sitong(number: int, post: Post, label: Stance) -> list[object]:
    at = post.at.strftime("%Y-%m-%d %H:%M:%S")
    name = accounts.name(post)
    return [number, title(post.text, post.stance), post.text, CODES[label], KEYWORD, "微信公众号", name, at, post.id]


def mislabelled(stance: Stance, error: float, dice: Dice) -> Stance:
    """The stance a labeller writes down: with probability `error` one of the two others."""
    if not dice.chance(error):
        return stance
    return dice.pick([other for other in CODES if other != stance])
