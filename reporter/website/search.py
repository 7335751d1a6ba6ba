"""What a reader can search for."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any, Final

from markupsafe import escape

from reporter.text.segment import Segmenter

# Chinese marks part words as spaces do; U+200B stands between the words jieba found.
SEPARATOR: Final = r"[\s\u200b\u3000\-、。，．？！；：“”‘’（）《》·…—]+"

# Material keeps the index in memory and loads it on the first view: figures,
# tables, quotes and source code are 9 tenths of it and nobody searches for them.
_BULK: Final = re.compile(r"<(svg|script|style|table|pre)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_FINDING: Final = re.compile(r'<p class="rp-finding">.*?</p>', re.DOTALL)
_SKIPPED: Final = frozenset(("figure", "details", "blockquote", "bdi", "nav", "button", "template"))
_KEPT: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "li"))
_VOID: Final = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))


class _Searchable(HTMLParser):
    """Keeps headings and sentences; leaves out every subtree marked `data-search-exclude`.

    Material's own reader forgets the mark after the first inner element of the
    same name, which would put quotes into the index.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        names = dict(attrs)
        if self._hidden or tag in _SKIPPED or "data-search-exclude" in names:
            self._hidden.append(tag)
        elif tag in _KEPT:
            anchor = f' id="{escape(names["id"] or "")}"' if "id" in names else ""
            self.parts.append(f"<{tag}{anchor}>")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            # Unclosed inner elements end with the outer one, as in a browser.
            while tag in self._hidden and self._hidden.pop() != tag:
                pass
        elif tag in _KEPT:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(str(escape(data)))


def searchable(html: str) -> str:
    """The part of a manual page that enters the index: headings with their ids, and sentences."""
    reader = _Searchable()
    reader.feed(_BULK.sub(" ", html))
    reader.close()
    return "".join(reader.parts)


def conclusions(html: str) -> str:
    """The part of a report that enters the index: its first screen and the findings of its chapters.

    Chapter names are the same in every report; 100 reports would answer to each.
    """
    first, chapter, rest = html.partition("<h2")
    return searchable(first) + "".join(map(searchable, _FINDING.findall(chapter + rest)))


class Cutter:
    """What Material's search plugin calls as jieba: the same words from rjieba, at a fifteenth of the time.

    jieba also needs a third of a second to load its tables, in every build.
    """

    @staticmethod
    def cut(run: bytes) -> list[str]:
        """The words of a run of Chinese characters in UTF-8, in order."""
        return _segmenter().cut(run.decode())


@cache
def _segmenter() -> Segmenter:
    return Segmenter()


def cut_with(cutter: type[Cutter]) -> None:
    """Let Material's search plugin cut Chinese words with `cutter`."""
    from material.plugins.search import plugin  # type: ignore[import-untyped]

    plugin.jieba = cutter


def configure(settings: Any) -> None:  # noqa: ANN401 - Material types none of its configuration
    """Set what the search plugin would otherwise take from a translation, in place."""
    # 'en' only keeps lunr's language packs out; Chinese words are cut by `Cutter`.
    settings.lang = ["en"]
    settings.separator = SEPARATOR
    settings.pipeline = ["stemmer"]
