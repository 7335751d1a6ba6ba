"""背景, 策略, 评估: what happened, what was decided, what was done, how the analyst reads it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from reporter.incident.fields import EMPTY, Flag, Id, Ids, Number, Record, Text, Time, Whole, Words
from reporter.incident.frames import StatedFinding
from reporter.moments import Moment


class Classification(StrEnum):
    """Who may read the report; only `公开` may be published."""

    PUBLIC = "公开"
    INTERNAL = "内部资料"
    SECRET = "普通商密"  # noqa: S105 - a marking, no password
    CORE_SECRET = "核心商密"  # noqa: S105 - the same


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

    name: Words = Field(description="涉事单位名称；匿名时写“某知名电商平台”一类的称呼")
    anonymous: Flag = Field(False, description="是否匿名处理")
    sector: Text = Field(EMPTY, description="行业")


class Revision(Record):
    """Which version of the report this is."""

    number: Whole = Field(1, ge=1, description="版次")
    state: Approval = Field(Approval.DRAFT, description="审批状态")
    note: Text = Field(EMPTY, description="本版改动")


class Level(Record):
    """A warning or event level an analyst entered, with the rubric it follows."""

    value: str = Field(description="级别")
    rubric: Words = Field(description="分级依据（文件名称与条款）")


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

    name: Words = Field(description="利益相关方")
    note: Text = Field(EMPTY, description="受影响情况或态度")


class Cause(Record):
    """A cause in blameless wording: a role or a process, never a person's name."""

    text: Words = Field(description="原因（写岗位与流程，不写人名）")
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
    what: Words = Field(description="发生了什么")
    stage: Stage | None = Field(None, description="在响应时钟上的环节")
    source: Text = Field(EMPTY, description="出处")
    evidence: Ids = Field((), description="依据编号")
    key: Flag = Field(True, description="是否为关键节点（默认显示）")


class Team(Record):
    """Who led the response, by role."""

    lead: Words = Field(description="牵头岗位")
    members: tuple[Text, ...] = Field((), description="成员岗位")


class Objective(Record):
    """What the response was meant to reach, and when that was set."""

    id: Id = Field(description="编号")
    text: Words = Field(description="目标")
    set_at: Time | None = Field(None, description="确定目标的时间；事后补写的目标不能证明应对有效")
    metric: str = Field("", description="用哪个指标衡量")
    target: Text = Field(EMPTY, description="目标值")


class Decision(Record):
    """One line of the decision log."""

    at: Time | None = Field(None, description="时间")
    decision: Words = Field(description="决定")
    why: Text = Field(EMPTY, description="理由与当时掌握的信息")
    by: Text = Field(EMPTY, description="决定岗位")
    known: Text = Field(EMPTY, description="当时掌握与尚未掌握的信息")
    options: tuple[Text, ...] = Field((), description="考虑过的其他方案")
    outcome: Text = Field(EMPTY, description="执行结果")
    evidence: Ids = Field((), description="依据编号")


class StrategyItem(Record):
    """One strategy, linked to the actions that carried it out."""

    id: Id = Field(description="编号")
    text: Words = Field(description="策略")
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

    amount: Number = Field(ge=0, description="金额（元）")
    at_least: Flag = Field(False, description="是否为“超过”一类的下限")
    source: Text = Field(EMPTY, description="出处")


class Action(Record):
    """One measure: announced and executed are different times."""

    id: Id = Field(description="编号")
    name: Words = Field(description="措施")
    kind: ActionKind = Field(ActionKind.OTHER, description="类别")
    announced_at: Time | None = Field(None, description="宣布时间")
    executed_at: Time | None = Field(None, description="执行时间")
    channel: Text = Field(EMPTY, description="渠道")
    cost: Cost | None = Field(None, description="费用")
    statement: Text = Field(EMPTY, description="声明原文；首次回应的原文还用来认出照登它的帖文")
    links: tuple[str, ...] = Field(
        (),
        description="声明帖文的网址或帖文编号，每个平台一条，编号加引号；据此认出它自身的转发与评论，估计应对效果时剔除",
    )
    tactics: tuple[str, ...] = Field((), description="策略标签（形象修复理论）")
    first_response: Flag = Field(False, description="是否为首次公开回应")
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
    findings: tuple[StatedFinding, ...] = Field((), description="分析者的结论；没有依据的不印出")
    confounders: tuple[Text, ...] = Field((), description="同期其他因素（大促、其他热点、平台处置）")
