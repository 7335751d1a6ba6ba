"""Workbooks that are the same bytes whenever they are written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook  # type: ignore[import-untyped]

#: The earliest moment a zip file can hold.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """Write `sheets` (name -> rows, the header first) to `path`, without a trace of now."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    raw = io.BytesIO()
    book.save(raw)
    path.write_bytes(_timeless(raw))


def _timeless(raw: io.BytesIO) -> bytes:
    """The archive with every time in it set back: openpyxl writes its own clock, zip another."""
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = _STAMP.sub(rb"\g<1>2023-09-15T00:00:00Z\g<2>", old.read(name))
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same byte on Windows
            new.writestr(entry, content)
    return out.getvalue()
