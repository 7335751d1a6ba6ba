"""Reads incident folders: YAML with line numbers, prose, small tables; opens no export of posts.

The room's door: other rooms import from here only.
"""

from reporter.load.benchmarks import Benchmark, known_benchmarks
from reporter.load.corrections import Corrections
from reporter.load.folder import check_slug, incident_slugs
from reporter.load.incidents import FROZEN, Loaded, check, load_incident
from reporter.load.restricted import Document, read_yaml
from reporter.load.rows import KINDS as TABLES
from reporter.load.rows import (
    AccountRow,
    CostRow,
    CounterRow,
    CoverageRow,
    HotlistRow,
    LabelRow,
    QuestionRow,
    SalesRow,
    StatementRow,
    SurveyRow,
)
from reporter.load.tables import Tables, table_file
from reporter.load.wordlists import WordLists

__all__ = [
    "FROZEN",
    "TABLES",
    "AccountRow",
    "Benchmark",
    "Corrections",
    "CostRow",
    "CounterRow",
    "CoverageRow",
    "Document",
    "HotlistRow",
    "LabelRow",
    "Loaded",
    "QuestionRow",
    "SalesRow",
    "StatementRow",
    "SurveyRow",
    "Tables",
    "WordLists",
    "check",
    "check_slug",
    "incident_slugs",
    "known_benchmarks",
    "load_incident",
    "read_yaml",
    "table_file",
]
