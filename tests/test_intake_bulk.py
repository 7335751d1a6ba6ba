"""Blocks read at once give what reading line by line gives, or are left to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from reporter.intake import PostsRead, delimited, gather, jsons
from reporter.intake import parquet as parquet_reader
from reporter.intake.bulk import parsed
from reporter.intake.merge import Keyed
from reporter.intake.records import Fit
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


# JSON lines and Parquet ---------------------------------------------------------

#: What crawlers write into a field, and what they should not.
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.sampled_from(
        [10**17 + 3, 2**63, 1.5, 3.0, 4.65e15, "2021-06-13 10:08:00", "id", " id", "\ufeffid", "\ud800", ""]
    ),
    st.sampled_from([{"$numberLong": "7"}, {"a": 1}, [1, 2], "a\\nb", "价"]),
    WORDS,
)
NAMES = ("id", "content", "create_time", "liked_count", "user_id")
OBJECTS = st.one_of(
    st.tuples(*(VALUES for _name in NAMES)).map(lambda row: json.dumps(dict(zip(NAMES, row, strict=True)))),
    st.tuples(*(VALUES for _name in NAMES)).map(
        lambda row: json.dumps(dict(zip(NAMES[::-1], row, strict=True)), ensure_ascii=False).replace("\ud800", "x")
    ),
    st.dictionaries(st.sampled_from(NAMES), VALUES).map(json.dumps),
    st.sampled_from(
        [
            "",
            "  ",
            "{}",
            "{",
            '{"id": 1',
            "[1]",
            "3",
            '"text"',
            '{"id": 1}{"id": 2}',
            '{"id": 1},{"id": 2}',
            '{"id": NaN}',
        ]
    ),
    st.sampled_from(
        ['{"id": 1, "id": 2}', ' {"id": 4}', '{"id": 4} ', '{"id": "a\tb"}', "[" * 9999, '{"c": [{}', "{}]}"]
    ),
)
GOOD = json.dumps({"id": "1", "content": "价格", "create_time": "2021-06-13 10:08:00", "liked_count": 3, "user_id": 7})


def rows_of(found: PostsRead) -> list[dict[str, object]]:
    """Every post, wherever the batches were cut: rows of one header stand together in each."""
    return sorted((row for batch in found.chunks for row in batch.to_pylist()), key=lambda row: row["line"])


def every_row(files: Sequence[Keyed]) -> list[npt.NDArray[np.bool_]]:
    """In the place of `duplicates`: of equal copies the first in order stays, and batches have their own order."""
    return [np.ones(len(keys().post), np.bool_) for keys in files]


@settings(max_examples=examples(40))
@given(st.lists(OBJECTS, max_size=14), st.integers(1, 5), st.sampled_from(["\n", "\r\n"]))
@example([GOOD, '{"id": "1", "content": "价"}, {"id": "2"}', GOOD], 2, "\n")
def test_json_lines_read_together_are_those_read_one_by_one(objects: list[str], height: int, end: str) -> None:
    """Other keys, other orders, broken lines, numbers as text, lone surrogates: not a row or reject differs."""
    text = end.join([GOOD, GOOD, *objects, GOOD])
    with TemporaryDirectory() as folder:
        file = written(Path(folder), text.encode("utf-8", "surrogatepass"), "posts.jsonl")
        with patch.object(gather, "duplicates", every_row):
            with patch.object(jsons, "_TOGETHER", height):
                quick = reading(file)
            with patch.object(jsons, "together", return_value=None):
                slow = reading(file)

    assert rows_of(quick) == rows_of(slow)
    assert quick.files == slow.files
    assert quick.rejects == slow.rejects


def test_good_lines_are_read_together() -> None:
    """Else the test above would compare one way of reading with itself."""
    fit = Fit(frozenset({5}), lambda _cells: True, NAMES, frozenset({1, 3}))

    found = jsons.together([GOOD + "\n", GOOD], 7, NAMES, fit)

    assert found is not None
    assert {index: column.to_pylist() for index, column in found.columns.items()} == {1: ["价格"] * 2, 3: ["3"] * 2}
    assert found.lines.tolist() == [7, 8]
    odd = ['{"id": 1}', GOOD + " x", GOOD.replace('"1"', '"id"'), "[1]", "", " " + GOOD, GOOD[:-1]]
    assert [jsons.together([GOOD + "\n", line], 7, NAMES, fit) for line in odd] == [None] * len(odd)


_PLAIN = st.none() | st.sampled_from(["id", " id ", "价", "", "2021-06-13 10:08:00"])
COLUMNS = st.one_of(
    st.tuples(st.just(pa.string()), st.lists(_PLAIN, min_size=4, max_size=4)),
    st.tuples(st.just(pa.large_string()), st.lists(_PLAIN, min_size=4, max_size=4)),
    st.tuples(st.just(pa.int64()), st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), min_size=4, max_size=4)),
    st.tuples(st.just(pa.float64()), st.lists(st.none() | st.floats(), min_size=4, max_size=4)),
    st.tuples(st.just(pa.bool_()), st.lists(st.none() | st.booleans(), min_size=4, max_size=4)),
    st.tuples(st.just(pa.timestamp("s")), st.lists(st.none() | st.integers(0, 2**31), min_size=4, max_size=4)),
)


@settings(max_examples=examples(30))
@given(st.lists(COLUMNS, min_size=5, max_size=5))
def test_parquet_read_by_columns_is_parquet_read_row_by_row(columns: list[tuple[pa.DataType, list[object]]]) -> None:
    """Whatever types the columns have."""
    table = pa.table({name: pa.array(values, kind) for name, (kind, values) in zip(NAMES, columns, strict=True)})
    with TemporaryDirectory() as folder:
        parquet.write_table(table, Path(folder) / "posts.parquet")
        quick = reading(Path(folder) / "posts.parquet")
        with patch.object(parquet_reader, "together", return_value=None):
            slow = reading(Path(folder) / "posts.parquet")

    assert rows_of(quick) == rows_of(slow)
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
