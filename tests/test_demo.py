"""The simulated incident: regenerable, truthful about itself, and able to pass the gates of later methods."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zipfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.incident import Stage
from reporter.intake import PostsRead, read_posts
from reporter.load import load_incident
from reporter.metrics import Inputs, measure
from reporter.moments import hours_between
from reporter.windows import WHOLE, declared_windows
from tests.sibling import make_sibling
from tools.demo.build import TRUTH, build
from tools.demo.curve import intensity
from tools.demo.exports import shown_count
from tools.demo.plan import (
    CAP_FROM,
    CAP_TO,
    DEMO,
    EFFECT,
    END,
    PLATFORMS,
    REBOUND,
    RESPONSE,
    SIBLING,
    STANCES,
    START,
    Platform,
    Stance,
    hours,
)
from tools.demo.world import World, make_world

PROJECT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = PROJECT / "incidents" / "2023-demo-bike-billing"


def content(path: Path) -> Any:  # noqa: ANN401 - bytes, or a workbook's parts
    """What a file holds, apart from how zlib packed it (zlib-ng packs otherwise)."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return {name: book.read(name) for name in book.namelist()}
    return path.read_bytes()


def folder_content(folder: Path) -> dict[str, Any]:
    """Every file below a folder by its relative name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): content(path) for path in files}


@pytest.fixture(scope="module")
def demo() -> World:
    """The posts of the incident in the repository."""
    return make_world(DEMO)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """What the incident in the repository says of itself."""
    return dict(json.loads((FOLDER / TRUTH).read_text(encoding="utf-8")))


def read(folder: Path, root: Path) -> PostsRead:
    """The posts of an incident folder as the tool reads them."""
    loaded = load_incident(folder, root)
    return read_posts(loaded.post_files, loaded.incident, root, b"a secret of this test")


def test_the_incident_in_the_repository_is_what_the_generator_writes(tmp_path: Path) -> None:
    """A hand edit, or a generator that was changed and not run, would make the truth a lie."""
    build(tmp_path, DEMO)

    fresh, kept = folder_content(tmp_path), folder_content(FOLDER)
    assert sorted(fresh) == sorted(kept)
    assert [name for name in fresh if fresh[name] != kept[name]] == []


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Workbooks and gzip files carry clocks unless these are set back."""
    for name in ("a", "b"):
        build(tmp_path / name, SIBLING)

    first, second = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (tmp_path / "a", tmp_path / "b")
    )
    assert first == second


@given(
    platform=st.sampled_from(PLATFORMS),
    stance=st.sampled_from(STANCES),
    hour=st.floats(0, hours(END), exclude_max=True),
)
def test_the_effect_is_a_factor_on_negative_posts_from_the_first_response_on(
    platform: Platform,
    stance: Stance,
    hour: float,
) -> None:
    """This is the number that later estimates are compared with."""
    with_effect = intensity(platform, stance, hour)
    without = intensity(platform, stance, hour, effect=1.0)

    if stance != "negative" or hour < hours(RESPONSE):
        assert with_effect == without
    elif hour < hours(REBOUND):
        assert with_effect == pytest.approx(EFFECT * without)
    else:
        assert EFFECT * without <= with_effect <= without


def test_the_incident_has_the_size_it_promises(demo: World) -> None:
    """About 20,000 posts, most of them in words of their own, ten days, four platforms."""
    assert 19_000 <= len(demo.posts) <= 21_000
    assert len({post.text for post in demo.posts}) > 15_000
    assert max(len(post.text) for post in demo.posts) <= 160
    assert {post.platform for post in demo.posts} == set(PLATFORMS)
    assert all(START <= post.at < END for post in demo.posts)
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 4_500_000


def test_every_text_has_one_true_stance(demo: World) -> None:
    """A text with two stances could not be labelled rightly by anybody."""
    stances = {(post.text, post.stance) for post in demo.posts}

    assert len(stances) == len({text for text, _stance in stances})


def test_the_only_mobile_number_is_the_invented_one(demo: World) -> None:
    """The masking rules must have something to catch, and nothing real may slip in."""
    numbers = Counter(n for post in demo.posts for n in re.findall(r"1[3-9]\d{9}", post.text))

    assert set(numbers) == {"13800138000"}


def test_ids_are_unique_within_a_platform(demo: World) -> None:
    """Duplicates come from the exports, never from the world."""
    assert len({(post.platform, post.id) for post in demo.posts}) == len(demo.posts)


def test_reposts_point_to_earlier_posts(demo: World) -> None:
    """A repost tree with an edge into the future is none."""
    seen: set[str] = set()
    for post in demo.posts:
        assert not post.repost_of or post.repost_of in seen
        seen.add(post.id)


def test_the_truth_adds_up(truth: dict[str, Any]) -> None:
    """The phases part the whole; shares are per cent."""
    phases = truth["phases"].values()
    assert sum(phase["posts"] for phase in phases) == truth["all"]["posts"]
    assert sum(phase["volume"] for phase in phases) == truth["all"]["volume"]
    assert sum(phase["negative"] for phase in phases) == truth["all"]["negative"]
    for phase in phases:
        assert sum(phase["share"].values()) == pytest.approx(100, abs=0.001)


def test_the_capped_hours_hold_exactly_the_cap(demo: World) -> None:
    """That is how a page cap looks: so many posts in every hour, to the post."""
    capped = Counter(post.at.hour for post in demo.posts if post.platform == "xhs" and CAP_FROM <= post.at < CAP_TO)

    assert capped == dict.fromkeys(range(19, 23), demo.cap)
    assert demo.lost > 0


def test_the_incident_loads_without_a_problem_or_a_warning() -> None:
    """It is the first thing a new user builds."""
    loaded = load_incident(FOLDER, PROJECT)

    assert loaded.warnings == ()
    assert loaded.incident.simulated
    assert loaded.incident.classification.value == "公开"
    assert {event.stage for event in loaded.incident.timeline} >= set(Stage)


def test_the_gates_of_the_effect_estimate_can_pass(truth: dict[str, Any]) -> None:
    """Later: >= 16 h from peak to T0, >= 24 h after T0, no other action within 12 h of it."""
    incident = load_incident(FOLDER, PROJECT).incident
    first = incident.first_response()
    assert first is not None

    others = [action.at for action in incident.actions if action.at is not None and not action.first_response]
    assert truth["peak_three_hours"]["hours_before_response"] - 3 >= 16
    assert timedelta(hours=24) <= END - RESPONSE
    assert min(abs(hours_between(first, other)[0]) for other in others) >= 12


def test_the_labels_are_a_random_sample_with_a_small_error(demo: World, truth: dict[str, Any]) -> None:
    """A label-corrected share is only as good as its sample: no post twice, every one in the data."""
    stances = {(post.platform, post.id): post.stance for post in demo.posts}
    with (FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    first = {(row["platform"], row["post_id"]): row["label"] for row in rows if row["labeller"] == "甲"}
    second = {(row["platform"], row["post_id"]): row["label"] for row in rows if row["labeller"] == "乙"}
    decided = {(row["platform"], row["post_id"]) for row in rows if row["labeller"] == "复核"}
    wrong = sum(stances[key] != label for key, label in first.items())  # type: ignore[index]
    assert [len(first), wrong] == [600, truth["tables"]["labelled"][1]]
    assert 0.005 <= wrong / len(first) <= 0.04
    assert len(second) == 100
    assert decided == {key for key, label in second.items() if first[key] != label}


def test_half_the_labels_lie_before_the_first_response(demo: World) -> None:
    """A shift across the response needs a sample of each phase; comments are no part of any share."""
    posts = {(post.platform, post.id): post for post in demo.posts}
    with (FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["labeller"] == "甲"]

    drawn = [posts[row["platform"], row["post_id"]] for row in rows]  # type: ignore[index]
    assert sum(post.at < RESPONSE for post in drawn) == 300
    assert {post.kind for post in drawn} == {"original", "repost"}


def test_every_claim_has_its_truth_written_down(truth: dict[str, Any]) -> None:
    """A planted claim without a truth cannot be compared with its verdict."""
    incident = load_incident(FOLDER, PROJECT).incident

    assert {claim.id for claim in incident.claims} == set(truth["claims"])


@pytest.mark.parametrize(("count", "shown"), [(9_999, "9999"), (12_340, "1.2万"), (0, "0")])
def test_counts_are_shown_as_the_site_shows_them(count: int, shown: str) -> None:
    """1.2万 is 12,340 no more: readers must take it as a rounded number."""
    assert shown_count(count) == shown


def test_the_sibling_has_everything_the_incident_has_but_size(tmp_path: Path) -> None:
    """Tests use it in place of the incident, so it must load alike and score fast."""
    folder = tmp_path / "incidents" / "2023-sibling"

    truth = make_sibling(folder)

    loaded = load_incident(folder, tmp_path)
    assert loaded.warnings == ()
    assert sorted(folder_content(folder)) == sorted(folder_content(FOLDER))
    assert 250 <= truth["all"]["posts"] <= 350
    assert truth["distinct_texts"] <= 100


def test_the_tool_reads_exactly_the_posts_that_were_planted(tmp_path: Path) -> None:
    """Every oddity is met without losing or inventing a post: the balance is known in advance."""
    folder = tmp_path / "incidents" / "2023-sibling"
    truth = make_sibling(folder)

    found = read(folder, tmp_path)

    rejected = {Path(balance.file).name: balance.rejected for balance in found.files if balance.rejected}
    assert sum(balance.used for balance in found.files) == truth["all"]["posts"]
    assert sum(balance.merged for balance in found.files) == truth["files"]["duplicates"]
    assert sum(balance.repeated_headers for balance in found.files) == truth["files"]["repeated_headers"]
    assert rejected == truth["files"]["broken"]
    assert {balance.exporter for balance in found.files} == {
        "weibo-search",
        "mediacrawler-contents-xhs",
        "mediacrawler-contents-douyin",
        "mediacrawler-comments-douyin",
        "sitong",
    }


def test_the_tool_masks_the_planted_number_and_believes_no_relative_time(tmp_path: Path) -> None:
    """A telephone number on a page would be a leak, a guessed hour an invention."""
    folder = tmp_path / "incidents" / "2023-sibling"
    truth = make_sibling(folder)

    posts = [post for chunk in read(folder, tmp_path).chunks for post in chunk.to_pylist()]

    assert not [post for post in posts if "13800138000" in post["text"]]
    assert {post["post_id"] for post in posts if post["time"] is None} == set(truth["files"]["imprecise"])


def test_the_sibling_shows_every_oddity(tmp_path: Path) -> None:
    """What a small file lacks by chance no test could see handled."""
    truth = make_sibling(tmp_path)

    files = folder_content(tmp_path / "posts").values()
    posts = "".join(raw.decode("utf-8-sig") for raw in files if isinstance(raw, bytes))
    assert truth["files"]["duplicates"] > 0
    assert len(truth["files"]["imprecise"]) == 6
    assert truth["lost_to_cap"]["posts"] > 0
    for sign in ("13800138000", "1.2万", "2分钟前", "昨天 21:34"):
        assert sign in posts


def test_the_generator_needs_nothing_of_the_tool() -> None:
    """The truth must not be made by the code it judges."""
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "tools" / "demo").glob("*.py")]

    assert not [source for source in sources if re.search(r"^\s*(from|import) reporter\b", source, re.MULTILINE)]


def test_the_tables_estimates_cover_what_was_planted(truth: dict[str, Any]) -> None:
    """Sales in each comparison and both surveys: the interval holds what was planned before chance."""
    loaded = load_incident(FOLDER, PROJECT)
    windows = declared_windows(loaded.incident)
    found = measure(Inputs(incident=loaded.incident, windows=windows, tally=None, tables=loaded.tables, source=""))
    whole = {metric.id: metric for metric in found if metric.window == WHOLE}
    sales, means = truth["tables"]["sales_change"], truth["survey"]["drawn_means"]
    planted = {f"sales_change@{name}": sales[name] for name in ("before", "year", "ratio", "calendar")}
    planted["existing_revenue_index"] = sales["existing_index"]
    planted["satisfaction_change"] = means[1] - means[0]
    planted["survey_difference"] = 100 * (
        truth["survey"]["would_ride_again"][1] - truth["survey"]["would_ride_again"][0]
    )

    outside = {
        name: (value, whole[name].interval)
        for name, value in planted.items()
        if (ends := whole[name].interval) is None or not ends.low <= value <= ends.high
    }
    assert outside == {}
