"""A large invented incident as a project: `python -m benchmarks.generate --posts 200000 --distinct 0.3 --out DIR`.

Seven days of burst and decay with a day curve, four platforms in the columns real exporters write,
accounts by Zipf's law, reposts, near-copies, a first answer that is passed on and printed again (`--bare` leaves
it out); every word is invented.  Whole columns at a time: two million posts take well under a minute.  The same
options give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from benchmarks.answer import PRINTED, WORDS, echo

SLUG: Final = "2023-05-generated"
FORMATS: Final = ("csv", "jsonl", "parquet")

_Ints = npt.NDArray[np.int64]
_Dice = np.random.Generator

# When -----------------------------------------------------------------------

#: 2023-05-08 00:00 in Shanghai, and seven days of minutes.
START: Final = 1_683_475_200
_MINUTES: Final = 7 * 24 * 60
#: Hours from the start: first post of the crisis, its peak, the first answer.
_FIRST, _PEAK, _ANSWER = 20.0, 33.0, 36.0
#: When the first answer is given.
ANSWERED: Final = START + round(_ANSWER * 3600)
#: How lively each hour of the day is: two humps, a steep morning, a deep night.
_DAY: Final = (
    *(0.55, 0.33, 0.20, 0.15, 0.13, 0.16, 0.34, 0.68, 0.93, 1.03, 1.06, 1.12),
    *(1.25, 1.13, 0.98, 1.00, 1.03, 1.08, 1.13, 1.22, 1.36, 1.42, 1.27, 0.93),
)


def _rates() -> npt.NDArray[np.float64]:
    """Relative number of posts in each minute."""
    hour = (np.arange(_MINUTES) + 0.5) / 60
    past = np.maximum(hour - _PEAK, 0)
    rise = 0.02 + 0.98 * np.clip((hour - _FIRST) / (_PEAK - _FIRST), 0, 1) ** 2.2
    fall = 0.7 * np.exp(-past / 18) + 0.3 * np.exp(-past / 60)
    storm = np.where(hour < _FIRST, 0, np.where(hour < _PEAK, rise, fall))
    day: npt.NDArray[np.float64] = np.array(_DAY)[(hour % 24).astype(int)]
    return (0.015 + storm) * day


def _moments(dice: _Dice, posts: int) -> _Ints:
    """When each post was made, seconds since 1970 UTC, in order."""
    share = np.cumsum(_rates())
    minute = np.searchsorted(share, dice.random(posts) * share[-1])
    return np.sort(START + minute * 60 + dice.integers(0, 60, posts))


# What -----------------------------------------------------------------------

_WHO: Final = (
    "平台 客服 商家 快递 老板 店员 官方 总部 门店 仓库 骑手 代理 主播 负责人 售后 朋友 我妈 同事 邻居 室友".split()
)
_DID: Final = (
    "一直不回复 三天没有消息 说是系统升级 把价格改了两次 拒绝退款 态度特别差 让我再等等 答应今天处理 又换了个说法"
    " 说要核实情况 不承认有问题 只会复制粘贴 总算打来电话 寄来一张优惠券 把评论删了 道歉了一句话 退了一半的钱"
    " 说明写得不清不楚 把责任推给别人 连夜发了公告"
).split()
_FELT: Final = (
    "太失望了 真的气人 以后再也不买 希望尽快处理 给大家提个醒 这次处理得不错 还算有诚意 看后续吧 到底谁来负责"
    " 价格怎么比上周还高 会员反而更贵 退款什么时候到账 求一个说法 已经投诉 支持维权 理性看待 别再糊弄人"
    " 服务还可以 我觉得没问题 先观望 说得好听 谁信呢 笑死 无语 心累 离谱 点赞 感谢 辛苦了 算了吧"
).split()
_ENDS: Final = "， 。 ！ ？ …… ～ 、".split()
_DECORATION: Final = (
    "[怒]",
    "[泪]",
    "[吃瓜]",
    "#青禾小铺价格#",
    "#消费维权#",
    "😡",
    " ",
    "\n",
    "@青禾小铺 ",
    "@消费者小站 ",
)
#: Pieces a post may hold; more than it needs are left out.
_PIECES: Final = 40
_LEAST, _MOST, _MEAN = 20, 140, 42
#: Of the pieces behind the second, those that are a mark, a mention or a line break.
_ADORNED: Final = 0.08
#: Characters of the longest piece, at most.
_LONGEST: Final = 16
_TOGETHER: Final = 100_000


def _phrases() -> list[str]:
    said = [who + did for who in _WHO for did in _DID]
    return [phrase + end for phrase in (*said, *_FELT) for end in _ENDS] + list(_DECORATION)


def _texts(dice: _Dice, distinct: int) -> pa.ChunkedArray:
    """`distinct` different texts of 20 to 140 characters, every sixth a near-copy of another."""
    words = pa.array(_phrases())
    made = (_some_texts(dice, words, min(_TOGETHER, distinct - first)) for first in range(0, distinct, _TOGETHER))
    return pa.chunked_array(made, pa.string())


def _some_texts(dice: _Dice, words: pa.Array, count: int) -> pa.Array:
    length = pc.utf8_length(words).to_numpy()
    pick = dice.integers(0, len(words), (count, _PIECES))
    adorned = dice.random(pick.shape) < _ADORNED
    adorned[:, :2] = False
    pick = np.where(adorned, len(words) - 1 - pick % len(_DECORATION), pick)
    near = np.flatnonzero(dice.random(count) < 1 / 6)
    # A near-copy says the same but for one piece.
    pick[near] = pick[np.maximum(near - 1, 0)]
    pick[near, 1] = dice.integers(0, len(words), len(near))
    wanted = np.minimum(_LEAST + dice.exponential(_MEAN - _LEAST - 5, count), _MOST - _LONGEST)
    ends = np.cumsum(length[pick], axis=1)
    pieces = np.minimum((ends < wanted[:, None]).sum(axis=1) + 1, _PIECES)
    chosen = pick[np.arange(_PIECES) < pieces[:, None]]
    offsets = pa.array(np.concatenate([[0], np.cumsum(pieces)]).astype(np.int32))
    return pc.binary_join(pa.ListArray.from_arrays(offsets, words.take(pa.array(chosen))), "")


def _which(dice: _Dice, posts: int, distinct: int) -> tuple[_Ints, npt.NDArray[np.bool_]]:
    """The text of each post, and which are copies: every text once, the rest copies, the first texts most often."""
    copies = _zipf(dice, posts - distinct, distinct)
    order = dice.permutation(posts)
    return np.concatenate([np.arange(distinct), copies])[order], order >= distinct


def _zipf(dice: _Dice, size: int, among: int) -> _Ints:
    """Ranks from 0 to `among` by a law with the exponent 1: the first is met most."""
    ranks: _Ints = np.exp(dice.random(size) * np.log(among + 1)).astype(np.int64) - 1
    return np.minimum(ranks, among - 1)


# Who and where --------------------------------------------------------------

_REGIONS: Final = "上海 北京 广东 浙江 江苏 四川 湖北 山东 河南 福建 湖南 安徽 陕西 重庆 天津 海外".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """Posts, in order of time; one entry of each for every post, but `texts`: the different texts, by number."""

    texts: pa.Array
    number: _Ints
    at: _Ints
    said: _Ints
    author: _Ints
    likes: _Ints
    comments: _Ints
    reposts: _Ints
    repost_of: _Ints
    region: pa.Array
    platform: _Ints

    def __len__(self) -> int:
        """How many posts."""
        return len(self.number)

    @property
    def text(self) -> pa.Array:
        """What each says, written out: of few posts at a time, or it is gigabytes."""
        return self.texts.take(pa.array(self.said)).cast(pa.string())

    def taken(self, rows: _Ints) -> Posts:
        """The posts of these rows."""
        every = {name: getattr(self, name) for name in self.__slots__ if name != "texts"}
        some = {n: one.take(pa.array(rows)) if isinstance(one, pa.Array) else one[rows] for n, one in every.items()}
        return Posts(texts=self.texts, **some)


def invent(count: int, distinct: float, seed: int) -> tuple[Posts, npt.NDArray[np.bool_]]:
    """All posts, and which say what another says; the same arguments give the same posts."""
    dice = np.random.default_rng(seed)
    texts = _texts(dice, max(1, round(count * distinct)))
    rows, copies = _which(dice, count, len(texts))
    heavy = np.floor(np.exp(dice.normal(0.2, 1.6, (3, count)))).astype(np.int64)
    number = 4_900_000_000_000_000 + np.arange(count) * 7
    is_repost = dice.random(count) < 0.35  # noqa: PLR2004 - a third of what is said passes something on
    chances = [share for share, _columns in PLATFORMS.values()]
    posts = Posts(
        texts=texts.cast(pa.large_string()).combine_chunks(),
        number=number,
        at=_moments(dice, count),
        said=rows,
        author=1_000_000 + _zipf(dice, count, max(1, count // 3)) * 13,
        likes=heavy[0],
        comments=heavy[1] // 3,
        reposts=heavy[2] // 2,
        repost_of=np.where(is_repost, number[_zipf(dice, count, count)], 0),
        region=pa.array(_REGIONS).take(pa.array(_zipf(dice, count, len(_REGIONS)))),
        platform=np.random.default_rng(seed + 1).choice(len(PLATFORMS), count, p=chances),
    )
    return posts, copies


def answered(posts: Posts, copies: npt.NDArray[np.bool_], seed: int) -> tuple[Posts, int | None]:
    """The posts with a first answer among them, of which some pass it on or print it again; its id, None without one.

    As many posts and as many different texts as before.
    """
    found = echo(
        np.random.default_rng(seed + 2),
        ANSWERED,
        at=posts.at,
        edges=posts.platform == _WITH_EDGES,
        spare=copies,
        number=posts.number,
        repost_of=posts.repost_of,
        said=posts.said,
    )
    if found is None:
        return posts, None
    texts = pa.chunked_array([posts.texts[: -len(PRINTED)], pa.array(PRINTED, pa.large_string())]).combine_chunks()
    with_it = replace(posts, texts=texts, repost_of=found.repost_of, said=found.said)
    return with_it, int(posts.number[found.root])


# Exports --------------------------------------------------------------------

#: What was never filled in.
_Columns = dict[str, Any]


def _clock(at: _Ints, form: str) -> pa.Array:
    return pc.strftime(pa.array(at, pa.timestamp("s", "UTC")).cast(pa.timestamp("s", "Asia/Shanghai")), form)


def _joined(*parts: Any) -> pa.Array:  # noqa: ANN401 - arrow arrays, numbers, words
    ready = [pa.array(part).cast(pa.string()) if isinstance(part, np.ndarray) else part for part in parts]
    return pc.binary_join_element_wise(*ready, "")


def _written(numbers: _Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _weibo(posts: Posts) -> _Columns:
    """The columns of weibo-search."""
    edge = _written(posts.repost_of)
    return {
        "id": _written(posts.number),
        "bid": _joined("M", posts.number % 10_000_019),
        "user_id": _written(posts.author),
        "用户昵称": _joined("用户", posts.author),
        "微博正文": posts.text,
        "头条文章url": "",
        "发布位置": "",
        "艾特用户": "",
        "话题": "",
        "转发数": _written(posts.reposts),
        "评论数": _written(posts.comments),
        "点赞数": _written(posts.likes),
        "发布时间": _clock(posts.at, "%Y-%m-%d %H:%M"),
        "发布工具": "iPhone客户端",
        "微博图片url": "",
        "微博视频url": "",
        "retweet_id": pc.if_else(pc.equal(edge, "0"), "", edge),
        "ip": _joined("发布于 ", posts.region),
        "user_authentication": pa.array(["普通用户", "黄V", "蓝V"]).take(pa.array(_authentication(posts.author))),
    }


def _authentication(author: _Ints) -> _Ints:
    return np.where(author % 50 == 0, 2, np.where(author % 20 == 0, 1, 0))


def _crawled(posts: Posts) -> pa.Array:
    return _written(np.full(len(posts), (START + 8 * 86_400) * 1000))


def _douyin(posts: Posts) -> _Columns:
    """The columns of MediaCrawler's 抖音."""
    return {
        "aweme_id": _written(posts.number),
        "aweme_type": "0",
        "title": (text := posts.text),
        "desc": text,
        "create_time": _written(posts.at),
        "user_id": _written(posts.author),
        "nickname": _joined("用户", posts.author),
        "liked_count": _written(posts.likes),
        "collected_count": "0",
        "comment_count": _written(posts.comments),
        "share_count": _written(posts.reposts),
        "ip_location": posts.region,
        "last_modify_ts": _crawled(posts),
        "aweme_url": _joined("https://douyin.example.com/video/", posts.number),
        "source_keyword": "青禾小铺",
    }


def _xhs(posts: Posts) -> _Columns:
    """The columns of MediaCrawler's 小红书."""
    return {
        "note_id": _written(posts.number),
        "type": "normal",
        "title": pc.utf8_slice_codeunits(text := posts.text, 0, 12),
        "desc": text,
        "time": _written(posts.at * 1000),
        "user_id": _written(posts.author),
        "nickname": _joined("用户", posts.author),
        "liked_count": _written(posts.likes),
        "collected_count": "0",
        "comment_count": _written(posts.comments),
        "share_count": _written(posts.reposts),
        "ip_location": posts.region,
        "tag_list": "青禾小铺",
        "last_modify_ts": _crawled(posts),
        "note_url": _joined("https://xhs.example.com/explore/", posts.number),
        "source_keyword": "青禾小铺",
    }


def _wechat(posts: Posts) -> _Columns:
    """The columns of 思通舆情, with the vendor's own labels."""
    return {
        "序号": _written(np.arange(1, len(posts) + 1)),
        "标题": pc.utf8_slice_codeunits(text := posts.text, 0, 12),
        "摘要": text,
        "情感": _written(1 + posts.author % 3),
        "涉及词": "青禾小铺",
        "来源": "微信公众号",
        "作者": _joined("公众号", posts.author),
        "发布时间": _clock(posts.at, "%Y-%m-%d %H:%M:%S"),
        "原文地址": _joined("https://wechat.example.com/s/", posts.number),
    }


#: Platform -> its share of the posts and its exporter's columns.
PLATFORMS: Final[Mapping[str, tuple[float, Callable[[Posts], _Columns]]]] = {
    "weibo": (0.55, _weibo),
    "douyin": (0.25, _douyin),
    "xhs": (0.12, _xhs),
    "wechat": (0.08, _wechat),
}
#: The one whose exports say what a post passes on: the first.
_WITH_EDGES: Final = 0


def _table(posts: Posts, columns: Callable[[Posts], _Columns]) -> pa.Table:
    found = columns(posts)
    return pa.table({n: pa.repeat(one, len(posts)) if isinstance(one, str) else one for n, one in found.items()})


def _write(table: pa.Table, path: Path) -> None:
    if path.suffix == ".parquet":
        parquet.write_table(table, path, row_group_size=50_000)
    elif path.suffix == ".csv":
        _write_rows(table, path)
    else:
        _write_lines(table, path)


def _write_rows(table: pa.Table, path: Path) -> None:
    """CSV as Python's `csv` writes it: quotation marks only where they are needed."""
    cells = []
    for column in table.columns:
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
        cells.append(pc.if_else(pc.match_substring_regex(column, '[",\n]'), quoted, column))
    rows = pc.binary_join_element_wise(*cells, ",")
    _write_text(path, [",".join(table.column_names)], *(chunk.to_pylist() for chunk in rows.chunks))


def _write_text(path: Path, *blocks: list[str]) -> None:
    with path.open("wb") as file:
        for block in blocks:
            file.write("".join(f"{line}\n" for line in block).encode())


def _write_lines(table: pa.Table, path: Path) -> None:
    """JSON lines by joining columns: only what stands in texts has to be escaped, and it is."""
    parts: list[Any] = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        quoted = column
        for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
            quoted = pc.replace_substring(quoted, plain, escaped)
        parts += [f'{", " if parts else "{"}"{name}": "', quoted, '"']
    lines = pc.binary_join_element_wise(*parts, "}", "")
    _write_text(path, *(chunk.to_pylist() for chunk in lines.chunks))


def _shares(files: int) -> dict[str, int]:
    """How many files each platform gets: one at least, the others by its share."""
    counts = {name: max(1, round(files * share)) for name, (share, _columns) in PLATFORMS.items()}
    counts["weibo"] = max(1, files - sum(n for name, n in counts.items() if name != "weibo"))
    return counts


def _exports(posts: Posts, files: int) -> Iterator[tuple[str, pa.Table]]:
    """Name without ending and table of every file: a stretch of days of one platform."""
    for at, (name, count) in enumerate(_shares(files).items()):
        own = np.flatnonzero(posts.platform == at)
        edges = np.linspace(0, len(own), count + 1).astype(int).tolist()
        for number, (start, end) in enumerate(pairwise(edges), 1):
            yield f"{name}-{number:02d}", _table(posts.taken(own[start:end]), PLATFORMS[name][1])


_INCIDENT: Final = """\
schema: 1
title: 青禾小铺价格争议舆情处置评估
organisation:
  name: 青禾小铺（虚构企业）
  sector: 零售
platforms: [微博, 抖音, 小红书, 微信公众号]
language: zh
classification: 公开
simulated: true
period:
  start: 2023-05-08
  end: 2023-05-14
as_of: 2023-05-16 09:00
"""
#: What an analyst writes of the first answer.
_ANSWERED: Final = """\
timeline:
  - id: E1
    at: 2023-05-08 20:00
    what: 首批反映价格不一致的帖文
    stage: first_exposure
  - id: E2
    at: 2023-05-09 12:00
    what: 青禾小铺发布致歉声明
    stage: first_response
actions:
  - id: A1
    name: 发布致歉声明
    kind: statement
    announced_at: 2023-05-09 12:00
    first_response: true
    statement: {words}
    links: ["https://weibo.com/1000001/{number}"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to generate.

    Args:
        posts: how many posts.
        distinct: different texts as a share of the posts, above 0 up to 1.
        form: one of FORMATS.
        files: files altogether, 4 at least: a file holds one platform.
        seed: another one gives other posts.
        bare: no first answer is given.
    """

    posts: int = 200_000
    distinct: float = 0.3
    form: str = "csv"
    files: int = 4
    seed: int = 1
    bare: bool = False


def generate(folder: Path, wanted: Wanted) -> Path:
    """A project in `folder`, made when it does not exist, with one incident; the incident's folder."""
    incident = folder / "incidents" / SLUG
    (incident / "posts").mkdir(parents=True, exist_ok=True)
    posts, copies = invent(wanted.posts, wanted.distinct, wanted.seed)
    posts, number = (posts, None) if wanted.bare else answered(posts, copies, wanted.seed)
    told = "" if number is None else _ANSWERED.format(words=WORDS, number=number)
    (incident / "incident.yml").write_text(_INCIDENT + told, encoding="utf-8", newline="\n")
    for name, table in _exports(posts, wanted.files):
        _write(table, incident / "posts" / f"{name}.{wanted.form}")
    return incident


def main(arguments: list[str]) -> None:
    """Write the project and say where it lies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--distinct", type=float, default=0.3)
    parser.add_argument("--format", dest="form", choices=FORMATS, default="csv")
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bare", action="store_true", help="without a first answer and its echo")
    parser.add_argument("--out", type=Path, required=True)
    given = vars(parser.parse_args(arguments))
    incident = generate(given.pop("out"), Wanted(**given))
    size = sum(path.stat().st_size for path in (incident / "posts").iterdir())
    print(f"{incident}: {size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
