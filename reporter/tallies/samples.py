"""The labelling sample inside a tally: labelled posts one by one, all others as sums by stratum.

Scores are whole millionths here, so that sums are exact and any cut of the data
gives the same bytes.  Posts the export has labelled stand apart: their stance is
counted and not sampled, only what they say is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.labels.design import BAND_NAMES, Stratum, bands_of
from reporter.tallies.more import pulls
from reporter.tallies.tables import PARTS
from reporter.tallies.tally import VOLUME, Tally
from reporter.text.clean import copy_key
from reporter.windows import WHOLE

#: A score of 1 as it is summed.
MILLION: Final = 1_000_000
#: What is scored, and what the columns of its sums are called.
SCORED: Final = ("negative", "positive")
#: Stands for the viewpoints of a post whose labeller was not asked for any.
NOT_ASKED: Final = "?"

_Ints = npt.NDArray[np.int64]


# A chunk's part ---------------------------------------------------------------


def sample_tables(chunk: pa.RecordBatch, when: Mapping[str, _Ints]) -> dict[str, pa.Table]:
    """The two parts of one labelled chunk.

    Args:
        chunk: posts with their labels.
        when: start and span of each, as in the other parts.
    """
    drawn = chunk.column("drawn")
    common = {
        **when,
        "platform": chunk.column("platform"),
        "kind": chunk.column("kind"),
        "band": pa.array(BAND_NAMES).take(pa.array(bands_of(chunk.column("score").to_numpy(zero_copy_only=False)))),
        "export": chunk.column("stance").fill_null(""),
        "n": np.ones(chunk.num_rows, np.int64),
    }
    scores = {name: _millionths(guess) for name, guess in _guesses(chunk).items()}
    squares = {f"{name}_squares": _millionths((score / MILLION) ** 2) for name, score in scores.items()}
    pull = pulls(chunk)
    pulled = pull / MILLION * scores["negative"]
    far = {"pull": pull, "pull_negative": np.rint(pulled), "pull_squares": _millionths((pulled / MILLION) ** 2)}
    marks = {
        **common,
        "pull": pull,
        "hand": chunk.column("hand_label"),
        "viewpoints": chunk.column("hand_viewpoints").fill_null(NOT_ASKED),
        **scores,
        "hash": _hashes(chunk.column("text"), drawn),
    }
    return {
        "strata": _table("strata", {**common, **scores, **squares, **far}).filter(pc.invert(drawn)),
        "marks": _table("marks", marks).filter(drawn),
    }


def _table(name: str, columns: Mapping[str, object]) -> pa.Table:
    return pa.table(columns, schema=PARTS[name].schema)


def _guesses(chunk: pa.RecordBatch) -> dict[str, npt.NDArray[np.float64]]:
    """The best score there is of each stance: the local model's, else the machine's; 0 without any."""
    score = chunk.column("score")
    machine = {"negative": pc.subtract(1.0, score), "positive": score}
    best = {name: pc.coalesce(chunk.column(f"local_{name}"), machine[name], 0.0) for name in SCORED}
    return {name: guess.to_numpy(zero_copy_only=False) for name, guess in best.items()}


def _millionths(values: npt.NDArray[np.float64]) -> _Ints:
    return np.rint(values * MILLION).astype(np.int64)


def _hashes(texts: pa.StringArray, wanted: pa.BooleanArray) -> npt.NDArray[np.uint64]:
    """The hash by which copies meet, as in the part `texts`, of the wanted rows; 0 elsewhere."""
    hashes = np.zeros(len(texts), np.uint64)
    rows = np.flatnonzero(wanted.to_numpy(zero_copy_only=False))
    for row, text in zip(rows, texts.take(pa.array(rows, pa.int64())).to_pylist(), strict=True):
        hashes[row] = int.from_bytes(blake2b(copy_key(text).encode(), digest_size=8).digest(), "little")
    return hashes


# Questions --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Labelled posts, one element each.

    Args:
        strata: platform and band of each.
        stances: one of STANCES.
        viewpoints: ids parted by `|`, or NOT_ASKED.
        scores: P(negative), P(positive), shape (n, 2).
        hashes: of their texts: equal where they are copies.
        pulls: 1 + ln(1 + engagement) of each, 0 where the export states no counts; empty when nobody asks.
    """

    strata: tuple[Stratum, ...]
    stances: npt.NDArray[np.str_]
    viewpoints: npt.NDArray[np.str_]
    scores: npt.NDArray[np.float64]
    hashes: npt.NDArray[np.uint64]
    pulls: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def n(self) -> int:
        """Labelled posts."""
        return len(self.strata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """The posts of a window before the first response, or from it on.

    Args:
        drawn: those of the labelling sample.
        sizes: posts of each stratum, the labelled ones too.
        rest: unlabelled posts.
        totals: sum of the unlabelled posts' scores and sum of the squares, by name of the score.
        pull: what the unlabelled posts weigh; the same times the negative score; the sum of that one's squares.
    """

    drawn: Drawn
    sizes: Mapping[Stratum, int]
    rest: int
    totals: Mapping[str, tuple[float, float]]
    pull: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def posts(self) -> int:
        """All posts."""
        return sum(self.sizes.values())


def phases(
    tally: Tally,
    window: str = WHOLE,
    *,
    kinds: Sequence[str] = VOLUME,
    exported: bool = False,
    parted: bool = True,
) -> tuple[Phase, ...]:
    """The phases of a window that hold any post: before T0, after it; one without T0.

    Args:
        tally: of all posts.
        window: id of the window.
        kinds: kinds counted.
        exported: with the posts the export has labelled.
        parted: False puts both phases together.
    """
    strata, marks = (tally.rows(part, window, kinds) for part in ("strata", "marks"))
    if not exported:
        strata, marks = (rows.filter(pc.equal(rows["export"], "")) for rows in (strata, marks))
    t0 = tally.windows.t0 if tally.windows is not None and parted else None
    found = [_phase(_side(strata, t0, late=late), _side(marks, t0, late=late)) for late in (False, True)]
    return tuple(phase for phase in found if phase.posts)


def _side(rows: pa.Table, t0: int | None, *, late: bool) -> pa.Table:
    """The rows before T0, or from it on; all are late without T0."""
    if t0 is None:
        return rows if late else rows.slice(0, 0)
    return rows.filter(pc.equal(pc.greater_equal(rows["start"], t0), late))


def _phase(strata: pa.Table, marks: pa.Table) -> Phase:
    sizes: dict[Stratum, int] = {}
    for rows in (strata, marks):
        for stratum, n in zip(_strata(rows), rows["n"].to_pylist(), strict=True):
            sizes[stratum] = sizes.get(stratum, 0) + n
    totals = {name: (_total(strata, name), _total(strata, f"{name}_squares")) for name in SCORED}
    return Phase(
        drawn=_drawn(marks),
        sizes=dict(sorted(sizes.items())),
        rest=_sum(strata, "n"),
        totals=totals,
        pull=(_total(strata, "pull"), _total(strata, "pull_negative"), _total(strata, "pull_squares")),
    )


def exported_pull(tally: Tally, window: str = WHOLE, *, kinds: Sequence[str] = VOLUME) -> tuple[float, float]:
    """What the posts weigh that the export has labelled: the negative ones, and all."""
    found = [0.0, 0.0]
    for part in ("strata", "marks"):
        rows = tally.rows(part, window, kinds)
        # A marked post has a row of its own, and `n` of them where all else is equal.
        weight = rows["pull"].to_numpy() * (rows["n"].to_numpy() if part == "marks" else 1) / MILLION
        export = np.array(rows["export"].to_pylist(), np.str_)
        found[0] += float(weight[export == "negative"].sum())
        found[1] += float(weight[export != ""].sum())
    return found[0], found[1]


def _strata(rows: pa.Table) -> list[Stratum]:
    return [Stratum(*pair) for pair in zip(rows["platform"].to_pylist(), rows["band"].to_pylist(), strict=True)]


def _drawn(marks: pa.Table) -> Drawn:
    rows = marks.take(pa.array(np.repeat(np.arange(marks.num_rows), marks["n"].to_numpy()), pa.int64()))
    scores = [rows[name].to_numpy() / MILLION for name in SCORED]
    return Drawn(
        strata=tuple(_strata(rows)),
        stances=np.array(rows["hand"].to_pylist(), np.str_),
        viewpoints=np.array(rows["viewpoints"].to_pylist(), np.str_),
        scores=np.stack(scores, axis=1),
        hashes=rows["hash"].to_numpy(),
        pulls=rows["pull"].to_numpy() / MILLION,
    )


def _sum(rows: pa.Table, column: str) -> int:
    return int(pc.sum(rows[column], min_count=0).as_py())


def _total(rows: pa.Table, column: str) -> float:
    return _sum(rows, column) / MILLION
