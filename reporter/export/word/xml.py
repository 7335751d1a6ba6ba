"""Blocks as WordprocessingML: the body of the document, and what it refers to.

Word is strict about the order of elements inside another; every function here writes them in the schema's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from reporter.export.word.blocks import Block, Cell, Colour, Look, Paragraph, Picture, Row, Run, Table, TableKind
from reporter.i18n import _
from reporter.safe import plain, text

XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_TWIPS: Final = 1440 / 2.54  # in a cm
_EMU: Final = 360_000  # in a cm
#: A step of a list to the right, in twips.
INDENT: Final = 420
#: The page's colours on paper.
COLOURS: Final[dict[Colour, str]] = {"": "", "faint": "525E69", "act": "1C5A88", "neg": "B23C17", "inc": "7D5A00"}
INK: Final = "18222C"
_RULE: Final = "C9C4B8"
_SOFT: Final = "F4F1EA"
#: What no XML may hold: controls, surrogates, two that are no characters.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Signs that Western and Chinese fonts both have; in Chinese text Word must be told to take the Chinese one.
_SHARED: Final = re.compile("([“”‘’…—·]+)")

#: Lines of each kind of table: (side, thickness in eighths of a point, colour), in the schema's order.
_LINES: Final[dict[TableKind, Sequence[tuple[str, int, str]]]] = {
    "data": (("top", 8, INK), ("bottom", 8, INK), ("insideH", 4, _RULE)),
    "small": (("top", 6, INK), ("bottom", 6, INK), ("insideH", 2, _RULE)),
    "facts": (("bottom", 4, _RULE), ("insideH", 4, _RULE)),
    "figures": (("top", 8, INK), ("bottom", 4, _RULE), ("insideV", 4, _RULE)),
}
#: Air in their cells, above and below, left and right, in twips.
_AIR: Final[dict[TableKind, tuple[int, int]]] = {
    "data": (40, 80),
    "small": (15, 80),
    "facts": (50, 60),
    "figures": (80, 110),
}


def clean(words: object) -> str:
    """`words` as XML can hold them, without what the page leaves out either."""
    return _FORBIDDEN.sub("", plain(words))


def twips(centimetres: float) -> int:
    """A length as Word counts it: twentieths of a point."""
    return round(centimetres * _TWIPS)


@dataclass(slots=True)
class Body:
    """Writes blocks; collects what they refer to.

    Args:
        chinese: whether signs of both scripts are Chinese ones.
        pictures: PNG by its name in the file.
        addresses: by the id of their relation.
    """

    chinese: bool
    pictures: dict[str, bytes] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)
    _captions: int = 0
    _drawn: int = 0

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Paragraphs and tables, one behind the other."""
        return "".join(self._table(one) if isinstance(one, Table) else self._paragraph(one) for one in blocks)

    def _paragraph(self, paragraph: Paragraph) -> str:
        marks = "".join(map(self._mark, paragraph.places))
        caption = self._caption() if paragraph.numbered else ""
        return (
            f"<w:p>{_paragraph_properties(paragraph)}{marks}{caption}{''.join(map(self._part, paragraph.parts))}</w:p>"
        )

    def _mark(self, place: str) -> str:
        number = self._place(place)
        return f'<w:bookmarkStart w:id="{number}" w:name="{_bookmark(number)}"/><w:bookmarkEnd w:id="{number}"/>'

    def _place(self, name: str) -> int:
        return self._places.setdefault(name, len(self._places))

    def _caption(self) -> str:
        """图1, its number a field, from which Word makes lists of figures."""
        self._captions += 1
        look = Look(bold=True)
        before, after = (_("Figure"), "\u3000") if self.chinese else (f"{_('Figure')} ", "  ")
        number = self._run(Run(str(self._captions), look))
        return (
            f'{self._run(Run(before, look))}<w:fldSimple w:instr=" SEQ Figure \\* ARABIC ">{number}</w:fldSimple>'
            f"{self._run(Run(after))}"
        )

    def _part(self, part: Run | Picture) -> str:
        if isinstance(part, Picture):
            return self._picture(part)
        run = self._run(part)
        if part.look.place:
            return (
                f'<w:hyperlink w:anchor="{_bookmark(self._place(part.look.place))}" w:history="1">{run}</w:hyperlink>'
            )
        if part.look.address:
            return f'<w:hyperlink r:id="{self._address(part.look.address)}" w:history="1">{run}</w:hyperlink>'
        return run

    def _address(self, address: str) -> str:
        known = {there: name for name, there in self.addresses.items()}
        name = known.get(address, f"address{len(known) + 1}")
        self.addresses[name] = address
        return name

    def _run(self, run: Run) -> str:
        words = clean(run.words)
        pieces = _SHARED.split(words) if self.chinese else [words]
        return "".join(_run(piece, run.look, shared=bool(place % 2)) for place, piece in enumerate(pieces) if piece)

    def _picture(self, picture: Picture) -> str:
        name = sha256(picture.png).hexdigest()[:16]
        self.pictures[f"{name}.png"] = picture.png
        self._drawn += 1
        return _drawing(picture, f"picture-{name}", self._drawn)

    # Tables --------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in table.widths)
        rows = "".join(self._row(row, table.widths) for row in table.rows)
        return f"<w:tbl>{_table_properties(table)}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _row(self, row: Row, widths: Sequence[float]) -> str:
        cells, column = "", 0
        for cell in row.cells:
            cells += self._cell(cell, sum(widths[column : column + cell.span]), shaded=row.head)
            column += cell.span
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if row.head else ''}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: Cell, width: float, *, shaded: bool) -> str:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SOFT}"/>' if shaded else ""
        # A cell ends with a paragraph, even one that holds a table.
        end = "<w:p/>" if not cell.blocks or isinstance(cell.blocks[-1], Table) else ""
        properties = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}{shade}'
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{self.blocks(cell.blocks)}{end}</w:tc>"


def _bookmark(number: int) -> str:
    """A name for a place: Word's hold letters, digits and _ only; those that begin with _ it does not list."""
    return f"_page{number}"


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
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar><w:tblLook w:val="0420"/></w:tblPr>'
    )


# Paragraphs, words, pictures -------------------------------------------------------


def _paragraph_properties(paragraph: Paragraph) -> str:
    written = f'<w:pStyle w:val="{paragraph.style}"/>'
    written += "<w:keepNext/>" if paragraph.keep else ""
    written += "<w:pageBreakBefore/>" if paragraph.new_page else ""
    if paragraph.item is not None and paragraph.item.first:
        number = f'<w:ilvl w:val="{paragraph.item.level}"/><w:numId w:val="{paragraph.item.number + 1}"/>'
        written += f"<w:numPr>{number}</w:numPr>"
    elif paragraph.item is not None:
        written += f'<w:ind w:left="{INDENT * (paragraph.item.level + 1)}" w:firstLine="0"/>'
    written += f'<w:jc w:val="{paragraph.align}"/>' if paragraph.align is not None else ""
    return f"<w:pPr>{written}</w:pPr>"


def _run(words: str, look: Look, *, shared: bool) -> str:
    properties = _run_properties(look, shared=shared)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{''.join(_texts(words))}</w:r>"


def _texts(words: str) -> Iterator[str]:
    for piece in re.split("([\t\n])", words):
        if piece == "\t":
            yield "<w:tab/>"
        elif piece == "\n":
            yield "<w:br/>"
        elif piece:
            yield f'<w:t xml:space="preserve">{text(piece)}</w:t>'


def _run_properties(look: Look, *, shared: bool) -> str:
    written = '<w:rStyle w:val="Hyperlink"/>' if look.place or look.address else ""
    if look.code:
        written += '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'
    elif shared:
        written += '<w:rFonts w:hint="eastAsia"/>'
    written += "<w:b/>" if look.bold else ""
    written += "<w:i/>" if look.italic else ""
    written += "<w:strike/>" if look.struck else ""
    written += f'<w:color w:val="{COLOURS[look.colour]}"/>' if look.colour else ""
    return written + (f'<w:vertAlign w:val="{look.raised}script"/>' if look.raised else "")


def _drawing(picture: Picture, relation: str, number: int) -> str:
    size = f'cx="{round(picture.width * _EMU)}" cy="{round(picture.height * _EMU)}"'
    words = text(clean(picture.words))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Picture {number}" descr="{words}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{relation}.png" descr="{words}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
