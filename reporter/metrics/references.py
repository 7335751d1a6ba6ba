"""Marks others go by (参照): shown beside a wait, never a verdict on it."""

from __future__ import annotations

from typing import Final

#: 黄金4小时, the trade's rule of thumb for a first word, in hours; no duty of companies.
GOLDEN_HOURS: Final = 4
