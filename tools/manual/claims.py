"""The page on the check of reported figures: verdicts, reasons, relations."""

from __future__ import annotations

import math
from typing import Final

from reporter.claims import NumberVerdict, Reason, RelationReason, RelationVerdict
from reporter.claims.figures import stated
from reporter.claims.wording import needed, why
from reporter.i18n import _
from reporter.incident import Claim, Comparator, Reading
from reporter.pages.claims import NUMBERS, RELATIONS
from reporter.units import decimal
from tools.manual.markup import code, heading, page, plain, table
from tools.manual.reading import reading_parts

#: A claim that can be read in two ways, for the words of the reasons.
_EXAMPLE: Final = Claim.model_validate(
    {
        "id": "C1",
        "quote": "负面占比下降35%",
        "metric": "negative_share",
        "value": 35,
        "unit": "%",
        "direction": "down",
        "readings": [Reading.REL_CHANGE, Reading.PP],
    },
)

_VERDICTS: Final = {
    NumberVerdict.SUPPORTED: "逐条计数与上报数值一致；或者95%误差范围包含上报数值、不包含“没有变化”，而且足够窄。",
    NumberVerdict.CONTRADICTED: "每一种读法都与数据不符，差异在99%水平上显著，全部上报数据的多重比较已一并校正。",
    NumberVerdict.NOT_REPRODUCED: "复算得不出这个数值，但统计范围或时段与上报时不同，不能据此说它错。",
    NumberVerdict.NOT_VERIFIABLE: "缺少材料，或口径不明，现在不能核实；报告逐条写明需要补什么。",
}
_RELATIONS: Final = {
    RelationVerdict.INCONSISTENT: "无论怎样理解、怎样舍入，两条都不能同时成立。",
    RelationVerdict.TENSION: "照字面对不上，只有按不同口径理解才可能都成立。",
    RelationVerdict.IMPLIES: "由两条数字推出的算术结果，写明算式，供读者判断。",
}
_RULES: Final = {
    RelationReason.PROMPT_AND_LATE: "一条说回应及时，另一条说回应迟缓。",
    RelationReason.LATE_BY_CLOCK: "说回应及时，而首次回应距首曝超过4小时（业内惯用的“黄金4小时”，只作参照）。",
    RelationReason.GROWTH_AND_SPEED: "增长率的降幅与传播速度的降幅，照字面不一致。",
    RelationReason.NOT_CARRIED_OUT: "说措施已落实，而登记的执行时间更晚，或只有宣布时间。",
    RelationReason.DATE_ORDER: "统计期晚于数据截止时间；对比期晚于统计期，或与之重叠。",
    RelationReason.TWO_VALUES: "同一指标报了两个数值，按各自的尾数和比较词都对不上。",
    RelationReason.LEVELS_AND_CHANGE: "“由A升至B”与另报的变化幅度对不上，无论按百分点还是按百分比。",
    RelationReason.POINTS_NOT_PER_CENT: "另报的百分比其实是百分点：由20%升至55%是35个百分点，相对变化是175%。",
    RelationReason.DOUBLING: "“翻倍”“翻一番”即+100%，“减半”“腰斩”即−50%，句中数值却不是。",
    RelationReason.SHARES_SUM: "互不重叠的占比合计超过100%；正面、中性、负面三项合计不足100%。",
    RelationReason.PART_AND_WHOLE: "部分或各部分之和大于总数。",
    RelationReason.SHARE_OF_WHOLE: "占比乘以总数，得不出另报的条数。",
    RelationReason.WEIGHTED_SUM: "总体的比例落在各部分之外，无论怎样加权都得不出。",
    RelationReason.OUT_OF_RANGE: "数值超出自身的取值范围（占比120%、10分制得11分、下降120%）。",
    RelationReason.GRIM: "以这样的样本量，整数答案的均值或比例不可能是这个数（GRIM检验，Brown与Heathers 2017）。",
    RelationReason.SALES_AND_NEW_CUSTOMERS: "销售额增幅与新客占比合起来，说明其余客户的销售额是多少。",
}

_INTRO: Final = """\
材料里的每个数字（“下降60%”“满意度90%”）都作为一条**上报数据**，照原文登记在`incident.yml`的`claims`里，
再用文件夹里的原始数据复算。核验只看数据能不能支持这个数字，不评价上报的人。

- 一个数字可能有几种读法（百分数还是百分点，帖文条数还是话题讨论量），每一种都算；只有各种读法结论相同，才下结论。
- 上报数值按它的尾数和比较词理解：“6%”是5.5%至6.5%之间；“超过200万”只是下限（见[比较词](#comparators)）。
- 没有数字的论断（“回应及时”）不给数字结论，只与时间轴和其他论断对照。
- 结论不会从数字传到原因：数字得到支持，不说明变化是应对带来的。"""

#: A figure with each comparator, as a report would print it.
_EXAMPLES: Final = (
    (Comparator.EQUAL, 60.0, "尾数四舍五入的全部可能；若只是舍去尾数才对得上，注明“按舍去尾数计”"),
    (Comparator.ABOUT, 60.0, "末位非零数字的半个单位以内"),
    (Comparator.NEAR, 60.0, "不足，但相差不到末位非零数字的半个单位"),
    (Comparator.REACHED, 60.0, "下限"),
    (Comparator.OVER, 60.0, "下限"),
    (Comparator.AT_LEAST, 60.0, "下限"),
    (Comparator.BELOW, 60.0, "上限"),
    (Comparator.AT_MOST, 60.0, "上限"),
)

_JUDGED: Final = """\
1. **先看能不能比**：缺口径、缺对比期、缺样本量、缺材料的，暂无法核实；机器指数未经校准的，既不支持也不否定。
2. **逐条计数的数据**（帖文、流水、时间轴）没有抽样误差：复算值落在上报数值的范围内就是支持，否则不符。
3. **抽样得来的数据**：95%误差范围要包含上报数值、不包含“没有变化”，并且半宽不超过上报变化的四分之一
   （相对变化按对数计；占比水平不超过5个百分点），还要窄到足以看出“实际只有一半”，才算支持；更宽就写“误差范围过大”。
   下限、上限要对整个误差范围都成立。
4. **不符**的标准更严：两者之差在99%水平上显著。上报方自己的样本量已知时，计入它的抽样误差；
   同一页的全部上报数据按Holm法校正，事先声明的主要指标（`primary: true`）单独成组，其余标明“探索性核验”。
5. **不是同一回事的不判不符**：统计范围、时段、口径或情感识别方法不同，写“本数据未能复现”。
   统计范围列出的就是本事件的平台，或经核实填了`same_population: true`的，视为相同。
6. **读法不止一种**的，每种都算；结论一致才下结论，否则列出各种读法的结果，请上报方写明是哪一种。"""

_ERRORS: Final = """\
2026年11月25日用已知真值的模拟数据测得（11类数字、12种样本量、每种5000次，`python -m benchmarks.claims`）：

- 真实的数字被判“与数据不符”：平均0.1%至0.8%，不超过1%；一页上同时有11条真实数字，出现任何一条误判的也不到1%。
- 夸大一倍的数字被判“数据支持”：最高1.6%（允许5%）。若把半宽放到变化的一半，这个比例约为50%，所以用四分之一。

这两条是永久测试，每次改动都重新核对。"""

_CAUSE: Final = """\
舆情总会自行回落。在没有任何干预的模拟事件里，71%至87%的声量也会下降四成以上，简单的前后比较99%会显示“显著”。
所以凡是把变化归因于应对的论断（`causal: true`），原因另行判断：声量、负面占比和传播速度与自然回落对照，
其余（如销售）写“尚不能判定”。办法与误报率见[应对效果](91-effect.md)。"""


def _reason(reason: Reason) -> tuple[str, str, str]:
    words = plain(why(_EXAMPLE, (reason,)))
    return code(reason.value), words, "；".join(plain(text) for text in needed(_EXAMPLE, (reason,)))


def _comparator(example: tuple[Comparator, float, str]) -> tuple[str, str, str, str]:
    """One comparator with what a printed 60% can then be."""
    word, value, rule = example
    low, high = stated(value, 0, word)
    if math.isinf(high):
        ends = f"{decimal(low)}%以上"
    elif math.isinf(low):
        ends = f"{decimal(high)}%以下"
    else:
        ends = f"{decimal(low, 1)}%至{decimal(high, 1)}%"
    printed = "60%" if word is Comparator.EQUAL else f"{word.value}60%"
    return ("无" if word is Comparator.EQUAL else word.value), printed, ends, rule


def claims_page() -> str:
    """The page on the check of reported figures."""
    return page(
        "上报数据核验",
        "四种结论各是什么意思，为什么有的数字核实不了，两条上报数据之间有哪些关系。",
        _INTRO,
        heading("四种结论", "verdicts"),
        table(("结论", "含义", "代码"), ((_(NUMBERS[v]), _VERDICTS[v], code(v.value)) for v in NumberVerdict)),
        heading("原因", "reasons"),
        f"下表以“{_EXAMPLE.quote}”为例。",
        table(("代码", "报告里的话", "需要补充"), map(_reason, Reason)),
        heading("比较词怎么理解", "comparators"),
        table(("比较词", "例", "可以是", "规则"), map(_comparator, _EXAMPLES)),
        heading("怎样判定", "rules"),
        _JUDGED,
        heading("误判有多少", "errors"),
        _ERRORS,
        heading("条目之间的关系", "relations"),
        "关系与各自的结论分开：两条都暂无法核实，也可能互相矛盾。",
        table(("关系", "含义", "代码"), ((_(RELATIONS[v]), _RELATIONS[v], code(v.value)) for v in RelationVerdict)),
        "关系由下列规则找出：",
        table(("规则", "说明"), ((code(rule.value), _RULES[rule]) for rule in RelationReason)),
        heading("变化的原因", "cause"),
        _CAUSE,
        *reading_parts(),
    )
