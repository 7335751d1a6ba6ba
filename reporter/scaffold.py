"""`reporter new`: an incident folder that teaches its own use, and a project around it."""

from __future__ import annotations

import calendar
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the data already say of an incident whose folder is being made.

    Args:
        start, end: first and last day of the report period.
        as_of: the day the data were collected.
        platforms: names of the platforms, in the reader's words.
        posts: file name in `posts/` -> the file to be copied there.
    """

    start: date
    end: date
    as_of: date
    platforms: tuple[str, ...] = ()
    posts: Mapping[str, Path] = field(default_factory=dict)


#: Lines of the form that stay samples, until data are known; then blanks stand in their place.
_SAMPLES: Final = {
    "crisis_types": "#crisis_types: [价格争议, 虚假宣传]",
    "trigger": "#trigger: 消费者发帖称同一商品先涨价再打折",
    "platforms": "#platforms: [微博, 微信, 抖音]",
    "posts": "#posts:\n#  query: 采集时用的检索式\n#  quotes: mask",
}
_BLANKS: Final = {
    "crisis_types": "crisis_types: [（请填写危机类型）]",
    "trigger": "trigger: （请填写导火索）",
    "posts": "posts:\n  query: （请填写采集检索式）\n#  quotes: mask",
}
_ORGANISATION: Final = "（请填写涉事单位）"
#: What the prose files say until somebody writes them; a report shows it where the words are missing.
_PROSE: Final = {
    "background.md": "（请填写事件经过：起因、经过、现状，各写一两句。）",
    "strategy.md": "（请填写应对策略：定了什么原则，由谁牵头，做了什么。）",
    "assessment.md": "（请填写效果评估：与处置前相比变化如何，同期还有什么因素。）",
    "lessons.md": "（请填写经验与不足：做法、问题、原因、改进措施。）",
}


def scaffold(
    project: Path,
    slug: str,
    title: str = "",
    *,
    today: date | None = None,
    known: Known | None = None,
) -> Path:
    """The new folder `incidents/<slug>` of `project`, ready to be checked and built as it is.

    Args:
        project: made when absent; `mkdocs.yml`, `manual/` and `.gitignore` are added where missing.
        slug: names folder and URL; year and month at its beginning become the report period.
        title: the report's title; a placeholder when empty.
        today: the day the period is guessed from otherwise; the clock's when None.
        known: what data in hand say; without it the form holds samples only.
    Raises: UserError - R002 (slug) or R003 (the folder exists; nothing is overwritten).
    """
    check_slug(slug)
    folder = project / "incidents" / slug
    if folder.exists() or folder.is_symlink():
        file = f"incidents/{slug}"
        hint = _("Choose another name, or go on with the folder that is there.")
        raise UserError([problem("R003", _("The folder exists already."), hint=hint, file=file)])
    known = known or _assumed(slug, today or datetime.now(ZoneInfo(DEFAULT_ZONE)).date())
    try:
        _write_project(project)
        _write_incident(folder, _words(known, _title(title)))
        _write_posts(folder, known)
    except OSError as error:
        # Half a folder would pass for an incident.
        shutil.rmtree(folder, ignore_errors=True)
        message = _("The folder cannot be written ({reason}).").format(reason=error.strerror or type(error).__name__)
        raise UserError([problem("R005", message, file=f"incidents/{slug}")]) from error
    return folder


def fill(project: Path, slug: str, title: str, known: Known) -> Path:
    """The folder `incidents/<slug>` with its form as `scaffold` would have made it, had the data been known.

    Args:
        project: as for `scaffold`.
        slug: a folder that `scaffold` made.
        title: the report's title; the form's own when empty.
        known: what the exports in its `posts/` say.
    Raises: UserError - R003: somebody has written into the form, or there is none; nothing is overwritten.
    """
    folder = project / "incidents" / slug
    form = folder / "incident.yml"
    found = _untouched().fullmatch(form.read_text(encoding="utf-8")) if form.is_file() else None
    if found is None:
        message = _("The incident is filled in already; draft overwrites nothing.")
        hint = _("Its report: reporter build {slug}. Another incident of its exports: reporter draft {posts}")
        words = hint.format(slug=slug, posts=(folder / "posts").as_posix())
        raise UserError([problem("R003", message, hint=words, file=f"incidents/{slug}/incident.yml")])
    text = Template(_form()).substitute(_words(known, _title(title) if title else found["title"]))
    form.write_text(text, encoding="utf-8", newline="\n")
    _write_blanks(folder)
    return folder


def _form() -> str:
    return (_TEMPLATES / "incident" / "incident.yml").read_text(encoding="utf-8")


def _untouched() -> re.Pattern[str]:
    """What matches the form as `reporter new` leaves it, whatever its title and its period."""
    fixed = {**_SAMPLES, "organisation": _quoted("", _ORGANISATION)}
    open_ones = {name: f"\0{name}\0" for name in ("title", "month", "start", "end", "as_of")}
    text = re.escape(Template(_form()).substitute(fixed | open_ones))
    text = text.replace("\0title\0", "(?P<title>.*)")
    return re.compile(re.sub("\0[a-z_]+\0", "[0-9-]+", text))


def _words(known: Known, title: str) -> dict[str, str]:
    return {
        **_lines(known),
        "title": title,
        "organisation": _quoted("", _ORGANISATION),
        "month": f"{known.start:%Y-%m}",
        "start": known.start.isoformat(),
        "end": known.end.isoformat(),
        "as_of": known.as_of.isoformat(),
    }


def _title(title: str) -> str:
    return _quoted(title, "（请填写标题）")


def _assumed(slug: str, today: date) -> Known:
    first, last = _period(slug, today)
    return Known(start=first, end=last, as_of=last)


def _lines(known: Known) -> dict[str, str]:
    if not known.posts:
        return _SAMPLES
    names = ", ".join(_quoted(name, "") for name in known.platforms)
    return _SAMPLES | _BLANKS | ({"platforms": f"platforms: [{names}]"} if names else {})


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


def _write_posts(folder: Path, known: Known) -> None:
    """The exports, and blanks in the prose files: a draft shows what is still to be said."""
    for name, source in known.posts.items():
        target = folder / "posts" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # The bytes alone: neither a link nor the source's rights come along.
        shutil.copyfile(source, target)
    if known.posts:
        _write_blanks(folder)


def _write_blanks(folder: Path) -> None:
    for name, blank in _PROSE.items():
        path, source = folder / name, (_TEMPLATES / "incident" / name).read_text(encoding="utf-8")
        if path.is_file() and path.read_text(encoding="utf-8") == source:
            path.write_text(f"{blank}\n\n{source}", encoding="utf-8", newline="\n")


def _write_project(project: Path) -> None:
    """What a project needs around its incidents, where it is missing; the schema always anew."""
    incidents = project / "incidents"
    incidents.mkdir(parents=True, exist_ok=True)
    # Ours, not the user's: the first line of every incident.yml names it for the editor.
    for schema in (resources.incident_schema(), resources.corrections_schema()):
        (incidents / schema.name).write_text(schema.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
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
