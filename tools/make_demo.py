"""Regenerates the simulated incident, byte for byte: `python tools/make_demo.py`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "incidents" / "2023-demo-bike-billing"
ARCHIVE: Final = ROOT / "archives" / "simulated"


def main() -> None:
    """Write the incident and say where it lies."""
    # Run as a script, Python looks for imports in tools/ only.
    sys.path.insert(0, str(ROOT))
    from tools.demo.archive import write_archive
    from tools.demo.build import build
    from tools.demo.plan import DEMO

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER, help="the incident's folder")
    parser.add_argument("--archive", type=Path, default=ARCHIVE, help="the simulated incidents to compare it with")
    given = parser.parse_args()
    folder = given.out
    build(folder, DEMO)
    write_archive(given.archive)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
