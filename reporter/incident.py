"""The incident as frozen typed records: what an analyst states, before any data is read.

The JSON Schema generated from these records is what editors complete with and
what the manual prints, so every field carries its Chinese description.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from reporter.i18n import Language, language
from reporter.moments import DEFAULT_ZONE, Moment, read_moment

SLUG: Final = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"


class Record(BaseModel):
    """A frozen record that knows all its fields; an unknown field is the user's mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, str_strip_whitespace=True)


class Prose(Record):
    """Text in one or two languages; `str()` gives the active one, else the one that exists."""

    zh: str = Field("", description="中文")
    en: str = Field("", description="English")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401 - raw YAML
        return {"zh": value} if isinstance(value, str) else value

    def __str__(self) -> str:
        """The text in the active language, else in the other."""
        return (self.zh or self.en) if language() == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        """Whether anything is written at all."""
        return bool(self.zh or self.en)


_PROSE_SCHEMA: Final = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "additionalProperties": False,
        },
    ],
}
Text = Annotated[Prose, WithJsonSchema(_PROSE_SCHEMA)]
EMPTY: Final = Prose()


def _moment(value: object, info: ValidationInfo) -> Moment:
    if isinstance(value, Moment):
        return value
    zone = (info.context or {}).get("timezone", DEFAULT_ZONE)
    try:
        return read_moment(str(value), zone)
    except ValueError as error:
        raise ValueError("time") from error


Time = Annotated[
    Moment,
    GetPydanticSchema(lambda _type, handler: handler(object)),
    BeforeValidator(_moment),
    PlainSerializer(lambda moment: moment.isoformat(), return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?$",
            "description": "2021-06、2021-06-14 或 2021-06-14 09:30",
        },
    ),
]
Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]
Link = Annotated[str, Field(pattern=r"^https?://", max_length=500)]


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise ValueError("twice")
    return values


Ids = Annotated[tuple[Id, ...], AfterValidator(_unique)]


class Classification(StrEnum):
    """Who may read the report; only `公开` may be published."""

    PUBLIC = "公开"
    INTERNAL = "内部资料"
    SECRET = "普通商密"
    CORE_SECRET = "核心商密"


#: Never handled by any command: 涉密不上网.
STATE_SECRETS: Final = ("绝密", "机密", "秘密")


class Approval(StrEnum):
    """Where the report is on its way to being filed."""

    DRAFT = "起草"
    REVIEW = "审核"
    COUNTERSIGN = "会签"
    SIGNED = "签发"
    FILED = "归档"


class Stage(StrEnum):
    """The response clock: 首曝 → 发现 → 上报 → 研判 → 启动响应 → 首次回应 → 处置 → 平息."""

    FIRST_EXPOSURE = "first_exposure"
    DETECTION = "detection"
    REPORT = "report"
    ASSESSMENT = "assessment"
    ACTIVATION = "activation"
    FIRST_RESPONSE = "first_response"
    HANDLING = "handling"
    CALM = "calm"


class Organisation(Record):
    """Whose crisis it is."""

    name: Text = Field(description="涉事单位名称；匿名时写“某知名电商平台”一类的称呼")
    anonymous: bool = Field(False, description="是否匿名处理")
    sector: Text = Field(EMPTY, description="行业")


class Revision(Record):
    """Which version of the report this is."""

    number: int = Field(1, ge=1, description="版次")
    state: Approval = Field(Approval.DRAFT, description="审批状态")
    note: Text = Field(EMPTY, description="本版改动")


class Level(Record):
    """A warning or event level an analyst entered, with the rubric it follows."""

    value: str = Field(description="级别")
    rubric: Text = Field(description="分级依据（文件名称与条款）")


class Period(Record):
    """The half-open period [start, end) the report covers."""

    start: Time = Field(description="起始（含）")
    end: Time = Field(description="截止（不含；只写日期时含当日）")

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """First instant and the instant just after the last; a bare end date includes that day."""
        last = self.end.at if self.end.precision == "minute" else self.end.until
        return self.start.at, last


class Stakeholder(Record):
    """A group affected by the incident."""

    name: Text = Field(description="利益相关方")
    note: Text = Field(EMPTY, description="受影响情况或态度")


class Cause(Record):
    """A cause in blameless wording: a role or a process, never a person's name."""

    text: Text = Field(description="原因（写岗位与流程，不写人名）")
    evidence: Ids = Field((), description="依据编号")


class Background(Record):
    """背景: what happened, to whom, and why."""

    summary: Text = Field(EMPTY, description="事件概述（也可写在 background.md 或 背景.md）")
    stakeholders: tuple[Stakeholder, ...] = Field((), description="利益相关方")
    impact: tuple[Text, ...] = Field((), description="影响")
    causes: tuple[Cause, ...] = Field((), description="原因分析")
    warning_level: Level | None = Field(None, description="预警级别（蓝黄橙红，须写依据）")
    event_level: Level | None = Field(None, description="事件等级（一般/较大/重大/特别重大，须写依据）")


class Event(Record):
    """One dated fact of the timeline."""

    id: Id = Field(description="编号")
    at: Time | None = Field(None, description="时间；不知道就留空，报告会标出缺口")
    what: Text = Field(description="发生了什么")
    stage: Stage | None = Field(None, description="在响应时钟上的环节")
    source: Text = Field(EMPTY, description="出处")
    evidence: Ids = Field((), description="依据编号")
    key: bool = Field(True, description="是否为关键节点（默认显示）")


class Team(Record):
    """Who led the response, by role."""

    lead: Text = Field(description="牵头岗位")
    members: tuple[Text, ...] = Field((), description="成员岗位")


class Objective(Record):
    """What the response was meant to reach, and when that was set."""

    id: Id = Field(description="编号")
    text: Text = Field(description="目标")
    set_at: Time | None = Field(None, description="确定目标的时间；事后补写的目标不能证明应对有效")
    metric: str = Field("", description="用哪个指标衡量")
    target: Text = Field(EMPTY, description="目标值")


class Decision(Record):
    """One line of the decision log."""

    at: Time | None = Field(None, description="时间")
    decision: Text = Field(description="决定")
    why: Text = Field(EMPTY, description="理由与当时掌握的信息")
    by: Text = Field(EMPTY, description="决定岗位")


class StrategyItem(Record):
    """One strategy, linked to the actions that carried it out."""

    id: Id = Field(description="编号")
    text: Text = Field(description="策略")
    actions: Ids = Field((), description="落实措施编号")
    evidence: Ids = Field((), description="依据编号")


class ActionKind(StrEnum):
    """What an action is, so that actions of a kind can be compared."""

    STATEMENT = "statement"
    APOLOGY = "apology"
    TEAM = "team"
    MONITORING = "monitoring"
    INVESTIGATION = "investigation"
    RECTIFICATION = "rectification"
    ACCOUNTABILITY = "accountability"
    COMPENSATION = "compensation"
    TRAINING = "training"
    COMMUNICATION = "communication"
    MEDIA = "media"
    CHARITY = "charity"
    PROMOTION = "promotion"
    AUDIT = "audit"
    REGULATOR = "regulator"
    INDUSTRY = "industry"
    OTHER = "other"


class Cost(Record):
    """Money an action cost, as stated."""

    amount: float = Field(ge=0, description="金额（元）")
    at_least: bool = Field(False, description="是否为“超过”一类的下限")
    source: Text = Field(EMPTY, description="出处")


class Action(Record):
    """One measure: announced and executed are different times."""

    id: Id = Field(description="编号")
    name: Text = Field(description="措施")
    kind: ActionKind = Field(ActionKind.OTHER, description="类别")
    announced_at: Time | None = Field(None, description="宣布时间")
    executed_at: Time | None = Field(None, description="执行时间")
    channel: Text = Field(EMPTY, description="渠道")
    cost: Cost | None = Field(None, description="费用")
    statement: Text = Field(EMPTY, description="声明原文")
    tactics: tuple[str, ...] = Field((), description="策略标签（形象修复理论）")
    first_response: bool = Field(False, description="是否为首次公开回应")
    evidence: Ids = Field((), description="依据编号")

    @property
    def at(self) -> Moment | None:
        """When the public could first see it: announced, else executed."""
        return self.announced_at or self.executed_at


class Strategy(Record):
    """策略: who decided what, and what was done."""

    summary: Text = Field(EMPTY, description="应对概述（也可写在 strategy.md 或 策略.md）")
    principles: tuple[Text, ...] = Field((), description="应对原则")
    team: Team | None = Field(None, description="专班")
    objectives: tuple[Objective, ...] = Field((), description="目标")
    items: tuple[StrategyItem, ...] = Field((), description="策略")
    decisions: tuple[Decision, ...] = Field((), description="决策记录")


class Assessment(Record):
    """评估: the analyst's own reading, kept apart from what the data say."""

    summary: Text = Field(EMPTY, description="评估小结（也可写在 assessment.md 或 评估.md）")
    recovered_at: Time | None = Field(None, description="分析者认定的平息时间")
    confounders: tuple[Text, ...] = Field((), description="同期其他因素（大促、其他热点、平台处置）")


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


class ClaimUnit(StrEnum):
    """Unit of a reported figure; `%` is per cent, `pp` percentage points."""

    PERCENT = "%"
    POINTS = "pp"
    POSTS = "posts"
    HOURS = "h"
    YUAN = "yuan"
    SCORE = "points"
    PERCENT_PER_HOUR = "%/h"
    COUNT = "count"


class Reply(Record):
    """说明: what the owner of a figure answered when asked."""

    owner: Text = Field(description="答复方")
    date: Time | None = Field(None, description="日期")
    text: Text = Field(description="答复内容；尚未答复时写明何时发函、何时到期")


class Assertion(Record):
    """What a sentence without a figure asserts, so that two sentences can be compared."""

    topic: Literal["first_response", "effect", "award"] = Field(description="论断对象")
    value: Literal["prompt", "late", "effective", "ineffective", "best"] = Field(description="论断内容")


class Claim(Record):
    """One reported figure or sentence, exactly as it was reported."""

    id: Id = Field(description="编号")
    quote: Text = Field(description="原文")
    locator: Text = Field(EMPTY, description="出处位置，如“小结第2页第1段”")
    metric: str = Field("", description="对应指标")
    value: float | None = Field(None, description="上报数值；没有数字就不填")
    value_from: float | None = Field(None, description="由多少（由…升至…）")
    unit: ClaimUnit | None = Field(None, description="单位；% 与 pp（个百分点）不同")
    decimals: int = Field(0, ge=0, le=6, description="上报数值的小数位数")
    comparator: Comparator = Field(Comparator.EQUAL, description="比较词")
    direction: Literal["up", "down"] | None = Field(None, description="升降")
    readings: tuple[Reading, ...] = Field((), description="可能的读法；多于一种即口径不明")
    definition: Text = Field(EMPTY, description="指标口径（分母、基数、统计对象）")
    baseline: Period | None = Field(None, description="对比期")
    window: Period | None = Field(None, description="统计期")
    population: Text = Field(EMPTY, description="统计范围")
    n: int | None = Field(None, gt=0, description="样本量")
    source: Text = Field(EMPTY, description="数据来源")
    causal: bool = Field(False, description="是否把变化归因于应对")
    asserts: Assertion | None = Field(None, description="没有数字的论断")
    double_barrelled: bool = Field(False, description="一问两义：一个比例里包含两个问题")
    primary: bool = Field(False, description="是否为事先声明的主要指标")
    reply: Reply | None = Field(None, description="说明")

    @model_validator(mode="after")
    def _figure_has_unit(self) -> Claim:
        if self.value is not None and self.unit is None:
            raise ValueError("unit")
        return self


class Lesson(Record):
    """One lesson, with what supports and what contradicts it."""

    id: Id = Field(description="编号")
    text: Text = Field(description="经验")
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
    action: Text = Field(description="整改事项")
    owner_role: Text = Field(EMPTY, description="责任岗位")
    due: Time | None = Field(None, description="完成期限")
    status: FollowUpStatus = Field(FollowUpStatus.OPEN, description="状态")
    done_at: Time | None = Field(None, description="完成时间")
    effective: bool | None = Field(None, description="完成后是否见效（未评估则不填）")
    evidence: Ids = Field((), description="依据编号")


class Evidence(Record):
    """A document or data source that other records point to."""

    id: Id = Field(description="编号")
    title: Text = Field(description="名称")
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


class PostsMapping(Record):
    """Which column of an unknown export is which canonical column."""

    files: str = Field("*", description="适用的文件名（通配符）")
    columns: dict[str, str] = Field(description="标准列名: 文件里的列名")
    platform: str = Field("", description="文件里没有平台列时填写")


class PostsSettings(Record):
    """How the posts were collected and how they are read."""

    query: Text = Field(EMPTY, description="采集检索式")
    mappings: tuple[PostsMapping, ...] = Field((), description="列对应关系")
    quotes: Literal["mask", "paraphrase", "none"] = Field("mask", description="引文处理方式")


class Incident(Record):
    """One incident as the analyst states it."""

    schema_: Literal[1] = Field(1, alias="schema", description="格式版本")
    title: Text = Field(description="标题")
    short_title: Text = Field(EMPTY, description="短标题（手机标题栏，不超过12字）")
    organisation: Organisation = Field(description="涉事单位")
    crisis_types: tuple[Text, ...] = Field((), description="危机类型")
    trigger: Text = Field(EMPTY, description="导火索")
    platforms: tuple[Text, ...] = Field((), description="主要平台")
    language: Language = Field("zh", description="报告语言")
    timezone: str = Field(DEFAULT_ZONE, description="时区")
    classification: Classification = Field(
        Classification.INTERNAL,
        description="知悉范围；只有“公开”可以发布。涉密内容不得使用本工具",
    )
    simulated: bool = Field(False, description="是否为模拟数据")
    period: Period = Field(description="报告周期")
    as_of: Time = Field(description="数据截至")
    revision: Revision = Field(Revision(), description="版次")
    summary: Summary = Field(Summary(), description="首屏结论")
    background: Background = Field(Background(), description="背景")
    timeline: tuple[Event, ...] = Field((), description="时间轴")
    strategy: Strategy = Field(Strategy(), description="策略")
    actions: tuple[Action, ...] = Field((), description="应对措施")
    assessment: Assessment = Field(Assessment(), description="评估")
    claims: tuple[Claim, ...] = Field((), description="上报数据")
    lessons: tuple[Lesson, ...] = Field((), description="经验")
    follow_ups: tuple[FollowUp, ...] = Field((), description="整改台账")
    evidence: tuple[Evidence, ...] = Field((), description="依据")
    posts: PostsSettings = Field(PostsSettings(), description="帖文数据")

    def identified(self) -> Iterator[tuple[str, str, int]]:
        """Every record that has an id: (its list's name, its id, its index there)."""
        for name in ("timeline", "actions", "claims", "lessons", "follow_ups", "evidence"):
            yield from ((name, record.id, i) for i, record in enumerate(getattr(self, name)))
        yield from (("strategy.objectives", o.id, i) for i, o in enumerate(self.strategy.objectives))
        yield from (("strategy.items", s.id, i) for i, s in enumerate(self.strategy.items))

    def stage(self, stage: Stage) -> Event | None:
        """The earliest dated event of a stage of the response clock; None when none is dated."""
        dated = [e for e in self.timeline if e.stage is stage and e.at is not None]
        return min(dated, key=lambda e: e.at.at) if dated else None  # type: ignore[union-attr]

    def first_response(self) -> Moment | None:
        """When the organisation first spoke in public: the marked action, else the clock's event."""
        marked = [a.at for a in self.actions if a.first_response and a.at is not None]
        if marked:
            return min(marked, key=lambda moment: moment.at)
        event = self.stage(Stage.FIRST_RESPONSE)
        return event.at if event else None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `incident.yml`."""
    schema = Incident.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
