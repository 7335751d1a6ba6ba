"""Which relative paths may become files of the site."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

#: Names Windows keeps for devices, with any ending.
_RESERVED: Final = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_FORBIDDEN: Final = set('<>:"|?*\\')


def _part_is_safe(part: str) -> bool:
    printable = all(c.isprintable() and c not in _FORBIDDEN for c in part)
    stem = part.split(".", 1)[0].lower()
    return printable and not part.startswith(".") and not part.endswith((".", " ")) and stem not in _RESERVED


def safe_path(path: str) -> PurePosixPath:
    """`path` as a relative path every system can hold, that never leaves its folder.

    Args:
        path: parts separated by `/`; no empty, hidden or reserved part.
    Raises: ValueError - the generator yields such a path only by a bug.
    """
    parts = path.split("/")
    if not all(part and _part_is_safe(part) for part in parts):
        raise ValueError(f"not a path for a site: {path!r}")
    return PurePosixPath(*parts)
