"""`corrections.yml`: the analyst's corrections of posts, read with the place of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from reporter.errors import Place, Problem, UserError
from reporter.i18n import N_, _
from reporter.incident import WITHOUT_VALUE, Correction, CorrectionAction, CorrectionFile
from reporter.load.cells import CellError, moment, stance
from reporter.load.explain import Lines, explained, quoted
from reporter.load.files import read_bytes, shown
from reporter.load.restricted import read_yaml
from reporter.moments import Moment, Precision

CORRECTION_FILES: Final = ("corrections.yml", "corrections.yaml", "更正.yml")

_KINDS: Final = {
    **dict.fromkeys(("original", "原创"), "original"),
    **dict.fromkeys(("repost", "转发"), "repost"),
    **dict.fromkeys(("comment", "评论"), "comment"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """The corrections in the order they are made.

    Args:
        items: values are canonical: a stance or kind by its code, a time in ISO 8601.
        places: where each stands.
    """

    items: tuple[Correction, ...] = ()
    places: tuple[Place, ...] = ()


NO_CORRECTIONS: Final = Corrections()


def read_corrections(files: Iterable[Path], root: Path, zone: str, problems: list[Problem]) -> Corrections:
    """The corrections among an incident's `files`; none without the file. What is wrong joins `problems`."""
    found = [path for path in files if path.name.casefold() in CORRECTION_FILES]
    if not found:
        return NO_CORRECTIONS
    file = shown(found[0], root)
    if len(found) > 1:
        message = _("This list is given already in {file}.").format(file=file)
        place = Place(file=shown(found[1], root))
        problems.append(Problem(code="R107", message=message, hint=_("Keep one of the two."), place=place))
    try:
        return _read(found[0], file, zone, problems)
    except UserError as error:
        problems += error.problems
        return NO_CORRECTIONS


def _read(path: Path, file: str, zone: str, problems: list[Problem]) -> Corrections:
    document = read_yaml(read_bytes(path, file), file)
    data, places = document.data or {}, document.lines
    if isinstance(data, list):
        # The list alone says the same.
        data, places = {"corrections": data}, {f"corrections.{key}": line for key, line in places.items()}
    lines = Lines(file=file, lines=places, record=CorrectionFile)
    try:
        stated = CorrectionFile.model_validate(data).corrections
    except ValidationError as error:
        problems += explained(error, lines)
        return NO_CORRECTIONS
    items = tuple(_canonical(item, f"corrections.{i}", lines, zone, problems) for i, item in enumerate(stated))
    return Corrections(items=items, places=tuple(lines.place(f"corrections.{i}.expect") for i in range(len(items))))


def _canonical(item: Correction, key: str, lines: Lines, zone: str, problems: list[Problem]) -> Correction:
    try:
        return item.model_copy(update={"value": _value(item, zone)})
    except CellError as error:
        message = _("{value} is not {wanted}.").format(value=quoted(item.value), wanted=_(str(error)))
        problems.append(Problem(code="R105", message=message, place=lines.place(f"{key}.value")))
        return item


def _value(item: Correction, zone: str) -> str:
    """The value as the posts carry it; raises CellError."""
    written, action = item.value, item.action
    if action in WITHOUT_VALUE:
        if written:
            raise CellError(N_("left out: this action takes no value"))
        return ""
    if action is CorrectionAction.STANCE:
        return stance(written, zone)
    if action is CorrectionAction.TIME:
        return _time(written, zone)
    if action is CorrectionAction.KIND and written not in _KINDS:
        raise CellError(N_("a kind of post: original, repost or comment"))
    if not written:
        raise CellError(N_("the name of a platform"))
    return _KINDS[written] if action is CorrectionAction.KIND else written


def _time(written: str, zone: str) -> str:
    at: Moment = moment(written, zone)
    if at.precision is Precision.MONTH:
        raise CellError(N_("a day or a minute"))
    return at.isoformat()
