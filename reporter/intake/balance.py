"""What came of every file: rows read = used + merged + rejected, always, and where the rest went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

import pyarrow as pa

from reporter.errors import Place, Problem, Severity
from reporter.i18n import N_, _
from reporter.incident import Correction
from reporter.intake.coverage import CoverageFact
from reporter.privacy import mask

_EXCERPT: Final = 60


class Reason(StrEnum):
    """Why a row was rejected; the value is what the rejects file carries."""

    WIDTH = "width"
    QUOTES = "quotes"
    EMPTY = "empty"
    SHIFTED = "shifted"
    JSON = "json"
    COLUMNS = "columns"
    REMARK = "remark"
    CORRECTION = "correction"


_SENTENCES: Final[Mapping[Reason, str]] = {
    Reason.WIDTH: N_("the row has more or fewer cells than the header"),
    Reason.QUOTES: N_("a quotation mark is not closed, or stands inside the text unescaped"),
    Reason.EMPTY: N_("the row has no text, no id and no time"),
    Reason.SHIFTED: N_("the cells stand in the wrong columns (neither time nor counts can be read)"),
    Reason.JSON: N_("the line is not a JSON object"),
    Reason.COLUMNS: N_("the record has no text column"),
    Reason.REMARK: N_("a single cell below the table: a remark, not a post"),
    Reason.CORRECTION: N_("the analyst's correction drops it"),
}


def sentence(reason: Reason) -> str:
    """`reason` as a sentence in the active language."""
    return _(_SENTENCES[reason])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that is not used.

    Args:
        file: path relative to the project.
        line: 1-based line, worksheet row or record number where the row begins.
        sheet: worksheet, else "".
        reason: why.
        excerpt: its first characters, personal data masked.
    """

    file: str
    line: int
    sheet: str = ""
    reason: Reason
    excerpt: str


#: More rejected rows than this share of a file: what is left may be a sample nobody chose.
TOO_MANY: Final = 0.01
#: Fewer lost rows change no figure, however small the file.
_SOME: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBalance:
    """What one file gave; all counts in rows unless said otherwise.

    Args:
        file: path relative to the project, `/` as separator.
        exporter: id of the exporter, `aliases`, `mapping`, or "" when the file could not be read.
        encoding: of a text file, else "".
        sha256: of the file's bytes.
        bytes: its size on disk.
        read: rows of data; headers, titles above them and blank lines are none.
        used: rows handed on.
        merged: rows given up for a newer or fuller copy of the same post.
        rejected: rows not used, each with its reason.
        reasons: rejected rows by `Reason`.
        repeated_headers: header rows inside the data, dropped.
        span: first and last readable time of used rows, UTC; None when there is none.
        outside: used rows whose time lies outside the report period.
        future: used rows dated after `as_of`.
        masked: pieces of personal data masked, by kind (`privacy.KINDS`).
        lossy_ids: rows whose id a spreadsheet destroyed; not used to find duplicates.
        imprecise: rows without a time of their own (relative, missing or unreadable).
        unreadable_times, unreadable_counts, unknown_stances: cells that were not understood.
        capped: rows with a count that is a lower bound.
        bad_bytes: bytes that are illegal in the encoding; `first_bad` is the line of the first.
    """

    file: str
    exporter: str
    encoding: str
    sha256: str
    bytes: int
    read: int = 0
    used: int = 0
    merged: int = 0
    rejected: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    repeated_headers: int = 0
    span: tuple[datetime, datetime] | None = None
    outside: int = 0
    future: int = 0
    masked: Mapping[str, int] = field(default_factory=dict)
    lossy_ids: int = 0
    imprecise: int = 0
    unreadable_times: int = 0
    unreadable_counts: int = 0
    unknown_stances: int = 0
    capped: int = 0
    bad_bytes: int = 0
    first_bad: int = 0

    @property
    def lost(self) -> int:
        """Rows that could not be read; those the analyst dropped are no loss."""
        return self.rejected - self.reasons.get(Reason.CORRECTION.value, 0)

    @property
    def doubtful(self) -> bool:
        """Whether so many rows were lost that the file no longer stands for itself."""
        return self.lost >= _SOME and self.lost > TOO_MANY * self.read


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction that was made, and how many rows it met."""

    correction: Correction
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsFacts:
    """What the posts files gave besides the posts themselves.

    Args:
        files: one balance per file, in the order of paths; broken files included.
        problems: files or columns that could not be read (errors: the caller decides).
        warnings: what a reader of the numbers has to know.
        coverage: first facts on what the collection may have missed.
        corrected: the analyst's corrections that were made, in order.
    """

    files: tuple[FileBalance, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    coverage: tuple[CoverageFact, ...]
    corrected: tuple[Corrected, ...] = ()

    @property
    def used(self) -> int:
        """Posts handed on, over all files."""
        return sum(file.used for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsRead(PostsFacts):
    """Everything the posts files gave.

    Args:
        chunks: record batches of `posts.SCHEMA`, duplicates merged, in the order of files and lines;
            what does not fit in memory is read again at every pass.
        rejects: every rejected row, in the order of files and lines.
        named: pseudonym -> name of the authors the analyst's list allows to name.
    """

    chunks: Sequence[pa.RecordBatch]
    rejects: tuple[Reject, ...]
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows in `chunks`."""
        return sum(chunk.num_rows for chunk in self.chunks)

    @property
    def facts(self) -> PostsFacts:
        """All but the posts."""
        return PostsFacts(
            files=self.files,
            problems=self.problems,
            warnings=self.warnings,
            coverage=self.coverage,
            corrected=self.corrected,
        )


@dataclass(slots=True, kw_only=True)
class Notes:
    """What is counted while one file is read; becomes its `FileBalance`.

    `sheets` counts the rows read of every worksheet, `run` numbers the crawls in the
    file (a header begins one), `timeless` says that a table has no time column at
    all; the rest is as in `FileBalance`.
    """

    file: str
    sheet: str = ""
    exporter: str = ""
    read: int = 0
    repeated_headers: int = 0
    sheets: dict[str, int] = field(default_factory=dict)
    run: int = 0
    timeless: bool = False
    bad_bytes: int = 0
    first_bad: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def reject(self, line: int, reason: Reason, cells: Sequence[str]) -> None:
        """Put a row aside, with an excerpt that gives nobody away."""
        shown, _found = mask(" | ".join(filter(None, (c.strip() for c in cells)))[: 4 * _EXCERPT])
        excerpt = " ".join(shown.split())[:_EXCERPT]
        reject = Reject(file=self.file, line=line, sheet=self.sheet, reason=reason, excerpt=excerpt)
        self.rejects.append(reject)

    def warn(self, code: str, message: str, *, line: int = 0, hint: str = "") -> None:
        """Remember something a reader of the numbers has to know."""
        place = Place(file=self.file, line=line, sheet=self.sheet)
        warning = Problem(code=code, message=message, hint=hint, place=place, severity=Severity.WARNING)
        self.warnings.append(warning)
