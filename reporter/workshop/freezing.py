"""Frozen results in the place of posts that are gone, and how they are made."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from reporter.analysis import Analysis, as_json, settings_seal
from reporter.errors import Place, Problem, Severity, UserError, problem
from reporter.frozen import Frozen, fit_to_keep, thawed, written
from reporter.i18n import _
from reporter.load import FROZEN, Loaded
from reporter.load.files import replace_file
from reporter.provenance import Input
from reporter.workshop.facts import input_of, settings_of
from reporter.workshop.posts import LabelledPosts

#: The result that tells which accounts may be named.
NAMED: Final = "named"


def frozen_at(loaded: Loaded) -> Path | None:
    """The incident's frozen results, when they have to stand for posts that are gone; else None."""
    path = loaded.folder / FROZEN
    return path if not loaded.post_files and path.is_file() else None


def thawed_posts(loaded: Loaded) -> LabelledPosts:
    """The posts of an incident of which only the frozen results are left.

    Raises: UserError (R011) - the file is damaged, or was frozen under other settings.
    """
    place = f"incidents/{loaded.slug}/{FROZEN}"
    try:
        kept = thawed((loaded.folder / FROZEN).read_bytes())
    except (OSError, ValueError, KeyError, TypeError, zlib.error) as error:
        message = _("The frozen results are damaged or were changed.")
        raise UserError([problem("R011", message, hint=_again(), file=place)]) from error
    present = {name: settings_seal(value) for name, value in settings_of(loaded).items()}
    others = [name for name, seal in present.items() if kept.settings.get(name) != seal]
    if kept.slug != loaded.slug or others:
        what = _("these settings are others now: {names}").format(names=", ".join(others) or "slug")
        raise UserError([stale(place, what)])
    gone = partial(_gone, place)
    return LabelledPosts(
        analysis=Analysis(key="", results=dict(kept.results)),
        files=(),
        read=gone,
        label=gone,
        scorer=lambda: kept.scorer,
        frozen=place,
        inputs=kept.inputs,
    )


def _gone(place: str, *_asked: object) -> NoReturn:
    raise UserError([stale(place, _("a result asks for the posts"))])


def stale(place: str, what: str) -> Problem:
    """That the frozen results are not those of the incident as it is now, and why."""
    message = _("The frozen results do not fit the incident as it is now: {what}.").format(what=what)
    return problem("R011", message, hint=_again(), file=place)


def _again() -> str:
    return _("Put the exports back into posts/, or restore what was changed; then run: reporter freeze SLUG")


def frozen_into(loaded: Loaded, posts: LabelledPosts | None, elsewhere: tuple[Input, ...]) -> Path:
    """The file with the results over `posts`, written into the incident's folder.

    Args:
        loaded: the incident.
        posts: its posts, evaluated.
        elsewhere: those of their files that do not lie in the incident's folder.

    Raises: UserError (R011) - there are no posts, or nothing was worked out of them.
    """
    if posts is None or not posts.files:
        hint = _("Only an incident whose exports lie in posts/ or at posts.urls can be frozen.")
        where = f"incidents/{loaded.slug}"
        raise UserError([problem("R011", _("There are no posts to freeze."), hint=hint, file=where)])
    found = posts.analysis.results
    names: dict[str, str] = json.loads(found[NAMED].body) if NAMED in found else {}
    results, numbered = fit_to_keep(found, names)
    if NAMED in results:
        results[NAMED] = replace(results[NAMED], body=as_json(dict[str, str]).encode(numbered))
    kept = Frozen(
        slug=loaded.slug,
        settings={name: settings_seal(value) for name, value in settings_of(loaded).items()},
        inputs=(*(input_of(path, loaded.folder) for path in loaded.post_files), *elsewhere),
        scorer=posts.scorer,
        results=results,
    )
    path = loaded.folder / FROZEN
    replace_file(path, written(kept))
    return path


def behind(loaded: Loaded, posts: LabelledPosts, inputs: tuple[Input, ...]) -> tuple[Problem, ...]:
    """A warning when the folder's frozen results are of other posts than lie there.

    Args:
        loaded: the incident.
        posts: its posts.
        inputs: its files, by content.
    """
    path = loaded.folder / FROZEN
    if not posts.files or not path.is_file():
        return ()
    try:
        kept = thawed(path.read_bytes()).inputs
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        kept = ()
    same = {export.path for export in posts.files} == {one.path for one in kept}
    if same and set(kept) <= set(inputs):
        return ()
    place = Place(file=f"incidents/{loaded.slug}/{FROZEN}")
    message = _("The frozen results are older than the posts; the report was built from the posts.")
    hint = _("Freeze them again: reporter freeze {slug}").format(slug=loaded.slug)
    return (Problem(code="R011", message=message, hint=hint, place=place, severity=Severity.WARNING),)
