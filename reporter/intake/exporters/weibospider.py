"""weiboSpider (dataabc/weiboSpider) and WeiboSpider (nghuyong): Weibo posts, CSV, JSON and JSON lines."""

from __future__ import annotations

from reporter.intake.exporter import Exporter

EXPORTERS = (
    Exporter(
        id="weiboSpider",
        signature=frozenset({"微博id", "微博正文", "发布时间", "发布工具"}),
        platform="weibo",
        columns={
            "post_id": ("微博id",),
            "kind": ("是否为原创微博",),
            "time": ("发布时间",),
            "text": ("微博正文",),
            "likes": ("点赞数",),
            "comments": ("评论数",),
            "reposts": ("转发数",),
        },
    ),
    Exporter(
        id="weiboSpider-json",
        signature=frozenset({"id", "content", "publish_time", "up_num", "retweet_num", "comment_num"}),
        platform="weibo",
        columns={
            "post_id": ("id",),
            "kind": ("original",),
            "time": ("publish_time",),
            "author_id": ("user_id",),
            "author_name": ("nickname",),
            "text": ("content",),
            "likes": ("up_num",),
            "comments": ("comment_num",),
            "reposts": ("retweet_num",),
        },
    ),
    Exporter(
        id="WeiboSpider-jsonl",
        signature=frozenset({"content", "created_at", "repost_num", "comment_num", "like_num"}),
        platform="weibo",
        columns={
            "post_id": ("_id",),
            "time": ("created_at",),
            "crawl_time": ("crawl_time",),
            "author_id": ("user_id",),
            "text": ("content",),
            "likes": ("like_num",),
            "comments": ("comment_num",),
            "reposts": ("repost_num",),
        },
    ),
)
