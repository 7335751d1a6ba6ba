"""`reporter new`: an incident folder that teaches its own use, and a project around it."""

from __future__ import annotations

import calendar
import json
import re
from datetime import date, datetime
from pathlib import Path
from string import Template
from typing import Final
from zoneinfo import ZoneInfo

from reporter import resources
from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.load import check_slug
from reporter.moments import DEFAULT_ZONE, FIRST_YEAR, LAST_YEAR
from reporter.safe import plain

_TEMPLATES: Final = resources.PACKAGE / "scaffold_files"
#: A slug that begins with year and month says when the incident was.
_DATED: Final = re.compile(r"(\d{4})-(\d{2})(?:-|$)")
#: Windows' Notepad knows UTF-8 without its mark only since 2019.
_NOTE: Final = "utf-8-sig"


def scaffold(project: Path, slug: str, title: str = "", *, today: date | None = None) -> Path:
    """The new folder `incidents/<slug>` of `project`, ready to be checked and built as it is.

    Args:
        project: made when absent; `mkdocs.yml`, `manual/` and `.gitignore` are added where missing.
        slug: names folder and URL; year and month at its beginning become the report period.
        title: the report's title; a placeholder when empty.
        today: the day the period is guessed from otherwise; the clock's when None.
    Raises: UserError - R002 (slug) or R003 (the folder exists; nothing is overwritten).
    """
    check_slug(slug)
    folder = project / "incidents" / slug
    if folder.exists() or folder.is_symlink():
        file = f"incidents/{slug}"
        hint = _("Choose another name, or go on with the folder that is there.")
        raise UserError([problem("R003", _("The folder exists already."), hint=hint, file=file)])
    first, last = _period(slug, today or datetime.now(ZoneInfo(DEFAULT_ZONE)).date())
    words = {
        "title": _quoted(title, "（请填写标题）"),
        "organisation": _quoted("", "（请填写涉事单位）"),
        "month": f"{first:%Y-%m}",
        "start": first.isoformat(),
        "end": last.isoformat(),
        "as_of": last.isoformat(),
    }
    try:
        _write_project(project)
        _write_incident(folder, words)
    except OSError as error:
        message = _("The folder cannot be written ({reason}).").format(reason=error.strerror or type(error).__name__)
        raise UserError([problem("R005", message, file=f"incidents/{slug}")]) from error
    return folder


def _quoted(text: str, placeholder: str) -> str:
    # JSON's quoted text is YAML's, whatever marks the title holds.
    return json.dumps(" ".join(plain(text).split()) or placeholder, ensure_ascii=False)


def _period(slug: str, today: date) -> tuple[date, date]:
    """First and last day of the month the slug names, else of today's."""
    found = _DATED.match(slug)
    year, month = (int(found[1]), int(found[2])) if found else (today.year, today.month)
    if not (FIRST_YEAR <= year <= LAST_YEAR and date.min.month <= month <= date.max.month):
        year, month = today.year, today.month
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _write_incident(folder: Path, words: dict[str, str]) -> None:
    source = _TEMPLATES / "incident"
    for path in sorted(source.rglob("*")):
        target = folder / path.relative_to(source)
        if path.is_dir():
            target.mkdir(parents=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".yml":
            text = Template(text).substitute(words)
        target.write_text(text, encoding=_NOTE if path.suffix == ".txt" else "utf-8", newline="\n")


def _write_project(project: Path) -> None:
    """What a project needs around its incidents, where it is missing; the schema always anew."""
    incidents = project / "incidents"
    incidents.mkdir(parents=True, exist_ok=True)
    # Ours, not the user's: the first line of every incident.yml names it for the editor.
    schema = resources.incident_schema().read_text(encoding="utf-8")
    (incidents / "incident.schema.json").write_text(schema, encoding="utf-8", newline="\n")
    source = _TEMPLATES / "project"
    if not any((project / name).exists() for name in ("mkdocs.yml", "mkdocs.yaml")):
        _copy(source / "mkdocs.yml", project / "mkdocs.yml")
        _copy(source / "manual" / "index.md", project / "manual" / "index.md")
    _copy(source / "gitignore", project / ".gitignore")


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
