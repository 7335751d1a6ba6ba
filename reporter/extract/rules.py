"""Which words name which metric: one printed table, read from top to bottom.

A figure takes the metric whose words stand nearest before it; what no rule
names has no metric, and the analyst decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from reporter.incident import ClaimUnit, Reading
from reporter.names import PLATFORMS

_PERCENT: Final = frozenset({ClaimUnit.PERCENT, ClaimUnit.POINTS})
_COUNTS: Final = frozenset({ClaimUnit.POSTS, ClaimUnit.COUNT, ClaimUnit.PERCENT})
_AMOUNTS: Final = frozenset({ClaimUnit.YUAN, ClaimUnit.POSTS, ClaimUnit.COUNT})
_TIMES: Final = frozenset({ClaimUnit.HOURS, ClaimUnit.DAYS})
_RATIOS: Final = frozenset({ClaimUnit.RATIO, ClaimUnit.PERCENT, ClaimUnit.POINTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The words of one metric.

    Args:
        metric: its id in the catalogue; None of words that give a figure its unit and name no metric.
        words: what names it, a regular expression.
        units: the units its figures come in.
        unit: the unit of a figure printed without any; None where that says nothing.
        share: whether a change in per cent may mean percentage points.
        level: whether the words name it only where a level is stated, not a change.
        readings: how a level can be read, where the words leave that open.
        signed: whether its level may lie below zero, so that a minus is no fall.
    """

    metric: str | None
    words: str
    units: frozenset[ClaimUnit]
    unit: ClaimUnit | None = None
    share: bool = False
    level: bool = False
    readings: tuple[Reading, ...] = (Reading.LEVEL,)
    signed: bool = False


_SHARE_WORDS: Final = r"(?:占比|比例|比重|份额|率|占)"
_NEW_CUSTOMERS: Final = (Reading.SHARE_OF_USERS, Reading.SHARE_OF_TOTAL, Reading.SHARE_OF_INCREASE)

#: Platforms by the names reports use; the codes are those of the posts.
_PLATFORM_WORDS: Final = {
    "weibo": "微博",
    "wechat": "微信",
    "xhs": "小红书",
    "douyin": "抖音",
    "kuaishou": "快手",
    "bilibili": "哔哩哔哩|B站",
    "zhihu": "知乎",
    "tieba": "贴吧",
    "toutiao": "头条",
}

RULES: Final = (
    Rule(
        metric="hourly_growth",
        words=r"(?:每小时|小时|逐时|时均)[^，。；]{0,4}?(?:增速|增长速度|增长率|增幅|增长)|hourly growth",
        units=frozenset({ClaimUnit.PERCENT, ClaimUnit.PERCENT_PER_HOUR}),
        unit=None,
        share=True,
    ),
    Rule(
        metric="spread_speed",
        words=r"(?:传播|扩散|蔓延)的?(?:速度|速率)|spread(?:ing)? (?:speed|rate)|speed of (?:the )?spread",
        units=frozenset({ClaimUnit.PERCENT, ClaimUnit.POSTS_PER_HOUR}),
    ),
    Rule(metric="peak", words=r"峰值|\bpeak", units=frozenset({ClaimUnit.POSTS, ClaimUnit.POSTS_PER_HOUR})),
    Rule(
        metric="positive_share",
        words=rf"(?:正面|积极)[^，。；、]{{0,10}}?{_SHARE_WORDS}|positive (?:share|opinion|posts|sentiment)",
        units=_PERCENT,
        share=True,
    ),
    Rule(
        metric="negative_share",
        words=rf"(?:负面|消极)[^，。；、]{{0,10}}?{_SHARE_WORDS}|negative (?:share|opinion|sentiment)",
        units=_PERCENT,
        share=True,
    ),
    Rule(metric="positive_share", words="正面", units=_PERCENT, share=True, level=True),
    Rule(metric="negative_share", words="负面", units=_PERCENT, share=True, level=True),
    Rule(
        metric="negative_volume",
        words=r"负面[^，。；、]{0,6}?(?:数量|总量|声量|条数|帖文数|信息量|舆情量)|negative (?:posts|volume)",
        units=frozenset({ClaimUnit.POSTS, ClaimUnit.PERCENT}),
        unit=ClaimUnit.POSTS,
    ),
    Rule(metric="negative_volume", words="负面", units=frozenset({ClaimUnit.POSTS})),
    Rule(
        metric="statement_approval",
        words=r"认可度|认同度|认可率|认同率|接受度|approval",
        units=_PERCENT,
        share=True,
    ),
    Rule(
        metric="satisfaction",
        words=r"满意度|satisfaction",
        units=frozenset({ClaimUnit.SCORE, ClaimUnit.PERCENT, ClaimUnit.POINTS}),
        unit=ClaimUnit.SCORE,
        share=True,
    ),
    Rule(
        metric="sales",
        words=r"销售额|销售收入|营业收入|营业额|营收|销量|成交额|成交金额|订单金额|收入|GMV|\bsales\b|revenue",
        units=frozenset({ClaimUnit.PERCENT, ClaimUnit.YUAN}),
    ),
    Rule(
        metric="new_customer_share",
        words=rf"新增?(?:注册)?(?:用户|客户|会员|客)(?:数|量)?的?(?:{_SHARE_WORDS}|达|为|约)?"
        r"|new (?:users|customers)(?: accounted for| made up)?",
        units=_PERCENT,
        share=True,
        readings=_NEW_CUSTOMERS,
    ),
    Rule(
        metric="cost",
        words=r"费用|支出|成本|花费|耗资|赔付|赔偿|补偿|投入|\bcosts?\b|\bspen[dt]\b|expenses",
        units=frozenset({ClaimUnit.YUAN}),
    ),
    Rule(
        metric="topic_counter",
        words=r"平台计数|阅读量|阅读数|阅读次数|浏览量|播放量|点击量|互动量|\bviews\b",
        units=_COUNTS,
        unit=ClaimUnit.COUNT,
    ),
    Rule(
        metric="volume",
        words=r"讨论|热议|议论|\bdiscuss(?:ions?|ed)\b",
        units=_COUNTS,
        unit=ClaimUnit.POSTS,
        readings=(Reading.COUNT_POSTS, Reading.TOPIC_COUNTER),
    ),
    Rule(
        metric="comment_volume",
        words=r"评论(?:数|量|总数)|跟帖",
        units=_COUNTS,
        unit=ClaimUnit.POSTS,
    ),
    Rule(
        metric="volume",
        words=r"声量|帖文|帖子|贴文|信息总量|信息量|相关信息|舆情信息|发帖量?|原发与转发|\bvolume\b|\bposts\b",
        units=_COUNTS,
        unit=ClaimUnit.POSTS,
    ),
    Rule(
        metric="time_to_first_response",
        words=r"首次(?:公开)?(?:回应|响应|发声)|(?:作出|做出|公开|官方|正式)?回应|发声|发布(?:官方)?(?:声明|致歉信|通报|公告)"
        r"|首曝|first response|responded|response",
        units=_TIMES,
    ),
    Rule(
        metric="answer_coverage",
        words=r"(?:答复|回复|回应)(?:覆盖)?率",
        units=_PERCENT,
        share=True,
    ),
    Rule(
        metric="net_sentiment",
        words=r"净情感(?:值|指数|度|得分)?|情感净值|净好感(?:度|值)?|net sentiment",
        units=_RATIOS | {ClaimUnit.SCORE},
        unit=ClaimUnit.RATIO,
        share=True,
        signed=True,
    ),
    Rule(
        metric="recovery_time",
        words=r"平息(?:用时|时长|耗时|历时|时间|周期)?|恢复(?:用时|时长|耗时|时间|周期)"
        r"|(?:恢复|回归|趋于|回落)(?:至|到)?(?:平稳|平静|平息|常态|正常|日常水平|基线)|(?:舆情|热度|事态)消退"
        r"|recovery(?: time)?|recovered|time to calm|calmed down|subsided",
        units=_TIMES,
    ),
    Rule(metric="time_to_peak", words=r"达峰|(?:到达|达到|升至|抵达)(?:峰值|顶峰|高峰)|time to peak", units=_TIMES),
    Rule(metric="doubling_time", words=r"翻倍时间|倍增时间|doubling time", units=_TIMES),
    Rule(metric="half_life", words=r"半衰期|half[- ]life", units=_TIMES),
    Rule(metric="time_to_action", words=r"措施时延", units=_TIMES),
    Rule(metric="action_delay", words=r"宣布[至到]执行", units=_TIMES),
    Rule(
        metric="hot_search_time",
        words=r"(?:热搜)?在榜(?:时长|时间)?|霸榜|上榜时[长间]|热搜(?:停留|时长)|time on (?:the|a) hot[- ]search list",
        units=_TIMES,
    ),
    Rule(
        metric="hot_search_rank",
        words=r"热搜榜?|热榜|话题榜|hot[- ](?:search|list)|trending",
        units=frozenset({ClaimUnit.RANK}),
    ),
    Rule(metric="hot_search", words=r"热搜(?:榜|词条|话题)?(?:数量?)?", units=frozenset({ClaimUnit.COUNT})),
    Rule(
        metric="copy_share",
        words=rf"(?:同质化|雷同|重复|相同)[^，。；、]{{0,6}}?{_SHARE_WORDS}|share of copies",
        units=_PERCENT,
        share=True,
    ),
    Rule(metric="sensitive_share", words=rf"敏感[^，。；、]{{0,4}}?{_SHARE_WORDS}", units=_PERCENT, share=True),
    Rule(metric="top10_share", words=rf"前十位?发布者[^，。；、]{{0,4}}?{_SHARE_WORDS}", units=_PERCENT, share=True),
    Rule(metric="key_node_share", words=rf"前十条[^，。；、]{{0,6}}?{_SHARE_WORDS}", units=_PERCENT, share=True),
    Rule(metric="action_closure", words=r"整改[^，。；、]{0,8}?(?:闭环|完成|办结|落实)率", units=_PERCENT, share=True),
    Rule(metric="action_effective", words=r"整改见效率", units=_PERCENT, share=True),
    Rule(metric="engagement_weighted_share", words=r"互动加权[^，。；、]{0,6}?占比", units=_PERCENT, share=True),
    Rule(metric="volume_before_response", words=r"回应(?:前|时)已(?:出现|发布)的?声量", units=_PERCENT, share=True),
    Rule(
        metric="negative_share_at_response",
        words=r"[回响]应[前时][^，。；、]{0,8}?负面占比",
        units=_PERCENT,
        share=True,
    ),
    Rule(metric="gini", words=r"基尼系数|\bgini\b", units=_RATIOS, unit=ClaimUnit.RATIO),
    Rule(metric="hhi", words=r"赫芬达尔(?:指数)?|\bHHI\b", units=_RATIOS, unit=ClaimUnit.RATIO),
    Rule(metric="existing_revenue_index", words=r"老客销售指数", units=_RATIOS, unit=ClaimUnit.RATIO),
    Rule(metric="excess_volume", words=r"超额声量|excess volume", units=frozenset({ClaimUnit.POSTS})),
    Rule(
        metric="second_peaks",
        words=r"二次高峰|次高峰|舆情反弹|second peaks?",
        units=frozenset({ClaimUnit.COUNT}),
        unit=ClaimUnit.COUNT,
    ),
    Rule(metric="largest_wave", words=r"同一文本|相同文本", units=frozenset({ClaimUnit.POSTS, ClaimUnit.COUNT})),
    # Points on some scale of their own, of which the catalogue knows nothing.
    Rule(
        metric=None,
        words=r"净推荐值|NPS|(?:[\u4e00-\u9fff]{0,4})指数|得分|评分|分值|\bscores?\b|\bindex\b",
        units=frozenset({ClaimUnit.SCORE, ClaimUnit.POINTS, ClaimUnit.PERCENT}),
        unit=ClaimUnit.SCORE,
    ),
    Rule(
        metric=None,
        words=r"转评赞|互动|点赞|转发|分享|收藏|评论|弹幕|粉丝|下载|观看|\blikes\b|\breposts\b|\bcomments\b|followers",
        units=frozenset({ClaimUnit.COUNT}),
        unit=ClaimUnit.COUNT,
    ),
    *(
        Rule(
            metric=f"platform_share@{code}",
            words=rf"(?:{words})(?:平台)?[^，。；、]{{0,8}}?(?:占比|份额|比例|占)",
            units=_PERCENT,
            share=True,
        )
        for code, words in _PLATFORM_WORDS.items()
        if code in PLATFORMS
    ),
)

#: People asked, and what they answered: 约85%的消费者愿意继续支持.
_ASKED: Final = (
    r"(?:消费者|用户|受访者|被访者|调查对象|网友|网民|公众|市民|居民|客户|会员|车主|家长|学生|员工|读者|乘客|观众|人"
    r"|respondents|consumers|customers|users|people)"
)
_ANSWERED: Final = (
    r"(?:认为|觉得|表示|感受|感到|愿意|支持|满意|认可|认同|相信|知晓|希望|选择|接受"
    r"|felt|feel|said|say|would|agree|support|satisfied)"
)
SURVEY: Final = Rule(
    metric="survey_share",
    words=rf"^\s?(?:的|of (?:the )?)?\s?(?:受访|被访|参与|注册|老)?{_ASKED}[^，。；,.;]{{0,30}}?{_ANSWERED}",
    units=_PERCENT,
    share=True,
)
#: What is paid to each one says nothing of the whole cost, what comes in a day nothing of the whole volume.
_EACH: Final = re.compile(
    r"每一?[单人笔位次台辆户名张件天日周月]|[人日天周月]均|单[笔日]|当[天日]|per (?:person|order|day|week)|daily|a day",
    re.IGNORECASE,
)
_WHOLES: Final = frozenset({"cost", "sales", "volume", "negative_volume", "comment_volume", "peak", "excess_volume"})


@dataclass(frozen=True, slots=True)
class Named:
    """A rule and where its words stand."""

    rule: Rule
    start: int
    end: int


@cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def named_in(  # noqa: PLR0913 - where to look, and for what
    text: str, start: int, end: int, unit: ClaimUnit | None, *, level: bool, first: bool = False
) -> Named | None:
    """The metric named last (or first) between two positions whose figures come in `unit`; None if none is.

    Args:
        text: the folded text.
        start: where to begin, at most a sentence before `end`.
        end: where to stop.
        unit: of the figure; None for a bare number, which only rules with a unit of their own take.
        level: whether the figure states a level.
        first: whether the nearest one stands first, as it does behind a figure.
    """
    if not _any().search(text, start, end):
        return None
    found = [
        Named(rule, match.start(), match.end())
        for rule in RULES
        if _takes(rule, unit, level=level)
        for match in _compiled(rule.words).finditer(text, start, end)
    ]
    if unit in _AMOUNTS and _EACH.search(text, start, end):
        found = [one for one in found if one.rule.metric not in _WHOLES]
    if first:
        return min(found, key=lambda one: (one.rule.metric is None, one.start, -one.end), default=None)
    # Nearest to the figure; of two that end together the longer one says more.
    return max(found, key=lambda one: (one.rule.metric is not None, one.end, -one.start), default=None)


@cache
def _any() -> re.Pattern[str]:
    """Any word of any rule: most stretches of text hold none."""
    return re.compile("|".join(f"(?:{rule.words})" for rule in RULES), re.IGNORECASE)


def survey_in(text: str, start: int, end: int, unit: ClaimUnit | None) -> Named | None:
    """Whether people and their answer stand right behind a share."""
    if unit is not ClaimUnit.PERCENT:
        return None
    match = _compiled(SURVEY.words.removeprefix("^")).match(text, start, end)
    return Named(SURVEY, match.start(), match.end()) if match else None


def _takes(rule: Rule, unit: ClaimUnit | None, *, level: bool) -> bool:
    if rule.level and not level:
        return False
    if level and unit is ClaimUnit.PERCENT and not rule.share:
        # An amount changes by per cent; its level is none.
        return False
    return rule.unit is not None if unit is None else unit in rule.units
