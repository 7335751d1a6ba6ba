"""The one-file page as a Word document, made from the page itself: the two cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import unquote

from reporter.errors import Problem, problem
from reporter.export.tree import Element, parsed
from reporter.export.word import pictures
from reporter.export.word.blocks import Block, Paragraph, Picture, Table
from reporter.export.word.manner import classes
from reporter.export.word.package import Face, package
from reporter.export.word.readers import reader
from reporter.export.word.reading import Reading
from reporter.export.word.xml import Body
from reporter.i18n import _, language_named, speaking

#: Rows: a table of no more stays whole; as many of a longer one stay together at its beginning.
_SHORT: Final = 8
_ALONE: Final = 2
#: Where the report does not say its date.
_NO_DATE: Final = datetime(1980, 1, 1, tzinfo=UTC)


def word(html: str, title: str, language: str, made: datetime = _NO_DATE) -> bytes:
    """The page as the bytes of a .docx file; the same page on the same computer gives the same bytes.

    Args:
        html: the page; its `<article>` is what is read.
        title: of the report, for the foot of each page and the file's properties.
        language: `zh` or `en`.
        made: the only date in the file: the report's own.
    """
    page = parsed(html)
    article = next((element for element in page if element.tag == "article"), page)
    with speaking(language_named(language)):
        reading = Reading(draw=_drawn, reader=reader, targets=_targets(article))
        blocks = _spaced(reading.page(article))
        body = Body(chinese=language == "zh")
        face = Face(
            title=title,
            language=language,
            made=made,
            left=_marked(article, "rp-class"),
            right=_marked(article, "rp-simulated"),
        )
        return package(body.blocks(blocks), face, body.pictures, body.addresses, reading.lists)


def unreadable_pictures() -> Problem | None:
    """What to tell a user whose computer has no Chinese font: the charts are left out."""
    if pictures.draws_chinese():
        return None
    message = _("This computer has no Chinese font: in the Word document words and tables stand in the charts' place.")
    hint = _("Install one (such as Noto Sans CJK) and export again.")
    return problem("R607", message, hint=hint)


def _drawn(drawing: Element, width: float | None) -> Picture | None:
    if width is not None:
        return pictures.bar(drawing, width)
    return pictures.picture(drawing) if pictures.draws_chinese() else None


def _targets(article: Element) -> frozenset[str]:
    """The places of the page that something leads to."""
    urls = (one.attributes.get("href") or "" for one in article if one.tag == "a")
    led_to = {unquote(url[1:]) for url in urls if url.startswith("#")}
    return frozenset(name for one in article if (name := one.attributes.get("id")) and name in led_to)


def _marked(article: Element, name: str) -> str:
    """The words of the first element of a class: the classification, whether anything is simulated."""
    found = (" ".join(one.words().split()) for one in article if name in classes(one))
    return next(found, "")


def _spaced(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with some air behind each table; what stands before a table stays with it.

    Two tables without a paragraph between them are one to Word.
    """
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph) and any(isinstance(after, Table) for after in blocks[place + 1 : place + 2]):
            block.keep = True
        yield block
        if isinstance(block, Table):
            for cell in (cell for row in block.rows for cell in row.cells):
                cell.blocks = list(_spaced(cell.blocks))
            _keep_together(block)
            yield Paragraph(style="Air")


def _keep_together(table: Table) -> None:
    """A short table stays on one page, of a long one no row alone at either end."""
    whole = len(table.rows) <= _SHORT
    for number, row in enumerate(table.rows[:-1]):
        if whole or number < _ALONE or number == len(table.rows) - 2:
            for cell in row.cells:
                for block in cell.blocks:
                    if isinstance(block, Paragraph):
                        block.keep = True
