"""What of a built site may become public, and every reason why it may not.

The gate looks at the built bytes, not at the incident folders: what is refused
here is what would really have left the house.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reporter.errors import Problem, problem
from reporter.i18n import N_, _
from reporter.incident import STATE_SECRETS, Classification
from reporter.privacy import scan

#: Kinds of file a site consists of; anything else is left out (source maps, workbooks, backups).
_WEB: Final = frozenset(
    ".css .csv .gif .gz .html .ico .jpeg .jpg .js .json .md .pdf .png .svg .txt .webp .woff .woff2 .xml".split(),
)
#: Kinds that hold readers' words, hence perhaps somebody's telephone number.
_WORDS: Final = frozenset((".csv", ".html", ".json", ".md", ".svg", ".txt", ".xml"))

#: The kinds `reporter.privacy` tells apart, in words.
_PERSONAL: Final = {
    "id_card": N_("an identity number"),
    "bank_card": N_("a bank card number"),
    "mobile": N_("a mobile number"),
    "email": N_("an e-mail address"),
    "wechat": N_("a WeChat number"),
    "qq": N_("a QQ number"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFile:
    """One file that becomes public: its path in the site (`/` as separator) and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicIncident:
    """One incident in the site, as its `report.json` states it."""

    slug: str
    title: str
    classification: str
    stale: bool = False


def is_public(path: Path) -> bool:
    """Whether a file of the site, given relative to it, is of a kind and name that is published."""
    name = path.as_posix()
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in _WEB and not hidden and name.isprintable() and '"' not in name


def walk(site: Path) -> Iterator[Path]:
    """Every file and link below `site`, relative to it, in a fixed order; links are not followed."""
    for path in sorted(site.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from (Path(path.name, below) for below in walk(path))
        else:
            yield Path(path.name)


def public_files(site: Path) -> tuple[PublicFile, ...]:
    """The files of the site that would be published."""
    found = (path for path in walk(site) if is_public(path) and not (site / path).is_symlink())
    return tuple(PublicFile(path=path.as_posix(), size=(site / path).stat().st_size) for path in found)


def left_out(site: Path) -> tuple[str, ...]:
    """The files that stay at home because a site does not need their kind."""
    return tuple(path.as_posix() for path in walk(site) if not is_public(path) or (site / path).is_symlink())


def incidents(site: Path) -> tuple[list[PublicIncident], list[Problem]]:
    """The incidents whose pages are in the site, and those that cannot say what they are."""
    known, problems = [], []
    for folder in sorted((site / "incidents").glob("*/")):
        place = f"incidents/{folder.name}/report.json"
        try:
            report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
            known.append(
                PublicIncident(
                    slug=folder.name,
                    title=str(report["title"]),
                    classification=str(report["classification"]),
                    stale=bool(report.get("stale")),
                ),
            )
        except (OSError, ValueError, KeyError, TypeError):
            message = _("the report cannot be read, so nobody can tell whether it is public")
            problems.append(problem("R501", message, file=place, hint=_("build the site again")))
    return known, problems


def _classified(found: PublicIncident) -> Problem | None:
    place = f"incidents/{found.slug}/report.json"
    if any(word in found.classification for word in STATE_SECRETS):
        message = _("the incident is marked as a state secret; it must not be on any network")
        return problem("R006", message, file=place, key="classification")
    if found.classification != Classification.PUBLIC:
        message = _("the incident is classified “{found}”; only “{public}” may be published").format(
            found=found.classification,
            public=Classification.PUBLIC.value,
        )
        hint = _("hand the report over as a file (reporter export {slug}), or change the classification after approval")
        hint = hint.format(slug=found.slug)
        return problem("R501", message, file=place, key="classification", hint=hint)
    if found.stale:
        message = _("the report is an old one: it could not be built from its present data")
        return problem("R501", message, file=place, key="stale", hint=_("mend the incident and build the site again"))
    return None


def _readable(name: str, content: bytes) -> str:
    """The words of a file as a reader sees them, line by line where the format has lines."""
    text = content.decode("utf-8", "replace")
    if name.endswith((".html", ".svg", ".xml", ".md")):
        return html.unescape(text)
    if name.endswith(".json"):
        try:
            return json.dumps(json.loads(text), ensure_ascii=False, indent=0)
        except ValueError:
            return text
    return text


def personal_data(site: Path) -> list[Problem]:
    """A problem for every kind of personal data in every published file; never the data itself."""
    problems = []
    for file in public_files(site):
        if Path(file.path).suffix.lower() not in _WORDS:
            continue
        text = _readable(file.path, (site / file.path).read_bytes())
        for kind, start in {piece.kind: piece.start for piece in reversed(scan(text))}.items():
            line = text.count("\n", 0, start) + 1
            message = _("the file holds {what}").format(what=_(_PERSONAL[kind]))
            hint = _("remove it from the incident's texts and build again")
            problems.append(problem("R501", message, file=file.path, line=line, hint=hint))
    return problems


def reasons_against(site: Path) -> list[Problem]:
    """Every reason why the built site must not become public; an empty list when there is none."""
    if not (site / "index.html").is_file():
        message = _("there is no built site here")
        return [problem("R501", message, file="index.html", hint=_("run `reporter build` first"))]
    known, problems = incidents(site)
    problems += [refusal for one in known if (refusal := _classified(one)) is not None]
    return problems + personal_data(site)
