"""A posts file as bytes and lines: what it is, its encoding, its hash; gzip seen through.

Kind and encoding are decided from the whole content, never from the name.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Literal, cast

import numpy as np
import pyarrow as pa

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.intake.balance import Notes

Kind = Literal["text", "xlsx", "xls", "parquet", "empty", "unknown"]

_BLOCK: Final = 1 << 20
_QUOTE: Final = b'"'
#: Lines a quoted text may go on behind a block; one nobody closed goes on for ever.
_QUOTED: Final = 1_000
#: A physical line longer than this is read in pieces (which then have the wrong width).
_LINE: Final = 1 << 24
#: Decompressed bytes may be this many times the compressed ones once they pass `_FREE`.
_RATIO: Final = 100
_FREE: Final = 1 << 26
#: Text with less than this share of illegal bytes among its non-ASCII bytes is UTF-8 after all.
_BAD_SHARE: Final = 0.05

_MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"PAR1", "parquet"),
    (b"%PDF", "unknown"),
    (b"\x89PNG", "unknown"),
    (b"\xff\xd8\xff", "unknown"),
    (b"Rar!", "unknown"),
    (b"7z\xbc\xaf", "unknown"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that has been looked through once.

    Args:
        path: where it is.
        name: path as the user would type it.
        kind: what its content is.
        encoding: Python codec of a text file, else "".
        size: size of the content, after decompression.
        gzipped: whether it is compressed.
        classic: whether lines end with CR alone.
        opened: what reads it now.
    """

    path: Path
    name: str
    kind: Kind
    encoding: str
    size: int
    gzipped: bool
    classic: bool = False
    opened: list[IO[bytes]] = field(default_factory=list, repr=False, compare=False)

    @property
    def is_wide(self) -> bool:
        """Whether line feeds are not single bytes, or no line ends at all."""
        return self.classic or self.encoding.startswith("utf-16")

    def open(self) -> IO[bytes]:
        """The content as bytes, decompressed."""
        # gzip.open's type is not an IO[bytes] for mypy; it is one in use.
        file = cast("IO[bytes]", gzip.open(self.path)) if self.gzipped else self.path.open("rb")  # noqa: SIM115
        self.opened[:] = [file]
        return file

    @property
    def share(self) -> float:
        """The share of the content that was read so far, 0 to 1; 0 for what is read in one piece."""
        (file,) = self.opened or (None,)
        return min(1.0, file.tell() / max(1, self.size)) if file is not None and not file.closed else 0.0


def digest(path: Path) -> tuple[str, int]:
    """The sha256 and the size of the file's bytes on disk."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256")
    return found.hexdigest(), path.stat().st_size


def inspect_source(path: Path, name: str) -> Source:
    """`path` looked through once: kind, encoding, size of the content.

    Raises: UserError - R204 a damaged archive, R206 an archive that unpacks without end.
    """
    with path.open("rb") as file:
        gzipped = file.read(2) == b"\x1f\x8b"
    survey = _Survey()
    try:
        for block in _blocks(path, name, gzipped=gzipped):
            survey.take(block)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        message = _("the compressed file is damaged or incomplete ({why})").format(why=error)
        raise UserError([problem("R204", message, file=name)]) from error
    kind = survey.kind()
    return Source(
        path=path,
        name=name,
        kind=kind,
        encoding=survey.encoding() if kind == "text" else "",
        size=survey.size,
        gzipped=gzipped,
        classic=kind == "text" and b"\r" in survey.head and b"\n" not in survey.head,
    )


def _blocks(path: Path, name: str, *, gzipped: bool) -> Iterator[bytes]:
    total, size = 0, path.stat().st_size
    with gzip.open(path) if gzipped else path.open("rb") as file:
        # Whole lines: a line feed is never part of another character.
        while block := file.read(_BLOCK) + file.readline(_LINE):
            total += len(block)
            if gzipped and total > max(_FREE, _RATIO * size):
                message = _("the compressed file unpacks to more than {n} times its size").format(n=_RATIO)
                raise UserError([problem("R206", message, file=name)])
            yield block


class _Survey:
    # Counts what the encoding is decided by; keeps only the first block.

    def __init__(self) -> None:
        self.head = b""
        self.size = 0
        self._high = 0
        self._bad = 0

    def take(self, block: bytes) -> None:
        self.head = self.head or block
        self.size += len(block)
        if self._binary():
            return
        self._bad += block.count(_REPLACED) if is_utf8(block) else _replaced(block)
        # Characters beyond ASCII take 3 bytes each, nearly always: near enough for a share.
        self._high += int(np.count_nonzero(np.frombuffer(block, np.int8) < 0))

    def _binary(self) -> bool:
        return any(self.head.startswith(magic) for magic, _kind in _MAGIC)

    def kind(self) -> Kind:
        if not self.head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
            return "empty"
        return next((kind for magic, kind in _MAGIC if self.head.startswith(magic)), "text")

    def encoding(self) -> str:
        if self.head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        zeros = self.head[:4096]
        if zeros.count(0) > len(zeros) // 8:
            # UTF-16 without a mark: ASCII characters carry their zero byte first or second.
            return "utf-16-be" if zeros[0::2].count(0) > zeros[1::2].count(0) else "utf-16-le"
        if self._bad and self._bad > _BAD_SHARE * self._high:
            return "gb18030"
        return "utf-8-sig" if self.head.startswith(codecs.BOM_UTF8) else "utf-8"


_REPLACED: Final = "\ufffd".encode()


def is_utf8(block: bytes) -> bool:
    """Whether every byte is legal; arrow says so in a quarter of the time Python needs to decode them."""
    whole = pa.py_buffer(np.array([0, len(block)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, whole, pa.py_buffer(block)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _replaced(block: bytes) -> int:
    # What is cut off at the end is not counted.
    text, _read = codecs.utf_8_decode(block, "replace", False)  # noqa: FBT003 - its C signature
    return text.count("\ufffd")


def lines(source: Source, notes: Notes) -> Iterator[str]:
    """The physical lines of a text file with their ends; illegal bytes become U+FFFD and are counted."""
    if source.is_wide:
        yield from _wide_lines(source)
        return
    with source.open() as file:
        yield from Lines(file, source.encoding, notes)


class Lines(Iterator[str]):
    """The lines of a text whose line feeds are never part of another character; also by the block.

    Args:
        file: the text's bytes.
        encoding: of the text.
        notes: illegal bytes are counted there.
    """

    def __init__(self, file: IO[bytes], encoding: str, notes: Notes) -> None:
        """Nothing is read yet."""
        self._file, self._notes = file, notes
        self._codec = "utf-8" if encoding == "utf-8-sig" else encoding
        self._back = io.BytesIO()
        self._held = b""
        self._number = 0

    def __next__(self) -> str:
        """The next line; illegal bytes become U+FFFD and are counted."""
        # In UTF-8 and GB18030 a line feed is never part of another character.
        raw = self._back.readline(_LINE) or self._file.readline(_LINE)
        if not raw:
            raise StopIteration
        self._number += 1
        try:
            line = raw.decode(self._codec)
        except UnicodeDecodeError:
            line = raw.decode(self._codec, "replace")
            self._notes.bad_bytes += line.count("\ufffd")
            self._notes.first_bad = self._notes.first_bad or self._number
        return line[1:] if self._number == 1 and line[:1] == "\ufeff" else line

    def block(self, size: int) -> bytes:
        """About `size` bytes of whole lines, UTF-8; b"" at the end, or where lines were given back."""
        if self._back.tell() < self._back.getbuffer().nbytes:
            return b""
        raw = self._file.read(size)
        raw += self._file.readline(_LINE)
        if raw.count(_QUOTE) % 2:
            # Up to the end of the quoted text, unless it has none.
            raw += self._rest_of_quoted()
        self._held = raw
        return raw if self._codec == "utf-8" else _recoded(raw, self._codec)

    def _rest_of_quoted(self) -> bytes:
        more: list[bytes] = []
        while len(more) < _QUOTED and (line := self._file.readline(_LINE)):
            more.append(line)
            if line.count(_QUOTE) % 2:
                break
        return b"".join(more)

    def took(self, height: int) -> None:
        """The last block was read: `height` lines of it."""
        self._number += height

    def give_back(self) -> None:
        """The last block is read again, line by line."""
        self._back = io.BytesIO(self._held)


def _recoded(raw: bytes, codec: str) -> bytes:
    try:
        return raw.decode(codec).encode()
    except UnicodeDecodeError:
        # No arrow reads a NUL: the lines with the illegal bytes are found one by one.
        return b"\0"


def _wide_lines(source: Source) -> Iterator[str]:
    newline = None if source.classic else "\n"
    with source.open() as file, io.TextIOWrapper(file, source.encoding, "replace", newline) as text:
        for number, line in enumerate(text, 1):
            yield line.lstrip("\ufeff") if number == 1 else line
