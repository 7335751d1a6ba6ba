"""PDF files: the text of every page, its broken lines joined into paragraphs again."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from reporter.documents.build import Builder
from reporter.documents.record import Document
from reporter.errors import UserError, problem
from reporter.i18n import _

if TYPE_CHECKING:
    from pypdf import PdfReader

#: More pages or characters than any report has.
_PAGES: Final = 1_000
_CHARACTERS: Final = 2_000_001
_ENDED: Final = tuple("。！？!?；;：:…")
_CJK: Final = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BETWEEN: Final = re.compile(rf"(?<=[{_CJK}])[ \t]+(?=[{_CJK}])")
_WIDE: Final = re.compile(rf"[{_CJK}]")
_BEGINS: Final = re.compile(
    r"(?:[0-9]{1,3}[.、．)）]|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|[•●■◆·])"
)
#: Fonts share a glyph between a character and its radical, and the PDF may name the radical (⽅ for 方).
_RADICALS: Final = re.compile("[\u2e80-\u2fdf]")
#: Those Unicode's own tables do not name, or name otherwise (⼾ is 户 here).
_SUPPLEMENT: Final = dict(
    zip(
        "\u2ed3\u2ed4\u2ecb\u2ec5\u2ec9\u2eda\u2edb\u2edc\u2ee2\u2ee5\u2ee6\u2ee8\u2ee9\u2eec"
        "\u2ef0\u2ef3\u2ec4\u2ec6\u2ed8\u2edd\u2ee3\u2ee4\u2ea0\u2eee\u2ec1\u2ed1\u2e97\u2eb7\u2f3e",
        "长门车见贝页风飞马鱼鸟麦黄齐龙龟西角青食骨鬼民齿虎長心网户",
        strict=True,
    ),
)
#: A line that fills less of the page's width than this ends its paragraph.
_FULL: Final = 0.75


def read_pdf(raw: bytes, file: str) -> Document:
    """The text of a PDF file, a page after the other.

    Raises: UserError - R602 damaged, protected by a password, or pictures of pages without text; R603 too many pages.
    """
    # What pypdf repairs on the way is no business of the user's.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    builder = Builder(file)
    total = 0
    for number, text in _pages(raw, file):
        total += len(text)
        if total > _CHARACTERS:
            break
        for words in paragraphs(text):
            builder.on_page(words, number)
    if not total:
        message = _("The PDF holds pictures of pages and no text.")
        hint = _("Ask for the Word file, or run a text recognition (OCR) over it first.")
        raise UserError([problem("R602", message, hint=hint, file=file)])
    return builder.document()


def _pages(raw: bytes, file: str) -> Iterator[tuple[int, str]]:
    try:
        reader = _opened(raw, file)
        _few_enough(reader, file)
        for number, page in enumerate(reader.pages, 1):
            yield number, _RADICALS.sub(_character, page.extract_text()).strip()
    except UserError:
        raise
    except Exception as error:
        # A broken PDF breaks the library in any way it likes.
        message = _("The PDF is damaged ({why}).").format(why=str(error) or type(error).__name__)
        hint = _("Open it in a reader, print it to a new PDF, and read that file.")
        raise UserError([problem("R602", message, hint=hint, file=file)]) from error


def _character(radical: re.Match[str]) -> str:
    return _SUPPLEMENT.get(radical[0]) or unicodedata.normalize("NFKC", radical[0])


def _few_enough(reader: PdfReader, file: str) -> None:
    if len(reader.pages) > _PAGES:
        message = _("The PDF has more than {n} pages.").format(n=_PAGES)
        hint = _("Split it into parts and read each by itself.")
        raise UserError([problem("R603", message, hint=hint, file=file)])


def _opened(raw: bytes, file: str) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(raw))
    try:
        readable = not reader.is_encrypted or bool(reader.decrypt(""))
    except DependencyError:
        readable = False
    if not readable:
        message = _("The PDF is protected by a password.")
        hint = _("Save a copy without the password, and read that file.")
        raise UserError([problem("R602", message, hint=hint, file=file)])
    return reader


def paragraphs(page: str) -> Iterator[str]:
    """The paragraphs of a page's text: a full line that ends no sentence goes on in the next."""
    lines = [_BETWEEN.sub("", line).strip() for line in page.split("\n")]
    widest = max(map(_width, lines), default=0)
    held = ""
    for line in filter(None, lines):
        if held and _BEGINS.match(line):
            yield held
            held = ""
        held = _joined(held, line)
        if line.endswith(_ENDED) or _width(line) < _FULL * widest:
            yield held
            held = ""
    if held:
        yield held


def _joined(held: str, line: str) -> str:
    if not held:
        return line
    cut = held[-1].isdigit() and line[0].isdigit() and _WIDE.search(held)
    close = bool(_WIDE.match(held[-1]) or _WIDE.match(line[0]) or cut)
    return held + line if close else f"{held} {line}"


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))
