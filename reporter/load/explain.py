"""What pydantic found wrong, in the analyst's words: place, what is there, what exists, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import EnumMeta
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from reporter.errors import Place, Problem
from reporter.i18n import _, language
from reporter.incident import Incident, Prose, Record
from reporter.load.restricted import MAX_PROBLEMS
from reporter.safe import plain

#: Longer names are no typing slips, and comparing them costs time.
_LONGEST_SLIP: Final = 40

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Where each field of one file stands.

    Args:
        file: the file's name in problems.
        lines: dotted path of a field -> its 1-based line.
        record: what the file states.
    """

    file: str
    lines: Mapping[str, int]
    record: type[Record] = Incident

    def place(self, key: str) -> Place:
        """The place of a dotted key; a key that is not written takes the line of what holds it."""
        holder = key
        while holder and holder not in self.lines:
            holder = holder.rpartition(".")[0]
        return Place(file=self.file, line=self.lines.get(holder, 1), key=key)


def dotted(path: Path) -> str:
    """`("claims", 2, "value")` as `claims.2.value`."""
    return ".".join(map(str, path))


def quoted(value: object, limit: int = 60) -> str:
    """A value from the file as a message shows it: one line, short, no control characters."""
    if isinstance(value, dict):
        return _("several fields")
    if isinstance(value, list | tuple):
        return _("a list")
    if value is None or value == "":
        return _("nothing")
    text = str(value).lower() if isinstance(value, bool) else " ".join(plain(value).split())
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"


def listed(names: Iterator[str] | list[str]) -> str:
    """Names in one line, with the language's own comma."""
    return ("、" if language() == "zh" else ", ").join(names)


def sentences(*parts: str) -> str:
    """Sentences one behind the other, with a space between them where the language has one."""
    return ("" if language() == "zh" else " ").join(part for part in parts if part)


def nearest(word: object, names: list[str]) -> str:
    """`Did you mean “…”?` when one of `names` is close to `word`, else empty."""
    text = str(word)
    if len(text) > _LONGEST_SLIP:
        return ""
    known = {name.casefold(): name for name in names}
    close = get_close_matches(text.casefold(), known, n=1, cutoff=0.6)
    return _("Did you mean “{name}”?").format(name=known[close[0]]) if close else ""


def explained(error: ValidationError, lines: Lines) -> Iterator[Problem]:
    """One problem for each thing pydantic found, at most `MAX_PROBLEMS` and a count of the rest."""
    details = error.errors(include_url=False)
    for detail in details[:MAX_PROBLEMS]:
        yield _problem(detail, lines)
    if len(details) > MAX_PROBLEMS:
        message = _("There are {n} more problems in this file.").format(n=len(details) - MAX_PROBLEMS)
        yield Problem(code="R105", message=message, place=Place(file=lines.file))


def _problem(detail: ErrorDetails, lines: Lines) -> Problem:
    path = detail["loc"]
    code, message, hint = _words(detail, path, lines.record)
    return Problem(code=code, message=message, hint=hint, place=lines.place(dotted(path)))


def _words(detail: ErrorDetails, path: Path, root: type[Record]) -> tuple[str, str, str]:
    """(code, message, hint) of one pydantic error."""
    kind = detail["type"]
    if kind == "missing":
        return _missing(path, root)
    if kind == "extra_forbidden":
        return _unknown(path, root)
    return "R105", _("{value} does not fit here.").format(value=quoted(detail["input"])), _hint(detail, path, root)


def _hint(detail: ErrorDetails, path: Path, root: type[Record]) -> str:
    """What to write instead of a value that does not fit."""
    kind = detail["type"]
    if kind in {"enum", "literal_error"}:
        return _choices(detail["input"], path, root)
    if kind.startswith(("greater", "less")):
        limit = next(iter(detail["ctx"].values()))
        hint = (
            _("Write a number that is not below {limit}.")
            if kind.startswith("greater")
            else _("Write a number that is not above {limit}.")
        )
        return hint.format(limit=limit)
    if kind.startswith("model"):
        return _expected_fields(path, root)
    return _HINTS[kind]() if kind in _HINTS else detail["msg"]


def _missing(path: Path, root: type[Record]) -> tuple[str, str, str]:
    name = str(path[-1])
    message = _("The field “{name}” is missing.").format(name=name)
    description = _description(path, root)
    return "R104", message, _("Add “{name}: …” ({description}).").format(name=name, description=description)


def _unknown(path: Path, root: type[Record]) -> tuple[str, str, str]:
    fields = _field_names(type_at(path[:-1], root))
    message = _("There is no field “{name}” here.").format(name=plain(path[-1])[:60])
    hint = _("Fields here: {names}.").format(names=listed(fields))
    return "R103", message, sentences(nearest(path[-1], fields), hint)


def _choices(value: object, path: Path, root: type[Record]) -> str:
    words = choices(type_at(path, root))
    return sentences(nearest(value, words), _("Allowed: {names}.").format(names=listed(words)))


def _expected_fields(path: Path, root: type[Record]) -> str:
    there = type_at(path, root)
    if there is Prose:
        return _("Write text, or “zh: …” and “en: …” below it.")
    return _("Write fields below it: {names}.").format(names=listed(_field_names(there)))


def _time_hint() -> str:
    return _("Write a time as 2021-06, 2021-06-14 or 2021-06-14 09:30.")


def _list_hint() -> str:
    return _("Write a list: every item on its own line, beginning with “- ”.")


def _number_hint() -> str:
    return _("Write a number with digits only, without a unit or a thousands separator.")


def _truth_hint() -> str:
    return _("Write true or false.")


def _text_hint() -> str:
    return _("Write text; put it in quotation marks where it looks like something else.")


_HINTS: Final[dict[str, Callable[[], str]]] = {
    "time": _time_hint,
    "tuple_type": _list_hint,
    "bool_type": _truth_hint,
    "string_type": _text_hint,
    "dict_type": lambda: _("Write fields below it."),
    "empty": lambda: _("This must not be empty."),
    "twice": lambda: _("The list names something twice; keep one of the two."),
    "unit": lambda: _("A figure needs its unit: add “unit: …”; % and pp (percentage points) differ."),
    "share_n": lambda: _("A share needs the number it is a share of: add “n: …”."),
    "own_mark": lambda: _("The mark of your own needs its hours: add “own: {name: …, hours: …, source: …}”."),
    "match": lambda: _("Name the post by its post_id, by file and line, or by text_contains."),
    "timezone": lambda: _("Write a time zone such as Asia/Shanghai."),
    "string_pattern_mismatch": lambda: sentences(
        _("An identifier is a letter, then letters, digits, - or _ (32 at most)."),
        _("A link begins with http:// or https://."),
    ),
    "string_too_long": lambda: _("The text is too long."),
} | dict.fromkeys(
    (
        "int_type",
        "int_parsing",
        "int_from_float",
        "int_parsing_size",
        "float_type",
        "float_parsing",
        "finite_number",
        "number",
    ),
    _number_hint,
)


def type_at(path: Path, root: type[Record] = Incident) -> Any:  # noqa: ANN401 - a type, of any kind
    """The type that `root` wants at `path`; None where the path leaves the known fields."""
    here: Any = root
    for step in path:
        here = _bare(_inside(_bare(here), step))
    return here


def _bare(annotation: Any) -> Any:  # noqa: ANN401
    """`annotation` without its Annotated[...] and without `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return _bare(next(a for a in get_args(annotation) if a is not NoneType))
    return annotation


def _inside(here: Any, step: str | int) -> Any:  # noqa: ANN401
    if isinstance(step, int):
        return get_args(here)[0] if get_origin(here) is tuple else None
    field = _fields(here).get(step)
    return field.annotation if field else None


def _fields(here: Any) -> dict[str, FieldInfo]:  # noqa: ANN401
    if not (isinstance(here, type) and issubclass(here, Record)):
        return {}
    return {field.alias or name: field for name, field in here.model_fields.items()}


def _field_names(here: Any) -> list[str]:  # noqa: ANN401
    return list(_fields(here))


def _description(path: Path, root: type[Record]) -> str:
    field = _fields(type_at(path[:-1], root)).get(str(path[-1]))
    return field.description or "" if field else ""


def choices(here: Any) -> list[str]:  # noqa: ANN401
    """The words a closed type allows."""
    if isinstance(here, EnumMeta):
        members: Iterable[object] = here
        return [str(member) for member in members]
    return [str(word) for word in get_args(here)] if get_origin(here) is Literal else []
