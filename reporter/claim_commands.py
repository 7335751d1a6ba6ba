"""`reporter claims`: reported figures from a document, the check before delivery, the edited final text."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from reporter.i18n import N_
from reporter.terminal import Translated, TranslatedGroup, as_json, json_option, option, result


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
@option("--text", "as_text", is_flag=True, help=N_("Print the text as it was read; positions are positions in it."))
@json_option
def extract(file: Path, *, as_text: bool, as_data: bool) -> None:
    """`reporter claims extract`."""
    from reporter.documents import read_document
    from reporter.extract import proposals
    from reporter.inspection import as_text as as_lines
    from reporter.proof import ids, proposed_blocks, yaml_lines

    document = read_document(file)
    if as_text:
        result(document.text)
        return
    found = proposals(document)
    if as_data:
        result(as_json([one.as_dict() for one in found]))
        return
    names = ids((), len(found))
    result(as_lines(proposed_blocks(file.name, found, names)))
    if found:
        result("\n" + "\n".join(yaml_lines(file.name, found, names)))
