"""Listed accounts: their type joins the posts, their names stay with the list, everyone else keeps a pseudonym."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from reporter.intake import PostsRead, read_posts
from reporter.load import AccountRow
from tests.intake_files import SEARCH, SECRET, a_search_row, an_incident, csv_text, written

PAPER = AccountRow(platform="微博", id="2803301701", name="人民日报", type="央媒", named=True)


def read(folder: Path, rows: Sequence[Sequence[str]], *accounts: AccountRow) -> PostsRead:
    """A weibo-search file of `rows`, read beside that list of accounts."""
    path = written(folder, csv_text([SEARCH, *rows]))
    return read_posts([path], an_incident(), folder, SECRET, accounts)


def posts(found: PostsRead) -> list[dict[str, object]]:
    """All posts as dicts, in order."""
    return [row for chunk in found.chunks for row in chunk.to_pylist()]


def rows_of(*authors: tuple[str, str]) -> list[list[str]]:
    """A row per (id, name)."""
    return [
        a_search_row(str(4650000000000001 + i), user_id=author_id, 用户昵称=name)
        for i, (author_id, name) in enumerate(authors)
    ]


@pytest.mark.parametrize(
    "account",
    [
        PAPER,
        AccountRow(id="2803301701", type="央媒"),
        AccountRow(platform="weibo", name="人民日报", type="央媒"),
        AccountRow(name="人民日报", type="央媒"),
    ],
    ids=["id and name", "id anywhere", "name", "name anywhere"],
)
def test_a_listed_account_gets_its_type_and_nobody_else_does(tmp_path: Path, account: AccountRow) -> None:
    """Found by id or name, on its platform or everywhere; the type of others is never guessed."""
    found = posts(read(tmp_path, rows_of(("2803301701", "人民日报"), ("1000001", "甲")), account))

    assert [post["account_type"] for post in found] == ["央媒", None]


def test_only_accounts_that_may_be_named_leave_a_name(tmp_path: Path) -> None:
    """The names of the posts' authors never leave the room; only the analyst's own list does."""
    shop = AccountRow(platform="微博", id="1000001", name="某店", type="企业")

    found = read(tmp_path, rows_of(("2803301701", "人民日报"), ("1000001", "某店")), PAPER, shop)

    first, second = posts(found)
    assert found.named == {first["author"]: "人民日报"}
    assert second["author"] not in found.named
    assert not any(
        "人民日报" in str(value) or "某店" in str(value) for post in (first, second) for value in post.values()
    )


def test_an_account_is_one_author_with_or_without_its_id(tmp_path: Path) -> None:
    """One export gives the id, another only the name: an account listed with both is counted once."""
    first, second = posts(read(tmp_path, rows_of(("2803301701", "人民日报"), ("", "人民日报")), PAPER))

    assert first["author"] == second["author"]


def test_the_same_name_on_another_platform_is_somebody_else(tmp_path: Path) -> None:
    """Anybody can call himself 人民日报 elsewhere."""
    elsewhere = AccountRow(platform="抖音", name="人民日报", type="央媒", named=True)

    found = read(tmp_path, rows_of(("2803301701", "人民日报")), elsewhere)

    (post,) = posts(found)
    assert post["account_type"] is None
    assert post["author"] not in found.named


def test_without_a_list_authors_are_as_before(tmp_path: Path) -> None:
    """The list changes the pseudonym of nobody who is not in it."""
    rows = rows_of(("1000001", "甲"), ("", "乙"))

    plain, listed = posts(read(tmp_path, rows)), posts(read(tmp_path, rows, PAPER))

    assert [post["author"] for post in plain] == [post["author"] for post in listed]
