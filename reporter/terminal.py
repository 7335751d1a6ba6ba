"""What commands share: how results and problems are printed, and click's classes in two languages.

stdout is the result, stderr everything else; `reporter.cli` holds the commands.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from reporter.errors import Problem, Severity
from reporter.i18n import N_, _, pgettext

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
def scoring_progress() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar for the one slow stage, on a terminal only."""
    if click.get_current_context().find_root().params.get("quiet") or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("reading the mood of texts"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


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
json_option = option("--json", "as_data", is_flag=True, help=N_("Print the result as JSON."))
