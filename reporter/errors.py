"""Where a problem is and the family of errors the user can mend.

Two families exist.  What is impossible (a bug) is a plain exception and keeps
its traceback.  What the user can mend is a `Problem`; stages collect every
problem they find and raise them at once as one `UserError`.
Imports nothing of ours: every room may use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How much a problem weighs: an error stops its incident, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a problem was found; every field the finder knows is filled.

    Args:
        file: path as the user would type it (relative to the project, `/` as separator).
        line: 1-based line in a text file; 0 when unknown.
        sheet: worksheet name in a workbook, else empty.
        cell: cell reference such as `B12`, else empty.
        key: dotted path of the field, such as `claims.2.value`, else empty.
    """

    file: str = ""
    line: int = 0
    sheet: str = ""
    cell: str = ""
    key: str = ""

    def __str__(self) -> str:
        """The place in one line: `file:line [sheet!cell] key`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        if self.sheet:
            where += f" [{self.sheet}!{self.cell}]" if self.cell else f" [{self.sheet}]"
        return f"{where}: {self.key}" if self.key and where else where or self.key


#: Marks a sentence for the catalogue like `reporter.i18n.N_`, a room this one may not lean on.
N_: Final = str

#: Stable codes and what each means (English key, translated when shown), for the manual's page of codes.
#: R0 project and folders, R1 incident.yml, R2 posts, R3 tables, R4 pages and site, R5 publishing, R6 documents.
CODES: Final[dict[str, str]] = {
    "R001": N_("The project folder or an incident folder does not exist."),
    "R002": N_("The slug is not made of a-z, 0-9 and hyphens (1 to 64 characters)."),
    "R003": N_("The folder exists already; nothing is overwritten."),
    "R004": N_("Another reporter is building this project."),
    "R005": N_("The file cannot be read (missing, no permission, wrong encoding, a link out of the incident)."),
    "R006": N_("The incident is marked as a state secret; no command handles it."),
    "R007": N_("The cache cannot be read or written; results are worked out again."),
    "R008": N_("The sentiment model is not the one the fast scoring was proven against; the slow original scores."),
    "R009": N_("The scorer named in the incident failed, or answered something that is no probability."),
    "R010": N_("The Dask cluster cannot be used (package missing, nobody at the address, no worker, other versions)."),
    "R011": N_("The frozen results are damaged, or were frozen from other posts or settings."),
    "R012": N_("A simulated comparison archive was given for a real incident; it is never compared with one."),
    "R101": N_("The YAML cannot be parsed."),
    "R102": N_("The YAML uses a feature that is switched off (alias, tag, duplicate key, size, depth)."),
    "R103": N_("A field is unknown."),
    "R104": N_("A field is missing."),
    "R105": N_("A value is of the wrong kind or out of range."),
    "R106": N_("A reference names something that does not exist."),
    "R107": N_("An identifier is used twice."),
    "R108": N_("Dates are in the wrong order."),
    "R109": N_("Prose is given twice (in incident.yml and in a Markdown file)."),
    "R110": N_("Two statements of one record do not go together."),
    "R111": N_("A claim names no source."),
    "R112": N_("A percentage does not say of what kind it is (share, relative change, percentage points)."),
    "R113": N_("A follow-up has no owner."),
    "R114": N_("A follow-up has no due date."),
    "R115": N_("A finding rests on no evidence; it is not printed."),
    "R201": N_("The posts file is of no known format."),
    "R202": N_("A needed column cannot be found."),
    "R203": N_("The posts file is empty or has no usable row."),
    "R204": N_("The posts file is broken (truncated, bad archive, bad bytes)."),
    "R205": N_("Rows were rejected; the rejects file lists them."),
    "R206": N_("The posts file is larger or deeper than allowed."),
    "R207": N_("Values of the posts file were not understood, or the file repeats another one."),
    "R208": N_("A correction does not fit the posts: the source changed since it was written."),
    "R209": N_("So many rows were rejected that what is left may be a sample nobody chose."),
    "R210": N_("An address of posts is not opened (protocol, credentials inside, chain), or is not encrypted."),
    "R211": N_("Posts at an address cannot be fetched (not there, no access, cut off, too large, changed meanwhile)."),
    "R212": N_("Posts at an address need a package that is not installed."),
    "R301": N_("A table has an unknown or missing column."),
    "R302": N_("A table has a value of the wrong kind."),
    "R303": N_("A table names something that does not exist."),
    "R401": N_("A template is missing or broken."),
    "R402": N_("The built site failed its own checks."),
    "R403": N_("The site folder cannot be replaced."),
    "R501": N_("The site may not be published as it is."),
    "R502": N_("Git refused."),
    "R601": N_("The document is of a kind that cannot be read."),
    "R602": N_("The document is damaged, protected or holds no text."),
    "R603": N_("The document is larger or deeper than allowed."),
    "R604": N_("A file cannot be written."),
    "R605": N_("A PDF cannot be made (no Chrome, Edge or Chromium on this computer, or it failed)."),
    "R606": N_("A file of somebody else's, or changed by hand, lies where the export would go; it is not overwritten."),
    "R607": N_("Charts cannot be drawn for Word (no Chinese font on this computer)."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing the user can mend: where, what was found, what exists, what to do.

    Args:
        code: a key of `CODES`.
        message: what was found and what exists, already in the user's language.
        place: where.
        hint: what to do, already in the user's language; may be empty.
        severity: whether it stops the incident.
    """

    code: str
    message: str
    place: Place = Place()
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        """Refuse a code nobody documented."""
        if self.code not in CODES:
            raise KeyError(self.code)

    def __str__(self) -> str:
        """`place: code message`, one line."""
        where = str(self.place)
        return f"{where}: {self.code} {self.message}" if where else f"{self.code} {self.message}"


class UserError(Exception):
    """Everything the user has to mend before the work can go on, all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in order of place, without repeats."""
        self.problems = tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[UserError], tuple[tuple[Problem, ...]]]:
        """Pickled by its problems: a worker's error is the user's all the same."""
        return UserError, (self.problems,)


def problem(code: str, message: str, *, hint: str = "", **place: str | int) -> Problem:
    """A `Problem` with its `Place` given by keyword (`file`, `line`, `sheet`, `cell`, `key`)."""
    return Problem(code=code, message=message, hint=hint, place=Place(**place))  # type: ignore[arg-type]
