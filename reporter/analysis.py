"""Everything a report takes from an incident's posts, by name, as bytes.

A result that needs a pass over the posts (what the files gave, the tally, common
words, copies) is worked out once and kept under a key of all it depends on; the
same bytes make up the frozen file from which an incident builds without posts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter

_T = TypeVar("_T")

#: Names of the results every incident with posts has.
FACTS: Final = "facts"
TALLY: Final = "tally"


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec(Generic[_T]):
    """How a result becomes bytes and comes back equal.

    Args:
        encode: a value as bytes; equal values give equal bytes.
        decode: the value `encode` wrote.
    """

    encode: Callable[[_T], bytes]
    decode: Callable[[bytes], _T]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type or an alias of one
    # Making one costs as much as rendering a page: a site of a hundred reports made three hundred.
    return TypeAdapter(kind)


def as_json(kind: type[_T]) -> Codec[_T]:
    """The codec of a dataclass, a named tuple or a container of plain values (numbers, text, dates, enums)."""
    adapter: TypeAdapter[_T] = _adapter(kind)  # type: ignore[arg-type]  # a type is hashable, and mypy cannot say so
    return Codec(encode=adapter.dump_json, decode=adapter.validate_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result.

    Args:
        settings: sha256 of what it depends on besides the posts.
        body: the result as its codec wrote it.
    """

    settings: str
    body: bytes

    @property
    def seal(self) -> str:
        """The sha256 of the body, hexadecimal."""
        return sha256(self.body).hexdigest()


@dataclass(slots=True, kw_only=True)
class Analysis:
    """The results of one incident's posts, gathered while its report is made.

    Args:
        key: all that decides what the posts are, as text.
        results: name -> result.
    """

    key: str
    results: dict[str, Result] = field(default_factory=dict)


def settings_seal(settings: object) -> str:
    """The sha256 of `settings_text`, hexadecimal."""
    return sha256(settings_text(settings).encode("utf-8", "surrogatepass")).hexdigest()


def settings_text(settings: object) -> str:
    """`settings` as text: equal settings give equal text, in any process."""
    return json.dumps(settings, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:  # noqa: ANN401 - json's own hook
    return sorted(map(repr, value)) if isinstance(value, set | frozenset) else repr(value)
