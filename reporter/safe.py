"""The only doors from untrusted text into HTML and Markdown.

`text` for places where no Markdown runs afterwards (raw HTML blocks), `md_text`
for text that sits inside Markdown, `prose` for the analyst's own Markdown.
Escaping *before* Markdown does not work (626 of 9,481 payloads still made
elements), hence two functions and not one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from markupsafe import Markup, escape

# C0 and C1 controls but tab and newline; lone surrogates; the byte order mark;
# bidirectional overrides, which make a quote rewrite the line it stands in.
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")

#: What the analyst's Markdown may become; images stay out (no remote content).
_TAGS: Final = frozenset(
    "a abbr b blockquote br code dd del dl dt em h3 h4 h5 hr i li ol p pre s strong sub sup"
    " table tbody td th thead tr ul".split(),
)


def plain(value: object) -> str:
    """`value` as text without control characters, overrides or lone surrogates, in NFC."""
    words = str(value)
    if words.isprintable() and unicodedata.is_normalized("NFC", words):
        # Nearly every text; whatever is to be taken out below is not printable.
        return words
    return unicodedata.normalize("NFC", _CONTROL.sub("", words))


def text(value: object) -> Markup:
    """`value` escaped for HTML text and double-quoted attributes."""
    return escape(plain(value)) if not isinstance(value, Markup) else value


def md_text(value: object) -> str:
    """`value` on one line with every character Markdown could read as a numeric entity."""
    one_line = " ".join(plain(value).split())
    return "".join(c if c.isalnum() else " " if c == " " else f"&#{ord(c)};" for c in one_line)


def quote(value: object, limit: int = 200) -> Markup:
    """A post's words for the page: at most `limit` characters, isolated against bidi effects."""
    words = " ".join(plain(value).split())
    shown = words if len(words) <= limit else words[: limit - 1] + "…"
    return Markup("<bdi>{}</bdi>").format(shown)


#: A figure with its 约 and its unit, or a date: 约4.8万条, −46%, 9月5日11时.
_FIGURE: Final = re.compile(
    r"([约±−+]?(?:\d[\d,.]*(?:[年月日时分%％条篇天万亿人次元项]+(?:/小时|/天)?|小时|个百分点)?)+)"
)

#: A figure longer than this is no figure, and kept on one line would be wider than a phone.
_LONGEST_KEPT: Final = 20


def unbroken(value: object) -> Markup:
    """`value` escaped, with every figure kept on one line with its unit."""
    parts = _FIGURE.split(plain(value))
    return Markup("").join(
        Markup('<span class="keep">{}</span>').format(part) if index % 2 and len(part) <= _LONGEST_KEPT else text(part)
        for index, part in enumerate(parts)
    )


#: A clause with the marks that end it (or the sign that adds it): headings break between clauses.
_CLAUSE: Final = re.compile(r"[＝＋]?[^，；。？！：＝＋]+[，；。？！：”）]*|.", re.DOTALL)

#: Longer clauses break as they must: kept whole they would leave most of a phone's line empty.
_SHORT_CLAUSE: Final = 13

#: Longer than this, words in a heading's place are read as a paragraph.
_HEADING: Final = 60


def clauses(value: object) -> Markup:
    """`value` escaped for a heading: short clauses stay on one line, figures with their units everywhere.

    A long heading is a paragraph: there ragged lines cost more than a broken clause.
    """
    if len(str(value)) > _HEADING:
        return unbroken(value)
    parts = _CLAUSE.findall(plain(value))
    return (
        Markup("").join(
            Markup('<span class="keep">{}</span>').format(part) if 1 < len(part) <= _SHORT_CLAUSE else unbroken(part)
            for part in parts
        )
        if len(parts) > 1
        else unbroken(value)
    )


@cache
def _markdown() -> object:
    # Imported late: Markdown costs start-up time no other command needs.
    from markdown import Markdown

    return Markdown(extensions=["tables", "sane_lists"], output_format="html")


#: What a drafted incident says where the analyst has not said anything yet.
_BLANK: Final = re.compile(r"（请填写[^（）<>]*）")
_BLANK_PARAGRAPH: Final = re.compile(rf"(?<=<p>){_BLANK.pattern}(?=</p>)")
_DASHED: Final = Markup('<span class="rp-blank">{}</span>')


def shown(value: str) -> str:
    """`value` without control characters, a blank of a drafted incident marked as one."""
    clean = plain(value)
    return _DASHED.format(clean) if clean.startswith("（请填写") and _BLANK.fullmatch(clean) else clean


def prose(markdown: str) -> Markup:
    """The analyst's own Markdown as HTML through a small allow-list (no images, no raw HTML)."""
    import nh3
    from markdown import Markdown

    converter = _markdown()
    if not isinstance(converter, Markdown):  # impossible: narrows the cached object for mypy
        raise TypeError(converter)
    html = converter.reset().convert(plain(markdown))
    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "td": {"align"}, "th": {"align"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    marked = _BLANK_PARAGRAPH.sub(lambda blank: _DASHED.format(Markup(blank[0])), clean)  # noqa: S704 - nh3's own words
    return Markup(marked)  # noqa: S704 - nh3 has just cleaned it
