"""Where jieba keeps its dictionary: in a folder of the user's own, never in the shared one.

jieba's default is a marshal file of a fixed name in the temporary folder, which
anyone on the machine can plant before us.
"""

from __future__ import annotations

import logging
import os
import stat
import tempfile
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


def private_folder() -> Path:
    """The folder for jieba's dictionary: in the user's cache, else a new temporary one."""
    # Without a cache the dictionary is built anew each time.
    return user_folder("jieba") or Path(tempfile.mkdtemp(prefix="reporter-jieba-"))


def quiet() -> None:
    """Let jieba not tell on stderr that it loads its dictionary."""
    import jieba

    jieba.setLogLevel(logging.WARNING)


def use_private_dictionary() -> None:
    """Let jieba's own tokenizer, which the site's search uses, keep its cache privately and silently.

    Call it before that tokenizer cuts its first word.
    """
    import jieba

    quiet()
    if not jieba.dt.initialized and jieba.dt.tmp_dir is None:
        jieba.dt.tmp_dir = str(private_folder())
