"""The blocks of an inspection for a terminal: colours, rules, columns that wrap and are never cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from reporter.inspection.tell import Block, Grid, Line

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES: Final = {
    "title": "bold cyan",
    "strong": "bold",
    "plain": "",
    "faint": "dim",
    "warning": "yellow",
    "error": "bold red",
}


def painted(parts: Iterable[Block]) -> Iterator[RenderableType]:
    """What `rich` prints for the blocks; words are never read as markup."""
    for block in parts:
        yield _line(block) if isinstance(block, Line) else _grid(block)


def _line(line: Line) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    words = Text(line.words, style=_STYLES[line.style], overflow="fold")
    return Padding(words, (0, 0, 0, line.indent)) if line.indent else words


def _grid(grid: Grid) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=True, show_edge=False)
    for index, header in enumerate(grid.headers):
        right = index in grid.right
        table.add_column(Text(header), justify="right" if right else "left", overflow="fold", no_wrap=right)
    for number, row in enumerate(grid.rows):
        style = "yellow" if number in grid.marked else ""
        table.add_row(*(Text(cell, style=style, overflow="fold") for cell in row))
    return table
