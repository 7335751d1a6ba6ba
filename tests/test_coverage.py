"""What the collection missed weighs on every volume, and a curve of the collecting is not read as one of opinion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reporter.coverage import CoverageNote, bounding, caveat, coverage_notes, distorted
from reporter.engine import labelled, tally_all
from reporter.flow import evaluate
from reporter.i18n import speaking
from reporter.intake import read_posts
from reporter.load import CounterRow, CoverageRow, QuestionRow, Tables
from reporter.metrics import Gap, Inputs, Metric, measure
from reporter.moments import read_moment
from reporter.windows import declared_windows
from tests.intake_files import SECRET, an_incident, written
from tests.projects import quick, write_incident, write_posts

ZONE = "Asia/Shanghai"
#: Two posts an hour for three days: nothing about it looks like a collector's limit.
STEADY = [f"2021-06-{d:02d} {h:02d}:{m}0" for d in (10, 11, 12) for h in range(24) for m in (1, 4)]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def at(written: str) -> object:
    """A moment in the incident's zone."""
    return read_moment(written, ZONE)


def a_row(start: str, end: str, **given: object) -> CoverageRow:
    """A line of the coverage table about weibo."""
    return CoverageRow(platform="微博", start=at(start), end=at(end), **given)  # type: ignore[arg-type]


def notes_of(folder: Path, moments: list[str], *declared: CoverageRow) -> tuple[CoverageNote, ...]:
    """The notes on posts of those times."""
    return _read(folder, moments, declared)[0]


def measured(folder: Path, moments: list[str], *declared: CoverageRow, **tables: object) -> dict[str, Metric]:
    """The whole period's metrics of posts of those times."""
    notes, inputs = _read(folder, moments, declared, **tables)
    assert inputs.coverage == notes
    return {metric.id: metric for metric in measure(inputs) if metric.window == "period"}


def _read(
    folder: Path,
    moments: list[str],
    declared: tuple[CoverageRow, ...],
    **tables: object,
) -> tuple[tuple[CoverageNote, ...], Inputs]:
    incident = an_incident(period={"start": "2021-06-10", "end": "2021-06-12"})
    rows = ["正文,发布时间,平台", *(f"价格{n},{moment},微博" for n, moment in enumerate(moments))]
    read = read_posts([written(folder, "\n".join(rows) + "\n")], incident, folder, SECRET)
    windows = declared_windows(incident)
    tally = tally_all(labelled(read.chunks, None), windows)
    notes = coverage_notes(incident, declared, read, tally)
    loaded = Tables(sources={}, coverage=declared, **tables)  # type: ignore[arg-type]
    return notes, Inputs(incident=incident, windows=windows, tally=tally, tables=loaded, source="a.csv", coverage=notes)


def test_a_steady_collection_has_nothing_to_say(tmp_path: Path) -> None:
    """A warning on every report would be read by nobody."""
    assert notes_of(tmp_path, STEADY) == ()


def test_a_declared_total_gives_the_share_collected_and_bounds_the_volume(tmp_path: Path) -> None:
    """At least what was collected, at most what the platform itself counts."""
    row = a_row("2021-06-10", "2021-06-12", total=180)

    (note,) = notes_of(tmp_path, STEADY, row)
    volume = measured(tmp_path, STEADY, row)["volume"]

    assert (note.code, note.platform, note.collected, note.total, note.share) == (
        "declared_total",
        "weibo",
        144,
        180,
        80,
    )
    assert volume.value == 144
    assert tuple(volume.interval or ()) == (144, 180, 1.0)
    assert "80%" in volume.note


def test_a_total_is_compared_with_its_own_hours_only(tmp_path: Path) -> None:
    """The platform's figure for one day says nothing about the next."""
    (note, *_gaps) = [
        note
        for note in notes_of(tmp_path, STEADY, a_row("2021-06-11 06:00", "2021-06-11 12:00", total=12))
        if note.code == "declared_total"
    ]

    assert (note.collected, note.share, note.missing) == (12, 100, 0)
    assert bounding([note]) == ()


def test_a_total_that_reaches_out_of_the_period_is_not_compared(tmp_path: Path) -> None:
    """Posts outside the period are not counted here."""
    found = notes_of(tmp_path, STEADY, a_row("2021-06-01", "2021-06-30", total=9000))

    assert [note.code for note in found] == []


def test_more_than_the_platforms_own_total_is_told_and_bounds_nothing(tmp_path: Path) -> None:
    """Then the two queries differ, and neither is a bound of the other."""
    row = a_row("2021-06-10", "2021-06-12", total=100)

    assert "queries differ" in notes_of(tmp_path, STEADY, row)[0].message
    assert measured(tmp_path, STEADY, row)["volume"].interval is None


def test_a_declared_cap_makes_volumes_and_speeds_lower_bounds(tmp_path: Path) -> None:
    """The figures stay, with the caveat beside them."""
    found = measured(tmp_path, STEADY, a_row("2021-06-10", "2021-06-12", cap=50))

    for name in ("volume", "spread_speed", "spread_speed@original", "peak", "last_day_rate", "platform_share@weibo"):
        assert found[name].value is not None
        assert found[name].note.startswith("lower bound")


def test_a_crawlers_page_cap_refuses_every_rate(tmp_path: Path) -> None:
    """A hundred posts every day is the crawler's pace, not the public's."""
    start = datetime(2021, 6, 1, 8)  # noqa: DTZ001 - written as exports write it
    days = [start + timedelta(days=d, minutes=7 * n) for d in range(12) for n in range(100)]

    found = measured(tmp_path, [f"{moment:%Y-%m-%d %H:%M}" for moment in days])

    for name in ("spread_speed", "peak", "last_day_rate"):
        assert (found[name].value, found[name].gap) == (None, Gap.COVERAGE)
        assert "exactly 100 posts" in found[name].note
    assert found["volume"].value is not None


def test_an_hour_full_to_the_brim_again_and_again_is_a_cap(tmp_path: Path) -> None:
    """Twenty posts in hour after hour, and never twenty-one."""
    full = [f"2021-06-10 {h:02d}:{m:02d}" for h in range(8, 20) for m in range(20)]
    rest = [f"2021-06-11 {h:02d}:{m:02d}" for h in range(8, 20) for m in range(h)]

    found = notes_of(tmp_path, [*full, *rest])

    assert "hour_cap" in {note.code for note in found}
    assert distorted(found) is not None


def test_posts_bunched_at_the_end_are_told_but_may_be_true(tmp_path: Path) -> None:
    """The newest first, cut at the length of the list; or an incident that broke out late."""
    early = [f"2021-06-{d:02d} 09:00" for d in range(1, 11)]
    late = [f"2021-06-12 {h:02d}:{m:02d}" for h in range(24) for m in (5, 25, 45)]

    found = notes_of(tmp_path, [*early, *late])

    assert "end_bunched" in {note.code for note in found}
    assert distorted(found) is None


def test_posts_without_an_hour_are_told_with_their_share(tmp_path: Path) -> None:
    """They are in the volume of no hour."""
    found = notes_of(tmp_path, [*STEADY, *["2021-06-11"] * 36])

    (note,) = [note for note in found if note.code == "imprecise"]
    assert "20% of 180 posts" in note.message


def test_counts_taken_soon_after_posting_are_told(tmp_path: Path) -> None:
    """Likes of the first hour cannot be compared with likes of a week."""
    incident = an_incident()
    rows = [f"价格{n},2021-06-11 08:{n:02d},2021-06-11 12:00,微博" for n in range(20)]
    read = read_posts(
        [written(tmp_path, "\n".join(["正文,发布时间,采集时间,平台", *rows, ""]))], incident, tmp_path, SECRET
    )

    found = coverage_notes(incident, (), read)

    assert [note.code for note in found] == ["young_counts"]
    assert bounding(found) == ()


def test_the_caveat_names_the_gravest_limit_and_counts_the_rest() -> None:
    """One line beside a figure; all of them stand on the evidence page."""
    gap = CoverageNote(code="gap", platform="weibo", message="a gap")
    cap = CoverageNote(code="page_cap", platform="douyin", message="a cap")

    assert caveat([]) == ""
    assert caveat([gap]) == "lower bound: a gap"
    assert caveat([gap, cap]) == "lower bound: a cap (and 1 more, see coverage)"
    assert caveat([gap, cap], "weibo") == "lower bound: a gap"


# Counters and questions -------------------------------------------------------


def a_reading(time: str, discussions: float, **given: object) -> CounterRow:
    """What a topic page showed."""
    return CounterRow(time=at(time), platform="微博", discussions=discussions, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("readings", "value", "interval"),
    [
        ([("2021-06-11 09:00", 2_100_000)], 2_100_000, None),
        ([("2021-06-10 09:00", 500), ("2021-06-12 09:00", 900)], 900, None),
        ([("2021-06-01 09:00", 100), ("2021-06-10 09:00", 500), ("2021-06-12 09:00", 900)], 800, (400, 800, 1.0)),
        ([("2021-06-01 09:00", 100), ("2021-06-12 09:00", 900), ("2021-07-12 09:00", 5000)], 800, (0, 800, 1.0)),
    ],
    ids=["one reading is a level", "from nothing", "from the reading before", "later readings do not count"],
)
def test_a_counter_is_its_rise_in_the_window(
    tmp_path: Path,
    readings: list[tuple[str, float]],
    value: float,
    interval: tuple[float, float, float] | None,
) -> None:
    """The latest minus the last before the window, or the level the page shows."""
    rows = tuple(a_reading(*reading) for reading in readings)

    found = measured(tmp_path, STEADY, counters=rows)["topic_counter"]

    assert found.value == value
    assert (tuple(found.interval) if found.interval else None) == interval
    assert "no volume" in found.note


def test_two_topics_are_two_counters_and_never_a_sum(tmp_path: Path) -> None:
    """A post with both hashtags is in both."""
    rows = (a_reading("2021-06-11", 10, topic="甲"), a_reading("2021-06-11", 20, topic="乙"))

    found = measured(tmp_path, STEADY, counters=rows)

    assert "topic_counter" not in found
    assert {name: metric.value for name, metric in found.items() if name.startswith("topic_counter@")} == {
        "topic_counter@微博:甲": 10,
        "topic_counter@微博:乙": 20,
    }


def test_questions_answered_are_counted_among_all_that_were_asked(tmp_path: Path) -> None:
    """K of K: a question without an answer is one, too."""
    rows = (QuestionRow(question="退吗？", place="第二份声明"), QuestionRow(question="谁负责？"))

    found = measured(tmp_path, STEADY, questions=rows)["answer_coverage"]

    assert (found.value, found.n, found.note) == (50, 2, "1 of 2 questions")


# Lost rows ----------------------------------------------------------------------


@pytest.mark.parametrize(("broken", "code"), [(0, ""), (2, "R205"), (4, "R205"), (6, "R209")])
def test_too_many_rejected_rows_are_said_loudly(tmp_path: Path, broken: int, code: str) -> None:
    """One row of two hundred is a nuisance; more than one per cent is a sample nobody chose."""
    rows = [f"价格{n},2021-06-11 {n % 24:02d}:00,微博" for n in range(200)]
    rows[50 : 50 + broken] = ["一,二,三,四,五,六,七"] * broken
    incident = an_incident()
    read = read_posts([written(tmp_path, "\n".join(["正文,发布时间,平台", *rows, ""]))], incident, tmp_path, SECRET)

    assert [warning.code for warning in read.warnings if warning.code in {"R205", "R209"}] == [code] * bool(code)
    assert read.files[0].doubtful == (code == "R209")
    notes = [note for note in coverage_notes(incident, (), read) if note.code == "rejected"]
    assert len(notes) == (code == "R209")
    assert bounding(notes) == tuple(notes)


@pytest.mark.parametrize(("shown", "verdict"), [("210万", "supported"), ("150万", "not_reproduced")])
def test_a_claim_read_as_a_topic_counter_is_judged_by_the_counter(tmp_path: Path, shown: str, verdict: str) -> None:
    """过200万讨论 is what a topic page shows; the posts collected are another thing and are not asked."""
    claim = {
        "id": "B2",
        "quote": "相关讨论超过200万条",
        "metric": "volume",
        "value": 2_000_000,
        "unit": "posts",
        "comparator": "超过",
        "readings": ["topic_counter"],
    }
    folder = write_incident(tmp_path, "2021-06-shop", claims=[claim])
    write_posts(folder, "a.csv", "正文,发布时间,平台", "价格,2021-06-18 10:00,微博")
    (folder / "counters.csv").write_text(f"时间,平台,讨论量\n2021-06-19 09:00,微博,{shown}\n", encoding="utf-8")

    (found,) = evaluate("2021-06-shop", quick(tmp_path)).checked.verdicts

    assert found.number is not None
    assert found.number.value == verdict
