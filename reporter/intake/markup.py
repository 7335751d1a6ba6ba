"""Tables written as HTML or as Excel's XML of 2003, often under the name .xls: every table as records.

Read by one pass of our own that knows cells and nothing else: no entity is
resolved but characters, nothing is fetched, every step moves forward.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.intake.balance import Notes
from reporter.intake.records import Record, Sheet
from reporter.intake.sources import Source, lines

#: The whole file is held in memory.
_LARGEST: Final = 1 << 27
_CELLS: Final = 10_000_000
#: A cell over more columns than this is an attack or a mistake.
_SPAN: Final = 100
_ROWSPAN: Final = 10_000
_PREVIEW: Final = 30

_TAG: Final = re.compile(r"<(?P<end>/?)(?:ss:)?(?P<name>[A-Za-z][A-Za-z0-9]{0,20})\b(?P<rest>[^<>]{0,4000})>")
_ATTRIBUTE: Final = re.compile(
    r"""([A-Za-z:]{1,30})\s{0,5}=\s{0,5}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'<>]{1,200}))"""
)
_SKIPPED: Final = ("script", "style", "head", "styles", "documentproperties", "excelworkbook")
_TABLES: Final = frozenset({"table", "worksheet"})
_ROWS: Final = frozenset({"tr", "row"})
_CELL_TAGS: Final = frozenset({"td", "th", "cell"})
_BREAKS: Final = frozenset({"br", "p", "div", "li"})


def is_markup(first: str) -> bool:
    """Whether a text file that begins with `first` is HTML or XML."""
    return first.lstrip("\ufeff \t\r\n").startswith("<")


def markup_sheets(source: Source, notes: Notes) -> Iterator[Sheet]:
    """The tables of a page that have at least two rows; those of a workbook are named as it names them.

    Raises: UserError - R201 no table in it, R206 larger than allowed.
    """
    if source.size > _LARGEST:
        raise UserError([_too_large(source.name)])
    page = _Page(source.name)
    page.read("".join(lines(source, notes)))
    tables = [table for table in page.tables if len(table.rows) > 1]
    if not tables:
        raise UserError([problem("R201", _("the HTML page holds no table"), file=source.name)])
    for table in tables:
        yield Sheet(table.name, iter(table.rows), [row._replace(cells=[*row.cells]) for row in table.rows[:_PREVIEW]])


def _too_large(name: str) -> Problem:
    return problem("R206", _("the HTML table is larger than allowed; save it as an Excel workbook"), file=name)


@dataclass(slots=True)
class _Table:
    name: str
    rows: list[Record] = field(default_factory=list)
    number: int = 0
    # Cells that reach down from a row above: column -> (rows left, text).
    below: dict[int, tuple[int, str]] = field(default_factory=dict)


class _Page:
    # The tables met so far and the place in the innermost one.

    def __init__(self, name: str) -> None:
        self.tables: list[_Table] = []
        self._name = name
        self._cells = 0
        self._row: list[str] | None = None
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._link = ""

    def read(self, text: str) -> None:
        at = 0
        while (start := text.find("<", at)) >= 0:
            self._say(text[at:start])
            at = self._step(text, start)
        self._say(text[at:])
        self._end_row()

    def _step(self, text: str, start: int) -> int:
        # Past the tag, the comment or the skipped element that begins at `start`.
        if text.startswith("<!--", start) or text.startswith("<![CDATA[", start):
            return self._past_special(text, start)
        tag = _TAG.match(text, start)
        if tag is None:
            # A declaration goes, a lone < is text.
            if text.startswith(("<!", "<?"), start):
                end = text.find(">", start, start + 4000)
                return end + 1 if end >= 0 else start + 2
            self._say("<")
            return start + 1
        name = tag["name"].casefold()
        if name in _SKIPPED and not tag["end"]:
            return self._past_element(text, name, tag.end())
        self._tag(name, tag["rest"], ends=bool(tag["end"]))
        return tag.end()

    def _past_special(self, text: str, start: int) -> int:
        comment = text.startswith("<!--", start)
        end = text.find("-->" if comment else "]]>", start)
        if end < 0:
            # Never closed: what follows is text, and is not searched again.
            return len(text) if comment else start + 9
        if not comment:
            self._say(text[start + 9 : end], raw=True)
        return end + 3

    def _past_element(self, text: str, name: str, after: int) -> int:
        end = re.compile(rf"</(?:ss:)?{name}\s*>", re.IGNORECASE).search(text, after)
        return end.end() if end else len(text)

    def _say(self, words: str, *, raw: bool = False) -> None:
        if self._text is not None and words:
            self._text.append(words if raw else html.unescape(words))

    def _tag(self, name: str, rest: str, *, ends: bool) -> None:
        if name in _TABLES:
            self._end_row()
            if not ends and (name == "worksheet" or not self._inside_worksheet()):
                self.tables.append(_Table(_attributes(rest).get("name", "") if name == "worksheet" else self._next()))
        elif name in _ROWS:
            self._end_row()
            self._row = None if ends or not self.tables else []
        elif name in _CELL_TAGS:
            self._end_cell()
            if not ends and self._row is not None:
                self._begin_cell(_attributes(rest), closed=rest.rstrip().endswith("/"))
        elif name in _BREAKS:
            self._say("\n", raw=True)
        elif name == "a" and not ends and self._text is not None:
            self._link = self._link or _address(_attributes(rest).get("href", ""))

    def _inside_worksheet(self) -> bool:
        return bool(self.tables) and not self.tables[-1].rows and not self.tables[-1].name.isdigit()

    def _next(self) -> str:
        return str(len(self.tables) + 1)

    def _begin_cell(self, attributes: dict[str, str], *, closed: bool) -> None:
        assert self._row is not None  # noqa: S101 - asked by the caller
        index = _number(attributes.get("index", ""), _SPAN * 10)
        while index > len(self._row) + 1:
            self._row.append("")
        across = _number(attributes.get("colspan", "1"), _SPAN) + _number(attributes.get("mergeacross", ""), _SPAN)
        down = _number(attributes.get("rowspan", "1"), _ROWSPAN) + _number(attributes.get("mergedown", ""), _ROWSPAN)
        self._span = (max(1, across), max(1, down))
        self._link = self._link or _address(attributes.get("href", ""))
        self._text = []
        if closed:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._text is None or self._row is None:
            self._text = None
            return
        table, words = self.tables[-1], "".join(self._text).strip()
        self._fill(table)
        across, down = self._span
        if down > 1:
            table.below[len(self._row)] = (down - 1, words)
        self._row += [words, *[""] * (across - 1)]
        self._text = None

    def _fill(self, table: _Table) -> None:
        # Cells of rows above stand in the way of this row's own.
        assert self._row is not None  # noqa: S101 - asked by the caller
        while (place := len(self._row)) in table.below:
            left, words = table.below.pop(place)
            if left > 1:
                table.below[place] = (left - 1, words)
            self._row.append(words)

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None or not self.tables:
            return
        table = self.tables[-1]
        self._fill(table)
        table.number += 1
        self._cells += len(self._row)
        if self._cells > _CELLS:
            raise UserError([_too_large(self._name)])
        if any(self._row):
            table.rows.append(Record(table.number, self._row, link=self._link))
        self._row, self._link = None, ""


def _attributes(rest: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(rest)
    return {name.casefold().rpartition(":")[2]: html.unescape(a or b or c) for name, a, b, c in found}


def _number(written: str, most: int) -> int:
    return min(int(written), most) if written.isascii() and written.isdigit() and len(written) < 7 else 0  # noqa: PLR2004


def _address(written: str) -> str:
    return written.strip() if written.strip().startswith(("http://", "https://")) else ""
