"""Personal data leaves posts on the way in, and is found again before anything is published."""

from __future__ import annotations

import hmac
import os
import re
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reporter.errors import UserError
from reporter.privacy import SUSPECT, is_card_number, is_identity_number, load_secret, mask, pseudonym, scan

#: The example of GB 11643; belongs to nobody.
IDENTITY = "11010519491231002X"
#: A test number of card schemes.
CARD = "6222021234567894"


@given(secret=st.binary(min_size=1, max_size=100), author=st.text(max_size=40))
def test_a_pseudonym_is_the_hmac_of_platform_and_account(secret: bytes, author: str) -> None:
    """The fast way must stay the standard one."""
    message = f"weibo\0{author}".encode("utf-8", "surrogatepass")

    assert pseudonym(secret, "weibo", author) == hmac.digest(secret, message, "sha256").hex()[:16]


def test_an_account_has_another_pseudonym_on_another_platform_and_under_another_secret() -> None:
    """Nobody can follow a person from one report or platform into another."""
    names = {pseudonym(b"a" * 32, "weibo", "1"), pseudonym(b"a" * 32, "xhs", "1"), pseudonym(b"b" * 32, "weibo", "1")}

    assert len(names) == 3


@pytest.mark.parametrize(
    ("text", "shown", "kind"),
    [
        ("打13812345678找我", "打***找我", "mobile"),
        ("打138-1234-5678找我", "打***找我", "mobile"),
        ("打１３８ １２３４ ５６７８找我", "打***找我", "mobile"),
        ("打1 3 8 1 2 3 4 5 6 7 8", "打***", "mobile"),
        ("+86 13812345678", "***", "mobile"),
        (f"身份证{IDENTITY}。", "身份证***。", "id_card"),
        ("身份证110105 19491231 002x。", "身份证***。", "id_card"),
        (f"卡号{CARD}", "卡号***", "bank_card"),
        ("卡号6222 0212 3456 7894", "卡号***", "bank_card"),
        ("写信到 zhang.san@example.com 吧", "写信到 *** 吧", "email"),
        ("a1＠example．com", "***", "email"),
        ("微信号：abc_12345", "微信号：***", "wechat"),
        ("加V abc12345", "加V ***", "wechat"),
        ("vx abc12345", "vx ***", "wechat"),
        ("QQ：123456789", "QQ：***", "qq"),
        ("qq群 12345678", "qq群 ***", "qq"),
    ],
)
def test_personal_data_is_masked_however_it_is_written(text: str, shown: str, kind: str) -> None:
    """People hide numbers behind blanks, dashes and full-width digits."""
    assert mask(text) == (shown, {kind: 1})


@pytest.mark.parametrize(
    "text",
    [
        "共有34,106人次预约，占20.33563804%",
        "单号12345678901234567890123",
        "身份证110105194912310021",
        "身份证11010519491331002X",
        "卡号6222021234567890",
        "微信iPhone版更新了",
        "@中新视频 你好",
        "2021年6月13日10时08分",
        "http://weibo.com/1000001/Kabc",
    ],
)
def test_what_is_no_personal_data_stays(text: str) -> None:
    """Masks over plain numbers would make quotes unreadable."""
    assert mask(text) == (text, {})


@st.composite
def hidden_numbers(draw: st.DrawFn) -> str:
    """A number of some kind, blanks and signs between its digits, words around it."""
    number = draw(st.sampled_from(["13812345678", IDENTITY, CARD, "QQ123456", "VX：abc123", "a@b.cn"]))
    gaps = draw(st.lists(st.sampled_from(["", "", "", " ", "-", "—", "·", ".", "\u3000"]), min_size=20, max_size=20))
    wide = draw(st.booleans())
    shown = "".join(c + g for c, g in zip(number, gaps, strict=False))
    if wide:
        shown = shown.translate({ord("0") + i: ord("０") + i for i in range(10)})
    return draw(st.text(alphabet="价格1 a", max_size=6)) + shown + draw(st.text(alphabet="价格1 a", max_size=6))


@given(hidden_numbers())
@example("a@-b.cn")
@example("a.\u3000@\u3000b.cn")
def test_the_prefilter_lets_nothing_through_that_the_mask_would_find(text: str) -> None:
    """Only texts RE2 suspects are masked, so it must suspect every one of them."""
    if mask(text)[1]:
        assert pc.match_substring_regex(pa.array([text]), SUSPECT)[0].as_py()


@given(st.lists(st.sampled_from(["13812345678", "1", "5", "38", " ", "-", "价", CARD, IDENTITY, "qq"]), max_size=12))
def test_no_mobile_number_survives_whatever_stands_around_it(parts: list[str]) -> None:
    """A neighbour that looks like part of a longer number must not hide a whole one."""
    shown, _kinds = mask("".join(parts))

    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", shown)


def test_checks_follow_the_standards() -> None:
    """One wrong digit makes no identity number and no card."""
    assert is_identity_number(IDENTITY)
    assert not is_identity_number("110105194912310029")
    assert is_card_number(CARD)
    assert not is_card_number("6222021234567895")


def test_the_scanner_finds_numbers_on_pages_and_leaves_hashes_decimals_and_drawings_alone() -> None:
    """A gate that cries at every chart is switched off."""
    innocent = '<path d="M139 23 456 789 01 23"/> sha 1381234567890abcdef13812345678f 0.13812345678 6.6222021234567894'

    assert scan(innocent) == []
    assert [found.kind for found in scan(f"电话13812345678，卡{CARD}，{IDENTITY}，a@b.cn")] == [
        "mobile",
        "bank_card",
        "id_card",
        "email",
    ]


def test_the_secret_is_made_once_kept_and_hidden_from_git(tmp_path: Path) -> None:
    """Another secret would give every account another name in the next build."""
    path = tmp_path / ".reporter" / "pseudonym.secret"

    first = load_secret(path)

    assert len(first) == 32
    assert load_secret(path) == first
    assert (path.parent / ".gitignore").read_text("utf-8") == "*\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_may_read_the_secret(tmp_path: Path) -> None:
    """With the secret, account ids could be tried one by one."""
    path = tmp_path / "pseudonym.secret"

    load_secret(path)

    assert os.stat(path).st_mode & 0o077 == 0  # noqa: PTH116 - the mode is what is asked


def test_a_damaged_secret_is_the_users_problem(tmp_path: Path) -> None:
    """A short secret would quietly weaken every pseudonym."""
    path = tmp_path / "pseudonym.secret"
    path.write_bytes(b"short")

    with pytest.raises(UserError, match="R005"):
        load_secret(path)
