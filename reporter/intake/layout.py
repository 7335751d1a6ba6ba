"""Which of a file's columns is which canonical column, and how rows are brought into that order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from operator import itemgetter
from typing import Final

from reporter.errors import Problem, problem
from reporter.i18n import _
from reporter.incident import PostsMapping
from reporter.intake.aliases import ALIASES, guessed, holds_totals, name_of
from reporter.intake.exporter import FIELDS, Exporter
from reporter.intake.exporters import exporter_of
from reporter.intake.guess import fitted, likely_text, twins
from reporter.intake.words import is_channel, known_platform, read_channel, sheet_word

#: The name of the reading of a file nobody is known to write.
ANYBODY: Final = Exporter(id="aliases", signature=frozenset(), columns=ALIASES)
#: The name of the reading of a file the analyst described.
MAPPED: Final = "mapping"

#: What a user may call a canonical column in `posts.mappings`, besides its own name.
_ALSO: Final = {"id": "post_id", "author": "author_name", "content": "text"}

#: An analyst may add these to any export; the exporter's own columns come first.
_ADDED: Final = frozenset({"stance", "sensitive", "region", "account_type", "channel"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the rows below one header are read.

    Args:
        exporter: who is known to write such a header, else `ANYBODY`.
        header: the header as written.
        fields: canonical column -> index in the header.
        pick: a row with one "" appended -> its values in the order of `exporter.FIELDS`.
        stated: canonical columns the analyst's mapping names.
        platform: code or name of the platform of every row without one of its own, else "".
        channel: channel of every row without one of its own, else "".
        width: number of columns.
        usable: whether there is a column of words at all.
    """

    exporter: Exporter
    header: tuple[str, ...]
    fields: Mapping[str, int]
    pick: Callable[[list[str]], tuple[str, ...]]
    stated: frozenset[str] = frozenset()
    platform: str = ""
    channel: str = ""
    width: int = field(init=False)
    usable: bool = field(init=False)

    def __post_init__(self) -> None:
        """Set what is asked for every row."""
        object.__setattr__(self, "width", len(self.header))
        object.__setattr__(self, "usable", "text" in self.fields or "title" in self.fields)

    @property
    def name(self) -> str:
        """The exporter as the evidence page prints it."""
        return MAPPED if self.stated else self.exporter.id


def _picker(fields: Mapping[str, int]) -> Callable[[list[str]], tuple[str, ...]]:
    # Index -1 is the "" the caller appends: one C call per row, whatever is missing.
    return itemgetter(*(fields.get(name, -1) for name in FIELDS))


def _clean(header: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.replace("\ufeff", "").strip() for cell in header)


def _known_fields(known: Exporter, header: tuple[str, ...]) -> dict[str, int]:
    at = {name: i for i, name in reversed(list(enumerate(header)))}
    fields = {
        canonical: next(at[name] for name in names if name in at)
        for canonical, names in known.columns.items()
        if any(name in at for name in names)
    }
    taken = set(fields.values())
    extra = {k: i for k, i in guessed(header).items() if k in _ADDED and i not in taken}
    return extra | fields


def layout_of(header: Sequence[str], known: Exporter | None = None, rows: Sequence[Sequence[str]] = ()) -> Layout:
    """The reading of `header`: by its exporter (or by `known`), else by the alias table and what `rows` hold."""
    names = _clean(header)
    found = known or exporter_of(names) or ANYBODY
    fields = fitted(names, rows) if found is ANYBODY else _known_fields(found, names)
    platform = found.platform or ("" if "platform" in fields else _platform_in(names))
    return Layout(exporter=found, header=names, fields=fields, pick=_picker(fields), platform=platform)


def _platform_in(header: tuple[str, ...]) -> str:
    # 微博内容, 微博创建时间: the column names themselves say which platform it is.
    return "weibo" if sum(name.startswith("微博") for name in header) > 1 else ""


def variant(layout: Layout, width: int) -> Layout | None:
    """The reading of a row of another width, if the exporter is known to have written such rows."""
    for header in layout.exporter.headers:
        if len(header) == width and header[:3] == layout.header[:3]:
            return layout_of(header, layout.exporter)
    return None


def mapping_for(name: str, mappings: Sequence[PostsMapping]) -> PostsMapping | None:
    """The first of the analyst's mappings meant for the file `name` (its path or its last part)."""
    last = name.rsplit("/", 1)[-1]
    return next((m for m in mappings if fnmatch(last, m.files) or fnmatch(name, m.files)), None)


def with_mapping(layout: Layout, mapping: PostsMapping | None) -> Layout:
    """`layout` with the analyst's columns in front of every guess; unknown names are left to `doubts`."""
    if mapping is None:
        return layout
    at = {name_of(name): i for i, name in reversed(list(enumerate(layout.header)))}
    wanted = {_ALSO.get(k, k): at[name_of(v)] for k, v in mapping.columns.items() if name_of(v) in at}
    stated = {k: i for k, i in wanted.items() if k in FIELDS}
    taken = set(stated.values())
    fields = {k: i for k, i in layout.fields.items() if i not in taken} | stated
    # A platform the analyst wrote is for files without the column; it must not hide a column they named.
    platform = "" if "platform" in stated else mapping.platform or layout.platform
    stated_fields = frozenset(stated)
    return replace(layout, fields=fields, pick=_picker(fields), stated=stated_fields, platform=platform)


def with_sheet(layout: Layout, sheet: str) -> Layout:
    """`layout` with the channel and platform the worksheet is named after, where no column says them."""
    word = sheet_word(sheet)
    if not is_channel(word):
        return layout
    channel = "" if "channel" in layout.fields else read_channel(word) or ""
    platform = layout.platform or ("" if "platform" in layout.fields else known_platform(word))
    return replace(layout, channel=channel, platform=platform)


def _existing(layout: Layout) -> str:
    return ", ".join(name for name in layout.header if name) or _("none")


def doubts(
    layout: Layout,
    mapping: PostsMapping | None,
    rows: Sequence[Sequence[str]],
    file: str,
    line: int,
) -> list[Problem]:
    """What must be settled before the file can be read: missing, unknown and ambiguous columns (R202)."""
    found: list[Problem] = []
    hint = _("state the columns in incident.yml under posts.mappings")
    for canonical, column in (mapping.columns if mapping else {}).items():
        if _ALSO.get(canonical, canonical) not in FIELDS:
            message = _("posts.mappings names {name}, which is no canonical column (known: {known})")
            message = message.format(name=canonical, known=", ".join(FIELDS))
            found.append(problem("R202", message, file=file))
        elif name_of(column) not in {name_of(name) for name in layout.header}:
            message = _("there is no column {name} (existing columns: {columns})")
            message = message.format(name=column, columns=_existing(layout))
            found.append(problem("R202", message, file=file, line=line))
    if not layout.usable:
        found.append(_without_text(layout, rows, file, line))
    for column in twins(layout.header, layout.fields, rows):
        message = _("the column {name} occurs more than once (existing columns: {columns})")
        message = message.format(name=column, columns=_existing(layout))
        found.append(problem("R202", message, hint=hint, file=file, line=line))
    return found


def _without_text(layout: Layout, rows: Sequence[Sequence[str]], file: str, line: int) -> Problem:
    hint = _("state the columns in incident.yml under posts.mappings")
    totals, likely = holds_totals(layout.header), likely_text(layout.header, rows)
    message = _("no column holds the posts' text (existing columns: {columns})").format(columns=_existing(layout))
    if totals:
        hint = _("the column {name} holds totals; export the list of posts instead").format(name=totals)
    elif likely:
        hint = _("if it is {name}, state text: {name} in incident.yml under posts.mappings").format(name=likely)
    return problem("R202", message, hint=hint, file=file, line=line)
