"""What lies in an incident's folder: prose, exports, attachments, and what is not read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from reporter.errors import Place, Problem, Severity, UserError, problem
from reporter.i18n import _
from reporter.incident import SLUG
from reporter.load.explain import listed
from reporter.load.files import read_text, shown

INCIDENT_FILES: Final = ("incident.yml", "incident.yaml")
POSTS: Final = "posts"
ATTACHMENTS: Final = "attachments"

#: Prose file -> the field it fills.
PROSE: Final = {
    "background.md": "background.summary",
    "背景.md": "background.summary",
    "strategy.md": "strategy.summary",
    "策略.md": "strategy.summary",
    "assessment.md": "assessment.summary",
    "评估.md": "assessment.summary",
    "lessons.md": "lessons_summary",
    "经验.md": "lessons_summary",
}

#: Left beside the data by people and systems, never data.
_CLUTTER: Final = frozenset({"thumbs.db", "desktop.ini", "说明.txt", "readme.txt", "readme.md"})
#: Names Windows keeps for devices: a folder of that name cannot exist there.
_RESERVED: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


_NOWHERE: Final = Place()


def check_slug(slug: str, place: Place = _NOWHERE) -> None:
    """Nothing; raises UserError (R002) when `slug` cannot name an incident."""
    if re.fullmatch(SLUG, slug) and not _RESERVED.fullmatch(slug):
        return
    message = _("“{slug}” cannot name an incident.").format(slug=slug[:80])
    hint = _("Use a-z, 0-9 and hyphens, 1 to 64 characters, such as 2021-06-shop.")
    raise UserError([Problem(code="R002", message=message, hint=hint, place=place)])


def incident_slugs(project: Path) -> tuple[str, ...]:
    """The names of the project's incident folders, sorted."""
    home = project / "incidents"
    if not home.is_dir():
        return ()
    names = (entry.name for entry in home.iterdir() if entry.is_dir())
    return tuple(sorted(name for name in names if not name.startswith((".", "_"))))


def require_folder(folder: Path, root: Path) -> None:
    """Nothing; raises UserError when `folder` is no incident folder: absent, ill-named, a link."""
    file = shown(folder, root)
    if not folder.is_dir():
        existing = incident_slugs(folder.parent.parent) if folder.parent.name == "incidents" else ()
        message = _("The incident folder does not exist.")
        hint = _("Existing incidents: {names}.").format(names=listed(list(existing)) or _("none"))
        raise UserError([problem("R001", message, hint=hint, file=file)])
    check_slug(folder.name, Place(file=file))
    if folder.is_symlink():
        message = _("The incident folder is a link; links are not followed.")
        raise UserError([problem("R005", message, file=file)])


def is_clutter(path: Path) -> bool:
    """Whether a file is hidden, a temporary file of Office or an editor, or a note to the user."""
    name = path.name.casefold()
    return name.startswith((".", "~")) or name.endswith(("~", ".tmp", ".swp", ".bak")) or name in _CLUTTER


def _warning(message: str, file: str, hint: str = "") -> Problem:
    return Problem(code="R005", message=message, hint=hint, place=Place(file=file), severity=Severity.WARNING)


def files_below(top: Path, root: Path, warnings: list[Problem]) -> tuple[Path, ...]:
    """Every data file below `top`, sorted by its path; links are left out with a warning."""
    if not top.is_dir() or not _own(top, top.parent.resolve(), root, warnings):
        return ()
    found: list[Path] = []
    home = top.resolve()
    for where, folders, names in os.walk(top):
        folders[:] = [f for f in folders if not f.startswith(".") and _own(Path(where, f), home, root, warnings)]
        files = (Path(where, name) for name in names)
        found += [path for path in files if not is_clutter(path) and _own(path, home, root, warnings)]
    return tuple(sorted(found, key=lambda path: path.relative_to(top).as_posix()))


def _own(path: Path, home: Path, root: Path, warnings: list[Problem]) -> bool:
    # A junction on Windows is no symlink; where it leads tells.
    if not path.is_symlink() and path.resolve().is_relative_to(home):
        return True
    warnings.append(
        _warning(
            _("This is a link; links are not followed."),
            shown(path, root),
            _("Copy the file itself into the incident."),
        ),
    )
    return False


def top_entries(folder: Path, root: Path, warnings: list[Problem]) -> tuple[Path, ...]:
    """The files and folders directly in `folder`, sorted; links are left out with a warning."""
    home = folder.resolve()
    entries = sorted(path for path in folder.iterdir() if not is_clutter(path))
    return tuple(path for path in entries if _own(path, home, root, warnings))


def incident_file(files: Iterable[Path], folder: Path, root: Path) -> Path:
    """The incident's YAML file among `files`; raises UserError (R001) when there is none or two."""
    found = [path for path in files if path.name.casefold() in INCIDENT_FILES]
    if len(found) == 1:
        return found[0]
    message = (
        _("The folder holds two incident files: {names}.").format(names=listed([p.name for p in found]))
        if found
        else _("The folder holds no incident.yml.")
    )
    hint = _("Keep one of the two.") if found else _("Make a new one with: reporter new SLUG")
    raise UserError([problem("R001", message, hint=hint, file=shown(folder, root))])


def without_comments(markdown: str) -> str:
    """`markdown` without its `<!-- … -->` notes; what is left of an unclosed one stays."""
    # Not a regular expression: that is quadratic on a file full of `<!--`.
    kept: list[str] = []
    rest = markdown
    while True:
        before, opened, after = rest.partition("<!--")
        _note, closed, behind = after.partition("-->")
        if not (opened and closed):
            return "".join([*kept, rest]).strip()
        kept.append(before)
        rest = behind


def prose_files(files: Iterable[Path], root: Path, problems: list[Problem]) -> Iterator[tuple[str, str, str]]:
    """Each written prose file as (field it fills, its name in problems, its text)."""
    for path in files:
        field = PROSE.get(path.name.casefold())
        if field is None:
            continue
        file = shown(path, root)
        try:
            text = without_comments(read_text(path, file))
        except UserError as error:
            problems += error.problems
            continue
        if text:
            yield field, file, text


def unread(entries: Iterable[Path], known: Iterable[str], root: Path) -> Iterator[Problem]:
    """A warning for each file and folder directly in the incident's folder that nothing reads."""
    files = [*INCIDENT_FILES, *PROSE, *known]
    for path in entries:
        if path.name.casefold() in ([POSTS, ATTACHMENTS] if path.is_dir() else files):
            continue
        message = _("Nothing reads this.")
        hint = _("Exports of posts belong in posts/, evidence in attachments/. Files read here: {names}.")
        yield _warning(message, shown(path, root), hint.format(names=listed([n for n in files if n.isascii()])))
