"""`reporter label`: the labelling sample in the terminal, as a workbook, and how far it is."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reporter.i18n import N_, _, speaking
from reporter.safe import plain
from reporter.terminal import Translated, as_json, json_option, note, option, progress, project_option, result

if TYPE_CHECKING:
    from reporter.labelling import Progress, Screen, Task
    from reporter.report import Report
    from reporter.workshop import Workshop

_FILE: Final = click.Path(path_type=Path, dir_okay=False)


@click.command(
    cls=Translated,
    help=N_("Label a random sample of posts by hand, in the terminal or in Excel, so that shares get an interval."),
)
@click.argument("slug")
@project_option
@option(
    "--per-phase",
    type=click.IntRange(1, 100_000),
    default=None,
    help=N_(
        "Posts drawn before and after the first response each: 300, or as many as before; raise it later, what is"
        " labelled stays."
    ),
)
@option("--labeller", default="", help=N_("Who labels; two people label under two names."))
@option("--xlsx", "workbook", type=_FILE, default=None, help=N_("Write the sample into this workbook, to be filled."))
@option("--import", "filled", type=_FILE, default=None, help=N_("Take the labels of a filled workbook over."))
@option("--status", is_flag=True, help=N_("Show how far the labelling is and what more labels would buy."))
@option("--disagreements", is_flag=True, help=N_("List the texts on which two labellers differ."))
@json_option
def label(  # noqa: PLR0913 - the options of one command
    slug: str,
    project: Path,
    *,
    per_phase: int | None,
    labeller: str,
    workbook: Path | None,
    filled: Path | None,
    status: bool,
    disagreements: bool,
    as_data: bool,
) -> None:
    """`reporter label`."""
    from reporter.labelling import prepared
    from reporter.workshop import Workshop

    asked = status or disagreements or as_data
    with progress() as tell:
        shop = Workshop(project, tell)
        task = prepared(project, slug, shop, 0 if asked or filled else per_phase)
    if workbook is not None:
        _export(task, labeller, workbook)
    elif filled is not None:
        _import(task, labeller, filled)
    elif asked:
        _show(task, shop, disagreements=disagreements, as_data=as_data)
    else:
        _label(task, labeller)


def label_hint(report: Report) -> str:
    """What labels by hand would add to a report without any, or that they are of other posts; empty otherwise."""
    from reporter.metrics import Calibration
    from reporter.metrics.labelled import outgrown
    from reporter.metrics.shares import bought

    share = report.whole().get("negative_share")
    if report.tally is None or share is None or share.value is None:
        return ""
    if outgrown(report.loaded, report.tally, report.windows):
        words = _("{slug}: the posts have changed by more than a tenth since those to be labelled were drawn")
        told = words.format(slug=report.slug)
        return told + "\n  " + _("Next: reporter label {slug} (labels given before are kept)").format(slug=report.slug)
    if share.calibration is not Calibration.UNCALIBRATED:
        return ""
    words = _("{slug}: shares of stance are a machine index; {n} labels by hand in each phase give ±{points} points")
    one = bought()[1]
    told = words.format(slug=report.slug, n=one.labels, points=one.points)
    return told + "\n  " + _("Next: reporter label {slug}").format(slug=report.slug)


def _export(task: Task, labeller: str, path: Path) -> None:
    from reporter.labelling import write_workbook

    with speaking(task.loaded.incident.language):  # its readers are the incident's, its headers are read back
        n = write_workbook(task, labeller, path)
    result(str(path))
    note(_("{n} texts; fill them in, then run: reporter label {slug} --import FILE").format(n=n, slug=task.loaded.slug))


def _import(task: Task, labeller: str, path: Path) -> None:
    from reporter.labelling import read_workbook

    with speaking(task.loaded.incident.language):
        labels = read_workbook(task, labeller, path, path.as_posix())
    task.book.put(labels)
    result(str(task.book.path))
    note(_("{n} posts labelled").format(n=len(labels)))
    left = len(task.items) - len({label.post_id for label in labels} & {item.posts[0].key for item in task.items})
    if left:
        note(_("{n} texts have no stance in this workbook and are left for later").format(n=left))
    _next(task)


def _show(task: Task, shop: Workshop, *, disagreements: bool, as_data: bool) -> None:
    from reporter.labelling import as_json as state_json
    from reporter.labelling import as_lines, disagreement_lines

    state = _state(task, shop)
    if as_data:
        result(as_json(state_json(state)))
        return
    lines: Iterable[str] = disagreement_lines(state) if disagreements else as_lines(state)
    for line in lines:
        result(line)


def _state(task: Task, shop: Workshop) -> Progress:
    from reporter.flow import collect, count, tell_stance
    from reporter.labelling import progress as state_of

    posts = shop.posts(task.loaded, collect, tell_stance)
    return state_of(task, shop.tally(posts, task.windows, count))


def _label(task: Task, labeller: str) -> None:
    from reporter.labelling import guide, run, viewpoint_keys

    for line in guide(task):
        note(line)
    codes = viewpoint_keys(task.loaded.incident.codebook)
    names = {code.id: str(code.name) for code in task.loaded.incident.codebook}
    given = run(task, labeller, _reader(), _Screens(codes, names))
    result(str(task.book.path))
    note(_("{n} texts labelled now; run the command again to go on").format(n=given))
    _next(task)


def _next(task: Task) -> None:
    slug = task.loaded.slug
    note(_("Next: reporter label {slug} --status, then reporter build {slug}").format(slug=slug))


@dataclass(slots=True)
class _Screens:
    """Texts with their keys on stderr, one at a time; the first stands below the instructions.

    Args:
        codes: key -> id of a viewpoint.
        names: id -> its name.
    """

    codes: dict[str, str]
    names: dict[str, str]
    shown: bool = False

    def __call__(self, screen: Screen) -> None:
        """Show a text."""
        if self.shown and sys.stderr.isatty():
            click.clear()
        self.shown = True
        self._draw(screen)

    def _draw(self, screen: Screen) -> None:
        from rich.cells import cell_len

        head = f"[{screen.done + 1}/{screen.whole}]"
        rule = "-" * max(20, cell_len(head))
        click.echo(f"\n{head}\n{rule}\n{plain(screen.item.text)}\n{rule}", err=True)
        marks = [f"[{'x' if one in screen.marked else ' '}] {key} {self.names[one]}" for key, one in self.codes.items()]
        if marks:
            click.echo("  ".join(marks), err=True)
        click.echo(_("1 negative  2 neutral  3 positive  s skip  u undo  q save and quit"), err=True)


def _reader() -> Callable[[], str]:
    """The next key: from the keyboard, or a character of stdin when that is a pipe."""
    return _pressed if sys.stdin.isatty() else _piped


def _pressed() -> str:
    try:
        return _plain(click.getchar())
    except (EOFError, KeyboardInterrupt):  # every label is saved already
        return "q"


def _piped() -> str:
    while character := sys.stdin.read(1):
        if character.strip():
            return _plain(character)
    return ""


def _plain(key: str) -> str:
    # A Chinese input method types full-width digits and letters.
    return unicodedata.normalize("NFKC", key).strip().lower() or " "
