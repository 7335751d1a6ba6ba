"""Contexts through Jinja2 to Markdown: the only user of Jinja2.

Autoescape is on and an undefined name is an error.  A project's own
`site_templates/` overrides the built-in templates file by file; templates come
from the site owner, never from an incident folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import TemplateNotFound
from markupsafe import Markup

from reporter import i18n, safe, units
from reporter.artefacts import Artefact
from reporter.drawings import draw
from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.pages.archive import Archive, ArchiveRow, archive
from reporter.pages.assessment import Assessment, assessment
from reporter.pages.background import Background, background
from reporter.pages.claims import FullCheck, full_check
from reporter.pages.collection import CollectionPage, collection
from reporter.pages.cover import FirstScreen, first_screen
from reporter.pages.details import DetailsPage, details
from reporter.pages.evidence import EvidencePage, evidence
from reporter.pages.figures import Figures
from reporter.pages.lessons import Lessons, lessons
from reporter.pages.strategy import Strategy, strategy
from reporter.report import Report

SUFFIX: Final = ".j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """What `report.md.j2` is given."""

    language: str
    title: str
    short_title: str
    description: str
    first: FirstScreen
    background: Background
    strategy: Strategy
    assessment: Assessment
    lessons: Lessons


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """What `evidence.md.j2` is given."""

    language: str
    title: str
    description: str
    page: EvidencePage


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsView:
    """What `metrics.md.j2` is given."""

    language: str
    title: str
    description: str
    page: DetailsPage


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """What `claims.md.j2` is given."""

    language: str
    title: str
    description: str
    check: FullCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionView:
    """What `collection.md.j2` is given."""

    language: str
    title: str
    description: str
    page: CollectionPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """What `archive.md.j2` is given."""

    language: str
    title: str
    description: str
    archive: Archive


class _Loader(FileSystemLoader):
    """Jinja2's own, but a template of another encoding is a broken template and says which."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The source, its file, whether it is still the same.

        Raises: TemplateSyntaxError - the file is not UTF-8.
        """
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise TemplateSyntaxError(_("the file is not UTF-8"), 1, template) from error


class Templates:
    """The report templates: the built-in ones, overridden file by file by a project's own."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look templates up in `folders`, the first that has a file wins."""
        self._environment = Environment(
            loader=_Loader([str(folder) for folder in folders], encoding="utf-8"),
            autoescape=True,
            # A preview makes new templates for each build: within one, files do not change.
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=["jinja2.ext.i18n"],
            finalize=_finalise,
        )
        self._environment.globals["gap"] = units.gap
        self._environment.filters["md"] = _markdown_line
        self._environment.filters["unbroken"] = safe.unbroken
        self._environment.filters["clauses"] = safe.clauses
        self._environment.filters["sentence"] = i18n.sentence
        self._environment.install_gettext_callables(  # type: ignore[attr-defined]
            i18n._,
            i18n.ngettext,
            newstyle=False,
        )

    def render(self, name: str, context: object) -> str:
        """The template `name` filled with the fields of a context dataclass.

        Raises: UserError R401 - the template is missing, broken, or asks for what does not exist.
        """
        values = {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]
        try:
            return self._environment.get_template(name).render(values)
        except TemplateNotFound as error:
            raise _broken(str(error.name), 0, _("the template does not exist")) from error
        except TemplateSyntaxError as error:
            raise _broken(error.name or name, error.lineno, error.message or "") from error
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # The last five are what an expression of a template can do wrong.
            raise _broken(*_place_of(error, name), str(error)) from error


def _finalise(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    return safe.shown(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _markdown_line(value: object) -> Markup:
    # Already made of letters and numeric entities only: autoescape must not touch it again.
    return Markup(safe.md_text(value))  # noqa: S704


def _place_of(error: BaseException, asked: str) -> tuple[str, int]:
    """The template and line an error came from, read from the traceback Jinja2 rewrote."""
    name, line, trace = asked, 0, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(SUFFIX):
            name, line = Path(file).name, trace.tb_lineno
        trace = trace.tb_next
    return name, line


def _broken(name: str, line: int, found: str) -> UserError:
    return UserError(
        [
            problem(
                "R401",
                _("the template cannot be used: {found}").format(found=found),
                hint=_("Compare it with the built-in template of the same name, or delete your own."),
                file=f"site_templates/{name}",
                line=line,
            ),
        ],
    )


def _page(report: Report, templates: Templates, name: str, context: object, path: str = "") -> Artefact:
    """The page that the template `name` makes, at `incidents/<slug>/<path or name>.md`."""
    content = templates.render(f"{name}.md.j2", context)
    return Artefact(path=f"incidents/{report.slug}/{path or name}.md", content=content, kind="page")


def report_page(report: Report, templates: Templates) -> Artefact:
    """`incidents/<slug>/index.md`: the whole report on one page."""
    figures = Figures(charts=draw(report))
    incident, first = report.incident, first_screen(report)
    context = ReportPage(
        language=incident.language,
        title=str(incident.title),
        short_title=str(incident.short_title or incident.title),
        description=first.judgement,
        first=first,
        background=background(report, figures),
        strategy=strategy(report, figures),
        assessment=assessment(report, figures),
        lessons=lessons(report),
    )
    return _page(report, templates, "report", context, path="index")


def evidence_page(report: Report, templates: Templates) -> Artefact:
    """`incidents/<slug>/evidence.md`: methods, data quality, claims in detail, provenance."""
    page = evidence(report)
    context = EvidenceView(
        language=report.incident.language,
        title=str(report.incident.title),
        description=page.headline,
        page=page,
    )
    return _page(report, templates, "evidence", context)


def metrics_page(report: Report, templates: Templates) -> Artefact | None:
    """`incidents/<slug>/metrics.md`: every metric with its method; None when none was computed."""
    page = details(report)
    if not page.headline:
        return None
    context = DetailsView(
        language=report.incident.language,
        title=str(report.incident.title),
        description=page.headline,
        page=page,
    )
    return _page(report, templates, "metrics", context)


def claims_page(report: Report, templates: Templates) -> Artefact | None:
    """`incidents/<slug>/claims.md`: the check of every reported figure; None when none was handed in."""
    if not report.checked.verdicts:
        return None
    check = full_check(report, Figures(charts=draw(report)))
    context = CheckView(
        language=report.incident.language,
        title=str(report.incident.title),
        description=check.headline,
        check=check,
    )
    return _page(report, templates, "claims", context)


def collection_page(report: Report, templates: Templates) -> Artefact | None:
    """`incidents/<slug>/collection.md`: a first look at the posts; None when there is none."""
    if report.tally is None:
        return None
    page = collection(report, report.tally, Figures(charts=draw(report)))
    context = CollectionView(
        language=report.incident.language,
        title=str(report.incident.title),
        description=page.headline,
        page=page,
    )
    return _page(report, templates, "collection", context)


def archive_page(rows: Sequence[ArchiveRow], templates: Templates) -> Artefact:
    """`index.md`: the list of all incidents."""
    page = archive(rows)
    context = ArchiveView(language=i18n.language(), title=_("Archive"), description=page.headline, archive=page)
    return Artefact(path="index.md", content=templates.render("archive.md.j2", context), kind="page")
