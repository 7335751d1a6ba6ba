"""What the servers tell of the files at addresses, and how their bytes come here: whole, or not at all."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile, TemporaryDirectory, gettempdir
from typing import IO, Any, Final

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.remote.address import PROTOCOLS, Address, distinct

#: The most one file may hold, and the most files one pattern may find.
MOST_BYTES: Final = 8 << 30
MOST_FILES: Final = 5_000

_BLOCK: Final = 1 << 22
#: What begins the name of a folder that holds a file for one reading, and seconds after which nobody reads it any more.
_FLEETING: Final = "reporter-posts-"
_ABANDONED: Final = 86_400
#: Seconds until a web server has answered, and between two pieces of its answer.
_PATIENCE: Final = {"sock_connect": 15, "sock_read": 60}

#: What file systems call that which changes with a file's content.
_MARKS: Final = (
    *("ETag", "etag", "e_tag", "Content-MD5", "content_md5", "md5Hash", "md5", "Digest", "checksum", "crc32c"),
    *("generation", "mtime", "modified", "modificationTime", "Last-Modified", "LastModified", "last_modified"),
    *("last_write_time", "updated", "created", "ino"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file at a URL, as its server told of it.

    Args:
        url: what is opened.
        name: the URL as it is shown.
        size: bytes; 0 when the server does not tell.
        version: another one when the content is another; the sha256 where the server tells nothing better.
        copy: where its bytes are kept on this computer; None fetches them for one reading.
    """

    url: str
    name: str
    size: int
    version: str
    copy: Path | None = None

    @property
    def key(self) -> str:
        """128 bits, hexadecimal, of what is fetched: another one when the content is another."""
        return _seal(f"{self.url}\0{self.version}", 16)


def _seal(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def size_of(file: Path | Remote) -> int:
    """Bytes of a posts file, wherever it is; 0 when nobody tells."""
    return file.stat().st_size if isinstance(file, Path) else file.size


# Looking ----------------------------------------------------------------------


def found(addresses: Sequence[Address], problems: list[Problem]) -> list[Remote]:
    """The files at the addresses, patterns written out, each once, by name; of every failure a problem."""
    facts: dict[str, Mapping[str, Any]] = {}
    for address in addresses:
        try:
            facts |= _facts(address)
        except UserError as error:
            problems += (replace(one, place=address.place) for one in error.problems)
        except Exception as error:  # noqa: BLE001 - every file system raises errors of its own
            problems.append(_unreached(address, error))
    urls = sorted(facts)
    names = distinct(urls, [_seal(url, 4) for url in urls])
    files = (
        Remote(url=url, name=name, size=int(facts[url].get("size") or 0), version=_version(facts[url]))
        for url, name in zip(urls, names, strict=True)
    )
    return sorted(files, key=lambda file: file.name)


def _facts(address: Address) -> dict[str, Mapping[str, Any]]:
    """URL -> what the file system tells of it."""
    system, path = _opened(address.url)
    system.invalidate_cache()
    try:
        facts = {address.url: system.info(path)}
    except FileNotFoundError:
        if not address.is_pattern:
            raise
        facts = _matched(address, system, path)
    if any(one["type"] == "directory" for one in facts.values()):
        message = _("{url} is a folder.").format(url=address.shown)
        hint = _("Name its files by a pattern, such as {url}/*.csv.").format(url=address.shown.rstrip("/"))
        raise UserError([problem("R211", message, hint=hint)])
    return facts


def _matched(address: Address, system: Any, path: str) -> dict[str, Mapping[str, Any]]:  # noqa: ANN401
    matches = system.glob(path, detail=True)
    fixed, written = _fixed(path), _fixed(address.url)
    files = {
        written + name.removeprefix(fixed): facts
        for name, facts in matches.items()
        if facts["type"] != "directory" and not PurePosixPath(name).name.startswith((".", "~"))
    }
    if files and len(files) <= MOST_FILES:
        return files
    message = (
        _("{url} matches more than {n} files.").format(url=address.shown, n=f"{MOST_FILES:,}")
        if files
        else _("{url} matches no file.").format(url=address.shown)
    )
    raise UserError([problem("R211", message)])


def _fixed(pattern: str) -> str:
    """The folder in front of the first sign of a pattern."""
    first = min(at for sign in "*?[" if (at := pattern.find(sign)) >= 0)
    return pattern[: pattern.rfind("/", 0, first) + 1]


def _version(facts: Mapping[str, Any]) -> str:
    marks = {name: str(facts[name]) for name in _MARKS if facts.get(name)}
    return repr(sorted({**marks, "size": str(facts.get("size"))}.items())) if marks else ""


def _opened(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path there; raises UserError (R212) when a package is missing."""
    protocol = url.partition("://")[0].lower()
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(url, **_options(protocol))
    except ImportError as error:
        package = PROTOCOLS.get(protocol) or "'yuqing-reporter[cluster]'"
        message = _("Posts at {name}:// addresses need a package that is not installed.").format(name=protocol)
        hint = _("Install it with: pip install {package}").format(package=package)
        raise UserError([problem("R212", message, hint=hint)]) from error
    return system, path


def _options(protocol: str) -> dict[str, Any]:
    if protocol not in {"http", "https"}:
        return {}
    from aiohttp import ClientTimeout

    # A large file may take hours; a silent server may not.
    return {"client_kwargs": {"timeout": ClientTimeout(total=None, **_PATIENCE)}}


def _unreached(address: Address, error: Exception) -> Problem:
    message = _("{url} cannot be reached: {why}.").format(url=address.shown, why=_reason(error))
    hint = _("Look at the address, the network and the credentials in the environment.")
    return Problem(code="R211", message=message, hint=hint, place=address.place)


def _reason(error: BaseException) -> str:
    """Why, without the text of foreign errors: those repeat the whole URL, keys included."""
    # fsspec turns every failure of a web server into "not found" and keeps the true one behind it.
    inner = error.__cause__ or error
    status = getattr(inner, "status", None)
    if isinstance(status, int):
        return _("the server answers {status}").format(status=status)
    if isinstance(inner, FileNotFoundError):
        return _("there is no such file")
    if isinstance(inner, PermissionError):
        return _("access is denied")
    return f"{type(inner).__name__} {getattr(inner, 'strerror', None) or ''}".strip()


# Fetching ---------------------------------------------------------------------


@contextmanager
def near(file: Path | Remote) -> Iterator[Path]:
    """A posts file on this computer: itself, its copy, or one that is gone afterwards.

    Raises: UserError (R211) - it cannot be fetched.
    """
    if isinstance(file, Path):
        yield file
    elif file.copy is not None:
        if not file.copy.is_file():
            fetch(file, file.copy)
        yield file.copy
    else:
        _sweep()
        with TemporaryDirectory(prefix=_FLEETING, ignore_cleanup_errors=True) as folder:
            path = Path(folder, "posts")
            fetch(file, path)
            yield path


def _sweep() -> None:
    """Remove what workers that were killed left behind a day ago or longer: it is nobody's copy, and not masked."""
    for path in Path(gettempdir()).glob(f"{_FLEETING}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True)


def fetch(file: Remote, path: Path) -> str:
    """Put the bytes of a remote file at `path`, all of them or none; their sha256.

    Raises: UserError (R211) - it cannot be reached, was cut off, is too large, or changed meanwhile.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as target:
        fresh = Path(target.name)
        try:
            sha256 = _transferred(file, target)
        except BaseException as error:
            target.close()
            fresh.unlink()
            if isinstance(error, UserError) or not isinstance(error, Exception):
                raise
            raise _broken(file, _("{url} cannot be fetched: {why}."), why=_reason(error)) from error
    fresh.replace(path)
    return sha256


def _transferred(file: Remote, target: IO[bytes]) -> str:
    system, path = _opened(file.url)
    seal, size = hashlib.sha256(), 0
    # In one stream from the web: not every server gives parts of a file.
    whole = {"block_size": 0} if file.url.lower().startswith("http") else {}
    with system.open(path, "rb", **whole) as source:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > MOST_BYTES:
                raise _broken(file, _("{url} is larger than {n} GiB."), n=MOST_BYTES >> 30)
            target.write(block)
            seal.update(block)
    if file.size and size != file.size:
        counts = {"got": f"{size:,}", "whole": f"{file.size:,}"}
        raise _broken(file, _("{url} was cut off: {got} of {whole} bytes came."), **counts)
    system.invalidate_cache()
    if file.version not in {"", seal.hexdigest(), _version(system.info(path))}:
        raise _broken(file, _("{url} changed while it was read."))
    return seal.hexdigest()


def _broken(file: Remote, message: str, **facts: object) -> UserError:
    hint = _("Run the command again: files that came whole are not fetched again.")
    return UserError([problem("R211", message.format(url=file.name, **facts), hint=hint, file=file.name)])
