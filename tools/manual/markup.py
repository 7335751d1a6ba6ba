"""Pieces of Markdown: front matter, tables, code, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

#: A wrapped line of Chinese; a browser would show its end as a space.
_WRAPPED: Final = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])\n {0,3}(?=[\u4e00-\u9fff`\[])")


def page(title: str, description: str, *parts: str) -> str:
    """A whole page: front matter, first heading, its parts with an empty line between them."""
    head = f"---\ntitle: {title}\ndescription: {description}\n---"
    return "\n\n".join((head, f"# {title}", *(_WRAPPED.sub("", part) for part in parts))) + "\n"


def code(text: str) -> str:
    """`text` as code; a bar in it would end a table's cell."""
    if "|" in text or "`" in text:
        raise ValueError(text)
    return f"`{text}`"


def plain(text: str) -> str:
    """`text` so that Markdown shows it as it is."""
    for mark in "\\`*_{}[]<>|":
        text = text.replace(mark, f"\\{mark}" if mark not in "<>|" else f"&#{ord(mark)};")
    return " ".join(text.split())


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def bullets(items: Iterable[str]) -> str:
    """A list; its items are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def heading(words: str, anchor: str, level: int = 2) -> str:
    """A heading that keeps its address when its words change."""
    return f"{'#' * level} {words} {{: #{anchor} }}"
