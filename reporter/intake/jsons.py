"""JSON lines, a JSON list, or an object around a list: every object a record, its keys the header."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.intake.balance import Notes, Reason
from reporter.intake.bulk import Bulk
from reporter.intake.columns import strings
from reporter.intake.records import Fit, Record, Sheet, cell
from reporter.intake.sources import Source, lines

#: A JSON list is parsed in one piece, so it must fit in memory; JSON lines have no limit.
_WHOLE: Final = 1 << 28
_Numbered = tuple[int, Any]
#: Lines read together, about.
_TOGETHER: Final = 20_000
#: What may stand behind an object to the end of its line.
_ENDS: Final = ("\n", "", "\r\n")


def is_json(first: str) -> bool:
    """Whether a text file that begins with the line `first` is JSON."""
    return first.lstrip().startswith(("{", "["))


def json_sheets(source: Source, notes: Notes) -> Iterator[Sheet]:
    """The one table of a JSON file.

    Raises: UserError - R204 broken JSON that is not JSON lines, R206 a list too large.
    """
    numbered = lines(source, notes)
    head = list(islice(numbered, 1))
    if not _is_lines(head[0]):
        yield Sheet("", _Records().of(enumerate(_whole(source, chain(head, numbered)), 1)))
        return
    sheet = Sheet("", iter(()))
    sheet.records = _many(head, numbered, sheet.fit)
    yield sheet


def _is_lines(first: str) -> bool:
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        # A first line that is broken but closed is a broken line of JSON lines.
        return first.lstrip().startswith("{") and first.rstrip().endswith("}")
    return isinstance(value, dict) and _rows_in(value) is None


def _many(head: list[str], rest: Iterator[str], fit: Fit) -> Iterator[Record | Bulk]:
    """The records of JSON lines: a block of them at once where nothing in it looks odd, else one by one."""
    records, number, block = _Records(), 1, head
    while block:
        found = together(block, number, records.keys, fit)
        if found is not None:
            yield found
        else:
            yield from records.of(_lines(block, number))
        number += len(block)
        block = list(islice(rest, _TOGETHER))


def _lines(some: Iterable[str], first: int) -> Iterator[_Numbered]:
    for number, line in enumerate(some, first):
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


class _Records:
    """Objects as records; other keys than before are another header."""

    def __init__(self) -> None:
        self.keys: tuple[str, ...] = ()

    def of(self, objects: Iterable[_Numbered]) -> Iterator[Record]:
        """The records of numbered objects."""
        for number, value in objects:
            if not isinstance(value, dict) or not (value or self.keys):
                yield Record(number, [_shown(value)], Reason.JSON)
                continue
            if not value:  # nothing is said under any header
                yield Record(number, [""] * len(self.keys))
                continue
            if tuple(value) != self.keys:
                self.keys = tuple(value)
                yield Record(number, list(self.keys), header=True)
            yield Record(number, [cell(inner) for inner in value.values()])


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# Together ---------------------------------------------------------------------

_decoder: Final = json.JSONDecoder()


def together(block: Sequence[str], first: int, keys: tuple[str, ...], fit: Fit) -> Bulk | None:
    """The rows of a block of lines, each an object with exactly `keys`; None where anything needs a closer look.

    Args:
        block: lines with their ends.
        first: number of the first of them.
        keys: the header at the moment.
        fit: what the table wants of it; without a header nothing is read together.
    """
    if not fit.header or len(fit.header) != len(keys):
        return None
    values: list[dict[str, Any]] = []
    names = list(keys)
    try:
        for line in block:
            value, end = _decoder.raw_decode(line)
            if line[end:] not in _ENDS or value.__class__ is not dict or list(value) != names:
                return None
            values.append(value)
    except (ValueError, RecursionError):
        return None
    columns = {index: _column(values, keys[index]) for index in fit.wanted | {0}}
    if any(fit.header[0] in name for name in pc.unique(columns[0]).to_pylist()):
        # A header inside the data begins another run.
        return None
    numbers = np.arange(first, first + len(block))
    return Bulk({index: columns[index] for index in fit.wanted}, numbers, len(block))


def _column(values: Sequence[dict[str, Any]], key: str) -> pa.Array:
    column = [value[key] for value in values]
    return strings([one if one.__class__ is str else cell(one) for one in column])
