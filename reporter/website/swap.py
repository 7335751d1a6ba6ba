"""A finished folder takes the place of the old one, at once or not at all."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders one build of one site uses, all on the same file system.

    Args:
        site: what the reader sees.
        stage: where the new site grows.
        old: where the old one waits for its removal.
        journal: says that `stage` is complete and about to become `site`.
    """

    site: Path
    stage: Path
    old: Path
    journal: Path


def places_for(site: Path, project: Path) -> Places:
    """The folders for `site`, with names of their own for each project."""
    digest = sha256(str(project.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    stage = site.parent / f".stage-{site.name}-{digest}"
    return Places(
        site=site, stage=stage, old=stage.with_name(f"{stage.name}.old"), journal=stage.with_name(f"{stage.name}.json")
    )


def exchange(first: Path, second: Path) -> bool:
    """Whether two folders have changed places in one step (Linux with renameat2, else False)."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # an old C library
        return False
    code: int = rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
    return code == 0


def _by_two_renames(places: Places) -> None:
    places.journal.write_text(json.dumps({"site": places.site.name}), encoding="utf-8")
    places.site.replace(places.old)
    places.stage.replace(places.site)
    places.journal.unlink()


def swap(places: Places) -> None:
    """Put the finished `stage` in the place of `site`; what was there is removed afterwards.

    Raises: OSError - the system refuses; the old site then still stands.
    """
    if not places.site.exists():
        places.stage.replace(places.site)
    elif not exchange(places.stage, places.site):
        _by_two_renames(places)
    sweep(places)


def recover(places: Places) -> None:
    """Finish or undo what a killed build left, then sweep; a no-op after a clean one."""
    if places.journal.exists() and not places.site.exists():
        # Killed between the two renames: the new site is complete, it passed its checks.
        survivor = places.stage if places.stage.exists() else places.old
        if survivor.exists():
            survivor.replace(places.site)
    sweep(places)


def sweep(places: Places) -> None:
    """Remove everything but the site itself."""
    for folder in (places.stage, places.old):
        shutil.rmtree(folder, ignore_errors=True)
    places.journal.unlink(missing_ok=True)
