"""Where labels go: rows, rails and free sides, computed and never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from reporter.charts.ink import Box

#: Free px between a label and a line.
_AIR: Final = 3


@dataclass(slots=True)
class Ground:
    """What is taken on a plot: the curve and everything below it, and boxes.

    Args:
        roof: highest point of any data line for each px column, as y; its length is the plot's width.
        ceiling: y above which the paper belongs to the stages and the words over the plot.
        taken: boxes no label may touch.
    """

    roof: list[float]
    ceiling: float
    taken: list[Box] = field(default_factory=list)

    def above_curve(self, box: Box) -> bool:
        """Whether the curve stays below the box."""
        columns = self.roof[max(int(box.x0) - _AIR, 0) : int(box.x1) + _AIR + 1]
        return not columns or min(columns) > box.y1 + _AIR

    def free(self, box: Box) -> bool:
        """Whether nothing touches the box and it lies on the paper."""
        if box.y0 < self.ceiling or box.x0 < -_AIR or box.x1 > len(self.roof) + _AIR or not self.above_curve(box):
            return False
        return not any(map(box.hits, self.taken))

    def clear(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether a leader between the two points crosses nothing that is taken."""
        return not any(box.crossed(x0, y0, x1, y1) for box in self.taken)

    def first_free(self, boxes: Iterable[Box]) -> Box | None:
        """The first of the boxes that is free, in the caller's order of preference."""
        return next(filter(self.free, boxes), None)


def roof(xs: np.ndarray, ys: np.ndarray, room: int) -> list[float]:
    """The lowest y (highest point) of a polyline in each px column of [0, room]."""
    columns = np.arange(room + 1)
    out = np.interp(columns, xs, ys)
    # A spike between two columns still counts in both.
    for nearest in (np.floor(xs), np.ceil(xs)):
        np.minimum.at(out, np.clip(nearest.astype(int), 0, room), ys)
    return [float(y) for y in out]


def thinned(xs: np.ndarray, ys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most first, highest, lowest and last point of each px column: the same picture, fewer points."""
    columns = xs.astype(int)
    if len(xs) <= 2 * (columns[-1] - columns[0] + 1):
        return xs, ys
    starts = np.flatnonzero(np.diff(columns, prepend=-1))
    ends = np.append(starts[1:], len(xs))
    keep: set[int] = set()
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        part = ys[start:end]
        keep.update((start, start + int(part.argmin()), start + int(part.argmax()), end - 1))
    index = np.array(sorted(keep))
    return xs[index], ys[index]


def pushed_apart(
    wanted: Sequence[float], gap: float, low: float, high: float, weights: Sequence[float] | None = None
) -> list[float]:
    """Positions in the same order, at least `gap` apart, inside [low, high], near where they were wanted.

    Runs of marks that touch are spread around their weighted mean (pool adjacent
    violators); a heavy mark stays where it was wanted and the others give way.
    Raises: ValueError - more marks than the room holds (the caller chooses more rows).
    """
    if gap * (len(wanted) - 1) > high - low + 1e-6:
        raise ValueError(len(wanted))
    blocks: list[tuple[float, float, int]] = []
    for index, want in enumerate(wanted):
        blocks.append((want - index * gap, weights[index] if weights else 1.0, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (a, v, n), (b, w, m) = blocks[-2:]
            blocks[-2:] = [((a * v + b * w) / (v + w), v + w, n + m)]
    flat = [mean for mean, _weight, count in blocks for _ in range(count)]
    last = high - gap * (len(wanted) - 1)
    return [min(max(base, low), last) + index * gap for index, base in enumerate(flat)]


@dataclass(frozen=True, slots=True)
class Name:
    """A name over a stretch [x0, x1] of the strip, as wide as `wide` px."""

    x0: float
    x1: float
    wide: float


def name_rows(names: Sequence[Name], room: float, most: int = 3) -> list[tuple[float, int]]:
    """For each name its left edge and its row (0 is next to the strip).

    A name that fits its own stretch stays in row 0; the others rise to as few rows
    as possible so that no name touches another name or another's tick.
    """
    spots: dict[int, tuple[float, int]] = {}
    fixed: list[Box] = []
    for index, name in enumerate(names):
        if name.wide <= name.x1 - name.x0:
            left = (name.x0 + name.x1 - name.wide) / 2
            fixed.append(Box(left - 4, 0, left + name.wide + 4, 1))
            spots[index] = (left, 0)
    raised = [index for index in range(len(names)) if index not in spots]
    for rows in range(1, most + 1):
        found = next(_raised(fixed, [names[index] for index in raised], room, rows), None)
        if found is not None:
            return [{**spots, **dict(zip(raised, found, strict=True))}[index] for index in range(len(names))]
    # Too many short stages for any row: they share the top one, and the table names them.
    crowded = {index: (_lefts(names[index], room)[0], most) for index in raised}
    return [{**spots, **crowded}[index] for index in range(len(names))]


def _lefts(name: Name, room: float) -> list[float]:
    """Left edges for a raised name: over its tick, to the left of it, to the right."""
    middle = (name.x0 + name.x1) / 2
    wanted = (middle - name.wide / 2, middle + 3 - name.wide, middle - 3)
    return [min(max(left, 0), max(room - name.wide, 0)) for left in wanted]


def _raised(placed: list[Box], names: Sequence[Name], room: float, rows: int) -> Iterator[list[tuple[float, int]]]:
    """Every way to set the names into rows 1 to `rows` so that nothing touches, best first."""
    if not names:
        yield []
        return
    name, middle = names[0], (names[0].x0 + names[0].x1) / 2
    for row in range(1, rows + 1):
        for left in _lefts(name, room):
            words = Box(left - 4, row, left + name.wide + 4, row + 1)
            tick = Box(middle - 2, 0, middle + 2, row)
            if not any(words.hits(box) or tick.hits(box) for box in placed):
                for rest in _raised([*placed, words, tick], names[1:], room, rows):
                    yield [(left, row), *rest]


@dataclass(frozen=True, slots=True)
class Flag:
    """Words on a line at x: their row (0 on top) and whether they stand to its left."""

    row: int
    left: bool


def flags(xs: Sequence[float], wides: Sequence[float], room: float, rows: int = 2) -> list[Flag] | None:
    """A place for words beside each vertical line, in rows above a plot; None when they do not fit.

    A line starts at its own row and runs down through the rows below it, so no words
    may stand across it there.  Upper rows and the right side are preferred.
    """
    return next(_fill([], xs, wides, room, rows), None)


def _fill(
    done: list[Flag], xs: Sequence[float], wides: Sequence[float], room: float, rows: int
) -> Iterator[list[Flag]]:
    index = len(done)
    if index == len(xs):
        yield done
        return
    for flag in (Flag(row, left) for row in range(rows) for left in (False, True)):
        tried = [*done, flag]
        if _fits(tried, xs, wides, room):
            yield from _fill(tried, xs, wides, room, rows)


def _extent(flag: Flag, x: float, wide: float) -> Box:
    x0 = x - 6 - wide if flag.left else x + 6
    return Box(x0, flag.row, x0 + wide, flag.row + 1)


def _fits(tried: list[Flag], xs: Sequence[float], wides: Sequence[float], room: float) -> bool:
    """Whether the last flag touches neither the others' words nor their lines, nor its line their words."""
    last = len(tried) - 1
    mine = _extent(tried[last], xs[last], wides[last])
    if mine.x0 < 0 or mine.x1 > room:
        return False
    for index in range(last):
        theirs = _extent(tried[index], xs[index], wides[index])
        near = Box(theirs.x0 - 10, theirs.y0, theirs.x1 + 10, theirs.y1)
        their_line = Box(xs[index] - 4, tried[index].row, xs[index] + 4, 99)
        my_line = Box(xs[last] - 4, tried[last].row, xs[last] + 4, 99)
        if near.hits(mine) or their_line.hits(mine) or theirs.hits(my_line):
            return False
    return True
