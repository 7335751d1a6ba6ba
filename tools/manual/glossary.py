"""The page on words: the field's own, and the codes of closed sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reporter import names
from reporter.i18n import _
from tools.manual.markup import code, heading, page, plain, table

#: Word, the English one used in the code, what the report means by it.
_WORDS: Final = (
    ("声量", "volume", "去重后的原创与转发条数；评论另计。与阅读量、讨论量、互动量不是一回事。"),
    ("渠道", "channel", "信息载体的类型，如新闻网站、客户端、短视频。"),
    ("首曝", "first exposure", "事件第一次公开出现；只从采集数据看到的，写“采集范围内首发”。"),
    ("首次回应时长", "time to first response", "从首曝（或发现）到第一次公开回应。启动响应是启动预案，不是公开回应。"),
    ("平息时长", "recovery time", "从首曝到平息。平息由分析者认定，或由写明的规则判定。"),
    ("潜伏期、爆发期、蔓延期、回落期、平息期", "stages", "声量曲线的五个阶段，按印在图旁的规则划分。"),
    ("二次高峰", "secondary peak", "同一话题回落后再度升高；换了话题的叫次生舆情。"),
    ("负面占比", "negative share", "负面条数除以有情感判定的条数，注明依据谁的标注。"),
    ("机器指数", "machine index", "情感模型未经人工标注校准时的负面比例；只看走势，不当占比用。"),
    ("同质化文本", "copies", "多个账号发布的相同文字；报告只说相同，不推断是谁组织的。"),
    ("敏感", "sensitive", "数据服务商的标记，不等于负面。"),
    ("回应认可度", "statement approval", "官方声明的回复中，认可数占认可与不认可之和的比例。"),
    ("上报数据", "claim", "材料里照原文登记的数字或论断；逐条核验。"),
    ("误差范围", "interval", "附录里写作95%置信区间。"),
    ("复盘", "after-action review", "主要做法、存在问题、原因分析、改进措施。"),
    ("整改台账", "follow-up register", "整改事项、责任岗位、完成期限和状态。"),
    ("预警级别、事件等级、知悉范围", "levels", "三件不同的事；前两项只由分析者填写，并写明分级依据。"),
    ("数据依据", "evidence", "每份报告附带的一页：数据平衡、采集覆盖、方法、来源与校验。"),
)

_SETS: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    ("平台", "platforms", names.PLATFORMS),
    ("帖文种类", "kinds", names.KINDS),
    ("情感", "stances", names.STANCES),
    ("响应时钟的环节", "clock", names.STAGES),
    ("措施类别", "actions", names.ACTION_KINDS),
    ("整改状态", "statuses", names.STATUSES),
)


def _set(title: str, anchor: str, words: Mapping[str, str]) -> str:
    rows = ((code(value), plain(_(word))) for value, word in words.items())
    return f"{heading(title, anchor)}\n\n{table(('代码', '名称'), rows)}"


def glossary_page() -> str:
    """The page on words."""
    return page(
        "名词",
        "报告里的用语是什么意思，代码与中文名称的对照。",
        heading("用语", "words"),
        table(("用语", "含义", "英文"), ((word, meaning, english) for word, english, meaning in _WORDS)),
        *(_set(*one) for one in _SETS),
    )
