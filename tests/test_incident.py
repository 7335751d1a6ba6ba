"""The incident's records, the schema made from them, and times as they are written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reporter import incident as room
from reporter.i18n import speaking
from reporter.incident import CorrectionFile, Incident, Prose, Record, json_schema, schema_text
from reporter.moments import Moment, Precision, hours_between, is_zone, read_moment
from reporter.resources import corrections_schema, incident_schema


def an_incident(**given_fields: object) -> Incident:
    """A small incident with these fields."""
    fields: dict[str, object] = {
        "title": "价格争议",
        "organisation": {"name": "某平台"},
        "period": {"start": "2021-06-14", "end": "2021-06-30"},
        "as_of": "2021-07-01",
    }
    return Incident.model_validate(fields | given_fields)


def records() -> Iterator[type[Record]]:
    """Every record class of the room."""
    for name in room.__all__:
        thing = getattr(room, name)
        if isinstance(thing, type) and issubclass(thing, Record) and thing is not Record:
            yield thing


# The schema ---------------------------------------------------------------


def test_the_checked_in_schema_is_fresh() -> None:
    """Editors and the manual show what the code reads; `python tools/schema.py` writes it anew."""
    assert incident_schema().read_text(encoding="utf-8") == schema_text()
    assert corrections_schema().read_text(encoding="utf-8") == schema_text(CorrectionFile)


def test_the_schema_is_valid_and_refuses_what_the_records_refuse() -> None:
    """2020-12, closed objects, patterns for times."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = json.loads(an_incident().model_dump_json(by_alias=True))

    assert validator.is_valid(good)
    assert not validator.is_valid(good | {"titel": "x"})
    assert not validator.is_valid(good | {"as_of": "June"})
    assert not validator.is_valid({key: value for key, value in good.items() if key != "title"})


@pytest.mark.parametrize("record", list(records()), ids=lambda record: record.__name__)
def test_every_field_is_described_in_chinese(record: type[Record]) -> None:
    """The description is what the analyst reads in the editor and in the manual."""
    for name, field in record.model_fields.items():
        assert field.description, name
        if record is not Prose:
            assert not field.description.isascii(), name


def test_no_english_docstring_is_published() -> None:
    """Descriptions in the schema come from the fields alone."""
    for definition in json_schema()["$defs"].values():
        assert not str(definition.get("description", "说明")).isascii()


def test_written_out_and_read_again_an_incident_is_the_same() -> None:
    """What the tool writes as JSON it can read."""
    first = an_incident(
        timeline=[{"id": "E1", "at": "2021-06", "what": {"zh": "甲", "en": "a"}}, {"id": "E2", "what": "乙"}],
        claims=[{"id": "A1", "quote": "x", "value": 40, "unit": "%", "readings": ["pp", "level"]}],
    )

    again = Incident.model_validate(json.loads(first.model_dump_json(by_alias=True)))

    assert again == first


# Records ------------------------------------------------------------------


def test_prose_speaks_the_active_language_or_the_other() -> None:
    """A report in English of an incident written in Chinese still has its texts."""
    both, only = Prose(zh="中", en="en"), Prose(zh="中")

    with speaking("en"):
        assert (str(both), str(only), bool(Prose())) == ("en", "中", False)
    with speaking("zh"):
        assert (str(both), str(Prose(en="en"))) == ("中", "en")


def test_a_bare_end_date_includes_its_day() -> None:
    """An analyst who writes 6月14日至6月30日 means the 30th too."""
    start, end = an_incident().period.bounds

    assert end - start == timedelta(days=17)


def test_a_figure_needs_its_unit() -> None:
    """40 what?"""
    with pytest.raises(ValidationError):
        an_incident(claims=[{"id": "A1", "quote": "x", "value": 40}])


def test_the_first_response_is_the_earliest_marked_action() -> None:
    """Marked actions win over the clock; without them the clock's event counts."""
    timeline = [{"id": "E1", "what": "x", "stage": "first_response", "at": "2021-06-15"}]
    actions = [
        {"id": f"M{day}", "name": "y", "first_response": True, "executed_at": f"2021-06-{day}"} for day in (18, 17)
    ]

    with_actions = an_incident(timeline=timeline, actions=actions).first_response()
    from_clock = an_incident(timeline=timeline).first_response()

    assert with_actions == read_moment("2021-06-17")
    assert from_clock == read_moment("2021-06-15")
    assert an_incident().first_response() is None


def test_times_without_offset_are_in_the_incidents_zone() -> None:
    """The context carries the zone; an offset in the text wins."""
    fields = json.loads(an_incident().model_dump_json(by_alias=True))
    fields |= {"as_of": "2021-07-01 08:00", "timezone": "Europe/Berlin"}

    incident = Incident.model_validate(fields, context={"timezone": "Europe/Berlin"})

    assert incident.as_of.at == datetime(2021, 7, 1, 6, tzinfo=UTC)


# Times --------------------------------------------------------------------

precisions = st.sampled_from(
    [("%Y-%m", Precision.MONTH), ("%Y-%m-%d", Precision.DAY), ("%Y-%m-%d %H:%M", Precision.MINUTE)]
)
days = st.datetimes(datetime(1970, 1, 1), datetime(2200, 12, 31))  # noqa: DTZ001 - hypothesis wants naive bounds


@given(days, precisions)
def test_a_time_keeps_the_precision_it_was_written_with(at: datetime, precision: tuple[str, Precision]) -> None:
    """Written, read and written again, nothing is added."""
    shape, expected = precision
    moment = read_moment(f"{at:{shape}}")

    assert moment.precision is expected
    again = read_moment(moment.isoformat())
    # By the instant: Python calls a time of the hour that a clock change repeats unequal to its like in another zone.
    assert (again.at.timestamp(), again.precision) == (moment.at.timestamp(), moment.precision)
    assert moment.at < moment.middle or expected is Precision.MINUTE
    assert moment.middle < moment.until


@given(days, days, precisions, precisions)
def test_hours_between_coarse_times_are_an_interval(
    one: datetime,
    two: datetime,
    coarse: tuple[str, Precision],
    fine: tuple[str, Precision],
) -> None:
    """The estimate lies within its bounds, and swapping the times mirrors them."""
    earlier, later = read_moment(f"{one:{coarse[0]}}"), read_moment(f"{two:{fine[0]}}")

    middle, low, high = hours_between(earlier, later)
    back, least, most = hours_between(later, earlier)

    assert low <= middle <= high
    assert back == pytest.approx(-middle)
    if coarse[1] is not Precision.MINUTE or fine[1] is not Precision.MINUTE:
        assert [least, most] == pytest.approx([-high, -low])


def test_hours_count_across_a_clock_change() -> None:
    """On 28 March 2021 Berlin's clocks jump from two to three: one hour passes, not two."""
    before, after = (read_moment(f"2021-03-28 0{h}:30", "Europe/Berlin") for h in (1, 3))

    assert hours_between(before, after) == (1, 1, 1)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2021",
        "2021-13",
        "2021-02-30",
        "21-06-14",
        "2021-06-14 24:00",
        "0000-01-01",
        "9999-12-31",
        "2021-06-14 9:30",
        "2021-06-14 09:30+99:00",
        "2021-06-14 09",
        "now",
    ],
)
def test_what_is_no_time_is_refused(written: str) -> None:
    """Dates the calendar does not have, and slips in the year."""
    with pytest.raises(ValueError):  # noqa: PT011 - its message is the text itself
        read_moment(written)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Asia/Shanghai", True),
        ("UTC", True),
        ("", False),
        ("Mars/Base", False),
        ("../x", False),
        ("/etc/passwd", False),
        ("a\0b", False),
        ("Asia", False),
    ],
)
def test_a_zone_is_one_the_world_knows(name: str, known: bool) -> None:  # noqa: FBT001 - a table of cases
    """The name is looked up as a file; none of the ways that fails may escape."""
    assert is_zone(name) is known


def test_a_moment_orders_by_time() -> None:
    """The earliest of several is found with min()."""
    assert min(read_moment("2021-06-15"), read_moment("2021-06-14 10:00")) == Moment(
        read_moment("2021-06-14 10:00").at,
        Precision.MINUTE,
    )
