"""Documents of all kinds as text with positions: Word, PDF, Markdown, plain text.

The only room that opens them; start at `read_document`.
"""

from reporter.documents.read import MAX_BYTES, MAX_TEXT, read_document
from reporter.documents.record import Document, Piece

__all__ = ["MAX_BYTES", "MAX_TEXT", "Document", "Piece", "read_document"]
