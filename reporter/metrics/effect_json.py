"""The effect in `report.json`: every number with 10 significant digits, and its schema."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from reporter.metrics.effect import Collected, Effect, Fit, Gate, Judged, Limit, Outcome, Rank
from reporter.plain import COUNT, FLAG, MAYBE_NUMBER, NUMBER, TEXT, enum_of, list_of, maybe, number, object_of


def effect_json(effect: Effect) -> dict[str, Any]:
    """The effect as plain data; keys are only ever added."""
    rank = effect.rank
    return {
        "outcome": effect.outcome.value,
        "gates": [gate.value for gate in effect.gates],
        "limits": [limit.value for limit in effect.limits],
        "actions": list(effect.actions),
        "hours_from_peak": number(effect.hours),
        "hours_after": number(effect.after),
        "median": number(effect.median),
        # With a gate failed the fits are there to check the method by, and no estimate.
        "estimate": _fit_json(effect.headline) if effect.headline else None,
        "fits": [_fit_json(fit) for fit in effect.fits],
        "rank": None if rank is None else {name: getattr(rank, name) for name in Rank.__slots__},
        "collected": None if effect.collected is None else _collected_json(effect.collected),
        "echo": None if effect.echo is None else asdict(effect.echo),
    }


def _fit_json(fit: Fit) -> dict[str, Any]:
    change, low, high = fit.change
    numbers = {"change": change, "low": low, "high": high, "smallest": fit.smallest}
    plain = {name: getattr(fit, name) for name in ("step", "error", "df", "rho")}
    return {
        "judged": fit.judged.value,
        "echo_left_out": fit.echo,
        **{name: number(value) for name, value in {**numbers, **plain}.items()},
        "before": fit.before,
        "after": fit.after,
        "own_day": fit.own_day,
    }


def _collected_json(found: Collected) -> dict[str, Any]:
    pairs = {"young": found.young, "gone": found.gone}
    ends = {name: None if pair is None else [number(end) for end in pair] for name, pair in pairs.items()}
    return {**ends, "missing": number(found.missing), "shift": number(found.shift)}


def effect_schema() -> dict[str, Any]:
    """The JSON Schema of `effect_json`."""
    numbers = dict.fromkeys(("hours_from_peak", "hours_after", "median"), MAYBE_NUMBER)
    rank = object_of(
        {"incidents": COUNT, "p": MAYBE_NUMBER, "simulated": FLAG, **dict.fromkeys(("low", "high", "own"), NUMBER)}
    )
    posts = dict.fromkeys(("own", "hanging", "unseen", "early"), COUNT)
    echo = {**dict.fromkeys(("told", "heard"), FLAG), **posts}
    pair = maybe({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2})
    collected = {"young": pair, "gone": pair, "missing": NUMBER, "shift": NUMBER}
    return object_of(
        {
            "outcome": enum_of(Outcome),
            "gates": list_of(enum_of(Gate)),
            "limits": list_of(enum_of(Limit)),
            "actions": list_of(TEXT),
            **numbers,
            "estimate": maybe(_fit_schema()),
            "fits": list_of(_fit_schema()),
            "rank": maybe(rank),
            "collected": maybe(object_of(collected)),
            "echo": maybe(object_of(echo)),
        },
    )


def _fit_schema() -> dict[str, Any]:
    names = ("change", "low", "high", "smallest", "step", "error", "df", "rho")
    counts = dict.fromkeys(("before", "after"), COUNT)
    return object_of(
        {
            "judged": enum_of(Judged),
            "echo_left_out": FLAG,
            "own_day": FLAG,
            **dict.fromkeys(names, NUMBER),
            **counts,
        },
    )
