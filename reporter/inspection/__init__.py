"""`reporter inspect`: what an export is taken for, before anybody builds a report on it.

`look` finds it out, `as_json` and `blocks` tell it, `accept` writes the columns into an incident.
"""

from __future__ import annotations

from reporter.inspection.accept import accept
from reporter.inspection.look import Inspection, as_json, look
from reporter.inspection.paint import painted
from reporter.inspection.tell import Block, Grid, Line, as_text, blocks

__all__ = ["Block", "Grid", "Inspection", "Line", "accept", "as_json", "as_text", "blocks", "look", "painted"]
