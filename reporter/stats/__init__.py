"""Intervals, tests and rates on plain numbers; each cites its source.

Plain functions on numbers and arrays, usable on their own.  Per cent never enters
here: shares are fractions in 0..1.  One file for each subject.
"""

from reporter.stats.curve import Peak, peak_rate, rolling_rate
from reporter.stats.several import holm
from reporter.stats.shares import goodman, newcombe, wilson, z_value

__all__ = ["Peak", "goodman", "holm", "newcombe", "peak_rate", "rolling_rate", "wilson", "z_value"]
