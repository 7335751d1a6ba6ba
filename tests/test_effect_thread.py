"""The first statement's own thread: what belongs to it, what may belong to it unseen, and what is judged without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.i18n import speaking
from reporter.labels import Hand, label_chunk
from reporter.metrics import effect_words
from reporter.metrics.effect import Effect
from reporter.metrics.effect_fit import estimate
from reporter.metrics.statement import statement_of
from reporter.tallies import tally
from reporter.tallies.statement import Statement, weibo_number
from reporter.tallies.thread import Thread, members
from reporter.text.copies import clustered, near_members, text_hashes
from tests.builders import a_chunk, a_post
from tests.projects import an_incident
from tests.storms import START, a_curve, a_storm, clock

WORDS: Final = "我们对价格展示差异深表歉意，差价将全额退还，无需申诉。"
T0: Final = START + timedelta(hours=42)
STATEMENT: Final = Statement(
    links=("https://weibo.com/1234567890/z0JH2lOMb?from=page",), texts=(), t0=int(T0.timestamp())
)
ROOT: Final = "3501756485200075"


def some_posts(*posts: Mapping[str, object]) -> list[dict[str, object]]:
    """The posts, a minute after one another from the response on where they name no time."""
    return [a_post(**{"time": T0 + timedelta(minutes=n), **post}) for n, post in enumerate(posts)]


def told(*posts: Mapping[str, object], statement: Statement = STATEMENT) -> Thread:
    """The thread among these posts."""
    chunk = a_chunk(some_posts(*posts))
    found = members([chunk], statement)
    windows = a_storm(a_curve(2)).windows
    own = [tally(label_chunk(one, np.full(one.num_rows, 0.5), Hand(stances={})), windows) for one in found.of([chunk])]
    return found.thread(own[0] if own else tally(label_chunk(a_chunk(), np.zeros(0), Hand(stances={})), windows))


def test_weibos_short_form_is_a_number_in_another_base() -> None:
    """The pair that descriptions of Weibo's addresses print; anything else is no short form."""
    assert weibo_number("z0JH2lOMb") == "3501756485200075"
    assert weibo_number("3501756485200075") == ""
    assert weibo_number("声明") == ""


def test_the_thread_is_whatever_hangs_on_the_statement_to_the_last_link() -> None:
    """Known by the analyst's link; a repost of a repost and the comments belong to it, other talk does not."""
    found = told(
        {"post_id": ROOT},
        {"post_id": "a", "kind": "repost", "repost_of": ROOT},
        {"post_id": "b", "kind": "repost", "repost_of": "a"},
        {"post_id": "c", "kind": "comment", "parent_id": "b"},
        {"post_id": "d", "kind": "repost", "repost_of": "another"},
        {"post_id": "e"},
    )

    assert (found.own, found.hanging, found.comments, found.unseen) == (1, 2, 1, 0)
    assert found.told
    assert found.tally.count() == 3


def test_days_later_the_thread_is_still_followed() -> None:
    """Posts that answer nothing are let go after the first hours; those that hang on the statement are not."""
    late = T0 + timedelta(days=2)
    statement = replace(STATEMENT, texts=(WORDS,))
    found = told(
        {"post_id": ROOT},
        {"post_id": "a", "kind": "repost", "repost_of": ROOT, "time": late, "text": "转发微博"},
        {"post_id": "b", "kind": "repost", "repost_of": "a", "time": late, "text": "转"},
        {"post_id": "e", "text": "别的话", "time": late},
        {"post_id": "f", "text": WORDS, "time": late},
        statement=statement,
    )

    assert (found.own, found.hanging, found.early) == (2, 2, 1)


def test_a_statement_that_was_not_collected_is_known_by_what_passes_it_on() -> None:
    """The link says its id; its reposts name it."""
    found = told({"post_id": "a", "kind": "repost", "repost_of": ROOT}, {"post_id": "b"})

    assert (found.own, found.hanging) == (0, 1)
    assert found.told


@pytest.mark.parametrize(
    ("link", "post"),
    [
        ("https://www.douyin.com/video/7123456789012345678", {"post_id": "7123456789012345678", "platform": "douyin"}),
        ("10308760000012345", {"post_id": "10308760000012345"}),
        ("https://news.example.com/a.html#top", {"url": "http://news.example.com/a.html", "platform": "news"}),
        (
            "https://mp.weixin.qq.com/s?__biz=MzA&mid=26",
            {"url": "http://mp.weixin.qq.com/s?__biz=MzA&mid=26", "platform": "wechat"},
        ),
    ],
)
def test_a_link_or_an_id_names_the_statements_post(link: str, post: dict[str, object]) -> None:
    """As it is pasted from the address line, or as the export writes it."""
    found = told(post, {"url": "https://news.example.com/b.html"}, statement=replace(STATEMENT, links=(link,)))

    assert found.own == 1


def test_whoever_prints_the_statement_tells_it_again() -> None:
    """Word for word, with a frame around it, or nearly so; who quotes it in a long text of his own does not."""
    own = "对此事我有不同看法：" + "平台早该说明白，" * 20
    near = WORDS.replace("无需申诉", "不用申诉")
    posts = some_posts(
        {"text": f"【致歉声明】{WORDS}", "post_id": "a"},
        {"text": f"转发微博//@某平台:{WORDS}", "kind": "repost", "post_id": "b"},
        {"text": near, "post_id": "c"},
        {"text": f"{own}{WORDS}", "post_id": "d"},
        {"text": f"{WORDS}", "time": T0 - timedelta(days=3), "post_id": "e"},
    )
    letters = ["致歉声明" + _bare(WORDS), _bare(near)]
    keys = text_hashes(letters)
    known = near_members(np.sort(keys), [letters[i] for i in np.argsort(keys)])[0.6]

    found = members([a_chunk(posts)], replace(STATEMENT, texts=(WORDS,)), lambda keys: clustered(keys, known))

    assert found.facts.own == 3
    assert found.rows[0].tolist() == [0, 1, 2]


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@pytest.mark.parametrize(
    ("early", "unseen"),
    [
        ([{"kind": "repost", "repost_of": "another"}] * 9, 0),
        ([{"kind": "repost"}] * 9, 9),
        ([{"kind": "repost", "repost_of": "x", "platform": "tieba"}] * 9, 9),
        ([{"platform": "douyin"}] * 9, 0),
    ],
)
def test_posts_that_may_hang_on_it_unseen_are_counted(early: list[dict[str, object]], unseen: int) -> None:
    """A repost without a parent may; so may reposts of a platform where the statement was not found."""
    found = told({"post_id": ROOT}, {"post_id": "a", "kind": "repost", "repost_of": ROOT}, *early)

    assert found.unseen == unseen
    assert found.told is (unseen == 0)


def test_an_export_that_tells_no_reposts_apart_tells_no_thread() -> None:
    """Weibo without a single repost: what is passed on stands among the originals."""
    found = told({"post_id": ROOT}, *({"post_id": f"p{n}"} for n in range(9)))

    assert found.unseen == 9
    assert not found.told


def test_a_thread_that_was_not_found_is_not_told() -> None:
    """Nothing to leave out is not the same as nothing there."""
    assert not told({"post_id": "a", "platform": "douyin"}).told


def test_a_thread_comes_back_from_its_bytes() -> None:
    """It is kept with the other results of the posts."""
    found = told({"post_id": ROOT}, {"post_id": "a", "kind": "repost", "repost_of": ROOT})

    again = Thread.from_bytes(found.to_bytes())

    assert again.to_bytes() == found.to_bytes()
    assert (again.own, again.hanging, again.told) == (found.own, found.hanging, found.told)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(["negative", "neutral"]), st.booleans()), max_size=20))
def test_taking_posts_off_a_tally_leaves_the_tally_of_the_others(posts: list[tuple[int, str, bool]]) -> None:
    """The law behind every figure without the thread: whole less part is the rest."""
    windows = a_storm(a_curve(2)).windows
    rows = [a_post(time=START + timedelta(hours=hour), stance=stance, text=stance) for hour, stance, _gone in posts]
    gone = [row for row, (_hour, _stance, is_gone) in zip(rows, posts, strict=True) if is_gone]
    rest = [row for row, (_hour, _stance, is_gone) in zip(rows, posts, strict=True) if not is_gone]

    whole, part, left = (
        tally(label_chunk(a_chunk(some), np.full(len(some), np.nan), Hand(stances={})), windows)
        for some in (rows, gone, rest)
    )

    assert whole.without(part.timed()).to_bytes() == left.timed().to_bytes()


def test_what_is_taken_off_must_be_cut_alike() -> None:
    """Cells of other edges cannot be told apart."""
    one, other = (a_storm(a_curve(2), response=response).tally for response in (42, 50))

    assert one is not None
    assert other is not None
    with pytest.raises(ValueError, match="windows"):
        one.without(other)


def an_echo(**facts: Any) -> Effect:  # noqa: ANN401 - fields of a thread
    """The effect of a response to -75 % whose echo of 175 negative posts is the statement's own thread."""
    hours = a_curve(effect=0.25)
    echo = np.zeros_like(hours)
    echo[42:48] = (60, 45, 30, 20, 12, 8)
    inputs, alone = a_storm(hours + echo, a_curve(80, seed=9)), a_storm(echo)
    assert alone.tally is not None
    thread = Thread(**{"own": 1, "hanging": 174, "comments": 0, "early": 400, "unseen": 0, **facts}, tally=alone.tally)
    return estimate(replace(inputs, thread=thread))


def test_without_its_thread_every_hour_after_the_response_is_judged() -> None:
    """The plain fit is the headline, holds the truth, and finds smaller effects than the fit with a gap."""
    effect, blind = an_echo(), an_echo(unseen=200)

    fit, gap = effect.headline, blind.headline
    assert fit is not None
    assert gap is not None
    assert (fit.echo, gap.echo) == (False, True)
    assert fit.low < np.log(0.25) < fit.high < 0
    assert fit.detectable < gap.detectable
    assert effect.path is not None
    assert max(effect.path.observed[-16:]) < 60


def test_an_echo_that_is_more_than_the_thread_is_still_left_out() -> None:
    """Talk that hangs on nothing shifts the first hours, too: where they stand out, they are not judged."""
    hours, talk = a_curve(effect=0.25), np.zeros_like(a_curve())
    talk[42:48] = 60
    inputs = a_storm(hours, a_curve(80, seed=9) + talk)
    alone = a_storm(np.where(np.arange(len(hours)) == 42, 1, 0))
    assert alone.tally is not None
    thread = Thread(own=1, hanging=0, comments=0, early=400, unseen=0, tally=alone.tally)

    effect = estimate(replace(inputs, thread=thread))

    assert effect.echo is not None
    assert effect.echo.told
    assert effect.echo.heard
    assert effect.headline is not None
    assert effect.headline.echo
    with speaking("zh"):
        assert "仍明显偏离" in effect_words.left_out(effect)


def test_the_page_says_what_was_left_out() -> None:
    """The posts and their number, or why the six hours are missing."""
    with speaking("zh"):
        said = [effect_words.left_out(effect) for effect in (an_echo(), an_echo(unseen=200), an_echo(own=0, hanging=0))]
        unmarked = effect_words.left_out(estimate(a_storm(a_curve(), a_curve(80, seed=9))))

    assert "174条" in said[0]
    assert "200条" in said[1]
    assert "6小时" in said[1]
    assert "未找到" in said[2]
    assert "未注明" in unmarked


def test_the_statement_is_known_by_what_the_analyst_wrote_of_it() -> None:
    """Links and wording of the marked measure, and the row of that time in the table of statements."""
    action: dict[str, Any] = {"id": "A1", "name": "致歉", "announced_at": clock(42), "first_response": True}
    storm = a_storm(a_curve(2))
    t0 = int(datetime(2021, 6, 19, 10, tzinfo=UTC).timestamp())

    linked = statement_of(an_incident(actions=[{**action, "links": [ROOT]}]), storm.tables, t0)
    said = statement_of(an_incident(actions=[{**action, "statement": WORDS}]), storm.tables, t0)

    assert linked is not None
    assert linked.ids == {ROOT}
    assert said is not None
    assert said.wordings == (_bare(WORDS),)
    assert statement_of(an_incident(actions=[action]), storm.tables, t0) is None
    assert statement_of(an_incident(actions=[{**action, "links": [ROOT]}]), storm.tables, None) is None
