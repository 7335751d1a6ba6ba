"""JSON lines, a JSON list, or an object around a list: every object a record, its keys the header."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, Final

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.intake.balance import Notes, Reason
from reporter.intake.records import Record, Sheet, cell
from reporter.intake.sources import Source, lines

#: A JSON list is parsed in one piece, so it must fit in memory; JSON lines have no limit.
_WHOLE: Final = 1 << 28
_Numbered = tuple[int, Any]


def is_json(first: str) -> bool:
    """Whether a text file that begins with the line `first` is JSON."""
    return first.lstrip().startswith(("{", "["))


def json_sheets(source: Source, notes: Notes) -> Iterator[Sheet]:
    """The one table of a JSON file.

    Raises: UserError - R204 broken JSON that is not JSON lines, R206 a list too large.
    """
    numbered = lines(source, notes)
    head = list(islice(numbered, 1))
    if _is_lines(head[0]):
        objects = _lines(chain(head, numbered))
    else:
        objects = enumerate(_whole(source, chain(head, numbered)), 1)
    yield Sheet("", _records(objects))


def _is_lines(first: str) -> bool:
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        # A first line that is broken but closed is a broken line of JSON lines.
        return first.lstrip().startswith("{") and first.rstrip().endswith("}")
    return isinstance(value, dict) and _rows_in(value) is None


def _lines(numbered: Iterable[str]) -> Iterator[_Numbered]:
    for number, line in enumerate(numbered, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, line


def _whole(source: Source, numbered: Iterable[str]) -> list[Any]:
    if source.size > _WHOLE:
        message = _("the JSON file is too large to be read in one piece; export it as JSON lines")
        raise UserError([problem("R206", message, file=source.name)])
    try:
        value = json.loads("".join(numbered))
    except json.JSONDecodeError as error:
        message = _("the JSON is broken ({why})").format(why=error.msg)
        raise UserError([problem("R204", message, file=source.name, line=error.lineno)]) from error
    except (ValueError, RecursionError) as error:
        message = _("the JSON is broken ({why})").format(why=type(error).__name__)
        raise UserError([problem("R204", message, file=source.name)]) from error
    rows = value if isinstance(value, list) else _rows_in(value)
    return [value] if rows is None else rows


def _rows_in(value: dict[str, Any]) -> list[Any] | None:
    # weiboSpider: {"user": {...}, "weibo": [...]}; others: {"data": [...]}.
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
    if len(lists) != 1 or {"content", "text", "微博正文"} & value.keys():
        return None
    user = value.get("user")
    if not isinstance(user, dict):
        return lists[0]
    who = {"user_id": user.get("id"), "nickname": user.get("nickname")}
    return [{**who, **row} if isinstance(row, dict) else row for row in lists[0]]


def _records(objects: Iterable[_Numbered]) -> Iterator[Record]:
    keys: tuple[str, ...] = ()
    for number, value in objects:
        if not isinstance(value, dict):
            yield Record(number, [_shown(value)], Reason.JSON)
            continue
        if tuple(value) != keys:
            keys = tuple(value)
            yield Record(number, list(keys), header=True)
        yield Record(number, [cell(inner) for inner in value.values()])


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
