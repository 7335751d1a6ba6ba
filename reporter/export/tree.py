"""HTML as a small tree and back, for pages that are joined: tags as written where nothing in them changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from reporter.safe import text

_VOID: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())


@dataclass(slots=True)
class Element:
    """One element.

    Args:
        tag: its name in small letters; empty for what stands around a piece of HTML.
        attributes: by name, unescaped; None for one without a value.
        start: its start tag as written; empty once an attribute was changed.
        end: its end tag; empty when there is none.
        children: elements, and text unescaped.
    """

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    start: str = ""
    end: str = ""
    children: list[Element | str] = field(default_factory=list)

    def set(self, name: str, value: str) -> None:
        """Give an attribute a value."""
        if self.attributes.get(name) != value:
            self.attributes[name] = value
            self.start = ""

    def drop(self, name: str) -> None:
        """Take an attribute away."""
        if name in self.attributes:
            del self.attributes[name]
            self.start = ""

    def words(self) -> str:
        """Its text without tags."""
        return "".join(child if isinstance(child, str) else child.words() for child in self.children)

    def __iter__(self) -> Iterator[Element]:
        """Every element below, each before those inside it."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def __str__(self) -> str:
        """The HTML."""
        inner = "".join(str(text(child)) if isinstance(child, str) else str(child) for child in self.children)
        return f"{self.start or _start(self)}{inner}{self.end}" if self.tag else inner


def _start(element: Element) -> str:
    written = (name if value is None else f'{name}="{text(value)}"' for name, value in element.attributes.items())
    # A drawing's `<path/>` has no end tag; HTML's own void elements may be written the same way.
    return f"<{' '.join((element.tag, *written))}{'' if element.end else '/'}>"


class _Builder(HTMLParser):
    """Reads a piece of HTML; comments and declarations are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        element = self._met(tag, attrs)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that holds nothing, as drawings have them."""
        self._met(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and what was left open inside it; an end without a beginning is left out."""
        depth = next((place for place in range(len(self._open) - 1, 0, -1) if self._open[place].tag == tag), 0)
        if depth:
            self._open[depth].end = f"</{tag}>"
            del self._open[depth:]

    def handle_data(self, data: str) -> None:
        """Text."""
        self._open[-1].children.append(data)

    def _met(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        # Of an attribute given twice the first counts, as in a browser.
        element = Element(tag, dict(reversed(attrs)), self.get_starttag_text() or "")
        self._open[-1].children.append(element)
        return element


def parsed(html: str) -> Element:
    """A piece of HTML below a nameless element."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def replaced(element: Element, change: Callable[[Element], list[Element | str] | None]) -> None:
    """Put what `change` answers in the place of each element below; None keeps it and looks inside."""
    children: list[Element | str] = []
    for child in element.children:
        new = change(child) if isinstance(child, Element) else None
        if new is not None:
            children += new
            continue
        children.append(child)
        if isinstance(child, Element):
            replaced(child, change)
    element.children = children
