"""A document to be written: headings, paragraphs, facts and tables, as text, Markdown or Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from reporter.safe import plain


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the document's title."""

    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; a faint one is a remark."""

    words: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines of a name and what there is to say, such as 来源：内部数据; one name may have several lines."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a row of headings."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Words | Facts | Table


# Plain text ----------------------------------------------------------------------


def as_plain(blocks: Sequence[Block]) -> str:
    """The document as lines for a terminal, tables aligned."""
    return "\n".join(line for block in blocks for line in _plain_lines(block))


def _plain_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield from ([plain(block.words)] if block.level == 0 else ["", plain(block.words)])
    elif isinstance(block, Words):
        yield plain(block.words)
    elif isinstance(block, Facts):
        for name, lines in block.rows:
            for number, line in enumerate(lines):
                head = f"  {name}：" if number == 0 else "  " + " " * (cell_len(name) + 2)
                yield f"{head}{plain(line)}"
    else:
        yield from _aligned((block.headers, *block.rows))


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    clean = [[plain(cell) for cell in row] for row in rows]
    widths = [max(cell_len(row[n]) for row in clean) for n in range(len(clean[0]))]
    for row in clean:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield ("  " + "  ".join(cells)).rstrip()


# Markdown ------------------------------------------------------------------------

_SPECIAL = "\\`*_{}[]<>|#"


def as_markdown(blocks: Sequence[Block]) -> str:
    """The document as Markdown; nothing in it is read as a mark."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {_escaped(block.words)}"
    if isinstance(block, Words):
        return _escaped(block.words)
    if isinstance(block, Facts):
        return "\n".join(f"- **{_escaped(name)}**：{_escaped(line)}" for name, lines in block.rows for line in lines)
    rows = (block.headers, ["---"] * len(block.headers), *block.rows)
    return "\n".join(f"| {' | '.join(cell if cell == '---' else _escaped(cell) for cell in row)} |" for row in rows)


def _escaped(words: str) -> str:
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in " ".join(plain(words).split()))
