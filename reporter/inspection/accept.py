"""An export's columns into `incident.yml` by inserting lines: comments, order and style stay.

What was inserted is read back; a file that would then say anything else than
before plus the new mapping is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from glob import escape
from pathlib import Path
from typing import Any, Final

from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.intake import Confidence, Examined
from reporter.intake.aliases import name_of
from reporter.intake.layout import mapping_for
from reporter.load import load_incident
from reporter.load.files import shown
from reporter.load.folder import incident_file
from reporter.load.insert import indented, inserted, item_indent, quoted_words

_INDENT: Final = re.compile(r" *")


def accept(file: Examined, project: Path, slug: str) -> bool:
    """Write how `file` is read under `posts.mappings` of the incident; whether anything was written.

    Nothing is when its exporter is known, or the incident already says how such a file is read.
    Raises: UserError - the file cannot be read or a column is doubtful (R202), the incident is broken,
        or its YAML is written in a way nothing can be inserted into (R101, with the lines to paste).
    """
    _refuse_doubt(file)
    folder = project / "incidents" / slug
    loaded = load_incident(folder, project)
    incident = loaded.incident
    name = file.file.rpartition("/")[2]
    stated = all(column.confidence is Confidence.STATED for column in file.mapping.values())
    if stated or mapping_for(name, incident.posts.mappings) is not None:
        return False
    columns = {key: column.name for key, column in file.mapping.items() if name_of(column.name)}
    source = incident_file((path for path in folder.iterdir() if path.is_file()), folder, project)
    entry = {"files": escape(name), "columns": columns}
    lines = _entry_lines(entry, no_platform="unknown" in file.platforms)
    place = Place(file=shown(source, project), line=loaded.lines.get("posts", 0), key="posts.mappings")
    _insert(source, place, entry, lines)
    return True


def _refuse_doubt(file: Examined) -> None:
    found = list(file.problems)
    if file.doubtful and not found:
        message = _("It is not certain which column is meant: {names}.").format(names=", ".join(file.doubtful))
        hint = _("Write the columns by hand in incident.yml under posts.mappings.")
        found.append(Problem(code="R202", message=message, hint=hint, place=Place(file=file.file)))
    if found:
        raise UserError(found)


def _insert(source: Path, place: Place, entry: Mapping[str, Any], lines: list[str]) -> None:
    def insert(rows: list[str], data: Any, places: Mapping[str, int]) -> list[str]:  # noqa: ANN401
        return _with_entry(rows, data, places, lines)

    def wanted(before: Any) -> Any:  # noqa: ANN401
        posts = before.get("posts") or {}
        return {**before, "posts": {**posts, "mappings": [dict(entry), *(posts.get("mappings") or [])]}}

    if inserted(source, place.file, insert, wanted):
        return
    message = _("The mapping cannot be inserted into this file.")
    pasted = "\n".join(["posts:", "  mappings:", *("    " + line for line in lines)])
    hint = _("Write these lines into it by hand:") + "\n" + pasted
    raise UserError([Problem(code="R101", message=message, hint=hint, place=place)])


def _entry_lines(entry: Mapping[str, Any], *, no_platform: bool) -> list[str]:
    lines = [f"- files: {quoted_words(entry['files'])}", "  columns:"]
    lines += [f"    {key}: {quoted_words(name)}" for key, name in entry["columns"].items()]
    return [*lines, f"  # {_('platform: write here which platform the posts are from')}"] if no_platform else lines


def _with_entry(rows: list[str], data: Any, lines: Mapping[str, int], entry: list[str]) -> list[str]:  # noqa: ANN401
    """The lines of the file with the entry as the first of `posts.mappings`; a guess, checked afterwards."""
    posts = data.get("posts")
    at = lines.get("posts", 0)
    if "posts" not in data:
        while rows and not rows[-1].strip():
            rows.pop()
        return [*rows, "", "posts:", "  mappings:", *indented(entry, 4), ""]
    child = _below(rows, at, 0)
    if not isinstance(posts, dict) or "mappings" not in posts:
        step = child or 2
        return [*rows[:at], " " * step + "mappings:", *indented(entry, 2 * step), *rows[at:]]
    place = next((n for n in range(at, len(rows)) if re.match(r" *mappings:", rows[n])), at)
    row = rows[place]
    own = len(_INDENT.match(row)[0])  # type: ignore[index]
    item = item_indent(rows, place + 1, own)
    if not posts["mappings"]:
        row = re.sub(r":\s*(\[\s*\]|null|~)", ":", row, count=1)
    return [*rows[:place], row, *indented(entry, item), *rows[place + 1 :]]


def _below(rows: list[str], at: int, outside: int) -> int:
    """The indentation of the first line of a block after line `at` (1-based); 0 when it has none."""
    for row in rows[at:]:
        if row.strip() and not row.lstrip().startswith("#"):
            own = len(row) - len(row.lstrip(" "))
            return own if own > outside else 0
    return 0
