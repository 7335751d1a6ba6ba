"""The page on metrics: the catalogue the metrics room is built from."""

from __future__ import annotations

from typing import Final

from reporter.i18n import _, speaking
from reporter.load import table_file
from reporter.metrics import DEFINITIONS, Calibration, Definition, Direction, Gap, stages
from reporter.names import AMEC, word
from reporter.pages.words import calibration_words, gap_words
from reporter.units import Unit, sign
from tools.manual.markup import code, heading, page, plain, table

_DIRECTIONS: Final = {
    Direction.UP: "越高越好",
    Direction.DOWN: "越低越好",
    Direction.CONTEXT: "不分好坏",
}
_UNITS: Final = {Unit.RATIO: "比值", Unit.TIME: "时刻"}

_INPUTS: Final = {"posts": "帖文", "incident": "incident.yml"}

_INTRO: Final = """\
每个指标在报告里都带着单位、误差范围（或不带误差的理由）、样本量和出处；算不出来的，写明缺什么，不留空白也不补数。
每个指标注明编号、单位、方向、评估层次（投入、活动、产出、受众反应、成效、影响；AMEC综合评估框架）、方法、英文名、所用数据和公式出处。
指标按整个报告周期计算，也按每一个声明过的时段（措施前后、对比期、上报数据的统计期）分别计算。"""

_INTERVALS: Final = """\
- 抽样得来的占比用95%置信区间（Wilson），正文里写作“误差范围”。
- 逐条数出来的（全部帖文、全部流水）没有抽样误差，写“逐条计数，无抽样误差”；采集有没有遗漏，另在“采集覆盖”里说明。
- 机器情感指数未经人工标注校准时不给误差范围，写“机器指数，未校准”：公开语料上它的误差在−26至+12个百分点之间。
- 时间只知道日期时，时长给出最短与最长两端，不取中间值充当精确值。"""

_STANCE: Final = """\
一条帖文的情感按下列次序认定：导出文件自带的标注，其次人工标注（`labels.csv`），最后才是机器指数。
机器只用来找出负面，分不清中性与正面，所以不从机器指数计算正面占比。"""


def _unit(unit: Unit) -> str:
    return sign(unit) or _UNITS[unit]


def _metric(definition: Definition) -> str:
    title = heading(_(definition.label), definition.id.replace("_", "-"), 3)
    with speaking("en"):
        english = plain(_(definition.label))
    direction, unit = _DIRECTIONS[definition.direction], _unit(definition.unit)
    level = word(AMEC, definition.level.value)
    facts = f"{code(definition.id)} · {unit} · {direction} · {level} · 方法{code(definition.method)}"
    source = plain(definition.reference) or "按定义直接计数或相减，不引公式"
    data = f"英文：{english}；数据：{'、'.join(map(_input, definition.inputs))}；公式出处：{source}"
    lines = [plain(_(definition.meaning)), facts, data]
    return f"{title}\n\n" + "\n\n".join(lines)


def _input(name: str) -> str:
    """Where a metric's data come from, as an analyst names it."""
    return _INPUTS.get(name) or code(table_file(name))


def _gaps() -> str:
    return table(("代码", "含义"), ((code(gap.value), gap_words(gap)) for gap in Gap))


def _calibrations() -> str:
    rows = ((code(one.value), calibration_words(one) or "与情感无关") for one in Calibration)
    return table(("代码", "含义"), rows)


def metrics_page() -> str:
    """The page on every metric."""
    return page(
        "指标目录",
        "报告用到的全部指标：定义、单位、方法，误差怎样表示，算不出来时怎样写。",
        _INTRO,
        heading("指标", "metrics"),
        *map(_metric, DEFINITIONS),
        heading("舆情阶段", "stages"),
        plain(_(stages.RULE)),
        "达到峰值10%之前为潜伏期，回落期之后为平息期；规则与图一同印出。",
        heading("误差怎样表示", "intervals"),
        _INTERVALS,
        heading("情感占比依据什么", "stance"),
        _STANCE,
        _calibrations(),
        heading("算不出来的原因", "gaps"),
        "`report.json`的`gap`写的是代码，页面上写的是文字。",
        _gaps(),
    )
