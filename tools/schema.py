"""Write the JSON Schemas in `reporter/schema` from the records; `--check` only compares.

python tools/schema.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from reporter.incident import CorrectionFile, schema_text
from reporter.resources import corrections_schema, incident_schema


def main(arguments: list[str]) -> int:
    """0 when every file is as the records say (or has just been written), else 1."""
    wanted = {incident_schema(): schema_text(), corrections_schema(): schema_text(CorrectionFile)}
    stale = [target for target, text in wanted.items() if _current(target) != text]
    if "--check" in arguments:
        print("\n".join(f"stale: {target}" for target in stale) or "fresh")
        return int(bool(stale))
    for target, text in wanted.items():
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        print(target)
    return 0


def _current(target: Path) -> str:
    return target.read_text(encoding="utf-8") if target.is_file() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
