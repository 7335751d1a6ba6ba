"""weibo-search (dataabc/weibo-search): Weibo posts found by a search word, CSV."""

from __future__ import annotations

from reporter.intake.exporter import Exporter

_OLDEST = (
    "id,bid,user_id,用户昵称,微博正文,头条文章url,发布位置,艾特用户,话题,转发数,评论数,点赞数,发布时间,"
    "发布工具,微博图片url,微博视频url,retweet_id"
)

EXPORTERS = (
    Exporter(
        id="weibo-search",
        signature=frozenset({"bid", "user_id", "用户昵称", "微博正文", "发布时间", "发布工具"}),
        platform="weibo",
        columns={
            "post_id": ("id",),
            "repost_of": ("retweet_id",),
            "time": ("发布时间",),
            "author_id": ("user_id",),
            "author_name": ("用户昵称",),
            "account_type": ("user_authentication",),
            "text": ("微博正文",),
            "likes": ("点赞数",),
            "comments": ("评论数",),
            "reposts": ("转发数",),
            "region": ("ip",),
        },
        # Append mode writes no new header, so one file holds several widths.
        headers=tuple(
            tuple(f"{_OLDEST}{more}".split(","))
            for more in ("", ",ip", ",ip,user_authentication", ",ip,user_authentication,会员类型,会员等级")
        ),
    ),
)
