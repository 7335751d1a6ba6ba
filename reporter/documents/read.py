"""A document of any kind by its content, never by its name alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reporter.documents.lines import from_lines
from reporter.documents.pdf import read_pdf
from reporter.documents.record import Document
from reporter.documents.word import read_word
from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.load.files import decode, read_bytes

#: The largest file that is read, and the longest text.
MAX_BYTES: Final = 64 << 20
MAX_TEXT: Final = 2_000_000

_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
_MARKDOWN: Final = frozenset({".md", ".markdown"})


def read_document(path: Path) -> Document:
    """What a Word, PDF, Markdown or text file says, with the place of everything in it.

    Raises: UserError - R005 it cannot be read, R601 it is of another kind,
        R602 it is damaged, protected or holds no text, R603 it is beyond the limits.
    """
    file = path.as_posix()
    raw = read_bytes(path, file, MAX_BYTES)
    document = _read(raw, file, path.suffix.lower())
    if not document.text.strip():
        raise UserError([problem("R602", _("The document holds no text."), file=file)])
    if len(document.text) > MAX_TEXT:
        message = _("The document holds more than {n} characters.").format(n=f"{MAX_TEXT:,}")
        hint = _("Split it into parts and read each by itself.")
        raise UserError([problem("R603", message, hint=hint, file=file)])
    return document


def _read(raw: bytes, file: str, suffix: str) -> Document:
    if raw.startswith(b"PK\x03\x04"):
        return read_word(raw, file)
    # A PDF may have a few bytes before its mark.
    if b"%PDF-" in raw[:1024]:
        return read_pdf(raw, file)
    if raw.startswith(_OLD_WORD) or suffix in {".doc", ".wps"}:
        message = _("This is a document of old Word (.doc) or WPS.")
        hint = _("Open it in Word or WPS, save it as .docx, and read that file.")
        raise UserError([problem("R601", message, hint=hint, file=file)])
    if raw.startswith(b"{\\rtf") or raw[:2048].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        message = _("This is a rich-text or web page, no Word, PDF, Markdown or text file.")
        hint = _("Open it in Word, save it as .docx, and read that file.")
        raise UserError([problem("R601", message, hint=hint, file=file)])
    return from_lines(_text(raw, file), file, markdown=suffix in _MARKDOWN)


def _text(raw: bytes, file: str) -> str:
    head, marked = raw[:4096], raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.count(0) > len(head) // 8 and not marked:
        # UTF-16 without its mark: ASCII characters carry their zero byte first or second.
        raw = (b"\xfe\xff" if head[0::2].count(0) > head[1::2].count(0) else b"\xff\xfe") + raw
        marked = True
    if not marked and 0 in head:
        message = _("This is no Word, PDF, Markdown or text file.")
        hint = _("Documents that can be read: .docx, .pdf, .md, .txt.")
        raise UserError([problem("R601", message, hint=hint, file=file)])
    return decode(raw, file)
