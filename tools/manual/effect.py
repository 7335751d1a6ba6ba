"""The page on the effect of a response: rules, words, and how often each way of judging is wrong."""

from __future__ import annotations

import json
from typing import Any, Final

from benchmarks.decays import FAMILIES
from benchmarks.effect import STORED
from reporter.charts.build import share_bars
from reporter.charts.figure import figure
from reporter.charts.spec import Bar, Words
from reporter.metrics import effect_words
from reporter.metrics.effect import ENOUGH_INCIDENTS, Collected, Effect, Gate, Judged, Outcome
from reporter.metrics.effect_cover import GONE, SHIFT, YOUNG
from reporter.tallies.thread import UNSEEN
from tools.manual.markup import bullets, heading, page, plain, table

_INTRO: Final = """\
舆情总会自行回落，回应之后的下降不等于回应的效果。报告的做法是：先由回落本身推出“只靠自然回落会怎样”，再看首次回应之后是否偏离它，
偏离多少，误差多大；条件不够就不作估计。结论只有五种说法，任何页面、发现和上报数据核验都不用别的措辞，也从不写“证明”。"""

_METHOD: Final = """\
- 序列：负面帖文与其他帖文之比（主），负面声量（副）；情感没有标注可依时，只判断全部声量。
- 时段：以首次回应为界，每3小时一段，从峰值后4小时到回应后48小时；峰值取回应后48小时以内三小时均速的最高处。
- 回落：1＋h＋log(1＋h)，h为距峰值的小时数；昼夜起伏用两阶谐波；爆发前满7天且帖文够数的，改用平静期的时段分布。
- 误差：一阶自回归的广义最小二乘，自相关系数取偏保守的一端，t区间。
- 声明发布后的转发会抬高头6小时。首次回应的措施写明links（声明帖文的网址或编号）或statement（原文）的，整串剔除。
- 没有写明的，改为不用这6小时；可能属于它而导出没有标明转发关系的帖文超过这6小时的{unseen}时也是如此。
- 剔除后这6小时仍偏离其余时段1个标准误以上，同样不用。剔除的条数或不用的理由写在报告里。
- 标注样本本身的误差计入区间；回应前后识别负面的误差不同，就不用负面帖文判断。"""

_RANK: Final = """\
本站档案里的可比事件满{n}起时，再看各事件在“距峰值同样久”的时点上有多大变化，本事件排第几（p＝（不高于它的起数＋1）÷（总起数＋1））。
误差范围不含“没有变化”，并且排位p≤0.05，才写“数据支持应对与下降有关”；不足{n}起时，最强的说法是“与应对效果一致，尚不能排除自然回落”。
模拟事件只与模拟事件相比。`reporter build 事件 --archive 文件夹`另与文件夹里的事件对照；给真实事件用模拟档案即报R012。
仓库里的`archives/simulated`是20起没有任何效果的模拟事件，供演示事件试用。"""

_HABITS: Final = """\
下图是在12类**没有任何效果**的模拟回落里，各种判断方法说“有效”的比例。
前后比较几乎总会“见效”；“新增÷累计”的增速总会减半，因为分母只增不减；平稳的发帖里，“新发布者”一周内也从每小时{first}人降到{seventh}人。"""

_WEAK: Final = """\
已知弱点：回应后6小时内恰有二次高峰时，误报升到{echo}；在剧烈波动之后才回应（择时）时误报{burst}。
删帖、限流、采集触顶和别的热点，数据里看不出来，所以每份报告都列出这些其他可能原因。"""


#: A collection that fails, for the example.
_SEEN: Final = Collected(young=(4.0, 61.0), gone=(9.0, 2.0), missing=12.0, shift=1.4)
_COVER: Final = """\
- 采集缺口：某平台有几小时没采到或没采全的，按它与其他平台之比补出应有的帖文。
- 一边缺了5%以上，或补上后估计移动超过误差的{shift}，不作估计；模拟中，通过这一条的缺口误报{gap}，不加区分则{any}。
- 采集早晚：首次回应前一天与后一天的帖文，在发布一天内采到的比例相差{young}个百分点以上，不作估计。
- 删除多少：同样两天里看不到正文的比例相差{gone}个百分点以上，不作估计。"""


def _stored() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    return found


def _gaps(stored: dict[str, Any]) -> dict[str, str]:
    found = stored["gaps"]
    return {"gap": _percent(found["passing"]), "any": _percent(found["any"])}


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _chart(stored: dict[str, Any]) -> str:
    """False alarms of each way of judging, in the site's own chart."""
    habits, ours = stored["habits"], effect_words.RATES
    rows = (
        ("新增÷累计的增速减半", habits["halved"], "negative"),
        ("前后24小时作显著性检验", habits["tested"], "negative"),
        ("前后24小时下降四成以上", habits["fallen"], "negative"),
        ("本工具，负面声量或全部声量", ours[Judged.VOLUME, True, False][0], "ours"),
        ("本工具，负面与其他之比", ours[Judged.SHARE, True, False][0], "ours"),
    )
    bars = [Bar(name=name, value=100 * share, tone=tone) for name, share, tone in rows]  # type: ignore[arg-type]
    words = Words(
        finding="没有效果时，习惯做法几乎总说“有效”",
        what="在无任何效果的模拟回落中判为有变化的比例，12类合计",
        source=f"每类{stored['runs']}次模拟，python -m benchmarks.effect。",
    )
    return str(figure(share_bars("false-alarms", words, bars, places=1)))


#: Other ways of judging whose false alarms the table shows.
_OTHERS: Final = ("share", "echo", "own", "share_thread")


def _families(stored: dict[str, Any]) -> str:
    heads = ("回落方式", "误报", "误报为降", "区间含真值", "真降40%识别", "真降60%识别")
    others = ("之比", "不计头6小时", "平静期时段", "剔除声明转发（之比）")
    rows = []
    for family in FAMILIES:
        row = stored["families"][family.name]
        names = ("rejected", "dropped", "covered", "power_40", "power_60")
        shown = [_percent(row["volume"][name]) for name in names]
        rows.append((family.words, *shown, *(_percent(row[way]["rejected"]) for way in _OTHERS)))
    return table((*heads, *others), rows)


def _pooled() -> str:
    """What leaving the thread out wins over leaving the hours out."""
    told, gap = effect_words.TOLD[Judged.SHARE, False], effect_words.RATES[Judged.SHARE, True, False]
    return (
        f"12类合计，负面与其他之比：整串剔除声明转发的，真降40%识别{_percent(told[2])}、真降60%识别{_percent(told[3])}；"
        f"改为不用头6小时的，{_percent(gap[2])}、{_percent(gap[3])}。"
    )


def effect_page() -> str:
    """The page on the effect of a response."""
    stored = _stored()
    first, seventh = stored["new_authors"]
    gates = [
        effect_words.reasons(
            Effect(outcome=Outcome.NO_ESTIMATE, gates=(gate,), hours=9, after=12, median=6, collected=_SEEN)
        )[0]
        for gate in Gate
    ]
    together = stored["layers_2_and_3"]
    return page(
        "应对效果",
        "回应之后的下降是不是回应的效果：五种说法、不作估计的条件、方法与模拟误报率。",
        _INTRO,
        heading("五种说法", "words"),
        bullets(plain(effect_words.verdict(outcome)) for outcome in Outcome),
        heading("不作估计的条件", "gates"),
        "满足任何一条就不作估计，报告页只写原因（下列数值为示例）：",
        bullets(plain(words) for words in gates),
        _COVER.format(**_gaps(stored), shift=f"{SHIFT:g}倍", young=f"{YOUNG:g}", gone=f"{GONE:g}"),
        "回应前后12小时内另有措施的，合并判断，不分单项；两者都会写在报告里。",
        heading("方法", "method"),
        _METHOD.format(unseen=f"{100 * UNSEEN:.0f}%"),
        heading("与其他事件相比", "rank"),
        _RANK.format(n=ENOUGH_INCIDENTS),
        f"模拟检验：没有效果时两层同时误判{_percent(together['1.0'])}，真降40%时识别{_percent(together['0.6'])}，"
        f"真降60%时{_percent(together['0.4'])}。",
        heading("习惯做法为什么不行", "habits"),
        _HABITS.format(first=f"{first:.0f}", seventh=f"{seventh:.0f}"),
        _chart(stored),
        heading("模拟误报率与识别率", "rates"),
        f"每类{stored['runs']}次，峰值后20至33小时回应；昼夜曲线不是正弦。前五列为声量，后四列为另四种拟合的误报。",
        _families(stored),
        _pooled(),
        _WEAK.format(
            echo=_percent(stored["families"]["second-peak"]["echo"]["rejected"]), burst=_percent(stored["on_a_burst"])
        ),
    )
