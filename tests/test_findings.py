"""Findings: what may be said, on what it rests, and what is not said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.claims import judge_all, lookup
from reporter.findings import Certainty, Finding, find
from reporter.i18n import speaking
from reporter.metrics import Calibration, Gap, Metric
from reporter.units import Unit
from tests.projects import Built, an_incident

UNITS = {
    "volume": Unit.POSTS,
    "time_to_first_response": Unit.HOURS,
    "volume_before_response": Unit.PERCENT,
    "last_day_rate": Unit.POSTS_PER_HOUR,
    "peak": Unit.POSTS_PER_HOUR,
    "negative_share": Unit.PERCENT,
    "platform_share@weibo": Unit.PERCENT,
    "platform_share@douyin": Unit.PERCENT,
}


def found(
    values: Mapping[str, float | None],
    calibration: Calibration = Calibration.NONE,
    reference: float | None = None,
    **fields: Any,  # noqa: ANN401 - raw YAML
) -> dict[str, Finding]:
    """The findings of an incident with these whole-period metrics, by id, in English."""
    measured = {
        name: Metric(
            id=name,
            label=name,
            value=value,
            gap=Gap.NO_POSTS if value is None else None,
            unit=UNITS[name],
            method="test/1",
            source="",
            calibration=calibration,
        )
        for name, value in values.items()
    }
    incident = an_incident(**fields)
    with speaking("en"):
        checked = judge_all(incident, lookup(measured.values()))
        return {one.id: one for one in find(incident, measured, checked, reference=reference)}


@pytest.mark.parametrize("made", [{"evidence": ("A1",)}, {"metrics": ("volume",)}, {}])
def test_a_finding_rests_on_something(made: dict[str, tuple[str, ...]]) -> None:
    """An opinion with a report around it is still an opinion."""
    if made:
        assert Finding(id="x", statement="x", certainty=Certainty.MEASURED, **made).id == "x"
        return
    with pytest.raises(ValueError, match="x"):
        Finding(id="x", statement="x", certainty=Certainty.MEASURED)


_maybe = st.none() | st.integers(0, 10**6).map(lambda n: n / 7)


@given(st.fixed_dictionaries(dict.fromkeys(UNITS, _maybe)), st.sampled_from(Calibration))
def test_whatever_is_missing_findings_rest_on_values_that_exist(
    values: dict[str, float | None], calibration: Calibration
) -> None:
    """No combination of gaps ends a build, repeats a finding or cites a gap."""
    findings = found(values, calibration)

    cited = {name for finding in findings.values() for name in finding.metrics}
    assert {name for name in cited if values[name] is None} == set()
    assert all(finding.statement.endswith(".") for finding in findings.values())
    assert ("volume" in findings) == (values["volume"] is not None)


def test_nothing_is_concluded_from_nothing() -> None:
    """An empty form makes an empty report, not a calm one."""
    assert found({}) == {}


def test_a_fall_is_never_credited_to_the_response() -> None:
    """40 % less after the response is what natural decay does in 71 to 87 % of incidents without one."""
    findings = found({"volume": 1000, "time_to_first_response": 10, "last_day_rate": 1, "peak": 100})

    assert findings["attribution"].certainty is Certainty.UNCERTAIN
    assert "no effect has been estimated" in findings["attribution"].statement
    assert len(findings["attribution"].rivals) == 4
    assert "cannot be told yet" in findings["judgement"].statement


def test_the_machine_index_is_called_uncertain() -> None:
    """Whose labels a share rests on is said in the sentence itself."""
    machine = found({"negative_share": 40}, Calibration.UNCALIBRATED)["negative"]
    hand = found({"negative_share": 40}, Calibration.HAND)["negative"]

    assert (machine.certainty, hand.certainty) == (Certainty.UNCERTAIN, Certainty.MEASURED)
    assert "not calibrated" in machine.statement


def test_calm_is_said_as_the_analysts_word_beside_how_loud_it_is() -> None:
    """A date of calm without the last day's volume cannot be checked by a reader."""
    calm = found({"last_day_rate": 5, "peak": 100}, assessment={"recovered_at": "2021-06-19"})["calm"].statement

    now = "about 5 posts an hour in the last 24 hours of the period, about 5% of the peak."
    assert calm == f"Stated as calm since 19 Jun; {now}"


def test_an_empty_period_is_said_plainly() -> None:
    """“0 posts on 0 platforms” and a doubt about a fall nobody saw once began the report of a wrong period."""
    findings = found({"volume": 0, "last_day_rate": 0})

    assert findings["volume"].statement == "No post of the report period was collected."
    assert "response brought" not in findings["judgement"].statement


@pytest.mark.parametrize(("hours", "word"), [(3.9, "within"), (4, "within"), (4.1, "later than")])
def test_the_first_response_is_set_against_the_reference(hours: float, word: str) -> None:
    """“In time?” is answered first, then how much had passed."""
    measured = {"time_to_first_response": hours, "volume_before_response": 48}
    timely = found(measured, reference=4)["timely"].statement

    assert timely == (
        f"The first response came {word} the reference of 4 hours; about 48% of the volume had passed by then."
    )


def test_only_platforms_with_posts_are_counted() -> None:
    """A platform of comments only, or of posts outside the period, carried nothing."""
    findings = found({"volume": 10, "platform_share@weibo": 100, "platform_share@douyin": 0})

    assert findings["volume"].statement == "10 posts were collected on 1 platform in the period."


def test_the_analysts_judgement_stands_on_the_records_or_the_data() -> None:
    """What the analyst wrote is shown wherever anything supports it."""
    summary = {"judgement": "总体平稳"}
    records = found({}, summary=summary, actions=[{"id": "R1", "name": "致歉"}])["judgement"]
    data = found({"volume": 10}, summary=summary)["judgement"]

    assert (records.statement, records.evidence) == ("总体平稳", ("R1",))
    assert (data.statement, data.metrics) == ("总体平稳", ("volume",))
    assert "judgement" not in found({}, summary=summary)


def test_the_site_says_when_a_judgement_rests_on_nothing(both: Built) -> None:
    """Both real incidents have one, and the first screen shows it."""
    for report in both.plan.reports:
        finding = report.finding("judgement")
        assert finding is not None
        assert finding.evidence or finding.metrics
