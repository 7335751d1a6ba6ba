"""One incident folder read whole: every problem of every file at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from reporter.errors import Place, Problem, Severity, UserError, problem
from reporter.i18n import LANGUAGES, _
from reporter.incident import STATE_SECRETS, Incident
from reporter.load.benchmarks import Benchmark, marks
from reporter.load.corrections import CORRECTION_FILES, NO_CORRECTIONS, Corrections, read_corrections
from reporter.load.explain import Lines, explained, quoted
from reporter.load.files import read_bytes, shown
from reporter.load.folder import (
    POSTS,
    files_below,
    incident_file,
    incident_slugs,
    prose_files,
    require_folder,
    top_entries,
    unread,
)
from reporter.load.meaning import checked
from reporter.load.restricted import read_yaml
from reporter.load.tables import TABLE_FILES, Tables, read_tables
from reporter.load.wordlists import NO_WORDS, WORD_FILES, WordLists, read_wordlists
from reporter.moments import DEFAULT_ZONE, is_zone
from reporter.remote import Address, addresses, found

#: The slot of `Prose` that text without a language fills, in YAML and in a file alike.
_PLAIN: Final = LANGUAGES[0]


#: The file with the results over the posts (`reporter freeze`), which may take the posts' place.
FROZEN: Final = "frozen.reporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Everything an incident's folder says, checked; the posts are not opened yet.

    Args:
        slug: the folder's name.
        folder: the folder.
        incident: what the analyst states.
        file: the incident's file, named from the project.
        lines: dotted path of a field in it -> its 1-based line.
        post_files: exports below `posts/`, sorted.
        addresses: where more of them lie, as the incident's file states it.
        tables: the small tables.
        corrections: what the analyst corrects in the posts.
        words: the incident's own dictionary and stop words.
        marks: what a first word is read against, the chosen set first.
        warnings: what is worth mending but stops nothing.
    """

    slug: str
    folder: Path
    incident: Incident
    file: str
    lines: Mapping[str, int]
    post_files: tuple[Path, ...]
    addresses: tuple[Address, ...] = ()
    tables: Tables
    corrections: Corrections = NO_CORRECTIONS
    words: WordLists = NO_WORDS
    marks: tuple[Benchmark, ...]
    warnings: tuple[Problem, ...]

    @property
    def benchmark(self) -> Benchmark:
        """The marks its response clock is read against."""
        return self.marks[0]

    def warning(self, code: str, key: str, message: str, hint: str) -> Problem:
        """A warning about what the analyst states at `key`, with its line."""
        place = Lines(file=self.file, lines=self.lines).place(key)
        return Problem(code=code, message=message, hint=hint, place=place, severity=Severity.WARNING)


def load_incident(folder: Path, root: Path) -> Loaded:
    """The incident in `folder`; `root` is the project, from which files are named.

    Raises: UserError - every problem of every file; R001 lists the folders that exist, and
        R006 (a state secret) is raised before any other file is opened.
    """
    require_folder(folder, root)
    problems: list[Problem] = []
    entries = top_entries(folder, root, problems)
    files = [path for path in entries if path.is_file()]
    source = incident_file(files, folder, root)
    file = shown(source, root)
    document = read_yaml(read_bytes(source, file), file)
    lines = Lines(file=file, lines=document.lines)
    _refuse_secrets(document.data, lines)

    data = _with_prose(document.data, files, root, lines, problems)
    incident = _validated(data, lines, problems)
    zone = incident.timezone if incident else DEFAULT_ZONE
    tables = read_tables(files, root, zone, problems)
    corrections = read_corrections(files, root, zone, problems)
    words = NO_WORDS
    urls: list[Address] = []
    if incident is not None:
        stated = ((url, lines.place(f"posts.urls.{i}")) for i, url in enumerate(incident.posts.urls))
        urls = addresses(stated, problems)
        problems += checked(incident, lines, folder)
        words = read_wordlists(files, root, incident.text, lines, problems)
    own = () if incident is None else (incident.text.dictionary, incident.text.stop_words)
    problems += unread(
        entries, (*TABLE_FILES, *CORRECTION_FILES, *WORD_FILES, FROZEN, *map(str.casefold, filter(None, own))), root
    )
    post_files = files_below(folder / POSTS, root, problems)

    if incident is None or any(p.severity is Severity.ERROR for p in problems):
        raise UserError(problems)
    return Loaded(
        slug=folder.name,
        folder=folder,
        incident=incident,
        file=file,
        lines=document.lines,
        post_files=post_files,
        addresses=tuple(urls),
        tables=tables,
        corrections=corrections,
        words=words,
        marks=marks(incident.response),
        warnings=UserError(problems).problems,
    )


def check(project: Path, slugs: Iterable[str] = ()) -> tuple[Problem, ...]:
    """All problems and warnings of the named incidents, of all when none is named; no post is read."""
    every: list[Problem] = []
    for slug in tuple(slugs) or incident_slugs(project):
        try:
            loaded = load_incident(project / "incidents" / slug, project)
        except UserError as error:
            every += error.problems
            continue
        every += loaded.warnings
        found(loaded.addresses, every)
    return UserError(every).problems


def _refuse_secrets(data: object, lines: Lines) -> None:
    """Nothing; raises UserError (R006) for an incident marked 绝密, 机密 or 秘密 (also 机密★10年)."""
    mark = str(data.get("classification") or "").strip() if isinstance(data, dict) else ""
    if not mark.startswith(STATE_SECRETS):
        return
    message = _("The incident is marked {mark}: a state secret must not be handled on this computer.").format(
        mark=quoted(mark),
    )
    hint = _("State secrets stay off the network. Remove the files from here and follow your secrecy rules.")
    raise UserError([Problem(code="R006", message=message, hint=hint, place=lines.place("classification"))])


def _with_prose(data: Any, files: list[Path], root: Path, lines: Lines, problems: list[Problem]) -> Any:  # noqa: ANN401
    """`data` with the prose files' text in its fields; prose given twice becomes a problem."""
    given: dict[str, str] = {}
    for field, file, text in prose_files(files, root, problems):
        chapter, _dot, name = field.rpartition(".")
        holder = _holder(data, chapter)
        if holder is None:
            # The chapter is no mapping: pydantic says so; the prose waits until that is mended.
            continue
        present = holder.get(name)
        before = given.get(field) or (lines.file if _has_plain(present) else "")
        if before:
            message = _("This text is given already in {file}.").format(file=before)
            problems.append(problem("R109", message, hint=_("Keep one of the two."), file=file, key=field))
            continue
        given[field] = file
        holder[name] = {**present, _PLAIN: text} if isinstance(present, dict) else text
    return data


def _holder(data: Any, chapter: str) -> dict[str, Any] | None:  # noqa: ANN401
    """The mapping a chapter's fields stand in, made when it is absent; None when it is no mapping."""
    if not isinstance(data, dict):
        return None
    if not chapter:
        return data
    if data.get(chapter) is None:
        data[chapter] = {}
    return data[chapter] if isinstance(data[chapter], dict) else None


def _has_plain(present: object) -> bool:
    return bool(present.get(_PLAIN)) if isinstance(present, dict) else bool(present)


def _validated(data: Any, lines: Lines, problems: list[Problem]) -> Incident | None:  # noqa: ANN401
    if not isinstance(data, dict):
        message = _("The file holds {value} instead of fields.").format(value=quoted(data))
        hint = _("Begin with “title: …”; “reporter new SLUG” makes a file to start from.")
        problems.append(Problem(code="R101", message=message, hint=hint, place=Place(file=lines.file, line=1)))
        return None
    written = data.get("timezone")
    zone = written if isinstance(written, str) and is_zone(written) else DEFAULT_ZONE
    try:
        return Incident.model_validate(data, context={"timezone": zone})
    except ValidationError as error:
        problems += explained(error, lines)
        return None
