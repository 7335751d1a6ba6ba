"""What an incident's results depend on: its files by their content, its settings by name."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from reporter.cache import Store
from reporter.incident import Incident
from reporter.load import FROZEN, Loaded
from reporter.provenance import Input

_CONTENTS: Final = "contents/1"
#: A file changed within so many nanoseconds before it was looked at may change again under the same time.
_SETTLED: Final = 2_000_000_000


def digest_of(path: Path) -> str:
    """The sha256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Contents:
    """The sha256 of files, worked out once while size, times and place on the disk stay as they are.

    Args:
        store: where they are kept between builds.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, list[object]] = json.loads(store.get(_CONTENTS) or b"{}")

    def digest(self, path: Path) -> str:
        """The sha256 of a file, hexadecimal."""
        name, before = path.resolve().as_posix(), _standing(path)
        known = self._known.get(name)
        if known is not None and known[:-1] == before:
            return str(known[-1])
        found = digest_of(path)
        # Changed while it was read, or so lately that the next change may bear the same time: not kept.
        if _standing(path) == before and time.time_ns() - path.stat().st_mtime_ns > _SETTLED:
            self._known[name] = [*before, found]
            self._store.put(_CONTENTS, json.dumps(self._known).encode())
        return found


def _standing(path: Path) -> list[object]:
    facts = path.stat()
    # The time of the last change of any kind can be set by nobody; the others can.
    return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]


def settings_of(loaded: Loaded) -> dict[str, str]:
    """What decides how posts are read and labelled, by name."""
    incident, tables = loaded.incident, loaded.tables
    return {
        "posts": how_read(incident),
        "text": incident.text.model_dump_json(),
        # What is noticed while reading is told in it.
        "language": incident.language,
        "timezone": incident.timezone,
        "period": incident.period.model_dump_json(),
        "as_of": repr(incident.as_of),
        "labels": repr(tables.labels),
        "sample": repr(tables.sample),
        "accounts": repr(tables.accounts),
        "corrections": repr(loaded.corrections.items),
        # Frozen results outlive the addresses: those that are gone from the incident's file are not missed.
        **({"urls": repr(incident.posts.urls)} if incident.posts.urls else {}),
    }


def how_read(incident: Incident) -> str:
    """How the posts are read; where they lie is another matter."""
    return incident.posts.model_dump_json(exclude={"urls"})


def inputs_of(loaded: Loaded, elsewhere: tuple[Input, ...], digest: Callable[[Path], str]) -> list[Input]:
    """Every file that went in, by path; frozen results stand for the files they come from.

    Args:
        loaded: the incident.
        elsewhere: files that do not lie in its folder.
        digest: the sha256 of a file.
    """
    top = [path for path in loaded.folder.iterdir() if path.is_file() and not path.is_symlink()]
    # truth.json belongs to a simulated incident's makers, not to its inputs; frozen results stand for theirs.
    files = [path for path in top if not path.name.startswith((".", "~")) and path.suffix != ".json"]
    own = {path for path in (*files, *loaded.post_files) if path.name != FROZEN}
    return sorted((*(input_of(path, loaded.folder, digest) for path in own), *elsewhere), key=lambda item: item.path)


def input_of(path: Path, folder: Path, digest: Callable[[Path], str] = digest_of) -> Input:
    """A file by its content."""
    return Input(path=path.relative_to(folder).as_posix(), sha256=digest(path), size=path.stat().st_size)
