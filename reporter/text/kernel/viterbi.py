"""The most probable place in a word (b, m, e, s) of every character of many sentences at once.

SnowNLP searches as Viterbi did, over the states (place before, place): 16
states, four ways into each.  Its scores are sums along a path, so the best sum
needs no trial of all 64 ways: rounding keeps order, hence the best way into a
state comes from its best predecessor, unless three characters in a row were
seen in training, which only ever raises a sum.  Which predecessor it was is
asked afterwards, along the one best path, and of equals it is the first, as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.text.kernel.index import MISSING, Ints
from reporter.text.kernel.tables import Floats, Learnt, Tables

Places = npt.NDArray[np.uint8]

#: A state is place x 4 + place before; `s`, the last predecessor, is 3.
_STATES: Final = 16
_LAST: Final = 3
#: Odd, so that no power of it is 0 modulo 2^64.
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


def places(tables: Tables, numbers: npt.NDArray[np.uint16], lengths: Ints) -> Places:
    """The place (0..3 for b, m, e, s) of each character.

    Args:
        tables: the model.
        numbers: the characters' numbers (`Tables.ids`), all sentences in a row.
        lengths: characters of each sentence, none of them 0.
    """
    start = np.cumsum(lengths) - lengths
    inside = np.arange(len(numbers)) - np.repeat(start, lengths)
    first, which = _different(numbers, start, lengths, inside)
    if len(first) == len(lengths):
        return _searched(tables, numbers, lengths)
    some = lengths[first]
    begins = np.cumsum(some) - some
    origin = np.arange(some.sum()) + np.repeat(start[first] - begins, some)
    found = _searched(tables, numbers[origin], some)
    return found.take(np.repeat(begins[which], lengths) + inside)


def _different(numbers: npt.NDArray[np.uint16], start: Ints, lengths: Ints, inside: Ints) -> tuple[Ints, Ints]:
    """Where each different sentence is met first, and which of these each sentence is.

    Names of the topic, slogans and the wordings of near copies stand in many posts.

    Args:
        numbers: the characters' numbers.
        start: where each sentence begins.
        lengths: its characters.
        inside: where each character stands in its sentence.
    """
    factors = np.multiply.accumulate(np.full(lengths.max(), _FACTOR))
    sums = np.add.reduceat((numbers + np.uint64(1)) * factors.take(inside), start)
    _sums, first, which = np.unique(sums, return_index=True, return_inverse=True)
    same = first[which]
    # Sentences with one sum may still differ: then each is searched by itself.
    if (lengths[same] == lengths).all() and (numbers.take(np.repeat(start[same], lengths) + inside) == numbers).all():
        return first, which
    return np.arange(len(lengths)), np.arange(len(lengths))


def _searched(tables: Tables, numbers: npt.NDArray[np.uint16], lengths: Ints) -> Places:
    layout = _layout(lengths)
    ids = np.empty(len(numbers), np.int64)
    ids[layout.position] = numbers
    lattice = _Lattice(tables, layout, ids)
    lattice.forward()
    return lattice.backward()[layout.position]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Layout:
    """Sentences side by side, the longest first; the characters of one step lie together.

    Args:
        many: how many sentences have a character at each step; falling.
        offset: the first position of each step; one more than there are steps.
        position: where each character, in the order of the text, lies.
        before: the position of the character before; 0 in the first step, which has none.
        base: where the first state of each position lies: a step's states, too, lie together,
            state by state.
        stride: from one state of a position to its next.
    """

    many: list[int]
    offset: list[int]
    position: Ints
    before: Ints
    base: Ints
    stride: Ints

    def steps_of(self, positions: Ints) -> list[int]:
        """Where each step begins in `positions`, which rise; one more than there are steps."""
        return np.searchsorted(positions, self.offset).tolist()  # type: ignore[no-any-return]


def _layout(lengths: Ints) -> _Layout:
    order = np.argsort(-lengths, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    many = len(lengths) - np.cumsum(np.bincount(lengths))[:-1]
    offset = np.append(0, np.cumsum(many))
    characters = np.arange(offset[-1])
    inside = characters - np.repeat(np.cumsum(lengths) - lengths, lengths)
    step = np.repeat(np.arange(len(many)), many)
    before = characters - many[step - 1]
    before[: many[0]] = 0
    return _Layout(
        many=many.tolist(),
        offset=offset.tolist(),
        position=offset[inside] + np.repeat(rank, lengths),
        before=before,
        base=characters + (_STATES - 1) * offset[step],
        stride=many[step],
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ways:
    """Ways whose log P was learnt, by position.

    Args:
        bounds: which of them belong to each step.
        where: the position they lead to.
        place: the code of the place, as in `Tables`.
        value: log P.
    """

    bounds: list[int]
    where: Ints
    place: Ints
    value: Floats

    def of(self, step: int) -> slice:
        """Those of one step."""
        return slice(self.bounds[step], self.bounds[step + 1])


def _ways(learnt: Learnt, layout: _Layout, positions: Ints, numbers: Ints) -> _Ways:
    """What was learnt for the key of that number at each of the positions, which rise."""
    begin = learnt.start[numbers].astype(np.int64)
    count = learnt.start[numbers + 1] - begin
    skipped = np.cumsum(count) - count
    entry = np.arange(count.sum()) + np.repeat(begin - skipped, count)
    where = np.repeat(positions, count)
    return _Ways(
        bounds=layout.steps_of(where),
        where=where,
        place=learnt.place[entry].astype(np.int64),
        value=learnt.log[entry],
    )


class _Lattice:
    """The best sum into every state of every sentence, and the log P of every step."""

    def __init__(self, tables: Tables, layout: _Layout, ids: Ints) -> None:
        self._tables, self._layout, self._ids = tables, layout, ids
        self._score = np.empty(_STATES * len(ids))
        self._log = np.empty(_STATES * len(ids))
        self._one = tables.one.T.copy().take(ids, axis=1)
        self._unseen = np.flatnonzero(ids == 0)
        self._unseen_bounds = layout.steps_of(self._unseen)
        self._learn()

    def _learn(self) -> None:
        """Find the ways that were learnt, and between which states they lead."""
        tables, layout = self._tables, self._layout
        pair = self._pair_numbers()
        known = np.flatnonzero(pair != MISSING)
        self._pairs = pairs = _ways(tables.pair, layout, known, pair[known])
        self._pair_target = layout.base[pairs.where] + pairs.place * layout.stride[pairs.where]
        known = known[known >= layout.many[0]]
        known = known[pair[layout.before[known]] != MISSING]
        three = tables.three.index.find(tables.key(pair[layout.before[known]], self._ids[known]))
        hit = three != MISSING
        self._threes = threes = _ways(tables.three, layout, known[hit], three[hit])
        before = layout.before[threes.where]
        self._three_target = layout.base[threes.where] + (threes.place >> 2) * layout.stride[threes.where]
        self._three_source = layout.base[before] + (threes.place & 15) * layout.stride[before]
        self._raised = np.empty(len(threes.where))

    def _pair_numbers(self) -> Ints:
        """The number of each character's pair with the one before it, 0 standing for the beginning."""
        previous = self._ids[self._layout.before]
        starts = np.arange(len(previous)) < self._layout.many[0]
        previous[starts] = 0
        known = np.flatnonzero((self._ids != 0) & ((previous != 0) | starts))
        found = np.full(len(previous), MISSING, np.int64)
        found[known] = self._tables.pair.index.find(self._tables.key(previous[known], self._ids[known]))
        return found

    def _block(self, values: Floats, step: int) -> Floats:
        """The states of one step: (place, place before, sentence)."""
        first, end = self._layout.offset[step : step + 2]
        return values[_STATES * first : _STATES * end].reshape(4, 4, -1)

    def forward(self) -> None:
        """Find the best sum into every state."""
        first = self._tables.first[self._ids[: self._layout.many[0]]]
        self._block(self._score, 0)[:] = first.T[:, None, :]
        for step in range(1, len(self._layout.many)):
            old = self._block(self._score, step - 1)[:, :, : self._layout.many[step]]
            np.add(old.max(axis=1), self._logs(step), out=self._block(self._score, step))
            self._raise(step)
            self._carry(step, old)

    def _logs(self, step: int) -> Floats:
        """The log P of one step as two characters in a row have it."""
        logs = self._block(self._log, step)
        logs[:] = self._one[:, None, slice(*self._layout.offset[step : step + 2])]
        some = self._pairs.of(step)
        self._log[self._pair_target[some]] = self._pairs.value[some]
        return logs

    def _raise(self, step: int) -> None:
        """Let three characters in a row that were seen in training have their say."""
        some = self._threes.of(step)
        sums = self._score.take(self._three_source[some])
        sums += self._threes.value[some]
        self._raised[some] = sums
        np.maximum.at(self._score, self._three_target[some], sums)

    def _carry(self, step: int, old: Floats) -> None:
        """A character never seen keeps the score of the last predecessor, whatever the others have."""
        at = self._unseen_at(step)
        if len(at):
            self._block(self._score, step)[:, :, at] = old[:, _LAST, at]

    def _unseen_at(self, step: int) -> Ints:
        """The sentences with a character never seen at this step."""
        bounds = self._unseen_bounds[step : step + 2]
        return self._unseen[slice(*bounds)] - self._layout.offset[step]

    def backward(self) -> Places:
        """The places along the best path of each sentence, by position."""
        found = np.empty(len(self._ids), np.uint8)
        state = np.empty(0, np.int64)
        for step in reversed(range(len(self._layout.many))):
            ends = self._block(self._score, step).reshape(_STATES, -1)[:, len(state) :]
            state = np.concatenate([state, ends.argmax(axis=0)])
            found[slice(*self._layout.offset[step : step + 2])] = state >> 2
            if step:
                state = ((state & 3) << 2) | self._came_from(step, state)
        return found

    def _came_from(self, step: int, state: Ints) -> Ints:
        """The place two characters back from which the best path came into each sentence's state."""
        offset, many = self._layout.offset, self._layout.many
        at = np.arange(many[step])
        old = _STATES * offset[step - 1] + (state & 3) * (4 * many[step - 1]) + at
        ways = self._score.take(old + many[step - 1] * np.arange(4)[:, None])
        ways += self._log.take(_STATES * offset[step] + state * many[step] + at)
        some = self._threes.of(step)
        place, who = self._threes.place[some], self._threes.where[some] - offset[step]
        here = np.flatnonzero(place >> 2 == state[who])
        ways[place[here] & 3, who[here]] = self._raised[some][here]
        best: Ints = ways.argmax(axis=0)
        best[self._unseen_at(step)] = _LAST
        return best
