"""A file's bytes and text, or a problem that says where it lies and what to do."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from reporter.errors import UserError, problem
from reporter.i18n import _

#: The most a file written by hand (YAML, prose) may hold.
MAX_TEXT: Final = 1 << 20

#: So many characters read as UTF-8 before a bad byte say: this is UTF-8 with a bad byte in it.
#: Text in GB18030 practically never passes for three UTF-8 characters in a row.
_SURELY_UTF8: Final = 3

_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def shown(path: Path, root: Path) -> str:
    """`path` as the user would type it: relative to the project, with `/`."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def read_bytes(path: Path, file: str, limit: int = MAX_TEXT) -> bytes:
    """The whole content of `path`; `file` is its name in problems.

    Raises: UserError - R005: it cannot be read or holds more than `limit` bytes.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = _("The file cannot be read ({reason}).").format(reason=reason)
        raise UserError([problem("R005", message, file=file)]) from error
    if len(raw) > limit:
        message = _("The file is larger than {size} MiB.").format(size=limit >> 20)
        raise UserError([problem("R005", message, file=file)])
    return raw


def decode(raw: bytes, file: str) -> str:
    r"""`raw` as text with `\n` line ends: UTF-8, UTF-16 with its mark, or GB18030 (Chinese Windows).

    Raises: UserError - R005: the bytes are text in none of them; the line of the first bad one.
    """
    if raw.startswith(_UTF16_MARKS):
        text = _strictly(raw, "utf-16", file)
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode("utf-8-sig")
            broken = sum(not c.isascii() for c in before) >= _SURELY_UTF8
            text = _strictly(raw, "utf-8-sig" if broken else "gb18030", file)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _strictly(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = _("The bytes from here on are no text in {encoding}.").format(
            encoding=encoding.removesuffix("-sig").upper(),
        )
        hint = _("Open the file in a text editor and save it again with the encoding UTF-8.")
        raise UserError([problem("R005", message, hint=hint, file=file, line=line)]) from error


def read_text(path: Path, file: str) -> str:
    """The text of a file written by hand, at most `MAX_TEXT` bytes; raises UserError (R005)."""
    return decode(read_bytes(path, file), file)


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put `data` in the place of the file: written beside it, synced, then moved; raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise


def replace_file(path: Path, data: bytes) -> None:
    """Write a file of the user's whole or not at all; raises UserError (R005) when it cannot be written."""
    try:
        write_whole(path, data, 0o644)
    except OSError as error:
        message = _("The file cannot be written ({reason}).").format(reason=error.strerror or type(error).__name__)
        hint = _("Close it in Excel or WPS and try again.")
        raise UserError([problem("R005", message, hint=hint, file=path.name)]) from error
