"""The addresses behind cells of an XLSX worksheet, which the reader of values does not give."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Final

#: What is read of one part at most; a workbook with more links loses the last ones.
_LARGEST: Final = 1 << 26
_BLOCK: Final = 1 << 20
_SHEET: Final = re.compile(rb"<(?:\w{1,10}:)?sheet\b([^<>]{1,2000})>")
_RELATION: Final = re.compile(rb"<Relationship\b([^<>]{1,4000})>")
_LINK: Final = re.compile(rb"<(?:\w{1,10}:)?hyperlink\b([^<>]{1,2000})>")
_ATTRIBUTE: Final = re.compile(rb"""([\w:]{1,30})\s*=\s*(?:"([^"]{0,4000})"|'([^']{0,4000})')""")
_ROW: Final = re.compile(r"[A-Z]{1,3}(\d{1,7})")
_FORMULA: Final = re.compile(
    rb"""<c\b[^<>]{0,200}\br="[A-Z]{1,3}(\d{1,7})"[^<>]{0,200}>\s*<f[^<>]{0,200}>\s*HYPERLINK\(\s*(?:"|&quot;)"""
    rb"""(https?://[^"<>]{1,2000}?)(?:"|&quot;)""",
)


def links_of(archive: zipfile.ZipFile) -> dict[str, dict[int, str]]:
    """Worksheet name -> row (1-based) -> the first web address behind a cell of that row."""
    try:
        return {name: dict(_rows(archive, part)) for name, part in _parts(archive)}
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        # The values are read without them.
        return {}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = dict(_relations(archive, "xl/workbook.xml"))
    for found in _SHEET.findall(_read(archive, "xl/workbook.xml")):
        attributes = _attributes(found)
        target = targets.get(attributes.get("id", ""))
        if target in archive.namelist():
            yield attributes.get("name", ""), target


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return
    for found in _RELATION.findall(_read(archive, rels)):
        attributes = _attributes(found)
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target))[1:]
        yield attributes.get("Id", ""), target


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, str]]:
    targets = dict(_relations(archive, part))
    found: dict[int, str] = {}
    with archive.open(part) as file:
        for content in _windows(file):
            _collect(content, targets, found)
    yield from found.items()


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    # Blocks that overlap, so that no element is cut in two.
    rest, seen = b"", 0
    while (block := file.read(_BLOCK)) and seen < 16 * _LARGEST:
        seen += len(block)
        content = rest + block
        yield content
        rest = content[-8000:]


def _collect(content: bytes, targets: dict[str, str], found: dict[int, str]) -> None:
    if b"HYPERLINK(" in content:
        for row, address in _FORMULA.findall(content):
            found.setdefault(int(row), html.unescape(address.decode("utf-8", "replace")))
    if b"hyperlink" in content:
        for one in _LINK.findall(content):
            attributes = _attributes(one)
            row = _ROW.match(attributes.get("ref", ""))
            address = targets.get(attributes.get("id", ""), "")
            if row and address.startswith(("http://", "https://")):
                found.setdefault(int(row[1]), address)


def _attributes(found: bytes) -> dict[str, str]:
    pairs = ((name.decode(), (a or b).decode("utf-8", "replace")) for name, a, b in _ATTRIBUTE.findall(found))
    return {name.rpartition(":")[2]: html.unescape(value) for name, value in pairs}


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        return file.read(_LARGEST)
