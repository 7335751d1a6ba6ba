"""Blocks read at once give what reading line by line gives, or are left to it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.intake import PostsRead, delimited
from reporter.intake.bulk import parsed
from tests.intake_files import SEARCH, a_search_row, csv_text, reading, written
from tests.soak import examples

HEADER = csv_text([SEARCH])
WORDS = st.text(alphabet='价,"\n 格1😀', max_size=8)
#: Whole rows, lines of a file that went wrong, another run's header.
PIECES = st.one_of(
    st.tuples(WORDS, st.integers(0, 99)).map(
        lambda made: csv_text([a_search_row(f"46500000000000{made[1]:02d}", 微博正文=made[0])]),
    ),
    st.sampled_from(
        ['4650,"never closed\r\n', "\r\n", "a,b,c\r\n", HEADER, 'x"y,z\n', "\ufeffid,bid\n", "a\0b\n", "\r"]
    ),
    WORDS.map("{}\n".format),
)


def both_ways(text: str, encoding: str) -> tuple[PostsRead, PostsRead]:
    """Read by blocks as small as a few lines, and line by line."""
    with TemporaryDirectory() as folder:
        file = written(Path(folder), text.encode(encoding))
        with patch.object(delimited, "_SNIFFED", 2), patch.object(delimited, "_BLOCK", 300):
            quick = reading(file)
        with patch.object(delimited, "parsed", return_value=None):
            slow = reading(file)
    return quick, slow


@settings(max_examples=examples(30))
@given(st.lists(PIECES, max_size=12), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
@example(['4650,"never closed\r\n', *[csv_text([a_search_row()])] * 3], "utf-8")
def test_blocks_and_lines_give_the_same_posts_balances_and_rejects(pieces: list[str], encoding: str) -> None:
    """Whatever stands in the file: speed may not change a single row."""
    quick, slow = both_ways(HEADER + csv_text([a_search_row()]) + "".join(pieces), encoding)

    assert [b.to_pylist() for b in quick.chunks] == [b.to_pylist() for b in slow.chunks] or (
        [row for b in quick.chunks for row in b.to_pylist()] == [row for b in slow.chunks for row in b.to_pylist()]
    )
    assert quick.files == slow.files
    assert quick.rejects == slow.rejects


def test_a_plain_block_is_read_at_once_and_every_row_knows_its_line() -> None:
    """Texts of several lines and blank lines count as the lines they are."""
    block = b'a,1\n"b\nc",2\n\nd,3'

    found = parsed(block, ",", ["text", "n"], frozenset({0, 1}))

    assert found is not None
    assert found.columns[0].to_pylist() == ["a", "b\nc", "d"]
    assert (found.lines.tolist(), found.height) == ([0, 1, 4], 5)


def test_anything_odd_is_left_to_the_careful_way() -> None:
    """Arrow would forgive each of these without a word."""
    odd = ['a"b,1\n', '"a"b,1\n', '"a,1\n', 'a,1\n"x,1\ny,2\nz",3\n', "a,1,2\n", "text,n\n", "a\0,1\n", "a\r,1\n"]

    assert [parsed(text.encode(), ",", ["text", "n"], frozenset({0, 1})) for text in odd] == [None] * len(odd)
    assert parsed(b"\xff,1\n", ",", ["text", "n"], frozenset({0, 1})) is None
