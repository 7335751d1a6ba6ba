"""The export's own words for stance, platform, kind and flags, in canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple

_STANCE: Final[Mapping[str, str]] = {
    **dict.fromkeys("负面 消极 负向 负 贬义 反对 negative neg".split(), "negative"),
    **dict.fromkeys("中性 中立 中 客观 neutral neu".split(), "neutral"),
    **dict.fromkeys("正面 积极 正向 正 褒义 支持 positive pos".split(), "positive"),
}
#: 偏负面, 负面情感, 负面(疑似): how much does not change which.
_DEGREE: Final = re.compile(r"^(?:偏|较|非常|强|弱|疑似|明显)|(?:情感|情绪|信息|倾向|舆情)$|\([^()]{1,10}\)$")
#: 敏感 is the vendor's flag and says nothing about approval: it is never read as 负面.
_SENSITIVE: Final[Mapping[str, bool]] = {
    **dict.fromkeys("敏感 疑似敏感 敏感信息 是 true 1 1.0 yes y sensitive".split(), True),
    **dict.fromkeys("非敏感 不敏感 非敏感信息 正常 否 false 0 0.0 no n".split(), False),
}
_PLATFORMS: Final[Mapping[str, str]] = {
    **dict.fromkeys("微博 新浪微博 weibo sinaweibo wb weibo.com weibo.cn".split(), "weibo"),
    **dict.fromkeys("微信 微信公众号 公众号 公众平台 微信公众平台 wechat weixin wx mp.weixin.qq.com".split(), "wechat"),
    **dict.fromkeys("视频号 微信视频号 channels".split(), "wechat_channels"),
    **dict.fromkeys("小红书 xhs xiaohongshu rednote xiaohongshu.com".split(), "xhs"),
    **dict.fromkeys("抖音 抖音短视频 douyin dy douyin.com".split(), "douyin"),
    **dict.fromkeys("快手 快手短视频 kuaishou ks kuaishou.com".split(), "kuaishou"),
    **dict.fromkeys("b站 哔哩哔哩 哔哩哔哩动画 bilibili bili bilibili.com".split(), "bilibili"),
    **dict.fromkeys("知乎 zhihu zhihu.com".split(), "zhihu"),
    **dict.fromkeys("贴吧 百度贴吧 tieba tieba.baidu.com".split(), "tieba"),
    **dict.fromkeys("今日头条 头条 头条号 toutiao toutiao.com".split(), "toutiao"),
    **dict.fromkeys("黑猫投诉 黑猫 heimao".split(), "heimao"),
    **dict.fromkeys("豆瓣 douban douban.com".split(), "douban"),
    **dict.fromkeys("新闻 网媒 网络媒体 新闻网站 网站 网页 网络新闻 news".split(), "news"),
    **dict.fromkeys("客户端 新闻客户端 app 新闻app".split(), "app"),
    **dict.fromkeys("论坛 网络论坛 bbs forum".split(), "forum"),
    **dict.fromkeys("报刊 电子报 报纸 平媒 数字报 paper".split(), "paper"),
    **dict.fromkeys("短视频 视频 video".split(), "video"),
    **dict.fromkeys("问答 qa".split(), "qa"),
    **dict.fromkeys("博客 blog".split(), "blog"),
}
#: The channels a report knows (inputs.md); any other is kept as written.
_CHANNELS: Final[Mapping[str, str]] = {
    **dict.fromkeys("新闻 网媒 网络媒体 新闻网站 新闻网页 网站 网页 网络新闻 新闻媒体 news web".split(), "新闻网站"),
    **dict.fromkeys("客户端 新闻客户端 app 新闻app 移动客户端 资讯客户端 新闻客户端app".split(), "客户端"),
    **dict.fromkeys("微博 新浪微博 weibo".split(), "微博"),
    **dict.fromkeys("微信 微信公众号 公众号 公众平台 微信公众平台 wechat weixin".split(), "微信公众号"),
    **dict.fromkeys("视频号 微信视频号".split(), "视频号"),
    **dict.fromkeys("短视频 抖音 快手 抖音短视频 快手短视频 douyin kuaishou".split(), "短视频"),
    **dict.fromkeys("小红书 xhs".split(), "小红书"),
    **dict.fromkeys("论坛 网络论坛 论坛贴吧 贴吧 百度贴吧 社区 bbs forum".split(), "论坛"),
    **dict.fromkeys("问答 知乎 问答社区 qa".split(), "问答"),
    **dict.fromkeys("报刊 电子报 电子报刊 报纸 平媒 纸媒 数字报 报刊媒体 paper".split(), "电子报"),
    **dict.fromkeys("境外 海外 境外媒体 海外媒体 外媒 境外网站 境外社交 推特 twitter facebook youtube".split(), "境外"),
}
#: Words that are channels of no canonical name; a column of them is a column of channels all the same.
_OTHER_CHANNELS: Final = frozenset("视频 博客 自媒体 自媒体号 头条号 广播 电视 电台 政务 直播 音频 其他 其它".split())
_FROM: Final = re.compile(r"^(?:ip属地|ip归属地|发布于|来自|属地)[::]?\s*", re.IGNORECASE)
_COUNTED: Final = re.compile(r"[(\[_-]?\d+\s*[条篇]?[)\]]?$")

_KIND: Final[Mapping[str, str]] = {
    **dict.fromkeys("原创 原文 主贴 主帖 博文 是 true 1 1.0 original post".split(), "original"),
    **dict.fromkeys("转发 转载 转帖 转贴 否 false 0 0.0 repost retweet".split(), "repost"),
    **dict.fromkeys("评论 回复 回帖 跟帖 跟贴 弹幕 comment reply".split(), "comment"),
}
_WRITTEN_NOTHING: Final = frozenset(["", "nan", "none", "null", "-", "--", "无", "\\n"])

_ID: Final = re.compile(r"\d+\.0+")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
#: Spreadsheets keep 15 digits; what stands behind them is invented.
_EXACT_DIGITS: Final = 15


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip().casefold()


class Stance(NamedTuple):
    """A label read from a cell: the stance, the flag it may be instead, and whether it was understood."""

    value: str | None
    sensitive: bool | None = None
    known: bool = True


def read_stance(written: str, codes: Mapping[str, str]) -> Stance:
    """The stance `written` names, by the exporter's own `codes` first; 敏感 is returned as a flag."""
    plain = _plain(written).removesuffix(".0")
    if plain in _WRITTEN_NOTHING:
        return Stance(None)
    value = codes.get(plain) or _STANCE.get(plain) or _STANCE.get(_DEGREE.sub("", plain))
    if value:
        return Stance(value)
    flag = _SENSITIVE.get(plain) if "敏感" in plain else None
    return Stance(None, flag, known=flag is not None)


def read_flag(written: str) -> bool | None:
    """敏感 and 是 as True, 非敏感 and 否 as False, anything else as None."""
    return _SENSITIVE.get(_plain(written))


def read_platform(written: str) -> str:
    """The code of a known platform, else the name as written; "" when there is none."""
    plain = _plain(written)
    if plain in _WRITTEN_NOTHING:
        return ""
    bare = plain.removeprefix("www.").removeprefix("m.").replace(" ", "")
    return _PLATFORMS.get(bare, written.strip())


def read_channel(written: str) -> str | None:
    """The canonical channel, else the channel as written; None when there is none."""
    plain = _plain(written)
    if plain in _WRITTEN_NOTHING:
        return None
    return _CHANNELS.get(plain.replace(" ", ""), written.strip())


def is_channel(written: str) -> bool:
    """Whether a cell names a channel anybody knows."""
    plain = _plain(written).replace(" ", "")
    return plain in _CHANNELS or plain in _OTHER_CHANNELS


def sheet_word(name: str) -> str:
    """A worksheet's name without a count behind it: 微博(1200条) and 微博_1 are 微博."""
    return _COUNTED.sub("", _plain(name).replace(" ", "")).removesuffix("数据")


def known_platform(written: str) -> str:
    """The code of a known platform by name or address; "" for any other."""
    plain = _plain(written)
    if "://" in plain:
        host = plain.split("://", 1)[1].split("/", 1)[0].rsplit("@", 1)[-1].partition(":")[0]
        parts = host.split(".")
        return next((_PLATFORMS[d] for d in (".".join(parts[-n:]) for n in (3, 2)) if d in _PLATFORMS), "")
    return _PLATFORMS.get(plain.removeprefix("www.").removeprefix("m.").replace(" ", ""), "")


def read_region(written: str) -> str | None:
    """Where a post is from, as written but for 发布于 or IP属地 before it; None when nothing is said."""
    return read_word(_FROM.sub("", unicodedata.normalize("NFKC", written).strip()))


def read_kind(written: str) -> str | None:
    """`original`, `repost` or `comment`; None when the cell says neither."""
    return _KIND.get(_plain(written))


def read_id(written: str) -> tuple[str | None, bool]:
    """The id as text, and whether a spreadsheet destroyed it (then it is None and must not identify).

    Trailing tabs keep spreadsheets from doing so and are dropped.
    """
    if written.isdigit() and written.isascii():
        return written, False
    plain = written.strip().strip("'`\ufeff").strip()
    if plain.casefold() in _WRITTEN_NOTHING:
        return None, False
    if _SCIENTIFIC.fullmatch(plain):
        return None, True
    if _ID.fullmatch(plain):
        digits = plain.partition(".")[0]
        exact = len(digits) <= _EXACT_DIGITS
        return (digits if exact else None), not exact
    return plain, False


def read_word(written: str) -> str | None:
    """A short text as written, without surrounding space; None when it says nothing."""
    plain = unicodedata.normalize("NFC", written).strip()
    return None if plain.casefold() in _WRITTEN_NOTHING else plain
