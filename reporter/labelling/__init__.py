"""Labelling by hand: the sample is drawn, shown text by text or as a workbook, and kept in labels.csv.

`book` the file of labels, `task` what is to be labelled, `session` one key a text,
`workbook` the round trip through Excel, `progress` how far it is and what more would buy.
"""

from reporter.labelling.book import LabelBook
from reporter.labelling.progress import Progress, as_json, as_lines, disagreement_lines, progress
from reporter.labelling.session import Screen, run, viewpoint_keys
from reporter.labelling.task import Task, prepared
from reporter.labelling.workbook import guide, read_workbook, write_workbook

__all__ = [
    "LabelBook",
    "Progress",
    "Screen",
    "Task",
    "as_json",
    "as_lines",
    "disagreement_lines",
    "guide",
    "prepared",
    "progress",
    "read_workbook",
    "run",
    "viewpoint_keys",
    "write_workbook",
]
