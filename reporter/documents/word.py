"""Word documents: paragraphs and tables of the body in order, then foot- and endnotes, heads and feet of pages.

python-docx opens the package; the text is read from its XML, because what the
library calls a paragraph's text leaves out insertions and text boxes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from reporter.documents.build import Builder
from reporter.documents.record import Document
from reporter.errors import UserError, problem
from reporter.i18n import _

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

#: Limits of safety.md section 2, tighter: no report is 256 MiB of XML.
_MEMBERS: Final = 2_000
_TOTAL: Final = 256 << 20
_RATIO: Final = 100
#: Below this size no ratio is dangerous.
_FREE: Final = 16 << 20
#: An XML declaration and what comes before the root stand in here.
_PROLOGUE: Final = 4096

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES: Final = ("footnotes", "endnotes")
_MARGINS: Final = ("header", "footer")
#: Elements whose words are no text of the paragraph they stand in.
_APART: Final = frozenset({_FALLBACK, f"{_W}txbxContent", f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr"})


def read_word(raw: bytes, file: str) -> Document:
    """The text of a Word document.

    Raises: UserError - R601 another kind of archive, R602 a damaged or protected one, R603 beyond the limits.
    """
    _checked(raw, file)
    word = _opened(raw, file)
    builder = Builder(file)
    for block in _blocks(word.element.body):
        if block.tag == f"{_W}tbl":
            builder.table(_rows(block))
        else:
            builder.paragraph(_words(block))
            for box in _boxes(block):
                builder.paragraph(_words(box))
    for kind, note in _parts(word, _NOTES):
        # The separators are notes of a type of their own.
        if note.get(f"{_W}type") is None:
            builder.note(kind, _words(note))
    for kind, line in _parts(word, _MARGINS):
        builder.margin(kind, _words(line))
    return builder.document()


def _checked(raw: bytes, file: str) -> None:
    """Look at the archive's directory before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise _damaged(file, error) from error
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > _MEMBERS or total > _TOTAL or (total > _FREE and total / packed > _RATIO):
        message = _("The document unpacks to {total} bytes in {members} parts, more than allowed.")
        message = message.format(total=f"{total:,}", members=len(members))
        hint = _("Open it in Word, save it under another name, and read that file.")
        raise UserError([problem("R603", message, hint=hint, file=file)])
    names = {member.filename for member in members}
    if "word/document.xml" not in names:
        message = _("The archive is no Word document.")
        hint = _("Documents that can be read: .docx, .pdf, .md, .txt.")
        raise UserError([problem("R601", message, hint=hint, file=file)])
    _refuse_entities(archive, members, file)


def _refuse_entities(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], file: str) -> None:
    """Word writes no document type; one that declares entities was made by somebody else."""
    for member in members:
        if not member.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(member) as part:
                head = part.read(_PROLOGUE)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise _damaged(file, error) from error
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            message = _("The document declares XML entities, which no Word does; it is not read.")
            raise UserError([problem("R602", message, file=file)])


def _opened(raw: bytes, file: str) -> WordDocument:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise _damaged(file, error) from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(file, error) from error


def _damaged(file: str, error: Exception) -> UserError:
    why = _("cut off, or no Word file") if isinstance(error, zipfile.BadZipFile) else error
    message = _("The document is damaged ({why}).").format(why=why)
    hint = _("Open it in Word, save it under another name, and read that file.")
    return UserError([problem("R602", message, hint=hint, file=file)])


# The XML ------------------------------------------------------------------------

# lxml's elements carry no types.
_Element = Any


def _blocks(parent: _Element) -> Iterator[_Element]:
    """Paragraphs and tables in order, those inside content controls included."""
    for child in parent.iterchildren():
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"}:
            yield from _blocks(child)


def _words(element: _Element) -> str:
    """The words of a paragraph as a reader sees them: insertions, no deletions, no field codes."""
    return "".join(_pieces(element))


def _pieces(element: _Element) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in _APART:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _pieces(child)


def _boxes(paragraph: _Element) -> Iterator[_Element]:
    """The paragraphs of text boxes anchored in a paragraph, each once."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            yield from box.iter(f"{_W}p")


def _rows(table: _Element) -> Iterator[list[str]]:
    """The cells of each row; a cell over several columns is followed by empty ones."""
    for row in table.iter(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{_W}tc"):
            cells.append(" ".join(filter(None, (_words(p).strip() for p in cell.iter(f"{_W}p")))))
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = span.get(f"{_W}val", "1") if span is not None else "1"
            cells += [""] * (min(int(wide), 100) - 1 if wide.isdecimal() else 0)
        yield cells


def _parts(word: WordDocument, kinds: tuple[str, ...]) -> Iterator[tuple[str, _Element]]:
    """(kind, note or line) of the parts of these kinds beside the body."""
    from docx.oxml import parse_xml

    for relation in word.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in kinds and not relation.is_external:
            yield from ((kind, one) for one in parse_xml(relation.target_part.blob).iterchildren())
