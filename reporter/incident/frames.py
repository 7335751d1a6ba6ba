"""What an analyst enters for the frames of the field: voices, situation, review, what may still come."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reporter.incident.fields import EMPTY, Flag, Id, Ids, Link, Number, Record, Text, Time, Whole, Words


class Viewpoint(Record):
    """观点/诉求: what one kind of voice said; a share needs the number it is a share of."""

    id: Id = Field(description="编号")
    voice: Literal["public", "opinion_leader", "media", "official"] = Field(description="谁的声音")
    text: Words = Field(description="观点或诉求，一句话")
    critical: Flag = Field(False, description="是否为批评意见")
    share: Number | None = Field(None, ge=0, le=100, description="占比（%）；须同时写 n")
    n: Whole | None = Field(None, ge=1, description="占比的分母：抽样条数或全部篇数")
    sampled: Flag = Field(True, description="是否抽样得来；false 为逐条统计，不带误差")
    metric: str = Field("", description="对应的指标编号，如 viewpoint_share@V1；算得出时以指标为准")
    source: Text = Field(EMPTY, description="出处")
    evidence: Ids = Field((), description="依据编号")

    @model_validator(mode="after")
    def _share_has_n(self) -> Viewpoint:
        """A share of nobody knows how many says nothing."""
        if self.share is not None and self.n is None:
            raise PydanticCustomError("share_n", "a share without n")
        return self


class Situation(Record):
    """情境危机传播理论: how much of the blame the public lays on the organisation, and what adds to it."""

    cluster: Literal["victim", "accidental", "preventable"] = Field(description="危机类型")
    reason: Text = Field(EMPTY, description="为何归入这一类")
    crisis_history: Flag | None = Field(None, description="此前是否发生过同类危机（不清楚就不填）")
    prior_reputation: Literal["favourable", "neutral", "unfavourable"] | None = Field(
        None,
        description="事前声誉（不清楚就不填）",
    )
    evidence: Ids = Field((), description="依据编号")


class ReviewItem(Record):
    """One line of 复盘, with what it rests on."""

    text: Words = Field(description="内容（写岗位与流程，不写人名）")
    evidence: Ids = Field((), description="依据编号：论断、措施、节点、依据均可")
    follow_ups: Ids = Field((), description="对应整改事项编号")


class Review(Record):
    """复盘: what went well, what did not, why, what changes; kept apart from how anybody performed."""

    well: tuple[ReviewItem, ...] = Field((), description="主要做法")
    problems: tuple[ReviewItem, ...] = Field((), description="存在问题")
    causes: tuple[ReviewItem, ...] = Field((), description="原因分析")
    improvements: tuple[ReviewItem, ...] = Field((), description="改进措施")
    lucky: tuple[ReviewItem, ...] = Field((), description="侥幸之处：没有出事只是运气的环节")


class Risk(Record):
    """遗留风险: what may still come, by what sign it would be seen, who watches."""

    id: Id = Field(description="编号")
    kind: Literal["rebound", "secondary", "other"] = Field(description="类别")
    text: Words = Field(description="风险")
    trigger: Text = Field(EMPTY, description="可能的触发点")
    sign: Text = Field(EMPTY, description="监测信号")
    owner_role: Text = Field(EMPTY, description="关注岗位")
    until: Time | None = Field(None, description="关注到何时")
    evidence: Ids = Field((), description="依据编号")


class OwnMark(Record):
    """The organisation's own mark for its first word."""

    name: Words = Field(description="名称，如本单位应急预案")
    hours: Number = Field(gt=0, description="小时数")
    source: Words = Field(description="出处（文件名称与条款）")
    url: Link | None = Field(None, description="网址")


class Response(Record):
    """What the response clock is read against."""

    benchmark: Literal["golden-4h", "gov-2016-61", "gov-2016-80", "own"] = Field(
        "golden-4h",
        description="响应时钟的参照；选 own 时另写 own",
    )
    own: OwnMark | None = Field(None, description="本单位自定的时限")

    @model_validator(mode="after")
    def _own_is_given(self) -> Response:
        """`own` without its hours would be no mark at all."""
        if self.benchmark == "own" and self.own is None:
            raise PydanticCustomError("own_mark", "own without hours")
        return self


class StatedFinding(Record):
    """An analyst's own finding; without evidence it is not printed."""

    id: Id = Field(description="编号")
    statement: Words = Field(description="结论，一句话")
    evidence: Ids = Field((), description="依据编号：论断、措施、节点、依据均可")
    metrics: tuple[str, ...] = Field((), description="依据的指标编号")
    certainty: Literal["measured", "documented", "reported", "uncertain"] = Field(
        "documented",
        description="把握程度",
    )
    rivals: tuple[Text, ...] = Field((), description="其他可能解释")
