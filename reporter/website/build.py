"""Stage, check, swap: a site is replaced by a better one or stays as it is."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from reporter.artefacts import Artefact
from reporter.errors import Problem, Severity, UserError, problem
from reporter.i18n import _
from reporter.website.checks import check_site
from reporter.website.swap import Places, places_for, recover, swap

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from reporter.website.plugin import ReporterPlugin

#: Private to the tool, in every project; ignored by git.
WORK: Final = ".reporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """A site that stands.

    Args:
        site: its folder.
        pages: its HTML pages, relative to `site`, sorted.
        size: all its files together, in bytes.
        warnings: what the checks found and let pass.
    """

    site: Path
    pages: tuple[str, ...]
    size: int
    warnings: tuple[Problem, ...]


@contextmanager
def _alone(project: Path) -> Iterator[None]:
    """Hold the project's one lock for the length of a build."""
    path = project / WORK / "build.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        message = _("Another reporter is building this project.")
        raise UserError([problem("R004", message, file=str(project), hint=_("Wait until it has finished."))]) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _at_epoch(epoch: int | None) -> Iterator[None]:
    """Let MkDocs take `epoch` for today, so two builds of the same input are the same."""
    name, before = "SOURCE_DATE_EPOCH", os.environ.get("SOURCE_DATE_EPOCH")
    os.environ[name] = str(epoch or before or 0)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


class _Kept(logging.Handler):
    """Keeps MkDocs' messages instead of letting it print them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.messages.append(record.getMessage())


@contextmanager
def _kept_messages() -> Iterator[list[str]]:
    logger, handler = logging.getLogger("mkdocs"), _Kept()
    before, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = before


def _user_error(error: BaseException) -> UserError | None:
    """The `UserError` inside what MkDocs made of it."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, UserError):
        seen = seen.__cause__ or seen.__context__
    return seen


def _is_of_jinja(error: Exception) -> bool:
    # By name: only the pages room imports Jinja2.
    return any(kind.__module__ == "jinja2.exceptions" for kind in type(error).__mro__)


@contextmanager
def mended_errors(project: Path) -> Iterator[None]:
    """Turn MkDocs' and Jinja's own failures into a `UserError` (R401 template, R402 the rest).

    What neither of them raises on purpose is a bug and keeps its traceback.
    """
    from mkdocs.exceptions import MkDocsException

    with _kept_messages() as messages:
        try:
            yield
        except MkDocsException as error:
            inner = _user_error(error)
            if inner is not None:
                raise inner from error
            said = dict.fromkeys([*messages, str(error)])
            raise UserError([problem("R402", text, file=str(project)) for text in said if text]) from error
        except Exception as error:
            if not _is_of_jinja(error):
                raise
            file, line = getattr(error, "name", None) or str(project), getattr(error, "lineno", None) or 0
            raise UserError([problem("R401", str(error), file=file, line=line)]) from error


def load(project: Path, site: Path) -> MkDocsConfig:
    """MkDocs' configuration of `project`: its `mkdocs.yml`, or the built-in one without any."""
    from mkdocs.config import load_config

    from reporter.website.settings import DEFAULT_CONFIG

    own = project / "mkdocs.yml"
    if own.is_file():
        return load_config(str(own), site_dir=str(site))
    manual = project / "manual"
    if not manual.is_dir():
        manual = project / WORK / "manual"
        manual.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO(DEFAULT_CONFIG.encode())
    return load_config(text, config_file_path=str(own), site_dir=str(site), docs_dir=str(manual))


def reporter_plugin(config: MkDocsConfig) -> ReporterPlugin:
    """Our plugin inside `config`.

    Raises: UserError - `mkdocs.yml` does not list it.
    """
    from reporter.website.plugin import ReporterPlugin

    for plugin in config.plugins.values():
        if isinstance(plugin, ReporterPlugin):
            return plugin
    message = _("mkdocs.yml does not list the plugin `reporter`.")
    raise UserError([problem("R402", message, file="mkdocs.yml", key="plugins")])


def _render(project: Path, stage: Path, artefacts: list[Artefact]) -> None:
    from mkdocs.commands.build import build

    with mended_errors(project):
        config = load(project, stage)
        reporter_plugin(config).source = lambda _project: artefacts
        build(config)


def _replaceable(project: Path, site: Path) -> None:
    """Refuse to replace a folder that no build of ours made."""
    holds_project = project.resolve().is_relative_to(site)
    foreign = site.exists() and not (site / "404.html").is_file() and (not site.is_dir() or any(site.iterdir()))
    if holds_project or foreign:
        message = _("The folder is not a site of this tool; it is not replaced.")
        hint = _("Name an empty or a new folder with --site.")
        raise UserError([problem("R403", message, file=str(site), hint=hint)])


def _swapped(places: Places) -> None:
    try:
        swap(places)
    except OSError as error:
        message = _("The site folder cannot be replaced: {reason}").format(reason=error.strerror or error)
        raise UserError([problem("R403", message, file=str(places.site))]) from error


def build_site(project: Path, site: Path, artefacts: Iterable[Artefact], *, epoch: int | None = None) -> SiteResult:
    """The site at `site`, built from `artefacts` and the project's manual, checked, swapped in.

    Args:
        project: folder with `incidents/`, maybe `mkdocs.yml` and `manual/`.
        site: the folder to make or replace; its neighbours `.stage-…` are used meanwhile.
        artefacts: read once, before anything is written.
        epoch: seconds since 1970 the build calls today; the same input and epoch
            give the same bytes.
    Raises: UserError - R004 another build runs, R401 a broken template, R402 the site
        failed its checks, R403 the folder cannot be replaced.  The old site stays.
    """
    site = site.resolve()
    with _alone(project), _at_epoch(epoch):
        _replaceable(project, site)
        site.parent.mkdir(parents=True, exist_ok=True)
        places = places_for(site, project)
        recover(places)
        _render(project, places.stage, list(artefacts))
        found = check_site(places.stage)
        if any(fault.severity is Severity.ERROR for fault in found):
            raise UserError(found)
        _swapped(places)
    return _result(site, found)


def _result(site: Path, found: list[Problem]) -> SiteResult:
    files = sorted(path for path in site.rglob("*") if path.is_file())
    pages = tuple(path.relative_to(site).as_posix() for path in files if path.suffix == ".html")
    return SiteResult(site=site, pages=pages, size=sum(path.stat().st_size for path in files), warnings=tuple(found))
