"""Documents of all kinds as text with positions: Word, PDF, Markdown, plain text.

The only room that opens them, at `read_document`, and that writes Word, at `word_file`.
"""

from reporter.documents.build import Builder
from reporter.documents.paper import Block, Facts, Heading, Table, Words, as_markdown, as_plain
from reporter.documents.read import MAX_BYTES, MAX_TEXT, read_document
from reporter.documents.record import Document, Piece
from reporter.documents.word_file import word_file

__all__ = [
    "MAX_BYTES",
    "MAX_TEXT",
    "Block",
    "Builder",
    "Document",
    "Facts",
    "Heading",
    "Piece",
    "Table",
    "Words",
    "as_markdown",
    "as_plain",
    "read_document",
    "word_file",
]
