"""What of the page is more than paragraphs: tables, names beside what is said of them, lists, charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from reporter.export.tree import Element
from reporter.export.word.blocks import TEXT_WIDTH, Cell, ListPlace, Paragraph, Row, Table, TableKind
from reporter.export.word.manner import Manner, classes
from reporter.export.word.pictures import alternative
from reporter.export.word.reading import Reading, Reads, left_out, parts_of
from reporter.export.word.tables import signs, widths

#: Points of the type in each kind of table.
_SIZES: Final[dict[TableKind, float]] = {"data": 10.5, "small": 8.5}
#: A table of more columns, or of very many rows, is set in small type.
_WIDE: Final = 5
_LONG: Final = 40
#: Columns Word can have.
_WIDEST: Final = 63
_SIGN: Final = 0.19  # cm, half a Chinese character in a column of names
_NAMES: Final = (1.6, 4.6)  # cm, the narrowest and the widest column of names
#: A row with a tiny bar: what, how much, the bar; cm.
_ROW: Final = (5.6, 3.0, 7.0)
_BAR: Final = 6.6
_FULL_BAR: Final = 15.0


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element) and not left_out(child)]


def _below(element: Element, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """Elements below that are wanted, none inside another one."""
    for child in element.children:
        if isinstance(child, Element):
            if wanted(child):
                yield child
            else:
                yield from _below(child, wanted)


def _cell(reading: Reading, parts: Iterable[Element | str], manner: Manner, span: int = 1) -> Cell:
    """A cell with what is read from the parts."""
    with reading.inside() as blocks:
        reading.children(Element("", children=list(parts)), replace(manner, cell=True))
    return Cell(blocks=blocks or [Paragraph(style="Cell")], span=span, align=manner.align or "left")


# Tables ------------------------------------------------------------------------


def _table(reading: Reading, element: Element, manner: Manner) -> None:
    for caption in (child for child in _elements(element) if child.tag == "caption"):
        reading.block(caption, replace(manner, style="Label"))
    rows = [(row, head) for row, head in _table_rows(element) if _elements(row)]
    if not rows:
        return
    crowded = len(rows) > _LONG or any(len(_elements(row)) >= _WIDE for row, _head in rows)
    small = crowded or manner.style in {"Small", "Checks"}
    kind: TableKind = "small" if small else "data"
    inner = replace(manner, style="Small" if small else "Cell", keep=False, small=small)
    read = [
        Row(cells=[_table_cell(reading, cell, inner, head=head) for cell in _elements(row)], head=head)
        for row, head in rows
    ]
    _evened(read)
    reading.put(Table(kind=kind, rows=read, widths=widths(read, _SIZES[kind], filled=manner.style != "Small")))


def _table_rows(element: Element) -> Iterator[tuple[Element, bool]]:
    """The rows of a table, and whether each belongs to its head, which only the first ones can."""
    heads = [part for part in _elements(element) if part.tag == "thead"]
    above = True
    for row in _below(element, lambda child: child.tag == "tr"):
        named = any(row is one for part in heads for one in part) or all(cell.tag == "th" for cell in _elements(row))
        above = above and named
        yield row, above


def _small(reading: Reading, element: Element, manner: Manner) -> None:
    """Tables for machines to check."""
    for table in _below(element, lambda child: child.tag == "table"):
        _table(reading, table, replace(manner, style="Checks"))


def _table_cell(reading: Reading, cell: Element, manner: Manner, *, head: bool) -> Cell:
    right = bool(classes(cell) & {"rp-num", "figure"}) or cell.attributes.get("align") == "right"
    # In small type a column of bold names would be louder than the numbers.
    bold = cell.tag == "th" and (head or not manner.small)
    inner = replace(manner, look=replace(manner.look, bold=bold), align="right" if right else None)
    wide = cell.attributes.get("colspan") or "1"
    span = min(int(wide), _WIDEST) if wide.isdecimal() and len(wide) < 4 else 1  # noqa: PLR2004 - no table is wider
    return _cell(reading, cell.children, inner, max(span, 1))


def _evened(rows: list[Row]) -> None:
    """Word opens no table whose rows differ in their columns."""
    wide = max(sum(cell.span for cell in row.cells) for row in rows)
    for row in rows:
        missing = wide - sum(cell.span for cell in row.cells)
        row.cells += [Cell(blocks=[Paragraph(style="Cell")]) for _n in range(missing)]


# Names beside what is said of them ------------------------------------------------


def _facts(reading: Reading, element: Element, manner: Manner) -> None:
    """A list of terms: a name without words goes on with what stands above."""
    name_style = "Name" if "rp-answers" in classes(element) else "Cell"
    inner = replace(manner, style="Cell", keep=False)
    rows: list[tuple[Cell, Cell]] = []
    for one in _below(element, lambda child: child.tag in {"dt", "dd"}):
        if one.tag == "dt" and (one.words().strip() or not rows):
            look = inner.look if name_style == "Name" else replace(inner.look, colour="faint")
            name = _cell(reading, [one], replace(inner, style=name_style, look=look))
            rows.append((name, Cell(blocks=[])))
        elif one.tag == "dd" and rows:
            rows[-1][1].blocks.extend(_cell(reading, [one], inner).blocks)
    _beside(reading, rows)


def _steps(reading: Reading, element: Element, manner: Manner) -> None:
    """A timeline: in each item the time, or the step, stands beside what happened."""
    inner = replace(manner, style="Cell", keep=False)
    rows = []
    for item in _elements(element):
        first, *rest = parts_of(item) or [Element("span")]
        rows.append((_cell(reading, [first], inner), _cell(reading, rest, inner)))
    _beside(reading, rows)


def _items(reading: Reading, element: Element, manner: Manner) -> None:
    """Questions, each with its answer beside it and what it rests on below."""
    inner = replace(manner, style="Cell", keep=False)
    rows = []
    for item in _elements(element):
        first, *rest = parts_of(item) or [Element("p")]
        question, *answer = parts_of(first) or [Element("span")]
        rows.append((_cell(reading, [question], inner), _cell(reading, [*answer, *rest], inner)))
    _beside(reading, rows, TEXT_WIDTH * 0.42)


def _beside(reading: Reading, rows: list[tuple[Cell, Cell]], left: float = 0) -> None:
    if not rows:
        return
    longest = max(max(map(signs, name.words()), default=0) for name, _said in rows)
    width = left or min(max(longest * _SIGN + 0.35, _NAMES[0]), _NAMES[1])
    for _name, said in rows:
        said.blocks = said.blocks or [Paragraph(style="Cell")]
    table = [Row(cells=list(row)) for row in rows]
    reading.put(Table(kind="facts", rows=table, widths=[width, TEXT_WIDTH - width]))


def _columns(reading: Reading, element: Element, manner: Manner) -> None:
    """Figures side by side, each a column."""
    inner = replace(manner, style="Cell", keep=False)
    cells = []
    for figure in _elements(element):
        if figure.tag == "li":
            name, *value = parts_of(figure) or [Element("span")]
            parts: list[Element | str] = [
                Element("p", {"class": "rp-f-name"}, children=[name]),
                Element("p", {"class": "rp-f-value"}, children=list(value)),
            ]
        else:
            parts = list(figure.children)
        cells.append(_cell(reading, parts, inner))
    if cells:
        reading.put(Table(kind="figures", rows=[Row(cells=cells)], widths=[TEXT_WIDTH / len(cells)] * len(cells)))


def _bars(reading: Reading, element: Element, manner: Manner) -> None:
    """Rows with a tiny bar, and what stands between them."""
    rows: list[Row] = []

    def end() -> None:
        if rows:
            reading.put(Table(kind="facts", rows=list(rows), widths=list(_ROW)))
            rows.clear()

    for child in _elements(element):
        if "rp-row" in classes(child):
            rows.append(_bar_row(reading, child, replace(manner, style="Cell", keep=False)))
        else:
            end()
            reading.block(child, manner)
    end()


def _bar_row(reading: Reading, element: Element, manner: Manner) -> Row:
    first, *rest = parts_of(element) or [Element("p")]
    name, *number = parts_of(first) or [Element("span")]
    drawing = next((child for child in element if child.tag == "svg"), None)
    said = _cell(reading, rest, manner)
    picture = drawing and reading.draw(drawing, _BAR)
    if picture:
        picture = replace(picture, words=" ".join(first.words().split()))
        said.blocks = [Paragraph(style="Cell", parts=[picture]), *(said.blocks if rest else [])]
    cells = [_cell(reading, [name], manner, 1 if number else 2)]
    if number:
        cells.append(_cell(reading, number, replace(manner, align="right")))
    return Row(cells=[*cells, said])


def _file(reading: Reading, element: Element, manner: Manner) -> None:
    """A collected file: its bar is as wide as the text."""
    for child in element.children:
        if isinstance(child, Element) and "rp-bar" in classes(child):
            picture = reading.draw(child, _FULL_BAR)
            if picture:
                words = " ".join(element.words().split())
                reading.put(Paragraph(style="Note", parts=[replace(picture, words=words)], keep=True))
        elif isinstance(child, Element):
            reading.children(Element("", children=[child]), manner)


# Lists -------------------------------------------------------------------------

#: Lists whose numbers the style sheet draws.
_NUMBERED: Final = frozenset("rp-strategies rp-actions rp-lessons".split())


def _list(reading: Reading, element: Element, manner: Manner) -> None:
    kinds = classes(element)
    numbered = element.tag == "ol" and (not kinds or bool(kinds & _NUMBERED))
    number = 0
    if numbered:
        start = element.attributes.get("start") or "1"
        reading.lists.append(int(start) if start.isdecimal() and len(start) < 6 else 1)  # noqa: PLR2004 - Word counts to 32,767
        number = len(reading.lists)
    inner = replace(manner, style="ListNumber" if numbered else "ListBullet", keep=False)
    if manner.careful and not any(item.words().rstrip().endswith(("。", ".")) for item in _elements(element)):
        _run_in(reading, element, inner)
        return
    level = min(reading.level, 3)
    for item in _elements(element):
        with reading.item(ListPlace(number=number, level=level, first=True)):
            if "rp-checks" in kinds:
                _check(reading, item, inner)
            else:
                reading.block(item, inner)


def _run_in(reading: Reading, element: Element, manner: Manner) -> None:
    """A list of short facts, one behind the other: a line each would make pages of them."""
    for number, item in enumerate(_elements(element)):
        if number:
            reading.sign("\u2003", manner)
        reading.inline(item, manner)
    reading.flush()


def _check(reading: Reading, item: Element, manner: Manner) -> None:
    """A reported figure, and below it what came of its check."""
    parts = parts_of(item)
    for number, child in enumerate(parts):
        inner = manner if not number else replace(manner, style="Note")
        reading.flush()
        reading.inline(child, replace(inner, keep=not number and len(parts) > 1))
        reading.flush()


def _actions(reading: Reading, element: Element, manner: Manner) -> None:
    """What a chart shows as numbers: they are the chart's, not a list's."""
    for item in _elements(element):
        number, *rest = parts_of(item) or [Element("span")]
        inner = replace(manner, style="Action", keep=False)
        reading.flush()
        reading.inline(number, inner)
        reading.sign("\t", inner)
        for part in rest:
            for child in part.children:
                if isinstance(child, Element) and "detail" in classes(child):
                    reading.sign("\n", inner)
                    reading.inline(child, replace(inner, look=replace(inner.look, colour="faint")))
                else:
                    reading.children(Element("", children=[child]), inner)
        reading.flush()


# Charts ------------------------------------------------------------------------


def _chart(reading: Reading, element: Element, manner: Manner) -> None:
    """A chart: its sentence, the drawing, its caption, the words and the numbers behind it.

    The numbers stand below it in small type, as on the page's own print: whoever doubts a drawing looks there, and
    on a computer without Chinese fonts they are what is left of it.
    """
    drawings = [child for child in element if child.tag == "svg" and "chart-svg" in classes(child)]
    drawing = max(drawings, key=lambda one: int(float(one.attributes.get("width") or 0)), default=None)
    what = next((child for child in element if "chart-what" in classes(child)), None)
    for finding in (child for child in element if "chart-finding" in classes(child)):
        reading.block(finding, manner)
    if drawing is not None:
        _drawn(reading, drawing, alone=what is None)
    if what is not None:
        _caption(reading, what, manner, drawn=drawing is not None)
    for child in element:
        if "chart-actions" in classes(child) and not left_out(child):
            _actions(reading, child, manner)
        elif "chart-source" in classes(child):
            reading.block(child, manner)
        elif child.tag == "table":
            _table(reading, child, replace(manner, style="Small"))


def _drawn(reading: Reading, drawing: Element, *, alone: bool) -> None:
    picture = reading.draw(drawing, None)
    if picture:
        reading.put(Paragraph(style="Figure", parts=[picture], align="left" if alone else None))
    else:
        # Its own words say what it shows.
        reading.block(Element("p", {"class": "rp-gap"}, children=[alternative(drawing)]), Manner())


def _caption(reading: Reading, what: Element, manner: Manner, *, drawn: bool) -> None:
    with reading.inside() as blocks:
        reading.block(what, manner)
    for block in blocks:
        if isinstance(block, Paragraph):
            block.numbered = drawn
        reading.put(block)


def _nothing(reading: Reading, element: Element, manner: Manner) -> None:
    del reading, element, manner


_BY_CLASS: Final[dict[str, Reads]] = {
    "chart": _chart,
    "rp-figures": _columns,
    "rp-counts": _columns,
    "rp-timeline": _steps,
    "rp-clock": _steps,
    "rp-items": _items,
    "rp-voices": _bars,
    "rp-rows": _bars,
    "rp-file": _file,
    "rp-hashes": _small,
}
_BY_TAG: Final[dict[str, Reads]] = {"table": _table, "dl": _facts, "ul": _list, "ol": _list, "hr": _nothing}


def reader(element: Element) -> Reads | None:
    """What reads an element that is more than paragraphs; None for every other."""
    kinds = classes(element)
    return next((reads for name, reads in _BY_CLASS.items() if name in kinds), _BY_TAG.get(element.tag))
