"""Where an incident's posts lie: files in its folder, files at addresses; both are read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reporter.engine import Copies
from reporter.errors import Place, Problem, Severity, UserError
from reporter.i18n import _
from reporter.intake import FileBalance, relative_name
from reporter.load import FROZEN, Loaded
from reporter.provenance import Input
from reporter.remote import Remote, found, size_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A posts file, wherever it is.

    Args:
        file: where it is read.
        name: what the balance calls it: its path from the project, or its URL without secrets.
        path: the same from the incident's folder.
        content: equal for equal bytes.
        size: in bytes; 0 when nobody tells.
    """

    file: Path | Remote
    name: str
    path: str
    content: str
    size: int


def exports_of(loaded: Loaded, project: Path, digest: Callable[[Path], str], copies: Copies) -> tuple[Export, ...]:
    """Every posts file of the incident, by name; the addresses are looked at, their files not fetched yet.

    Raises: UserError - R211, R212: an address cannot be reached, or matches no file.
    """
    problems: list[Problem] = []
    remote = found(loaded.addresses, problems)
    if problems:
        raise UserError(problems)
    near = (_in_folder(path, loaded, project, digest) for path in loaded.post_files)
    far = (_at_address(copies.of(one)) for one in remote)
    return tuple(sorted((*near, *far), key=lambda export: export.name))


def _in_folder(path: Path, loaded: Loaded, project: Path, digest: Callable[[Path], str]) -> Export:
    return Export(
        file=path,
        name=relative_name(path, project),
        path=path.relative_to(loaded.folder).as_posix(),
        content=digest(path),
        size=size_of(path),
    )


def _at_address(file: Remote) -> Export:
    return Export(file=file, name=file.name, path=file.name, content=file.key, size=file.size)


def inputs_at_addresses(exports: Sequence[Export], balances: Sequence[FileBalance]) -> Iterator[Input]:
    """The files at addresses by their content, as it was when they were read."""
    far = {export.name for export in exports if isinstance(export.file, Remote)}
    for balance in balances:
        if balance.file in far:
            yield Input(path=balance.file, sha256=balance.sha256, size=balance.bytes)


def unreached(loaded: Loaded, error: UserError) -> tuple[Problem, ...]:
    """That frozen results stand for posts that cannot be reached; raises the error where there are none.

    Args:
        loaded: an incident all of whose posts lie at addresses.
        error: why they cannot be reached.
    """
    if loaded.post_files or not (loaded.folder / FROZEN).is_file():
        raise error
    message = _("The posts' addresses cannot be reached; the report was built from the frozen results.")
    place = Place(file=f"incidents/{loaded.slug}/{FROZEN}")
    said = Problem(code="R011", message=message, place=place, severity=Severity.WARNING)
    return (said, *(replace(one, severity=Severity.WARNING) for one in error.problems))
