"""What one export is taken for, before anybody builds a report on it: the ground of `reporter inspect`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final

from reporter.errors import Problem, UserError
from reporter.incident import Incident
from reporter.intake.aliases import is_exact
from reporter.intake.balance import FileBalance, Notes, PostsRead, Reject
from reporter.intake.coverage import CoverageFact
from reporter.intake.exporter import FIELDS
from reporter.intake.guess import misfits, twins
from reporter.intake.jsons import is_json
from reporter.intake.layout import ANYBODY, Layout
from reporter.intake.markup import is_markup
from reporter.intake.read import read_within, relative_name, sheets_of
from reporter.intake.scope import Scope, scope_of
from reporter.intake.sources import Source, inspect_source, lines
from reporter.intake.table import Rows, Table
from reporter.privacy import mask

_SAMPLES: Final = 3
_SAMPLE: Final = 40
#: Rows looked through for samples.
_LOOKED: Final = 200
#: Pseudonyms of an inspection are thrown away with it, so any key will do.
_KEY: Final = bytes(32)


class Confidence(StrEnum):
    """How sure it is that a column is what it is taken for."""

    STATED = "stated"  # the analyst said so, or the exporter is known
    NAMED = "named"  # the alias table has this very name
    GUESSED = "guessed"  # only part of the name is known
    DOUBTFUL = "doubtful"  # another column could be meant as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the file.

    Args:
        name: as written in the header.
        confidence: how sure its meaning is.
        samples: up to three different cells, personal data masked, cut at 40 characters.
    """

    name: str
    confidence: Confidence
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One export, looked through completely.

    Args:
        file: path relative to the root.
        format: `csv`, `tsv`, `json`, `jsonl`, `xlsx`, `xls`, `html`, `parquet`; `.gz` behind it when compressed;
            "" when the file could not be opened.
        encoding: of a text file, else "".
        exporter: as in `FileBalance`.
        sheets: worksheets that were read; empty where a file is one table.
        mapping: canonical column (of `exporter.FIELDS`) -> column of the file, by the first readable table.
        unmapped: columns of that table nothing is read from.
        doubtful: columns in use where another could be meant as well.
        balance: what came of its rows.
        rejects: every rejected row.
        span: first and last readable time, UTC.
        platforms: platform -> used rows, the largest first.
        problems: why the file, or a column, cannot be read.
        warnings: what a reader of its numbers has to know.
        coverage: first facts on what the collection may have missed.
    """

    file: str
    format: str
    encoding: str
    exporter: str
    sheets: tuple[str, ...]
    mapping: Mapping[str, Column]
    unmapped: tuple[str, ...]
    doubtful: tuple[str, ...]
    balance: FileBalance
    rejects: tuple[Reject, ...]
    span: tuple[datetime, datetime] | None
    platforms: Mapping[str, int]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    coverage: tuple[CoverageFact, ...]


def examine(file: Path, incident: Incident | None, root: Path) -> Examined:
    """What `file` is taken for, read as `read_posts` would read it.

    Args:
        file: one posts file of any format.
        incident: gives zone, period and mappings; None while there is none.
        root: names are relative to it.

    Never raises for what is wrong with the file: `problems` says it.
    """
    scope = scope_of(incident, _KEY)
    read = read_within([file], scope, root)
    (balance,) = read.files
    tables, form = _look(file, relative_name(file, root), scope)
    table, rows = tables[0][1:] if tables else (None, None)
    return Examined(
        file=balance.file,
        format=form,
        encoding=balance.encoding,
        exporter=balance.exporter,
        sheets=tuple(name for name, _table, _rows in tables if name),
        mapping=_mapping(table, rows) if table else {},
        unmapped=_unmapped(table.layout) if table else (),
        doubtful=_doubtful(table) if table else (),
        balance=balance,
        rejects=tuple(read.rejects),
        span=balance.span,
        platforms=_platforms(read),
        problems=read.problems,
        warnings=read.warnings,
        coverage=read.coverage,
    )


def _platforms(read: PostsRead) -> dict[str, int]:
    posts: Counter[str] = Counter()
    for chunk in read.chunks:
        counted = chunk["platform"].value_counts()
        posts.update({pair["values"].as_py(): pair["counts"].as_py() for pair in counted})
    return dict(posts.most_common())


_Looked = tuple[str, Table, Rows | None]


def _look(file: Path, name: str, scope: Scope) -> tuple[list[_Looked], str]:
    # The tables with their layout and first rows; what cannot be opened was told by reading.
    try:
        source = inspect_source(file, name)
        return list(_tables(source, scope)), _format(source)
    except (UserError, OSError):
        return [], ""


def _tables(source: Source, scope: Scope) -> Iterator[_Looked]:
    for sheet in sheets_of(source, Notes(file=source.name)):
        notes = Notes(file=source.name, sheet=sheet.name)
        try:
            table = Table(sheet, notes, scope.mappings, strict=False)
        except UserError:
            continue
        yield sheet.name, table, next(table.chunks(_LOOKED), None)


def _format(source: Source) -> str:
    form: str = source.kind
    if form == "text":
        head = list(islice(lines(source, Notes(file=source.name)), 2))
        form = _text_format(head)
    return f"{form}.gz" if source.gzipped else form


def _text_format(head: Sequence[str]) -> str:
    if is_markup(head[0]):
        return "html"
    if not is_json(head[0]):
        return "tsv" if head[0].count("\t") > head[0].count(",") else "csv"
    return "jsonl" if head[0].lstrip().startswith("{") and head[0].rstrip().endswith("}") else "json"


def _doubtful(table: Table) -> tuple[str, ...]:
    layout = table.layout
    odd = misfits(layout.header, layout.fields, table.samples).values()
    return tuple(dict.fromkeys([*twins(layout.header, layout.fields, table.samples), *odd]))


def _mapping(table: Table, rows: Rows | None) -> dict[str, Column]:
    layout, doubts = table.layout, _doubtful(table)
    columns = rows.columns if rows else {}
    return {
        canonical: Column(
            name=layout.header[layout.fields[canonical]],
            confidence=_confidence(layout, canonical, doubts),
            samples=_samples(columns[canonical].to_pylist() if canonical in columns else ()),
        )
        for canonical in FIELDS
        if canonical in layout.fields
    }


def _confidence(layout: Layout, canonical: str, doubts: Sequence[str]) -> Confidence:
    name = layout.header[layout.fields[canonical]]
    if canonical in layout.stated:
        return Confidence.STATED
    if name in doubts:
        return Confidence.DOUBTFUL
    if layout.exporter is not ANYBODY:
        return Confidence.STATED
    return Confidence.NAMED if is_exact(name) else Confidence.GUESSED


def _samples(cells: Iterable[str]) -> tuple[str, ...]:
    different = dict.fromkeys(" ".join(mask(cell[: 4 * _SAMPLE])[0].split())[:_SAMPLE] for cell in cells)
    return tuple(islice(filter(None, different), _SAMPLES))


def _unmapped(layout: Layout) -> tuple[str, ...]:
    used = set(layout.fields.values())
    return tuple(name for index, name in enumerate(layout.header) if index not in used and name)
