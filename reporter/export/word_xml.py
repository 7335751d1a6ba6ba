"""Blocks as WordprocessingML: the body of the document, and what it refers to.

Word is strict about the order of elements inside another; every function here writes them in the schema's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal

from reporter.export.word_blocks import Block, Cell, Colour, Look, Paragraph, Picture, Row, Run, Table, TableKind
from reporter.safe import plain, text

NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_TWIPS: Final = 1440 / 2.54  # in a cm
_EMU: Final = 360_000  # in a cm
#: The page's colours on paper.
COLOURS: Final[dict[Colour, str]] = {"": "", "faint": "525E69", "act": "1C5A88", "neg": "B23C17", "inc": "7D5A00"}
INK: Final = "18222C"
RULE: Final = "C9C4B8"
#: What no XML may hold: controls, surrogates, two that are no characters.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Signs that Western and Chinese fonts both have; in Chinese text Word must be told to take the Chinese one.
_SHARED: Final = re.compile("([“”‘’…—·]+)")


def clean(words: object) -> str:
    """`words` as XML can hold them, without what the page leaves out either."""
    return _FORBIDDEN.sub("", plain(words))


def twips(centimetres: float) -> int:
    """A length as Word counts it: twentieths of a point."""
    return round(centimetres * _TWIPS)


@dataclass(slots=True)
class Body:
    """Writes blocks; collects the pictures, addresses and lists they refer to.

    Args:
        chinese: whether signs of both scripts are Chinese ones.
        pictures: PNG by its name in the file.
        addresses: by their relation's id.
        lists: how many numbered lists there are.
        figures: how many numbered captions.
    """

    chinese: bool
    pictures: dict[str, bytes] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    figures: int = 0
    _drawn: int = 0
    _label: str = ""

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Paragraphs and tables, one behind the other."""
        return "".join(
            self.table(block) if isinstance(block, Table) else self.paragraph(block) for block in blocks
        )

    def paragraph(self, paragraph: Paragraph) -> str:
        """One paragraph."""
        inner = "".join(map(self._part, paragraph.parts))
        if paragraph.numbered:
            inner = self._figure() + inner
        for name in paragraph.places:
            number = self.places.setdefault(name, len(self.places))
            mark = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(number)}"/><w:bookmarkEnd w:id="{number}"/>'
            inner = mark + inner
        return f"<w:p>{_paragraph_properties(paragraph)}{inner}</w:p>"

    def _figure(self) -> str:
        self.figures += 1
        begin, end = (self._run(Run(words, Look(bold=True))) for words in (self.label, "\u3000" if self.chinese else "  "))
        return f'{begin}<w:fldSimple w:instr=" SEQ Figure \\* ARABIC ">{self._run(Run(str(self.figures), Look(bold=True)))}</w:fldSimple>{end}'

    @property
    def label(self) -> str:
        """What a caption calls a figure."""
        return "图" if self.chinese else "Figure "

    def _part(self, part: Run | Picture) -> str:
        if isinstance(part, Picture):
            return self._picture(part)
        run = self._run(part)
        if part.look.place:
            number = self.places.setdefault(part.look.place, len(self.places))
            return f'<w:hyperlink w:anchor="{bookmark(number)}" w:history="1">{run}</w:hyperlink>'
        if part.look.address:
            name = self._relation(part.look.address)
            return f'<w:hyperlink r:id="{name}" w:history="1">{run}</w:hyperlink>'
        return run

    def _relation(self, address: str) -> str:
        known = {there: name for name, there in self.addresses.items()}
        name = known.get(address, f"address{len(known) + 1}")
        self.addresses[name] = address
        return name

    def _run(self, run: Run) -> str:
        words = clean(run.words)
        pieces = _SHARED.split(words) if self.chinese else [words]
        return "".join(_run(piece, run.look, hint=bool(place % 2)) for place, piece in enumerate(pieces) if piece)

    def _picture(self, picture: Picture) -> str:
        name = f"{sha256(picture.png).hexdigest()[:16]}.png"
        self.pictures[name] = picture.png
        self._drawn += 1
        return _drawing(picture, f"picture-{name.removesuffix('.png')}", self._drawn)

    # Tables --------------------------------------------------------------------

    def table(self, table: Table) -> str:
        """One table."""
        grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in table.widths)
        rows = "".join(self._row(row, table) for row in table.rows)
        return f"<w:tbl>{_table_properties(table)}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _row(self, row: Row, table: Table) -> str:
        properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if row.head else "")
        cells, column = "", 0
        for cell in row.cells:
            width = sum(table.widths[column : column + cell.span])
            cells += self._cell(cell, width, row, last=column + cell.span == len(table.widths))
            column += cell.span
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: Cell, width: float, row: Row, *, last: bool) -> str:
        del last
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F4F1EA"/>' if row.head else ""
        properties = f'<w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}{shade}</w:tcPr>'
        inner = self.blocks(cell.blocks)
        # A cell ends with a paragraph, even one that holds a table.
        if not cell.blocks or isinstance(cell.blocks[-1], Table):
            inner += "<w:p/>"
        return f"<w:tc>{properties}{inner}</w:tc>"


def bookmark(number: int) -> str:
    """A name for a place: Word's may hold letters, digits and _ only; those that begin with _ are not listed."""
    return f"_page{number}"


# Paragraphs --------------------------------------------------------------------


def _paragraph_properties(paragraph: Paragraph) -> str:
    written = f'<w:pStyle w:val="{paragraph.style}"/>'
    if paragraph.keep:
        written += "<w:keepNext/>"
    written += _list_properties(paragraph)
    if paragraph.align is not None:
        written += f'<w:jc w:val="{paragraph.align}"/>'
    return f"<w:pPr>{written}</w:pPr>"


def _list_properties(paragraph: Paragraph) -> str:
    if paragraph.item is None:
        return ""
    item = paragraph.item
    if item.first:
        return f'<w:numPr><w:ilvl w:val="{item.level}"/><w:numId w:val="{item.number + 1}"/></w:numPr>'
    return f'<w:ind w:left="{420 * (item.level + 1)}" w:firstLine="0"/>'


def _run(words: str, look: Look, *, hint: bool) -> str:
    properties = _run_properties(look, hint=hint)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{''.join(_texts(words))}</w:r>"


def _texts(words: str) -> Iterator[str]:
    for piece in re.split("([\t\n])", words):
        if piece == "\t":
            yield "<w:tab/>"
        elif piece == "\n":
            yield "<w:br/>"
        elif piece:
            yield f'<w:t xml:space="preserve">{text(piece)}</w:t>'


def _run_properties(look: Look, *, hint: bool) -> str:
    written = '<w:rStyle w:val="Hyperlink"/>' if look.place or look.address else ""
    if look.code:
        written += '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'
    elif hint:
        written += '<w:rFonts w:hint="eastAsia"/>'
    written += "<w:b/>" if look.bold else ""
    written += "<w:i/>" if look.italic else ""
    written += "<w:strike/>" if look.struck else ""
    written += f'<w:color w:val="{COLOURS[look.colour]}"/>' if look.colour else ""
    written += {"": "", "super": '<w:vertAlign w:val="superscript"/>', "sub": '<w:vertAlign w:val="subscript"/>'}[look.raised]
    return written


def _drawing(picture: Picture, relation: str, number: int) -> str:
    size = f'cx="{round(picture.width * _EMU)}" cy="{round(picture.height * _EMU)}"'
    words = text(clean(picture.words))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="{text(f"Picture {number}")}" descr="{words}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{relation}.png" descr="{words}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


# Tables ------------------------------------------------------------------------

#: Lines of each kind of table: (side, thickness in eighths of a point, colour).
_LINES: Final[dict[TableKind, Sequence[tuple[str, int, str]]]] = {
    "data": (("top", 8, INK), ("bottom", 8, INK), ("insideH", 4, RULE)),
    "small": (("top", 6, INK), ("bottom", 6, INK), ("insideH", 2, RULE)),
    "facts": (("bottom", 4, RULE), ("insideH", 4, RULE)),
    "figures": (("top", 8, INK), ("bottom", 4, RULE), ("insideV", 4, RULE)),
}
_AIR: Final[dict[TableKind, tuple[int, int]]] = {"data": (40, 80), "small": (15, 80), "facts": (50, 60), "figures": (80, 110)}


def _table_properties(table: Table) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in _LINES[table.kind]
    )
    high, wide = _AIR[table.kind]
    margins = "".join(
        f'<w:{side} w:w="{air}" w:type="dxa"/>'
        for side, air in (("top", high), ("left", wide), ("bottom", high), ("right", wide))
    )
    return (
        f'<w:tblPr><w:tblW w:w="{twips(sum(table.widths))}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        "</w:tblPr>"
    )


Side = Literal["top", "left", "bottom", "right"]
