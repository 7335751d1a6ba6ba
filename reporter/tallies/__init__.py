"""Additive partial aggregates: everything the metrics need, small, with a zero and `+`.

`tables` how tables add up, `count` a chunk becomes a tally, `tally` the record
itself and the questions it answers.
"""

from reporter.tallies.count import tally
from reporter.tallies.tally import VOLUME, Engagement, Hourly, Post, Tally, merged

__all__ = ["VOLUME", "Engagement", "Hourly", "Post", "Tally", "merged", "tally"]
