"""Where tables built from a package's files are kept: in a folder of the user's own, never in the shared one.

A file of a fixed name in the temporary folder can be planted there by anyone on the machine.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


def _is_private(folder: Path) -> bool:
    if os.name == "nt":
        return True  # the profile folder is the user's own
    state = folder.lstat()
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o077


def user_folder(name: str) -> Path | None:
    """A folder of that name in the user's cache which only this user can write; None when there can be none."""
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "reporter" / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder) else None
    except OSError:
        return None  # no home, or a read-only one
