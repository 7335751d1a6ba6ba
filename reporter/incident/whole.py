"""The incident itself and the JSON Schema of its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, Literal

from pydantic import Field

from reporter.i18n import Language
from reporter.incident.coding import CodebookItem
from reporter.incident.fields import EMPTY, Flag, Record, Text, Time, Words, Zone
from reporter.incident.frames import Response, Review, Risk, Situation, Viewpoint
from reporter.incident.stated import Claim, Evidence, FollowUp, Lesson, PostsSettings, Summary, TextSettings
from reporter.incident.story import (
    Action,
    Assessment,
    Background,
    Classification,
    Event,
    Organisation,
    Period,
    Revision,
    Stage,
    Strategy,
)
from reporter.moments import DEFAULT_ZONE, Moment

_IDENTIFIED: Final = (
    *("timeline", "actions", "claims", "lessons", "follow_ups", "evidence"),
    *("viewpoints", "residual_risks"),
)


class Incident(Record):
    """One incident as the analyst states it."""

    schema_: Literal[1] = Field(1, alias="schema", description="格式版本")
    title: Words = Field(description="标题")
    short_title: Text = Field(EMPTY, description="短标题（手机标题栏，不超过12字）")
    organisation: Organisation = Field(description="涉事单位")
    crisis_types: tuple[Text, ...] = Field((), description="危机类型")
    trigger: Text = Field(EMPTY, description="导火索")
    platforms: tuple[Text, ...] = Field((), description="主要平台")
    language: Language = Field("zh", description="报告语言")
    timezone: Zone = Field(DEFAULT_ZONE, description="时区，如 Asia/Shanghai")
    classification: Classification = Field(
        Classification.INTERNAL,
        description="知悉范围；只有“公开”可以发布。涉密内容不得使用本工具",
    )
    simulated: Flag = Field(False, description="是否为模拟数据")
    period: Period = Field(description="报告周期")
    as_of: Time = Field(description="数据截至")
    revision: Revision = Field(Revision(), description="版次")
    summary: Summary = Field(Summary(), description="首屏结论")
    background: Background = Field(Background(), description="背景")
    timeline: tuple[Event, ...] = Field((), description="时间轴")
    strategy: Strategy = Field(Strategy(), description="策略")
    actions: tuple[Action, ...] = Field((), description="应对措施")
    response: Response = Field(Response(), description="响应时钟的参照")
    viewpoints: tuple[Viewpoint, ...] = Field((), description="舆论焦点")
    assessment: Assessment = Field(Assessment(), description="评估")
    claims: tuple[Claim, ...] = Field((), description="上报数据")
    situation: Situation | None = Field(None, description="情境判断（情境危机传播理论）")
    residual_risks: tuple[Risk, ...] = Field((), description="遗留风险：舆情反弹、次生舆情")
    review: Review = Field(Review(), description="复盘")
    lessons_summary: Text = Field(EMPTY, description="经验小结（也可写在 lessons.md 或 经验.md）")
    lessons: tuple[Lesson, ...] = Field((), description="经验")
    follow_ups: tuple[FollowUp, ...] = Field((), description="整改台账")
    evidence: tuple[Evidence, ...] = Field((), description="依据")
    posts: PostsSettings = Field(PostsSettings(), description="帖文数据")
    text: TextSettings = Field(TextSettings(), description="文本处理")
    codebook: tuple[CodebookItem, ...] = Field((), max_length=23, description="编码表：标注帖文时要找的观点、诉求")

    def identified(self) -> Iterator[tuple[str, str, int]]:
        """Every record that has an id: (its list's name, its id, its index there)."""
        for name in (
            "timeline",
            "actions",
            "claims",
            "lessons",
            "follow_ups",
            "evidence",
            "viewpoints",
            "residual_risks",
            "codebook",
        ):
            yield from ((name, record.id, i) for i, record in enumerate(getattr(self, name)))
        yield from (("strategy.objectives", o.id, i) for i, o in enumerate(self.strategy.objectives))
        yield from (("assessment.findings", f.id, i) for i, f in enumerate(self.assessment.findings))
        yield from (("strategy.items", s.id, i) for i, s in enumerate(self.strategy.items))

    def stage(self, stage: Stage) -> Event | None:
        """The earliest dated event of a stage of the response clock; None when none is dated."""
        dated = [e for e in self.timeline if e.stage is stage and e.at is not None]
        return min(dated, key=lambda e: e.at.at) if dated else None  # type: ignore[union-attr]

    def first_statements(self) -> tuple[Action, ...]:
        """The measures marked as the first response."""
        return tuple(action for action in self.actions if action.first_response)

    def first_response(self) -> Moment | None:
        """When the organisation first spoke in public: the marked action, else the clock's event."""
        marked = [action.at for action in self.first_statements() if action.at is not None]
        if marked:
            return min(marked, key=lambda moment: moment.at)
        event = self.stage(Stage.FIRST_RESPONSE)
        return event.at if event else None


def _without_english(node: Any) -> Any:  # noqa: ANN401 - a JSON document
    """`node` without pydantic's own titles and without the classes' English docstrings."""
    if isinstance(node, list):
        return [_without_english(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        if key == "title" and isinstance(value, str):
            continue
        if key == "description" and isinstance(value, str) and value.isascii():
            continue
        kept[key] = _without_english(value)
    return kept


def json_schema(record: type[Record] = Incident) -> dict[str, Any]:
    """The JSON Schema (2020-12) of `incident.yml`, or of `corrections.yml`; every description in it is Chinese."""
    schema = _without_english(record.model_json_schema(by_alias=True))
    title = "incident.yml" if record is Incident else "corrections.yml"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def schema_text(record: type[Record] = Incident) -> str:
    """The JSON Schema as it is checked in and published."""
    return json.dumps(json_schema(record), ensure_ascii=False, indent=1) + "\n"
