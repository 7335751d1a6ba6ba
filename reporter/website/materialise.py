"""The artefacts as files in a folder, for tests, documents and other site engines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reporter.artefacts import Artefact
from reporter.website.paths import safe_path


def materialise(artefacts: Iterable[Artefact], directory: Path) -> list[Path]:
    """The files written under `directory`, one per artefact, in the artefacts' order.

    Args:
        artefacts: every path inside `directory`, see `safe_path`.
        directory: made when missing; files of the same names are replaced.
    Raises: ValueError - an artefact's path leaves the folder or is met twice (a bug upstream).
    """
    written: dict[Path, None] = {}
    for artefact in artefacts:
        target = directory / safe_path(artefact.path)
        if target in written:
            raise ValueError(f"two artefacts for one path: {artefact.path!r}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(artefact.data)
        written[target] = None
    return list(written)
