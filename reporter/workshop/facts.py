"""What an incident's results depend on: its files by their content, its settings by name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reporter.load import FROZEN, Loaded
from reporter.provenance import Input


def settings_of(loaded: Loaded) -> dict[str, str]:
    """What decides how posts are read and labelled, by name."""
    incident, tables = loaded.incident, loaded.tables
    return {
        "posts": incident.posts.model_dump_json(),
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
    }


def inputs_of(loaded: Loaded, frozen_inputs: tuple[Input, ...]) -> list[Input]:
    """Every file that went in, by path; frozen results stand for the files they come from."""
    top = [path for path in loaded.folder.iterdir() if path.is_file() and not path.is_symlink()]
    # truth.json belongs to a simulated incident's makers, not to its inputs; frozen results stand for theirs.
    files = [path for path in top if not path.name.startswith((".", "~")) and path.suffix != ".json"]
    own = {path for path in (*files, *loaded.post_files) if path.name != FROZEN}
    return sorted((*(input_of(path, loaded.folder) for path in own), *frozen_inputs), key=lambda item: item.path)


def input_of(path: Path, folder: Path) -> Input:
    """A file by its content."""
    return Input(path=path.relative_to(folder).as_posix(), sha256=digest_of(path), size=path.stat().st_size)


def digest_of(path: Path) -> str:
    """The sha256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
