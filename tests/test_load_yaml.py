"""The restricted YAML reader: what it takes, what it refuses, and that nothing hangs or escapes it."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.errors import Problem, UserError
from reporter.i18n import speaking
from reporter.load import read_yaml
from reporter.load.restricted import MAX_DEPTH, written_value


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def data(text: str) -> object:
    """What `text` says."""
    return read_yaml(text.encode(), "incident.yml").data


def outcome(raw: bytes) -> tuple[Problem, ...]:
    """The problems of a file; none when it can be read."""
    try:
        read_yaml(raw, "incident.yml")
    except UserError as error:
        return error.problems
    return ()


def refused(raw: str | bytes) -> list[tuple[str, int]]:
    """(code, line) of every problem of a file that is refused."""
    with pytest.raises(UserError) as caught:
        read_yaml(raw if isinstance(raw, bytes) else raw.encode(), "incident.yml")
    return [(p.code, p.place.line) for p in caught.value.problems]


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(raw: bytes) -> None:
    """A file from outside may hold anything: only UserError may leave the reader."""
    assert all(p.place.file == "incident.yml" and p.place.line for p in outcome(raw))


@given(st.text(alphabet="ab:- \n\t[]{}&*!|>'\"#%,?0.~标\u2028\x85\ufeff", max_size=80))
def test_text_of_yaml_marks_is_read_or_refused(text: str) -> None:
    """The same for text made of what YAML gives a meaning to."""
    assert all(p.place.line for p in outcome(text.encode()))


@given(st.text())
def test_a_word_without_quotes_is_never_altered(word: str) -> None:
    """Only true, false, null and numbers that lose nothing become something else than text."""
    value = written_value(word)

    if isinstance(value, bool) or value is None:
        assert word in {"true", "false", "null", "~", ""}
    else:
        assert str(value) == word


@given(st.one_of(st.integers(-(10**17), 10**17), st.floats(-1e6, 1e6)))
def test_a_plain_number_is_read_as_written(number: float) -> None:
    """Shortest forms come back as numbers; exponents stay text, which a number field still reads."""
    value = written_value(str(number))

    assert value == (str(number) if "e" in str(number) else number)


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "No",
        "on",
        "True",
        "TRUE",
        "0777",
        "0x1F",
        "12:30:45",
        "2021-06-14",
        "1_000",
        "1e3",
        ".5",
        "1.50",
        "nan",
        ".inf",
        "<<",
        "=",
    ],
)
def test_nothing_is_guessed(word: str) -> None:
    """YAML 1.1 turns each of these into something an analyst never meant."""
    assert data(f"a: {word}") == {"a": word}


def test_quoted_words_stay_text() -> None:
    """Quotation marks are the analyst's way to say: text."""
    assert data("a: 'true'\nb: \"12\"\nc: |\n  34\n") == {"a": "true", "b": "12", "c": "34\n"}


def test_every_field_knows_its_line() -> None:
    """Problems are shown as file:line, in nested lists too."""
    document = read_yaml(b"# note\na: 1\nlist:\n  - x: 1\n    y: 2\n  -\n    x: 3\n", "f")

    assert document.lines == {
        "a": 2,
        "list": 3,
        "list.0": 4,
        "list.0.x": 4,
        "list.0.y": 5,
        "list.1": 7,
        "list.1.x": 7,
    }


def test_lines_are_the_editors_lines() -> None:
    """CRLF is one line end; U+2028 and NEL, line ends to YAML, are none to an editor."""
    document = read_yaml('a: "x\u2028y"\r\nb: "z\x85"\r\nc: 3\r\n'.encode(), "f")

    assert document.lines == {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encodings_of_chinese_windows_are_read(encoding: str) -> None:
    """Notepad saves as ANSI (GB18030) or Unicode (UTF-16) when nobody looks."""
    assert read_yaml("标题: 某电商平台价格争议".encode(encoding), "f").data == {"标题": "某电商平台价格争议"}


def test_one_bad_byte_in_utf8_is_located_not_guessed_away() -> None:
    """Read as GB18030 the whole file would become nonsense without a word."""
    assert refused("标题: 测试\n摘要: 好".encode() + b"\xff\n") == [("R005", 2)]


def test_all_that_is_switched_off_is_found_at_once() -> None:
    """The analyst mends a file once, not once per problem."""
    assert refused("a: &x 1\nb: *x\na: 2\nc: !!str 3\n") == [("R102", 1), ("R102", 2), ("R102", 3), ("R102", 4)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\n\tb: 2\n", "R101", 2),
        ("a: b: c\n", "R101", 1),
        ("a: [1, 2\nb: 3\n", "R101", 2),
        ("a: 'open\n", "R101", 2),
        ("a: x\x07y\n", "R101", 1),
        ("a: 1\n---\nb: 2\n", "R102", 2),
        ("? [a, b]\n: 1\n", "R102", 1),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", "R102", 1),
        ("? " + "k" * 200 + "\n: 1\n", "R102", 1),
        ("a: !!python/object/apply:os.system [x]\n", "R102", 1),
    ],
)
def test_a_broken_file_is_located(text: str, code: str, line: int) -> None:
    """Syntax and switched-off features each have their code and their line."""
    assert refused(text)[0] == (code, line)


@pytest.mark.parametrize(
    ("text", "advice"),
    [("标题：测试\n周期: 1\n", "Full-width"), ("a:\n\t- b\n", "Tab"), ("a: b: c\n", "quotation marks")],
)
def test_the_usual_mistakes_get_the_right_advice(text: str, advice: str) -> None:
    """Full-width colons and tabs are what people who write in Word bring along."""
    with pytest.raises(UserError) as caught:
        read_yaml(text.encode(), "f")

    assert advice in caught.value.problems[0].hint


def test_depth_ends_where_the_limit_says() -> None:
    """32 levels are read, 33 are not."""
    assert data("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [("R102", 1)]


HOSTILE = {
    "billion laughs": "a: &a [x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)),
    "deep lists": "[" * 1_000_000,
    "deep mappings": '{"a":' * 200_000,
    "deep by indentation": "a:\n" + "".join(" " * i + "b:\n" for i in range(1, 1400)),
    "deep keys": "? " * 500_000,
    "many documents": "---\n" * 250_000,
    "many keys": "".join(f"k{i}: 1\n" for i in range(90_000)),
    "the same key": "k: 1\n" * 200_000,
    "many values": "[" + "1," * 500_000 + "]",
    "a huge key": "? " + "k" * 1_000_000 + "\n: 1\n",
    "many anchors": "- &a x\n" * 130_000,
    "many aliases": "- *a\n" * 200_000,
    "many tags": "- !a x\n" * 140_000,
    "an open string": '"' + "\\" * 1_000_000,
    "too large": "#" * (1 << 20) + "#",
    "control characters": "\x01" * 1_000_000,
    "long paths": "".join(" " * i + "k" * 90 + ":\n" for i in range(31)) + " " * 31 + "[" + "1," * 400_000 + "]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_fast(name: str) -> None:
    """Nothing an outsider writes costs more than a second or raises anything else."""
    start = process_time()

    assert refused(HOSTILE[name])
    assert process_time() - start < 2


def test_a_huge_text_is_only_a_text() -> None:
    """A megabyte in one field is no attack."""
    assert data("a: " + "x" * 1_000_000) == {"a": "x" * 1_000_000}
