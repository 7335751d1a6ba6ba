"""Exports looked at one by one, inside an incident or outside of any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.incident import Incident
from reporter.intake import Confidence, Examined, examine
from reporter.load import load_incident
from reporter.load.folder import files_below
from reporter.moments import DEFAULT_ZONE
from reporter.names import platforms
from reporter.remote import Fetching, fetch_quietly, here, is_address, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the exports at one place are taken for.

    Args:
        source: file, folder or address, as the user typed it; an address without what it may hold of a key.
        folder: whether it is a folder, or a pattern of several files.
        files: each file with what it is taken for, in the order of names.
        slug: the incident whose settings were used; empty outside of any.
        unsettled: the incident could not be read, so its settings were not used.
        warnings: what is wrong with the address.
    """

    source: str
    folder: bool
    files: tuple[Examined, ...]
    slug: str = ""
    unsettled: bool = False
    warnings: tuple[Problem, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether a file cannot be read as it is."""
        return any(file.problems for file in self.files)


def look(source: Path | str, project: Path, slug: str = "", telling: Fetching = fetch_quietly) -> Inspection:
    """Every export at `source` (a file, a folder with all below it, an address), each looked at by itself.

    Args:
        source: need not lie in a project.
        project: where incidents lie; a file below `incidents/<slug>` is read with that incident's settings.
        slug: the incident whose settings are used wherever the file lies.
        telling: told of files that are fetched.
    Raises: UserError - R005: nothing is there; R006: the incident is marked a state secret;
        R210, R211, R212: the address; whatever is wrong with the incident of `slug`.
    """
    with here([str(source)], telling) as ((path,), warnings):
        if not is_address(str(source)):
            return _look(path, project, slug)
        looked = _look(path, project, slug)
        return replace(looked, source=_typeable(str(source)), folder=len(looked.files) > 1, warnings=tuple(warnings))


def _typeable(url: str) -> str:
    return shown(url) if "?" not in url else f"{shown(url)}?…"


def _look(path: Path, project: Path, slug: str) -> Inspection:
    files = list(files_below(path, path, [])) if path.is_dir() else [path] * path.is_file()
    if not files:
        message = _("There is no such file, or no file in the folder.")
        raise UserError([problem("R005", message, file=path.as_posix())])
    around = slug or _slug_around(path, project)
    incident = _settings(project, around, needed=bool(slug)) if around else None
    root = path if path.is_dir() else path.parent
    return Inspection(
        source=path.as_posix(),
        folder=path.is_dir(),
        files=tuple(examine(file, incident, root) for file in files),
        slug=around,
        unsettled=bool(around) and incident is None,
    )


def _slug_around(path: Path, project: Path) -> str:
    home = (project / "incidents").resolve()
    place = path.resolve()
    inside = place.is_relative_to(home) and place != home
    slug = place.relative_to(home).parts[0] if inside else ""
    return slug if slug and (home / slug).is_dir() else ""


def _settings(project: Path, slug: str, *, needed: bool) -> Incident | None:
    try:
        return load_incident(project / "incidents" / slug, project).incident
    except UserError as error:
        # What hinders the report does not hinder a look at the data, but a secret does.
        if needed or any(found.code == "R006" for found in error.problems):
            raise
        return None


def guessed(file: Examined) -> bool:
    """Whether the columns were found by their names alone, so that somebody should look at them."""
    return bool(file.mapping) and any(column.confidence is not Confidence.STATED for column in file.mapping.values())


def as_json(inspection: Inspection) -> dict[str, Any]:
    """One file as plain data; of a folder one such object for each file, by its name there."""
    if inspection.folder:
        return {file.file: _file_json(file) for file in inspection.files}
    return _file_json(inspection.files[0])


def _file_json(file: Examined) -> dict[str, Any]:
    balance = file.balance
    told = (*file.problems, *file.warnings)
    return {
        "format": file.format,
        "encoding": file.encoding,
        "exporter": file.exporter,
        "mapping": {canonical: column.name for canonical, column in file.mapping.items()},
        "balance": {
            "read": balance.read,
            "used": balance.used,
            "merged": balance.merged,
            "rejected": balance.rejected,
        },
        "rejects": [{"line": reject.line, "reason": reject.reason.value} for reject in file.rejects],
        "span": [bound.isoformat() for bound in file.span] if file.span else None,
        "platforms": list(file.platforms),
        "warnings": [f"{found.code} {found.message}" for found in told] + _coverage(file),
    }


def _coverage(file: Examined) -> list[str]:
    return [fact.sentence(ZoneInfo(DEFAULT_ZONE), platforms()) for fact in file.coverage]
