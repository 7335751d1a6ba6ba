"""The command line.

stdout is the result (paths, or `--json`); progress and errors go to stderr.
Exit 0 done, 1 the user's input, 2 usage, 3 a bug.  Nothing heavy is imported
before a command runs: `reporter --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from reporter import __version__
from reporter.claim_commands import claims
from reporter.errors import Severity, UserError
from reporter.i18n import N_, _, language_named, speaking
from reporter.label_commands import label, label_hint
from reporter.terminal import (
    BUG,
    DONE,
    USER,
    TranslatedGroup,
    archive_option,
    as_json,
    json_option,
    note,
    option,
    problem_json,
    progress,
    project_option,
    result,
    scheduler_option,
    show,
    site_option,
)

if TYPE_CHECKING:
    from reporter.flow import SitePlan
    from reporter.inspection import Inspection
    from reporter.remote import Remote
    from reporter.report import Report
    from reporter.website.build import SiteResult
    from reporter.workshop import Workshop

# Commands -------------------------------------------------------------------


@click.group(
    cls=TranslatedGroup,
    help=N_("Turns incident folders into evaluation reports of public-opinion crises."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="reporter")
@option("--quiet", is_flag=True, help=N_("Print results and errors only."))
def cli(*, quiet: bool) -> None:
    """Nothing to do before a command."""
    del quiet  # read from the context where something is printed


@cli.command(help=N_("Make a new incident folder with a form to fill in."))
@click.argument("slug")
@option("--title", default="", help=N_("The report's title."))
@project_option
def new(slug: str, title: str, project: Path) -> None:
    """`reporter new`."""
    from reporter.scaffold import scaffold

    folder = scaffold(project, slug, title)
    result(str(folder))
    note(_("Next: fill in incident.yml, put exports into posts/, then run: reporter build"))


@cli.command(help=N_("Look at an export: what it is taken for, what would be rejected and why, what to do next."))
@click.argument("source", metavar="FILE")
@project_option
@option("--accept", "slug", default="", metavar="SLUG", help=N_("Write the columns into this incident's incident.yml."))
@json_option
def inspect(source: str, project: Path, slug: str, *, as_data: bool) -> None:
    """`reporter inspect`."""
    from reporter.inspection import accept, look
    from reporter.inspection import as_json as inspection_json

    found = look(source, project, slug, _fetching)
    show(found.warnings)
    accepted = [accept(file, project, slug) for file in found.files] if slug else None
    if as_data:
        result(as_json(inspection_json(found)))
    else:
        show_inspection(found, accepted=any(accepted) if accepted is not None else None)
    if accepted is not None:
        written = _("written to incidents/{slug}/incident.yml") if any(accepted) else _("nothing needed to be written")
        note(written.format(slug=slug))
    if found.broken:
        raise SystemExit(USER)


def _fetching(file: Remote) -> None:
    """Tell that a file is fetched: minutes without a word look like a fault."""
    words = _("Fetching {url} ({size} MB) …") if file.size else _("Fetching {url} …")
    note(words.format(url=file.name, size=f"{file.size / 1_000_000:,.1f}"))


def show_inspection(found: Inspection, *, accepted: bool | None) -> None:
    """Print an inspection: in colours on a terminal, as plain aligned lines elsewhere."""
    from reporter.inspection import as_text, blocks, painted

    parts = blocks(found, accepted=accepted)
    if not sys.stdout.isatty():
        result(as_text(parts))
        return
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    for part in painted(parts):
        console.print(part)


@cli.command(help=N_("Make a complete incident folder and a first report from exports alone."))
@click.argument("exports", nargs=-1, required=True, metavar="EXPORT...")
@option("--slug", default="", help=N_("The incident's name; from the period of the data by default."))
@option("--title", default="", help=N_("The report's title."))
@project_option
@site_option
def draft(exports: tuple[str, ...], slug: str, title: str, project: Path, site: Path | None) -> None:
    """`reporter draft`."""
    from reporter.draft import draft as make

    drafted = make(project, exports, slug, title, telling=_fetching)
    show(drafted.warnings)
    known = drafted.known
    words = _("{folder}: period {start} to {end}, platforms: {platforms}")
    names = _(", ").join(known.platforms) or _("none")
    note(words.format(folder=drafted.folder, start=known.start, end=known.end, platforms=names))
    if not drafted.dated:
        note(_("No post has a usable time: state the period in incident.yml, the one there is only today."))
    plan, built = build_slugs((drafted.slug,), project, site)
    result(str(built.site / "incidents" / drafted.slug / "index.html"))
    note(_("Next: open the page, fill the blanks in {folder}, then run: reporter build").format(folder=drafted.folder))
    if plan.broken:
        raise SystemExit(USER)


@cli.command(help=N_("Check incidents: every problem at once, with file and line."))
@click.argument("slugs", nargs=-1)
@project_option
@json_option
def check(slugs: tuple[str, ...], project: Path, *, as_data: bool) -> None:
    """`reporter check`."""
    from reporter.load import check as check_all
    from reporter.load import incident_slugs

    found = check_all(project, slugs)
    errors = sum(1 for one in found if one.severity is Severity.ERROR)
    if as_data:
        result(as_json([problem_json(one) for one in found]))
    else:
        show(found)
        count = len(slugs or incident_slugs(project))
        words = _("{n} incidents checked: {errors} errors, {warnings} warnings")
        result(words.format(n=count, errors=errors, warnings=len(found) - errors))
    if errors:
        raise SystemExit(USER)


@cli.command(help=N_("Build the site: all incidents, or the named ones anew and the others as they were."))
@click.argument("slugs", nargs=-1)
@project_option
@site_option
@option("--strict", is_flag=True, help=N_("Write nothing when anything is wrong, warnings included."))
@scheduler_option
@archive_option
@json_option
def build(  # noqa: PLR0913 - one argument for each option
    slugs: tuple[str, ...],
    project: Path,
    site: Path | None,
    scheduler: str,
    archive: Path | None,
    *,
    strict: bool,
    as_data: bool,
) -> None:
    """`reporter build`."""
    plan, built = build_slugs(slugs, project, site, scheduler=scheduler, strict=strict, archive=archive)
    if as_data:
        result(as_json(_built_json(plan, built.site, built.pages)))
    else:
        result(str(built.site / "index.html"))
    if plan.broken:
        raise SystemExit(USER)


def build_slugs(  # noqa: PLR0913 - what a build may be told
    slugs: tuple[str, ...],
    project: Path,
    site: Path | None,
    *,
    scheduler: str = "",
    strict: bool = False,
    archive: Path | None = None,
) -> tuple[SitePlan, SiteResult]:
    """The site built, all its problems shown; raises UserError before anything is written if `strict`."""
    from reporter.flow import plan_site
    from reporter.shelf import comparison
    from reporter.website.build import build_site
    from reporter.workshop import Workshop

    with progress() as tell:
        workshop = Workshop(project, tell, scheduler)
        plan = plan_site(workshop, slugs, comparison(archive) if archive is not None else ())
    for report in plan.reports:
        note(balance_line(report, workshop))
        if hint := label_hint(report):
            note(hint)
    if strict and plan.problems:
        raise UserError(plan.problems)
    built = build_site(project, site or project / "site", plan.artefacts, epoch=plan.epoch)
    show((*plan.problems, *built.warnings))
    return plan, built


def balance_line(report: Report, workshop: Workshop) -> str:
    """Where every row of an incident went, in one line; where the rejected ones are listed."""
    from reporter.report import totals

    numbers = {key: f"{value:,}" for key, value in totals(report.balance).items()}
    line = _("{slug}: read {read} = used {used} + merged {merged} + rejected {rejected}")
    text = line.format(slug=report.slug, **numbers)
    if totals(report.balance)["rejected"]:
        text += "\n  " + _("rejected rows: {file}").format(file=workshop.rejects_file(report.slug))
    return text


def _built_json(plan: SitePlan, site: Path, pages: tuple[str, ...]) -> dict[str, Any]:
    from reporter.report import report_json, totals

    incidents = [
        {
            "slug": report.slug,
            "page": f"incidents/{report.slug}/index.html",
            "balance": totals(report.balance),
            "claims": {verdict.id: verdict.as_dict()["number"] for verdict in report.checked.verdicts},
            "findings": report_json(report)["findings"],
        }
        for report in plan.reports
    ]
    problems = [problem_json(found) for found in plan.problems]
    return {"site": str(site), "pages": list(pages), "incidents": incidents, "problems": problems}


@cli.command(help=N_("Write the results over an incident's posts as one file; it then builds without the posts."))
@click.argument("slug")
@project_option
@scheduler_option
def freeze(slug: str, project: Path, scheduler: str) -> None:
    """`reporter freeze`."""
    from reporter.flow import freeze as write
    from reporter.workshop import Workshop

    with progress() as tell:
        path = write(slug, Workshop(project, tell, scheduler))
    result(str(path))
    words = _("{size} KB. The exports in posts/ may now be kept elsewhere or deleted; the report builds without them.")
    note(words.format(size=f"{max(1, round(path.stat().st_size / 1000)):,}"))


_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_PLACE: Final = click.Path(path_type=Path)


@cli.command(help=N_("Write one report with its annexes as one file to hand over; it opens without a network."))
@click.argument("slug")
@option("--html", "form", flag_value="html", default="html", help=N_("One web page, for phones and chats (default)."))
@option("--docx", "form", flag_value="docx", help=N_("A Word document, for the files of an office."))
@option("--pdf", "form", flag_value="pdf", help=N_("A PDF, by the Chrome, Edge or Chromium of this computer."))
@option("--report-only", is_flag=True, help=N_("The report alone, without its annexes: SLUG-report.html."))
@option("--out", type=_PLACE, default=None, help=N_("The file or its folder; SLUG.html here by default."))
@option("--force", is_flag=True, help=N_("Replace a file that reporter did not write, or that was changed since."))
@option("--browser", type=_FILE, default=None, help=N_("The browser that makes the PDF; found by itself by default."))
@project_option
@scheduler_option
@archive_option
def export(  # noqa: PLR0913, PLR0917 - one argument for each option
    slug: str,
    form: str,
    out: Path | None,
    browser: Path | None,
    project: Path,
    scheduler: str,
    archive: Path | None,
    *,
    report_only: bool,
    force: bool,
) -> None:
    """`reporter export`."""
    from reporter.export import export as hand_over
    from reporter.shelf import comparison
    from reporter.workshop import Workshop

    with progress() as tell:
        workshop = Workshop(project, tell, scheduler)
        traces = comparison(archive) if archive is not None else ()
        written = hand_over(
            slug, workshop, form, out, archive=traces, browser=browser, annexes=not report_only, force=force
        )
    show(written.warnings)
    result(str(written.path))
    size = f"{max(1, round(written.size / 1000)):,}"
    note(_("{size} KB, classified “{classification}”").format(size=size, classification=written.classification))


@cli.command(help=N_("Show the site in the browser and rebuild it when a file changes."))
@project_option
@option("--host", default="127.0.0.1", show_default=True, help=N_("The address to listen on."))
@option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=N_("The port to listen on."))
def serve(project: Path, host: str, port: int) -> None:
    """`reporter serve`."""
    from reporter.flow import site_files
    from reporter.website.serve import serve as serve_site
    from reporter.workshop import Workshop

    # One workshop for all rebuilds: posts that did not change are not read again.
    workshop = Workshop(project)
    serve_site(project, host, port, source=lambda _project: site_files(workshop), ready=result)


remote_option = option("--remote", default="origin", show_default=True, help=N_("The git remote."))


@cli.command(help=N_("Show what publishing would make public; with --yes, push it to the Pages branch."))
@project_option
@site_option
@remote_option
@option("--branch", default="gh-pages", show_default=True, help=N_("The Pages branch; replaced as a whole."))
@option("--yes", is_flag=True, help=N_("Publish; without it nothing leaves this computer."))
@json_option
def publish(project: Path, site: Path | None, remote: str, branch: str, *, yes: bool, as_data: bool) -> None:  # noqa: PLR0913
    """`reporter publish`."""
    from reporter.publish import describe
    from reporter.publish import publish as push

    plan = push(site or project / "site", repository=project, remote=remote, branch=branch, really=yes)
    if as_data:
        files = [file.path for file in plan.files]
        answer = {"published": yes, "unchanged": plan.unchanged, "pages_url": plan.pages_url}
        result(as_json({**answer, "branch": plan.branch, "files": files, "vanishing": list(plan.vanishing)}))
    else:
        result("\n".join(describe(plan, done=yes)))


@cli.command(help=N_("Print a report's link and its conclusion in one sentence, to paste into a chat."))
@click.argument("slug")
@project_option
@site_option
@remote_option
@option("--url", default="", help=N_("The address of the site's front page; from the git remote by default."))
def share(slug: str, project: Path, site: Path | None, remote: str, url: str) -> None:
    """`reporter share`."""
    from reporter.publish import address_of
    from reporter.publish import share as sentence

    result(sentence(site or project / "site", slug, url or address_of(project, remote)))


cli.add_command(claims)
cli.add_command(label)


# The door -------------------------------------------------------------------


def _prepare_streams() -> None:
    """Print what a console cannot show as an escape instead of crashing (cp936 has no ✓)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _wanted_language() -> str:
    names = ("REPORTER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def main() -> None:
    """The console script: run a command and turn what went wrong into an exit status."""
    _prepare_streams()
    # A build makes records by the million and hardly a cycle: looking for cycles was a tenth of a large one.
    gc.set_threshold(50_000, 20, 20)
    with speaking(language_named(_wanted_language())):
        raise SystemExit(_run())


def _run() -> int:
    try:
        cli(standalone_mode=False)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else BUG
    except (UserError, click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt) as stop:
        return _stopped(stop)
    except Exception:  # noqa: BLE001 - the last door: a bug is told as one, with its traceback
        import traceback

        click.echo(traceback.format_exc(), err=True)
        click.echo(_("This is a bug of reporter, not your mistake; please report it with the lines above."), err=True)
        return BUG
    return DONE


def _stopped(stop: BaseException) -> int:
    """The exit status of a command that ended early, said to the user."""
    if isinstance(stop, UserError):
        show(stop.problems)
    elif isinstance(stop, click.ClickException):
        stop.show()
        return stop.exit_code
    elif isinstance(stop, click.exceptions.Exit):
        return stop.exit_code
    else:
        click.echo(_("Stopped; nothing was changed."), err=True)
    return USER


if __name__ == "__main__":
    main()
