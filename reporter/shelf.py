"""The last good pages of every incident, kept for the builds to come.

`build SLUG` rebuilds the whole site from the others' kept pages; an incident
that breaks keeps its last good page with a banner.  No URL disappears.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reporter.archive import Trace, traces
from reporter.artefacts import Artefact
from reporter.cache import Store
from reporter.errors import Problem, UserError, problem
from reporter.i18n import _, speaking
from reporter.pages import ArchiveRow, EffectLine, OpenItem
from reporter.safe import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One incident's part of the site.

    Args:
        slug: the incident.
        artefacts: its pages and data.
        row: its line in the list.
    """

    slug: str
    artefacts: tuple[Artefact, ...]
    row: ArchiveRow


def keep(store: Store, kept: Kept) -> None:
    """Remember an incident's pages; a store that cannot be written is a warning of the store."""
    store.put(_key(kept.slug), json.dumps(_as_json(kept), ensure_ascii=False).encode())


def kept(store: Store, slug: str) -> Kept | None:
    """An incident's last good pages; None when there are none (or another version wrote them)."""
    body = store.get(_key(slug))
    if body is None:
        return None
    try:
        return _from_json(json.loads(body))
    except (KeyError, TypeError, ValueError):
        return None


def comparison(folder: Path) -> tuple[Trace, ...]:
    """The traces in the JSON files of a folder, by name: what this site has not evaluated itself.

    A file is a `report.json`, or just `slug`, `simulated` and `hours` of one.
    Raises: UserError (R005) - there is none, or one cannot be read.
    """
    found: list[Trace] = []
    wrong: list[Problem] = []
    hint = _("A comparison archive holds report.json files, or their slug, simulated and hours.")
    for path in sorted(folder.glob("*.json")):
        try:
            found += traces([Artefact(path="/report.json", content=path.read_text(encoding="utf-8"), kind="data")])
        except (KeyError, TypeError, ValueError, OSError):
            wrong.append(problem("R005", _("The file holds no hours of an incident."), hint=hint, file=path.as_posix()))
    if not found and not wrong:
        wrong = [problem("R005", _("There is no comparison incident."), hint=hint, file=folder.as_posix())]
    if wrong:
        raise UserError(wrong)
    return tuple(found)


def forget(store: Store, slug: str) -> None:
    """Keep nothing of an incident that must not be kept."""
    store.put(_key(slug), b"")


def with_banner(old: Kept) -> Kept:
    """The kept pages with a line on top that says they are not the newest."""
    with speaking(old.row.language):
        words = _("This report could not be built from its present data; this is the last one that could.")
    line = f'<p class="rp-banner" role="alert">{text(words)}</p>\n\n'
    pages = tuple(_marked(artefact, line) for artefact in old.artefacts)
    return replace(old, artefacts=pages)


def _marked(artefact: Artefact, line: str) -> Artefact:
    if artefact.path.endswith("/report.json"):
        # The folder may say by now that nobody outside may read it: publishing asks for this mark.
        return replace(artefact, content=artefact.data.decode().replace('"stale": false', '"stale": true', 1))
    if artefact.kind != "page" or not isinstance(artefact.content, str):
        return artefact
    # Front matter first: the banner stands right behind it.
    start, end, rest = artefact.content.partition("\n---\n")
    return replace(artefact, content=f"{start}{end}{line}{rest}")


def _key(slug: str) -> str:
    return f"pages/2/{slug}"


def _as_json(item: Kept) -> dict[str, Any]:
    files = [
        {"path": a.path, "kind": a.kind, "data": b64encode(a.data).decode(), "text": isinstance(a.content, str)}
        for a in item.artefacts
    ]
    return {"slug": item.slug, "artefacts": files, "row": asdict(item.row)}


def _from_json(value: dict[str, Any]) -> Kept:
    row = dict(value["row"])
    row["items"] = tuple(OpenItem(**item) for item in row["items"])
    row["spark"] = Markup(row["spark"])  # noqa: S704 - drawn by us, sealed in our own store
    if row["effect"] is not None:
        row["effect"] = EffectLine(**{**row["effect"], "ratio": tuple(row["effect"]["ratio"])})
    row["calm"] = None if row["calm"] is None else tuple(row["calm"])
    return Kept(
        slug=value["slug"],
        artefacts=tuple(_artefact(item) for item in value["artefacts"]),
        row=ArchiveRow(**row),
    )


def _artefact(item: dict[str, Any]) -> Artefact:
    data = b64decode(item["data"])
    return Artefact(path=item["path"], content=data.decode() if item["text"] else data, kind=item["kind"])
