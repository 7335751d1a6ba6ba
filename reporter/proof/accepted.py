"""Confirmed claims into the incident's file: behind those it has, nothing overwritten, remarks for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.incident import Claim
from reporter.load import Loaded, load_incident
from reporter.load.folder import incident_file
from reporter.load.insert import Insert, appended, inserted
from reporter.proof.entry import Entry
from reporter.proof.proposed import ids

#: What tells one claim from another: the same words may stand there for two figures.
_SAME = ("quote", "value", "value_from", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What was recorded.

    Args:
        file: the incident's file.
        ids: of the new claims, in order.
        known: how many were recorded before and left as they were.
        open: how many remarks the new claims carry.
    """

    file: str
    ids: tuple[str, ...]
    known: int
    open: int


def unrecorded(entries: Sequence[Entry], claims: Sequence[Claim]) -> list[Entry]:
    """The entries whose words and figure no recorded claim has; without a figure, whose words at that place."""
    known = {_key({name: getattr(one, name) for name in _SAME}) for one in claims}
    places = {(str(one.quote), str(one.locator)) for one in claims}
    return [
        one
        for one in entries
        if _key(one.fields) not in known
        and ("value" in one.fields or (one.fields["quote"], one.fields.get("locator", "")) not in places)
    ]


def _key(fields: Mapping[str, Any]) -> tuple[str, ...]:
    values = [fields.get(name) for name in _SAME]
    return tuple("" if one is None else f"{one:g}" if isinstance(one, (int, float)) else str(one) for one in values)


def record(entries: Sequence[Entry], project: Path, slug: str) -> Accepted:
    """The entries that are not recorded yet as claims of the incident.

    Raises: UserError - the incident is broken, or its YAML is written in a way nothing can be
        inserted into (R101, with the lines to paste).
    """
    folder = project / "incidents" / slug
    loaded = load_incident(folder, project)
    fresh = unrecorded(entries, loaded.incident.claims)
    source = incident_file((path for path in folder.iterdir() if path.is_file()), folder, project)
    shown = source.relative_to(project).as_posix()
    names = _names(fresh, loaded)
    blocks = [one.lines(name) for one, name in zip(fresh, names, strict=True)]
    lines = [line for block in blocks for line in block]
    if fresh and not inserted(source, shown, _insert(lines), _wanted(fresh, names)):
        message = _("The claims cannot be inserted into this file.")
        hint = _("Write these lines into it by hand:") + "\n" + "\n".join(["claims:", *("  " + line for line in lines)])
        place = Place(file=shown, line=loaded.lines.get("claims", 0), key="claims")
        raise UserError([Problem(code="R101", message=message, hint=hint, place=place)])
    open_ones = sum(len(one.remarks) for one in fresh)
    return Accepted(file=shown, ids=tuple(names), known=len(entries) - len(fresh), open=open_ones)


def _names(entries: Sequence[Entry], loaded: Loaded) -> list[str]:
    """The id of each: its own where that is free, else the next free one."""
    taken = [claim.id for claim in loaded.incident.claims]
    asked = [one.id for one in entries]
    free = iter(ids([*taken, *filter(None, asked)], len(entries)))
    names: list[str] = []
    for one in asked:
        own = bool(one) and one not in taken and one not in names
        names.append(one if own else next(free))
    return names


def _insert(lines: Sequence[str]) -> Insert:
    def insert(rows: list[str], data: Any, places: Mapping[str, int]) -> list[str]:  # noqa: ANN401
        return appended(rows, "claims", places.get("claims", 0) if "claims" in data else 0, lines)

    return insert


def _wanted(entries: Sequence[Entry], names: Sequence[str]) -> Callable[[Any], Any]:
    def wanted(before: Any) -> Any:  # noqa: ANN401
        new = [{"id": name, **one.fields} for one, name in zip(entries, names, strict=True)]
        return {**before, "claims": [*(before.get("claims") or []), *new]}

    return wanted


def span_words(names: Sequence[str]) -> Iterator[str]:
    """C3, C4, C5 as `C3–C5`; others one by one."""
    run: list[str] = []
    for name in names:
        if run and _follows(run[-1], name):
            run.append(name)
            continue
        yield from _told(run)
        run = [name]
    yield from _told(run)


def _told(run: Sequence[str]) -> Iterator[str]:
    if run:
        yield run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}"


def _follows(one: str, other: str) -> bool:
    return one[1:].isdecimal() and other == f"{one[0]}{int(one[1:]) + 1}"
