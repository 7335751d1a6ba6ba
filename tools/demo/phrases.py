"""Every text of the simulated incident: templates in our own words, no real post among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tools.demo.dice import Dice
from tools.demo.plan import Stance

#: An obviously invented number that the masking rules must still catch.
PHONE: Final = "13800138000"
PHONE_TEXT: Final = f"#青梭单车多扣费# 按青梭App里的电话{PHONE}打了六遍都是忙音，多扣的钱找谁要[怒]"
BARE_REPOST: Final = "转发微博"

SLOTS: Final[dict[str, tuple[str, ...]]] = {
    "place": (
        "公司楼下",
        "地铁口",
        "小区门口",
        "菜市场边上",
        "公园南门",
        "学校后门",
        "江边步道",
        "体育馆外",
        "图书馆门口",
    ),
    "ride": ("六分钟", "八分钟", "一刻钟", "十来分钟", "两站地", "不到三公里"),
    "fee": ("12块5", "18块", "23块", "31块5", "39块", "47块", "56块", "68块"),
    "wait": ("一上午", "三个小时", "大半天", "一整晚", "两天", "二十多个小时"),
    "who": ("我妈", "我爸", "我同学", "我室友", "隔壁工位", "我表弟", "我们组实习生"),
    "neg": ("[怒]", "[允悲]", "[怒骂]", "，太离谱了", "，真是服了", "，气得睡不着", "，再也不骑了", "！！", "，无语"),
    "tag": ("#青梭单车多扣费# ", "#青梭 锁车仍计费# ", "", "", ""),
    "neu": ("", "？", "，求解答", "，先记一笔", "，蹲个后续", "[思考]", "，有人知道吗"),
    "pos": ("[赞]", "[心]", "，挺好", "，点个赞", "，满意", "，舒服了", "[鼓掌]", "～"),
    "time": ("早上", "中午", "下班路上", "昨晚", "周末", "今天", "刚才"),
    "num": ("两", "三", "四", "五", "七", "十几"),
    "city": ("澜州", "临澜", "北汀", "苇湾", "沙渡"),
    "day": ("一天", "两天", "三天", "三个工作日", "快一周"),
    "seen": ("同城群", "评论区", "朋友圈", "楼友群", "骑行群", "广场"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The texts of one kind that say the same in many ways.

    Args:
        weight: part of the plan's texts that this pool may have.
        templates: sentences with `{slot}`s.
    """

    weight: float
    templates: tuple[str, ...]


Key = tuple[str, Stance, str]

POOLS: Final[Mapping[Key, Pool]] = {
    ("short", "negative", "bill"): Pool(
        weight=15,
        templates=(
            "{tag}在{place}还了车，锁都响了，一觉醒来被扣{fee}{neg}",
            "{tag}骑了{ride}，青梭收我{fee}，打车都没这么贵{neg}",
            "{tag}明明锁好了，App里还在走字，过了{wait}才发现扣了{fee}{neg}",
            "{tag}青梭的锁关上了，计费没关上，{fee}就这么没了{neg}",
            "{tag}{who}{time}骑了一次青梭，账单{fee}，这是抢钱{neg}",
            "{tag}{time}在{place}关的锁，订单显示骑行{wait}，系统坏成这样还敢自动扣款{neg}",
            "{tag}青梭多扣我{fee}，申诉按钮点了没反应{neg}",
            "{tag}{seen}里{num}个人都被青梭多扣了，最多的{fee}{neg}",
            "{tag}免密支付自己扣了{fee}，青梭连个提醒都没有{neg}",
            "{tag}升级之后的青梭就是个坑，{ride}的路收{fee}{neg}",
        ),
    ),
    ("short", "negative", "silence"): Pool(
        weight=8,
        templates=(
            "{tag}过去{wait}了，青梭一句话都没有，装死{neg}",
            "{tag}青梭客服排队{wait}，最后自动挂断{neg}",
            "{tag}等了{wait}只等来机器人回复“请耐心等待”{neg}",
            "{tag}扣钱的时候秒到，道歉的时候{wait}没动静{neg}",
            "{tag}{seen}都吵翻了，青梭官方号还在发骑行打卡{neg}",
            "{tag}青梭这是打算拖过去？多扣{fee}也是钱{neg}",
            "{tag}删评论倒是挺快，{who}的留言{time}就没了{neg}",
            "{tag}客服说让我等{day}，问原因答不上来{neg}",
        ),
    ),
    ("short", "negative", "distrust"): Pool(
        weight=9,
        templates=(
            "{tag}道歉信写得漂亮，多扣的{fee}到现在没退{neg}",
            "{tag}“系统升级异常”五个字就想打发人，青梭没诚意{neg}",
            "{tag}拖了{wait}才出来道歉，早干嘛去了{neg}",
            "{tag}青梭的声明读了三遍，没看到一句谁负责{neg}",
            "{tag}送骑行券？{who}说宁可要回那{fee}{neg}",
            "{tag}退款要自己上传截图，{who}弄了{wait}没成功{neg}",
            "{tag}以后{place}看见青梭绕着走{neg}",
            "{tag}嘴上说整改，{time}我在{place}关锁照样多计时{neg}",
        ),
    ),
    ("short", "negative", "delay"): Pool(
        weight=4,
        templates=(
            "#青梭退款慢# 说好原路退回，{day}了还是处理中{neg}",
            "#青梭退款慢# {fee}退了{day}没到账，客服又开始打太极{neg}",
            "#青梭退款慢# {who}的退款被驳回{num}次，理由每次不一样{neg}",
            "青梭退款进度条卡了{day}，这就是承诺的全额退费{neg}",
        ),
    ),
    ("short", "negative", "everyday"): Pool(
        weight=3,
        templates=(
            "{time}在{place}扫的青梭链条又掉了{neg}",
            "{place}连着{num}辆青梭都扫不开{neg}",
            "青梭定位飘到河对面，找了{ride}没找到车{neg}",
        ),
    ),
    ("short", "neutral", "ask"): Pool(
        weight=8,
        templates=(
            "青梭订单怎么看计费明细{neu}",
            "{time}骑的青梭，怎么确认锁车成功{neu}",
            "{seen}说青梭计费有问题，大家查一下自己的订单{neu}",
            "想问下{city}的青梭也会这样吗{neu}",
            "免密支付在哪里关闭{neu}",
            "青梭申诉入口在“我的—订单—费用异议”{neu}",
            "查了下上周的{num}个订单，暂时没看到异常{neu}",
        ),
    ),
    ("short", "neutral", "news"): Pool(
        weight=7,
        templates=(
            "【{city}多名用户反映青梭单车锁车后仍计费】记者{time}致电企业，对方称正在核实",
            "【青梭单车计费争议】{city}有关部门称已关注，将督促企业核查{neu}",
            "{city}日报（虚构）：青梭单车计费争议梳理，时间线一图看懂{neu}",
            "整理：青梭计费事件到{time}为止的公开信息{neu}",
            "律师{time}解读：共享单车多扣费用，用户可以这样留存证据{neu}",
            "{city}消费维权站提示：核对订单起止时间，保留截图{neu}",
        ),
    ),
    ("short", "neutral", "everyday"): Pool(
        weight=8,
        templates=(
            "{time}骑青梭去{place}，{ride}到{neu}",
            "{place}的青梭又被挪走了{neu}",
            "{city}的青梭换新车了，车筐是蓝色的{neu}",
            "{who}问青梭月卡多少钱{neu}",
            "{time}{place}停了{num}辆青梭{neu}",
            "青梭和地铁接驳，{ride}的路刚好{neu}",
        ),
    ),
    ("short", "positive", "everyday"): Pool(
        weight=7,
        templates=(
            "{time}骑青梭吹风，从{place}出发{ride}到家{pos}",
            "青梭的新车座垫很软，{who}都说好骑{pos}",
            "{city}的秋天适合骑车，{place}扫一辆青梭就走{pos}",
            "月卡划算，{time}通勤全靠青梭{pos}",
        ),
    ),
    ("short", "positive", "fair"): Pool(
        weight=5,
        templates=(
            "{who}说青梭客服态度不错，电话里讲得很清楚{pos}",
            "认错总比嘴硬强，青梭这次把原因说明白了{pos}",
            "出了问题肯把数据公开，青梭这一步走得对{pos}",
            "{time}去{place}试了一次，锁车马上停表，修好了{pos}",
        ),
    ),
    ("short", "positive", "refund"): Pool(
        weight=5,
        templates=(
            "多扣的{fee}{time}退回来了，没用申诉{pos}",
            "青梭退款到账，还多给了一张券{pos}",
            "{who}的{fee}也退了，青梭这回效率可以{pos}",
            "客服{time}主动打电话核对订单，{fee}当场退{pos}",
        ),
    ),
    ("repost", "negative", "any"): Pool(
        weight=5,
        templates=(
            "我也被多扣了{fee}{neg}",
            "{who}同款遭遇{neg}",
            "{time}刚中招{neg}",
            "退钱{neg}",
            "别装死{neg}",
            "这吃相{neg}",
        ),
    ),
    ("repost", "neutral", "any"): Pool(
        weight=3,
        templates=(
            BARE_REPOST,
            "码住{neu}",
            "{city}的看一下{neu}",
            "转给{who}{neu}",
            "等后续{neu}",
        ),
    ),
    ("repost", "positive", "any"): Pool(
        weight=2,
        templates=(
            "已收到退款{pos}",
            "{who}说客服挺耐心{pos}",
            "知错能改{pos}",
        ),
    ),
    ("thread", "negative", "any"): Pool(
        weight=2,
        templates=("道歉不提赔偿{neg}", "{wait}才看到声明{neg}", "避重就轻{neg}", "先把{fee}退了再说{neg}"),
    ),
    ("thread", "neutral", "any"): Pool(
        weight=2,
        templates=("声明收到{neu}", "退款入口在哪{neu}", "{city}用户也适用吗{neu}", "看下一步{neu}"),
    ),
    ("thread", "positive", "any"): Pool(
        weight=1,
        templates=("态度可以{pos}", "说清楚就好{pos}", "支持整改{pos}"),
    ),
    ("note", "negative", "bill"): Pool(
        weight=4,
        templates=(
            "姐妹们避雷青梭单车，{place}还车之后还在计费，{ride}扣了我{fee}，截图都留好了{neg}",
            "青梭被多扣{fee}的经历：{time}锁车，{wait}后才停表，申诉三次都失败{neg}",
            "骑青梭一定要看着它停表再走！我就是教训，白白多付{fee}{neg}",
        ),
    ),
    ("note", "negative", "silence"): Pool(
        weight=1.5,
        templates=("青梭事件过去{wait}，官方还没有说法，客服全是机器人，{fee}要不回来{neg}",),
    ),
    ("note", "negative", "distrust"): Pool(
        weight=2,
        templates=(
            "看完青梭的道歉信，感觉没说到点子上，{fee}怎么退、什么时候退都没写{neg}",
            "青梭退款流程实测：要传三张截图，等了{wait}还是失败{neg}",
        ),
    ),
    ("note", "neutral", "any"): Pool(
        weight=3,
        templates=(
            "手把手教你查青梭订单和关闭免密支付，{time}亲测路径{neu}",
            "{city}共享单车价格对比，青梭和另外{num}家{neu}",
            "青梭申诉流程记录，{day}更新一次{neu}",
        ),
    ),
    ("note", "positive", "any"): Pool(
        weight=2.5,
        templates=(
            "更新：青梭把{fee}退给我了，客服{time}打来电话道歉，态度很好{pos}",
            "{city}骑行路线分享，{place}出发，青梭月卡很划算{pos}",
        ),
    ),
    ("article", "negative", "any"): Pool(
        weight=2.5,
        templates=(
            "青梭单车锁车后仍计费，{city}用户被多扣{fee}，企业{wait}未作正面回应，拖延只会消耗信任。",
            "从多扣{fee}到申诉无门，青梭单车的问题不在一次升级，而在长期轻视用户。",
            "一封迟到{wait}的道歉信，没有回答最关键的问题：谁该为误扣的{fee}负责？",
        ),
    ),
    ("article", "neutral", "any"): Pool(
        weight=3.5,
        templates=(
            "{time}，{city}多名用户反映青梭单车锁车后仍继续计费。企业称正在核查，相关部门表示已关注。",
            "本文梳理青梭单车计费争议的时间线，并说明用户如何查询订单、提交费用异议（{city}，{day}更新）。",
            "青梭单车公布误计费订单的统计口径，涉及{num}个城市，退款将按原支付渠道返回。",
        ),
    ),
    ("article", "positive", "any"): Pool(
        weight=2,
        templates=(
            "青梭单车在{city}启动全额退费，用户无需申诉，{day}内到账，整改措施得到好评。",
            "{city}开放日现场，工程师演示锁车停表全过程，参观用户表示认可。",
        ),
    ),
}

#: 同质化文本: one sentence, changed a little each time.
PRAISE: Final = "青梭客服态度真好，退款秒到账，继续支持青梭"
PRAISE_TAILS: Final = ("", "！", "～", "[赞]", "[心]", "！！", "[赞][赞]", "。", "，点赞", "[鼓掌]", "，必须支持")

TITLES: Final[dict[Stance, tuple[str, ...]]] = {
    "negative": ("避雷！骑完记得看账单", "被多扣钱的来说说", "这次真的很失望"),
    "neutral": ("青梭计费争议整理", "自查订单的方法", "共享单车使用笔记"),
    "positive": ("退款到账啦", "这次处理还可以", "骑行小确幸"),
}


def texts_of(pool: Pool, wanted: int, dice: Dice) -> list[str]:
    """At most `wanted` distinct texts of a pool (fewer when its templates give no more), in drawn order."""
    found = dict.fromkeys(_filled(template, dice) for template in pool.templates[:wanted])
    for _try in range(wanted * 40):
        if len(found) >= wanted:
            break
        found[_filled(dice.pick(pool.templates), dice)] = None
    return list(found)


def _filled(template: str, dice: Dice) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: dice.pick(SLOTS[slot[1]]), template)


def compose(texts: int, dice: Dice) -> dict[Key, list[str]]:
    """Every pool's texts; together about `texts`, each pool with at least two where it can."""
    whole = sum(pool.weight for pool in POOLS.values())
    made = {key: texts_of(pool, max(2, round(texts * pool.weight / whole)), dice) for key, pool in POOLS.items()}
    bill = made["short", "negative", "bill"]
    bill[min(5, len(bill) - 1)] = PHONE_TEXT
    return _each_once(made)


def _each_once(made: dict[Key, list[str]]) -> dict[Key, list[str]]:
    """The pools without a text that an earlier pool has: one text must not have two true stances."""
    seen: set[str] = set()
    return {key: list(_new(texts, seen)) for key, texts in made.items()}


def _new(texts: list[str], seen: set[str]) -> Iterator[str]:
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text


def title(text: str, stance: Stance) -> str:
    """A headline that depends on the text alone, so that titles add no distinct text."""
    choices = TITLES[stance]
    return choices[sum(map(ord, text)) % len(choices)]
