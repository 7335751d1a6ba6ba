"""The rejects file: every row that is not used, with file, line and reason.

The one place of intake that writes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from reporter.i18n import _
from reporter.intake.balance import Reject, sentence

#: A spreadsheet takes these, plain or full-width, for the start of a formula.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def safe_cell(written: str) -> str:
    """`written` so that no spreadsheet runs it as a formula."""
    return f"'{written}" if written.startswith(_FORMULA) else written


def write_rejects(rejects: Iterable[Reject], path: Path) -> None:
    """Write `rejects` to `path` as CSV with a byte order mark, as spreadsheets in China expect it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow([_("file"), _("worksheet"), _("line"), _("code"), _("reason"), _("excerpt")])
        for reject in rejects:
            words = (reject.file, reject.sheet, str(reject.line), reject.reason.value)
            table.writerow(map(safe_cell, (*words, sentence(reject.reason), reject.excerpt)))
