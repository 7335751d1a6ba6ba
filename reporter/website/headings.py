"""The contents of a page, read from its finished HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter.i18n import _
from reporter.safe import text

# Headings come from Markdown and from raw HTML blocks alike; MkDocs' own list
# knows only the first kind.
_HEADING: Final = re.compile(r'<h([23])\b([^>]*?)\bid="([^"]+)"([^>]*)>(.*?)</h\1>', re.DOTALL)
_SHORT: Final = re.compile(r'\bdata-contents="([^"]*)"')
_FIRST: Final = 'id="summary"'
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the contents.

    Args:
        url: the heading's fragment, `#` included.
        title: the heading's words, escaped; `data-contents` on the heading gives shorter ones.
        level: 2 or 3.
    """

    url: Markup
    title: Markup
    level: int


def contents(page: str) -> tuple[Entry, ...]:
    """The headings of second and third level of `page` that can be linked to, in order.

    A heading with `data-contents=""` is left out; a first screen (`id="summary"`)
    has no such heading and comes first.
    """
    entries = [Entry(url=text("#summary"), title=text(_("Conclusion")), level=2)] if _FIRST in page else []
    for level, before, anchor, after, inner in _HEADING.findall(page):
        short = _SHORT.search(before + after)
        words = html.unescape(short.group(1) if short else _TAG.sub("", inner)).strip()
        if words:
            entries.append(Entry(url=text("#" + html.unescape(anchor)), title=text(words), level=int(level)))
    return tuple(entries)
