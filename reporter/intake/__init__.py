"""Posts files of any maker to the canonical posts table; nothing is lost on the way.

`read_posts` is the one door; `write_rejects` writes down what could not be used.
"""

from __future__ import annotations

from reporter.intake.accounts import Accounts
from reporter.intake.balance import Corrected, FileBalance, PostsFacts, PostsRead, Reason, Reject, sentence
from reporter.intake.coverage import CoverageFact, CoverageKind
from reporter.intake.examine import Column, Confidence, Examined, examine
from reporter.intake.gather import gathered
from reporter.intake.layout import Layout, layout_of
from reporter.intake.part import Job
from reporter.intake.read import read_posts, relative_name
from reporter.intake.rejects import write_rejects
from reporter.intake.scope import Scope, scope_of
from reporter.intake.summary import FileRead

__all__ = [
    "Accounts",
    "Column",
    "Confidence",
    "Corrected",
    "CoverageFact",
    "CoverageKind",
    "Examined",
    "FileBalance",
    "FileRead",
    "Job",
    "Layout",
    "PostsFacts",
    "PostsRead",
    "Reason",
    "Reject",
    "Scope",
    "examine",
    "gathered",
    "layout_of",
    "read_posts",
    "relative_name",
    "scope_of",
    "sentence",
    "write_rejects",
]
