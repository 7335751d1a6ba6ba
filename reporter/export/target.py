"""Where the file goes, and whether what lies there may be replaced."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from reporter.cache import Store
from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.load.files import write_whole


def put(path: Path, content: bytes, store: Store, *, force: bool = False) -> None:
    """Write the file whole, or not at all.

    A file this tool has written and nobody has changed since is replaced; it would be made again just so.

    Args:
        path: where.
        content: what.
        store: of the project, which remembers what was written.
        force: replace whatever lies there.
    Raises: UserError - R606 another file lies there, R604 it cannot be written.
    """
    try:
        if not force and path.exists() and not _ours(path, content, store):
            message = _("The file exists, and reporter did not write it as it is; it is not overwritten.")
            hint = _("Name another one with --out, or add --force.")
            raise UserError([problem("R606", message, hint=hint, file=path.as_posix())])
        write_whole(path, content, 0o644)
    except OSError as error:
        message = _("The file cannot be written ({why}).").format(why=error.strerror or error)
        hint = _("Close it where it is open, or choose another place with --out.")
        raise UserError([problem("R604", message, hint=hint, file=path.as_posix())]) from error
    store.put(_key(content), b"written")


def _ours(path: Path, content: bytes, store: Store) -> bool:
    there = path.read_bytes()
    return there == content or store.get(_key(there)) is not None


def _key(content: bytes) -> str:
    return f"handed over/1/{sha256(content).hexdigest()}"
