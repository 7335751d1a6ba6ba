"""The forms a report is handed over in; a new one is one line of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reporter.errors import Problem
from reporter.export.one_file import one_file
from reporter.export.pages import pages_of
from reporter.export.pdf import pdf
from reporter.export.target import put
from reporter.export.word import unreadable_pictures, word
from reporter.safe import plain

if TYPE_CHECKING:
    from reporter.archive import Trace
    from reporter.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What every form is made of.

    Args:
        html: the report and its annexes as one page.
        title: of the report.
        language: `zh` or `en`.
        made: 截至, the only date in a file.
        browser: what prints it; None: one that is found.
    """

    html: str
    title: str
    language: str
    made: datetime
    browser: Path | None = None


#: By the option of the command, which is the file's ending, too.
FORMS: Final[dict[str, Callable[[Source], bytes]]] = {
    "html": lambda source: source.html.encode(),
    "docx": lambda source: word(source.html, source.title, source.language, source.made),
    "pdf": lambda source: pdf(source.html, source.browser),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A file that was written: where, its size in bytes, the report's 密级, what to be warned of."""

    path: Path
    size: int
    classification: str
    warnings: tuple[Problem, ...]


def export(  # noqa: PLR0913 - what the command may be told
    slug: str,
    workshop: Workshop,
    form: str,
    out: Path | None = None,
    *,
    archive: Sequence[Trace] = (),
    browser: Path | None = None,
    annexes: bool = True,
    force: bool = False,
) -> HandedOver:
    """One report as one file.

    Args:
        slug: the incident.
        workshop: of its project.
        form: a key of `FORMS`.
        out: the file, or a folder for it; the present folder by default.
        archive: incidents of other sites that the response is compared with, too.
        browser: what prints a PDF.
        annexes: whether what the report rests on stands behind it.
        force: replace whatever lies there.
    Raises: UserError - what the analyst has to mend first; R604, R605, R606: the file cannot be made or written.
    """
    report, pages = pages_of(slug, workshop, archive)
    incident = report.incident
    source = Source(
        html=one_file(pages) if annexes else one_file(pages[:1], pages[1:]),
        title=plain(incident.title),
        language=incident.language,
        made=incident.as_of.at,
        browser=browser,
    )
    content = FORMS[form](source)
    path = _place(out, f"{slug}.{form}" if annexes else f"{slug}-report.{form}")
    put(path, content, workshop.store, force=force)
    return HandedOver(
        path=path,
        size=len(content),
        classification=incident.classification.value,
        warnings=(*report.warnings, *_warned(form)),
    )


def _warned(form: str) -> Iterator[Problem]:
    missing = unreadable_pictures() if form == "docx" else None
    if missing is not None:
        yield missing


def _place(out: Path | None, name: str) -> Path:
    if out is None:
        return Path(name)
    return out / name if out.is_dir() else out
