"""Plain data for `report.json`: numbers with 10 significant digits, and the words of its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from reporter.units import significant

TEXT: Final = {"type": "string"}
MAYBE_TEXT: Final = {"type": ["string", "null"]}
FLAG: Final = {"type": "boolean"}
NUMBER: Final = {"type": "number"}
MAYBE_NUMBER: Final = {"type": ["number", "null"]}
COUNT: Final = {"type": "integer", "minimum": 0}
MAYBE_COUNT: Final = {"type": ["integer", "null"], "minimum": 0}
COUNTS: Final = {"type": "object", "additionalProperties": COUNT}
NULL: Final = {"type": "null"}


def number(value: float | None) -> float | None:
    """The number as it is written to a file; None stays None."""
    return None if value is None else significant(value)


def enum_of(kind: type[StrEnum], *, null: bool = False) -> dict[str, Any]:
    """The schema of one member of a closed set, or of null where that is allowed."""
    values: list[str | None] = [member.value for member in kind]
    return {"enum": [*values, None] if null else values}


def list_of(items: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a list of such items."""
    return {"type": "array", "items": dict(items)}


def object_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object that has all these properties."""
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def maybe(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema, or null."""
    return {"anyOf": [NULL, dict(schema)]}
