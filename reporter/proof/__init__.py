"""Before delivery: claims proposed from a report, the internal check copy, the check of the edited final text."""

from reporter.proof.final import Compared, Outcome, compare, summary
from reporter.proof.internal import INTERNAL, copy_json, internal_copy, page_head
from reporter.proof.pages_text import page_document
from reporter.proof.proposed import claim_lines, ids, proposed_blocks, yaml_lines
from reporter.proof.told import compared_blocks

__all__ = [
    "INTERNAL",
    "Compared",
    "Outcome",
    "claim_lines",
    "compare",
    "compared_blocks",
    "copy_json",
    "ids",
    "internal_copy",
    "page_document",
    "page_head",
    "proposed_blocks",
    "summary",
    "yaml_lines",
]
