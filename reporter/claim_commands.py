"""`reporter claims`: reported figures from a document, the check before delivery, the edited final text."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reporter.errors import UserError, problem
from reporter.i18n import N_, _, speaking
from reporter.terminal import (
    USER,
    Translated,
    TranslatedGroup,
    as_json,
    json_option,
    note,
    option,
    progress,
    project_option,
    result,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.documents import Document
    from reporter.extract import Proposal
    from reporter.incident import Claim, Incident
    from reporter.proof import Accepted
    from reporter.report import Report
    from reporter.workshop import Workshop


class ClaimsGroup(TranslatedGroup):
    """A group that takes any other first word for an incident: `reporter claims SLUG`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` before what is no command of its own."""
        own = {*self.commands, "-h", "--help"}
        if args and args[0] not in own:
            args = ["show", *args]
        return super().parse_args(ctx, args)


_FILE: Final = click.Path(path_type=Path, dir_okay=False)


@click.group(
    cls=ClaimsGroup,
    help=N_(
        "Reported figures: the check before delivery (claims SLUG), proposals from a document, the edited final text."
    ),
)
def claims() -> None:
    """Nothing to do before a command."""


@claims.command(
    cls=Translated,
    help=N_("Propose claims from the sentences of a Word, PDF, Markdown or text file, for the analyst to confirm."),
)
@click.argument("file", type=_FILE)
@click.argument("slug", default="")
@project_option
@option("--xlsx", "workbook", type=_FILE, default=None, help=N_("Write them into this workbook, to be confirmed."))
@option("--accept", is_flag=True, help=N_("Write them, or a workbook's confirmed rows, into the incident's file."))
@option("--text", "as_text", is_flag=True, help=N_("Print the text as it was read; positions are positions in it."))
@json_option
def extract(  # noqa: PLR0913 - the options of one command
    file: Path, slug: str, project: Path, *, workbook: Path | None, accept: bool, as_text: bool, as_data: bool
) -> None:
    """`reporter claims extract`."""
    from reporter.documents import read_document
    from reporter.extract import proposals

    if accept and not slug:
        raise click.UsageError(_("--accept needs the incident: reporter claims extract FILE SLUG --accept"))
    if accept and file.suffix.casefold() == ".xlsx":
        _accept_sheet(file, slug, project)
        return
    document = read_document(file)
    if as_text:
        result(document.text)
        return
    found = proposals(document)
    if as_data:
        result(as_json([one.as_dict() for one in found]))
    elif workbook is not None:
        incident = _incident(slug, project) if slug else None
        # Its readers are the incident's, and its headers are read back.
        with speaking(incident.language) if incident else nullcontext():
            _propose_sheet(file.name, found, slug, incident.claims if incident else (), workbook)
    elif accept:
        _accept(file.name, found, slug, project)
    else:
        _propose(file.name, found, _incident(slug, project).claims if slug else ())


def _incident(slug: str, project: Path) -> Incident:
    from reporter.load import load_incident

    return load_incident(project / "incidents" / slug, project).incident


def _propose(name: str, found: Sequence[Proposal], recorded: Sequence[Claim]) -> None:
    from reporter.inspection import as_text as as_lines
    from reporter.proof import ids, proposed_blocks, yaml_lines

    names = ids([claim.id for claim in recorded], len(found))
    result(as_lines(proposed_blocks(name, found, names)))
    if found:
        result("\n" + "\n".join(yaml_lines(name, found, names)))


def _propose_sheet(name: str, found: Sequence[Proposal], slug: str, recorded: Sequence[Claim], workbook: Path) -> None:
    from reporter.proof import entry_of, ids, unrecorded, write_sheet

    entries = unrecorded([entry_of(one, name) for one in found], recorded)
    write_sheet(entries, ids([claim.id for claim in recorded], len(entries)), workbook)
    result(str(workbook))
    if len(entries) < len(found):
        note(_("{n} are recorded already and left out").format(n=len(found) - len(entries)))
    words = _("{n} claims; choose 是 where one is right, then run: reporter claims extract {file} {slug} --accept")
    note(words.format(n=len(entries), file=workbook, slug=slug or "SLUG"))


def _accept(name: str, found: Sequence[Proposal], slug: str, project: Path) -> None:
    from reporter.proof import entry_of, record

    _told(record([entry_of(one, name) for one in found], project, slug), slug)


def _accept_sheet(file: Path, slug: str, project: Path) -> None:
    from reporter.proof import read_sheet, record

    incident = _incident(slug, project)
    with speaking(incident.language):
        entries = read_sheet(file, file.as_posix(), incident.timezone)
    if not entries:
        note(_("No row is marked 是 in the first column; nothing was written."))
        return
    _told(record(entries, project, slug), slug)


def _told(done: Accepted, slug: str) -> None:
    from reporter.proof import span_words

    result(done.file)
    if done.ids:
        note(_("{n} claims written: {ids}").format(n=len(done.ids), ids=_(", ").join(span_words(done.ids))))
    else:
        note(_("No new claim was there to be written."))
    if done.known:
        note(_("{n} were recorded already and are left as they are").format(n=done.known))
    if done.open:
        words = _("{n} places are still to be filled in; look for “{mark}” in the file")
        note(words.format(n=done.open, mark=_("to be filled in")))
    note(_("Next: reporter check {slug}, then reporter claims {slug}").format(slug=slug))


@claims.command(
    cls=Translated,
    help=N_(
        "The internal check copy: every claim with its verdict, what would make it verifiable, and its owner's reply."
    ),
)
@click.argument("slug")
@project_option
@option("--docx", type=_FILE, default=None, help=N_("Write it as a Word file."))
@option("--md", type=_FILE, default=None, help=N_("Write it as a Markdown file."))
@json_option
def show(slug: str, project: Path, docx: Path | None, md: Path | None, *, as_data: bool) -> None:
    """`reporter claims SLUG`."""
    from reporter.documents import as_markdown, as_plain, word_file
    from reporter.proof import INTERNAL, copy_json, internal_copy, page_head

    report, _workshop = _evaluated(slug, project)
    with speaking(report.incident.language):
        blocks = internal_copy(report)
        if docx is not None:
            title = f"{report.incident.title} {_(INTERNAL)}"
            _written(docx, word_file(blocks, head=page_head(report), title=title, made=report.incident.as_of.at))
        if md is not None:
            _written(md, as_markdown(blocks).encode())
        if as_data:
            result(as_json(copy_json(report)))
        elif docx is None and md is None:
            result(as_plain(blocks))
    for path in filter(None, (docx, md)):
        (note if as_data else result)(str(path))


def _evaluated(slug: str, project: Path) -> tuple[Report, Workshop]:
    from reporter.flow import evaluate
    from reporter.workshop import Workshop

    with progress() as tell:
        workshop = Workshop(project, tell)
        return evaluate(slug, workshop), workshop


def _written(path: Path, content: bytes) -> None:
    """The file in one step: a full disk leaves the old one as it was."""
    from reporter.load.files import write_whole

    try:
        write_whole(path, content, 0o644)
    except OSError as error:
        message = _("The file cannot be written ({why}).").format(why=error.strerror or error)
        hint = _("Close it in Word, or choose another place.")
        raise UserError([problem("R604", message, hint=hint, file=path.as_posix())]) from error


@claims.command(
    cls=Translated,
    help=N_("Compare the edited final text with the report: every figure that differs or is absent, with its place."),
)
@click.argument("file", type=_FILE)
@click.argument("slug")
@project_option
@option("--strict", is_flag=True, help=N_("Exit with status 1 when a figure differs or is absent."))
@json_option
def check(file: Path, slug: str, project: Path, *, strict: bool, as_data: bool) -> None:
    """`reporter claims check`."""
    from reporter.documents import read_document
    from reporter.inspection import as_text
    from reporter.proof import Outcome, compare, compared_blocks, summary

    document = read_document(file)
    report, workshop = _evaluated(slug, project)
    with speaking(report.incident.language):
        found = compare(document, report, _pages(report, workshop))
    if as_data:
        result(
            as_json({"file": file.as_posix(), "slug": slug, **summary(found), "figures": [f.as_dict() for f in found]})
        )
    else:
        result(as_text(compared_blocks(file.name, found)))
    if strict and any(one.outcome in {Outcome.DIFFERS, Outcome.ABSENT} for one in found):
        raise SystemExit(USER)


def _pages(report: Report, workshop: Workshop) -> list[Document]:
    """The words of the report's own pages."""
    from reporter import resources
    from reporter.flow import report_artefacts
    from reporter.pages import Templates
    from reporter.proof import page_document

    templates = Templates([workshop.project / "site_templates", resources.site_templates()])
    made = report_artefacts(report, templates)
    return [page_document(one.path, one.content) for one in made if isinstance(one.content, str) and one.kind == "page"]
