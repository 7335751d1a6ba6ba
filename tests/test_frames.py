"""Frames as checkable items: what is on record, what is not, and never a grade."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.claims import Checked, judge_all, lookup
from reporter.frames import Standing, decision_log, five_s, levels, situation, tagged
from reporter.frames.situation import MATCHES, Response
from reporter.frames.tactics import KNOWN, Tactic
from reporter.metrics import Amec, Metric, measure
from reporter.units import Unit
from tests.projects import an_incident
from tests.test_metrics import inputs

WAIT = "time_to_first_response"


def action(number: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - raw YAML
    """One measure."""
    return {"id": f"M{number}", "name": "措施", **fields}


def metric(name: str, value: float) -> Metric:
    """One measured number."""
    return Metric(id=name, label=name, value=value, unit=Unit.HOURS, method="test/1", source="")


def standings(measured: dict[str, Metric] | None = None, checked: Checked | None = None, **fields: Any) -> list[str]:  # noqa: ANN401 - raw YAML
    """Where every item of the five principles stands, in order."""
    incident = an_incident(**fields)
    found = five_s(incident, measured or {}, checked or judge_all(incident, lookup([])), 4.0)
    return [item.standing.value for principle in found for item in principle.items]


# 5S -----------------------------------------------------------------------------


def test_nothing_on_record_is_missing_and_not_failed() -> None:
    """Eleven questions, five principles, no verdict where nothing is known."""
    assert set(standings()) == {Standing.MISSING.value}


def test_speed_is_read_against_the_chosen_mark() -> None:
    """Within four hours is on record; a day later the records speak against it."""
    speed = 5
    assert standings({WAIT: metric(WAIT, 3.5)})[speed] == "recorded"
    assert standings({WAIT: metric(WAIT, 30)})[speed] == "against"


def test_two_stories_speak_against_one_voice() -> None:
    """The founding case: 'at once' beside 'no timely response'."""
    claims = [
        {"id": "C1", "quote": "第一时间回应", "asserts": {"topic": "first_response", "value": "prompt"}},
        {"id": "C2", "quote": "未及时回应", "asserts": {"topic": "first_response", "value": "late"}},
    ]
    assert standings(claims=claims)[4] == "against"


def test_an_item_names_what_it_rests_on() -> None:
    """A tick nobody can look up is decoration."""
    incident = an_incident(actions=[action(1, kind="apology"), action(2, kind="compensation"), action(3, kind="audit")])
    items = [item for one in five_s(incident, {}, judge_all(incident, lookup([])), 4.0) for item in one.items]

    assert [item.evidence for item in items if item.standing is Standing.RECORDED] == [("M1",), ("M2",), ("M3",)]


# Situation and tactics -------------------------------------------------------------


@pytest.mark.parametrize(
    ("cluster", "history", "wanted"),
    [
        ("victim", False, "inform"),
        ("victim", True, "diminish"),
        ("accidental", False, "diminish"),
        ("accidental", True, "rebuild"),
        ("preventable", False, "rebuild"),
        ("preventable", True, "rebuild"),
    ],
)
def test_the_match_table_is_coombs(cluster: str, history: bool, wanted: str) -> None:  # noqa: FBT001 - a table's column
    """Coombs 2007, guidelines: each cluster calls for its own, an intensifier for one step more."""
    found = situation(an_incident(situation={"cluster": cluster, "crisis_history": history}))

    assert found is not None
    assert found.called_for.value == wanted
    assert MATCHES[cluster][history] is Response(wanted)


def test_what_was_called_for_and_not_done_is_shown_empty() -> None:
    """A preventable crisis answered with information alone."""
    found = situation(an_incident(situation={"cluster": "preventable"}, actions=[action(1, kind="investigation")]))

    assert found is not None
    assert not found.matched
    assert [(use.response.value, use.actions) for use in found.uses] == [("inform", ("M1",)), ("rebuild", ())]
    assert found.unknown == ("crisis_history", "prior_reputation")


def test_denial_beside_an_apology_is_said() -> None:
    """The two contradict each other, whatever the cluster."""
    done = [action(1, tactics=["否认"]), action(2, tactics=["道歉"])]

    found = situation(an_incident(situation={"cluster": "preventable"}, actions=done))

    assert found is not None
    assert found.mixed


def test_a_tag_without_a_text_cannot_be_checked() -> None:
    """And one that names no tactic is shown as it was written."""
    rows = tagged(an_incident(actions=[action(1, tactics=["道歉", "打太极"]), action(2)]))

    assert [(row.action, row.tags, row.checkable) for row in rows] == [
        ("M1", (("道歉", Tactic.MORTIFY), ("打太极", None)), False),
    ]
    assert set(KNOWN.values()) == set(Tactic)


# Levels, decisions -------------------------------------------------------------------


def test_an_empty_level_is_a_gap_with_what_would_fill_it() -> None:
    """Outputs alone are not an evaluation; the page says which files are missing."""
    measured = {found.id: found for found in measure(inputs(an_incident(), None))}
    rows = levels(measured)

    assert [row.level for row in rows] == list(Amec)
    assert [row.measured for row in rows] == [()] * len(rows)
    assert "costs" in rows[0].missing
    assert "sales" in rows[-1].missing


def test_a_decision_says_what_its_record_lacks() -> None:
    """Why and knowing what is the whole point of the log."""
    (row,) = decision_log(an_incident(strategy={"decisions": [{"decision": "回退版本", "by": "专班"}]}))

    assert len(row.lacking) == 5
    full = {
        "decision": "回退版本",
        "by": "专班",
        "why": "止损",
        "known": "范围不明",
        "options": ["等待"],
        "outcome": "已止住",
        "at": "2021-06-18 10:00",
    }
    (row,) = decision_log(an_incident(strategy={"decisions": [full]}))
    assert row.lacking == ()
