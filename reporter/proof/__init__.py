"""Before delivery: claims proposed from a report, the internal check copy, the check of the edited final text."""

from reporter.proof.accepted import Accepted, record, span_words, unrecorded
from reporter.proof.entry import Entry, entry_of
from reporter.proof.final import Compared, Outcome, compare, summary
from reporter.proof.internal import INTERNAL, copy_json, internal_copy, page_head
from reporter.proof.pages_text import page_document
from reporter.proof.proposed import ids, proposed_blocks, yaml_lines
from reporter.proof.sheet import read_sheet, write_sheet
from reporter.proof.told import compared_blocks

__all__ = [
    "INTERNAL",
    "Accepted",
    "Compared",
    "Entry",
    "Outcome",
    "compare",
    "compared_blocks",
    "copy_json",
    "entry_of",
    "ids",
    "internal_copy",
    "page_document",
    "page_head",
    "proposed_blocks",
    "read_sheet",
    "record",
    "span_words",
    "summary",
    "unrecorded",
    "write_sheet",
    "yaml_lines",
]
