"""Invented accounts: numbers, names and marks that no real account has."""

from __future__ import annotations

from typing import Final

from tools.demo.world import Post

COMPANY: Final = "青梭单车"
#: Institutions of an invented city; number -2 is the first of them.
MEDIA: Final = (
    "澜州都市报", "澜州晚间新闻", "临澜发布", "北汀交通广播", "沙渡消费维权", "澜州交通运输", "苇湾生活圈",
    "出行观察室", "澜州法治在线", "两轮经济", "北汀晚报",
)  # fmt: skip
_FIRST: Final = (
    "早起的",
    "爱骑车的",
    "通勤的",
    "慢吞吞的",
    "路过的",
    "加班的",
    "爱吃面的",
    "刚毕业",
    "住河边的",
    "不认路的",
)
_SECOND: Final = ("橘猫", "柚子", "小满", "阿川", "豆包", "石榴", "云朵", "白鹭", "芝麻", "竹子", "汤圆", "松果")
_LEVELS: Final = (*["普通用户"] * 8, "黄V", "红V")


def name(post: Post) -> str:
    """The account's public name."""
    if post.author == -1:
        return COMPANY
    if post.author < 0:
        return MEDIA[-2 - post.author]
    first, second = post.author % len(_FIRST), post.author // len(_FIRST) % len(_SECOND)
    return f"{_FIRST[first]}{_SECOND[second]}{post.author // (len(_FIRST) * len(_SECOND))}"


def number(post: Post) -> str:
    """The account's number: eleven digits, out of the range of real ones."""
    return str(99_000_000_000 + 137 * (post.author + 100))


def mark(post: Post) -> str:
    """The verification mark of weibo-search: 蓝V for institutions."""
    return "蓝V" if post.author < 0 else _LEVELS[post.author % len(_LEVELS)]
