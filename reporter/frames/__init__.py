"""Frames of the field as items anybody can check: a question, what is on record, the ids it rests on.

No stars and no score: a frame orders what is known, it measures nothing.
"""

from reporter.frames.amec import LevelRow, levels
from reporter.frames.decisions import LoggedDecision, decision_log
from reporter.frames.five_s import Principle, five_s
from reporter.frames.plain import frames_json, frames_schema
from reporter.frames.record import Item, Standing
from reporter.frames.situation import Match, StrategyUse, situation
from reporter.frames.stages import Stage, dated_stages
from reporter.frames.tactics import Tagged, tagged

__all__ = [
    "Item",
    "LevelRow",
    "LoggedDecision",
    "Match",
    "Principle",
    "Stage",
    "Standing",
    "StrategyUse",
    "Tagged",
    "dated_stages",
    "decision_log",
    "five_s",
    "frames_json",
    "frames_schema",
    "levels",
    "situation",
    "tagged",
]
