"""The effect in `report.json`: every number with 10 significant digits, and its schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any, Final

from reporter.metrics.effect import Effect, Fit, Gate, Judged, Limit, Outcome, Rank
from reporter.units import significant

_NUMBER: Final = {"type": "number"}
_MAYBE_NUMBER: Final = {"type": ["number", "null"]}
_WHOLE_NUMBER: Final = {"type": "integer", "minimum": 0}
_YES_OR_NO: Final = {"type": "boolean"}
_NULL: Final = {"type": "null"}


def effect_json(effect: Effect) -> dict[str, Any]:
    """The effect as plain data; keys are only ever added."""
    rank = effect.rank
    return {
        "outcome": effect.outcome.value,
        "gates": [gate.value for gate in effect.gates],
        "limits": [limit.value for limit in effect.limits],
        "actions": list(effect.actions),
        "hours_from_peak": _number(effect.hours),
        "hours_after": _number(effect.after),
        "median": _number(effect.median),
        # With a gate failed the fits are there to check the method by, and no estimate.
        "estimate": _fit_json(effect.headline) if effect.headline else None,
        "fits": [_fit_json(fit) for fit in effect.fits],
        "rank": None if rank is None else {name: getattr(rank, name) for name in Rank.__slots__},
        "echo": None if effect.echo is None else asdict(effect.echo),
    }


def _fit_json(fit: Fit) -> dict[str, Any]:
    change, low, high = fit.change
    numbers = {"change": change, "low": low, "high": high, "smallest": fit.smallest}
    plain = {name: getattr(fit, name) for name in ("step", "error", "df", "rho")}
    return {
        "judged": fit.judged.value,
        "echo_left_out": fit.echo,
        **{name: _number(value) for name, value in {**numbers, **plain}.items()},
        "before": fit.before,
        "after": fit.after,
        "own_day": fit.own_day,
    }


def effect_schema() -> dict[str, Any]:
    """The JSON Schema of `effect_json`."""
    numbers = dict.fromkeys(("hours_from_peak", "hours_after", "median"), _MAYBE_NUMBER)
    rank = _object({"incidents": _WHOLE_NUMBER, "p": _MAYBE_NUMBER, **dict.fromkeys(("low", "high", "own"), _NUMBER)})
    posts = dict.fromkeys(("own", "hanging", "unseen", "early"), _WHOLE_NUMBER)
    echo = {**dict.fromkeys(("told", "heard"), _YES_OR_NO), **posts}
    return _object(
        {
            "outcome": _enum(Outcome),
            "gates": _list(_enum(Gate)),
            "limits": _list(_enum(Limit)),
            "actions": _list({"type": "string"}),
            **numbers,
            "estimate": {"anyOf": [_NULL, _fit_schema()]},
            "fits": _list(_fit_schema()),
            "rank": {"anyOf": [_NULL, rank]},
            "echo": {"anyOf": [_NULL, _object(echo)]},
        },
    )


def _fit_schema() -> dict[str, Any]:
    names = ("change", "low", "high", "smallest", "step", "error", "df", "rho")
    counts = dict.fromkeys(("before", "after"), _WHOLE_NUMBER)
    return _object(
        {
            "judged": _enum(Judged),
            "echo_left_out": {"type": "boolean"},
            "own_day": {"type": "boolean"},
            **dict.fromkeys(names, _NUMBER),
            **counts,
        },
    )


def _number(value: float | None) -> float | None:
    return None if value is None else significant(value)


def _enum(kind: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [member.value for member in kind]}


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}
