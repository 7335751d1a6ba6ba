"""NetInsight: posts of many platforms, Excel; titles hold the highlight's HTML."""

from __future__ import annotations

from reporter.intake.exporter import Exporter

EXPORTERS = (
    Exporter(
        id="netinsight",
        signature=frozenset({"任务ID", "原始ID", "检索词", "平台", "标题", "内容", "发布时间", "命中关键词"}),
        columns={
            "platform": ("平台",),
            "post_id": ("原始ID",),
            "title": ("标题",),
            "text": ("内容",),
            "author_name": ("作者",),
            "time": ("发布时间", "发布时间戳"),
            "url": ("URL",),
            "stance": ("情感",),
            "likes": ("点赞数",),
            "comments": ("评论数",),
            "reposts": ("转发数",),
            "region": ("IP属地",),
        },
    ),
)
