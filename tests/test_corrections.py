"""Corrections: made as stated, counted in the balance, refused as soon as the source is another."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporter.corrections import corrected
from reporter.errors import Problem, UserError
from reporter.flow import evaluate
from reporter.i18n import speaking
from reporter.intake import PostsRead, Reason, read_posts
from reporter.intake.heap import Chunks
from reporter.load import Corrections
from reporter.load.corrections import read_corrections
from reporter.pages.evidence import evidence
from reporter.report import report_json
from tests.intake_files import SEARCH, SECRET, a_search_row, an_incident, csv_text, written
from tests.projects import quick, write_incident, write_posts
from tests.soak import examples

ZONE = "Asia/Shanghai"
TEXTS = ("价格不一样", "抽奖：转发本条", "抽奖：关注我", "道歉有用吗")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., PostsRead]:
    """Posts of the texts given, one a row of `a.csv`."""

    def of(texts: Sequence[str] = TEXTS) -> PostsRead:
        (tmp_path / "posts").mkdir(exist_ok=True)
        rows = [a_search_row(str(4650000000000001 + i), 微博正文=text, 点赞数=str(i)) for i, text in enumerate(texts)]
        path = written(tmp_path / "posts", csv_text([SEARCH, *rows]))
        return read_posts([path], an_incident(), tmp_path, SECRET)

    return of


def stated(folder: Path, *items: dict[str, Any]) -> tuple[Corrections, list[Problem]]:
    """The corrections as they are read from a file, and what is wrong with it."""
    path = folder / "corrections.yml"
    path.write_text(yaml.safe_dump({"corrections": list(items)}, allow_unicode=True), encoding="utf-8")
    problems: list[Problem] = []
    return read_corrections([path], folder, ZONE, problems), problems


def an_item(**given: Any) -> dict[str, Any]:  # noqa: ANN401 - raw YAML
    """A correction that drops the two lotteries; a test names what it is about."""
    return {
        "action": "drop",
        "match": {"text_contains": "抽奖"},
        "reason": "广告",
        "expect": {"count": 2},
        **given,
    }


def made(folder: Path, posts: PostsRead, *items: dict[str, Any]) -> PostsRead:
    """The posts after those corrections."""
    corrections, problems = stated(folder, *items)
    assert problems == []
    return corrected(posts, corrections, an_incident())


def column(posts: PostsRead, name: str) -> list[Any]:
    """A column of all posts."""
    return [value for chunk in posts.chunks for value in chunk[name].to_pylist()]


def test_a_dropped_row_is_a_rejected_one_with_its_reason(tmp_path: Path, read: Callable[..., PostsRead]) -> None:
    """Nothing vanishes: the row is in the balance and in the list of rejects."""
    found = made(tmp_path, read(), an_item())

    (file,) = found.files
    assert (file.read, file.used, file.merged, file.rejected) == (4, 2, 0, 2)
    assert file.reasons == {"correction": 2}
    assert [(reject.line, reject.reason) for reject in found.rejects] == [
        (3, Reason.CORRECTION),
        (4, Reason.CORRECTION),
    ]
    assert [(one.rows, str(one.correction.reason)) for one in found.corrected] == [(2, "广告")]


@pytest.mark.parametrize(
    ("change", "name", "after"),
    [
        (("set_stance", "负面"), "stance", "negative"),
        (("set_platform", "抖音"), "platform", "douyin"),
        (("set_kind", "转发"), "kind", "repost"),
        (("set_time", "2021/6/14 9:30"), "time_precision", "minute"),
        (("set_time", "2021-06-14"), "time_precision", "day"),
    ],
)
def test_a_value_is_set_in_the_posts_meant_and_in_no_other(
    tmp_path: Path,
    read: Callable[..., PostsRead],
    change: tuple[str, str],
    name: str,
    after: str,
) -> None:
    """Values may be written as an analyst writes them."""
    before, (action, value) = read(), change
    match = {"platform": "微博", "post_id": 4650000000000004}

    found = made(tmp_path, before, an_item(action=action, value=value, match=match, expect={"count": 1}))

    assert column(found, name)[:3] == column(before, name)[:3]
    assert column(found, name)[3] == after
    assert found.files[0].used == found.files[0].read == 4


def test_a_time_that_is_set_is_in_the_incidents_zone_and_moves_the_span(
    tmp_path: Path,
    read: Callable[..., PostsRead],
) -> None:
    """The evidence page's span and counts are those of the corrected posts."""
    item = an_item(action="set_time", value="2021-07-02 08:00", match={"file": "a.csv", "line": 2}, expect={"count": 1})

    found = made(tmp_path, read(), item)

    assert found.files[0].span is not None
    assert found.files[0].span[1].isoformat() == "2021-07-02T00:00:00+00:00"
    assert (found.files[0].outside, found.files[0].future) == (1, 1)


def test_merged_posts_leave_the_fullest_one(tmp_path: Path, read: Callable[..., PostsRead]) -> None:
    """As duplicates are merged: the copy with the most engagement stays."""
    found = made(tmp_path, read(), an_item(action="merge"))

    (file,) = found.files
    assert (file.used, file.merged, file.rejected) == (3, 1, 0)
    assert column(found, "text") == ["价格不一样", "抽奖：关注我", "道歉有用吗"]


def test_a_guard_that_no_longer_holds_stops_the_incident_with_its_place(
    tmp_path: Path,
    read: Callable[..., PostsRead],
) -> None:
    """The export was fetched anew and holds other posts: all such corrections are told at once."""
    items = [
        an_item(),
        an_item(expect={"count": 5}, match={"text_contains": "道歉"}),
        an_item(expect={"count": 1, "text_contains": "退款"}, match={"post_id": "4650000000000001"}),
    ]
    corrections, _problems = stated(tmp_path, *items)

    with pytest.raises(UserError) as stopped:
        corrected(read(), corrections, an_incident())

    assert [(p.code, p.place.file, p.place.key) for p in stopped.value.problems] == [
        ("R208", "corrections.yml", "corrections.1.expect"),
        ("R208", "corrections.yml", "corrections.2.expect"),
    ]
    assert all(p.place.line for p in stopped.value.problems)


def test_corrections_are_made_in_their_order(tmp_path: Path, read: Callable[..., PostsRead]) -> None:
    """What the first drops the second does not find."""
    again = an_item(match={"text_contains": "抽奖"}, expect={"count": 1})
    corrections, _problems = stated(tmp_path, an_item(), again)

    with pytest.raises(UserError, match="0 posts, not 1"):
        corrected(read(), corrections, an_incident())


def test_without_corrections_nothing_is_touched(read: Callable[..., PostsRead]) -> None:
    """The usual incident has none."""
    posts = read()

    assert corrected(posts, Corrections(), an_incident()) is posts


@settings(deadline=None, max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=12), action=st.sampled_from(["drop", "merge"]))
def test_the_balance_holds_whatever_is_dropped_or_merged(
    tmp_path: Path,
    read: Callable[..., PostsRead],
    texts: list[str],
    action: str,
) -> None:
    """Law: read = used + merged + rejected, and the chunks hold what is used."""
    posts = read(texts)
    n = sum("抽奖" in text for text in texts)
    items = [an_item(action=action, expect={"count": n})] if n else []

    found = made(tmp_path, posts, *items)

    (file,) = found.files
    assert file.read == len(texts) == file.used + file.merged + file.rejected
    assert file.used == found.rows
    assert file.rejected == len(found.rejects)


@pytest.mark.parametrize(
    ("item", "key", "words"),
    [
        (an_item(match={"platform": "微博"}), "corrections.0.match", "post_id"),
        (an_item(match={"file": "a.csv"}), "corrections.0.match", "post_id"),
        (an_item(expect={}), "corrections.0.expect.count", "count"),
        (an_item(action="delete"), "corrections.0.action", "drop"),
        (an_item(action="set_stance", value="很差"), "corrections.0.value", "negative"),
        (an_item(action="set_time", value="2021-06"), "corrections.0.value", "a day"),
        (an_item(action="set_kind", value="长文"), "corrections.0.value", "repost"),
        (an_item(action="set_platform"), "corrections.0.value", "platform"),
        (an_item(value="x"), "corrections.0.value", "no value"),
        (an_item(resaon="广告"), "corrections.0.resaon", "reason"),
    ],
)
def test_a_correction_that_says_too_little_is_located(
    tmp_path: Path, item: dict[str, Any], key: str, words: str
) -> None:
    """A match without a post, a missing guard, a value that is none."""
    corrections, problems = stated(tmp_path, item)

    assert [(p.place.file, p.place.key) for p in problems] == [("corrections.yml", key)]
    assert problems[0].place.line
    assert words in problems[0].message + problems[0].hint
    assert len(corrections.items) == len(corrections.places)


def test_the_list_may_stand_alone_in_the_file(tmp_path: Path) -> None:
    """`corrections:` above it says nothing more; places are right either way."""
    path = tmp_path / "更正.yml"
    path.write_text("- action: drop\n  match: {post_id: 1}\n  reason: 广告\n  expect: {count: x}\n", encoding="utf-8")
    problems: list[Problem] = []

    read_corrections([path], tmp_path, ZONE, problems)

    assert [(p.place.line, p.place.key) for p in problems] == [(4, "corrections.0.expect.count")]


def test_the_excerpt_of_a_dropped_row_gives_nobody_away(tmp_path: Path, read: Callable[..., PostsRead]) -> None:
    """Rejects are files on a disk like any other."""
    posts = read(["抽奖 13812345678", "抽奖"])

    found = made(tmp_path, posts, an_item())

    assert "138" not in found.rejects[0].excerpt
    assert dataclasses.asdict(found.rejects[1])["excerpt"] == "抽奖"


# On the pages -------------------------------------------------------------------


def test_corrections_and_their_reasons_stand_on_the_evidence_page_and_in_the_data(tmp_path: Path) -> None:
    """What was changed is told with its reason; what it matched stays with the analyst."""
    folder = write_incident(tmp_path, "2021-06-shop", language="en")
    rows = [f"1{n:015d},抽奖 13812345678,2021-06-18 09:{n:02d},微博" for n in range(3)]
    write_posts(folder, "a.csv", "id,正文,发布时间,平台", *rows, "2000000000000000,价格,2021-06-18 10:00,微博")
    text = yaml.safe_dump([an_item(expect={"count": 3})], allow_unicode=True)
    (folder / "corrections.yml").write_text(text, encoding="utf-8")

    report = evaluate("2021-06-shop", quick(tmp_path))

    with speaking("en"):
        page = evidence(report)
    assert [(row.what, row.rows, row.reason) for row in page.corrections] == [("posts dropped", "3 posts", "广告")]
    (file,) = page.balance
    assert (file.read, file.used, file.rejected, file.balanced, file.doubtful) == ("4", "1", "3", True, False)
    assert file.masked == "3 places masked (mobile numbers 3)"
    data = report_json(report)
    assert data["corrections"] == [{"action": "drop", "value": "", "rows": 3, "reason": "广告"}]
    assert "抽奖" not in json.dumps(data, ensure_ascii=False)


def test_a_correction_that_no_longer_fits_stops_its_incident(tmp_path: Path) -> None:
    """The site keeps the last good report; a wrong correction is never made."""
    folder = write_incident(tmp_path, "2021-06-shop")
    write_posts(folder, "a.csv", "正文,发布时间", "价格,2021-06-18 10:00")
    text = yaml.safe_dump([an_item()], allow_unicode=True)
    (folder / "corrections.yml").write_text(text, encoding="utf-8")

    with pytest.raises(UserError, match="R208"):
        evaluate("2021-06-shop", quick(tmp_path))


def test_a_correction_changed_between_two_builds_is_made(tmp_path: Path) -> None:
    """`serve` remembers posts; the list of corrections is part of what it remembers them by."""
    folder = write_incident(tmp_path, "2021-06-shop")
    write_posts(folder, "a.csv", "正文,发布时间", "价格,2021-06-18 10:00", "抽奖,2021-06-18 11:00")
    workshop = quick(tmp_path)

    before = evaluate("2021-06-shop", workshop)
    text = yaml.safe_dump([an_item(expect={"count": 1})], allow_unicode=True)
    (folder / "corrections.yml").write_text(text, encoding="utf-8")
    after = evaluate("2021-06-shop", workshop)

    assert (before.balance[0].used, after.balance[0].used) == (2, 1)


# Many posts -----------------------------------------------------------------------


def test_batches_without_a_corrected_post_stay_where_they_lie(
    tmp_path: Path, read: Callable[..., PostsRead], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty million posts are not brought into memory for three corrections."""
    monkeypatch.setattr("reporter.intake.read.CHUNK_ROWS", 2)
    posts = read([*TEXTS, "价格一样", "好"])

    found = made(tmp_path, posts, an_item())

    assert isinstance(posts.chunks, Chunks)
    assert isinstance(found.chunks, Chunks)
    before, after = posts.chunks.parts, found.chunks.parts
    assert [len(chunk) for chunk in found.chunks] == [1, 1, 2]
    assert after[2] == before[2]
    assert {part.source for part in after[:2]} & {part.source for part in before} == set()
    assert column(found, "text") == ["价格不一样", "道歉有用吗", "价格一样", "好"]


def test_a_corrected_incident_is_counted_in_groups_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was corrected goes to whoever counts it; the report is the same as in one piece."""
    folder = write_incident(tmp_path, "2021-06-shop")
    rows = [f"{n},{TEXTS[n % 4]}{n},2021-06-18 1{n % 9}:00,微博" for n in range(1, 30)]
    write_posts(folder, "a.csv", "id,正文,发布时间,平台", *rows)
    items = [
        an_item(match={"text_contains": "抽奖"}, expect={"count": 15}),
        an_item(action="set_platform", match={"text_contains": "道歉有用吗3"}, expect={"count": 1}, value="抖音"),
        an_item(
            action="set_kind", match={"platform": "抖音", "text_contains": "道歉"}, expect={"count": 1}, value="comment"
        ),
    ]
    (folder / "corrections.yml").write_text(yaml.safe_dump(items, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr("reporter.intake.read.CHUNK_ROWS", 4)

    whole = evaluate("2021-06-shop", quick(tmp_path))
    shutil.rmtree(tmp_path / ".reporter" / "store")
    monkeypatch.setattr("reporter.workshop.posts.HELD", 0)
    workshop = quick(tmp_path)
    apart = evaluate("2021-06-shop", workshop)

    assert whole.tally is not None
    assert apart.tally is not None
    assert apart.tally.to_bytes() == whole.tally.to_bytes()
    assert (apart.wording, apart.balance) == (whole.wording, whole.balance)
    assert whole.tally.count(kinds=("comment",)) == 1
