"""How many examples a law is tried on: few in CI, many in `make soak`."""

from __future__ import annotations

import os
from typing import Final

#: `make soak` sets it; 1 in CI and on a developer's machine.
FACTOR: Final = int(os.environ.get("REPORTER_SOAK", "1"))


def examples(few: int) -> int:
    """`few` examples, or as many times more as the soak asks for."""
    return few * FACTOR
