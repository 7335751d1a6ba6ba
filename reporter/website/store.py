"""Pages rendered before, for a preview that shows a change within two seconds.

A build of MkDocs renders every page again.  The store remembers what each page
was made of; a page made of the same again is left as it stands in the folder.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File


class StoredFile(File):
    """A generated file that knows whether its output already stands."""

    unchanged = False

    def is_modified(self) -> bool:
        """Whether MkDocs has to render or copy it (asked in a dirty build only)."""
        return not self.unchanged


class PageStore:
    """What one preview folder holds, kept from build to build.

    Args:
        common: digest of all that shapes every page (settings, templates, list of pages).
        sources: digest of each file's source by its path.
        titles: escaped title of each page.
        entries: each page's part of the search index.
    """

    def __init__(self) -> None:
        """Nothing is known: the first build is a whole one."""
        self.common = ""
        self.sources: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.entries: dict[str, list[Any]] = {}

    @property
    def warm(self) -> bool:
        """Whether a build has succeeded since the last `forget`."""
        return bool(self.sources)

    def forget(self) -> None:
        """Treat everything as changed: the folder may hold half a build."""
        self.sources = {}

    def mark(self, files: Iterable[StoredFile], common: str) -> dict[str, str]:
        """The new digests of `files`, each file marked when its output stands already.

        They become the store's own by `settle`, once the build has succeeded.
        """
        same_frame = common == self.common
        self.common = common
        digests = {}
        for file in files:
            digest = hashlib.sha256(file.content_bytes).hexdigest()
            known = digest == self.sources.get(file.src_uri) and (same_frame or not file.is_documentation_page())
            file.unchanged = known and Path(file.abs_dest_path).is_file()
            digests[file.src_uri] = digest
        return digests

    def settle(self, digests: dict[str, str], site: Path, kept: Iterable[str]) -> None:
        """Remember a finished build and remove from `site` what it no longer has."""
        self.sources = digests
        self.titles = {path: title for path, title in self.titles.items() if path in digests}
        self.entries = {path: entries for path, entries in self.entries.items() if path in digests}
        wanted = {site / path for path in kept}
        for path in site.rglob("*"):
            if path.is_file() and path not in wanted:
                path.unlink()
        for folder in sorted((path for path in site.rglob("*") if path.is_dir()), reverse=True):
            if not any(folder.iterdir()):
                shutil.rmtree(folder)
