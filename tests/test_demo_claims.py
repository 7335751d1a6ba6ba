"""The planted claims of the simulated incident, judged by the whole tool against what was planted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from reporter.claims import Attribution, Checked, NumberVerdict, Reason, judge, lookup
from reporter.incident import Claim, ClaimUnit
from reporter.metrics.record import Metric
from reporter.report import Report
from tests.projects import DEMO, Demo

PROJECT: Final = Path(__file__).resolve().parent.parent
PERIOD: Final = {"start": "2023-09-05", "end": "2023-09-14"}
#: Growth rates have a base of their own: a claim of one is at most not reproduced.
RATE: Final = "%/h"


@pytest.fixture(scope="module")
def report(demo_scored: Demo) -> Report:
    """The simulated incident, evaluated from its files."""
    return demo_scored.report


@pytest.fixture(scope="module")
def checked(report: Report) -> Checked:
    """Its claims, judged."""
    return report.checked


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """What was planted."""
    return dict(json.loads((PROJECT / "incidents" / DEMO / ".truth.json").read_text(encoding="utf-8")))


def test_every_planted_claim_is_judged_as_a_good_checker_would(checked: Checked, truth: dict[str, Any]) -> None:
    """True, exaggerated, false, misleading and ambiguous ones: each gets its verdict and its reason."""
    found = {
        v.id: (v.number.value if v.number else "", [reason.value for reason in v.reasons]) for v in checked.verdicts
    }

    assert found == {name: (claim["number"], claim["reasons"]) for name, claim in truth["claims"].items()}


def test_the_incident_has_claims_of_every_kind(truth: dict[str, Any]) -> None:
    """A check that is shown true claims only has shown nothing."""
    kinds = [claim["truth"].partition(":")[0].partition(" ")[0] for claim in truth["claims"].values()]

    assert len(kinds) >= 20
    assert {"true", "false", "exaggerated", "misleading", "ambiguous", "unclear", "impossible"} <= set(kinds)


def test_the_planted_relations_are_found_and_no_other(checked: Checked, truth: dict[str, Any]) -> None:
    """A relation that is not there would be an accusation."""
    found = {(relation.claims, relation.verdict.value, relation.reason.value) for relation in checked.relations}

    assert found == {(tuple(one["claims"]), one["verdict"], one["rule"]) for one in truth["relations"]}


def own_claim(metric: Metric, times: float) -> Claim:
    """A claim of `times` what the report measures itself, over the same period."""
    fields = {
        "id": "Q",
        "quote": "…",
        "metric": metric.id,
        "value": round((metric.value or 0) * times, 2),
        "decimals": 2,
        "unit": metric.unit.value,
        "readings": ["level"],
        "definition": "as measured",
        "n": metric.n or 500,
        "window": PERIOD,
    }
    return Claim.model_validate(fields)


def test_a_claim_about_any_metric_of_the_report_is_judged(report: Report) -> None:
    """Whatever the report measures can be claimed: its own value is never refuted, twice of it never supported."""
    units = {unit.value for unit in ClaimUnit}
    measured = [m for m in report.whole().values() if m.value and m.unit.value in units - {RATE}]

    own = {m.id: judge(own_claim(m, 1), report.incident, lookup(report.metrics)) for m in measured}
    twice = {m.id: judge(own_claim(m, 2), report.incident, lookup(report.metrics)) for m in measured}

    assert len(measured) > 60
    assert {
        name for name, v in own.items() if v.number not in {NumberVerdict.SUPPORTED, NumberVerdict.NOT_VERIFIABLE}
    } == set()
    assert {
        name for name, v in own.items() if v.reasons not in {(), (Reason.UNDERPOWERED,), (Reason.UNCALIBRATED,)}
    } == set()
    assert {name for name, v in twice.items() if v.number is NumberVerdict.SUPPORTED} == set()


def test_a_supported_figure_leaves_its_cause_open(checked: Checked) -> None:
    """C6 and C19 have true figures and say that the response worked; that is never inherited."""
    causal = {v.id: v.attribution for v in checked.verdicts if v.claim.causal and v.number is not None}

    assert set(causal) == {"C6", "C19"}
    assert Attribution.DESCRIPTIVE not in causal.values()


def test_every_verdict_is_explained_in_one_sentence(checked: Checked) -> None:
    """One sentence for the reader, and a remedy wherever the figure stays open."""
    for verdict in checked.verdicts:
        assert verdict.explanation.count("。") == (1 if verdict.number else 0), verdict.id
        if verdict.number and verdict.number.value == "not_verifiable":
            assert verdict.needed, verdict.id
