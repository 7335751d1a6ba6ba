"""What went in and what read it: enough to build the same bytes again."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from reporter import __version__
from reporter.text.ledger import NOTHING, Ledger

#: The packages whose version can change a number or a byte of the page.
PACKAGES: Final = (
    "snownlp",
    "jieba",
    "rjieba",
    "numpy",
    "pandas",
    "pyarrow",
    "jinja2",
    "mkdocs",
    "mkdocs-material",
    "plotly",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file that went in.

    Args:
        path: relative to the incident folder.
        sha256: of its bytes, hexadecimal.
        size: in bytes.
    """

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Inputs, versions and engines of one report.

    Args:
        inputs: every file read, by path.
        versions: package name to version; `reporter` and `python` included.
        scorer: the sentiment engine's identity in words; empty when none ran.
        scorer_files: model file name to sha256.
        ledger: everything that decided the results over texts.
    """

    inputs: tuple[Input, ...]
    versions: tuple[tuple[str, str], ...]
    scorer: str = ""
    scorer_files: tuple[tuple[str, str], ...] = ()
    ledger: Ledger = NOTHING

    def digest(self) -> str:
        """sha256 over all inputs, versions and the ledger: the report's own check value."""
        seal = hashlib.sha256()
        for item in self.inputs:
            seal.update(f"{item.path}\0{item.sha256}\n".encode())
        for name, version in (*self.versions, *self.scorer_files):
            seal.update(f"{name}\0{version}\n".encode())
        for section, facts in self.ledger.sections():
            for name, value in facts:
                seal.update(f"{section}\0{name}\0{value}\n".encode())
        return seal.hexdigest()


@cache
def sources(rooms: tuple[str, ...]) -> str:
    """One sha256 over the source files (and translations) of these rooms: another one when any was changed."""
    package = Path(__file__).parent
    seal = hashlib.sha256()
    for room in rooms:
        inside = (package / room).rglob("*")
        found = sorted(path for path in inside if path.suffix in {".py", ".mo"}) or [package / f"{room}.py"]
        for path in found:
            seal.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    return seal.hexdigest()


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """Name and version of everything that can change a number or a byte."""
    found = [("reporter", __version__), ("python", platform.python_version())]
    return (*found, *((name, metadata.version(name)) for name in PACKAGES))


def as_json(provenance: Provenance) -> dict[str, Any]:
    """`provenance.json`: inputs, versions, engine and the check value."""
    return {
        "inputs": [{"path": i.path, "sha256": i.sha256, "bytes": i.size} for i in provenance.inputs],
        "versions": dict(provenance.versions),
        "scorer": {"name": provenance.scorer, "files": dict(provenance.scorer_files)},
        "ledger": provenance.ledger.as_json(),
        "digest": provenance.digest(),
    }
