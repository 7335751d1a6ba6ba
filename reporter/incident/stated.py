"""上报数据, 经验, 整改, 依据: what is reported, learned, still to do, and what it all rests on."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reporter.incident.fields import EMPTY, Flag, Id, Ids, Link, Number, Record, Text, Time, Whole, Words
from reporter.incident.story import Period


class Reading(StrEnum):
    """How a reported figure can be read."""

    LEVEL = "level"
    ABS_CHANGE = "abs_change"
    REL_CHANGE = "rel_change"
    PP = "pp"
    COUNT_POSTS = "count_posts"
    TOPIC_COUNTER = "topic_counter"
    SHARE_OF_TOTAL = "share_of_total"
    SHARE_OF_USERS = "share_of_users"
    SHARE_OF_INCREASE = "share_of_increase"


class Comparator(StrEnum):
    """What the words around the figure say: 超过200万 is a bound, not a value."""

    EQUAL = "="
    ABOUT = "约"
    NEAR = "近"
    REACHED = "达到"
    OVER = "超过"
    AT_LEAST = "不少于"
    BELOW = "低于"
    AT_MOST = "不超过"


class ClaimUnit(StrEnum):
    """Unit of a reported figure; `%` is per cent, `pp` percentage points."""

    PERCENT = "%"
    POINTS = "pp"
    POSTS = "posts"
    POSTS_PER_HOUR = "posts/h"
    HOURS = "h"
    DAYS = "d"
    YUAN = "yuan"
    SCORE = "points"
    PERCENT_PER_HOUR = "%/h"
    COUNT = "count"
    PEOPLE = "people"
    RATIO = "ratio"
    RANK = "rank"


class Reply(Record):
    """说明: what the owner of a figure answered when asked."""

    owner: Words = Field(description="答复方")
    date: Time | None = Field(None, description="日期")
    text: Words = Field(description="答复内容；尚未答复时写明何时发函、何时到期")


class Assertion(Record):
    """What a sentence without a figure asserts, so that two sentences can be compared."""

    topic: Literal["first_response", "effect", "award", "executed"] = Field(description="论断对象")
    value: Literal["prompt", "late", "effective", "ineffective", "best", "done"] = Field(description="论断内容")
    action: str = Field("", description="论断“已落实”（executed）时，对应的措施编号")
    by: Time | None = Field(None, description="论断“已落实”时，所称的完成时间；不填即截至日")


class Claim(Record):
    """One reported figure or sentence, exactly as it was reported."""

    id: Id = Field(description="编号")
    quote: Words = Field(description="原文")
    locator: Text = Field(EMPTY, description="出处位置，如“小结第2页第1段”")
    metric: str = Field("", description="对应指标")
    value: Number | None = Field(None, description="上报数值；没有数字就不填")
    value_from: Number | None = Field(None, description="由多少（由…升至…）")
    unit: ClaimUnit | None = Field(None, description="单位；% 与 pp（个百分点）不同")
    decimals: Whole = Field(
        0,
        ge=-9,
        le=6,
        description="上报数值的小数位数；以万、亿或成计的写负数：4.8万为-3，八成为-1",
    )
    comparator: Comparator = Field(Comparator.EQUAL, description="比较词")
    direction: Literal["up", "down"] | None = Field(None, description="升降")
    readings: tuple[Reading, ...] = Field((), description="可能的读法；多于一种即口径不明")
    definition: Text = Field(EMPTY, description="指标口径（分母、基数、统计对象）")
    baseline: Period | None = Field(None, description="对比期")
    window: Period | None = Field(None, description="统计期")
    population: Text = Field(EMPTY, description="统计范围")
    same_population: Flag = Field(False, description="已确认上报的统计范围与本报告数据一致")
    n: Whole | None = Field(None, ge=1, description="样本量")
    items: Whole | None = Field(None, ge=1, le=200, description="均值由几道整数分的题目合成；用于核对均值与样本量")
    source: Text = Field(EMPTY, description="数据来源")
    causal: Flag = Field(False, description="是否把变化归因于应对")
    asserts: Assertion | None = Field(None, description="没有数字的论断")
    double_barrelled: Flag = Field(False, description="一问两义：一个比例里包含两个问题")
    primary: Flag = Field(False, description="是否为事先声明的主要指标")
    reply: Reply | None = Field(None, description="说明")

    @model_validator(mode="after")
    def _figure_has_unit(self) -> Claim:
        if self.value is not None and self.unit is None:
            raise PydanticCustomError("unit", "a figure without its unit")
        return self


class Lesson(Record):
    """One lesson, with what supports and what contradicts it."""

    id: Id = Field(description="编号")
    text: Words = Field(description="经验")
    supports: Ids = Field((), description="支持它的论断、措施、节点或依据编号")
    contradicts: Ids = Field((), description="与它相左的编号")
    follow_ups: Ids = Field((), description="对应整改事项编号")


class FollowUpStatus(StrEnum):
    """Where an action item stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class FollowUp(Record):
    """整改事项: what is still to be done, by which role, until when."""

    id: Id = Field(description="编号")
    action: Words = Field(description="整改事项")
    owner_role: Text = Field(EMPTY, description="责任岗位")
    due: Time | None = Field(None, description="完成期限")
    status: FollowUpStatus = Field(FollowUpStatus.OPEN, description="状态")
    done_at: Time | None = Field(None, description="完成时间")
    effective: Flag | None = Field(None, description="完成后是否见效（未评估则不填）")
    evidence: Ids = Field((), description="依据编号")


class Evidence(Record):
    """A document or data source that other records point to."""

    id: Id = Field(description="编号")
    title: Words = Field(description="名称")
    kind: Literal["document", "data", "interview", "media", "statement", "other"] = Field(
        "document",
        description="类型",
    )
    source: Text = Field(EMPTY, description="来源")
    date: Time | None = Field(None, description="日期")
    url: Link | None = Field(None, description="网址")
    file: str = Field("", description="attachments/ 里的文件名")


class Summary(Record):
    """The analyst's words for the first screen; what is left empty the tool writes from the data."""

    judgement: Text = Field(EMPTY, description="总体判断（不超过200字）")
    what_happened: Text = Field(EMPTY, description="发生了什么")
    timely: Text = Field(EMPTY, description="处置是否及时")
    calm: Text = Field(EMPTY, description="目前是否平息")
    risk: Text = Field(EMPTY, description="还有什么风险")
    decide: Text = Field(EMPTY, description="请领导定什么")


class TextSettings(Record):
    """How texts are scored and cut into words; what is left out stands as it was measured to be best."""

    scorer: str = Field("snownlp", description="情感打分引擎的名称；默认snownlp，自行安装的引擎写其名称")
    dictionary: str = Field("", description="自定义词典的文件名（事件文件夹内）；不填时读词典.txt或dictionary.txt")
    stop_words: str = Field("", description="停用词表的文件名（事件文件夹内）；不填时读停用词.txt或stopwords.txt")
    chain: Flag = Field(True, description="打分前去掉“//@”之后的转发内容")
    names: Flag = Field(True, description="打分前去掉“@用户名”")
    emoticons: Flag = Field(True, description="打分时保留“[怒]”一类表情")
    traditional: Flag = Field(True, description="打分前把繁体字转为简体字")


class PostsMapping(Record):
    """Which column of an unknown export is which canonical column."""

    files: str = Field("*", description="适用的文件名（通配符）")
    columns: dict[str, str] = Field(description="标准列名: 文件里的列名")
    platform: str = Field("", description="文件里没有平台列时填写")


class PostsSettings(Record):
    """How the posts were collected and how they are read."""

    query: Text = Field(EMPTY, description="采集检索式")
    urls: tuple[str, ...] = Field((), description="帖文文件的网址，与posts/里的文件一并读取；可用通配符")
    mappings: tuple[PostsMapping, ...] = Field((), description="列对应关系")
    sampled: Flag = Field(False, description="帖文是否为随机抽样（而非检索命中的全部）；是则平台占比带误差范围")
    sensitive: Literal["flag", "negative"] = Field(
        "flag",
        description="导出文件里“敏感”的口径：flag 只作敏感标记，negative 声明敏感=负面",
    )
    quotes: Literal["mask", "paraphrase", "none"] = Field("mask", description="引文处理方式")
