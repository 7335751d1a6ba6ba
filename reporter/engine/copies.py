"""The bytes of posts files at addresses, kept on this computer while their servers tell of no change."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from reporter.cache import Store, sweep
from reporter.i18n import _
from reporter.intake.sources import digest
from reporter.remote import Remote, fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The copies of one incident's files.

    Args:
        folder: where they lie.
        store: the sha256 of each, by key.
    """

    folder: Path
    store: Store

    def of(self, file: Remote) -> Remote:
        """The file with the place of its copy, which is there or will be; without a version it is fetched now.

        Raises: UserError (R211) - it cannot be fetched.
        """
        if not file.version:
            fresh = self.folder / ".new-unversioned"
            file = replace(file, version=fetch(file, fresh))
            fresh.replace(self._place(file))
            self.know(file, file.version)
        return replace(file, copy=self._place(file))

    def _place(self, file: Remote) -> Path:
        return self.folder / f"{file.key}.data"

    def check(self, file: Remote) -> None:
        """Take away a copy that is not what was fetched: it is fetched again."""
        if file.copy is None or not file.copy.is_file():
            return
        known = self.store.get(_SHA256 + file.key)
        if known is not None and digest(file.copy)[0] == known.decode():
            return
        if known is not None:
            self.store.warn(file.copy, _("The copy of {url} is damaged; it is fetched again.").format(url=file.name))
        file.copy.unlink()

    def know(self, file: Remote, sha256: str) -> None:
        """Remember what the copy of a file holds."""
        self.store.put(_SHA256 + file.key, sha256.encode())

    def prune(self, files: Iterable[Remote]) -> None:
        """Remove the copies of files that are no longer among the incident's."""
        wanted = {file.copy for file in files}
        with suppress(OSError):
            for path in self.folder.glob("*.data"):
                if path not in wanted:
                    path.unlink(missing_ok=True)
        sweep(self.folder)


_SHA256 = "sha256 of "
