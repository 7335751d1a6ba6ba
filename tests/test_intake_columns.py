"""Columns read as a whole give what their cells give one by one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.intake import sources
from reporter.intake.clean import STABLE, cleaned
from reporter.intake.columns import times
from reporter.intake.facts import facts_of
from reporter.intake.sources import inspect_source, is_utf8
from reporter.intake.texts import texts_of, words
from reporter.intake.times import ReadTime, read_time
from reporter.intake.who import authors, edges
from reporter.intake.who import ids as ids_of
from reporter.intake.words import read_id, read_word
from reporter.privacy import mask, pseudonym
from tests.builders import a_chunk, a_post
from tests.soak import examples

CHINA = ZoneInfo("Asia/Shanghai")
#: The clocks of Lord Howe are moved by half an hour, in the middle of one.
ZONES = st.sampled_from([CHINA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/New_York")])
MOMENTS = st.datetimes(datetime(1985, 1, 1), datetime(2105, 1, 1))  # noqa: DTZ001 - wall clocks
FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M", "%m-%d")
WRITTEN = st.one_of(
    st.builds(datetime.strftime, MOMENTS, st.sampled_from(FORMS)),
    MOMENTS.map(lambda at: f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}"),
    st.integers(0, 10**14).map(str),
    st.integers(10**8, 10**10).map(lambda seconds: f"{seconds}000"),
    st.sampled_from(
        ["", "2分钟前", "昨天 23:54", "刚刚", "2024-13-45 10:08", "2024/6/13 25:08", "2024-06-13 10:68", "-"]
    ),
    st.text(alphabet="20 1:-/\n４", max_size=20),
)
CRAWLS = st.none() | st.integers(10**9, 2 * 10**9)
HOWE = "2024-04-07 01:45"
SECOND = 1_700_000_000


def read_by(zone: ZoneInfo, rows: list[tuple[str, int | None]], *, crawled: bool) -> list[ReadTime]:
    """The cells as `times` reads them, beside their crawls or without."""
    cells, crawls = pa.array([cell for cell, _ in rows], pa.string()), pa.array([at for _, at in rows], pa.int64())
    found = times(cells, crawls if crawled else None, zone)
    return [ReadTime(*one) for one in zip(*(column.to_pylist() for column in found), strict=True)]


@settings(max_examples=examples(40))
@given(ZONES, st.lists(st.tuples(WRITTEN, CRAWLS), max_size=8))
@example(ZoneInfo("Australia/Lord_Howe"), [(HOWE, None), (HOWE.replace("-", "/"), 10**9)])
def test_a_column_of_times_is_read_as_its_cells_are(zone: ZoneInfo, rows: list[tuple[str, int | None]]) -> None:
    """Whatever forms stand in it beside each other."""
    alone, beside = read_by(zone, rows, crawled=False), read_by(zone, rows, crawled=True)

    assert alone == [read_time(cell, zone) for cell, _ in rows]
    assert beside == [read_time(cell, zone, crawl) for cell, crawl in rows]


@settings(max_examples=examples(60))
@given(ZONES, MOMENTS.filter(lambda at: 1990 <= at.year < 2100), st.sampled_from(FORMS[:4]))
@example(ZoneInfo("Australia/Lord_Howe"), datetime.fromisoformat(HOWE), FORMS[0])
def test_a_time_is_that_of_the_clocks_of_its_zone(zone: ZoneInfo, at: datetime, form: str) -> None:
    """The calendar is asked once an hour; an hour in which clocks are moved is asked minute by minute."""
    written = at.strftime(form)
    meant = datetime.strptime(written, form).replace(tzinfo=zone)

    assert read_time(written, zone) == (int(meant.timestamp()), "minute", True)


# Words ---------------------------------------------------------------------------

PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["价格不一样", "e\u0301", "한", "각", "<b>", "&amp;", " ", "\u202f", "\u1680", "…展开", "13812345678", "℃"]
    ),
)
TEXTS = st.lists(PIECES, max_size=5).map("".join)


@settings(max_examples=examples(60))
@given(st.lists(TEXTS, max_size=6))
@example(["a\u202f", "\u205fb", "\u1680c", "e\u0301", "\u1100\u1161\u11a8", "加微信 abc_123"])
def test_texts_are_cleaned_and_masked_whoever_looks_at_them(texts: list[str]) -> None:
    """RE2 chooses the texts Python sees; it must choose each one that would change."""
    masked: Counter[str] = Counter()

    found = words(pa.array(texts, pa.string()), masked).to_pylist()

    expected = [mask(cleaned(text)) for text in texts]
    assert found == [shown for shown, _kinds in expected]
    assert masked == sum((Counter(kinds) for _shown, kinds in expected), Counter())


def test_stable_characters_stay_beside_any_other() -> None:
    """Else a text in another form than NFC would pass unseen: copies of it would count as different texts."""
    pattern = re.compile("[" + re.sub(r"\\x\{(\w+)\}", lambda found: f"\\U{int(found[1], 16):08x}", STABLE) + "]")
    stable = {char for char in map(chr, range(0x110000)) if pattern.match(char)}
    parts = (unicodedata.decomposition(char).split() for char in map(chr, range(0x110000)))
    joins = {chr(int(both[1], 16)) for both in parts if len(both) == 2 and not both[0].startswith("<")}

    assert len(stable) > 80_000
    assert not [char for char in stable if unicodedata.combining(char) or unicodedata.normalize("NFC", char) != char]
    assert not stable & joins


def joined(title: str, text: str) -> str:
    """The rule for one row."""
    title, text = title.strip(), text.strip()
    return text if text.startswith(title.rstrip("….")) else f"{title}\n{text}".strip()


HEADS = st.text(alphabet="价格 .…\n\U0010ffff\x7f", max_size=6)


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(HEADS, HEADS, st.booleans()), max_size=8))
def test_a_title_stands_before_its_text_unless_the_text_begins_with_it(rows: list[tuple[str, str, bool]]) -> None:
    """Many exporters repeat the title, cut short behind an ellipsis."""
    both = [(head, head + tail if repeats else tail) for head, tail, repeats in rows]
    columns = {
        "title": pa.array([a for a, _ in both], pa.string()),
        "text": pa.array([b for _, b in both], pa.string()),
    }

    assert texts_of(columns, len(both)).to_pylist() == [joined(*row) for row in both]


# Accounts ------------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", "1", "0", "0017", "12.0", "1.2E+15", "4650000000000001.0", "\t77", "abc", "-", "用户", " 用户 "]
)


def author(author_id: str, name: str) -> str | None:
    """The rule for one row: the name counts only where there is no id."""
    account, _lossy = read_id(author_id)
    who = read_word(name) if account is None else account
    return None if who is None else pseudonym(b"k" * 32, "weibo", who)


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_accounts_are_named_by_their_id_else_by_their_name(rows: list[tuple[str, str]]) -> None:
    """Of an author without either nothing is known."""
    ids, names = (pa.array(cells, pa.string()) for cells in zip(*rows, strict=True))
    platform = pa.repeat("weibo", len(rows))

    both = authors({"author_id": ids, "author_name": names}, platform, b"k" * 32)
    alone = authors({"author_id": ids}, platform, b"k" * 32)
    named = authors({"author_name": names}, platform, b"k" * 32)

    assert both is not None
    assert both.to_pylist() == [author(*row) for row in rows]
    assert alone is not None
    assert alone.to_pylist() == [author(author_id, "") for author_id, _name in rows]
    assert named is not None
    assert named.to_pylist() == [author("", name) for _id, name in rows]


@given(st.lists(CELLS, max_size=8))
def test_ids_of_a_column_are_those_of_its_cells(cells: list[str]) -> None:
    """And as many of them are lost; a post that passes on the post 0 passes on none."""
    ids, lossy = ids_of(pa.array(cells, pa.string()))
    passed_on = edges(pa.array(cells, pa.string())).to_pylist()

    assert ids.to_pylist() == [read_id(cell)[0] for cell in cells]
    assert lossy == sum(read_id(cell)[1] for cell in cells)
    assert passed_on == [None if post == "0" else post for post in ids.to_pylist()]


# Bytes ---------------------------------------------------------------------------


@given(st.binary(max_size=8) | st.text(max_size=8).map(str.encode))
def test_bytes_are_utf8_where_python_can_read_them(block: bytes) -> None:
    """Arrow says it faster."""
    try:
        block.decode()
        legal = True
    except UnicodeDecodeError:
        legal = False

    assert is_utf8(block) == legal


BYTES = st.lists(
    st.sampled_from(["价格\n".encode(), "价".encode("gb18030"), "\ufffd".encode(), b"\xe4\xbb", b"a\n", b"\xff", b","])
)


@settings(max_examples=examples(60))
@given(BYTES.map(b"".join), st.integers(1, 5))
def test_an_encoding_is_the_same_however_the_file_is_cut(content: bytes, block: int) -> None:
    """Illegal bytes are counted line by line; only what is cut off at the very end is not one of them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "posts.csv"
        path.write_bytes(content)
        with patch.object(sources, "_BLOCK", block):
            cut = inspect_source(path, "posts.csv")
        whole = inspect_source(path, "posts.csv")

    assert cut == whole


# Facts ---------------------------------------------------------------------------

POSTS = st.fixed_dictionaries(
    {
        "platform": st.sampled_from(["weibo", "xhs"]),
        "kind": st.sampled_from(["original", "repost"]),
        "time": st.sampled_from([None, SECOND, SECOND + 1]),
        "crawl_time": st.sampled_from([None, SECOND + 86_400, SECOND + 86_401]),
        "capped": st.booleans(),
    }
)


@settings(max_examples=examples(25))
@given(st.lists(st.lists(POSTS, max_size=6), max_size=3))
def test_facts_are_the_posts_of_each_second_counted(chunks: list[list[dict[str, object]]]) -> None:
    """In one order, however the posts came in chunks."""
    rows = [a_post(**{**given, "time_precision": "minute"}) for chunk in chunks for given in chunk]
    counted = Counter((row["platform"], row["kind"], "minute", row["time"]) for row in rows)
    capped = Counter((row["platform"], row["kind"], "minute", row["time"]) for row in rows if row["capped"])

    facts = facts_of([a_chunk(a_post(**{**given, "time_precision": "minute"}) for given in chunk) for chunk in chunks])

    keys = list(zip(*(facts[name].to_pylist() for name in ("platform", "kind", "time_precision", "time")), strict=True))
    assert dict(zip(keys, facts["n"].to_pylist(), strict=True)) == counted
    assert dict(zip(keys, facts["capped"].to_pylist(), strict=True)) == {key: capped[key] for key in keys}
    assert keys == sorted(keys, key=lambda key: (*key[:3], key[3] is None, key[3] or 0))
