"""The small rooms everything is written with: languages, numbers, times."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter import i18n, units
from reporter.i18n import _, language, language_named, ngettext, pgettext, speaking
from reporter.moments import Moment, Precision, hours_between, is_zone, read_moment
from reporter.units import MINUS, Unit, about, decimal, exact, joined, large, length, rounded, shortest, significant

# Languages ------------------------------------------------------------------


def test_an_incident_of_another_language_leaves_no_trace() -> None:
    """A Chinese page after an English one is Chinese again, after an error too."""
    with pytest.raises(ZeroDivisionError), speaking("en"):
        _fail()

    assert language() == "zh"


def _fail() -> None:
    assert language() == "en"
    raise ZeroDivisionError


def test_threads_speak_their_own_language() -> None:
    """The preview answers in one thread while another builds."""
    heard: list[str] = []
    with speaking("en"):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()

    assert heard == ["zh"]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("en_US.UTF-8", "en"),
        ("EN", "en"),
        ("C", "zh"),
        ("", "zh"),
        ("de_DE", "zh"),
        ("C.UTF-8", "zh"),
    ],
)
def test_a_locale_names_a_language(written: str, spoken: str) -> None:
    """Who names none of ours is shown Chinese: the tool's users read it."""
    assert language_named(written) == spoken


def test_english_is_the_key_itself() -> None:
    """A sentence that is not translated yet still reads."""
    with speaking("en"):
        assert _("first response") == "first response"
        assert pgettext("severity", "error") == "error"
        assert ngettext("{n} incident", "{n} incidents", 1) == "{n} incident"
        assert ngettext("{n} incident", "{n} incidents", 2) == "{n} incidents"
    assert _("first response") == "首次回应"
    assert i18n.N_("first response") == "first response"


# Numbers --------------------------------------------------------------------

_values = st.floats(-1e300, 1e300)


@given(_values, st.integers(0, 6))
def test_a_written_number_is_the_number(value: float, places: int) -> None:
    """Reading back gives the value to the last printed digit; a zero has no sign."""
    written = decimal(value, places)

    read = float(written.replace(",", "").replace(MINUS, "-"))
    assert read == pytest.approx(value, abs=0.5001 * 10**-places, rel=1e-9)
    assert (read < 0) == written.startswith(MINUS)
    assert re.fullmatch(rf"{MINUS}?\d{{1,3}}(,\d{{3}})*" + (rf"\.\d{{{places}}}" if places else ""), written)


@given(_values)
def test_every_way_of_writing_takes_every_number(value: float) -> None:
    """A reported 1e30 yuan is the analyst's slip, not a crash."""
    for spoken in ("zh", "en"):
        with speaking(spoken):
            assert shortest(value)
            assert large(value)
            for unit in Unit:
                assert rounded(value, unit) in about(value, unit)
                assert decimal(value) in exact(value, unit)


@given(_values)
def test_numbers_on_disk_have_ten_digits(value: float) -> None:
    """Two machines may differ in the sixteenth digit; the files may not."""
    kept = significant(value)

    assert significant(kept) == kept
    assert kept == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [(2.675, 2, "2.68"), (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (-0.4, 0, "0"), (1234567.891, 1, "1,234,567.9")],
)
def test_halves_go_to_the_even_neighbour_as_they_are_read(value: float, places: int, written: str) -> None:
    """2.675 is 2.67499… in binary; the reader sees 2.675."""
    assert decimal(value, places) == written


def test_a_sign_is_written_where_it_is_asked_for() -> None:
    """+25 and −46, never +0."""
    assert [decimal(value, signed=True) for value in (25, -46, 0)] == ["+25", "−46", "0"]


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (48_216, Unit.POSTS, "约4.8万条"),
        (9_996, Unit.POSTS, "约1万条"),
        (321, Unit.POSTS, "321条"),
        (99.7, Unit.PERCENT, "约99.7%"),
        (99.99, Unit.PERCENT, "约99.9%"),
        (99.4, Unit.PERCENT, "约99%"),
        (100, Unit.PERCENT, "约100%"),
        (38.6, Unit.HOURS, "约39小时"),
        (0.74, Unit.HOURS, "约0.7小时"),
        (20.4, Unit.PERCENT, "约20%"),
        (0.44, Unit.PERCENT, "约0.4%"),
        (7.2, Unit.POINTS, "约7个百分点"),
        (123_456_789, Unit.YUAN, "约1.2亿元"),
        (2_000_000, Unit.POSTS, "约200万条"),
    ],
)
def test_numbers_are_rounded_as_the_field_says_them(value: float, unit: Unit, written: str) -> None:
    """A first screen says 约4.8万条, not 48,216; what is exact as written is not 约, and almost all is not all."""
    assert about(value, unit) == written


def test_english_numbers_keep_their_distance() -> None:
    """`48,216 posts`, but `20%`."""
    with speaking("en"):
        assert (joined("5", Unit.POSTS), joined("5", Unit.PERCENT), joined("5", Unit.RATIO)) == ("5 posts", "5%", "5")
        assert large(48_216) == "48,216"


def test_per_cent_and_percentage_points_have_different_words() -> None:
    """35 % and 35个百分点 are different claims."""
    assert units.sign(Unit.PERCENT) != units.sign(Unit.POINTS)
    assert len({unit.value for unit in Unit}) == len(list(Unit))


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(2358, "39小时18分"), (45, "45分"), (120, "2小时"), (0, "0分"), (-90, "−1小时30分"), (60_000, "1,000小时")],
)
def test_a_length_of_time_is_written_to_the_minute(minutes: int, written: str) -> None:
    """A wait of no hours and no minutes still has a unit."""
    assert length(timedelta(minutes=minutes)) == written


# Times ----------------------------------------------------------------------

_zones = st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Urumqi", "UTC", "Australia/Lord_Howe"])
_days = st.dates(date(1970, 1, 2), date(2199, 12, 30))


@given(_days, st.times(), _zones, st.sampled_from(["%Y-%m", "%Y-%m-%d", "%Y-%m-%d %H:%M"]))
def test_a_time_is_read_as_precisely_as_it_is_written(day: date, clock: object, zone: str, shape: str) -> None:
    """`2021-06-14` is a day and not its midnight; writing it again adds no precision."""
    written = datetime.combine(day, clock).strftime(shape)  # type: ignore[arg-type]

    moment = read_moment(written, zone)

    assert moment.at <= moment.middle < moment.until
    again = read_moment(moment.isoformat(), zone)
    assert again.precision is moment.precision
    assert again.at == moment.at


@given(_days, _days, _zones)
def test_waits_between_days_hold_every_wait_inside_them(first: date, second: date, zone: str) -> None:
    """Interval arithmetic, across clock changes too: the middle lies between the ends."""
    earlier, later = (read_moment(day.isoformat(), zone) for day in (first, second))

    middle, low, high = hours_between(earlier, later)

    assert low <= middle <= high
    inside = (later.middle.astimezone(UTC) - earlier.middle.astimezone(UTC)) / timedelta(hours=1)
    assert middle == pytest.approx(inside)


def test_the_hour_a_clock_skips_is_no_hour() -> None:
    """New York, 2021-03-14: from 01:30 to 03:30 is one hour."""
    times = [read_moment(f"2021-03-14 {clock}", "America/New_York") for clock in ("01:30", "03:30")]

    assert hours_between(*times) == (1, 1, 1)


def test_an_offset_wins_over_the_zone() -> None:
    """A time copied from a log says itself where it was."""
    assert read_moment("2021-06-18T10:00Z").at == datetime(2021, 6, 18, 10, tzinfo=UTC)
    assert read_moment("2021-06-18 10:00+08:00", "UTC").at == datetime(2021, 6, 18, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["2021-02-30", "0221-06-14", "2021-6-1", "14.06.2021", "2021-06-14 24:00", "", "昨天"]
)
def test_what_is_no_time_is_refused(written: str) -> None:
    """A guess would move an incident by a month."""
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says what is wrong
        read_moment(written)


@pytest.mark.parametrize("name", ["..", "/etc/passwd", "a\0b", "", "Mars/Base"])
def test_a_zone_is_looked_up_nowhere_else(name: str) -> None:
    """ZoneInfo looks for a file of that name."""
    assert not is_zone(name)


def test_a_month_lasts_until_the_next() -> None:
    """December too."""
    assert Moment(datetime(2021, 12, 1, tzinfo=UTC), Precision.MONTH).until == datetime(2022, 1, 1, tzinfo=UTC)
