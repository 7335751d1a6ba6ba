"""Write the manual's generated pages; `--check` only compares.

python -m tools.manual [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from reporter.i18n import speaking
from tools.manual.accuracy import accuracy_page
from tools.manual.claims import claims_page
from tools.manual.codes import codes_page
from tools.manual.commands import commands_page
from tools.manual.effect import effect_page
from tools.manual.fields import fields_page
from tools.manual.formats import formats_page
from tools.manual.glossary import glossary_page
from tools.manual.metrics import metrics_page
from tools.manual.validation import validation_page

MANUAL: Final = Path(__file__).parents[2] / "manual"

#: The digits keep the pages in the order of the contents.
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "2-incident.md": fields_page,
    "3-posts.md": formats_page,
    "4-metrics.md": metrics_page,
    "5-claims.md": claims_page,
    "7-commands.md": commands_page,
    "8-errors.md": codes_page,
    "9-words.md": glossary_page,
    "91-effect.md": effect_page,
    "92-validation.md": validation_page,
    "93-accuracy.md": accuracy_page,
}


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    with speaking("zh"):
        return {name: make() for name, make in PAGES.items()}


def stale(folder: Path = MANUAL) -> list[str]:
    """The names of pages in `folder` that are not what the code says."""
    files = {name: folder / name for name in PAGES}
    known = {name: path.read_text(encoding="utf-8") if path.is_file() else "" for name, path in files.items()}
    return [name for name, text in pages().items() if known[name] != text]


def main(arguments: list[str]) -> int:
    """0 when every page is fresh (or has just been written), else 1."""
    old = stale()
    for name in old:
        print(f"stale: {name}" if "--check" in arguments else name)
    if "--check" in arguments:
        return int(bool(old))
    for name, text in pages().items():
        (MANUAL / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
