"""The one-file page as a Word document."""

from reporter.export.word.document import unreadable_pictures, word

__all__ = ["unreadable_pictures", "word"]
