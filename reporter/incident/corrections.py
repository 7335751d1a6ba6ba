"""更正: what the analyst corrects in the posts, each with its reason and a guard against a changed source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reporter.incident.fields import Record, Whole, Words

Count = Annotated[Whole, Field(ge=1)]


class CorrectionAction(StrEnum):
    """What is done with the posts that match."""

    DROP = "drop"
    MERGE = "merge"
    STANCE = "set_stance"
    TIME = "set_time"
    PLATFORM = "set_platform"
    KIND = "set_kind"


#: Actions that need no `value`.
WITHOUT_VALUE = frozenset({CorrectionAction.DROP, CorrectionAction.MERGE})


class Match(Record):
    """Which posts are meant: all that meet every condition given."""

    platform: str = Field("", description="平台")
    post_id: str = Field("", description="帖文编号")
    file: str = Field("", description="posts/ 里的文件名")
    line: Count | None = Field(None, description="该文件里的行号")
    text_contains: str = Field("", description="正文含有的文字")

    @model_validator(mode="after")
    def _narrow(self) -> Match:
        """A platform or a file alone would mean thousands of posts."""
        if not (self.post_id or self.text_contains or (self.file and self.line)):
            raise PydanticCustomError("match", "too wide")
        return self


class Expect(Record):
    """The guard: what was true when the correction was written."""

    count: Count = Field(description="应当命中的帖文数")
    text_contains: str = Field("", description="命中的每条帖文都应含有的文字")


class Correction(Record):
    """One correction."""

    action: CorrectionAction = Field(description="更正方式")
    match: Match = Field(description="更正哪些帖文（写明的条件须同时满足）")
    value: str = Field("", description="改成什么；drop 和 merge 不填")
    reason: Words = Field(description="更正理由")
    expect: Expect = Field(description="写下更正时的情况；来源文件变了就不再适用")


class CorrectionFile(Record):
    """`corrections.yml`."""

    schema_: Literal[1] = Field(1, alias="schema", description="格式版本")
    corrections: tuple[Correction, ...] = Field((), description="更正")
