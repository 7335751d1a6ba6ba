"""Numbers that stand more than once: the sieve beside plain counting."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reporter import repeats
from reporter.intake import merge
from reporter.repeats import repeated

_rows = st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 40), st.booleans()), max_size=60)


def _counted(rows: list[tuple[int, bool]]) -> list[int]:
    counts = Counter(number for number, wanted in rows if wanted)
    several = [place for place, (number, wanted) in enumerate(rows) if wanted and counts[number] > 1]
    return sorted(several, key=lambda place: (rows[place][0], place))


@given(_rows, st.sampled_from([1, 2, 16, 1 << 20]), st.integers(1, 9))
def test_numbers_that_stand_more_than_once_are_found_in_order(
    rows: list[tuple[int, bool]], marks: int, passed: int
) -> None:
    """However few marks the sieve has: then others come through, and the order tells them from copies."""
    numbers, wanted = np.array([row[0] for row in rows], np.uint64), np.array([row[1] for row in rows], np.bool_)

    with patch.object(repeats, "_MARKS", np.uint64(marks)), patch.object(repeats, "_PASSED", passed):
        some, every = repeated(numbers, wanted), repeated(numbers)

    assert some.tolist() == _counted(rows)
    assert every.tolist() == _counted([(number, True) for number, _wanted in rows])
    assert numbers.tolist() == [row[0] for row in rows]


@given(_rows, st.integers(1, 70))
def test_rows_of_a_repeated_post_are_found_in_whatever_stretches(rows: list[tuple[int, bool]], together: int) -> None:
    """Stretches of the hash bound memory and change nothing."""
    post, wanted = np.array([row[0] for row in rows], np.uint64), np.array([row[1] for row in rows], np.bool_)

    with patch.object(merge, "_TOGETHER", together):
        found = merge._repeated(post, wanted)  # noqa: SLF001

    assert found.tolist() == _counted(rows)
