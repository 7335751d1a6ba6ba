"""The founding case: every row of it stands in the incident, and its verdicts come out exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from reporter.claims import Attribution, Checked, NumberVerdict, judge_all, lookup
from reporter.i18n import speaking
from reporter.incident import ActionKind, Assertion, Classification, Incident, Stage
from reporter.load import Loaded, load_incident

PROJECT = Path(__file__).parent.parent
FOLDER = PROJECT / "incidents" / "2021-06-ecommerce-pricing"

UNVERIFIED = NumberVerdict.NOT_VERIFIABLE

#: Claim -> its verdict and reason codes.
NUMBERS: dict[str, tuple[NumberVerdict | None, set[str]]] = {
    "A1": (UNVERIFIED, {"NO_DEFINITION", "NO_DATA"}),
    "A2": (UNVERIFIED, {"AMBIGUOUS_READING", "NO_BASELINE"}),
    "A3": (UNVERIFIED, {"NO_DEFINITION"}),
    "A4": (UNVERIFIED, {"AMBIGUOUS_READING", "NO_BASELINE"}),
    "A5": (UNVERIFIED, {"NO_N"}),
    "A6": (UNVERIFIED, {"NO_N"}),
    "A7": (UNVERIFIED, {"NO_BASELINE"}),
    "A8": (UNVERIFIED, {"AMBIGUOUS_READING"}),
    "A9": (UNVERIFIED, {"NO_DATA"}),
    "B2": (UNVERIFIED, {"AMBIGUOUS_READING", "NO_DATA"}),
    "B11": (UNVERIFIED, {"NO_DATA"}),
    "A10": (None, set()),
    "B7": (None, set()),
    "B10": (None, set()),
    "S2": (None, set()),
}

RELATIONS = {
    (("B7", "S2"), "inconsistent"),
    (("A1", "A3"), "tension"),
    (("A7", "A8"), "implies"),
}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """The incident as it is in the repository."""
    return load_incident(FOLDER, PROJECT)


@pytest.fixture(scope="module")
def case(loaded: Loaded) -> Incident:
    """What the incident states."""
    return loaded.incident


@pytest.fixture(scope="module")
def checked(case: Incident) -> Checked:
    """Its claims, judged with no data at all."""
    with speaking("en"):
        return judge_all(case, lookup(()))


def test_every_claim_has_the_verdict_and_the_reasons_of_the_table(checked: Checked) -> None:
    """The table is the contract: codes and sets, nothing more and nothing less."""
    found = {v.id: (v.number, {reason.value for reason in v.reasons}) for v in checked.verdicts}

    assert found == NUMBERS


def test_the_relations_are_those_of_the_table(checked: Checked) -> None:
    """Relations stand between claims and leave each one's own verdict alone."""
    assert {(r.claims, r.verdict.value) for r in checked.relations} == RELATIONS
    assert len(checked.relations) == len(RELATIONS)


def test_no_cause_is_assessed_without_a_series(checked: Checked) -> None:
    """B10 and A10 say that the measures worked; nothing was handed in that could show it."""
    causal = {v.id: v.attribution for v in checked.verdicts if v.claim.causal}

    assert causal == {"B10": Attribution.NOT_ASSESSABLE, "A10": Attribution.NOT_ASSESSABLE}


#: Claim -> what a careful reader must be told beside it.
TOLD = {
    "A1": ["Attention falls by itself"],
    "A2": ["35 percentage points is impossible from above 65%", "35% from above 74.1%", "levels are needed"],
    "A3": ["a change of −50%", "−58.8%", "−40.0%"],
    "A4": ["Per cent or percentage points?", "The number of cases is not given"],
    "A5": ["spread of answers", "happier after it than before it"],
    "A6": ["Two questions share one figure", "±7.0", "400 respondents", "who was asked"],
    "A7": ["618", "promotions"],
    "A8": ["Of users, of sales or of the increase?"],
    "A9": ["awarding body is not named"],
    "A10": ["does not show a cause"],
    "B2": ["topic counter", "lower bound"],
    "B11": ["lower bound", "kinds of expense"],
}


@pytest.mark.parametrize("claim", sorted(TOLD))
def test_a_careful_reader_is_told(claim: str, checked: Checked) -> None:
    """The third column of the assessment table, claim by claim."""
    (verdict,) = [v for v in checked.verdicts if v.id == claim]
    said = " ".join(verdict.cautions)

    assert [words for words in TOLD[claim] if words not in said] == []


def test_both_readings_of_the_growth_rate_are_worked_out(checked: Checked) -> None:
    """A constant flow gives .8 % at hour 125 and .4 % at hour 250; hour on hour it grows x1.96 a week."""
    (growth,) = [v for v in checked.verdicts if v.id == "A3"]
    cumulative, hourly = growth.readings

    assert "hour 125" in cumulative.words
    assert "hour 250" in cumulative.words
    assert "1.96 times" in hourly.words


#: Relation -> the arithmetic it must show.
SHOWN = {
    ("B7", "S2"): ["cannot both hold", "without a timeline"],
    ("A1", "A3"): ["−50%", "−58.8% to −40.0%", "by −40%", "neither the measures nor the periods are defined"],
    ("A7", "A8"): ["0.92", "−8%", "of 8% they are unchanged", "at 15% they change by +8%", "1.12", "nothing follows"],
}


@pytest.mark.parametrize("claims", sorted(SHOWN))
def test_a_relation_shows_its_arithmetic(claims: tuple[str, str], checked: Checked) -> None:
    """A relation without its arithmetic would be one more unverified sentence."""
    (relation,) = [r for r in checked.relations if r.claims == claims]
    said = " ".join(relation.explanation)

    assert [words for words in SHOWN[claims] if words not in said] == []


def test_every_unverified_figure_says_what_would_settle_it(checked: Checked) -> None:
    """A verdict that asks for nothing helps nobody."""
    for verdict in checked.verdicts:
        if verdict.number is UNVERIFIED:
            assert verdict.explanation
            assert len(verdict.needed) == len(verdict.reasons)


def test_the_check_is_plain_json(checked: Checked) -> None:
    """`report.json` holds no NaN and no infinity; reasons are lists of codes."""
    dicts = [v.as_dict() for v in checked.verdicts] + [r.as_dict() for r in checked.relations]

    again = json.loads(json.dumps(dicts, allow_nan=False))

    assert again == dicts
    assert {frozenset(d["reason"]) for d in again if "quote" in d} == {
        frozenset(codes) for _n, codes in NUMBERS.values()
    }


def _names(records: Collection[object]) -> str:
    return " ".join(str(getattr(r, "name", "") or getattr(r, "text", "") or getattr(r, "what", "")) for r in records)


def _claim(case: Incident, claim: str) -> str:
    (found,) = [c for c in case.claims if c.id == claim]
    return (
        f"{found.quote} {found.value:.10g} {found.source}"
        if found.value is not None
        else f"{found.quote} {found.source}"
    )


def _figure(claim: str, *words: str) -> Callable[[Incident], bool]:
    return lambda case: all(word in _claim(case, claim) for word in words)


def _actions(*ids: str) -> Callable[[Incident], bool]:
    return lambda case: set(ids) <= {action.id for action in case.actions}


def _kinds(*kinds: ActionKind) -> Callable[[Incident], bool]:
    return lambda case: set(kinds) <= {action.kind for action in case.actions}


def _lesson(lesson: str, word: str) -> Callable[[Incident], bool]:
    return lambda case: any(
        x.id == lesson and word in str(x.text) and x.supports and x.follow_ups for x in case.lessons
    )


#: Row of the case -> where it stands in the incident.
ROWS: dict[str, Callable[[Incident], bool]] = {
    "B1": lambda c: (
        c.organisation.anonymous and bool(c.trigger and c.crisis_types) and c.period.start.isoformat() == "2021-06"
    ),
    "B2": _figure("B2", "2000000", "微博、微信"),
    "B3": lambda c: "扩散" in _names(c.timeline),
    "B4": lambda c: "消费者" in _names(c.background.stakeholders) and "企业家" in _names(c.background.stakeholders),
    "B5": lambda c: any("品牌" in str(x) for x in c.background.impact),
    "B6": _kinds(ActionKind.TEAM, ActionKind.MONITORING),
    "B7": _figure("B7", "没有及时回应"),
    "B8": lambda c: any("疏忽" in str(x.text) and x.evidence for x in c.background.causes),
    "B9": _kinds(ActionKind.APOLOGY, ActionKind.COMPENSATION, ActionKind.TRAINING),
    "B10": _figure("B10", "负面传播放缓"),
    "B11": _figure("B11", "5000000", "第三方"),
    "B12": _actions("B12-1", "B12-2"),
    "S1": lambda c: bool(c.strategy.team and c.strategy.objectives and c.strategy.decisions),
    "S2": lambda c: _figure("S2", "第一时间")(c) and any(a.first_response and a.tactics for a in c.actions),
    "S3": _actions("S3"),
    "S4": lambda c: len(c.strategy.items) == 5 and all(x.actions and x.evidence for x in c.strategy.items),
    "S5": _actions("S5-1", "S5-2", "S5-3", "S5-4", "S5-5"),
    "A1": _figure("A1", "40", "第三方"),
    "A2": _figure("A2", "35", "第三方"),
    "A3": _figure("A3", "0.8%", "0.4"),
    "A4": _figure("A4", "20", "认可度"),
    "A5": _figure("A5", "6.2", "7"),
    "A6": _figure("A6", "85", "问卷"),
    "A7": _figure("A7", "15", "内部"),
    "A8": _figure("A8", "20", "内部"),
    "A9": _figure("A9", "年度最佳"),
    "A10": _figure("A10", "取得成效"),
    "L1": _lesson("L1", "快速响应"),
    "L2": _lesson("L2", "根源"),
    "L3": _lesson("L3", "沟通"),
    "L4": _lesson("L4", "外部力量"),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_case_stands_in_the_incident(row: str, case: Incident) -> None:
    """Every row is a feature the report must be able to hold."""
    assert ROWS[row](case)


def test_the_first_lesson_is_held_against_what_happened(case: Incident) -> None:
    """The case teaches "respond fast" and says of itself that it did not."""
    (first,) = [lesson for lesson in case.lessons if lesson.id == "L1"]

    assert first.contradicts == ("B7",)


def test_the_two_sentences_on_promptness_assert_opposites(case: Incident) -> None:
    """The relation is found by what sentences assert, so they must assert it."""
    asserted = {c.id: c.asserts for c in case.claims if c.asserts and c.asserts.topic == "first_response"}

    assert asserted == {
        "B7": Assertion(topic="first_response", value="late"),
        "S2": Assertion(topic="first_response", value="prompt"),
    }


def test_nothing_the_material_does_not_say_is_filled_in(case: Incident, loaded: Loaded) -> None:
    """No time, cost or owner is known; the report shows the gaps instead of inventing."""
    assert loaded.post_files == ()
    assert [e.id for e in case.timeline if e.at is not None] == ["T1"]
    assert all(a.at is None and a.cost is None and not a.statement for a in case.actions)
    assert all(f.due is None and not f.owner_role and "建议" in str(f.action) for f in case.follow_ups)
    assert {w.code for w in loaded.warnings} == {"R111", "R113", "R114"}


def test_the_timeline_has_the_clocks_stages(case: Incident) -> None:
    """The clock shows which of its times are missing."""
    stages = {event.stage for event in case.timeline}

    assert {Stage.FIRST_EXPOSURE, Stage.ACTIVATION, Stage.FIRST_RESPONSE, Stage.CALM} <= stages


def test_the_first_screen_fits(case: Incident) -> None:
    """A judgement of at most 200 characters, five answers of at most 40: a leader's phone."""
    summary = case.summary
    answers = (summary.what_happened, summary.timely, summary.calm, summary.risk, summary.decide)

    assert 0 < len(str(summary.judgement)) <= 200
    assert all(0 < len(str(answer)) <= 40 for answer in answers)
    assert len(str(case.short_title)) <= 12
    assert case.classification is Classification.PUBLIC


def test_the_prose_is_typeset_as_chinese(case: Incident) -> None:
    """Full-width punctuation, no space between characters and figures, no accusation."""
    prose = [case.background.summary, case.strategy.summary, case.assessment.summary, case.summary.judgement]
    written = "\n".join(text.zh for text in prose)

    assert all(text.zh for text in prose)
    assert re.findall(r"[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff] +\d|\d +[\u4e00-\u9fff]", written) == []
    assert "水军" not in written
