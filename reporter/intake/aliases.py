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
        "平台 平台名称 来源平台 发布平台 所属平台 媒体平台 网站平台 社交平台 站点 站点名称 来源网站 来源站点 网站"
        " 网站名称 发布网站 来源名称 信源 信源名称 来源 信息来源 文章来源 数据来源 媒体 媒体名称 来源媒体 发布媒体"
        " platform site source website media".split(),
    ),
    "channel": tuple(
        "渠道 渠道类型 来源渠道 传播渠道 发布渠道 媒体类型 媒体类别 媒体分类 媒介类型 媒介 信源类型 信源分类 来源类型"
        " 来源类别 平台类型 站点类型 网站类型 载体 载体类型 频道类型 数据类型 信息类型 文章类型 内容类型 类型"
        " channel media_type source_type page_type".split(),
    ),
    "post_id": tuple(
        "帖文id 帖子id 文章id 原始id 作品id 笔记id 视频id 微博id 信息id 数据id 唯一id 唯一标识 信息编号 文章编号"
        " mid mblogid post_id note_id aweme_id video_id content_id weibo_id article_id docid doc_id guid uuid id _id"
        " 编号".split(),
    ),
    "kind": tuple(
        "原创转发 原创/转发 转发类型 发文类型 博文类型 帖子类型 原帖类型 是否原创 是否为原创微博 原创 原创类型 信息类型"
        " 文章类型 内容类型 类型 kind post_type".split(),
    ),
    "is_repost": tuple("是否转发 是否转载 是否为转发 is_repost is_retweet".split()),
    "repost_of": tuple("retweet_id 源微博id 转发微博id 原微博id 根微博id 被转发id repost_of".split()),
    "parent_id": tuple(
        "所属帖子id 所属作品id 所属文章id 所属微博id 原帖id 主帖id 主贴id 父id parent_id parent_post_id".split(),
    ),
    "time": tuple(
        "发布时间 发表时间 发帖时间 发文时间 发稿时间 发博时间 推送时间 发布时刻 创建时间 评论时间 回复时间"
        " 发布日期时间 create_time created_at created_time publish_time published_at published"
        " pubtime post_time posted_at datetime time 时间 日期时间 完整日期 发布时间戳 时间戳 timestamp".split(),
    ),
    "date": tuple(
        "发布日期 发表日期 发帖日期 发文日期 发布日 日期 pubdate publish_date post_date create_date date".split(),
    ),
    "crawl_time": tuple(
        "采集时间 采集日期 抓取时间 抓取日期 爬取时间 爬取日期 获取时间 入库时间 入库日期 收录时间 监测时间 下载时间"
        " 导出时间 crawl_time crawled_at fetch_time fetched_at gather_time collect_time".split(),
    ),
    "author_id": tuple("用户id 作者id 博主id 账号id 用户uid uid user_id author_id creator_hash".split()),
    "author_name": tuple(
        "作者 作者名称 作者昵称 用户昵称 账号名称 账号昵称 发布账号 发文账号 媒体账号 发布人 发布者 发帖人 发文人 博主"
        " 博主名称 博主昵称 楼主 达人 达人昵称 up主 创作者 公众号 公众号名称 用户名 用户名称 用户 昵称 账号"
        " nickname screen_name user_name username author author_name user influencer".split(),
    ),
    "account_type": tuple(
        "账号类型 用户类型 作者类型 博主类型 用户认证 作者认证 博主认证 账号认证 认证类型 认证信息 认证 微博等级"
        " 账号级别 媒体级别 媒体等级 account_type user_authentication verified_type".split(),
    ),
    "title": tuple("标题 题目 题名 主题 文章标题 新闻标题 信息标题 标题名称 title headline subject".split()),
    "text": tuple(
        "正文 正文内容 全文 全文内容 内容 原文内容 信息内容 文章内容 博文内容 帖子内容 评论内容 回复内容 博文 推文 文本"
        " 文本内容 文案 微博 content full_text fulltext text body hit_sentence".split(),
    ),
    # Read where the text itself is missing or empty.
    "summary": tuple(
        "摘要 内容摘要 文章摘要 正文摘要 内容简介 简介 描述 详情 desc description summary abstract snippet".split(),
    ),
    "stance": tuple(
        "情感 情感属性 情感倾向 情感倾向性 情感极性 情感类型 情感标签 情感判断 情感判定 情感分类 情感分析 情感正负面"
        " 情绪倾向 倾向 倾向性 舆情倾向 信息倾向 极性 正负面 正负面属性 正负属性 调性 信息属性 文章属性 属性"
        " sentiment polarity stance".split(),
    ),
    "sensitive": tuple(
        "敏感属性 敏感 敏感性 是否敏感 敏感信息 敏感标识 敏感标记 敏感状态 敏感/非敏感 信息敏感 信息属性 文章属性 属性"
        " sensitive".split(),
    ),
    "likes": tuple(
        "点赞数 点赞 点赞量 点赞次数 点赞总数 点赞人数 赞数 赞 赞同数 获赞数 获赞 喜欢数 顶 在看数 在看"
        " liked_count like_count likes attitudes_count up_num like_num digg_count".split(),
    ),
    "comments": tuple(
        "评论数 评论 评论量 评论次数 评论总数 评论条数 回复数 回复量 跟帖数 跟贴数 回帖数"
        " comments_count comment_count comment_num comments reply_count".split(),
    ),
    "reposts": tuple(
        "转发数 转发 转发量 转发次数 转发总数 分享数 分享量 分享 分享次数 reposts_count shared_count share_count"
        " repost_num retweet_num reposts shares repost_count".split(),
    ),
    "region": tuple(
        "ip属地 ip归属地 ip所在地 ip地域 ip地区 ip省份 属地 归属地 发布属地 发布地区 发布地域 发布地 发布地点 地域 地区"
        " 所属地区 所属地域 所在地 所在地区 省份 省市 位置 地理位置 ip_location region location ip".split(),
    ),
    "url": tuple(
        "原文链接 原文链接地址 原文地址 原文网址 原文url 源链接 信息链接 链接 链接地址 网址 网页地址 文章链接 文章地址"
        " 文章url 帖子链接 微博链接 作品链接 笔记链接 原文 地址 note_url content_url permalink url link".split(),
    ),
}

#: Columns of totals: a table of them is no table of posts.
_TOTALS: Final = frozenset("声量 总声量 信息量 信息总量 舆情量 篇数 发帖量 发文量 帖文数 占比 数量".split())
#: Nouns that only say what kind of thing the column belongs to: 微博转发量 is 转发量.
_NOUN: Final = re.compile(r"^(?:微博|博文|帖子|帖文|文章|作品|笔记|视频|新闻|信息|原文)(?=.)")
#: A longer cell is no name of a column.
_LONGEST: Final = 60
_REMARK: Final = re.compile(r"\([^()]*\)$|\[[^\[\]]*\]$")
_AROUND: Final = re.compile(r"^[*#·•【\[]+|[*:;】\]]+$")
_SLASH: Final = re.compile(r"[/、|&]|或")


@lru_cache(maxsize=4096)
def name_of(cell: str) -> str:
    """A column name without case, width, blanks, underscores, marks and a remark in brackets; "" for a text."""
    if len(cell) > _LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", cell.replace("\ufeff", "").replace("\0", ""))
    bare = _AROUND.sub("", _REMARK.sub("", "".join(plain.casefold().split())))
    return bare.replace("_", "").replace("-", "") or bare


@cache
def _meanings() -> dict[str, tuple[tuple[str, int], ...]]:
    # name -> its canonical columns with their ranks, in the order of the table; 类型 has two.
    table: dict[str, tuple[tuple[str, int], ...]] = {}
    for canonical, names in ALIASES.items():
        for rank, name in enumerate(names):
            known = table.get(name_of(name), ())
            if canonical not in dict(known):
                table[name_of(name)] = (*known, (canonical, rank))
    return table


@lru_cache(maxsize=4096)
def meanings(cell: str) -> tuple[tuple[str, int], ...]:
    """Every canonical column a column name may stand for, with its rank (0 is best); () if unknown."""
    known, name = _meanings(), name_of(cell)
    if name in known:
        return known[name]
    bare = known.get(_NOUN.sub("", name), ())
    # A name with its noun is as good as one without, but comes after it.
    return tuple((canonical, rank + 1) for canonical, rank in bare) or _either(name)


def _either(name: str) -> tuple[tuple[str, int], ...]:
    # 标题/微博内容 is a title in one row and a text in the next: read as the one that holds more.
    parts = [part for part in _SLASH.split(name) if part]
    found = [_meanings().get(part) or _meanings().get(_NOUN.sub("", part)) for part in parts]
    if len(parts) < 2 or not all(found):  # noqa: PLR2004 - one part is no choice
        return ()
    columns = {canonical for known in found for canonical, _rank in known or ()}
    best = next(canonical for canonical in ("text", "author_name", *ALIASES) if canonical in columns)
    return ((best, len(ALIASES[best])),)


def meaning(cell: str) -> tuple[str, int] | None:
    """The canonical column a column name most likely stands for and its rank; None if unknown."""
    return next(iter(meanings(cell)), None)


def is_exact(cell: str) -> bool:
    """Whether the alias table holds this very name (not only a part of it)."""
    return name_of(cell) in _meanings()


def holds_totals(header: Sequence[str]) -> str:
    """The first column of `header` that holds totals instead of posts, "" if none does."""
    return next((cell for cell in header if name_of(cell) in _TOTALS), "")


def candidates(header: Sequence[str]) -> dict[str, list[int]]:
    """Canonical column -> indices of the columns of `header` it may be, the best first."""
    found: dict[str, list[tuple[int, int]]] = {}
    for index, cell in enumerate(header):
        for canonical, rank in meanings(cell):
            found.setdefault(canonical, []).append((rank, index))
    return {canonical: [index for _rank, index in sorted(pairs)] for canonical, pairs in found.items()}


def guessed(header: Sequence[str]) -> dict[str, int]:
    """Canonical column -> index of the best column of `header` by its name alone; unknown ones are left out."""
    fields: dict[str, int] = {}
    for canonical, indices in candidates(header).items():
        free = (index for index in indices if meanings(header[index])[0][0] == canonical)
        best = next(free, None)
        if best is not None:
            fields[canonical] = best
    return settled(fields)


def settled(fields: Mapping[str, int]) -> dict[str, int]:
    """`fields` with the day as the time where there is no other, the summary as the text."""
    done = dict(fields)
    for wanted, instead in (("time", "date"), ("text", "summary")):
        if wanted not in done and instead in done:
            done[wanted] = done.pop(instead)
    return done
