"""The part of the page on reported figures that tells of documents: proposals, the check copy, the final text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.extract import RULES, Rule
from reporter.i18n import _
from reporter.incident import Reading
from reporter.metrics import DEFINITIONS
from reporter.proof.proposed import READINGS
from reporter.units import Unit, sign
from tools.manual.markup import bullets, code, heading, plain, table

_EXTRACT: Final = """\
`reporter claims extract 小结.docx`从Word、PDF、Markdown、文本文件（UTF-8、GB18030、UTF-16）
的句子、表格和脚注里提取上报数据，先列成表，再给出可以直接放进`incident.yml`的`claims`，每条写明段落或页码。`--json`供程序读取；
其中`start`、`end`是原文（`quote`）在读到的文字里的字符位置（从0数起，不含`end`），`--text`打印的就是这段文字，
所以`text[start:end]`等于`quote`。Word的页眉、页脚、文本框、脚注也读，修订按“全部接受”读。
旧版`.doc`、带密码或只有图片的PDF，会提示怎样另存。"""

_ACCEPT: Final = """\
不必手工改`incident.yml`，用Excel确认：

1. `reporter claims extract 小结.docx 2024-05-x --xlsx 待确认.xlsx`写出工作簿，每条一行；
   单位、比较词、读法、指标都是下拉选项，有底色的格子是原文没有说清的。
2. 逐行与原文核对，无误的在“采用”列选“是”，能补的来源、统计期、对比期当场补上。
3. `reporter claims extract 待确认.xlsx 2024-05-x --accept`把选中的写进`incident.yml`：接在已有的上报数据后面，
   原有内容和备注一字不动，登记过的不重复写；还缺什么，写成“待补”备注，在文件里搜索即可。

不经Excel，`reporter claims extract 小结.docx 2024-05-x --accept`直接写入全部提取结果。"""

_READ: Final = (
    "数值：%、百分之、个百分点、基点、成、折、万、亿、倍、翻番、腰斩、过半、几分之几、中文数字、全角数字、千位分隔。",
    "区间算下限和上限两条；由…升至…是一条，前值记作`value_from`。",
    "时长：秒、分钟、小时、天、周换算成小时或天（3天6小时是78小时）；月没有固定天数，不折算，单位留空。",
    "名次：热搜第一、榜首、位居前三、TOP10；“第一时间”“第三方”不是名次。净情感值保留正负号。",
    "英文同样读：per cent、percentage points、doubled、halved、one in three、two-thirds、120k、2.5m views、RMB 3bn。",
    "比较词：超过、逾、多、余记作`超过`；至少、以上记作`不少于`；不足、不到记作`低于`；以下、以内记作`不超过`。",
    "比较词：约、左右记作`约`；近、将近记作`近`；达、高达记作`达到`。",
    "末位：4.8万按千位理解，八成按十位理解（`decimals`写负数）。",
    "倍数：增长两倍记作上升200%，增长到两倍、翻一番记作上升100%；“翻3倍”说法不一，不替人定。",
    "不算数字的：日期、时刻、文号、电话、序号、版本号、618与双11、满分与量表、“一周内”这类时段、“三项措施”这类列举。",
    "没有数字、但说了原因（得益于、有效遏制）、快慢（第一时间、没有及时）或获奖的句子，也列出来。",
    "读法有几种（占比“上升35%”）或指标对不上时留空并标“?”，由分析人员定。",
)

_COPY: Final = """\
`reporter claims 2024-05-x`是呈报前的**内部核验稿**：每条上报数据的结论、可能的读法、因果判断、提请注意、
需要补充的材料、上报方的说明（答复方、日期、内容），以及条目之间的关系，末尾是待补材料清单。
`--docx 核验稿.docx`写成Word，`--md 核验稿.md`写成Markdown。
报告页是**呈报稿**：先写已经查实的，未核实的只用一行“N项上报数据待核实”指到核验页，任何结论都不会悄悄消失。
事件名恰好叫`check`、`extract`或`show`时，写`reporter claims show check`。"""

_FINAL: Final = """\
`reporter claims check 定稿.docx 2024-05-x`把导出后又改过的定稿读回来，与报告对照，
列出与报告不一致、或报告里没有的每个数字和它所在的段落：
与报告只差数字的句子和表格行，逐个数字比（4037、４，０３７与4,037一致）；改写过的句子，按指标、单位和印出的位数比
（38%与37.6%一致，约1.8万与18,123一致），升降幅度只与升降幅度比；页眉、页脚、文本框、脚注一并核对，日期不比。
只在另一时段、误差范围端点或未证实的上报数据里出现的数字，以及说不清指标的数字，另列为“待确认”，写明报告里是指什么。
结果写到标准输出，退出码为0；加`--strict`，有出入时退出码为1。"""


def _words(rule: Rule) -> str:
    """The Chinese words of a rule, without the marks of its pattern; an English reader has the code."""
    found: list[str] = []
    word = ""
    for c in f"{rule.words}|":
        if "\u4e00" <= c <= "\u9fff":
            word += c
        elif word and c not in ":?":
            found.append(word)
            word = ""
    return "、".join(dict.fromkeys(found))


def _rule(rule: Rule) -> tuple[str, ...]:
    labels = {definition.id: _(definition.label) for definition in DEFINITIONS}
    metric = labels.get((rule.metric or "").partition("@")[0], "")
    units = "、".join(sorted(sign(Unit(unit.value)) or unit.value for unit in rule.units))
    level = "" if rule.readings == (Reading.LEVEL,) else "、".join(_(READINGS[one]) for one in rule.readings)
    return code(rule.metric) if rule.metric else "—", plain(metric), plain(_words(rule)), plain(units), plain(level)


def reading_parts() -> Iterator[str]:
    """The part, a paragraph, list or table at a time."""
    yield heading("从材料提取上报数据", "extract")
    yield _EXTRACT
    yield bullets(_READ)
    yield "指标按下表对照，取离数字最近的词；表里没有的（包括写“—”的），指标留空，日均、单日、人均不当作总量。"
    yield table(("代码", "指标", "词", "单位", "读法不止一种时"), map(_rule, RULES))
    yield heading("用Excel确认", "accept")
    yield from _ACCEPT.split("\n\n")
    yield heading("内部核验稿与呈报稿", "copies")
    yield _COPY
    yield heading("核对定稿", "final")
    yield _FINAL
