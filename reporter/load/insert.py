"""An incident's YAML changed by inserting lines: comments, order and style stay.

What was inserted is read back; a file that would then say anything else than was
meant is left as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reporter.errors import UserError
from reporter.load.files import read_bytes, replace_file
from reporter.load.restricted import read_yaml

_MARKS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
#: Words that are the same text with and without quotes.
_PLAIN: Final = re.compile(r"[a-z][a-z0-9_@]*")
#: Without quotes these are no text.
_WORDS: Final = frozenset({"true", "false", "null"})
#: A line that begins a field at the top of the file.
_TOP: Final = re.compile(r"[^\s#\-\[\]{}]")

#: (lines of the file, its data, dotted path -> 1-based line) to the lines afterwards.
Insert = Callable[[list[str], Any, Mapping[str, int]], list[str]]


def inserted(source: Path, shown: str, insert: Insert, wanted: Callable[[Any], Any]) -> bool:
    """Whether lines were inserted into a YAML file so that it now says what is wanted.

    Args:
        source: the file; replaced in one step, or left alone.
        shown: its name in problems.
        insert: puts the lines in.
        wanted: the data the file must hold afterwards, from those it holds.
    Raises: UserError - the file cannot be read (R005, R101, R102) or written (R005).
    """
    raw = read_bytes(source, shown)
    before = read_yaml(raw, shown)
    mark, codec = next(((m, c) for m, c in _MARKS if raw.startswith(m)), (b"", _codec(raw)))
    text = raw[len(mark) :].decode(codec)
    newline = "\r\n" if "\r\n" in text else "\n"
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    changed = mark + newline.join(insert(rows, before.data, before.lines)).encode(codec)
    try:
        after = read_yaml(changed, shown).data
    except UserError:
        return False
    if after != wanted(before.data):
        return False
    replace_file(source, changed)
    return True


def _codec(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def appended(rows: list[str], key: str, at: int, entry: Sequence[str]) -> list[str]:
    """The lines with `entry` behind the last item of a list at the top of the file; a guess, to be checked.

    Args:
        rows: the lines of the file.
        key: name of the list.
        at: its 1-based line; 0 when the file has no such list.
        entry: lines of the new items, each item begun by `- `.
    """
    if not at:
        kept = list(rows)
        while kept and not kept[-1].strip():
            kept.pop()
        return [*kept, "", f"{key}:", *indented(entry, 2), ""]
    following = (n for n in range(at, len(rows)) if _TOP.match(rows[n]))
    end = next(following, len(rows))
    # What stands before the next field, blank lines and its remarks, belongs to that field.
    while end > at and (not rows[end - 1].strip() or rows[end - 1].startswith("#")):
        end -= 1
    head = re.sub(r":\s*(\[\s*\]|null|~)\s*(?=#|$)", ": ", rows[at - 1], count=1).rstrip()
    spaces = item_indent(rows, at, 0)
    return [*rows[: at - 1], head, *rows[at:end], *indented(entry, spaces), *rows[end:]]


def indented(entry: Sequence[str], spaces: int) -> list[str]:
    """The lines further to the right."""
    return [" " * spaces + line for line in entry]


def item_indent(rows: Sequence[str], start: int, own: int) -> int:
    """The indentation of the items of a list whose name is indented by `own`; that of new ones when it has none."""
    for row in rows[start:]:
        if row.strip() and not row.lstrip().startswith("#"):
            indent = len(row) - len(row.lstrip(" "))
            return indent if row.lstrip().startswith("- ") and indent >= own else own + 2
    return own + 2


def yaml_value(value: Any) -> str:  # noqa: ANN401 - what YAML can hold
    """A value on one line of YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {yaml_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(yaml_value, value)) + "]"
    if isinstance(value, (int, float)):
        return str(value)
    plain = _PLAIN.fullmatch(value) and value not in _WORDS
    return value if plain else quoted_words(value)


def quoted_words(words: str) -> str:
    """A text in quotes."""
    # JSON's quoted text is YAML's, but for characters YAML wants escaped or would read as a line end.
    quoted = json.dumps(words, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in quoted)
