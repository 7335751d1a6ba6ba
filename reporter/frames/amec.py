"""AMEC levels: what is measured on each, an empty one shown as a gap.

Source: AMEC Integrated Evaluation Framework.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reporter.metrics import DEFINITIONS, Amec
from reporter.metrics.record import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One level of evaluation.

    Args:
        level: the level.
        measured: metrics of it that have a value, in catalogue order.
        missing: names of tables and sources that would fill it, without repeats.
    """

    level: Amec
    measured: tuple[Metric, ...]
    missing: tuple[str, ...]


def levels(measured: Mapping[str, Metric]) -> tuple[LevelRow, ...]:
    """Every level with the whole period's metrics."""
    return tuple(_level(level, measured) for level in Amec)


def _level(level: Amec, measured: Mapping[str, Metric]) -> LevelRow:
    definitions = [one for one in DEFINITIONS if one.level is level]
    known = [measured[one.id] for one in definitions if one.id in measured and measured[one.id].value is not None]
    empty = [one for one in definitions if one.id not in {metric.id for metric in known}]
    wanted = dict.fromkeys(name for one in empty for name in one.inputs)
    return LevelRow(level=level, measured=tuple(known), missing=tuple(wanted))
