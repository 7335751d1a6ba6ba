"""A Word file: A4, Chinese fonts for Chinese text, the kind of copy in every page's head."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

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
    from docx.shared import Pt

    table = word.add_table(rows=0, cols=len(block.headers))
    table.style = "Table Grid"
    for number, row in enumerate((block.headers, *block.rows)):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(plain(words))
            run.font.size, run.bold = Pt(9.5), number == 0
            if number == 0:
                _shaded(cell)
    if block.rows:
        _repeated(table.rows[0])
    word.add_paragraph().paragraph_format.space_after = Pt(0)


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
