"""Write `reporter/schema/incident.schema.json` from the records; `--check` only compares.

python tools/schema.py [--check]
"""

from __future__ import annotations

import sys

from reporter.incident import schema_text
from reporter.resources import incident_schema


def main(arguments: list[str]) -> int:
    """0 when the file is as the records say (or has just been written), else 1."""
    target, wanted = incident_schema(), schema_text()
    current = target.read_text(encoding="utf-8") if target.is_file() else ""
    if "--check" in arguments:
        print("fresh" if current == wanted else f"stale: {target}")
        return int(current != wanted)
    target.parent.mkdir(exist_ok=True)
    target.write_text(wanted, encoding="utf-8", newline="\n")
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
