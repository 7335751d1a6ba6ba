"""What the generator yields: one file of the site, before any site engine has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["page", "data", "asset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """One file of the site.

    Args:
        path: relative to the site's source root, `/` as separator; a page ends in `.md`.
        content: Markdown text of a page (front matter included), or the bytes of a file.
        kind: `page` is rendered by the site engine, `data` and `asset` are copied as they are.
    """

    path: str
    content: str | bytes
    kind: Kind

    @property
    def data(self) -> bytes:
        """The content as bytes, text in UTF-8."""
        return self.content.encode() if isinstance(self.content, str) else self.content
