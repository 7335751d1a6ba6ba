"""Turns an incident folder into an evaluation report of a public-opinion crisis.

Read `reporter.flow` first: it is the whole tool, one short function per stage.
"""

__version__ = "0.1.0"
