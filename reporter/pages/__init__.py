"""Pages: a report becomes typed contexts, contexts become Markdown through Jinja2.

One module and one template per chapter.  Contexts hold words ready to print;
nothing is measured here.
"""

from __future__ import annotations

from reporter.pages.archive import ArchiveRow, EffectLine, OpenItem, archive_row
from reporter.pages.render import (
    Templates,
    archive_page,
    claims_page,
    collection_page,
    evidence_page,
    metrics_page,
    report_page,
)

__all__ = [
    "ArchiveRow",
    "EffectLine",
    "OpenItem",
    "Templates",
    "archive_page",
    "archive_row",
    "claims_page",
    "collection_page",
    "evidence_page",
    "metrics_page",
    "report_page",
]
