"""Chunks become labelled chunks and one tally: in this process, or in several when that pays.

The result is the same to the byte either way, and a worker that dies costs
time only: what it had in hand is done again.
"""

from reporter.engine.counting import tally_all
from reporter.engine.scoring import Guess, Progress, labelled, score_texts

__all__ = ["Guess", "Progress", "labelled", "score_texts", "tally_all"]
