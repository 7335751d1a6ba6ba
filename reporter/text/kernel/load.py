"""The tables of the installed SnowNLP: built once, then read from a sealed file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from reporter.cache import Store
from reporter.text.kernel.build import build
from reporter.text.kernel.model import KNOWN, read_polarity, read_segmenter
from reporter.text.kernel.tables import Tables

#: Part of every score's identity and of the file's name: raise it with every change of the tables or the arithmetic.
VERSION: Final = "1"


def load(root: Path, store: Store | None) -> Tables:
    """The tables of the package in that folder.

    Args:
        root: SnowNLP's folder; its files are those of `model.KNOWN`.
        store: where the tables are kept (36 MB), since building takes 5 CPU s and 540 MB; None keeps nothing.
    """
    key = json.dumps(["kernel", VERSION, sorted(KNOWN.items())])
    kept = store.get(key) if store is not None else None
    if kept is not None:
        return Tables.from_bytes(kept)
    tables = build(read_segmenter(root), read_polarity(root))
    if store is not None:
        store.put(key, tables.to_bytes())
    return tables
