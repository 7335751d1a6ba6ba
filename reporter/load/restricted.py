"""YAML without its traps: plain data and the line every field stands on.

Only the parser of PyYAML is used, never its constructors.  Switched off are
anchors and aliases (billion laughs), tags (objects), several documents,
repeated keys, and every guess about a value but `true`, `false`, `null` and
decimal numbers: `yes`, `0777`, `12:30` and `2021-06-14` stay the text they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import yaml

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.load.files import MAX_TEXT, decode

MAX_DEPTH: Final = 32
MAX_NODES: Final = 20_000
MAX_KEY: Final = 100
#: More problems of one file than this help nobody.
MAX_PROBLEMS: Final = 100

# The C parser where PyYAML was built with it: 30 times as fast, the same events.
_LOADER: Final = getattr(yaml, "CLoader", yaml.Loader)

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,24})?")
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}
#: Marks a Chinese keyboard gives where YAML wants `: `, `- `, `[`, `"`.
_FULL_WIDTH: Final = "：，－—【】“”‘’"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a YAML file says.

    Args:
        data: dict, list, str, int, float, bool or None.
        lines: dotted path of a field (`claims.2.value`) -> its 1-based line.
    """

    data: Any
    lines: Mapping[str, int]


def read_yaml(raw: bytes, file: str) -> Document:
    """The data in `raw`, with lines; `file` is its name in problems.

    Raises: UserError - R005 (bytes), R101 (syntax) or R102 (a feature that is switched off),
        all found at once.
    """
    if len(raw) > MAX_TEXT:
        message = _("The file is larger than {size} MiB.").format(size=MAX_TEXT >> 20)
        raise UserError([problem("R102", message, file=file)])
    text = decode(raw, file)
    return _Reader(text, file).document()


def written_value(text: str) -> Any:  # noqa: ANN401 - YAML's scalar types
    """The value of a word without quotes: true, false, null, a decimal number, else the text itself.

    A number is one only where nothing is lost by it: `1.50` and `007` stay text, which a
    number field still reads and a text field keeps as written.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        number = float(text) if "." in text else int(text)
        return number if str(number) == text else text
    return text


class _Reader:
    """Builds the data from parser events, collecting what is switched off on the way."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        # Lines are counted by us: the parser also ends lines at NEL and U+2028, editors do not.
        self._ends = [i for i, c in enumerate(text) if c == "\n"]
        self._events: Iterator[yaml.Event] = iter(())
        self._problems: list[Problem] = []
        self._nodes = 0
        self.lines: dict[str, int] = {}

    def document(self) -> Document:
        control = _CONTROL.search(self._text)
        if control:
            message = _("The character {code} cannot be seen and is not allowed here.").format(
                code=f"U+{ord(control[0]):04X}",
            )
            hint = _("Delete the line and type it anew.")
            raise UserError([self._problem("R101", message, control.start(), hint)])
        try:
            self._events = yaml.parse(self._text, Loader=_LOADER)
            data = self._top()
        except yaml.YAMLError as error:
            raise UserError([*self._problems, self._syntax(error)]) from error
        if self._problems:
            raise UserError(self._problems)
        return Document(data=data, lines=self.lines)

    def _top(self) -> Any:  # noqa: ANN401
        data: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, _("A second document begins here; a file holds one."))
                if event.tags:
                    self._refuse(event, _("Directives (%TAG) are switched off."))
                data = self._node(next(self._events), "", 0)
        return data

    def _node(self, event: yaml.Event, path: str, depth: int) -> Any:  # noqa: ANN401
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(event, _("The file holds more than {n} values.").format(n=MAX_NODES))
        if isinstance(event, yaml.ScalarEvent) and event.anchor is event.tag is None:
            # Nine of ten nodes.
            return written_value(event.value) if not event.style else event.value
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, _("Aliases (*name) are switched off."), _aliases_hint())
            return None
        self._plain(event)
        if isinstance(event, yaml.ScalarEvent):
            return written_value(event.value) if not event.style else event.value
        if depth >= MAX_DEPTH:
            self._stop(event, _("Fields are nested deeper than {n} levels.").format(n=MAX_DEPTH))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path, depth)
        return self._fields(path, depth)

    def _list(self, path: str, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = f"{path}.{len(items)}".lstrip(".")
            self.lines[here] = self._line(_start(event))
            items.append(self._node(event, here, depth + 1))
        return items

    def _fields(self, path: str, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event)
            here = f"{path}.{key}".lstrip(".")
            value_event = next(self._events)
            if key in fields:
                first = self.lines[here]
                message = _("The field “{key}” is given twice (first in line {line}).").format(key=key, line=first)
                self._refuse(event, message, _("Keep one of the two."))
                self._node(value_event, here, depth + 1)
                continue
            self.lines[here] = self._line(_start(event))
            fields[key] = self._node(value_event, here, depth + 1)
        return fields

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
            self._plain(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, _("A field's name must be a word."))
        key: str = event.value
        if len(key) > MAX_KEY:
            self._stop(event, _("A field's name is longer than {n} characters.").format(n=MAX_KEY))
        return key

    def _plain(self, event: yaml.Event) -> None:
        """Note an anchor or a tag on a node."""
        if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
            self._refuse(event, _("Anchors (&name) are switched off."), _aliases_hint())
        if getattr(event, "tag", None) is not None:
            self._refuse(event, _("Tags (!name) are switched off."), _("Put the text in quotation marks."))

    def _refuse(self, event: yaml.Event, message: str, hint: str = "") -> None:
        self._problems.append(self._problem("R102", message, _start(event), hint))
        if len(self._problems) >= MAX_PROBLEMS:
            raise UserError(self._problems)

    def _stop(self, event: yaml.Event, message: str) -> NoReturn:
        self._refuse(event, message)
        raise UserError(self._problems)

    def _line(self, index: int) -> int:
        return bisect_right(self._ends, index - 1) + 1

    def _problem(self, code: str, message: str, index: int, hint: str = "") -> Problem:
        return problem(code, message, hint=hint, file=self._file, line=self._line(index))

    def _syntax(self, error: yaml.YAMLError) -> Problem:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        index = min(mark.index, len(self._text)) if mark else 0
        detail = getattr(error, "problem", None) or type(error).__name__
        message = _("The text cannot be read as YAML: {detail}.").format(detail=detail)
        return self._problem("R101", message, index, _advice(str(detail), self._near(index)))

    def _near(self, index: int) -> str:
        """The line at `index` and the one before it: the parser often notices one line late."""
        start = self._text.rfind("\n", 0, max(self._text.rfind("\n", 0, index), 0)) + 1
        end = self._text.find("\n", index)
        return self._text[start : end if end >= 0 else len(self._text)][:1000]


def _start(event: yaml.Event) -> int:
    # The stubs allow events without a mark; the parser makes none.
    return int(event.start_mark.index) if event.start_mark else 0


def _aliases_hint() -> str:
    return _("Write the value out, or put text that begins with & or * in quotation marks.")


def _advice(detail: str, near: str) -> str:
    """What to do about a syntax error, from the parser's words and the lines around it."""
    if "\t" in near:
        return _("Indent with spaces, never with the Tab key.")
    marks = sorted({c for c in near if c in _FULL_WIDTH})
    if marks and ("：" in marks or "expected" in detail):
        message = _("Full-width marks ({marks}) mean nothing to YAML: write “: ”, “- ” and quotation marks half-width.")
        return message.format(marks=" ".join(marks))
    if "mapping values" in detail:
        return _("Put text that contains “: ” in quotation marks, and check the indentation.")
    return _("Compare the indentation with the lines above, and put text with special marks in quotation marks.")
