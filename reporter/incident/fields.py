"""What a field of `incident.yml` can hold: prose in two languages, times, identifiers, links."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainSerializer,
    Strict,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from reporter.i18n import language
from reporter.moments import DEFAULT_ZONE, Moment, is_zone, read_moment

SLUG: Final = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"


#: A space or line break that wrapping left between Chinese characters or marks, or behind a
#: Chinese mark; an empty line stays.
_CHINESE: Final = "\u2018-\u201d\u3001-\u303f\u4e00-\u9fff\uff00-\uffef"
_FOLDED: Final = re.compile(
    rf"(?<=[{_CHINESE}])[ \t]*\n?[ \t]*(?=[{_CHINESE}])|(?<=[\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f])[ \t]+(?=\w)",
)


class Record(BaseModel):
    """A frozen record that knows all its fields; an unknown field is the user's mistake."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        # `level: 3` and `tactics: [5]` are words that happen to be digits.
        coerce_numbers_to_str=True,
        allow_inf_nan=False,
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, value: Any) -> Any:  # noqa: ANN401 - raw YAML
        """`field:` with nothing behind it means the same as leaving the field out."""
        if not isinstance(value, dict):
            return value
        if None not in value.values():
            return value
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: given for key, given in value.items() if given is not None or key not in known}


class Prose(Record):
    """Text in one or two languages; `str()` gives the active one, else the one that exists."""

    zh: str = Field("", description="中文")
    en: str = Field("", description="English")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401 - raw YAML
        if isinstance(value, bool):
            return {"zh": str(value).lower()}
        return {"zh": str(value)} if isinstance(value, str | int | float) else value

    @model_validator(mode="after")
    def _close_chinese_lines(self) -> Prose:
        # YAML and Markdown join wrapped lines by a space, which Chinese does not have.
        object.__setattr__(self, "zh", _FOLDED.sub("", self.zh))
        return self

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


def _written(prose: Prose) -> Prose:
    if not prose:
        raise PydanticCustomError("empty", "empty text")
    return prose


#: Text that may stay empty, and text that must be written.
Text = Annotated[Prose, WithJsonSchema(_PROSE_SCHEMA)]
Words = Annotated[Prose, AfterValidator(_written), WithJsonSchema(_PROSE_SCHEMA)]
EMPTY: Final = Prose()


def _not_truth(value: object) -> object:
    # pydantic reads `true` as 1; an analyst who writes it made a mistake.
    if isinstance(value, bool):
        raise PydanticCustomError("number", "not a number")
    return value


#: `true` or `false` exactly (pydantic alone also takes yes, on, 1), and real numbers.
Flag = Annotated[bool, Strict()]
Number = Annotated[float, BeforeValidator(_not_truth)]
Whole = Annotated[int, BeforeValidator(_not_truth)]


def _moment(value: object, info: ValidationInfo) -> Moment:
    if isinstance(value, Moment):
        return value
    zone = (info.context or {}).get("timezone", DEFAULT_ZONE)
    try:
        return read_moment(str(value), zone)
    except ValueError as error:
        raise PydanticCustomError("time", "not a time") from error


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
        raise PydanticCustomError("twice", "named twice")
    return values


Ids = Annotated[tuple[Id, ...], AfterValidator(_unique)]


def _zone(name: str) -> str:
    if not is_zone(name):
        raise PydanticCustomError("timezone", "not a time zone")
    return name


Zone = Annotated[str, AfterValidator(_zone)]
