"""A simulated archive: storms of mixed families without any effect, to compare a simulated incident with.

Marked as simulated; `reporter` refuses it for a real incident.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.decays import AFTER, BEFORE, FAMILIES

#: Incidents of the archive.
INCIDENTS: Final = 20
_SEED: Final = 11
_FAMILIES: Final = 6


def archived(incidents: int = INCIDENTS) -> Iterator[dict[str, Any]]:
    """The tallies of each incident by the hour, as `report.json` has them."""
    chance = np.random.default_rng(_SEED)
    for number in range(incidents):
        storm = FAMILIES[number % _FAMILIES].storms(1, chance)
        part = 1 / (1 + np.exp(-0.5 + 0.01 * np.arange(BEFORE + AFTER)))
        negative = chance.poisson(storm.rate[0] * part)
        volume = negative + chance.poisson(storm.rate[0] * (1 - part))
        hours = {
            "clock": float(storm.clock[0]),
            "known": True,
            "volume": volume.tolist(),
            "negative": negative.tolist(),
        }
        yield {"slug": f"simulated-{number + 1:02d}", "simulated": True, "hours": hours}


def write_archive(folder: Path) -> None:
    """Write one file for each incident into `folder`; what was written there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("simulated-*.json"):
        old.unlink()
    for one in archived():
        text = json.dumps(one, ensure_ascii=False) + "\n"
        (folder / f"{one['slug']}.json").write_text(text, encoding="utf-8", newline="\n")
