"""weibo-crawler (dataabc/weibo-crawler): the posts of chosen Weibo accounts, CSV."""

from __future__ import annotations

from reporter.intake.exporter import Exporter

EXPORTERS = (
    Exporter(
        id="weibo-crawler",
        signature=frozenset({"id", "bid", "正文", "日期", "工具", "点赞数", "评论数", "转发数"}),
        platform="weibo",
        columns={
            "post_id": ("id",),
            "kind": ("是否原创",),
            "repost_of": ("源微博id",),
            # 日期 may be the day alone; newer versions add the full time.
            "time": ("完整日期", "日期"),
            "author_id": ("用户id",),
            "author_name": ("用户昵称",),
            "text": ("正文",),
            "likes": ("点赞数",),
            "comments": ("评论数",),
            "reposts": ("转发数",),
        },
        # The site shows 100万+, the crawler writes the bare number.
        caps=frozenset({1_000_000}),
    ),
)
