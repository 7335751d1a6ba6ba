"""Additive partial aggregates: everything the metrics need, small, with a zero and `+`.

`tables` how tables add up, `count` a chunk becomes a tally, `tally` the record
itself and the questions it answers, `samples` the labelling sample inside it.
"""

from reporter.tallies.answers import Engagement, Hourly, LookedAt, Post
from reporter.tallies.count import tally
from reporter.tallies.samples import MILLION, NOT_ASKED, SCORED, Drawn, Phase, phases
from reporter.tallies.tally import HOUR, VOLUME, Tally, merged

__all__ = [
    "HOUR",
    "MILLION",
    "NOT_ASKED",
    "SCORED",
    "VOLUME",
    "Drawn",
    "Engagement",
    "Hourly",
    "LookedAt",
    "Phase",
    "Post",
    "Tally",
    "merged",
    "phases",
    "tally",
]
