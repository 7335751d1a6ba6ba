"""更正: the analyst's corrections of posts, made between reading and labelling, none of them silently.

Every correction says how many posts it should meet.  A source that changed since
stops the incident: a correction of other posts than were meant is worse than none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.incident import Correction, CorrectionAction, Incident, Match
from reporter.intake import Corrected, PostsRead, Reason, Reject
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
    work = _Work(read, incident.timezone)
    problems: list[Problem] = []
    for item, place in zip(stated.items, stated.places, strict=True):
        rows = work.matching(item.match)
        problems += work.guarded(item, rows, place)
        work.make(item, rows)
    if problems:
        raise UserError(problems)
    return work.result(read, scope_of(incident, b""))


class _Work:
    """All posts as one table while they are corrected; `kept` says which rows are left."""

    def __init__(self, read: PostsRead, zone: str) -> None:
        self._zone = zone
        self._sizes = [chunk.num_rows for chunk in read.chunks]
        self._table = pa.Table.from_batches(list(read.chunks), SCHEMA).combine_chunks()
        self._kept = np.ones(sum(self._sizes), dtype=bool)
        self._dropped: list[int] = []
        self._merged: list[int] = []
        self._made: list[Corrected] = []

    def matching(self, match: Match) -> _Rows:
        """The rows that are left and meet every condition."""
        rows = self._kept.copy()
        if match.platform:
            rows &= _true(pc.equal(self._table["platform"], read_platform(match.platform)))
        if match.post_id:
            rows &= _true(pc.equal(self._table["post_id"], match.post_id))
        if match.file:
            files = self._table["file"]
            rows &= _true(pc.or_(pc.equal(files, match.file), pc.ends_with(files, f"/{match.file}")))
        if match.line is not None:
            rows &= _true(pc.equal(self._table["line"], match.line))
        return rows & self._saying(match.text_contains) if match.text_contains else rows

    def _saying(self, words: str) -> _Rows:
        return _true(pc.match_substring(self._table["text"], words))

    def guarded(self, item: Correction, rows: _Rows, place: Place) -> list[Problem]:
        """What the guard says: nothing when the posts are those that were meant."""
        found, wanted = int(rows.sum()), item.expect.count
        if found != wanted:
            message = _("The correction meets {found} posts, not {wanted}.").format(found=found, wanted=wanted)
            return [_changed(message, place)]
        words = item.expect.text_contains
        others = int((rows & ~self._saying(words)).sum()) if words else 0
        if others:
            message = _("{n} of the posts the correction meets do not contain the words expected.").format(n=others)
            return [_changed(message, place)]
        return []

    def make(self, item: Correction, rows: _Rows) -> None:
        """Make one correction."""
        self._made.append(Corrected(correction=item, rows=int(rows.sum())))
        if not rows.any():
            return
        if item.action is CorrectionAction.DROP:
            self._give_up(np.flatnonzero(rows), self._dropped)
        elif item.action is CorrectionAction.MERGE:
            self._give_up(self._but_fullest(np.flatnonzero(rows)), self._merged)
        elif item.action is CorrectionAction.TIME:
            at = read_moment(item.value, self._zone)
            self._set("time", pa.scalar(int(at.at.timestamp()), pa.int64()).cast(pa.timestamp("s", tz="UTC")), rows)
            self._set("time_precision", pa.scalar(at.precision.value), rows)
        else:
            value = read_platform(item.value) if item.action is CorrectionAction.PLATFORM else item.value
            self._set(_COLUMN[item.action], pa.scalar(value), rows)

    def _give_up(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]], among: list[int]) -> None:
        self._kept[rows] = False
        among += rows.tolist()

    def _but_fullest(
        self,
        rows: np.ndarray[tuple[int], np.dtype[np.intp]],
    ) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        # As duplicates are merged: the copy with the most engagement stays, else the first.
        few = self._table.take(pa.array(rows))
        counts = [pc.fill_null(few[name], 0).to_numpy() for name in ("likes", "comments", "reposts")]
        return np.delete(rows, int(np.argmax(np.sum(counts, axis=0))))

    def _set(self, name: str, value: pa.Scalar, rows: _Rows) -> None:
        column = pc.if_else(pa.array(rows), value, self._table[name])
        self._table = self._table.set_column(
            self._table.schema.get_field_index(name),
            self._table.schema.field(name),
            column,
        )

    def result(self, read: PostsRead, scope: Scope) -> PostsRead:
        """What is left, with the balance of every file that was touched counted anew."""
        chunks = self._chunks()
        files = self._table["file"].to_pylist() if self._dropped or self._merged else []
        dropped, merged = (Counter(files[row] for row in rows) for rows in (self._dropped, self._merged))
        by_file: dict[str, list[pa.RecordBatch]] = {}
        for chunk in chunks:
            by_file.setdefault(chunk["file"][0].as_py(), []).append(chunk)
        return replace(
            read,
            chunks=tuple(chunks),
            files=tuple(
                recounted(file, by_file.get(file.file, []), scope, dropped=dropped[file.file], merged=merged[file.file])
                for file in read.files
            ),
            rejects=(*read.rejects, *(self._reject(row) for row in sorted(self._dropped))),
            corrected=tuple(self._made),
        )

    def _chunks(self) -> list[pa.RecordBatch]:
        # The chunks' own sizes: each holds the rows of one file.
        chunks: list[pa.RecordBatch] = []
        at = 0
        for size in self._sizes:
            left = self._table.slice(at, size).filter(pa.array(self._kept[at : at + size]))
            chunks += left.combine_chunks().to_batches() if left.num_rows else []
            at += size
        return chunks

    def _reject(self, row: int) -> Reject:
        post = self._table.slice(row, 1).to_pylist()[0]
        shown = " ".join(mask(post["text"])[0].split())[:_EXCERPT]
        return Reject(file=post["file"], line=post["line"], reason=Reason.CORRECTION, excerpt=shown)


def _changed(message: str, place: Place) -> Problem:
    hint = _("The source changed since the correction was written. Look at it again, then correct or delete it.")
    return Problem(code="R208", message=message, hint=hint, place=place)


def _true(found: pa.ChunkedArray) -> _Rows:
    rows: _Rows = pc.fill_null(found, fill_value=False).to_numpy()
    return rows
