"""What anybody else calls the canonical columns, and which of a file's columns is meant.

The names are those of public crawlers and of commercial platforms' workbooks.  Where
two names of one list are both present, the earlier one is the better text, time, ...
Only whole names match: 情感得分 is a score and never the label 情感.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "platform": tuple(
        "平台 平台名称 来源平台 发布平台 所属平台 站点 站点名称 来源网站 来源站点 网站 网站名称 来源 信息来源"
        " 媒体 媒体名称 来源媒体 platform site".split(),
    ),
    "channel": tuple("渠道 媒体类型 信源类型 来源类型 站点类型 载体 载体类型 频道类型 channel".split()),
    "post_id": tuple("帖文id 帖子id 文章id 原始id 作品id 笔记id 微博id mid post_id note_id weibo_id id _id".split()),
    "kind": tuple("类型 帖子类型 文章类型 信息类型 是否原创 是否为原创微博 原创 kind".split()),
    "repost_of": tuple("retweet_id 源微博id 转发微博id 原微博id repost_of".split()),
    "time": tuple(
        "发布时间 发表时间 发帖时间 发文时间 创建时间 评论时间 发布日期 发表日期 完整日期 create_time created_at"
        " publish_time pubtime time 时间 日期 date".split(),
    ),
    "crawl_time": tuple("采集时间 抓取时间 爬取时间 获取时间 入库时间 crawl_time".split()),
    "author_id": tuple("用户id 作者id 用户uid uid user_id author_id creator_hash".split()),
    "author_name": tuple(
        "作者 用户昵称 发布人 发布者 发布账号 作者昵称 作者名称 用户名 用户名称 用户 昵称 博主 账号 账号名称"
        " nickname screen_name user_name author user".split(),
    ),
    "account_type": tuple(
        "账号类型 用户类型 作者类型 用户认证 认证类型 微博等级 account_type user_authentication".split(),
    ),
    "title": tuple("标题 题目 文章标题 新闻标题 title".split()),
    "text": tuple(
        "正文 正文内容 全文 全文内容 内容 文章内容 博文内容 帖子内容 评论内容 文本 文本内容 content text body"
        " 摘要 内容摘要 文章摘要 desc".split(),
    ),
    "stance": tuple(
        "情感 情感属性 情感倾向 情感倾向性 情感极性 情感类型 情感标签 情感判断 情绪倾向 倾向 倾向性 正负面 调性"
        " sentiment polarity stance".split(),
    ),
    "sensitive": tuple("敏感属性 敏感 是否敏感 敏感信息 sensitive".split()),
    "likes": tuple(
        "点赞数 点赞 点赞量 点赞次数 赞数 赞 获赞数 liked_count like_count likes attitudes_count"
        " up_num like_num".split(),
    ),
    "comments": tuple("评论数 评论 评论量 评论次数 comments_count comment_count comment_num comments".split()),
    "reposts": tuple(
        "转发数 转发 转发量 转发次数 分享数 reposts_count shared_count share_count repost_num retweet_num"
        " reposts".split(),
    ),
    "region": tuple("ip属地 属地 发布属地 发布地区 地域 地区 省份 ip_location region ip".split()),
    "url": tuple(
        "原文链接 原文地址 原文网址 链接 链接地址 网址 文章链接 帖子链接 微博链接 原文 note_url url link".split(),
    ),
}

#: Nouns that only say what kind of thing the column belongs to: 微博转发量 is 转发量.
_NOUN: Final = re.compile(r"^(?:微博|博文|帖子|帖文|文章|作品|笔记|视频|新闻)(?=.)")
#: A longer cell is no name of a column.
_LONGEST: Final = 60
_REMARK: Final = re.compile(r"\([^()]*\)$")


@lru_cache(maxsize=4096)
def name_of(cell: str) -> str:
    """A column name without case, width, spaces, byte order mark and a remark in brackets; "" for a text."""
    if len(cell) > _LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", cell.replace("\ufeff", "").replace("\0", ""))
    return _REMARK.sub("", "".join(plain.casefold().split()))


@cache
def _meanings() -> dict[str, tuple[str, int]]:
    # name -> (canonical column, rank); built once, in the order of the table.
    table: dict[str, tuple[str, int]] = {}
    for canonical, names in ALIASES.items():
        for rank, name in enumerate(names):
            table.setdefault(name_of(name), (canonical, rank))
    return table


def meaning(cell: str) -> tuple[str, int] | None:
    """The canonical column a column name stands for and its rank (0 is best); None if unknown."""
    name = name_of(cell)
    known = _meanings()
    if name in known:
        return known[name]
    bare = known.get(_NOUN.sub("", name))
    # A name with its noun is as good as one without, but comes after it.
    return (bare[0], bare[1] + 1) if bare else None


def is_exact(cell: str) -> bool:
    """Whether the alias table holds this very name (not only a part of it)."""
    return name_of(cell) in _meanings()


def guessed(header: Sequence[str]) -> dict[str, int]:
    """Canonical column -> index of the best column of `header`; unknown columns are left out."""
    best: dict[str, tuple[int, int]] = {}
    for index, cell in enumerate(header):
        known = meaning(cell)
        if known and (known[0] not in best or known[1] < best[known[0]][0]):
            best[known[0]] = (known[1], index)
    return {canonical: index for canonical, (_, index) in best.items()}


def doubtful(header: Sequence[str], fields: Mapping[str, int]) -> tuple[str, ...]:
    """Columns of `header` in use whose name occurs more than once, so that nobody knows which is meant."""
    names = [name_of(cell) for cell in header]
    return tuple(header[i] for i in dict.fromkeys(fields.values()) if names.count(names[i]) > 1)
