"""An inspection as lines and tables of words; how they are printed is the command line's affair.

Everything that comes out of a file passes `safe.plain`: a cell must not move the
cursor of the terminal it is shown in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

from reporter import units
from reporter.i18n import N_, _, language
from reporter.inspection.look import Inspection, guessed
from reporter.intake import Confidence, Examined, sentence
from reporter.moments import DEFAULT_ZONE
from reporter.names import platform, platforms
from reporter.safe import plain

Style = Literal["title", "strong", "plain", "faint", "warning", "error"]

#: The canonical columns in the reader's words.
COLUMNS: Final = {
    "platform": N_("platform"),
    "channel": N_("channel"),
    "post_id": N_("post number"),
    "kind": N_("kind of post"),
    "is_repost": N_("whether a repost"),
    "repost_of": N_("repost of"),
    "parent_id": N_("comment on"),
    "time": N_("time of the post"),
    "date": N_("day of the post"),
    "crawl_time": N_("time of collecting"),
    "author_id": N_("account number"),
    "author_name": N_("account name"),
    "account_type": N_("kind of account"),
    "title": N_("title"),
    "text": N_("text"),
    "summary": N_("summary"),
    "stance": N_("label of stance"),
    "sensitive": N_("sensitive mark"),
    "likes": N_("likes"),
    "comments": N_("comments"),
    "reposts": N_("reposts"),
    "region": N_("region"),
    "url": N_("link"),
}
CONFIDENCE: Final = {
    Confidence.STATED: N_("certain"),
    Confidence.NAMED: N_("by its name"),
    Confidence.GUESSED: N_("guessed"),
    Confidence.DOUBTFUL: N_("doubtful"),
}
#: Files of a folder that are shown in full; of more only those that need a look.
_FEW: Final = 3
_REJECTS: Final = 10
_PEOPLE: Final = frozenset({"author_id", "author_name"})
_ZONE: Final = ZoneInfo(DEFAULT_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of words; an empty one parts sections."""

    words: str = ""
    style: Style = "plain"
    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; `right` are the columns of numbers, `marked` the rows that need a look."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()


Block = Line | Grid


def blocks(inspection: Inspection, *, accepted: bool | None = None) -> Iterator[Block]:
    """The inspection from top to bottom; the last line says what to do next.

    Args:
        inspection: what was found.
        accepted: whether a mapping was just written; None when none was asked for.
    """
    files = inspection.files
    shown = [file for file in files if len(files) <= _FEW or _needs_a_look(file)]
    if len(files) > 1:
        yield from _summary(files)
        yield Line()
    for file in shown:
        yield from _file(file)
        yield Line()
    if len(shown) < len(files):
        yield Line(words=_("The other {n} files need no look.").format(n=len(files) - len(shown)))
        yield Line()
    if inspection.unsettled:
        words = _("The incident's own settings were not used, since it has errors: reporter check {slug}")
        yield Line(words=words.format(slug=inspection.slug), style="warning")
    yield Line(words=_("Next: {step}").format(step=next_step(inspection, accepted=accepted)), style="strong")


def next_step(inspection: Inspection, *, accepted: bool | None = None) -> str:
    """What to do now, in one sentence without its full stop."""
    path, slug = inspection.source, inspection.slug
    if any(found.code != "R202" for file in inspection.files for found in file.problems):
        return _("export the file anew, as CSV or XLSX, and inspect it again")
    if inspection.broken:
        return _("write under posts.mappings of an incident.yml which column is which (reporter new SLUG makes one)")
    if any(file.doubtful for file in inspection.files):
        return _("state the doubtful column under posts.mappings in incident.yml, then inspect again")
    if not slug:
        words = _("if the columns are right, make a report of it: reporter draft {path}")
        return words.format(path=_typed(path))
    if accepted is None and any(guessed(file) for file in inspection.files) and not inspection.folder:
        words = _("if the columns are right, keep them: reporter inspect {path} --accept {slug}")
        return words.format(path=_typed(path), slug=slug)
    return _("build the report: reporter build {slug}").format(slug=slug)


def _typed(path: str) -> str:
    """A path as it is typed in any shell."""
    return f'"{plain(path)}"' if any(not (c.isalnum() or c in "./_-+:") for c in path) else path


def _needs_a_look(file: Examined) -> bool:
    return bool(file.problems or file.warnings or file.coverage or file.rejects) or guessed(file)


def _summary(files: Sequence[Examined]) -> Iterator[Block]:
    yield Line(words=_("{n} files, each looked at by itself").format(n=len(files)), style="title")
    yield Grid(
        headers=(_("file"), _("format"), _("taken for"), _("read"), _("used"), _("rejected"), _("span")),
        rows=tuple(
            (
                plain(file.file),
                _format(file),
                _exporter(file),
                *(units.decimal(n) for n in (file.balance.read, file.balance.used, file.balance.rejected)),
                _span(file),
            )
            for file in files
        ),
        right=frozenset({3, 4, 5}),
        marked=frozenset(i for i, file in enumerate(files) if file.problems or file.doubtful),
    )


def _file(file: Examined) -> Iterator[Block]:
    yield Line(words=plain(file.file), style="title")
    yield from (Line(words=words, indent=2) for words in _facts(file))
    if file.mapping:
        yield Line()
        yield _columns(file)
    if file.unmapped:
        words = _("Columns not used: {names}").format(names=_listed(map(plain, file.unmapped)))
        yield Line(words=words, style="faint", indent=2)
    yield from _rejects(file)
    yield from _remarks(file)


def _facts(file: Examined) -> Iterator[str]:
    yield _(", ").join(filter(None, (_format(file), file.encoding.upper().removesuffix("-SIG"), _exporter(file))))
    if file.sheets:
        yield _("Worksheets: {names}").format(names=_listed(map(plain, file.sheets)))
    balance = file.balance
    numbers = {key: units.decimal(getattr(balance, key)) for key in ("read", "used", "merged", "rejected")}
    yield _("read {read} = used {used} + merged {merged} + rejected {rejected}").format(**numbers)
    if file.span:
        yield _("Times: {span}").format(span=_span(file))
    if file.platforms:
        counted = (f"{plain(platform(code))} {units.decimal(n)}" for code, n in file.platforms.items())
        yield _("Platforms: {names}").format(names=_listed(counted))


def _columns(file: Examined) -> Grid:
    rows = tuple(
        (
            _(COLUMNS[canonical]),
            canonical,
            plain(column.name),
            _(CONFIDENCE[column.confidence]),
            " | ".join(dict.fromkeys(plain(_hidden(canonical, sample)) for sample in column.samples)),
        )
        for canonical, column in file.mapping.items()
    )
    unsure = (Confidence.GUESSED, Confidence.DOUBTFUL)
    marked = (i for i, column in enumerate(file.mapping.values()) if column.confidence in unsure)
    headers = (_("meaning"), _("name"), _("column of the file"), _("how sure"), _("samples, masked"))
    return Grid(headers=headers, rows=rows, marked=frozenset(marked))


def _hidden(canonical: str, sample: str) -> str:
    """A sample; of an account its first character."""
    return f"{sample[:1]}***" if canonical in _PEOPLE else sample


def _rejects(file: Examined) -> Iterator[Line]:
    if not file.balance.rejected:
        return
    yield Line()
    yield Line(words=_("Rows that would be rejected"), style="warning", indent=2)
    for reject in file.rejects[:_REJECTS]:
        words = _("line {line}: {reason}").format(line=reject.line, reason=sentence(reject.reason))
        sheet = f" [{plain(reject.sheet)}]" if reject.sheet else ""
        yield Line(words=f"{words}{sheet}  {plain(reject.excerpt)}", indent=4)
    more = file.balance.rejected - _REJECTS
    if more > 0:
        yield Line(words=_("… and {n} more").format(n=units.decimal(more)), indent=4)


def _remarks(file: Examined) -> Iterator[Line]:
    told = [(found, "error") for found in file.problems] + [(found, "warning") for found in file.warnings]
    coverage = [plain(fact.sentence(_ZONE, platforms())) for fact in file.coverage]
    if told or coverage:
        yield Line()
        yield Line(words=_("Mind"), style="strong", indent=2)
    for found, style in told:
        line = _("line {line}: ").format(line=found.place.line) if found.place.line else ""
        words = f"{found.code} {line}{plain(found.message)}"
        yield Line(words=words, style="error" if style == "error" else "warning", indent=4)
        if found.hint:
            yield Line(words=f"{_('hint')}: {plain(found.hint)}", indent=6)
    yield from (Line(words=words, style="warning", indent=4) for words in coverage)


def _format(file: Examined) -> str:
    return file.format.upper() or _("unreadable")


def _exporter(file: Examined) -> str:
    fixed = {
        "": "",
        "aliases": _("columns found by their names"),
        "mapping": _("columns as incident.yml states them"),
    }
    return fixed.get(file.exporter, _("written by {exporter}").format(exporter=file.exporter))


def _span(file: Examined) -> str:
    if file.span is None:
        return ""
    first, last = (bound.astimezone(_ZONE) for bound in file.span)
    return units.stretch(units.minute(first, year=True), units.minute(last, year=first.year != last.year))


def _listed(words: Iterable[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(words)


# As plain text ---------------------------------------------------------------


def as_text(parts: Iterable[Block]) -> str:
    """The blocks as plain lines, tables aligned for a terminal where a Chinese character is two cells wide."""
    return "\n".join(line for block in parts for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Line):
        yield " " * block.indent + block.words
        return
    rows = (block.headers, *block.rows)
    widths = [max(_width(row[i]) for row in rows) for i in range(len(block.headers))]
    for row in rows:
        cells = (_padded(cell, widths[i], right=i in block.right) for i, cell in enumerate(row))
        yield ("  " + "  ".join(cells)).rstrip()


def _padded(cell: str, width: int, *, right: bool) -> str:
    gap = " " * (width - _width(cell))
    return gap + cell if right else cell + gap


def _width(words: str) -> int:
    from rich.cells import cell_len

    return cell_len(words)
