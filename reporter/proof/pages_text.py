"""The words of a built page: what a reader could have copied into Word."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from reporter.documents import Builder, Document

_BLOCKS: Final = frozenset(
    "p div section article header footer h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table thead tbody tr figure figcaption"
    " details summary blockquote br hr button".split(),
)
_CELLS: Final = frozenset({"td", "th"})
#: Drawings and scripts: their numbers are axes and coordinates.
_SILENT: Final = frozenset({"svg", "script", "style", "template", "noscript"})


class _Reader(HTMLParser):
    # Collects lines; a row's cells are parted by tabs, as in Word.

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        self._parted(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._parted(tag)
        if tag in _CELLS and not self._silent:
            self.lines[-1] += "\t"

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A blank between two elements parts their words: count/1 and 6 files are not 16 files.
            self.lines[-1] += data.replace("\n", " ") if data.strip() or self.lines[-1] else ""

    def _parted(self, tag: str) -> None:
        if tag in _BLOCKS and self.lines[-1].strip():
            self.lines.append("")


def page_document(name: str, content: str) -> Document:
    """The words of a page, a line for each block.

    Args:
        name: of the page.
        content: its Markdown with the HTML in it, front matter included.
    """
    reader = _Reader()
    reader.feed(_without_front_matter(content))
    reader.close()
    builder = Builder(name)
    for line in reader.lines:
        if "\t" in line:
            builder.table([line.rstrip("\t").split("\t")])
        else:
            builder.paragraph(line)
    return builder.document()


def _without_front_matter(content: str) -> str:
    if not content.startswith("---\n"):
        return content
    return content.partition("\n---\n")[2]
