"""The simulated incident's smaller sibling: about 300 posts, few distinct texts, every format and table."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tools.demo.build import TRUTH, build
from tools.demo.plan import SIBLING


def make_sibling(folder: Path) -> dict[str, Any]:
    """Write the sibling into `folder` (an incident folder, made when absent); its truth."""
    for name, content in _files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return dict(json.loads(_files()[TRUTH]))


@cache
def _files() -> dict[str, bytes]:
    """The sibling's files, built once in a test process."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder, SIBLING)
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
