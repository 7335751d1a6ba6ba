"""Which files become part of the site: an allow-list.

MkDocs itself publishes whatever lies in docs_dir, raw tables and the targets of
symbolic links included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from reporter.artefacts import Artefact
from reporter.website.paths import safe_path
from reporter.website.store import StoredFile


def _is_linked(path: Path, root: Path) -> bool:
    inside = (parent for parent in (path, *path.parents) if parent.is_relative_to(root) and parent != root)
    return any(part.is_symlink() for part in inside)


def _stored(config: MkDocsConfig, path: str, content: str | bytes, inclusion: InclusionLevel) -> StoredFile:
    # MkDocs declares the base class as what its constructor returns.
    return cast("StoredFile", StoredFile.generated(config, path, content=content, inclusion=inclusion))


def manual_pages(config: MkDocsConfig, found: Iterable[File]) -> Iterator[StoredFile]:
    """The Markdown pages of docs_dir, moved under `manual/`; links and other files stay out."""
    root = Path(config.docs_dir)
    for file in found:
        real = file.src_dir and Path(file.src_dir) == root and file.abs_src_path
        if real and file.is_documentation_page() and not _is_linked(Path(real), root):
            yield _stored(config, f"manual/{file.src_uri}", file.content_string, file.inclusion)


def generated(config: MkDocsConfig, artefacts: Iterable[Artefact]) -> Iterator[StoredFile]:
    """The artefacts as MkDocs' files: pages out of the navigation, everything else copied."""
    for artefact in artefacts:
        content = artefact.data.decode() if artefact.kind == "page" else artefact.data
        yield _stored(config, str(safe_path(artefact.path)), content, InclusionLevel.NOT_IN_NAV)


def published(config: MkDocsConfig, found: Files, artefacts: Iterable[Artefact]) -> Files:
    """Every file of the site: the artefacts and the manual; an artefact wins over a page of its path."""
    chosen = {file.src_uri: file for file in manual_pages(config, found)}
    chosen |= {file.src_uri: file for file in generated(config, artefacts)}
    return Files(chosen.values())
