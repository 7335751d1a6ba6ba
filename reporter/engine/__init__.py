"""Chunks become labelled chunks and one tally: in this process, or in several when that pays.

The result is the same to the byte either way, and a worker that dies costs
time only: what it had in hand is done again.
"""

from reporter.engine.copies import Copies
from reporter.engine.counting import Counting, groups_of, summed, tally_all
from reporter.engine.machine import Machine, Stage, Tell, tell_nobody
from reporter.engine.reading import Parts, read_files
from reporter.engine.scoring import Guess, Labelling, Progress, labelled, score_texts

__all__ = [
    "Copies",
    "Counting",
    "Guess",
    "Labelling",
    "Machine",
    "Parts",
    "Progress",
    "Stage",
    "Tell",
    "groups_of",
    "labelled",
    "read_files",
    "score_texts",
    "summed",
    "tally_all",
    "tell_nobody",
]
