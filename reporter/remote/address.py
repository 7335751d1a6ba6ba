"""Addresses of posts as the analyst writes them: which are allowed, and how one is shown without its secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from reporter.errors import Place, Problem, Severity
from reporter.i18n import _
from reporter.remote.storage import PROTOCOLS

#: Where a name before the host is the container, no account.
_CONTAINERS: Final = frozenset({"abfs", "az"})
#: Where an account's name belongs to the address; its password never does.
_ACCOUNTS: Final = frozenset({"sftp", "smb", "hdfs", "webhdfs"})
_WEB: Final = frozenset({"http", "https"})
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_LONGEST: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that may be opened.

    Args:
        url: as the analyst wrote it.
        protocol: a key of `PROTOCOLS`.
        place: where it is written.
    """

    url: str
    protocol: str
    place: Place

    @property
    def shown(self) -> str:
        """It without account, query and fragment: those may hold a key."""
        return shown(self.url)

    @property
    def host(self) -> str:
        """Protocol and host: what is out of reach is so for all addresses there."""
        return f"{self.protocol}://{_split(self.url).netloc}"

    @property
    def is_pattern(self) -> bool:
        """Whether it may stand for several files; a web server lists none."""
        return self.protocol not in _WEB and any(sign in self.url for sign in "*?[")


def is_address(words: str) -> bool:
    """Whether somebody means an address and no path: `P:/posts.csv` is none."""
    return _SCHEME.match(words) is not None


def shown(url: str) -> str:
    """A URL as pages and messages show it: without account, query and fragment."""
    parts = _split(url)
    host = parts.netloc if parts.scheme in _CONTAINERS else parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", "")) if parts.scheme != "file" else f"file://{parts.path}"


def _split(url: str) -> SplitResult:
    # Only a web address has a query; elsewhere ? and # are part of a name or of a pattern.
    if url.partition("://")[0].lower() in _WEB:
        return urlsplit(url)
    scheme, _sign, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return SplitResult(scheme.lower(), host, slash + path, "", "")


def addresses(stated: Iterable[tuple[str, Place]], problems: list[Problem]) -> list[Address]:
    """The addresses that may be opened, each once; of every other a problem that does not repeat it."""
    good: dict[str, Address] = {}
    for url, place in stated:
        refused = _refused(url)
        if refused:
            message, hint = refused
            problems.append(Problem(code="R210", message=message, hint=hint, place=place))
            continue
        protocol = url.partition("://")[0].lower()
        if protocol == "http":
            problems.append(_unprotected(place))
        good.setdefault(url, Address(url=url, protocol=protocol, place=place))
    return list(good.values())


def _unprotected(place: Place) -> Problem:
    message = _("http:// is not encrypted: whoever stands between can read and change the posts.")
    hint = _("Use https:// where the server has it.")
    return Problem(code="R210", message=message, hint=hint, place=place, severity=Severity.WARNING)


def _refused(url: str) -> tuple[str, str] | None:
    """Why an address is not opened, and what to do; None when it may be."""
    if "::" in url:
        message = _("Addresses chained with :: are not opened: each link may run a program or unpack an archive.")
        return message, _("Put the file itself at an address of its own; .gz is read as it is.")
    scheme = _SCHEME.match(url)
    if scheme is None or len(url) > _LONGEST or not url.isprintable():
        return _("This is no address of a file."), _whole()
    protocol = scheme[1].lower()
    if protocol not in PROTOCOLS:
        message = _("The protocol {name}:// is not opened: only those that read a file and do nothing else are.")
        return message.format(name=protocol), _allowed()
    return _misplaced(url, protocol)


def _misplaced(url: str, protocol: str) -> tuple[str, str] | None:
    try:
        parts = _split(url)
        account, at, host = parts.netloc.rpartition("@")
    except ValueError:
        return _("This is no address of a file."), _whole()
    if at and (":" in account or protocol not in _ACCOUNTS | _CONTAINERS):
        message = _("The address holds credentials; incident.yml is shared, and they would be seen.")
        hint = _("Leave them out and give them by environment variables or the storage's own file; see the manual.")
        return message, hint
    return _incomplete(protocol, host, parts.path)


def _incomplete(protocol: str, host: str, path: str) -> tuple[str, str] | None:
    if protocol == "file" and (host or not path.startswith("/")):
        message = _("A file:// address needs a whole path behind three slashes.")
        return message, _("Such as file:///mnt/pr/posts.csv or file:///P:/posts.csv; for \\\\server\\share use smb://.")
    if not host and protocol not in {"file", "hdfs", "memory"}:
        return _("The address names no host or bucket."), _("Such as s3://bucket/2024/posts.csv.")
    if set(host) & set("*?["):
        return _("A pattern may stand in the path only."), _("Name the host or bucket in full.")
    if protocol in _WEB and " " in path:
        return _("This is no address of a file."), _("Write a space as %20.")
    if protocol in _WEB and "*" in path:
        return _("A web server tells no list of its files; a pattern finds none."), _("Write each address by itself.")
    return None


def _whole() -> str:
    return _("Write a whole one, such as https://host/posts.csv, s3://bucket/2024/*.csv or file:///mnt/pr/posts.csv.")


def _allowed() -> str:
    return _("Allowed: {names}.").format(names=", ".join(f"{name}://" for name in PROTOCOLS))


def distinct(urls: Sequence[str], seal: Sequence[str]) -> list[str]:
    """How each URL is shown; those that differ only in what is not shown carry a mark made of it."""
    names = [shown(url) for url in urls]
    return [f"{name}#{mark}" if names.count(name) > 1 else name for name, mark in zip(names, seal, strict=True)]
