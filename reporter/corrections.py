"""更正: the analyst's corrections of posts, made between reading and labelling, none of them silently.

Every correction says how many posts it should meet.  A source that changed since
stops the incident: a correction of other posts than were meant is worse than none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.incident import Correction, CorrectionAction, Incident, Match
from reporter.intake import Corrected, PostsRead, Reason, Reject
from reporter.intake.facts import READ
from reporter.intake.heap import Chunks, Part, Stored
from reporter.intake.merge import WITH_RUN
from reporter.intake.scope import Scope, scope_of
from reporter.intake.summary import recounted
from reporter.intake.words import read_platform
from reporter.load import Corrections
from reporter.moments import read_moment
from reporter.posts import SCHEMA
from reporter.privacy import mask

_EXCERPT: Final = 60
_COLUMN: Final = {
    CorrectionAction.STANCE: "stance",
    CorrectionAction.PLATFORM: "platform",
    CorrectionAction.KIND: "kind",
}

_Rows = np.ndarray[tuple[int], np.dtype[np.bool_]]


def corrected(read: PostsRead, stated: Corrections, incident: Incident) -> PostsRead:
    """The posts with every correction made, in the order stated; the balance holds as before.

    A dropped row counts as rejected, a merged one as merged; a stance that is set stands in the
    place of the export's label.
    Raises: UserError (R208) - corrections that meet other posts than they expect, all at once.
    """
    if not stated.items:
        return read
    met = _Met(read.chunks, stated.items)
    work = _Work(met.table, incident.timezone)
    problems: list[Problem] = []
    for item, place in zip(stated.items, stated.places, strict=True):
        rows = work.matching(item.match)
        problems += work.guarded(item, rows, place)
        work.make(item, rows)
    if problems:
        raise UserError(problems)
    return _result(read, work, met.corrected(work), scope_of(incident, b""))


class _Met:
    """The posts that some correction may meet, as one table: the others stay where they lie."""

    def __init__(self, chunks: Sequence[pa.RecordBatch], items: Sequence[Correction]) -> None:
        self._chunks = chunks
        # A platform that is corrected may be met by a later correction under its new name.
        moved = any(item.action is CorrectionAction.PLATFORM for item in items)
        matches = [item.match.model_copy(update={"platform": ""}) if moved else item.match for item in items]
        found = [SCHEMA.empty_table()]
        rows = []
        for chunk in chunks:
            table = pa.Table.from_batches([chunk])
            rows.append(np.flatnonzero(np.any([_meets(table, match) for match in matches], axis=0)))
            found.append(table.take(pa.array(rows[-1])))
        self._rows = rows
        self.table = pa.concat_tables(found).combine_chunks()

    def corrected(self, work: _Work) -> Chunks:
        """All posts, those that were corrected as they are now."""
        parts: list[Part] = []
        end = 0
        for number, rows in enumerate(self._rows):
            begin, end = end, end + len(rows)
            if not work.touched[begin:end].any():
                parts.append(self._as_it_was(number))
                continue
            batch = self._anew(number, rows, work.table.slice(begin, end - begin), work.kept[begin:end])
            parts += [_part(batch)] if batch.num_rows else []
        return Chunks(parts, SCHEMA.names)

    def _as_it_was(self, number: int) -> Part:
        return self._chunks.parts[number] if isinstance(self._chunks, Chunks) else _part(self._chunks[number])

    def _anew(self, number: int, rows: npt.NDArray[np.int64], new: pa.Table, kept: _Rows) -> pa.RecordBatch:
        old = pa.Table.from_batches([self._chunks[number]])
        place = np.arange(len(old))
        place[rows] = len(old) + np.arange(len(rows))
        left = np.delete(place, rows[~kept])
        whole = pa.concat_tables([old, new]).combine_chunks().take(pa.array(left)).combine_chunks()
        return next(iter(whole.to_batches()), self._chunks[number].slice(0, 0))


def _part(batch: pa.RecordBatch) -> Part:
    """A batch that lies in memory, readable by any process."""
    sink = pa.BufferOutputStream()
    whole = batch.append_column(WITH_RUN.field("run"), pa.array(np.zeros(batch.num_rows, np.int64)))
    with pa.ipc.new_file(sink, WITH_RUN, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_batch(whole.cast(WITH_RUN))
    return Part(Stored(bytes(sink.getvalue())), 0, None, batch.num_rows)


def _meets(table: pa.Table, match: Match) -> _Rows:
    """The rows that meet every condition."""
    rows = np.ones(len(table), dtype=bool)
    if match.platform:
        rows &= _true(pc.equal(table["platform"], read_platform(match.platform)))
    if match.post_id:
        rows &= _true(pc.equal(table["post_id"], match.post_id))
    if match.file:
        files = table["file"]
        rows &= _true(pc.or_(pc.equal(files, match.file), pc.ends_with(files, f"/{match.file}")))
    if match.line is not None:
        rows &= _true(pc.equal(table["line"], match.line))
    return rows & _saying(table, match.text_contains) if match.text_contains else rows


def _saying(table: pa.Table, words: str) -> _Rows:
    return _true(pc.match_substring(table["text"], words))


class _Work:
    """Posts as one table while they are corrected.

    Args:
        table: the posts that may be met.
        zone: of times that are set.
    """

    def __init__(self, table: pa.Table, zone: str) -> None:
        self._zone = zone
        self.table = table
        #: Which rows are left, and which were met by a correction.
        self.kept, self.touched = np.ones(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
        self.dropped: list[int] = []
        self.merged: list[int] = []
        self.made: list[Corrected] = []

    def matching(self, match: Match) -> _Rows:
        """The rows that are left and meet every condition."""
        return self.kept & _meets(self.table, match)

    def guarded(self, item: Correction, rows: _Rows, place: Place) -> list[Problem]:
        """What the guard says: nothing when the posts are those that were meant."""
        found, wanted = int(rows.sum()), item.expect.count
        if found != wanted:
            message = _("The correction meets {found} posts, not {wanted}.").format(found=found, wanted=wanted)
            return [_changed(message, place)]
        words = item.expect.text_contains
        others = int((rows & ~_saying(self.table, words)).sum()) if words else 0
        if others:
            message = _("{n} of the posts the correction meets do not contain the words expected.").format(n=others)
            return [_changed(message, place)]
        return []

    def make(self, item: Correction, rows: _Rows) -> None:
        """Make one correction."""
        self.made.append(Corrected(correction=item, rows=int(rows.sum())))
        self.touched |= rows
        if not rows.any():
            return
        if item.action is CorrectionAction.DROP:
            self._give_up(np.flatnonzero(rows), self.dropped)
        elif item.action is CorrectionAction.MERGE:
            self._give_up(self._but_fullest(np.flatnonzero(rows)), self.merged)
        elif item.action is CorrectionAction.TIME:
            at = read_moment(item.value, self._zone)
            self._set("time", pa.scalar(int(at.at.timestamp()), pa.int64()).cast(pa.timestamp("s", tz="UTC")), rows)
            self._set("time_precision", pa.scalar(at.precision.value), rows)
        else:
            value = read_platform(item.value) if item.action is CorrectionAction.PLATFORM else item.value
            self._set(_COLUMN[item.action], pa.scalar(value), rows)

    def _give_up(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]], among: list[int]) -> None:
        self.kept[rows] = False
        among += rows.tolist()

    def _but_fullest(
        self,
        rows: np.ndarray[tuple[int], np.dtype[np.intp]],
    ) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        # As duplicates are merged: the copy with the most engagement stays, else the first.
        few = self.table.take(pa.array(rows))
        counts = [pc.fill_null(few[name], 0).to_numpy() for name in ("likes", "comments", "reposts")]
        return np.delete(rows, int(np.argmax(np.sum(counts, axis=0))))

    def _set(self, name: str, value: pa.Scalar, rows: _Rows) -> None:
        column = pc.if_else(pa.array(rows), value, self.table[name])
        field = self.table.schema.field(name)
        self.table = self.table.set_column(self.table.schema.get_field_index(name), field, column)

    def files(self, rows: Iterable[int]) -> Counter[str]:
        """How many of these rows each file has."""
        return Counter(self.table["file"].take(pa.array(list(rows), pa.int64())).to_pylist())

    def rejects(self) -> Iterator[Reject]:
        """The rows that were dropped, in order."""
        return map(self._reject, sorted(self.dropped))

    def _reject(self, row: int) -> Reject:
        post = self.table.slice(row, 1).to_pylist()[0]
        shown = " ".join(mask(post["text"])[0].split())[:_EXCERPT]
        return Reject(file=post["file"], line=post["line"], reason=Reason.CORRECTION, excerpt=shown)


def _result(read: PostsRead, work: _Work, chunks: Chunks, scope: Scope) -> PostsRead:
    """What is left, with the balance of every file that was touched counted anew."""
    dropped, merged = work.files(work.dropped), work.files(work.merged)
    touched = set(work.files(np.flatnonzero(work.touched).tolist()))
    by_file: dict[str, list[Part]] = {name: [] for name in touched}
    # A chunk holds the rows of one file.
    for part, names in zip(chunks.parts, Chunks(chunks.parts, ["file"]), strict=True) if touched else ():
        by_file.get(names.column("file")[0].as_py(), []).append(part)
    files = (
        recounted(file, Chunks(by_file[file.file], READ), scope, dropped=dropped[file.file], merged=merged[file.file])
        if file.file in touched
        else file
        for file in read.files
    )
    return replace(
        read,
        chunks=chunks,
        files=tuple(files),
        rejects=(*read.rejects, *work.rejects()),
        corrected=tuple(work.made),
    )


def _changed(message: str, place: Place) -> Problem:
    hint = _("The source changed since the correction was written. Look at it again, then correct or delete it.")
    return Problem(code="R208", message=message, hint=hint, place=place)


def _true(found: pa.ChunkedArray) -> _Rows:
    rows: _Rows = pc.fill_null(found, fill_value=False).to_numpy()
    return rows
