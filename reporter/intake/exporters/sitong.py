"""思通舆情: news and posts of many sites, Excel; stance as 1, 2, 3."""

from __future__ import annotations

from reporter.intake.exporter import Exporter

EXPORTERS = (
    Exporter(
        id="sitong",
        signature=frozenset({"标题", "摘要", "情感", "涉及词", "来源", "发布时间", "原文地址"}),
        columns={
            "platform": ("来源",),
            "title": ("标题",),
            "text": ("摘要",),
            "stance": ("情感",),
            "author_name": ("作者",),
            "time": ("发布时间",),
            "url": ("原文地址",),
        },
        stances={"1": "positive", "2": "neutral", "3": "negative"},
    ),
)
