"""How the words of a page's element are set in Word: by what classes and in what surroundings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from reporter.export.tree import Element
from reporter.export.word.blocks import PLAIN, Align, Colour, Look

#: Paragraph styles by class.
_STYLES: Final = {
    "rp-cover": "Cover",
    "rp-title": "Title",
    "rp-judgement": "Judgement",
    "rp-finding": "Finding",
    "chart-finding": "Finding",
    "rp-banner": "Finding",
    "rp-unverified": "Open",
    "chart-what": "Caption",
    "chart-source": "Note",
    "rp-sub": "Note",
    "rp-locator": "Note",
    "rp-reply-head": "Note",
    "rp-keys": "Note",
    "rp-equation": "Note",
    "detail": "Note",
    "rp-gap": "Gap",
    "rp-panel": "Gap",
    "rp-label": "Label",
    "rp-quote": "Quote",
    "rp-verdict": "Verdict",
    "rp-voice": "Verdict",
    "rp-file-name": "File",
    "rp-prose": "Prose",
    "rp-f-name": "Name",
    "rp-f-value": "Value",
    "rp-f-error": "CellNote",
    "rp-f-compare": "CellNote",
}
_TAG_STYLES: Final = {"summary": "Label", "blockquote": "Quote"}
#: The same inside a table, where everything is a little smaller.
_IN_CELL: Final = {
    "Normal": "Cell",
    "Prose": "Cell",
    "Quote": "Cell",
    "ListBullet": "Cell",
    "ListNumber": "Cell",
    "Note": "CellNote",
    "Label": "CellNote",
}
#: In a table of small type.
_IN_SMALL: Final = dict.fromkeys(("Note", "Label", "CellNote"), "SmallNote")
#: In the annexes, which are looked things up in, and in their notes for whoever checks.
_IN_ANNEX: Final = {
    "Normal": "Annex",
    "Prose": "Annex",
    "ListBullet": "AnnexBullet",
    "ListNumber": "AnnexBullet",
    "Quote": "AnnexQuote",
}
_IN_CAREFUL: Final = {
    **dict.fromkeys(("Normal", "Prose", "ListBullet", "ListNumber", "Quote"), "Careful"),
    "Label": "CarefulLabel",
}
_KEEPING: Final = frozenset("rp-a-name rp-locator rp-quote".split())
_VERDICTS: Final[dict[str, Colour]] = {
    "rp-v-supported": "act",
    "rp-v-consistent": "act",
    "rp-v-contradicted": "neg",
    "rp-v-inconsistent": "inc",
    "rp-v-tension": "inc",
}
_DEEPEST: Final = 4


def classes(element: Element) -> frozenset[str]:
    """The classes of an element."""
    return frozenset((element.attributes.get("class") or "").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the words of an element are set, handed down to what is inside.

    Args:
        style: of paragraphs.
        look: of words.
        verdict: colour of a verdict's strong words.
        align: other than the style has it.
        keep: whether a paragraph stays with what follows.
        annex: whether the element stands in an annex of the report.
        cell: whether it stands in a table.
        small: whether in one of small type.
        careful: whether in an annex's notes for whoever checks.
        new_page: whether a page begins with it.
    """

    style: str = "Normal"
    look: Look = PLAIN
    verdict: Colour = ""
    align: Align | None = None
    keep: bool = False
    annex: bool = False
    cell: bool = False
    small: bool = False
    careful: bool = False
    new_page: bool = False

    def paragraph_style(self) -> str:
        """The style of a paragraph where it stands."""
        style = self.style
        if self.small:
            return _IN_SMALL.get(style, style)
        if self.cell:
            return _IN_CELL.get(style, style)
        if self.careful:
            return _IN_CAREFUL.get(style, style)
        return _IN_ANNEX.get(style, style) if self.annex else style


def set_as(element: Element, manner: Manner) -> Manner:
    """How a block's words are set."""
    kinds = classes(element)
    named = [_STYLES[name] for name in sorted(kinds) if name in _STYLES]
    annex = manner.annex or "of-annex" in kinds
    style = named[0] if named else _TAG_STYLES.get(element.tag, manner.style)
    if not named and element.tag[0] == "h" and element.tag[1:].isdigit():
        level = int(element.tag[1:]) - (not annex)
        style = f"Heading{min(level, _DEEPEST)}" if level else "Judgement"
    verdict = next((colour for name, colour in _VERDICTS.items() if name in kinds), manner.verdict)
    careful = manner.careful or (annex and "rp-careful" in kinds)
    return replace(
        manner,
        style=style,
        annex=annex,
        keep=bool(kinds & _KEEPING),
        verdict=verdict,
        careful=careful,
        new_page=annex and element.tag == "h1",
    )
