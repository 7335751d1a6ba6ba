"""Metrics: one file per family; each number leaves as a `Metric` record."""

from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.measure import DEFINITIONS, catalogued, measure
from reporter.metrics.record import Amec, Calibration, Direction, Gap, Interval, Metric

__all__ = [
    "DEFINITIONS",
    "Amec",
    "Calibration",
    "Definition",
    "Direction",
    "Gap",
    "Inputs",
    "Interval",
    "Metric",
    "catalogued",
    "measure",
]
