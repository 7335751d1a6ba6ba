"""What one file gave, once duplicates are merged: its balance and the warnings that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import Problem
from reporter.i18n import _
from reporter.intake.balance import FileBalance, Notes, Reason
from reporter.intake.facts import NOTHING, Ints, facts_of
from reporter.intake.heap import Batches
from reporter.intake.merge import Keyed, no_keys
from reporter.intake.scope import Scope


@dataclass(slots=True, kw_only=True)
class FileRead:
    """One file on its way.

    Args:
        source: where its batches lie, the first under the number `first`, the others behind it.
        sizes: rows of every batch read.
        keys: gives their keys.
        facts: `facts_of` all rows; once duplicates are merged, of those that are used.
        repeats: the file whose bytes it has.
    """

    notes: Notes
    sha256: str = ""
    bytes: int = 0
    encoding: str = ""
    source: Batches | None = None
    first: int = 0
    sizes: list[int] = field(default_factory=list)
    keys: Keyed = no_keys
    facts: pa.Table = field(default_factory=NOTHING.empty_table)
    problems: tuple[Problem, ...] = ()
    repeats: str = ""

    def refuse(self, problems: tuple[Problem, ...]) -> None:
        """Use nothing of the file: half of one would be a sample nobody chose."""
        self.problems = problems
        self.sizes, self.keys, self.facts = [], no_keys, NOTHING.empty_table()
        self.notes = Notes(file=self.notes.file)


def balance_of(read: FileRead, scope: Scope) -> FileBalance:
    """The balance of a file whose `facts` hold only the rows that are used."""
    notes, counts = read.notes, read.notes.counts
    used = _sum(read.facts, "n")
    rejected = len(notes.rejects)
    span, outside, future = _times(read.facts, scope)
    return FileBalance(
        file=notes.file,
        exporter=notes.exporter,
        encoding=read.encoding,
        sha256=read.sha256,
        bytes=read.bytes,
        read=notes.read,
        used=used,
        merged=notes.read - rejected - used,
        rejected=rejected,
        reasons=dict(sorted(Counter(r.reason.value for r in notes.rejects).items())),
        repeated_headers=notes.repeated_headers,
        span=span,
        outside=outside,
        future=future,
        masked=dict(sorted(notes.masked.items())),
        lossy_ids=counts["lossy_ids"],
        imprecise=_imprecise(read.facts),
        unreadable_times=counts["unreadable_times"],
        unreadable_counts=counts["unreadable_counts"],
        unknown_stances=counts["unknown_stances"],
        capped=_sum(read.facts, "capped"),
        bad_bytes=notes.bad_bytes,
        first_bad=notes.first_bad,
    )


def recounted(
    balance: FileBalance,
    chunks: Sequence[pa.RecordBatch],
    scope: Scope,
    *,
    dropped: int,
    merged: int,
) -> FileBalance:
    """`balance` after the analyst's corrections: `chunks` hold the file's rows that are still used."""
    reasons = {**balance.reasons, Reason.CORRECTION.value: dropped} if dropped else balance.reasons
    facts = facts_of(chunks)
    span, outside, future = _times(facts, scope)
    return replace(
        balance,
        used=balance.used - dropped - merged,
        merged=balance.merged + merged,
        rejected=balance.rejected + dropped,
        reasons=dict(sorted(reasons.items())),
        span=span,
        outside=outside,
        future=future,
        imprecise=_imprecise(facts),
        capped=_sum(facts, "capped"),
    )


def _times(facts: pa.Table, scope: Scope) -> tuple[tuple[datetime, datetime] | None, int, int]:
    # Span of the used rows, how many lie outside the period, how many after `as_of`.
    known = facts.filter(pc.is_valid(facts["time"]))
    seconds, n = known["time"].to_numpy(), known["n"].to_numpy()
    if not len(seconds):
        return None, 0, 0
    first, last = (datetime.fromtimestamp(int(at), UTC) for at in (seconds.min(), seconds.max()))
    return (first, last), _outside(seconds, n, scope.period), _after(seconds, n, scope.until)


def _outside(seconds: Ints, n: Ints, period: tuple[datetime, datetime] | None) -> int:
    if period is None:
        return 0
    first, last = (int(at.timestamp()) for at in period)
    return int(n[(seconds < first) | (seconds >= last)].sum())


def _after(seconds: Ints, n: Ints, until: datetime | None) -> int:
    return int(n[seconds >= int(until.timestamp())].sum()) if until else 0


def _sum(facts: pa.Table, name: str) -> int:
    return int(pc.sum(facts[name], min_count=0).as_py())


def _imprecise(facts: pa.Table) -> int:
    return _sum(facts.filter(pc.is_null(facts["time"])), "n")


def warnings_of(read: FileRead, balance: FileBalance) -> Iterator[Problem]:
    """What a reader of the numbers has to know of this file: first what reading noted, then the counts."""
    notes = read.notes
    if read.repeats and read.repeats != notes.file:
        notes.warn("R207", _("the file is a copy of {other}; its rows are merged").format(other=read.repeats))
    if balance.doubtful:
        message = _("▲ {share}% of the rows were rejected ({n} of {total}): the figures rest on what is left")
        share = f"{100 * balance.lost / balance.read:.1f}"
        hint = _("Look at the rejects file before you use any figure; most often one column or one quote is to blame.")
        notes.warn("R209", message.format(share=share, n=balance.lost, total=balance.read), hint=hint)
    elif balance.rejected:
        message = _("{n} of {total} rows were rejected; the rejects file lists them")
        notes.warn("R205", message.format(n=balance.rejected, total=balance.read))
    if balance.bad_bytes:
        message = _("{n} illegal bytes, the first here; they are left out of the texts")
        notes.warn("R204", message.format(n=balance.bad_bytes), line=balance.first_bad)
    for count, message in _counted(balance, timeless=notes.timeless):
        if count:
            notes.warn("R207", message.format(n=count))
    yield from notes.warnings


def _counted(balance: FileBalance, *, timeless: bool) -> tuple[tuple[int, str], ...]:
    return (
        (balance.lossy_ids, _("{n} ids were destroyed by a spreadsheet; duplicates cannot be found by them")),
        (balance.unreadable_times, _("{n} times could not be read; these posts count in no curve")),
        (
            0 if timeless else balance.imprecise - balance.unreadable_times,
            _("{n} rows say only how long ago they were written, or nothing; they count in no curve"),
        ),
        (balance.unreadable_counts, _("{n} counts could not be read")),
        (balance.unknown_stances, _("{n} sentiment labels were not understood and are ignored")),
        (balance.future, _("{n} posts are dated after the data were collected")),
    )
