"""Whatever an analyst records and whatever the data say, the check answers and never breaks."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.claims import judge_all, lookup
from reporter.i18n import speaking
from reporter.incident import Claim, ClaimUnit, Comparator, Incident, Reading
from reporter.metrics import DEFINITIONS
from reporter.metrics.record import Calibration, Interval, Metric
from tests.soak import examples

JUNE: Final = {"start": "2021-06-01", "end": "2021-06-07"}
MAY: Final = {"start": "2021-05-01", "end": "2021-05-07"}
METRICS: Final = ("", "unheard_of", "hourly_growth", "platform_share@weibo", *sorted(d.id for d in DEFINITIONS))
#: Figures as people print them: round ones, none at all, absurd ones.
VALUES: Final = st.one_of(
    st.sampled_from([0.0, 1.0, 35.0, 50.0, 100.0, 120.0, 2_000_000.0, 1e30, -3.0]),
    st.floats(-1e6, 1e9).map(lambda value: round(value, 2)),
)
#: Words that some rule listens to.
QUOTES: Final = ("…", "翻倍", "满分10分", "5分制", "减半", "加权后", "由A升至B", "{braces}", "%s")
ASSERTIONS: Final = (
    None,
    {"topic": "first_response", "value": "prompt"},
    {"topic": "award", "value": "best"},
    {"topic": "executed", "value": "done", "action": "M1", "by": "2021-06-03"},
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A claim with any fields the loader lets through."""
    value = draw(st.none() | VALUES)
    fields: dict[str, Any] = {
        "id": f"C{draw(st.integers(1, 9_999))}",
        "quote": draw(st.sampled_from(QUOTES)),
        "metric": draw(st.sampled_from(METRICS)),
        "value": value,
        "value_from": draw(st.none() | VALUES) if value is not None else None,
        "unit": draw(st.sampled_from(ClaimUnit)) if value is not None else None,
        "decimals": draw(st.integers(0, 3)),
        "comparator": draw(st.sampled_from(Comparator)),
        "direction": draw(st.sampled_from([None, "up", "down"])),
        "readings": draw(st.lists(st.sampled_from(Reading), max_size=3, unique=True)),
        "window": draw(st.sampled_from([None, JUNE, MAY])),
        "baseline": draw(st.sampled_from([None, JUNE, MAY])),
        "n": draw(st.none() | st.integers(1, 10_000)),
        "items": draw(st.none() | st.integers(1, 5)),
        "population": draw(st.sampled_from(["", "微博"])),
        "definition": draw(st.sampled_from(["", "1分至10分", "…"])),
        "causal": draw(st.booleans()),
        "primary": draw(st.booleans()),
        "double_barrelled": draw(st.booleans()),
        "asserts": draw(st.sampled_from(ASSERTIONS)),
    }
    return Claim.model_validate(fields)


@st.composite
def metrics_for(draw: st.DrawFn, claim: Claim) -> list[Metric]:
    """Our own numbers on a claim's metric, in its windows or for the whole period."""
    definition = next((d for d in DEFINITIONS if d.id == claim.metric), DEFINITIONS[0])
    made = []
    for window in (f"claim:{claim.id}", f"baseline:{claim.id}", "period"):
        if not draw(st.booleans()):
            continue
        value = draw(st.floats(-200, 1e6))
        half = draw(st.sampled_from([0.0, 0.5, 30.0]))
        interval = Interval(value - half, value + half, draw(st.sampled_from([0.95, 1.0]))) if half else None
        calibration = draw(st.sampled_from([Calibration.NONE, Calibration.UNCALIBRATED]))
        made.append(
            Metric(
                id=claim.metric,
                label="…",
                value=value,
                unit=definition.unit,
                method="test/1",
                source="test",
                interval=interval,
                n=draw(st.none() | st.integers(1, 10_000)),
                window=window,
                calibration=calibration,
            ),
        )
    return made


@settings(max_examples=examples(40))
@given(st.data(), st.lists(claims(), min_size=1, max_size=5, unique_by=lambda claim: claim.id))
def test_the_check_answers_whatever_was_recorded(data: st.DataObject, stated: list[Claim]) -> None:
    """Every figure gets a verdict with its sentence, every relation its arithmetic, all of it plain JSON."""
    action = {"id": "M1", "name": "…", "announced_at": "2021-06-02", "executed_at": "2021-06-05"}
    incident = Incident.model_validate(
        {
            "title": "…",
            "organisation": {"name": "…"},
            "period": {"start": "2021-06", "end": "2021-06"},
            "as_of": "2021-07",
            "actions": [action],
        },
    ).model_copy(update={"claims": tuple(stated)})
    found = [metric for claim in stated for metric in data.draw(metrics_for(claim))]

    with speaking("zh"):
        checked = judge_all(incident, lookup(found))

    assert [v.id for v in checked.verdicts] == [c.id for c in stated]
    assert all(bool(v.explanation) == (v.number is not None) for v in checked.verdicts)
    assert all(relation.explanation for relation in checked.relations)
    json.dumps([v.as_dict() for v in checked.verdicts] + [r.as_dict() for r in checked.relations], allow_nan=False)
