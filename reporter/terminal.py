"""What commands share: how results and problems are printed, and click's classes in two languages.

stdout is the result, stderr everything else; `reporter.cli` holds the commands.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from reporter.errors import Problem, Severity
from reporter.i18n import N_, _, pgettext

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from reporter.engine import Stage, Tell

DONE: Final = 0
USER: Final = 1
BUG: Final = 3


# Printing -------------------------------------------------------------------


def result(text: str) -> None:
    """Print a result to stdout."""
    click.echo(text)


def note(text: str) -> None:
    """Tell the user something on stderr, unless `--quiet`."""
    if not click.get_current_context().find_root().params.get("quiet"):
        click.echo(text, err=True)


def show(problems: Iterable[Problem]) -> None:
    """Print problems to stderr, one line each and its hint below."""
    for found in problems:
        word, colour = (
            (pgettext("severity", "error"), "red")
            if found.severity is Severity.ERROR
            else (pgettext("severity", "warning"), "yellow")
        )
        click.echo(f"{click.style(word, fg=colour)} {found}", err=True)
        if found.hint:
            click.echo(_("  hint: {hint}").format(hint=found.hint), err=True)


def as_json(value: object) -> str:
    """`value` as one JSON document, Chinese readable where the stream can carry all of it."""
    # What a console escapes (\xa0, \U0001f621) is no JSON; JSON's own escapes are.
    everything = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(value, ensure_ascii=not everything, indent=1)


def problem_json(found: Problem) -> dict[str, Any]:
    """A problem as plain data."""
    place = found.place
    return {
        "code": found.code,
        "severity": found.severity.value,
        "file": place.file,
        "line": place.line,
        "sheet": place.sheet,
        "cell": place.cell,
        "key": place.key,
        "message": found.message,
        "hint": found.hint,
    }


@contextmanager
def progress() -> Iterator[Tell]:
    """Told how far the work on posts is, it shows a bar for each stage with counts and rate; on a terminal only."""
    if click.get_current_context().find_root().params.get("quiet") or not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[counts]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield StageBars(bar)


class StageBars:
    """A bar for each stage of the work.

    Args:
        bar: where they are shown.
    """

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Show how far a stage is."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage_named(stage), total=None, counts="")
        task = self._tasks[stage]
        # A stage comes again for every incident; one whose end is not known yet moves to and fro.
        self._bar.update(task, completed=done, total=max(done, total) if total else None)
        elapsed = next(one.elapsed for one in self._bar.tasks if one.id == task) or 0
        self._bar.update(task, counts=counted(stage, done, total, elapsed))


def stage_named(stage: str) -> str:
    """What a stage of the work does, in the active language."""
    return {"reading": _("reading"), "scoring": _("reading the mood of texts"), "counting": _("counting")}[stage]


def counted(stage: str, done: int, total: int, elapsed: float) -> str:
    """How far a stage is and how fast it goes, such as 1,240,000/约2,000,000帖，每秒51,000.

    Args:
        stage: what is done; how many posts a file holds is only known when it is read.
        done: posts or texts done.
        total: how many there are, as far as known; 0 when it is not.
        elapsed: seconds since the stage began; in the first nobody can tell a rate.
    """
    numbers = {"done": f"{done:,}", "total": f"{max(done, total):,}"}
    if stage == "scoring":
        count = _("{done}/{total} texts")
    elif not total:
        count = _("{done} posts")
    else:
        count = _("{done}/about {total} posts") if stage == "reading" and done < total else _("{done}/{total} posts")
    if elapsed < 1:
        return count.format(**numbers)
    return _("{count}, {rate} a second").format(count=count.format(**numbers), rate=f"{done / elapsed:,.0f}")


# Commands and options --------------------------------------------------------


def translated(words: str | None) -> str:
    """`words` in the active language; they were marked for the catalogue where they are declared."""
    return _(words) if words else ""


class Translated(click.Command):
    """A command whose help is translated when it is shown, not when it is declared."""

    def get_short_help_str(self, limit: int = 60) -> str:
        """The first line of the help, in the active language."""
        return translated(self.help).partition("\n")[0][:limit]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the active language."""
        kept, self.help = self.help, translated(self.help)
        super().format_help_text(ctx, formatter)
        self.help = kept


class TranslatedGroup(Translated, click.Group):
    """A group whose help is translated when it is shown."""

    command_class = Translated


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help in the active language."""
        kept, self.help = self.help, translated(self.help)
        record = super().get_help_record(ctx)
        self.help = kept
        return record


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's own
    """`click.option` with translated help."""
    return click.option(*names, cls=Option, **settings)


def _folder(*, exists: bool) -> click.Path:
    return click.Path(file_okay=False, exists=exists, path_type=Path)


project_option = option(
    "--project",
    type=_folder(exists=True),
    default=Path(),
    help=N_("The project folder (with incidents/); the present folder by default."),
)
site_option = option(
    "--site",
    type=_folder(exists=False),
    default=None,
    help=N_("Where the site is written; <project>/site by default."),
)
scheduler_option = option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help=N_("Let a Dask cluster work on the posts, such as tcp://host:8786; this computer by default."),
)
archive_option = option(
    "--archive",
    type=_folder(exists=True),
    default=None,
    help=N_("Compare the response with the incidents of this folder, too: report.json files of other sites."),
)
json_option = option("--json", "as_data", is_flag=True, help=N_("Print the result as JSON."))
