"""report.json: what other programs read is complete, finite, rounded and what its schema says."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from reporter.claims import Attribution, NumberVerdict, RelationVerdict
from reporter.claims import Reason as ClaimReason
from reporter.findings import Certainty
from reporter.incident import Classification, FollowUpStatus
from reporter.metrics import Calibration, Direction, Gap
from reporter.report import report_json, report_schema, totals
from reporter.units import Unit, significant
from tests.projects import FOUNDING, SIBLING, Built
from tests.test_founding_case import NUMBERS, RELATIONS

SLUGS = (FOUNDING, SIBLING)


def written(both: Built, slug: str) -> dict[str, Any]:
    """The file as it lies in the site; NaN and Infinity are refused."""

    def refuse(name: str) -> float:
        raise ValueError(name)

    text = (both.site / "incidents" / slug / "report.json").read_text(encoding="utf-8")
    return dict(json.loads(text, parse_constant=refuse))


def numbers(value: object) -> Iterator[float]:
    """Every number in a document."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def enumerations(value: object) -> Iterator[set[object]]:
    """Every closed set of a schema."""
    if isinstance(value, dict | list):
        if isinstance(value, dict) and isinstance(value.get("enum"), list):
            yield set(value["enum"])
        for part in value.values() if isinstance(value, dict) else value:
            yield from enumerations(part)


def test_the_schema_is_a_schema_and_is_published(both: Built) -> None:
    """The address in a reader's hands must answer, with exactly what the tool promises."""
    published = json.loads((both.site / "schemas" / "report.schema.json").read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(published)
    assert published == report_schema()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_report_is_what_the_schema_says(both: Built, slug: str) -> None:
    """With posts and without, in every part."""
    jsonschema.Draft202012Validator(report_schema()).validate(written(both, slug))


@pytest.mark.parametrize("slug", SLUGS)
def test_the_schema_knows_every_key(both: Built, slug: str) -> None:
    """A key nobody described is a promise nobody keeps."""
    closed = _closed(report_schema())

    jsonschema.Draft202012Validator(closed).validate(written(both, slug))


def _closed(schema: Any) -> Any:  # noqa: ANN401 - a JSON document
    """The schema with every object it describes refusing more keys."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if "required" in schema else inner


@pytest.mark.parametrize(
    "kind",
    [
        Attribution,
        Calibration,
        Certainty,
        ClaimReason,
        Classification,
        Direction,
        FollowUpStatus,
        Gap,
        NumberVerdict,
        RelationVerdict,
        Unit,
    ],
)
def test_the_schema_spells_every_code_out(kind: Any) -> None:  # noqa: ANN401 - an enumeration
    """Who reads the file needs the whole list, not the codes that happened so far."""
    codes = {member.value for member in kind}

    assert any(codes == found - {None} for found in enumerations(report_schema()))


@pytest.mark.parametrize("slug", SLUGS)
def test_numbers_are_finite_and_have_ten_digits(both: Built, slug: str) -> None:
    """Two machines write the same bytes, and every JSON reader takes them."""
    found = list(numbers(written(both, slug)))

    assert found
    assert [number for number in found if not math.isfinite(number) or significant(number) != number] == []


def test_the_founding_case_has_its_verdicts(both: Built) -> None:
    """The table of the founding case, as the site publishes it."""
    report = written(both, FOUNDING)

    verdicts = {claim["id"]: (claim["number"], set(claim["reason"])) for claim in report["claims"]}
    assert verdicts == {
        claim: (verdict.value if verdict else None, reasons) for claim, (verdict, reasons) in NUMBERS.items()
    }
    assert {(tuple(found["claims"]), found["verdict"]) for found in report["relations"]} == RELATIONS
    assert {claim["attribution"] for claim in report["claims"]} <= {"descriptive", "not_assessable"}
    assert {claim["recomputed"] for claim in report["claims"]} == {None}
    assert (report["balance"]["read"], report["balance"]["files"], report["coverage"]) == (0, [], [])


def test_every_row_of_the_sibling_is_accounted_for(both: Built) -> None:
    """Read = used + merged + rejected, file by file and in all."""
    balance = written(both, SIBLING)["balance"]

    for part in (balance, *balance["files"]):
        assert part["read"] == part["used"] + part["merged"] + part["rejected"]
    assert all(sum(file["reasons"].values()) == file["rejected"] for file in balance["files"])
    assert balance["read"] == sum(file["read"] for file in balance["files"]) > 0


def test_the_file_is_the_record(both: Built) -> None:
    """Pages and file come from one record; neither is worked out again."""
    (report,) = [report for report in both.plan.reports if report.slug == SIBLING]

    assert written(both, SIBLING) == json.loads(json.dumps(report_json(report)))
    assert totals(report.balance)["read"] == written(both, SIBLING)["balance"]["read"]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_finding_rests_on_what_the_report_holds(both: Built, slug: str) -> None:
    """A statement without evidence is not printed; evidence that does not exist is none."""
    report = written(both, slug)
    (record,) = [report for report in both.plan.reports if report.slug == slug]
    known = {record_id for _list, record_id, _i in record.incident.identified()}
    values = {metric["id"] for metric in report["metrics"] if metric["value"] is not None}

    for finding in report["findings"]:
        assert finding["evidence"] or finding["metrics"], finding["id"]
        assert set(finding["evidence"]) <= known
        assert set(finding["metrics"]) <= values


# Frames -------------------------------------------------------------------------


def _items(frames: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item of every frame that says something is on record."""
    for principle in frames["five_s"]:
        yield from (one for one in principle["items"] if one["standing"] != "missing")
    yield from frames["scct"]["uses"] if frames["scct"] else ()
    for name in ("image_repair", "amec", "decisions", "residual_risks"):
        yield from frames[name]
    yield from frames["life_cycle"]["stages"]
    for part in frames["review"].values():
        yield from part


def test_every_item_of_a_frame_names_what_it_rests_on(both: Built) -> None:
    """A program that reads the frames must be able to follow each item to a record or a metric of the same file."""
    found = written(both, SIBLING)
    incident = next(one for one in both.plan.reports if one.slug == SIBLING).incident
    known = {record for _list, record, _i in incident.identified()} | {metric["id"] for metric in found["metrics"]}

    items = [one for one in _items(found["frames"]) if one.get("called_for") is not True]
    named = [set(one["evidence"]) for one in items]
    assert len(items) >= 30
    assert [one for one in items if not one["evidence"] and not one.get("lacking")] == []
    assert set().union(*named) - known == {"strategy.team"}


def test_the_frames_of_the_page_and_of_the_file_are_the_same(both: Built) -> None:
    """Two lists of the same questions would differ one day."""
    page = (both.site / "incidents" / SIBLING / "evidence.html").read_text(encoding="utf-8")
    frames = written(both, SIBLING)["frames"]

    questions = [item["question"] for principle in frames["five_s"] for item in principle["items"]]
    told = [*questions, *(one["text"] for one in frames["residual_risks"]), *(one["name"] for one in frames["marks"])]
    assert len(questions) == 11
    assert [one for one in told if one not in page] == []


def test_without_a_statement_of_the_situation_there_is_no_match_table(both: Built) -> None:
    """The founding case has none: a gap, and no guess."""
    frames = written(both, FOUNDING)["frames"]

    assert frames["scct"] is None
    assert frames["life_cycle"]["stages"] == []
