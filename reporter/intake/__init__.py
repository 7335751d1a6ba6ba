"""Posts files of any maker to the canonical posts table; nothing is lost on the way.

`read_posts` is the one door; `write_rejects` writes down what could not be used.
"""

from __future__ import annotations

from reporter.intake.accounts import Accounts
from reporter.intake.balance import Corrected, FileBalance, PostsFacts, PostsRead, Reason, Reject, sentence
from reporter.intake.coverage import CoverageFact, CoverageKind
from reporter.intake.examine import Column, Confidence, Examined, examine
from reporter.intake.layout import Layout, layout_of
from reporter.intake.read import read_posts
from reporter.intake.rejects import write_rejects

__all__ = [
    "Accounts",
    "Column",
    "Confidence",
    "Corrected",
    "CoverageFact",
    "CoverageKind",
    "Examined",
    "FileBalance",
    "Layout",
    "PostsFacts",
    "PostsRead",
    "Reason",
    "Reject",
    "examine",
    "layout_of",
    "read_posts",
    "sentence",
    "write_rejects",
]
