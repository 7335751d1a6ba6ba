"""Across incidents: what each leaves behind for the others, and how they compare.

`trace` an incident's curve as it is kept, `compare` one incident among others,
`calming` how long incidents took to calm down.
"""

from reporter.archive.calm import Calming, calming
from reporter.archive.compare import among, compared
from reporter.archive.trace import Trace, trace_of, traces

__all__ = ["Calming", "Trace", "among", "calming", "compared", "trace_of", "traces"]
