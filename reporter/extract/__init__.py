"""Reading reports: every figure of a document, and the claim records proposed from it.

Pure: start at `proposals`.  `masks` says what is no figure, `figures` reads numbers,
`changes` tells changes from levels, `rules` names metrics.
"""

from reporter.extract.propose import Proposal, number, proposals
from reporter.extract.rules import RULES, Rule
from reporter.extract.said import Said, Scan, said_in, scan
from reporter.extract.tables import said_in_tables

__all__ = ["RULES", "Proposal", "Rule", "Said", "Scan", "number", "proposals", "said_in", "said_in_tables", "scan"]
