"""What is named on the command line, on this computer: paths as they are, addresses fetched for one command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import unquote, urlsplit

from reporter.errors import Place, Problem, Severity, UserError
from reporter.remote.address import addresses, is_address
from reporter.remote.files import FLEETING, Remote, fetch, found, sweep

#: Told of each file before it is fetched.
Fetching = Callable[[Remote], None]

#: What Windows has in no name, and what hides a file.
_NO_NAME: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def fetch_quietly(_file: Remote) -> None:
    """Nobody waits before a terminal."""


@contextmanager
def here(sources: Iterable[str], telling: Fetching = fetch_quietly) -> Iterator[tuple[list[Path], list[Problem]]]:
    """The path of each source and warnings; that of an address is a folder of its files, gone afterwards.

    Raises: UserError - R210, R211, R212: an address is not opened, or its files cannot be fetched.
    """
    sweep()
    problems: list[Problem] = []
    with TemporaryDirectory(prefix=FLEETING, ignore_cleanup_errors=True) as folder:
        paths = [
            _brought(source, Path(folder, str(number)), problems, telling) if is_address(source) else Path(source)
            for number, source in enumerate(sources)
        ]
        if any(one.severity is Severity.ERROR for one in problems):
            raise UserError(problems)
        yield paths, problems


def _brought(url: str, folder: Path, problems: list[Problem], telling: Fetching) -> Path:
    files = found(addresses([(url, Place())], problems), problems)
    for file in files:
        telling(file)
        fetch(file, _free(folder, _name(file.url)))
    return folder


def _name(url: str) -> str:
    """The name of the file in a folder of any system."""
    path = url
    if url.lower().startswith("http"):
        path = unquote(urlsplit(url).path)
    return _NO_NAME.sub("-", path.rstrip("/").rpartition("/")[2]).strip(" .~") or "posts"


def _free(folder: Path, name: str) -> Path:
    stem, dot, ending = name.partition(".")
    number, path = 1, folder / name
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{dot}{ending}"
    return path
