"""A Word file: A4, Chinese fonts for Chinese text, the kind of copy in every page's head."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from reporter.documents.paper import Block, Facts, Heading, Table, Words
from reporter.safe import plain

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

#: Latin and Chinese font of each style; all come with Windows and WPS.
_FONTS: Final = {
    "Normal": ("Times New Roman", "宋体", 11),
    "Title": ("Arial", "黑体", 20),
    "Heading 1": ("Arial", "黑体", 15),
    "Heading 2": ("Arial", "黑体", 12),
    "Header": ("Arial", "黑体", 9),
    "Footer": ("Times New Roman", "宋体", 9),
}
_INK: Final = "1F2937"
_FAINT: Final = "6B7280"
_SHADE: Final = "EEF2F7"
_RULE: Final = "C9CDD3"
_TEXT: Final = 16.2  # cm, a line of text
_WIDEST: Final = 26  # half-width signs a column may ask for
_PAD: Final = 3  # half-width signs of air in a column
#: Air inside a cell, in twentieths of a point.
_MARGINS: Final = (("top", 50), ("left", 60), ("bottom", 50), ("right", 60))
#: The earliest time a zip archive can hold: the same document is the same bytes.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def word_file(blocks: Sequence[Block], *, head: str, title: str, made: datetime) -> bytes:
    """The document as the bytes of a .docx file; the same input gives the same bytes.

    Args:
        blocks: what it says, from top to bottom.
        head: stands at the top of every page.
        title: the title in the file's properties.
        made: the date in the file's properties.
    """
    import docx

    word = docx.Document()
    _dressed(word, head)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = plain(title), "", ""
    properties.created = properties.modified = made.replace(tzinfo=None)
    for block in blocks:
        _write(word, block)
    stream = io.BytesIO()
    word.save(stream)
    return _dated(stream.getvalue())


def _dated(raw: bytes) -> bytes:
    """The same archive without the time it was made at."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()


def _dressed(word: WordDocument, head: str) -> None:
    """A4, fonts, what stands in the head of each page and its number at the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    for name, (latin, chinese, size) in _FONTS.items():
        style: Any = word.styles[name]
        style.font.name, style.font.size = latin, Pt(size)
        style.font.color.rgb = RGBColor.from_string(_INK)
        _east_asian(style.element.get_or_add_rPr(), chinese)
    body: Any = word.styles["Normal"]
    body.paragraph_format.line_spacing, body.paragraph_format.space_after = 1.4, Pt(4)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header.paragraphs[0].text = plain(head)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(foot)


def _east_asian(properties: Any, font: str) -> None:  # noqa: ANN401 - lxml's elements carry no types
    """Chinese characters take the East Asian font of a style, which python-docx has no field for."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _page_number(paragraph: Any) -> None:  # noqa: ANN401 - python-docx's paragraph
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - fields have no interface


def _write(word: WordDocument, block: Block) -> None:
    from docx.shared import RGBColor

    if isinstance(block, Heading):
        word.add_heading(plain(block.words), block.level)
    elif isinstance(block, Words):
        run = word.add_paragraph().add_run(plain(block.words))
        if block.faint:
            run.font.color.rgb = RGBColor.from_string(_FAINT)
    elif isinstance(block, Facts):
        for name, lines in block.rows:
            for number, line in enumerate(lines):
                paragraph = word.add_paragraph()
                paragraph.add_run(f"{name}：").bold = number == 0
                paragraph.add_run(plain(line))
    else:
        _table(word, block)


def _table(word: WordDocument, block: Table) -> None:
    from docx.shared import Cm, Pt

    table = word.add_table(rows=0, cols=len(block.headers))
    table.autofit = False
    _ruled(table)
    widths = _widths((block.headers, *block.rows))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, row in enumerate((block.headers, *block.rows)):
        line = table.add_row()
        _whole(line)
        for cell, words, width in zip(line.cells, row, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.2
            run = paragraph.add_run(plain(words))
            run.font.size, run.bold = Pt(9.5), number == 0
            if number == 0:
                _shaded(cell)
    if block.rows:
        _repeated(table.rows[0])
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """The columns' widths in cm: as their longest words ask for, none wider than half a dozen others."""
    asked = [min(max(cell_len(plain(row[n])) for row in rows), _WIDEST) + _PAD for n in range(len(rows[0]))]
    return [_TEXT * one / sum(asked) for one in asked]


def _ruled(table: Any) -> None:  # noqa: ANN401 - python-docx's table
    """Hairlines between rows, a line above and below, air around the words: as on the page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (("top", 8, _INK), ("bottom", 8, _INK), ("insideH", 4, _RULE))
    )
    margins = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in _MARGINS)
    properties = table._tbl.tblPr  # noqa: SLF001 - borders have no interface
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))


def _whole(row: Any) -> None:  # noqa: ANN401 - python-docx's row
    """A row stays on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no interface


def _shaded(cell: Any) -> None:  # noqa: ANN401 - python-docx's cell
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - shading has no interface


def _repeated(row: Any) -> None:  # noqa: ANN401 - python-docx's row
    """The headings stand again at the top of every page the table goes over."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - a repeated heading has no interface
