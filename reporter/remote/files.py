"""What the servers tell of the files at addresses, and how their bytes come here: whole, or not at all."""

from __future__ import annotations

import errno
import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile, TemporaryDirectory, gettempdir
from typing import IO, Any, Final

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.remote.address import Address, distinct
from reporter.remote.reasons import is_out_of_reach, why
from reporter.remote.storage import opened, patiently

#: The most one file may hold, and the most files one pattern may find.
MOST_BYTES: Final = 8 << 30
MOST_FILES: Final = 5_000

_BLOCK: Final = 1 << 22
#: What begins the name of a folder that holds a file for one reading, and seconds after which nobody reads it any more.
FLEETING: Final = "reporter-posts-"
_ABANDONED: Final = 86_400

#: What SMB answers to a name that cannot be.
_NAME_INVALID: Final = 0xC0000033

#: What file systems call that which changes with a file's content, the surest first.
_SEALS: Final[tuple[str, ...]] = (
    *("etag", "e_tag", "content-md5", "content_md5", "md5hash", "md5", "digest", "checksum", "crc32c", "generation"),
)
#: What else tells one state of a file from another, all of it together.
_TIMES: Final[tuple[str, ...]] = (
    *("mtime", "modified", "modificationtime", "last-modified", "lastmodified", "last_modified"),
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
    shut: dict[str, Exception] = {}
    for address in addresses:
        try:
            facts |= _looked(address, shut)
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


def _looked(address: Address, shut: dict[str, Exception]) -> dict[str, Mapping[str, Any]]:
    """`_facts`; what is at a host that is out of reach is not waited for again."""
    if address.host in shut:
        raise shut[address.host]
    try:
        return patiently(partial(_facts, address))
    except Exception as error:
        if is_out_of_reach(error):
            shut[address.host] = error
        raise


def _facts(address: Address) -> dict[str, Mapping[str, Any]]:
    """URL -> what the file system tells of it."""
    system, path = opened(address.url)
    system.invalidate_cache()
    try:
        facts = {address.url: system.info(path)}
    except OSError as error:
        if not (address.is_pattern and _is_no_name(error)):
            raise
        facts = _matched(address, system, path)
    if any(one["type"] == "directory" for one in facts.values()):
        message = _("{url} is a folder.").format(url=address.shown)
        hint = _("Name its files by a pattern, such as {url}/*.csv.").format(url=address.shown.rstrip("/"))
        raise UserError([problem("R211", message, hint=hint)])
    return facts


def _is_no_name(error: OSError) -> bool:
    """Whether there is no file of that name; on Windows and for SMB there can be none with a star in it."""
    return (
        isinstance(error, FileNotFoundError)
        or error.errno in {errno.ENOENT, errno.EINVAL}
        or getattr(error, "ntstatus", 0) == _NAME_INVALID
    )


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
    hint = _("Look at the names of bucket, folder and file: capitals count.")
    raise UserError([problem("R211", message, hint="" if files else hint)])


def _fixed(pattern: str) -> str:
    """The folder in front of the first sign of a pattern."""
    first = min(at for sign in "*?[" if (at := pattern.find(sign)) >= 0)
    return pattern[: pattern.rfind("/", 0, first) + 1]


def _version(facts: Mapping[str, Any]) -> str:
    """What tells one state of a file from another, the same whether it was listed or asked for by name."""
    known = {name.casefold(): str(value).strip('"').casefold() for name, value in facts.items() if value}
    seal = next(([(name, known[name])] for name in _SEALS if name in known), None)
    marks = seal or [(name, known[name]) for name in _TIMES if name in known]
    return repr([*marks, ("size", str(facts.get("size")))]) if marks else ""


def _unreached(address: Address, error: Exception) -> Problem:
    reason, hint = why(error, address.protocol)
    message = _("{url} cannot be reached: {why}.").format(url=address.shown, why=reason)
    return Problem(code="R211", message=message, hint=hint, place=address.place)


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
        sweep()
        with TemporaryDirectory(prefix=FLEETING, ignore_cleanup_errors=True) as folder:
            path = Path(folder, "posts")
            fetch(file, path)
            yield path


def sweep() -> None:
    """Remove what workers that were killed left behind a day ago or longer: it is nobody's copy, and not masked."""
    for path in Path(gettempdir()).glob(f"{FLEETING}*"):
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
            reason, hint = why(error, file.url.partition("://")[0].lower())
            message = _("{url} cannot be fetched: {why}.").format(url=file.name, why=reason)
            again = _("Files that came whole are not fetched again.")
            raise UserError([problem("R211", message, hint=f"{hint} {again}", file=file.name)]) from error
    fresh.replace(path)
    return sha256


def _transferred(file: Remote, target: IO[bytes]) -> str:
    system, path = patiently(partial(opened, file.url))
    seal, size = hashlib.sha256(), 0
    # In one stream from the web: not every server gives parts of a file.
    whole = {"block_size": 0} if file.url.lower().startswith("http") else {}
    with patiently(partial(system.open, path, "rb", **whole)) as source:
        while block := patiently(partial(source.read, _BLOCK)):
            size += len(block)
            if size > MOST_BYTES:
                raise _broken(file, _("{url} is larger than {n} GiB."), n=MOST_BYTES >> 30)
            target.write(block)
            seal.update(block)
    if file.size and size != file.size:
        counts = {"got": f"{size:,}", "whole": f"{file.size:,}"}
        raise _broken(file, _("{url} was cut off: {got} of {whole} bytes came."), **counts)
    system.invalidate_cache()
    if file.version not in {"", seal.hexdigest(), _version(patiently(partial(system.info, path)))}:
        raise _broken(file, _("{url} changed while it was read."))
    return seal.hexdigest()


def _broken(file: Remote, message: str, **facts: object) -> UserError:
    hint = _("Run the command again: files that came whole are not fetched again.")
    return UserError([problem("R211", message.format(url=file.name, **facts), hint=hint, file=file.name)])
