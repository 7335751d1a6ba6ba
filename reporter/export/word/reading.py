"""The page as blocks of a Word document: every word that is read on paper, in the page's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from reporter.export.tree import Element
from reporter.export.word.blocks import (
    Block,
    Colour,
    ListPlace,
    Look,
    Paragraph,
    Picture,
    Run,
)
from reporter.export.word.manner import Manner, classes, set_as

#: Draws a chart, or a row's tiny bar so many cm wide; None: it cannot be drawn on this computer.
Draws = Callable[[Element, float | None], Picture | None]

#: Left out: what only a screen has, and what a scripted page loads.
_SCREEN_TAGS: Final = frozenset("button script style template noscript form input nav svg".split())
#: Links to the page's own list below it, a curve repeated for phones, names a wide drawing says itself.
_SCREEN_CLASSES: Final = frozenset("no-print rp-see rp-zoom not-wide".split())
#: Said once, at the top of the report and in the head of every page, and not again above every annex.
_ONCE: Final = frozenset("rp-cover rp-title".split())

_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer header hr li main ol p pre"
    " section summary table ul h1 h2 h3 h4 h5 h6".split()
)
#: Spans that begin a line of their own, by their style sheet.
_BLOCK_CLASSES: Final = frozenset("rp-sub rp-line detail".split())
#: Parts of a line that stand apart: what parts them, and what parts the last one.
_APART: Final = {
    "rp-cover": ("\u2003", "\u2003"),
    "rp-voice": ("\t", "\t"),
    "rp-verdict": ("\t", "\t"),
    "rp-file-name": ("\u2003", "\t"),
    "rp-equation": (" ", " "),
    "rp-keys": ("\u2003", "\u2003"),
}

_COLOURS: Final[dict[str, Colour]] = {
    "rp-late": "neg",
    "rp-ok": "act",
    "rp-ordinal": "faint",
    "rp-blank": "faint",
    "rp-tag": "faint",
    "rp-z": "faint",
    "rp-time": "faint",
    "rp-sub": "faint",
}
_BLANKS: Final = re.compile("[ \t\n\r\f]+")


def left_out(element: Element) -> bool:
    """Whether an element is for screens only, or a sign that readers of the words are spared."""
    return (
        element.tag in _SCREEN_TAGS
        or bool(classes(element) & _SCREEN_CLASSES)
        or (element.tag == "a" and "download" in element.attributes)
        or element.attributes.get("aria-hidden") == "true"
    )


def parts_of(element: Element) -> list[Element]:
    """What an element is made of; words that stand loose in it as an element of their own."""
    wrapped = (Element("span", children=[one]) if isinstance(one, str) else one for one in element.children)
    return [part for part in wrapped if not left_out(part) and (part.tag != "span" or part.words().strip())]


#: Reads an element that is more than paragraphs.
Reads = Callable[["Reading", Element, "Manner"], None]


@dataclass(slots=True)
class Reading:
    """Turns elements into blocks.

    Args:
        draw: draws what can be drawn.
        reader: what reads an element that is more than paragraphs; None for every other.
        targets: names of the places that links lead to.
        lists: of each numbered list the number it begins with.
    """

    draw: Draws
    reader: Callable[[Element], Reads | None]
    targets: frozenset[str]
    lists: list[int] = field(default_factory=list)
    _out: list[Block] = field(default_factory=list)
    _open: Paragraph | None = None
    _places: list[str] = field(default_factory=list)
    _item: ListPlace | None = None

    def page(self, article: Element) -> list[Block]:
        """The blocks of the whole page."""
        self.children(article, Manner())
        self.flush()
        return self._out

    # Walking ------------------------------------------------------------------

    def children(self, element: Element, manner: Manner) -> None:
        """Read what is inside an element."""
        for child in element.children:
            if isinstance(child, str):
                self._words(child, manner)
            else:
                self._element(child, manner)

    def _element(self, element: Element, manner: Manner) -> None:
        kinds = classes(element)
        if left_out(element) or (manner.annex and kinds & _ONCE):
            return
        self._place(element)
        reads = self.reader(element)
        if reads is not None:
            self.flush()
            reads(self, element, manner)
            self.flush()
        elif element.tag == "br":
            self.sign("\n", manner)
        elif manner.small and "rp-sub" in kinds:
            # A line each would make pages of a long table.
            self.sign("\u2003" if self._open is not None else "", manner)
            self.inline(element, replace(manner, look=replace(manner.look, bold=False)))
        elif element.tag in _BLOCK_TAGS or kinds & _BLOCK_CLASSES:
            self.block(element, manner)
        else:
            self.inline(element, manner)

    def _place(self, element: Element) -> None:
        name = element.attributes.get("id")
        if name in self.targets:
            self.flush()
            self._places.append(name)

    def block(self, element: Element, manner: Manner) -> None:
        """Read an element that begins and ends a paragraph."""
        self.flush()
        inner = set_as(element, manner)
        apart = next((gaps for name, gaps in _APART.items() if name in classes(element)), None)
        if apart is not None:
            self._apart(element, inner, *apart)
        else:
            self.children(element, inner)
        self.flush()

    def _apart(self, element: Element, manner: Manner, gap: str, last_gap: str) -> None:
        """A line whose parts stand apart."""
        parts = parts_of(element)
        for part in parts:
            if self._open is not None:
                self.sign(last_gap if part is parts[-1] else gap, manner)
            self.inline(part, manner)

    def inline(self, element: Element, manner: Manner) -> None:
        """Read an element that stands in a line."""
        inner = replace(manner, look=self._look(element, manner))
        before, after = ("“", "”") if element.tag == "q" else ("· ", "") if "rp-tag" in classes(element) else ("", "")
        if "rp-z" in classes(element):
            before = "\u2003"
        self.sign(before, inner)
        self.children(element, inner)
        self.sign(after, inner)

    def _look(self, element: Element, manner: Manner) -> Look:
        look = manner.look
        match element.tag:
            case "b" | "strong":
                look = replace(look, bold=True, colour=manner.verdict or look.colour)
            case "em" | "i":
                look = replace(look, italic=True)
            case "s" | "del":
                look = replace(look, struck=True)
            case "code":
                look = replace(look, code=True)
            case "sup":
                look = replace(look, raised="super")
            case "sub":
                look = replace(look, raised="sub")
            case "a":
                look = self._linked(look, element.attributes.get("href") or "")
        kinds = classes(element)
        if kinds & {"rp-class", "rp-simulated"}:
            look = replace(look, bold=True)
        colour = next((colour for name, colour in _COLOURS.items() if name in kinds), None)
        return look if colour is None else replace(look, colour=colour)

    def _linked(self, look: Look, url: str) -> Look:
        if url.startswith("#"):
            name = unquote(url[1:])
            return replace(look, place=name) if name in self.targets else look
        return replace(look, address=address(url))

    # Words --------------------------------------------------------------------

    def _words(self, words: str, manner: Manner) -> None:
        """Text of the page: blanks count once, at the edges of a paragraph not at all."""
        words = _BLANKS.sub(" ", words)
        if self._open is None or self._open.words()[-1:] in {"", " ", "\n", "\t", "\u2003"}:
            words = words.removeprefix(" ")
        self.sign(words, manner)

    def sign(self, words: str, manner: Manner) -> None:
        """Text as it stands."""
        if not words:
            return
        parts = self._paragraph(manner).parts
        last = parts[-1] if parts else None
        if isinstance(last, Run) and last.look == manner.look:
            parts[-1] = Run(last.words + words, last.look)
        else:
            parts.append(Run(words, manner.look))

    def _paragraph(self, manner: Manner) -> Paragraph:
        """The paragraph that is being written."""
        if self._open is None:
            self._open = Paragraph(
                style=manner.paragraph_style(),
                align=manner.align,
                keep=manner.keep,
                item=self._item,
                new_page=manner.new_page,
            )
            self._open.places, self._places = self._places, []
            if self._item is not None:
                self._item = replace(self._item, first=False)
        return self._open

    def flush(self) -> None:
        """End the paragraph."""
        paragraph, self._open = self._open, None
        if paragraph is None:
            return
        last = paragraph.parts[-1] if paragraph.parts else None
        if isinstance(last, Run):
            paragraph.parts[-1] = Run(last.words.rstrip(" "), last.look)
        self._out.append(paragraph)

    @contextmanager
    def inside(self) -> Iterator[list[Block]]:
        """What is read meanwhile is collected apart, as for a cell."""
        self.flush()
        out, item = self._out, self._item
        collected: list[Block] = []
        self._out, self._item = collected, None
        yield collected
        self.flush()
        self._out, self._item = out, item

    @contextmanager
    def item(self, place: ListPlace) -> Iterator[None]:
        """What is read meanwhile is an item of a list."""
        self.flush()
        before, self._item = self._item, place
        yield
        self.flush()
        self._item = before

    @property
    def level(self) -> int:
        """How deep a list would be that begins here."""
        return 0 if self._item is None else self._item.level + 1

    def put(self, block: Block) -> None:
        """A block that was made elsewhere."""
        self.flush()
        if isinstance(block, Paragraph):
            block.places, self._places = [*self._places, *block.places], []
        self._out.append(block)


def address(url: str) -> str:
    """An address of the web as Word takes it; empty for any other: of a malformed one it makes a damaged document."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:  # such as http://[ or a port of letters
        return ""
    web = parts.scheme in {"http", "https"} and host.isascii() and host.replace("-", "").replace(".", "").isalnum()
    return quote(url, safe="%/:?#@!$&'()*+,;=~") if web else ""
