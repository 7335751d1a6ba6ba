"""`reporter draft`: an incident folder from exports alone; what nobody has said yet stays a visible blank."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.intake.read import read_within
from reporter.intake.scope import scope_of
from reporter.load import incident_slugs
from reporter.load.folder import POSTS, files_below, is_clutter
from reporter.moments import DEFAULT_ZONE
from reporter.names import platform
from reporter.remote import Fetching, fetch_quietly, here
from reporter.scaffold import Known, fill, scaffold

#: The report period holds this middle part of all times: a search also finds what is years old.
MIDDLE: Final = 0.995
#: Platforms with a smaller part of the posts are none of the main ones.
_MAIN: Final = 0.01

_Seconds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A drafted incident.

    Args:
        slug: its name.
        folder: where it lies.
        known: period, cut-off day, platforms and files, as taken from the data.
        dated: whether any post has a usable time; else the period is today, until somebody states it.
        warnings: what is wrong with the addresses.
    """

    slug: str
    folder: Path
    known: Known
    dated: bool
    warnings: tuple[Problem, ...] = ()


def draft(  # noqa: PLR0913 - what a draft may be told; the last two for tests and terminals
    project: Path,
    exports: Sequence[Path | str],
    slug: str = "",
    title: str = "",
    *,
    today: date | None = None,
    telling: Fetching = fetch_quietly,
) -> Drafted:
    """A complete incident folder made from `exports`: files, folders of files, addresses.

    The name of an incident that is there stands for the exports in its `posts/`: its form is filled in.

    Args:
        project: as for `scaffold`.
        exports: copied into the folder's `posts/`, never changed.
        slug: the incident's name; from the period when empty.
        title: the report's title; a blank to fill in when empty.
        today: the day no post can be later than; the clock's when None.
        telling: told of files that are fetched.
    Raises: UserError - an export does not exist, none has a usable row, or what `scaffold`, `fill` and `here` raise.
    """
    today = today or datetime.now(ZoneInfo(DEFAULT_ZONE)).date()
    own = _own_incident(project, exports)
    if own:
        return _filled(project, own, title, today)
    with here(map(str, exports), telling) as (paths, warnings):
        files = exported(paths, incident_slugs(project))
        known, dated = _known(files, project, today)
        name = slug or _free_name(project, known.start)
        folder = scaffold(project, name, title, known=known)
    return Drafted(slug=name, folder=folder, known=known, dated=dated, warnings=tuple(warnings))


def _own_incident(project: Path, exports: Sequence[Path | str]) -> str:
    """The incident that the only export names, if it is no path."""
    name = str(exports[0]) if len(exports) == 1 else ""
    return name if name in incident_slugs(project) and not Path(name).exists() else ""


def _filled(project: Path, slug: str, title: str, today: date) -> Drafted:
    """The incident that is there with its form filled in from its own exports."""
    posts = project / "incidents" / slug / POSTS
    files = dict(_files(posts))
    if not files:
        message = _("The incident has no exports yet.")
        hint = _("Put them into this folder, then run the command again.")
        raise UserError([problem("R005", message, hint=hint, file=f"incidents/{slug}/{POSTS}")])
    known, dated = _known(files, project, today)
    return Drafted(slug=slug, folder=fill(project, slug, title, known), known=known, dated=dated)


def _known(files: dict[str, Path], project: Path, today: date) -> tuple[Known, bool]:
    """What the posts say of their incident, and whether any has a usable time."""
    # Pseudonyms of this reading are thrown away with it.
    read = read_within(list(files.values()), scope_of(None, secrets.token_bytes(32)), project)
    if not read.rows:
        raise UserError(read.problems)
    posts = pa.Table.from_batches(read.chunks)
    days = _days(posts.filter(pc.not_equal(posts["time_precision"], "imprecise"))["time"])
    return _told(posts, days, files, today), bool(days)


def exported(exports: Iterable[Path], incidents: Sequence[str] = ()) -> dict[str, Path]:
    """Name in `posts/` -> file, for every file of `exports`; two of one name are numbered.

    Args:
        exports: files and folders.
        incidents: names of the project's, which may be meant by what is no path.

    Raises: UserError - R005: an export does not exist, or a folder holds no file.
    """
    found: dict[str, Path] = {}
    problems = []
    for export in exports:
        inside = list(_files(export))
        if not inside:
            message = _("There is no such file, or no file in the folder.")
            hint = _("Give an export, a folder of exports, an address, or the name of an incident here: {names}.")
            names = _(", ").join(incidents) or _("none")
            problems.append(problem("R005", message, hint=hint.format(names=names), file=export.as_posix()))
        for name, path in inside:
            found[_unused(name, found)] = path
    if problems:
        raise UserError(problems)
    return found


def _files(export: Path) -> Iterator[tuple[str, Path]]:
    if export.is_dir():
        yield from ((path.relative_to(export).as_posix(), path) for path in files_below(export, export, []))
    elif export.is_file():
        # A hidden file was named on purpose; in posts/ it would be passed over.
        yield (f"posts-{export.name.lstrip('.~')}" if is_clutter(export) else export.name), export


def _unused(name: str, taken: Iterable[str]) -> str:
    # Windows and macOS do not tell A.csv from a.csv.
    used = {one.casefold() for one in taken}
    folder, slash, last = name.rpartition("/")
    stem, dot, ending = last.partition(".")
    number = 1
    while name.casefold() in used:
        number += 1
        name = f"{folder}{slash}{stem}-{number}{dot}{ending}"
    return name


def _told(posts: pa.Table, days: Sequence[date], files: dict[str, Path], today: date) -> Known:
    first, last = _period(days, today)
    seen = [day for day in (*days, *_days(posts["crawl_time"])) if day <= today]
    return Known(
        start=first,
        end=last,
        as_of=max(seen, default=last),
        platforms=tuple(_platforms(posts)),
        posts=files,
    )


def _days(times: pa.ChunkedArray) -> list[date]:
    """The days of all known times, earliest first, in the zone of a new incident."""
    zone = ZoneInfo(DEFAULT_ZONE)
    seconds: _Seconds = np.sort(times.drop_null().cast(pa.int64()).to_numpy())
    hours, counts = np.unique(seconds // 3600, return_counts=True)
    days = [datetime.fromtimestamp(hour * 3600, zone).date() for hour in hours.tolist()]
    return [day for day, n in zip(days, counts.tolist(), strict=True) for _one in range(n)]


def _period(days: Sequence[date], today: date) -> tuple[date, date]:
    """First and last day of the middle `MIDDLE` of `days`; what lies in the future is a misread year."""
    past = [day for day in days if day <= today]
    if not past:
        return today, today
    cut = int(len(past) * (1 - MIDDLE) / 2)
    return past[cut], past[len(past) - 1 - cut]


def _platforms(posts: pa.Table) -> Iterator[str]:
    counted = sorted(posts["platform"].value_counts().to_pylist(), key=lambda one: (-one["counts"], one["values"]))
    for one in counted:
        if one["values"] != "unknown" and one["counts"] >= _MAIN * posts.num_rows:
            yield platform(one["values"])


def _free_name(project: Path, start: date) -> str:
    name = f"{start:%Y-%m}-draft"
    number = 1
    while (project / "incidents" / name).exists():
        number += 1
        name = f"{start:%Y-%m}-draft-{number}"
    return name
