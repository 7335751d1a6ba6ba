"""What a Word document is made of, before it is XML: paragraphs, pictures, tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

#: Inside the margins of the sheet, in cm: 156 mm, as GB/T 9704 has the text of an official document.
TEXT_WIDTH: Final = 15.6

Align = Literal["left", "right", "center"]
Colour = Literal["", "faint", "act", "neg", "inc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a run of words looks.

    Args:
        place: name of the place in the document a click leads to; empty for none.
        address: http or https address a click leads to; empty for none.
        raised: `super`, `sub` or neither.
    """

    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    colour: Colour = ""
    raised: Literal["", "super", "sub"] = ""
    place: str = ""
    address: str = ""


PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike; a line feed breaks the line, a tab leads to the paragraph's next stop."""

    words: str
    look: Look = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing as PNG, its size on paper in cm, and what it shows in words."""

    png: bytes
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """Where a paragraph stands in a list.

    Args:
        number: of the list in the document, from 1; bullets are list 0.
        level: how deep, from 0.
        first: whether the item begins here, with its bullet or number.
    """

    number: int
    level: int
    first: bool


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """A paragraph.

    Args:
        style: id of its style.
        parts: its words and pictures.
        places: names of the places that begin here.
        item: where it stands in a list.
        align: other than its style has it.
        numbered: whether it is a caption that begins with the number of its figure.
        keep: whether it stays on the page of what follows.
        new_page: whether a page begins with it.
    """

    style: str
    parts: list[Run | Picture] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    item: ListPlace | None = None
    align: Align | None = None
    numbered: bool = False
    keep: bool = False
    new_page: bool = False

    def words(self) -> str:
        """Its words without their looks."""
        return "".join(part.words for part in self.parts if isinstance(part, Run))


@dataclass(slots=True, kw_only=True)
class Cell:
    """A cell of a table: what is in it, how many columns it is wide, how its words are aligned."""

    blocks: list[Paragraph | Table]
    span: int = 1
    align: Align = "left"

    def words(self) -> list[str]:
        """The words of its paragraphs."""
        return [block.words() for block in self.blocks if isinstance(block, Paragraph)]


@dataclass(slots=True, kw_only=True)
class Row:
    """A row; a `head` stands again at the top of every page the table runs over."""

    cells: list[Cell]
    head: bool = False


TableKind = Literal["data", "small", "facts", "figures"]


@dataclass(slots=True, kw_only=True)
class Table:
    """A table.

    Args:
        kind: `data` with a line above and below and hairlines between; `small` the same in small type;
            `facts` names beside what is said of them; `figures` columns side by side.
        rows: all alike in the number of columns.
        widths: of the columns in cm, together no more than `TEXT_WIDTH`.
    """

    kind: TableKind
    rows: list[Row]
    widths: list[float]


Block = Paragraph | Table
